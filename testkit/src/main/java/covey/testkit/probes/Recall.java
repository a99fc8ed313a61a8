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

/// A symbol is shown once and asked for later: only a policy with memory can do better than guess.
///
/// - At the first timestep each agent sees its symbol (any action will do), then blanks; it WAITS at every second
///   timestep of the pause, and at the last decision it must name the symbol.
/// - Observation: one switch per symbol, then one that says "answer now". Actions: one of `symbols`.
/// - Reward: 1 for the right answer. Ends: terminated by it, `pause` + 2 steps after the reset.
/// - Known: with memory 1, without 1 / symbols. Memory must survive WAITS unchanged and be blank in a new episode.
public final class Recall implements Environment {

  /// @param agents number of agents, each with a symbol of its own
  /// @param symbols number of symbols
  /// @param pause blank timesteps between showing and asking
  public record Config(
      @Option(byDefault = "2", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "2", help = "number of symbols, at least 2") int symbols,
      @Option(byDefault = "3", help = "blank timesteps between showing and asking, at least 0") int pause)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(symbols >= 2, "symbols", symbols, "must be at least 2")
          .require(pause >= 0, "pause", pause, "must not be negative")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "recall-v1",
          Slots.rivals(agents, new Space.MultiBinary(symbols + 1), new Space.Discrete(symbols), false),
          EnvironmentSpec.Storage.DENSE);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Recall(this));
    }
  }

  private final Config config;
  private final int[] symbol; // [A]
  private int step;

  private Recall(Config config) {
    this.config = config;
    symbol = new int[config.agents];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    step = 0;
    for (int agent = 0; agent < symbol.length; agent++) {
      symbol[agent] = chance.nextInt(config.symbols);
      out.decides(agent);
      out.observeByte(agent, symbol[agent], 1);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    boolean asked = step == config.pause + 1;
    boolean over = step == config.pause + 2;
    for (int agent = 0; agent < symbol.length; agent++) {
      if (over) {
        out.reward(agent, action.of(agent) == symbol[agent] ? 1 : 0);
        out.terminate(agent);
      } else if (asked) {
        out.decides(agent);
        out.observeByte(agent, config.symbols, 1);
      } else if (step % 2 == 1) {
        out.waits(agent);
      } else {
        out.decides(agent);
      }
    }
    if (over) out.last();
  }
}
