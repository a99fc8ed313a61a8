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

/// The first action is paid later: shows that the discount is applied, and applied once per step.
///
/// - Observation: whether it is the first timestep; what was chosen there (0 or 1); how much of the delay has passed.
/// - Actions: 0 or 1; only the first one counts.
/// - Reward: after `delay` further steps, 1 to each agent whose first action was 1. Ends: terminated by the payment.
/// - Known: at the first timestep action 1 is worth gamma^delay and action 0 nothing; with the default delay of 1 and
///   gamma = 0.5 that is 0.5. At the second timestep the value is gamma^(delay - 1) times the choice.
public final class DelayedReward implements Environment {

  /// @param agents number of agents
  /// @param delay steps between the step of the choice and the step that pays
  public record Config(
      @Option(byDefault = "1", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "1", help = "steps between choice and payment, at least 1") int delay)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(delay >= 1, "delay", delay, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "delayed_reward-v1",
          Slots.alike(agents, Space.Box.of(3, 0, 1), new Space.Discrete(2)),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new DelayedReward(this));
    }
  }

  private final Config config;
  private final int[] chosen; // [A]
  private int step;

  private DelayedReward(Config config) {
    this.config = config;
    chosen = new int[config.agents];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    step = 0;
    for (int agent = 0; agent < chosen.length; agent++) {
      chosen[agent] = 0;
      out.decides(agent);
      out.observe(agent, 0, 1);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    boolean pays = step == 1 + config.delay;
    for (int agent = 0; agent < chosen.length; agent++) {
      if (step == 1) chosen[agent] = action.of(agent);
      if (pays) {
        out.terminate(agent);
        out.reward(agent, chosen[agent]);
      } else {
        out.decides(agent);
      }
      out.observe(agent, 1, chosen[agent]);
      out.observe(agent, 2, (step - 1f) / config.delay);
    }
    if (pays) out.last();
  }
}
