package covey.environments;

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
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// Hunters on a grid catch evaders that one hunter alone cannot hold: N agents, each of whom sees its neighbourhood.
///
/// The board is a square of cells with a square block of wall in its middle. Hunters may share a cell; an evader has
/// its cell for itself, and nobody enters it. A hunter *touches* an evader from the four cells beside it. A step:
/// hunters move, catches are judged and paid, then the evaders that are left move one after another, each with chance
/// `evaderMoves`, in a random direction, where nothing is in the way.
///
/// - Actions: 0 stay, 1 left, 2 right, 3 down, 4 up; against a wall, the border or an evader a hunter stays.
/// - Observation: own position (share of the board, 0 to 1); which of the four ways is wall or border; then two sets,
///   other hunters and evaders within `sight` cells on both axes, the nearest `seen` of each, relative to the observer
///   and in shares of `sight`.
/// - State: positions of all hunters and of the evaders that are left.
/// - An evader is caught when at least `catchers` hunters touch it (all of them, where there are fewer), or when
///   hunters stand on every open cell beside it.
/// - Reward of a hunter: `catchReward` per caught evader, shared equally by those who touch it; `tagReward` per evader
///   that it touches; minus `urgency` per step. Auxiliary reward `difference`: what the team was paid in this step
///   minus what it would have been paid without this hunter.
/// - Ends: terminated when every evader is caught; truncated after `maxSteps` steps.
/// - Metrics: `caught`, the number of evaders caught.
///
/// Source: in the spirit of SISL's pursuit (Gupta, Egorov and Kochenderfer 2017, "Cooperative Multi-agent Control Using
/// Deep Reinforcement Learning"; PettingZoo `pursuit_v4`), by rules of our own. Departures: sets instead of pictures,
/// evaders are solid, a catch is judged before evaders flee and is shared instead of paid in full to each. Returns per
/// hunter and episode, means over 10,000 episodes with the defaults: random -41.2 (12.8 evaders of 16 caught),
/// [PursuitHunter] 5.9 (all of them in 42 steps).
public final class Pursuit implements Environment {

  public record Config(
      @Option(byDefault = "8", help = "number of hunters", usual = "2 to 100") int agents,
      @Option(help = "number of evaders; none = twice as many as hunters") Optional<Integer> evaders,
      @Option(help = "cells along a side; none = the smallest board with 32 cells per hunter, at least 6")
          Optional<Integer> size,
      @Option(help = "cells along a side of the wall in the middle, 0 for none; none = a quarter of the side")
          Optional<Integer> block,
      @Option(byDefault = "3", help = "cells that a hunter sees in each direction") int sight,
      @Option(byDefault = "8", help = "most hunters and most evaders that one hunter observes, nearest first") int seen,
      @Option(byDefault = "2", help = "hunters that hold an evader without surrounding it", usual = "1 to 4")
          int catchers,
      @Option(byDefault = "1", help = "chance that an evader tries to move in a step, in [0, 1]") double evaderMoves,
      @Option(byDefault = "5", help = "paid for a catch, shared by the hunters that touch") double catchReward,
      @Option(byDefault = "0.01", help = "paid per evader touched and step") double tagReward,
      @Option(byDefault = "0.1", help = "taken from every hunter per step") double urgency,
      @Option(byDefault = "500", help = "steps before truncation") int maxSteps) implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      var valid = Validation.of(Config.class)
          .require(agents >= 1 && agents <= 1000, "agents", agents, "must lie in [1, 1000]; 8 is usual")
          .require(evaders.orElse(1) >= 1, "evaders", evaders.orElse(1), "must be at least 1; none is usual")
          .require(size.orElse(6) >= 3 && size.orElse(6) <= 1000, "size", size.orElse(6),
              "must lie in [3, 1000]; none is usual, which means 32 cells per hunter")
          .require(block.orElse(0) >= 0, "block", block.orElse(0), "must be at least 0; none is usual")
          .require(sight >= 1, "sight", sight, "must be at least 1; 3 is usual")
          .require(seen >= 1, "seen", seen, "must be at least 1; 8 is usual")
          .require(catchers >= 1, "catchers", catchers, "must be at least 1; 2 is usual")
          .require(evaderMoves >= 0 && evaderMoves <= 1, "evaderMoves", evaderMoves, "must lie in [0, 1]; 1 is usual")
          .require(Double.isFinite(catchReward), "catchReward", catchReward, "must be finite; 5 is usual")
          .require(Double.isFinite(tagReward), "tagReward", tagReward, "must be finite; 0.01 is usual")
          .require(Double.isFinite(urgency), "urgency", urgency, "must be finite; 0.1 is usual")
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1; 500 is usual");
      int side = side(agents, size);
      int wall = wall(side, block);
      valid.require(wall <= side - 2, "block", wall,
              "must leave a way around it: at most size - 2 = " + (side - 2) + "; none is usual")
          .require(2L * (agents + prey(agents, evaders)) <= side * side - wall * wall, "size", side,
              "must leave at least two open cells for each of the " + agents + " hunters and "
                  + prey(agents, evaders) + " evaders; none is usual")
          .throwIfInvalid();
    }

    /// The usual game with another number of hunters.
    public static Config of(int agents) {
      return Configs.bind(Config.class, Map.of("agents", agents), "");
    }

    private static int side(int agents, Optional<Integer> size) {
      return size.orElseGet(() -> (int) Math.max(6, Math.ceil(Math.sqrt(32.0 * agents))));
    }

    private static int wall(int side, Optional<Integer> block) {
      return block.orElse(side / 4);
    }

    private static int prey(int agents, Optional<Integer> evaders) {
      return evaders.orElse(2 * agents);
    }

    int side() {
      return side(agents, size);
    }

    int wall() {
      return wall(side(), block);
    }

    int prey() {
      return prey(agents, evaders);
    }

    @Override
    public EnvironmentSpec spec() {
      Space observation = Space.Composite.withoutEmptyParts(
          new Part("position", Space.Box.of(2, 0, 1)),
          new Part("blocked", Space.Box.of(4, 0, 1)),
          new Part("hunters", new Space.Entities(Math.min(seen, agents - 1), 2, false)),
          new Part("evaders", new Space.Entities(Math.min(seen, prey()), 2, false)));
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < agents; i++) {
        slots.add(Slot.of("hunter_" + i, "hunter", "hunters", observation, new Space.Discrete(5)));
      }
      return EnvironmentSpec.of("pursuit-v1", slots, Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(
              new Part("hunters", new Space.Entities(agents, 2, true)),
              new Part("evaders", new Space.Entities(prey(), 2, false))))
          .withAuxiliaryRewards("difference")
          .withMetrics(new Metric("caught", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      var shape = new Sight(sight, side());
      return ScalarGames.of(spec(), games, () -> new Pursuit(this, shape));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "pursuit", Config.class, "hunters on a grid catch evaders together (cooperative, local sight)")
      .withSmallest(Map.of("agents", 1))
      .withScript("hunter", PursuitHunter::of);

  private final Config config;
  private final Sight sight;
  private final int agents;
  private final int prey;
  private final int catchers;
  private final int stride; // cells from one row to the next: the board has a rim of walls as wide as the sight
  private final int[] way; // [actions] what a move adds to a cell
  private final boolean[] wall; // [cells]
  private final int[] hunter; // [agents] cell
  private final int[] evader; // [evaders] cell, or -1 when caught
  private final int[] hunters; // [cells] how many hunters stand there
  private final int[] firstHunter; // [cells] one of them, or -1
  private final int[] nextHunter; // [agents] another one in the same cell, or -1
  private final boolean[] prowled; // [cells] an evader stands there
  private final double[] paid; // [agents] scratch
  private final double[] difference; // [agents] scratch
  private int steps;
  private int left; // evaders not caught

  @SuppressWarnings("NullAway.Init")
  private Stream chance;

  private Pursuit(Config config, Sight sight) {
    this.config = config;
    this.sight = sight;
    this.agents = config.agents();
    this.prey = config.prey();
    this.catchers = Math.min(config.catchers(), agents);
    this.stride = sight.stride();
    this.way = new int[] {0, -1, 1, -stride, stride};
    int side = config.side();
    this.wall = new boolean[stride * stride];
    Arrays.fill(wall, true);
    fill(0, side, false);
    fill((side - config.wall()) / 2, config.wall(), true);
    this.hunter = new int[agents];
    this.evader = new int[prey];
    this.hunters = new int[wall.length];
    this.firstHunter = new int[wall.length];
    this.nextHunter = new int[agents];
    this.prowled = new boolean[wall.length];
    this.paid = new double[agents];
    this.difference = new double[agents];
  }

  /// Fills a square of the board that begins `begin` cells from its border on both axes.
  private void fill(int begin, int width, boolean value) {
    for (int y = begin; y < begin + width; y++) {
      Arrays.fill(wall, cell(begin, y), cell(begin + width, y), value);
    }
  }

  private int cell(int x, int y) {
    return (y + config.sight()) * stride + x + config.sight();
  }

  /// Hunters on any open cells, then evaders on open cells without anybody.
  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    steps = 0;
    left = prey;
    Arrays.fill(hunters, 0);
    Arrays.fill(firstHunter, -1);
    Arrays.fill(prowled, false);
    for (int i = 0; i < agents; i++) enter(i, draw());
    for (int k = 0; k < prey; k++) {
      int cell = draw();
      while (prowled[cell] || hunters[cell] > 0) cell = draw();
      evader[k] = cell;
      prowled[cell] = true;
    }
    write(out);
  }

  private int draw() {
    int side = config.side();
    while (true) {
      int cell = cell(chance.nextInt(side), chance.nextInt(side));
      if (!wall[cell]) return cell;
    }
  }

  private void enter(int i, int cell) {
    hunter[i] = cell;
    nextHunter[i] = firstHunter[cell];
    firstHunter[cell] = i;
    hunters[cell]++;
  }

  @Override
  public void step(JointAction action, Writer out) {
    steps++;
    for (int i = 0; i < agents; i++) {
      hunters[hunter[i]] = 0;
      firstHunter[hunter[i]] = -1;
    }
    for (int i = 0; i < agents; i++) {
      int to = hunter[i] + way[action.of(i)];
      enter(i, wall[to] || prowled[to] ? hunter[i] : to);
    }
    Arrays.fill(paid, -config.urgency());
    Arrays.fill(difference, -config.urgency());
    for (int k = 0; k < prey; k++) if (evader[k] >= 0) judge(k);
    for (int i = 0; i < agents; i++) {
      out.reward(i, paid[i]);
      out.auxiliary(i, 0, difference[i]);
    }
    for (int k = 0; k < prey; k++) if (evader[k] >= 0) flee(k);
    write(out);
  }

  /// Pays those who touch an evader, and takes it off the board if it is caught.
  private void judge(int k) {
    int touching = 0;
    int open = 0; // cells beside it
    int held = 0; // of them, those with hunters
    for (int d = 1; d < way.length; d++) {
      int beside = evader[k] + way[d];
      touching += hunters[beside];
      open += wall[beside] ? 0 : 1;
      held += hunters[beside] > 0 ? 1 : 0;
    }
    if (touching == 0) return;
    boolean caught = touching >= catchers || held == open;
    double value = config.tagReward() + (caught ? config.catchReward() / touching : 0);
    for (int d = 1; d < way.length; d++) {
      int beside = evader[k] + way[d];
      boolean caughtAnyway = touching > catchers || (held == open && hunters[beside] > 1);
      double made = config.tagReward() + (caught && !caughtAnyway ? config.catchReward() : 0);
      for (int i = firstHunter[beside]; i >= 0; i = nextHunter[i]) {
        paid[i] += value;
        difference[i] += made;
      }
    }
    if (caught) {
      prowled[evader[k]] = false;
      evader[k] = -1;
      left--;
    }
  }

  private void flee(int k) {
    if (config.evaderMoves() < 1 && chance.nextDouble() >= config.evaderMoves()) return;
    int to = evader[k] + way[1 + chance.nextInt(way.length - 1)];
    if (wall[to] || prowled[to] || hunters[to] > 0) return;
    prowled[evader[k]] = false;
    prowled[to] = true;
    evader[k] = to;
  }

  private void write(Writer out) {
    boolean inTime = left > 0 && steps < config.maxSteps();
    for (int i = 0; i < agents; i++) {
      if (inTime) {
        out.decides(i);
      } else if (left == 0) {
        out.terminate(i);
      } else {
        out.truncate(i);
      }
      observe(i, out);
    }
    writeState(out);
    if (!inTime) {
      out.metric(0, prey - left);
      out.last();
    }
  }

  private void observe(int i, Writer out) {
    int at = hunter[i];
    out.observe(i, 0, share(column(at)));
    out.observe(i, 1, share(row(at)));
    for (int d = 1; d < way.length; d++) out.observe(i, 1 + d, wall[at + way[d]] ? 1 : 0);
    int first = 2 + way.length - 1;
    int capacity = Math.min(config.seen(), agents - 1);
    if (capacity > 0) out.observeInt(i, 0, observeHunters(i, first, capacity, out));
    int evaders = Math.min(config.seen(), prey);
    out.observeInt(i, capacity > 0 ? 1 : 0, observeEvaders(i, first + 2 * capacity, evaders, out));
  }

  /// @return how many were observed
  private int observeHunters(int i, int first, int most, Writer out) {
    int count = 0;
    for (int c = 0; c < sight.cells(); c++) {
      for (int j = firstHunter[hunter[i] + sight.offset[c]]; j >= 0; j = nextHunter[j]) {
        if (j == i) continue;
        if (count == most) return count;
        out.observe(i, first + 2 * count, sight.x[c]);
        out.observe(i, first + 2 * count + 1, sight.y[c]);
        count++;
      }
    }
    return count;
  }

  private int observeEvaders(int i, int first, int most, Writer out) {
    int count = 0;
    for (int c = 0; c < sight.cells() && count < most; c++) {
      if (!prowled[hunter[i] + sight.offset[c]]) continue;
      out.observe(i, first + 2 * count, sight.x[c]);
      out.observe(i, first + 2 * count + 1, sight.y[c]);
      count++;
    }
    return count;
  }

  private void writeState(Writer out) {
    int feature = 0;
    for (int cell : hunter) {
      out.state(feature++, share(column(cell)));
      out.state(feature++, share(row(cell)));
    }
    for (int cell : evader) {
      if (cell < 0) continue;
      out.state(feature++, share(column(cell)));
      out.state(feature++, share(row(cell)));
    }
    out.stateInt(0, left);
  }

  private int column(int cell) {
    return cell % stride - config.sight();
  }

  private int row(int cell) {
    return cell / stride - config.sight();
  }

  private float share(int coordinate) {
    return (float) coordinate / (config.side() - 1);
  }

  /// The cells that a hunter sees, nearest first, as steps on the board and as shares of the sight.
  private static final class Sight {
    final int[] offset;
    final float[] x;
    final float[] y;
    private final int stride;

    Sight(int sight, int side) {
      this.stride = side + 2 * sight;
      var seen = new ArrayList<int[]>();
      for (int dy = -sight; dy <= sight; dy++) for (int dx = -sight; dx <= sight; dx++) seen.add(new int[] {dx, dy});
      seen.sort(Comparator.comparingInt(step -> step[0] * step[0] + step[1] * step[1])); // stable: rows from below
      this.offset = seen.stream().mapToInt(step -> step[1] * stride + step[0]).toArray();
      this.x = new float[offset.length];
      this.y = new float[offset.length];
      for (int c = 0; c < offset.length; c++) {
        x[c] = (float) seen.get(c)[0] / sight;
        y[c] = (float) seen.get(c)[1] / sight;
      }
    }

    int cells() {
      return offset.length;
    }

    int stride() {
      return stride;
    }
  }
}
