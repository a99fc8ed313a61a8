package covey.testkit.probes;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;

/// Every step pays the same, whatever is done: shows that a critic learns at all.
///
/// - Observation: what remains of the episode, 1 at its beginning. Actions: 0 or 1, without effect.
/// - Reward: `reward` to each agent at each step. Ends: terminated after `steps` steps.
/// - Known: the value with r steps to go is reward (1 - gamma^r) / (1 - gamma); 1 for one step of reward 1. Every
///   advantage is 0.
public final class ConstantReward implements Environment {

  /// @param agents number of agents
  /// @param steps steps of an episode
  /// @param reward paid to each agent at each step
  public record Config(
      @Option(byDefault = "1", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "1", help = "steps of an episode, at least 1") int steps,
      @Option(byDefault = "1", help = "paid to each agent at each step") double reward)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .require(Double.isFinite(reward), "reward", reward, "must be finite")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "constant_reward-v1",
          Slots.alike(agents, Space.Box.of(1, 0, 1), new Space.Discrete(2)),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new ConstantReward(this));
    }
  }

  private final Config config;
  private int step;

  private ConstantReward(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream chance, Writer out) {
    step = 0;
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    for (int agent = 0; agent < config.agents; agent++) out.reward(agent, config.reward);
    write(out);
  }

  private void write(Writer out) {
    boolean over = step == config.steps;
    for (int agent = 0; agent < config.agents; agent++) {
      if (over) {
        out.terminate(agent);
      } else {
        out.decides(agent);
      }
      out.observe(agent, 0, (float) (config.steps - step) / config.steps);
    }
    if (over) out.last();
  }
}
