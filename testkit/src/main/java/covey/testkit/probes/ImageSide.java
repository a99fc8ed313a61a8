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

/// One bright pixel in a dim picture: on which side is it? Shows that images of bytes arrive unharmed.
///
/// - Observation: `size` x `size` x 1 bytes; noise of 0 to 99, and one pixel of 255. Actions: 0 left half, 1 right
///   half.
/// - Reward: 1 for the right answer. Ends: terminated after one step.
/// - Known: the best return is 1, a random one 0.5. Who reads bytes as signed sees the pixel as the darkest.
public final class ImageSide implements Environment {

  /// @param agents number of agents, each with a picture of its own
  /// @param size pixels per side
  public record Config(
      @Option(byDefault = "1", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "6", help = "pixels per side, even, at least 2") int size)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(size >= 2 && size % 2 == 0, "size", size, "must be even and at least 2")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
          "image_side-v1",
          Slots.rivals(
              agents,
              Space.Box.image(size, size, 1, Space.Axes.HEIGHT_WIDTH_CHANNELS),
              new Space.Discrete(2),
              false),
          EnvironmentSpec.Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new ImageSide(this));
    }
  }

  private static final int BRIGHT = 255;
  private static final int NOISE = 100;

  private final Config config;
  private final int[] bright; // [A] pixel
  private Stream chance = new Stream(0);

  private ImageSide(Config config) {
    this.config = config;
    bright = new int[config.agents];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    for (int agent = 0; agent < bright.length; agent++) {
      out.decides(agent);
      draw(agent, out);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    for (int agent = 0; agent < bright.length; agent++) {
      int side = bright[agent] % config.size < config.size / 2 ? 0 : 1;
      out.reward(agent, action.of(agent) == side ? 1 : 0);
      out.terminate(agent);
      draw(agent, out);
    }
    out.last();
  }

  private void draw(int agent, Writer out) {
    int pixels = config.size * config.size;
    for (int pixel = 0; pixel < pixels; pixel++) out.observeByte(agent, pixel, chance.nextInt(NOISE));
    bright[agent] = chance.nextInt(pixels);
    out.observeByte(agent, bright[agent], BRIGHT);
  }
}
