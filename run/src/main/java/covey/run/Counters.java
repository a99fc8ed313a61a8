package covey.run;

import covey.config.Clock;
import covey.config.Progress;

/// How far a run has come: what its schedules read and its limits are compared with.
final class Counters implements Progress {
  private final Budget budget;
  long iterations;
  long jointSteps;
  long episodes;
  long updates;

  Counters(Budget budget) {
    this.budget = budget;
  }

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
    return budget.on(clock);
  }

  /// Whether a limit that counts is reached.
  boolean exhausted() {
    return jointSteps >= budget.steps().orElse(Long.MAX_VALUE)
        || iterations >= budget.iterations().orElse(Long.MAX_VALUE)
        || episodes >= budget.episodes().orElse(Long.MAX_VALUE)
        || updates >= budget.updates().orElse(Long.MAX_VALUE);
  }

  /// The share of the run that is done, in [0, 1], by the limit that is nearest; NaN if nothing counts.
  double share() {
    double share = Double.NaN;
    share = larger(share, jointSteps, budget.steps().orElse(NO_BUDGET));
    share = larger(share, iterations, budget.iterations().orElse(NO_BUDGET));
    share = larger(share, episodes, budget.episodes().orElse(NO_BUDGET));
    return larger(share, updates, budget.updates().orElse(NO_BUDGET));
  }

  private static double larger(double share, long count, long limit) {
    if (limit == NO_BUDGET) return share;
    double own = Math.min(1, (double) count / limit);
    return Double.isNaN(share) ? own : Math.max(share, own);
  }
}
