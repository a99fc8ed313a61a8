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

/// One agent of a team is paid for what it does, the others never: shows rewards that leak from agent to agent.
///
/// - Observation: how much of the episode remains. Actions: 0 or 1.
/// - Reward: 1 to the agent number `paid` for each action 1; nothing to anybody else. Ends: terminated after `steps`.
/// - Known: the best return is `steps` for the paid agent, steps / 2 for a random one. With individual rewards all
///   returns, values and advantages of the others are exactly 0; with the team's sum everybody's value is the paid
///   one's.
public final class OnePaid implements Environment {

  /// @param agents number of agents
  /// @param paid number of the agent that is paid
  /// @param steps steps of an episode
  public record Config(
      @Option(byDefault = "3", help = "number of agents, at least 2") int agents,
      @Option(byDefault = "1", help = "number of the agent that is paid") int paid,
      @Option(byDefault = "3", help = "steps of an episode, at least 1") int steps)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2, "agents", agents, "must be at least 2")
          .require(paid >= 0 && paid < agents, "paid", paid, "must be one of the agents, 0 to agents - 1")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "one_paid-v1",
          Slots.alike(agents, Space.Box.of(1, 0, 1), new Space.Discrete(2)),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new OnePaid(this));
    }
  }

  private final Config config;
  private int step;

  private OnePaid(Config config) {
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
    out.reward(config.paid, action.of(config.paid));
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
