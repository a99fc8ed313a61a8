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

/// The environment acts for an agent now and then: such actions are no decisions, yet what they earn is the agent's.
///
/// - At each timestep an agent is FORCED with probability 1/2, to a drawn action, and DECIDES otherwise.
/// - Observation: which of `choices` is wanted, as one switch per choice. Actions: one of `choices`.
/// - Reward: 1 to each agent that took the wanted action, forced or not. Ends: truncated after `steps` steps.
/// - Known: a good policy earns 1 for each decision, and each forced action earns 1 / choices on the average; the best
///   mean return is steps (1 + 1 / choices) / 2. What a forced action earns belongs to the decision before it.
public final class ForcedActions implements Environment {

  /// @param agents number of agents
  /// @param choices number of choices
  /// @param steps steps of an episode
  public record Config(
      @Option(byDefault = "2", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "3", help = "number of choices, at least 2") int choices,
      @Option(byDefault = "10", help = "steps of an episode, at least 1") int steps)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(choices >= 2, "choices", choices, "must be at least 2")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "forced_actions-v1",
          Slots.alike(agents, new Space.MultiBinary(choices), new Space.Discrete(choices)),
          EnvironmentSpec.Storage.DENSE);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new ForcedActions(this));
    }
  }

  private static final int FREE = -1;

  private final Config config;
  private final int[] wanted; // [A]
  private final int[] forced; // [A] action, or FREE
  private Stream chance = new Stream(0);
  private int step;

  private ForcedActions(Config config) {
    this.config = config;
    wanted = new int[config.agents];
    forced = new int[config.agents];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    for (int agent = 0; agent < wanted.length; agent++) ask(agent, out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    boolean over = step == config.steps;
    for (int agent = 0; agent < wanted.length; agent++) {
      int taken = action.of(agent);
      if (forced[agent] != FREE && taken != forced[agent]) {
        throw new IllegalStateException("agent " + agent + " was forced to take action " + forced[agent]
            + ", but the joint action says " + taken);
      }
      out.reward(agent, taken == wanted[agent] ? 1 : 0);
      if (over) {
        out.truncate(agent);
      } else {
        ask(agent, out);
      }
    }
    if (over) out.last();
  }

  private void ask(int agent, Writer out) {
    wanted[agent] = chance.nextInt(config.choices);
    forced[agent] = chance.nextInt(2) == 0 ? FREE : chance.nextInt(config.choices);
    if (forced[agent] == FREE) {
      out.decides(agent);
    } else {
      out.forced(agent, forced[agent]);
    }
    out.observeByte(agent, wanted[agent], 1);
  }
}
