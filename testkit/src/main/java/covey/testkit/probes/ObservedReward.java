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

/// The observation tells the reward: shows that values follow each agent's own observation.
///
/// - Observation: a sign, -1 or 1, drawn for each agent for itself. Actions: 0 or 1, without effect.
/// - Reward: one's own sign. Ends: terminated after one step.
/// - Known: the value of an observation is the observation, whatever gamma is; the mean return is 0.
public final class ObservedReward implements Environment {

  /// @param agents number of agents
  public record Config(@Option(byDefault = "2", help = "number of agents, at least 1") int agents)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class).require(agents >= 1, "agents", agents, "must be at least 1").throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "observed_reward-v1",
          Slots.alike(agents, Space.Box.of(1, -1, 1), new Space.Discrete(2)),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new ObservedReward(this));
    }
  }

  private final int[] sign; // [A]

  private ObservedReward(Config config) {
    sign = new int[config.agents];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    for (int agent = 0; agent < sign.length; agent++) {
      sign[agent] = 2 * chance.nextInt(2) - 1;
      out.decides(agent);
      out.observe(agent, 0, sign[agent]);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    for (int agent = 0; agent < sign.length; agent++) {
      out.terminate(agent);
      out.observe(agent, 0, sign[agent]);
      out.reward(agent, sign[agent]);
    }
    out.last();
  }
}
