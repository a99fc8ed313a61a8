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

/// Two rivals take stones in turn, and whoever takes the last one wins: rewards that arrive in the opponent's turn.
///
/// - A pile of `fewest` to `most` stones and the beginner are drawn. The mover DECIDES, the other WAITS; a ply is 1.
/// - Observation of the mover: stones left, as a share of `most`. Actions: take 1 to `take`; the mask allows no more
///   than are left.
/// - Reward: for each stone the mover takes, `toll` to the opponent, while that one waits. At the end 1 to the winner
///   and -1 to the loser, whose last move lies one ply back. Ends: both terminated.
/// - Known (toll 0): the mover loses under perfect play exactly if the stones are a multiple of take + 1. The sum of
///   both returns is toll x stones. A learner that pays only who moves never sees the -1.
public final class TakeStones implements Environment {

  /// @param fewest least number of stones
  /// @param most largest number of stones
  /// @param take most stones that may be taken at once
  /// @param toll paid to the opponent for each stone taken
  public record Config(
      @Option(byDefault = "5", help = "least number of stones, at least 1") int fewest,
      @Option(byDefault = "9", help = "largest number of stones") int most,
      @Option(byDefault = "3", help = "most stones that may be taken at once, at least 1") int take,
      @Option(byDefault = "0.125", help = "paid to the opponent for each stone taken") double toll)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(fewest >= 1, "fewest", fewest, "must be at least 1")
          .require(most >= fewest, "most", most, "must be at least fewest = " + fewest)
          .require(take >= 1, "take", take, "must be at least 1")
          .require(Double.isFinite(toll), "toll", toll, "must be finite")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
              "take_stones-v1",
              Slots.rivals(2, Space.Box.of(1, 0, 1), new Space.Discrete(take), true),
              EnvironmentSpec.Storage.DENSE)
          .withMetrics(new EnvironmentSpec.Metric("first_won", EnvironmentSpec.Metric.Kind.FLAG));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new TakeStones(this));
    }
  }

  private final Config config;
  private int stones;
  private int first;
  private int mover;

  private TakeStones(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream chance, Writer out) {
    stones = config.fewest + chance.nextInt(config.most - config.fewest + 1);
    first = chance.nextInt(2);
    mover = first;
    ask(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    int taken = 1 + action.of(mover);
    stones -= taken;
    out.reward(1 - mover, taken * config.toll);
    if (stones == 0) {
      out.reward(mover, 1);
      out.reward(1 - mover, -1);
      out.terminate(0);
      out.terminate(1);
      out.metric(0, mover == first ? 1 : 0);
      out.last();
    } else {
      mover = 1 - mover;
      ask(out);
    }
  }

  private void ask(Writer out) {
    out.decides(mover);
    out.waits(1 - mover);
    out.observe(mover, 0, (float) stones / config.most);
    for (int choice = 0; choice < Math.min(config.take, stones); choice++) out.legal(mover, choice);
  }
}
