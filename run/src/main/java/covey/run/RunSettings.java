package covey.run;

import covey.config.Option;
import covey.config.Validation;
import java.util.Optional;

/// Everything about a run that is neither environment nor algorithm.
///
/// @param seed root of every stream of chance
/// @param generator what the seed feeds
/// @param threads that play and learn; 0 is one per core. No result depends on it
/// @param budget when the run ends
/// @param checkpoints how often the run is saved
/// @param evaluation how the policy is judged
public record RunSettings(
    @Option(byDefault = "1", help = "root of every stream of chance") long seed,
    @Option(byDefault = "philox4x32-10", help = "source of chance; there is one") Generator generator,
    @Option(byDefault = "0", help = "threads, 0 = one per core; no result depends on it", usual = "0") int threads,
    @Option(help = "when the run ends") Budget budget,
    @Option(help = "how often the run is saved") Checkpoints checkpoints,
    @Option(help = "how the policy is judged") Judging evaluation) {

  /// How often the run is saved. A checkpoint changes no result, so that the clock may decide.
  ///
  /// @param seconds between two checkpoints
  /// @param iterations between two checkpoints; whichever is due first counts
  /// @param keep the latest so many; the best one is kept besides
  public record Checkpoints(
      @Option(byDefault = "10", help = "seconds of training between checkpoints") double seconds,
      @Option(help = "iterations between checkpoints, if sooner") Optional<Long> iterations,
      @Option(byDefault = "3", help = "how many of the latest are kept") int keep) {
    /// Refuses intervals of no length and keeping nothing.
    public Checkpoints {
      Validation.of(Checkpoints.class)
          .require(seconds > 0, "seconds", seconds, "must be positive")
          .require(iterations.orElse(1L) > 0, "iterations", iterations.orElse(0L), "must be positive; none is usual")
          .require(keep >= 1, "keep", keep, "must be at least 1")
          .throwIfInvalid();
    }
  }

  /// How the policy is judged, during training and after it, on episodes that training never sees.
  ///
  /// @param episodes after training
  /// @param every iterations between evaluations during training; none: only after it
  /// @param duringEpisodes in each evaluation during training
  /// @param seed of the episodes: the same for every evaluation, so that policies are compared on the same ones
  /// @param stochastic whether actions are drawn from the policy instead of taking the most probable one
  public record Judging(
      @Option(byDefault = "1000", help = "episodes of the evaluation after training") long episodes,
      @Option(help = "iterations between evaluations during training; none = only after it; 50 if there is a target",
              usual = "none")
          Optional<Long> every,
      @Option(byDefault = "200", help = "episodes of each evaluation during training") long duringEpisodes,
      @Option(byDefault = "1", help = "seed of the episodes of every evaluation") long seed,
      @Option(byDefault = "false", help = "draw actions instead of taking the most probable one") boolean stochastic) {
    /// Refuses evaluations without episodes.
    public Judging {
      Validation.of(Judging.class)
          .require(episodes >= 1, "episodes", episodes, "must be at least 1")
          .require(every.orElse(1L) >= 1, "every", every.orElse(0L), "must be at least 1, or none")
          .require(duringEpisodes >= 2, "duringEpisodes", duringEpisodes, "must be at least 2, to have an interval")
          .throwIfInvalid();
    }
  }

  private static final long WITH_TARGET = 50; // iterations between evaluations, unless told otherwise

  /// Refuses impossible numbers of threads.
  public RunSettings {
    Validation.of(RunSettings.class)
        .require(threads >= 0 && threads <= 1024, "threads", threads, "must lie in [0, 1024]")
        .throwIfInvalid();
  }

  /// How many threads that is on this machine.
  public int threadCount() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /// Iterations between evaluations during training; 0 if there are none.
  long evaluateEvery() {
    return evaluation.every.orElse(budget.target().isPresent() ? WITH_TARGET : 0L);
  }

  RunSettings with(Budget other) {
    return new RunSettings(seed, generator, threads, other, checkpoints, evaluation);
  }

  RunSettings withSeed(long other) {
    return new RunSettings(other, generator, threads, budget, checkpoints, evaluation);
  }

  RunSettings withThreads(int other) {
    return new RunSettings(seed, generator, other, budget, checkpoints, evaluation);
  }

  RunSettings with(Judging other) {
    return new RunSettings(seed, generator, threads, budget, checkpoints, other);
  }

  RunSettings with(Checkpoints other) {
    return new RunSettings(seed, generator, threads, budget, other, evaluation);
  }
}
