package covey.run;

import covey.config.Clock;
import covey.config.Option;
import covey.config.Progress;
import covey.config.Validation;
import java.util.Optional;

/// When a run ends: at the first limit that is reached. Without any limit it runs until it is stopped.
///
/// Limits are looked at between iterations. `iterations` and `episodes` are met exactly; `steps` and `updates` are
/// exceeded by less than one iteration. `minutes` depends on the clock, and therefore only ever ends a run.
///
/// @param steps joint steps: transitions of all games that are no resets
/// @param iterations rollouts with the updates learned from them
/// @param episodes episodes booked; every game plays an equal share
/// @param updates of the learner
/// @param minutes of training by the clock, pauses between a stop and a resume not counted
/// @param target return to exceed in an evaluation; see [Target]
public record Budget(
    @Option(help = "joint steps; ends with the iteration that reaches them", usual = "1M to 20M") Optional<Long> steps,
    @Option(help = "iterations, exactly") Optional<Long> iterations,
    @Option(help = "booked episodes, exactly") Optional<Long> episodes,
    @Option(help = "updates of the learner") Optional<Long> updates,
    @Option(help = "minutes of training; only ends the run") Optional<Double> minutes,
    @Option(help = "return that ends the run once the 95 % interval of an evaluation lies above it") Optional<Target>
        target) {

  /// No limit.
  public static final Budget UNLIMITED = new Budget(
      Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /// Refuses limits that are not positive.
  public Budget {
    Validation.of(Budget.class)
        .require(steps.orElse(1L) > 0, "steps", steps.orElse(0L), "must be positive")
        .require(iterations.orElse(1L) > 0, "iterations", iterations.orElse(0L),
            "must be positive; 100 to 10000 is usual")
        .require(episodes.orElse(1L) > 0, "episodes", episodes.orElse(0L), "must be positive; 500 to 1M is usual")
        .require(updates.orElse(1L) > 0, "updates", updates.orElse(0L), "must be positive; 100 to 10000 is usual")
        .require(minutes.orElse(1.0) > 0 && Double.isFinite(minutes.orElse(1.0)), "minutes", minutes.orElse(0.0),
            "must be positive; 1 to 600 is usual")
        .throwIfInvalid();
  }

  /// So many joint steps and no other limit.
  public static Budget ofSteps(long steps) {
    return new Budget(Optional.of(steps), UNLIMITED.iterations, UNLIMITED.episodes, UNLIMITED.updates,
        UNLIMITED.minutes, UNLIMITED.target);
  }

  /// So many iterations and no other limit.
  public static Budget ofIterations(long iterations) {
    return new Budget(UNLIMITED.steps, Optional.of(iterations), UNLIMITED.episodes, UNLIMITED.updates,
        UNLIMITED.minutes, UNLIMITED.target);
  }

  /// So many episodes and no other limit.
  public static Budget ofEpisodes(long episodes) {
    return new Budget(UNLIMITED.steps, UNLIMITED.iterations, Optional.of(episodes), UNLIMITED.updates,
        UNLIMITED.minutes, UNLIMITED.target);
  }

  /// What the budget allows on one clock, or [Progress#NO_BUDGET]. An iteration makes one update, so that a limit of
  /// iterations limits updates too.
  long on(Clock clock) {
    return switch (clock) {
      case STEPS -> steps.orElse(Progress.NO_BUDGET);
      case EPISODES -> episodes.orElse(Progress.NO_BUDGET);
      case UPDATES -> updates.isPresent() && iterations.isPresent()
          ? Math.min(updates.get(), iterations.get())
          : updates.or(() -> iterations).orElse(Progress.NO_BUDGET);
    };
  }

  /// Whether there is a limit of which shares can be told.
  boolean counts() {
    return steps.isPresent() || iterations.isPresent() || episodes.isPresent() || updates.isPresent();
  }

  /// The limits as people read them, as in `2400000 joint steps or 5.0 minutes`.
  public String describe() {
    var text = new java.util.StringJoiner(" or ");
    steps.ifPresent(n -> text.add(n + " joint steps"));
    iterations.ifPresent(n -> text.add(n + " iterations"));
    episodes.ifPresent(n -> text.add(n + " episodes"));
    updates.ifPresent(n -> text.add(n + " updates"));
    minutes.ifPresent(n -> text.add(n + " minutes"));
    target.ifPresent(t -> text.add("an evaluated return above " + t + " with 95 % confidence"));
    return text.length() == 0 ? "no limit: until it is stopped" : text.toString();
  }
}
