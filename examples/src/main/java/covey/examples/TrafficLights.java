package covey.examples;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.Arrays;
import java.util.stream.IntStream;

/// An environment of one's own: traffic lights along an avenue, each an agent that gives green to the avenue or to its
/// side street.
///
/// - Cars enter the avenue at the first light and pass them one after another; every side street has cars of its own,
///   which leave after their light. One car passes a green light per step.
/// - Observation: cars on the avenue, cars in the side street, cars on the avenue at the light before (they come next).
///   Actions: 0 green for the avenue, 1 for the street.
/// - Reward: minus the cars that wait at the own light. Ends: truncated after `steps` steps.
public final class TrafficLights implements Environment {

  /// The options: a record that refuses what makes no sense, with every default written once.
  ///
  /// @param lights number of lights
  /// @param steps steps of an episode
  public record Config(
      @Option(byDefault = "3", help = "number of lights, at least 1") int lights,
      @Option(byDefault = "50", help = "steps of an episode, at least 1") int steps) implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    /// Refuses avenues without lights and episodes without steps.
    public Config {
      Validation.of(Config.class)
          .require(lights >= 1, "lights", lights, "must be at least 1")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = IntStream.range(0, lights).mapToObj(
          i -> Slot.of("light_" + i, "light", "town", Space.Box.of(3, 0, LONGEST), new Space.Discrete(2))).toList();
      return EnvironmentSpec.of("traffic_lights-v1", slots, EnvironmentSpec.Storage.EVERYONE_DECIDES)
          .withMetrics(new Metric("passed", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new TrafficLights(this)); // many games from one plain one
    }
  }

  private static final int LONGEST = 20; // cars in a queue; more turn away
  private static final double ON_THE_AVENUE = 0.45; // cars that enter per step
  private static final double IN_A_STREET = 0.3;

  private final Config config;
  private final int[] avenue; // [lights] cars that wait
  private final int[] street; // [lights]
  private Stream chance = new Stream(0);
  private int step;
  private int passed;

  private TrafficLights(Config config) {
    this.config = config;
    avenue = new int[config.lights];
    street = new int[config.lights];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode; // the only source of chance, so that every episode can be repeated
    step = 0;
    passed = 0;
    Arrays.fill(avenue, 0);
    Arrays.fill(street, 0);
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    for (int light = config.lights - 1; light >= 0; light--) { // from the last: a car passes one light per step
      boolean across = action.of(light) == 1;
      int[] green = across ? street : avenue;
      if (green[light] == 0) continue;
      green[light]--;
      if (across || light == config.lights - 1) {
        passed++;
      } else {
        avenue[light + 1] = Math.min(LONGEST, avenue[light + 1] + 1);
      }
    }
    if (chance.nextDouble() < ON_THE_AVENUE) avenue[0] = Math.min(LONGEST, avenue[0] + 1);
    for (int light = 0; light < config.lights; light++) {
      if (chance.nextDouble() < IN_A_STREET) street[light] = Math.min(LONGEST, street[light] + 1);
      out.reward(light, -avenue[light] - street[light]);
    }
    write(out);
  }

  private void write(Writer out) {
    boolean over = step == config.steps;
    for (int light = 0; light < config.lights; light++) {
      if (over) {
        out.truncate(light); // time is up, but the traffic would go on: learners look beyond
      } else {
        out.decides(light);
      }
      out.observe(light, 0, avenue[light]);
      out.observe(light, 1, street[light]);
      out.observe(light, 2, light == 0 ? 0 : avenue[light - 1]);
    }
    if (over) {
      out.metric(0, passed);
      out.last();
    }
  }
}
