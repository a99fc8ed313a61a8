package covey.testkit.probes;

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
import java.util.List;

/// One of every kind: five agents in four layouts, with all observation and action spaces, masks, private states, a
/// team state, an auxiliary reward and a metric. Nothing to learn here, everything to mix up.
///
/// - Agent i DECIDES at timesteps whose number has the parity of i, and WAITS at the others. Observations are drawn.
/// - Two agents (`twin_a`, `twin_b`) have equal spaces, hence one layout, but different roles and teams.
/// - Reward of agent i: i + 1 per step, and 1/64 for every unit of its action (indices, switches that are on, reals).
///   The auxiliary reward is minus the step's number. Ends: all truncated after `steps` steps.
/// - Known: rounded to the nearest whole number, the return of agent i is steps (i + 1), as long as its actions add up
///   to less than 32 units either way.
public final class Zoo implements Environment {

  /// @param steps steps of an episode
  public record Config(@Option(byDefault = "6", help = "steps of an episode, at least 1") int steps)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class).require(steps >= 1, "steps", steps, "must be at least 1").throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
              "zoo-v1", List.of(WALKER, SWITCHER, SEER, twin("a"), twin("b")), EnvironmentSpec.Storage.DENSE)
          .withState(Space.Box.of(2, 0, 1))
          .withAuxiliaryRewards("lateness")
          .withMetrics(new Metric("drawn", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Zoo(this));
    }
  }

  private static final Space.Part OTHERS = new Space.Part("others", new Space.Entities(3, 2, false));
  private static final int KINDS = 4;
  private static final Slot WALKER = new Slot(
      "walker", "walker", "red",
      Space.Composite.of(
          new Space.Part("place", Space.Box.of(2, -1, 1)), OTHERS, new Space.Part("kind", new Space.Discrete(KINDS))),
      new Space.MultiDiscrete(List.of(3, 2)), true, Space.Box.of(1, 0, 1));
  private static final Slot SWITCHER = new Slot(
      "switcher", "switcher", "red",
      new Space.Box(List.of(2), List.of(0f), List.of(9f), Space.Element.INT, Space.Axes.NONE),
      new Space.MultiBinary(3), true, null);
  private static final Slot SEER = Slot.of(
      "seer", "seer", "blue", Space.Box.image(2, 2, 3, Space.Axes.CHANNELS_HEIGHT_WIDTH), Space.Box.of(2, -1, 1));

  private static Slot twin(String name) {
    return Slot.of(
        "twin_" + name, "role_" + name, "team_" + name, Space.Composite.of(OTHERS), Space.Discrete.pointing(3, "others", 0));
  }

  private final Config config;
  private Stream chance = new Stream(0);
  private int step;

  private Zoo(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    for (int agent = 0; agent < 5; agent++) {
      out.reward(agent, agent + 1);
      out.auxiliary(agent, 0, -step);
      if (step % 2 == agent % 2) out.reward(agent, units(action, agent) / 64);
    }
    step++;
    write(out);
  }

  private static double units(JointAction action, int agent) {
    return switch (agent) {
      case 0 -> action.of(0, 0) + action.of(0, 1);
      case 1 -> (action.on(1, 0) ? 1 : 0) + (action.on(1, 1) ? 1 : 0) + (action.on(1, 2) ? 1 : 0);
      case 2 -> (double) action.real(2, 0) + action.real(2, 1);
      default -> action.of(agent);
    };
  }

  private void write(Writer out) {
    boolean over = step == config.steps;
    for (int agent = 0; agent < 5; agent++) {
      if (over) {
        out.truncate(agent);
      } else if (step % 2 == agent % 2) {
        out.decides(agent);
      } else {
        out.waits(agent);
        continue;
      }
      observe(agent, out);
    }
    out.state(0, (float) step / config.steps);
    out.state(1, (float) chance.nextDouble());
    if (over) {
      out.metric(0, chance.nextDouble());
      out.last();
    }
  }

  private void observe(int agent, Writer out) {
    switch (agent) {
      case 0 -> {
        out.observe(0, 0, (float) chance.nextDouble(-1, 1));
        out.observe(0, 1, (float) chance.nextDouble(-1, 1));
        observeOthers(0, 2, out);
        out.observeInt(0, 1, chance.nextInt(KINDS));
        out.privateState(0, 0, (float) chance.nextDouble());
        out.legal(0, chance.nextInt(3)); // branch 0: a single choice
        out.legal(0, 3);
        out.legal(0, 4);
      }
      case 1 -> {
        out.observeInt(1, 0, chance.nextInt(10));
        out.observeInt(1, 1, chance.nextInt(10));
        for (int position = 0; position < 5; position++) out.legal(1, position); // switch 2 cannot be on
      }
      case 2 -> {
        for (int pixel = 0; pixel < 12; pixel++) out.observeByte(2, pixel, chance.nextInt(256));
      }
      default -> observeOthers(agent, 0, out);
    }
  }

  /// A set of 1 to 3 members, each of two features; its count is int number 0.
  private void observeOthers(int agent, int firstFeature, Writer out) {
    int count = 1 + chance.nextInt(3);
    out.observeInt(agent, 0, count);
    for (int f = 0; f < 2 * count; f++) out.observe(agent, firstFeature + f, (float) chance.nextDouble());
  }
}
