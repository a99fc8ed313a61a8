package covey.rollout;

import covey.act.Policy;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.nn.Workers;
import covey.random.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A collector with policies that see everything, for tests.
public final class Play implements AutoCloseable {
  public static final int MEMORY = 2;

  public final RolloutCollector collector;
  private final Workers workers;
  private final List<Policy> policies = new ArrayList<>();
  private final int[] versions;

  public Play(RolloutCollector.Setup setup) {
    this(setup, 1);
  }

  public Play(RolloutCollector.Setup setup, int threads) {
    collector = new RolloutCollector(setup);
    workers = new Workers(threads);
    for (int p = 0; p < setup.policies(); p++) policies.add(new HashPolicy(p, p % 2 == 0 ? MEMORY : 0));
    versions = new int[setup.policies()];
  }

  /// Everything that a collector can do at once: columns for critics, memory, several policies that meet by chance.
  public static RolloutCollector.Setup setup(EnvironmentConfig environment, int games, int steps, int vectorSize) {
    return setup(environment, games, steps, vectorSize, Seats.alone(environment.spec().agents()), 3);
  }

  public static RolloutCollector.Setup setup(
      EnvironmentConfig environment, int games, int steps, int vectorSize, Seats seats, int policies) {
    return new RolloutCollector.Setup(environment, games, steps, vectorSize, seats, mixed(policies), policies,
        Rollout.Wanted.EVERYTHING, MEMORY, 42);
  }

  /// Any policy in any seat, as a pure function of game and episode.
  public static MatchMaker mixed(int policies) {
    return (game, episode, policyOfSeat) -> {
      for (int seat = 0; seat < policyOfSeat.length; seat++) {
        policyOfSeat[seat] = (int) (Keys.uniform(game, episode, seat, 0) * policies);
      }
    };
  }

  /// The version of policy `p` in every later rollout.
  public void version(int p, int version) {
    versions[p] = version;
  }

  public Rollout collect() {
    return collector.collect(workers, policies, versions);
  }

  public void collect(int rollouts, Consumer<Rollout> each) {
    for (int i = 0; i < rollouts; i++) each.accept(collect());
  }

  public EpisodeLedger ledger() {
    return collector.ledger();
  }

  @Override
  public void close() {
    collector.close();
    workers.close();
  }
}
