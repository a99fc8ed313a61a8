package covey.config;

/// How far a run has come, and how far it will go. A run implements this over its own counters, so that asking a
/// [Schedule] allocates nothing.
public interface Progress {
  /// What [#budget] says where a clock does not limit the run.
  long NO_BUDGET = 0;

  /// How many joint steps, updates or episodes lie behind, from 0.
  long count(Clock clock);

  /// How many there will be at most, or [#NO_BUDGET].
  long budget(Clock clock);

  /// The share of the budget that is used, in [0, 1]: of the clock that is nearest to its end, if several limit the
  /// run.
  ///
  /// @throws IllegalStateException if no clock limits the run
  default double fraction() {
    double most = -1;
    if (budget(Clock.STEPS) != NO_BUDGET) most = Math.max(most, share(Clock.STEPS));
    if (budget(Clock.UPDATES) != NO_BUDGET) most = Math.max(most, share(Clock.UPDATES));
    if (budget(Clock.EPISODES) != NO_BUDGET) most = Math.max(most, share(Clock.EPISODES));
    if (most < 0) {
      throw new IllegalStateException("a schedule over the whole budget needs a run that is limited in steps, updates "
          + "or episodes, but this run has no such limit; give the schedule a length of its own, as in "
          + "linear(2e-3, 0, 1e6), or the run a limit");
    }
    return most;
  }

  private double share(Clock clock) {
    return Math.min(1.0, (double) count(clock) / budget(clock));
  }

  /// The start of a run that is limited to `jointSteps` ([#NO_BUDGET]: unlimited).
  static Progress startOf(long jointSteps) {
    return new Fixed(0, 0, 0, jointSteps);
  }

  /// A moment of a run that is limited to `budget` joint steps ([#NO_BUDGET]: unlimited).
  static Progress of(long jointSteps, long updates, long episodes, long budget) {
    return new Fixed(jointSteps, updates, episodes, budget);
  }

  /// A moment as a value.
  record Fixed(long jointSteps, long updates, long episodes, long jointStepBudget) implements Progress {
    @Override
    public long count(Clock clock) {
      return switch (clock) {
        case STEPS -> jointSteps;
        case UPDATES -> updates;
        case EPISODES -> episodes;
      };
    }

    @Override
    public long budget(Clock clock) {
      return clock == Clock.STEPS ? jointStepBudget : NO_BUDGET;
    }
  }
}
