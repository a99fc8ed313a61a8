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

/// Within one step some agents terminate and others are truncated, and the survivors of an earlier end play on.
///
/// - Each agent has a drawn day, 1 to `days`: it terminates then. After `limit` steps all who are left are truncated.
///   Who has ended is ABSENT. The episode ends when nobody is left: at the limit often some terminate in the very step
///   in which others are truncated.
/// - Observation: the steps left to the agent's own day, as a share of `days`; at a truncation that share is left over.
/// - Actions: 0 or 1, masked: only 0 is legal in steps of even number. Without effect. Truncated rows carry the mask of
///   the decision that did not come.
/// - Reward: 1 to each agent at each step.
/// - Known: with r steps left the value is (1 - gamma^r) / (1 - gamma), whatever the limit: a truncation hides the
///   future but does not end it. A learner that takes the limit for a death finds less, one that takes a death for the
///   limit more.
public final class MixedEndings implements Environment {

  /// @param agents number of agents
  /// @param days latest day on which an agent terminates
  /// @param limit steps after which all are truncated
  public record Config(
      @Option(byDefault = "3", help = "number of agents, at least 2") int agents,
      @Option(byDefault = "8", help = "latest day on which an agent terminates, at least 1") int days,
      @Option(byDefault = "5", help = "steps after which all are truncated, at least 1") int limit)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2, "agents", agents, "must be at least 2")
          .require(days >= 1, "days", days, "must be at least 1")
          .require(limit >= 1, "limit", limit, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "mixed_endings-v1",
          Slots.rivals(agents, Space.Box.of(1, 0, 1), new Space.Discrete(2), true),
          EnvironmentSpec.Storage.DENSE);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new MixedEndings(this));
    }
  }

  private final Config config;
  private final int[] day; // [A]
  private int step;

  private MixedEndings(Config config) {
    this.config = config;
    day = new int[config.agents];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    step = 0;
    for (int agent = 0; agent < day.length; agent++) {
      day[agent] = 1 + chance.nextInt(config.days);
      out.decides(agent);
      observe(agent, out);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    int left = 0;
    for (int agent = 0; agent < day.length; agent++) {
      if (day[agent] < step) continue; // ended on an earlier day
      out.reward(agent, 1);
      if (day[agent] == step) {
        out.terminate(agent);
      } else if (step == config.limit) {
        out.truncate(agent);
      } else {
        out.decides(agent);
        left++;
      }
      observe(agent, out);
    }
    if (left == 0) out.last();
  }

  private void observe(int agent, Writer out) {
    out.observe(agent, 0, (float) (day[agent] - step) / config.days);
    out.legal(agent, 0);
    if (step % 2 == 1) out.legal(agent, 1);
  }
}
