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

/// Name the number you see: shows that continuous actions learn, within their bounds.
///
/// - Observation: a target in [-1, 1] per dimension, drawn anew at each timestep. Actions: a number in [-2, 2] per
///   dimension.
/// - Reward: minus the squared distance to the target. Ends: truncated after `steps` steps.
/// - Known: the best return is 0. Actions uniform in [-2, 2] earn -(4/3 + 1/3) = -5/3 per dimension and step, always 0
///   earns -1/3.
public final class ContinuousTarget implements Environment {

  /// @param agents number of agents
  /// @param dimensions numbers in an action
  /// @param steps steps of an episode
  public record Config(
      @Option(byDefault = "2", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "2", help = "numbers in an action, at least 1") int dimensions,
      @Option(byDefault = "5", help = "steps of an episode, at least 1") int steps)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(dimensions >= 1, "dimensions", dimensions, "must be at least 1")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "continuous_target-v1",
          Slots.rivals(agents, Space.Box.of(dimensions, -1, 1), Space.Box.of(dimensions, -2, 2), false),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new ContinuousTarget(this));
    }
  }

  private final Config config;
  private final float[] target; // [A, dimensions]
  private Stream chance = new Stream(0);
  private int step;

  private ContinuousTarget(Config config) {
    this.config = config;
    target = new float[config.agents * config.dimensions];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    for (int agent = 0; agent < config.agents; agent++) {
      double distance = 0;
      for (int d = 0; d < config.dimensions; d++) {
        double off = action.real(agent, d) - target[agent * config.dimensions + d];
        distance += off * off;
      }
      out.reward(agent, -distance);
    }
    write(out);
  }

  private void write(Writer out) {
    boolean over = step == config.steps;
    for (int agent = 0; agent < config.agents; agent++) {
      if (over) {
        out.truncate(agent);
      } else {
        out.decides(agent);
      }
      for (int d = 0; d < config.dimensions; d++) {
        float drawn = (float) chance.nextDouble(-1, 1);
        target[agent * config.dimensions + d] = drawn;
        out.observe(agent, d, drawn);
      }
    }
    if (over) out.last();
  }
}
