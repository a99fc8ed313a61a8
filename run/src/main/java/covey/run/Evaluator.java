package covey.run;

import covey.act.Policy;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.nn.Workers;
import covey.random.Keys;
import covey.random.Purpose;
import covey.rollout.RolloutCollector;
import covey.rollout.Seats;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Plays whole episodes with a policy that does not change, through the collector that training uses too.
///
/// Every game plays a fixed share of the episodes, never "the first to finish", which would favour short ones. Chance
/// comes from streams of its own, so that an evaluation changes no byte of a training beside it.
public final class Evaluator {
  private static final int GAMES = 256; // at most, side by side
  private static final int VECTOR = 64;
  private static final int STEPS = 32; // per rollout; shows in nothing

  private Evaluator() {}

  /// Plays `episodes` episodes with the same policy in every seat.
  ///
  /// @param name of the environment, for the record
  /// @param seed of the episodes: equal seeds begin equal episodes, whoever plays
  public static Evaluation evaluate(
      String name, EnvironmentConfig environment, Policy policy, long episodes, long seed, Workers workers) {
    return evaluate(name, environment, policy, episodes, seed, workers, _ -> {});
  }

  /// As above, and shows each rollout while it lasts: to be read, not changed.
  public static Evaluation evaluate(
      String name, EnvironmentConfig environment, Policy policy, long episodes, long seed, Workers workers,
      Consumer<Rollout> watching) {
    int[] alone = new int[environment.spec().agents()];
    return evaluate(name, environment, List.of(policy), alone, episodes, seed, workers, watching);
  }

  /// Plays `episodes` episodes of a run's environment with `policy` wherever an agent of the run learns, against its
  /// opponents as they are when the share `share` of the run is done.
  public static Evaluation evaluate(
      RunConfig config, Policy policy, double share, long episodes, long seed, Workers workers) {
    var lineup = new Lineup(config.task(), config.opponents(), share);
    return evaluate(config.environmentName(), config.environment(), lineup.policies(policy), lineup.policyOf(),
        episodes, seed, workers);
  }

  /// Plays `episodes` episodes in which every slot is played by one of several policies; judged are the agents of the
  /// first one.
  ///
  /// @param policyOf number of the policy by slot; not changed
  public static Evaluation evaluate(String name, EnvironmentConfig environment, List<Policy> policies, int[] policyOf,
      long episodes, long seed, Workers workers) {
    return evaluate(name, environment, policies, policyOf, episodes, seed, workers, _ -> {});
  }

  private static Evaluation evaluate(String name, EnvironmentConfig environment, List<Policy> policies, int[] policyOf,
      long episodes, long seed, Workers workers, Consumer<Rollout> watching) {
    if (episodes < 1) {
      throw new IllegalArgumentException("episodes = %d, but it must be at least 1; 1000 is usual".formatted(episodes));
    }
    EnvironmentSpec spec = environment.spec();
    var setup = new RolloutCollector.Setup(environment, (int) Math.min(episodes, GAMES), STEPS, VECTOR,
        Seats.alone(spec.agents()), (_, _, seats) -> System.arraycopy(policyOf, 0, seats, 0, policyOf.length),
        policies.size(), Rollout.Wanted.NOTHING, policies.stream().mapToInt(Policy::memory).max().orElseThrow(),
        Keys.of(seed, Purpose.EVALUATION));
    try (var collector = new RolloutCollector(setup)) {
      collector.limitEpisodes(episodes);
      int[] versions = new int[policies.size()];
      while (!collector.finished()) watching.accept(collector.collect(workers, policies, versions));
      collector.ledger().assertBalanced();
      return new Evaluation(name, spec.slots().stream().map(EnvironmentSpec.Slot::id).toList(),
          IntStream.range(0, spec.agents()).filter(slot -> policyOf[slot] == 0).boxed().toList(),
          spec.metrics().stream().map(EnvironmentSpec.Metric::name).toList(), collector.ledger().finished());
    }
  }
}
