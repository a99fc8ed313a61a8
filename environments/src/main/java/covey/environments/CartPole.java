package covey.environments;

import covey.act.Policy;
import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.List;
import java.util.Map;

/// A cart keeps a pole upright by being pushed left or right: the classic control task, a team of one.
///
/// - Actions: 0 push left, 1 push right, with 10 N.
/// - Observation: position (m), velocity (m/s), angle from upright (rad, positive to the right), angular velocity (rad/s).
/// - Reward: 1 per step, the step that fails included.
/// - Ends: terminated when the cart is further than 2.4 m from the middle or the pole leans more than 12 degrees;
///   truncated after `maxSteps` steps.
///
/// Source: Barto, Sutton and Anderson 1983; rules and constants of Gymnasium `CartPole-v1`, plain Euler steps of 0.02 s.
/// Departure: sine and cosine are series that may differ from the original's in the last bit.
public final class CartPole implements Environment {

  public record Config(
      @Option(byDefault = "500", help = "steps before truncation") int maxSteps) implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      float free = Float.POSITIVE_INFINITY;
      float x = (float) (2 * POSITION_LIMIT);
      float angle = (float) (2 * ANGLE_LIMIT);
      var observation = new Space.Box(List.of(4), List.of(-x, -free, -angle, -free), List.of(x, free, angle, free),
          Space.Element.FLOAT, Space.Axes.NONE);
      Slot cart = Slot.of("cart", "cart", "cart", observation, new Space.Discrete(2));
      return EnvironmentSpec.of("cartpole-v1", List.of(cart), Storage.EVERYONE_DECIDES)
          .withMetrics(new Metric("balanced", Metric.Kind.FLAG));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new CartPole(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "cartpole", Config.class, "a cart balances a pole (one agent, classic control)")
      .withScript("balance", config -> balance())
      .withRecording(new Catalogue.Recording("CartPole-v1", Map.of("max_episode_steps", "maxSteps")));

  private static final double GRAVITY = 9.8; // m/s^2
  private static final double POLE_MASS = 0.1; // kg
  private static final double TOTAL_MASS = 1.0 + POLE_MASS; // kg
  private static final double LENGTH = 0.5; // m, half of the pole
  private static final double POLE_MOMENT = POLE_MASS * LENGTH; // kg m
  private static final double FORCE = 10; // N
  private static final double STEP = 0.02; // s
  private static final double POSITION_LIMIT = 2.4; // m
  private static final double ANGLE_LIMIT = 12 * 2 * Math.PI / 360; // rad
  private static final double START = 0.05; // every number starts uniform within this

  private final Config config;
  private double x;
  private double velocity;
  private double angle;
  private double spin;
  private int steps;

  public CartPole(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream chance, Writer out) {
    x = chance.nextDouble(-START, START);
    velocity = chance.nextDouble(-START, START);
    angle = chance.nextDouble(-START, START);
    spin = chance.nextDouble(-START, START);
    steps = 0;
    out.decides(0);
    observe(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    move(action.of(0) == 1 ? FORCE : -FORCE);
    steps++;
    out.reward(0, 1);
    boolean fell = x < -POSITION_LIMIT || x > POSITION_LIMIT || angle < -ANGLE_LIMIT || angle > ANGLE_LIMIT;
    if (fell) {
      out.terminate(0);
    } else if (steps >= config.maxSteps()) {
      out.truncate(0);
    } else {
      out.decides(0);
    }
    if (fell || steps >= config.maxSteps()) {
      out.last();
      out.metric(0, fell ? 0 : 1);
    }
    observe(out);
  }

  private void move(double force) {
    double cos = cos(angle);
    double sin = sin(angle);
    double push = (force + POLE_MOMENT * (spin * spin) * sin) / TOTAL_MASS;
    double turn = (GRAVITY * sin - cos * push) / (LENGTH * (4.0 / 3.0 - POLE_MASS * (cos * cos) / TOTAL_MASS));
    double acceleration = push - POLE_MOMENT * turn * cos / TOTAL_MASS;
    x += STEP * velocity;
    velocity += STEP * acceleration;
    angle += STEP * spin;
    spin += STEP * turn;
  }

  // The sine and cosine of StrictMath allocate scratch memory. A pole that still stands leans less than 0.21, where these
  // terms of Taylor's series reach the last bit but one: the next ones are below 0.21^15 / 15! = 5e-23.

  static double sin(double a) {
    double z = a * a;
    double tail = z * (-1.0 / 39916800 + z / 6227020800.0);
    return a + a * z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + tail))));
  }

  static double cos(double a) {
    double z = a * a;
    double tail = z * (1.0 / 479001600 - z / 87178291200.0);
    return 1 - z * (0.5 - z * (1.0 / 24 - z * (1.0 / 720 - z * (1.0 / 40320 - z / 3628800 + z * tail))));
  }

  private void observe(Writer out) {
    out.observe(0, 0, (float) x);
    out.observe(0, 1, (float) velocity);
    out.observe(0, 2, (float) angle);
    out.observe(0, 3, (float) spin);
  }

  /// Pushes towards where the pole is falling, leaning against the cart's own drift; balances every episode of 500.
  public static Policy balance() {
    return Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) {
        double lean = 0.1 * rows.observation(i, 0) + 0.25 * rows.observation(i, 1)
            + 2 * rows.observation(i, 2) + rows.observation(i, 3);
        rows.act(i, lean > 0 ? 1 : 0, 0f);
      }
    });
  }
}
