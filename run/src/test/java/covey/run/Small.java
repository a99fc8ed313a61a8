package covey.run;

import java.util.List;

/// Runs that take milliseconds per iteration.
final class Small {
  private Small() {}

  /// Three agents, 8 games of 5 steps, 4 transitions per rollout: episodes end in the middle of rollouts.
  static RunConfig spread(String... more) {
    return RunConfig.preset("simple_spread").with("environment.maxCycles=5", "algorithm.games=8", "algorithm.steps=4",
        "algorithm.hidden=8", "algorithm.minibatchRows=32", "algorithm.segmentRows=16", "algorithm.epochs=2",
        "algorithm.vectorSize=3", "threads=1", "evaluation.episodes=20", "budget.iterations=10").with(List.of(more));
  }
}
