package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
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
import covey.space.Space.Part;
import java.util.ArrayList;
import java.util.Map;

/// Couriers in a square city take orders that come in by chance: each decides whenever it is free, at its own time.
///
/// - Orders come as a Poisson process with `rate` per unit of time, each from a drawn place to a drawn place; the day
///   begins with one per courier, as far as they can wait. Whoever takes one drives straight to the first place and
///   then to the second, one unit of length per unit of time.
/// - Who decides: the courier that has been free longest, while an order waits. Of several who are free at one moment
///   each decides in turn, and no time passes in between (`elapsed` 0); all others WAIT.
/// - Actions: which of the waiting orders to take: choice k is member k of the set `orders`, the oldest first. It must
///   take one. (Where the day ends and no order waits, choice 0 counts as legal, as final rows need a legal choice.)
/// - Observation: `self` (place as shares of the city, share of the day that is left); `orders` (from here to the
///   start, from there to the goal, both as dx, dy over the city's side, and the time it has waited over that side),
///   partly filled; `couriers`, all others (dx, dy to where they are free next, time until then over the city's side).
/// - State: all couriers and orders and the share of the day that is left, in the same units.
/// - Reward of a courier, on delivery: 1 minus `impatience` per unit of time between the order's coming and its start.
/// - A timestep is a delivery or a decision. `elapsed` is the time that has passed since the one before, in units of 1
///   / 1024 so that sums are exact; over an episode they add up to `horizon`. At a delivery after which no order waits
///   nobody decides.
/// - Ends: truncated for all when the day is over; what is under way then is not paid.
/// - Metrics: delivered, refused (orders that came while `orders` were waiting), meanWait (until the start, of those
///   delivered).
///
/// Ours; made to show decisions at irregular times, with rows packed: only who decides is stored. Returns per courier
/// and episode with the usual options, means over 10,000 episodes, kept by a test: random 2.59, scripted `nearest`
/// 5.81.
public final class Dispatch implements Environment {

  public record Config(
      @Option(byDefault = "4", help = "number of couriers", usual = "2 to 50") int agents,
      @Option(byDefault = "10", help = "side of the city, in units of length", usual = "5 to 20") int size,
      @Option(byDefault = "0.5", help = "orders per unit of time, above 0") double rate,
      @Option(byDefault = "100", help = "time of an episode") int horizon,
      @Option(byDefault = "8", help = "orders that can wait; more are refused") int orders,
      @Option(byDefault = "0.05", help = "what a unit of waiting takes from the pay of 1, at least 0")
          double impatience)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1 && agents <= 1000, "agents", agents, "must lie in [1, 1000]; 4 is usual")
          .require(size >= 1 && size <= 1000, "size", size, "must lie in [1, 1000]; 10 is usual")
          .require(rate > 0 && rate <= 1000, "rate", rate, "must lie in (0, 1000]; 0.5 is usual")
          .require(horizon >= 1 && horizon <= 1_000_000, "horizon", horizon,
              "must lie in [1, 1000000]; 100 is usual")
          .require(orders >= 1 && orders <= 1000, "orders", orders, "must lie in [1, 1000]; 8 is usual")
          .require(impatience >= 0 && impatience <= 1000, "impatience", impatience,
              "must lie in [0, 1000]; 0.05 is usual")
          .throwIfInvalid();
    }

    /// The usual city with as many couriers, and orders in proportion.
    public static Config of(int agents) {
      Config d = DEFAULTS;
      return new Config(agents, d.size, d.rate * agents / d.agents, d.horizon, d.orders, d.impatience);
    }

    @Override
    public EnvironmentSpec spec() {
      Space waiting = new Space.Entities(orders, ORDER, false);
      Space observation = Space.Composite.withoutEmptyParts(
          new Part("self", Space.Box.of(SELF, 0, 1)),
          new Part("orders", waiting),
          new Part("couriers", new Space.Entities(agents - 1, COURIER, true)));
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < agents; i++) {
        Space action = Space.Discrete.pointing(orders, "orders", 0);
        slots.add(new Slot("courier_" + i, "courier", "couriers", observation, action, true, null));
      }
      return EnvironmentSpec.of("dispatch-v1", slots, Storage.PACKED)
          .withState(Space.Composite.of(
              new Part("orders", waiting),
              new Part("couriers", new Space.Entities(agents, COURIER, true)),
              new Part("left", Space.Box.of(1, 0, 1))))
          .withMetrics(
              new Metric("delivered", Metric.Kind.COUNT),
              new Metric("refused", Metric.Kind.COUNT),
              new Metric("meanWait", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Dispatch(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "dispatch", Config.class, "couriers take orders, each deciding when it is free (event-driven)")
      .withSmallest(Map.of("agents", 1))
      .withScript("nearest", config -> nearest());

  private static final int SELF = 3; // x, y, share of the day that is left
  private static final int ORDER = 5; // start dx, dy, goal dx, dy from the start, time waited
  private static final int COURIER = 3; // dx, dy, time until free
  private static final int TICKS = 1024; // of a unit of time: exact in binary
  private static final int NOBODY = -1;

  private final Config config;
  private final int agents;
  private final double[] x; // [couriers] where it is, or will be after its delivery
  private final double[] y; // [couriers]
  private final long[] free; // [couriers] tick at which it is or was free
  private final boolean[] busy; // [couriers]
  private final double[] waited; // [couriers] time that the order under way waited for its start
  private final double[] fromX; // [orders], the oldest first
  private final double[] fromY; // [orders]
  private final double[] toX; // [orders]
  private final double[] toY; // [orders]
  private final long[] placed; // [orders] tick
  private final double[] pay; // [couriers] in the coming timestep
  private int waiting; // orders
  private long now;
  private long coming; // tick of the next order
  private int asked; // the courier that decides, or NOBODY
  private Stream chance = new Stream(0);
  private int delivered;
  private int refused;
  private double waits;

  public Dispatch(Config config) {
    this.config = config;
    this.agents = config.agents();
    x = new double[agents];
    y = new double[agents];
    free = new long[agents];
    busy = new boolean[agents];
    waited = new double[agents];
    pay = new double[agents];
    fromX = new double[config.orders()];
    fromY = new double[config.orders()];
    toX = new double[config.orders()];
    toY = new double[config.orders()];
    placed = new long[config.orders()];
  }

  /// Everybody is free somewhere, and there are as many orders as couriers, as far as they can wait.
  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    now = 0;
    waiting = 0;
    delivered = 0;
    refused = 0;
    waits = 0;
    for (int a = 0; a < agents; a++) {
      x[a] = somewhere();
      y[a] = somewhere();
      free[a] = 0;
      busy[a] = false;
      pay[a] = 0;
    }
    for (int k = 0; k < Math.min(agents, config.orders()); k++) order();
    plan();
    asked = longestFree();
    write(false, out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    long before = now;
    if (asked != NOBODY) take(asked, action.of(asked));
    boolean over = false;
    boolean paid = false;
    asked = NOBODY;
    while (!over && !paid && asked == NOBODY) {
      asked = waiting == 0 ? NOBODY : longestFree();
      if (asked != NOBODY) break;
      now = next();
      over = now == end();
      if (over) break;
      paid = deliver();
      if (coming == now) {
        order();
        plan();
      }
    }
    if (paid && waiting > 0) asked = longestFree();
    out.elapsed((double) (now - before) / TICKS);
    write(over, out);
    if (over) {
      out.metric(0, delivered);
      out.metric(1, refused);
      out.metric(2, delivered == 0 ? 0 : waits / delivered);
      out.last();
    }
  }

  // ---- events ------------------------------------------------------------------------------------------------------

  private void take(int courier, int order) {
    double approach = length(fromX[order] - x[courier], fromY[order] - y[courier]);
    double trip = length(toX[order] - fromX[order], toY[order] - fromY[order]);
    waited[courier] = (double) (now - placed[order]) / TICKS + approach;
    free[courier] = now + Math.max(1, ticks(approach + trip));
    busy[courier] = true;
    x[courier] = toX[order];
    y[courier] = toY[order];
    waiting--;
    for (int k = order; k < waiting; k++) {
      fromX[k] = fromX[k + 1];
      fromY[k] = fromY[k + 1];
      toX[k] = toX[k + 1];
      toY[k] = toY[k + 1];
      placed[k] = placed[k + 1];
    }
  }

  private long next() {
    long next = Math.min(coming, end());
    for (int a = 0; a < agents; a++) if (busy[a]) next = Math.min(next, free[a]);
    return next;
  }

  /// @return whether anybody delivers now
  private boolean deliver() {
    boolean any = false;
    for (int a = 0; a < agents; a++) {
      if (!busy[a] || free[a] != now) continue;
      busy[a] = false;
      pay[a] = 1 - config.impatience() * waited[a];
      waits += waited[a];
      delivered++;
      any = true;
    }
    return any;
  }

  /// An order comes in, or is refused.
  private void order() {
    double startX = somewhere();
    double startY = somewhere();
    double goalX = somewhere();
    double goalY = somewhere();
    if (waiting < config.orders()) {
      fromX[waiting] = startX;
      fromY[waiting] = startY;
      toX[waiting] = goalX;
      toY[waiting] = goalY;
      placed[waiting++] = now;
    } else {
      refused++;
    }
  }

  /// Draws when the next order comes.
  private void plan() {
    double gap = -StrictMath.log(1 - chance.nextDouble()) / config.rate();
    coming = now + Math.max(1, ticks(gap));
  }

  /// @return the courier that has been free longest, the first of equals, or NOBODY
  private int longestFree() {
    int best = NOBODY;
    for (int a = 0; a < agents; a++) {
      if (!busy[a] && (best == NOBODY || free[a] < free[best])) best = a;
    }
    return best;
  }

  private double somewhere() {
    return chance.nextDouble() * config.size();
  }

  private long end() {
    return (long) config.horizon() * TICKS;
  }

  private static long ticks(double time) {
    return Math.round(time * TICKS);
  }

  private static double length(double dx, double dy) {
    return Math.sqrt(dx * dx + dy * dy);
  }

  // ---- what is seen ------------------------------------------------------------------------------------------------

  private void write(boolean over, Writer out) {
    for (int a = 0; a < agents; a++) {
      if (over) {
        out.truncate(a);
        observe(a, out);
      } else if (a == asked) {
        out.decides(a);
        observe(a, out);
      } else {
        out.waits(a);
      }
      if (pay[a] != 0) out.reward(a, pay[a]);
      pay[a] = 0;
    }
    for (int k = 0; k < waiting; k++) {
      out.state(ORDER * k, share(fromX[k]));
      out.state(ORDER * k + 1, share(fromY[k]));
      out.state(ORDER * k + 2, share(toX[k] - fromX[k]));
      out.state(ORDER * k + 3, share(toY[k] - fromY[k]));
      out.state(ORDER * k + 4, share((double) (now - placed[k]) / TICKS));
    }
    out.stateInt(0, waiting);
    int at = ORDER * config.orders();
    for (int a = 0; a < agents; a++) {
      out.state(at + COURIER * a, share(x[a]));
      out.state(at + COURIER * a + 1, share(y[a]));
      out.state(at + COURIER * a + 2, share(untilFree(a)));
    }
    out.state(at + COURIER * agents, left());
  }

  private void observe(int a, Writer out) {
    out.observe(a, 0, share(x[a]));
    out.observe(a, 1, share(y[a]));
    out.observe(a, 2, left());
    out.observeInt(a, 0, waiting);
    for (int k = 0; k < waiting; k++) {
      int at = SELF + ORDER * k;
      out.observe(a, at, share(fromX[k] - x[a]));
      out.observe(a, at + 1, share(fromY[k] - y[a]));
      out.observe(a, at + 2, share(toX[k] - fromX[k]));
      out.observe(a, at + 3, share(toY[k] - fromY[k]));
      out.observe(a, at + 4, share((double) (now - placed[k]) / TICKS));
      out.legal(a, k);
    }
    if (waiting == 0) out.legal(a, 0);
    int at = SELF + ORDER * config.orders();
    for (int other = 0; other < agents; other++) {
      if (other == a) continue;
      out.observe(a, at, share(x[other] - x[a]));
      out.observe(a, at + 1, share(y[other] - y[a]));
      out.observe(a, at + 2, share(untilFree(other)));
      at += COURIER;
    }
  }

  private double untilFree(int a) {
    return busy[a] ? (double) (free[a] - now) / TICKS : 0;
  }

  private float share(double length) {
    return (float) (length / config.size());
  }

  private float left() {
    return (float) (end() - now) / end();
  }

  // ---- a scripted player -------------------------------------------------------------------------------------------

  /// Takes the order whose start is nearest.
  static Policy nearest() {
    return Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) if (!rows.forced(i)) rows.act(i, nearest(rows, i), 0f);
    });
  }

  private static int nearest(Rows rows, int i) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < rows.columns().maskWidth && rows.legal(i, k); k++) {
      double far = length(rows.observation(i, SELF + ORDER * k), rows.observation(i, SELF + ORDER * k + 1));
      if (far < least) {
        least = far;
        best = k;
      }
    }
    return best;
  }
}
