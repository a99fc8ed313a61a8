package covey.testkit.probes;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;

/// Many couriers who each decide when they come back: an event-driven simulation in which time passes unevenly.
///
/// - A timestep is an event: whoever comes back DECIDES on the next trip, the others WAIT. The first action is a short
///   trip, which takes 1 to 2 units of time, the second a long one, 3 to 5, in quarters of a unit, drawn.
/// - Observation: the latest trip's time in units (0 before the first one), then the share of the day that is left.
/// - Reward: on return, 1 for a short and 3 for a long trip. `elapsed`: time between two events.
/// - Ends: the day ends `horizon` units after it began; everybody is truncated then, also who is under way, unpaid.
/// - Known: the elapsed time of a courier's transition is exactly the time of its trip. Per unit of time the short trip
///   earns 1 / 1.5 and the long one 3 / 4: the long one is better while the day is long, although with one unit of
///   discount per decision nobody could tell why. The episode's elapsed times add up to `horizon` exactly.
public final class Deliveries implements Environment {

  /// @param agents number of couriers
  /// @param horizon time of an episode, in units
  /// @param packed whether rows are stored packed
  public record Config(
      @Option(byDefault = "20", help = "number of couriers, at least 1") int agents,
      @Option(byDefault = "12", help = "time of an episode, at least 1") int horizon,
      @Option(byDefault = "true", help = "whether rows are stored packed") boolean packed)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(horizon >= 1, "horizon", horizon, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
              "deliveries-v1",
              Slots.alike(agents, Space.Box.of(2, 0, 5), new Space.Discrete(2)),
              packed ? Storage.PACKED : Storage.DENSE)
          .withMetrics(new EnvironmentSpec.Metric("trips", EnvironmentSpec.Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Deliveries(this));
    }
  }

  private static final int QUARTERS = 4; // of a unit: exact in binary, so that times of events can be compared

  private final Config config;
  private final int[] back; // [A] quarter in which the courier is back
  private final int[] trip; // [A] quarters of the present trip
  private final int[] pay; // [A] for the present trip
  private Stream chance = new Stream(0);
  private int now;
  private int trips;

  private Deliveries(Config config) {
    this.config = config;
    back = new int[config.agents];
    trip = new int[config.agents];
    pay = new int[config.agents];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    now = 0;
    trips = 0;
    for (int agent = 0; agent < back.length; agent++) {
      back[agent] = 0;
      trip[agent] = 0;
      ask(agent, out);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    int next = config.horizon * QUARTERS;
    for (int agent = 0; agent < back.length; agent++) {
      if (back[agent] == now) {
        boolean brief = action.of(agent) == 0;
        trip[agent] = brief ? QUARTERS + chance.nextInt(QUARTERS + 1) : 3 * QUARTERS + chance.nextInt(2 * QUARTERS + 1);
        pay[agent] = brief ? 1 : 3;
        back[agent] = now + trip[agent];
      }
      next = Math.min(next, back[agent]);
    }
    out.elapsed((double) (next - now) / QUARTERS);
    now = next;
    boolean over = now == config.horizon * QUARTERS;
    for (int agent = 0; agent < back.length; agent++) {
      if (back[agent] == now) {
        out.reward(agent, pay[agent]);
        trips++;
      }
      if (over) {
        out.truncate(agent);
        observe(agent, out);
      } else if (back[agent] == now) {
        ask(agent, out);
      } else {
        out.waits(agent);
      }
    }
    if (over) {
      out.metric(0, trips);
      out.last();
    }
  }

  private void ask(int agent, Writer out) {
    out.decides(agent);
    observe(agent, out);
  }

  private void observe(int agent, Writer out) {
    out.observe(agent, 0, (float) trip[agent] / QUARTERS);
    out.observe(agent, 1, 1 - (float) now / (config.horizon * QUARTERS));
  }
}
