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

/// An action of two dependent parts, told as two decisions between which no time passes.
///
/// - First the agent chooses one of two drawers, then one of the `tools` that lie in it: drawer 0 holds the even ones,
///   drawer 1 the odd ones, and the mask allows no other. `elapsed` is 0 after the first choice and 1 after the second.
/// - Observation: the part (0 or 1), the drawer chosen, and the tool wanted, as a share of all tools.
/// - Actions: one of `tools`; in the first part only 0 and 1 are legal.
/// - Reward: 1 for the tool that is wanted. Ends: terminated after `rounds` rounds.
/// - Known: the best return is `rounds`. Both parts of the last round are worth 1 under any gamma: a learner that
///   discounts by decisions finds gamma for the first.
public final class SuccessiveChoices implements Environment {

  /// @param tools number of tools
  /// @param rounds rounds of an episode
  public record Config(
      @Option(byDefault = "4", help = "number of tools, at least 2") int tools,
      @Option(byDefault = "3", help = "rounds of an episode, at least 1") int rounds)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(tools >= 2, "tools", tools, "must be at least 2")
          .require(rounds >= 1, "rounds", rounds, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "successive_choices-v1",
          Slots.alike(1, Space.Box.of(3, 0, 1), new Space.Discrete(tools), true),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new SuccessiveChoices(this));
    }
  }

  private static final int NO_DRAWER = -1;

  private final Config config;
  private Stream chance = new Stream(0);
  private int wanted;
  private int drawer;
  private int round;

  private SuccessiveChoices(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    round = 0;
    begin(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    if (drawer == NO_DRAWER) {
      drawer = action.of(0);
      out.elapsed(0);
      out.decides(0);
      out.observe(0, 0, 1);
      out.observe(0, 1, drawer);
      out.observe(0, 2, (float) wanted / config.tools);
      for (int tool = drawer; tool < config.tools; tool += 2) out.legal(0, tool);
    } else {
      round++;
      out.reward(0, action.of(0) == wanted ? 1 : 0);
      if (round == config.rounds) {
        out.terminate(0);
        out.last();
      } else {
        begin(out);
      }
    }
  }

  private void begin(Writer out) {
    wanted = chance.nextInt(config.tools);
    drawer = NO_DRAWER;
    out.decides(0);
    out.observe(0, 2, (float) wanted / config.tools);
    out.legal(0, 0);
    out.legal(0, 1);
  }
}
