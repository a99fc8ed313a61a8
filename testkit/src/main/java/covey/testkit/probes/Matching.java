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

/// Agents who must all choose alike, without seeing each other: the smallest game in which the best action depends on
/// the others.
///
/// - Observation: how much of the episode remains. Actions: one of `choices`.
/// - Reward: 1 to everybody when all agree, else 0. Ends: terminated after `rounds` rounds.
/// - Known: the best return is `rounds` for each agent; random players earn rounds x choices^(1 - agents).
public final class Matching implements Environment {

  /// @param agents number of agents
  /// @param choices number of choices
  /// @param rounds rounds of an episode
  public record Config(
      @Option(byDefault = "2", help = "number of agents, at least 2") int agents,
      @Option(byDefault = "2", help = "number of choices, at least 2") int choices,
      @Option(byDefault = "1", help = "rounds of an episode, at least 1") int rounds)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2, "agents", agents, "must be at least 2: one agent has nobody to match")
          .require(choices >= 2, "choices", choices, "must be at least 2")
          .require(rounds >= 1, "rounds", rounds, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
              "matching-v1",
              Slots.alike(agents, Space.Box.of(1, 0, 1), new Space.Discrete(choices)),
              EnvironmentSpec.Storage.EVERYONE_DECIDES)
          .withMetrics(new EnvironmentSpec.Metric("matches", EnvironmentSpec.Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Matching(this));
    }
  }

  private final Config config;
  private int round;
  private int matches;

  private Matching(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream chance, Writer out) {
    round = 0;
    matches = 0;
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    round++;
    boolean alike = true;
    for (int agent = 1; agent < config.agents; agent++) alike &= action.of(agent) == action.of(0);
    if (alike) matches++;
    for (int agent = 0; agent < config.agents; agent++) out.reward(agent, alike ? 1 : 0);
    write(out);
  }

  private void write(Writer out) {
    boolean over = round == config.rounds;
    for (int agent = 0; agent < config.agents; agent++) {
      if (over) {
        out.terminate(agent);
      } else {
        out.decides(agent);
      }
      out.observe(agent, 0, (float) (config.rounds - round) / config.rounds);
    }
    if (over) {
      out.metric(0, matches);
      out.last();
    }
  }
}
