package covey.environments;

import covey.act.Policy;
import covey.config.Configs;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.List;

/// The two-step game of QMIX: the first agent chooses which of two matrix games both play then.
///
/// - Agents: two, one team, by the rules of the game. Actions: 0 or 1, always legal. In the first step only that of
///   `agent_0` counts: 0 leads to 2A, 1 to 2B.
/// - Observation: where the game is, as a choice: 0 the first step, 1 in 2A, 2 in 2B (also at the end). Everybody sees all.
/// - Reward, paid to both: nothing in the first step; 7 in 2A whatever they do; in 2B `0 1` / `1 8`.
/// - Ends: terminated after the second step. Metric: `best`, whether 8 was paid.
///
/// Source: Rashid et al., "QMIX: Monotonic Value Function Factorisation for Deep Multi-Agent Reinforcement Learning", 2018,
/// table 1. No departure. Known: the best return is 8; additive values (VDN) learn 7. Return of random actions:
/// (7 + 10/4) / 2 = 4.75; of the scripted `best`: 8.
public final class TwoStep implements Environment {

  /// There is nothing to choose.
  public record Config() implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    @Override
    public EnvironmentSpec spec() {
      var slots = List.of(slot("agent_0"), slot("agent_1"));
      return EnvironmentSpec.of("two_step-v1", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Discrete(PLACES))
          .withMetrics(new Metric("best", Metric.Kind.FLAG));
    }

    /// One chooses the game and the other does not: they are not the same.
    private static Slot slot(String id) {
      return Slot.of(id, id.equals("agent_0") ? "leader" : "follower", "team", new Space.Discrete(PLACES),
          new Space.Discrete(2));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, TwoStep::new);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "two_step", Config.class, "one of two agents chooses which matrix game both play (QMIX)")
      .withScript("best", config -> best());

  private static final int PLACES = 3; // the first step, 2A, 2B
  private static final double SAFE = 7;
  private static final double[][] RISKY = {{0, 1}, {1, 8}};

  private int place;

  /// A game with nothing to choose.
  public TwoStep() {}

  @Override
  public void reset(Stream chance, Writer out) {
    place = 0;
    write(false, out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    if (place == 0) {
      place = 1 + action.of(0);
      write(false, out);
      return;
    }
    double reward = place == 1 ? SAFE : RISKY[action.of(0)][action.of(1)];
    out.reward(0, reward);
    out.reward(1, reward);
    write(true, out);
    out.metric(0, reward > SAFE ? 1 : 0);
    out.last();
  }

  private void write(boolean over, Writer out) {
    for (int agent = 0; agent < 2; agent++) {
      if (over) {
        out.terminate(agent);
      } else {
        out.decides(agent);
      }
      out.observeInt(agent, 0, place);
    }
    out.stateInt(0, place);
  }

  /// Always 1: to 2B, and there to 8.
  public static Policy best() {
    return Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) rows.act(i, 1, 0f);
    });
  }
}
