package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.ChanceAccess;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.space.Space.Part;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A warehouse (RWARE): robots carry requested shelves to the goals, and back to free places.
///
/// - Actions: 0 none, 1 forward, 2 turn left, 3 turn right, 4 load the shelf above or unload (not on a highway). Robots
///   without a shelf drive under shelves; a loaded one cannot enter a cell with a shelf, unless that leaves on its robot.
/// - Observation `vector`: own x and y in cells, carrying, direction (up, down, left, right), on a highway; then the
///   cells around, row by row, the own among them: a robot is there, its direction (up where nobody is), a shelf is there
///   (carried ones too), the shelf is requested. Outside the warehouse is empty. The row's floats are the original flat
///   observation. Observation `image`: planes of the same cells, turned so that the robot looks up: shelves, requested
///   shelves, robots, goals, cells that may be entered.
/// - State: robots (x, y, direction, carrying, has delivered) and shelves (x, y, requested).
/// - Rewards: a requested shelf on a goal counts as delivered, and another one is requested in its place. `individual`: 1
///   for the robot on the goal. `global`: 1 for everybody. `two-stage`: 0.5 for the robot on the goal, 0.5 when it next
///   unloads. A shelf that is requested again while it stands on a goal pays again.
/// - Moves: see [Traffic].
/// - Ends: after `maxSteps` steps, or `maxInactivity` steps without a delivery, as `timeLimit` says.
/// - Metrics: `deliveries`; `refused`, moves that others were in the way of.
/// - Chance ([ChanceAccess]): `request`, the number (from 1) of the shelf that is requested next; `tie`, numbers (from 0)
///   of robots that win where equally long queues meet.
///
/// Source: robotic-warehouse 2.0.0, ids `rware-…-v2` (Papoudakis et al. 2021, "Benchmarking Multi-Agent Deep
/// Reinforcement Learning Algorithms in Cooperative Tasks"), exact to its recorded trajectories with the options that
/// [#recorded] sets. Departures: chance is ours; time is up by truncation, where the original terminates; where equally
/// long queues meet the lowest number wins, where the original lets the order of a Python set decide in some cases;
/// no messages between robots. The image was written from the original's description; there are no recordings of it.
///
/// Returns of the team, means over 10,000 episodes: tiny with two robots 0.036 for random actions and 8.50 for
/// [WarehouseWorker]; small with four robots 0.034 and 15.1.
public final class Warehouse implements VectorEnvironment, StateAccess, ChanceAccess {
  /// Whom a delivery pays.
  public enum Reward {
    /// The robot on the goal.
    INDIVIDUAL,
    /// Everybody.
    GLOBAL,
    /// The robot on the goal, half of it when the shelf is unloaded.
    TWO_STAGE
  }

  /// What robots see.
  public enum Sensors {
    /// Numbers about itself and each cell around.
    VECTOR,
    /// Planes of the cells around.
    IMAGE
  }

  public record Config(
      @Option(byDefault = "2", help = "number of robots", usual = "1 to 19") int agents,
      @Option(byDefault = "1", help = "blocks of shelves from top to bottom", usual = "1 to 3") int shelfRows,
      @Option(byDefault = "3", help = "blocks of shelves from left to right, an odd number", usual = "3 or 5")
          int shelfColumns,
      @Option(byDefault = "8", help = "cells of a block from top to bottom", usual = "8") int columnHeight,
      @Option(help = "shelves that are requested at a time; none = as many as robots") Optional<Integer> requestQueue,
      @Option(byDefault = "1", help = "cells that robots see in each direction") int sensorRange,
      @Option(byDefault = "individual", help = "whom a delivery pays: individual, global or two-stage") Reward reward,
      @Option(byDefault = "vector", help = "what robots see: vector (numbers) or image (planes)") Sensors observation,
      @Option(byDefault = "500", help = "steps until time is up") int maxSteps,
      @Option(help = "steps without a delivery until time is up; none = no such limit") Optional<Integer> maxInactivity,
      @Option(byDefault = "truncates", help = "whether the end of time truncates or, as in the original, terminates")
          TimeLimit timeLimit)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      var plan = new Plan(shelfRows, shelfColumns, columnHeight);
      Validation.of(Config.class)
          .require(shelfRows >= 1 && shelfRows <= MOST_BLOCKS, "shelfRows", shelfRows, "must lie in [1, 40]; 1 is usual")
          .require(shelfColumns >= 1 && shelfColumns <= MOST_BLOCKS && shelfColumns % 2 == 1, "shelfColumns",
              shelfColumns, "must be odd and lie in [1, 40]; 3 is usual")
          .require(columnHeight >= 1 && columnHeight <= MOST_BLOCKS, "columnHeight", columnHeight,
              "must lie in [1, 40]; 8 is usual")
          .require(plan.shelves() >= 2, "columnHeight", columnHeight,
              "must leave room for 2 shelves with shelfRows = " + shelfRows + " and shelfColumns = " + shelfColumns)
          .require(agents >= 1 && agents <= plan.cells() / 2, "agents", agents,
              "must lie in [1, cells / 2 = " + plan.cells() / 2 + "]; 2 is usual")
          .require(requestQueue.orElse(agents) >= 1 && requestQueue.orElse(agents) < plan.shelves(), "requestQueue",
              requestQueue.orElse(agents), "must lie in [1, shelves - 1 = " + (plan.shelves() - 1) + "], also where it is"
                  + " as many as agents; that is usual")
          .require(sensorRange >= 1 && sensorRange <= 20, "sensorRange", sensorRange, "must lie in [1, 20]; 1 is usual")
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1; 500 is usual")
          .require(maxInactivity.orElse(1) >= 1, "maxInactivity", maxInactivity.orElse(1),
              "must be at least 1; none is usual")
          .throwIfInvalid();
    }

    Plan plan() {
      return new Plan(shelfRows, shelfColumns, columnHeight);
    }

    int requests() {
      return requestQueue.orElse(agents);
    }

    @Override
    public EnvironmentSpec spec() {
      Plan plan = plan();
      int side = 2 * sensorRange + 1;
      Space seen = observation == Sensors.IMAGE
          ? Space.Composite.of(new Part("image", new Space.Box(List.of(PLANES, side, side), List.of(0f), List.of(1f),
              Space.Element.FLOAT, Space.Axes.CHANNELS_HEIGHT_WIDTH)))
          : Space.Composite.of(
              new Part("position", new Space.Box(List.of(2), List.of(0f), List.of(plan.width() - 1f, plan.height() - 1f),
                  Space.Element.FLOAT, Space.Axes.NONE)),
              new Part("carrying", Space.Box.of(1, 0, 1)),
              new Part("direction", Space.Box.of(4, 0, 1)),
              new Part("onHighway", Space.Box.of(1, 0, 1)),
              new Part("cells", new Space.Box(List.of(side, side, FEATURES), List.of(0f), List.of(1f),
                  Space.Element.FLOAT, Space.Axes.NONE)));
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < agents; i++) {
        slots.add(Slot.of("agent_" + i, "robot", "team", seen, new Space.Discrete(ACTIONS)));
      }
      return EnvironmentSpec.of("rware-v2", slots, Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(
              new Part("robots", new Space.Entities(agents, ROBOT, true)),
              new Part("shelves", new Space.Entities(plan.shelves(), SHELF, true))))
          .withMetrics(new Metric("deliveries", Metric.Kind.COUNT), new Metric("refused", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Warehouse(this, games);
    }
  }

  /// The floor plan: blocks of shelves two cells wide, highways between them, two goals in the middle of the last row.
  record Plan(int shelfRows, int shelfColumns, int columnHeight) {
    int height() {
      return (columnHeight + 1) * shelfRows + 2;
    }

    int width() {
      return 3 * shelfColumns + 1;
    }

    int cells() {
      return height() * width();
    }

    /// Robots may not unload here: between blocks, in the last row, and in the two columns that lead to the goals.
    boolean highway(int x, int y) {
      int middle = width() / 2;
      return x % 3 == 0
          || y % (columnHeight + 1) == 0
          || y == height() - 1
          || (y > height() - (columnHeight + 3) && (x == middle - 1 || x == middle));
    }

    int shelves() {
      int count = 0;
      for (int y = 0; y < height(); y++) for (int x = 0; x < width(); x++) if (!highway(x, y)) count++;
      return count;
    }
  }

  private static final int NONE = 0;
  private static final int FORWARD = 1;
  private static final int LEFT = 2;
  private static final int RIGHT = 3;
  private static final int LOAD = 4;
  private static final int ACTIONS = 5;
  private static final int[] LEFT_OF = {2, 3, 1, 0}; // directions: up, down, left, right
  private static final int[] RIGHT_OF = {3, 2, 0, 1};
  private static final int SELF = 8; // numbers about the robot itself
  private static final int FEATURES = 7; // numbers about a cell
  private static final int ROBOT = 8; // numbers about a robot in the state
  private static final int SHELF = 3;
  private static final int PLANES = 5;
  private static final int MOST_BLOCKS = 40;
  private static final float[] CELL = cellFeatures();

  private static final Pattern ID = Pattern.compile("rware-(tiny|small|medium|large)-(\\d{1,3})ag(-easy|-hard)?-v2");

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "rware",
      Config.class,
      "robots bring requested shelves to the goals (cooperative, robotic warehouse)")
      .withSmallest(Map.of("agents", 1))
      .withScript("worker", WarehouseWorker::of)
      .withRecording(new Catalogue.Recording("rware", Map.of(
          "n_agents", "agents", "request_queue_size", "requestQueue", "max_inactivity_steps", "maxInactivity",
          "reward_type", "reward"), Warehouse::recorded))
      .withFamily(new Catalogue.Family(
          "rware-{tiny|small|medium|large}-Nag[-easy|-hard]-v2",
          List.of("rware-tiny-2ag-v2", "rware-tiny-4ag-v2", "rware-small-4ag-v2", "rware-tiny-2ag-hard-v2"),
          Warehouse::named));

  /// The options that one of the original's ids stands for.
  private static Optional<Map<String, Object>> named(String id) {
    Matcher of = ID.matcher(id);
    if (!of.matches()) return Optional.empty();
    int agents = Integer.parseInt(of.group(2));
    var options = new LinkedHashMap<String, Object>();
    options.put("agents", agents);
    options.put("shelfRows", switch (of.group(1)) {
      case "tiny" -> 1;
      case "large" -> 3;
      default -> 2;
    });
    options.put("shelfColumns", of.group(1).equals("tiny") || of.group(1).equals("small") ? 3 : 5);
    if ("-easy".equals(of.group(3))) options.put("requestQueue", 2 * agents);
    if ("-hard".equals(of.group(3))) options.put("requestQueue", Math.max(1, agents / 2));
    return Optional.of(options);
  }

  /// The original's way with the end by time; that it knows messages is told only where there are any.
  private static Map<String, @Nullable Object> recorded(Map<String, @Nullable Object> options) {
    if (options.get("msgBits") instanceof Integer bits && bits == 0) options.remove("msgBits");
    options.put("timeLimit", "terminates");
    return options;
  }

  private final Config config;
  private final EnvironmentSpec spec;
  private final int games;
  private final int n;
  private final int shelves;
  private final int requests;
  private final int range;
  private final int wide; // cells of a row with the margin around the warehouse
  private final int cells; // cells with the margin
  private final int[] step; // [directions] what a move adds to a cell's number
  private final float[] xOf; // [cells]
  private final float[] yOf; // [cells]
  private final boolean[] inside; // [cells] in the warehouse
  private final boolean[] highway; // [cells]
  private final int[] place; // [shelves] cell where a shelf stands at first
  private final int[] goals;
  private final Traffic traffic;
  private final int[] at; // [games][agents] cell
  private final int[] direction; // [games][agents]
  private final int[] carried; // [games][agents] number of the shelf, from 1; 0 for none
  private final boolean[] delivered; // [games][agents] two-stage: owed the second half of a reward
  private final short[] robotAt; // [games][cells] number of the robot, from 1
  private final short[] shelfAt; // [games][cells] number of the shelf, from 1
  private final byte[] look; // [games][cells] what is seen there: row of CELL
  private final int[] cellOf; // [games][shelves]
  private final boolean[] requested; // [games][shelves]
  private final int[] queue; // [games][requests] numbers of requested shelves, from 1
  private final int[] steps; // [games]
  private final int[] inactive; // [games] steps since the last delivery
  private final int[] deliveries; // [games]
  private final int[] refused; // [games]
  private final boolean[] over; // [games] the present timestep is last
  private final Stream[] chance; // [games]
  private final Map<Integer, int[]> decided = new LinkedHashMap<>(); // outcomes of the next requests of a game
  private final Map<Integer, int[]> favoured = new LinkedHashMap<>(); // winners of the next ties of a game

  public Warehouse(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.games = games;
    this.n = config.agents();
    this.requests = config.requests();
    this.range = config.sensorRange();
    Plan plan = config.plan();
    this.shelves = plan.shelves();
    this.wide = plan.width() + 2 * range;
    this.cells = wide * (plan.height() + 2 * range);
    this.step = new int[] {-wide, wide, -1, 1};
    this.xOf = new float[cells];
    this.yOf = new float[cells];
    this.inside = new boolean[cells];
    this.highway = new boolean[cells];
    this.place = new int[shelves];
    this.goals = new int[] {
        cell(plan.width() / 2 - 1, plan.height() - 1), cell(plan.width() / 2, plan.height() - 1)};
    draw(plan);
    this.traffic = new Traffic(n, cells);
    this.at = new int[games * n];
    this.direction = new int[games * n];
    this.carried = new int[games * n];
    this.delivered = new boolean[games * n];
    this.robotAt = new short[Math.multiplyExact(games, cells)];
    this.shelfAt = new short[games * cells];
    this.look = new byte[games * cells];
    this.cellOf = new int[games * shelves];
    this.requested = new boolean[games * shelves];
    this.queue = new int[games * requests];
    this.steps = new int[games];
    this.inactive = new int[games];
    this.deliveries = new int[games];
    this.refused = new int[games];
    this.over = new boolean[games];
    this.chance = new Stream[games];
    for (int e = 0; e < games; e++) chance[e] = new Stream(0);
    Arrays.fill(over, true);
  }

  private void draw(Plan plan) {
    int shelf = 0;
    for (int y = 0; y < plan.height(); y++) {
      for (int x = 0; x < plan.width(); x++) {
        int cell = cell(x, y);
        xOf[cell] = x;
        yOf[cell] = y;
        inside[cell] = true;
        highway[cell] = plan.highway(x, y);
        if (!highway[cell]) place[shelf++] = cell;
      }
    }
  }

  private int cell(int x, int y) {
    return (y + range) * wide + x + range;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return games;
  }

  @Override
  public void advance(Commands in, Timestep out) {
    Rollout columns = out.columns();
    Arrays.fill(columns.state, out.cell(0, 0), out.cell(0, 0) + games * n, AgentState.DECIDES);
    int[] actions = in.columns().layout(0).action.ints;
    int firstAction = in.firstRow(0, 0);
    for (int e = 0; e < games; e++) {
      Command command = in.command[e];
      if ((command == Command.STEP) == over[e]) throw wrongCommand(e, command);
      switch (command) {
        case STEP -> {
          boolean paid = act(e, actions, firstAction + e * n, columns, out);
          inactive[e] = paid ? 0 : inactive[e] + 1;
          steps[e]++;
          if (steps[e] >= config.maxSteps() || idleTooLong(e)) end(e, columns, out);
          write(e, columns, out);
        }
        case RESET -> {
          reset(e, in.key[e]);
          write(e, columns, out);
        }
        case SKIP -> blank(e, columns, out);
      }
    }
    if (!decided.isEmpty()) decided.clear();
    if (!favoured.isEmpty()) favoured.clear();
  }

  private boolean idleTooLong(int e) {
    return config.maxInactivity().isPresent() && inactive[e] >= config.maxInactivity().get();
  }

  private IllegalStateException wrongCommand(int e, Command command) {
    return new IllegalStateException("game " + e + " is told to " + command + ", but its present timestep is "
        + (over[e] ? "last: only RESET and SKIP are allowed" : "not last: only STEP is allowed"));
  }

  // ---- rules -------------------------------------------------------------------------------------------------------

  /// @return whether something was delivered
  private boolean act(int e, int[] actions, int action, Rollout columns, Timestep out) {
    int base = e * cells;
    int first = e * n;
    for (int i = 0; i < n; i++) {
      int choice = actions[action + i];
      if (choice < 0 || choice >= ACTIONS) throw wrongAction(e, i, choice);
      int here = at[first + i];
      traffic.here[i] = here;
      traffic.target[i] = choice == FORWARD ? wanted(base, first, i, here) : here;
    }
    if (!favoured.isEmpty()) favour(e, true);
    traffic.resolve(robotAt, base);
    if (!favoured.isEmpty()) favour(e, false);
    leave(e);
    for (int i = 0; i < n; i++) {
      int choice = actions[action + i];
      if (choice != NONE) act(e, i, choice, columns, out);
    }
    boolean paid = false;
    for (int goal : goals) paid |= deliver(e, goal, columns, out);
    return paid;
  }

  /// The cell that a forward move leads to: the own at the edge, and where a shelf is in the way of a carried one.
  private int wanted(int base, int first, int i, int here) {
    int there = here + step[direction[first + i]];
    if (!inside[there]) return here;
    if (carried[first + i] == 0 || shelfAt[base + there] == 0) return there;
    int robot = robotAt[base + there];
    return robot != 0 && carried[first + robot - 1] != 0 ? there : here;
  }

  /// Takes everybody who moves off the floor, with the shelf that it carries.
  private void leave(int e) {
    int base = e * cells;
    for (int i = 0; i < n; i++) {
      int here = traffic.here[i];
      if (traffic.target[i] == here) continue;
      if (!traffic.acts[i]) {
        refused[e]++;
        continue;
      }
      robotAt[base + here] = 0;
      if (carried[e * n + i] != 0) shelfAt[base + here] = 0;
      look(e, here);
    }
  }

  private void act(int e, int i, int choice, Rollout columns, Timestep out) {
    int base = e * cells;
    int robot = e * n + i;
    int cell = at[robot];
    switch (choice) {
      case FORWARD -> {
        if (!traffic.acts[i] || traffic.target[i] == cell) return;
        cell = traffic.target[i];
        at[robot] = cell;
        robotAt[base + cell] = (short) (i + 1);
        int shelf = carried[robot];
        if (shelf != 0) {
          shelfAt[base + cell] = (short) shelf;
          cellOf[e * shelves + shelf - 1] = cell;
        }
      }
      case LEFT -> direction[robot] = LEFT_OF[direction[robot]];
      case RIGHT -> direction[robot] = RIGHT_OF[direction[robot]];
      case LOAD -> {
        if (carried[robot] == 0) {
          carried[robot] = shelfAt[base + cell];
        } else if (!highway[cell]) {
          carried[robot] = 0;
          if (delivered[robot]) columns.reward[out.paid(e, i)] += 0.5;
          delivered[robot] = false;
        }
        return;
      }
      default -> throw new IllegalStateException("no action " + choice);
    }
    look(e, cell);
  }

  private boolean deliver(int e, int goal, Rollout columns, Timestep out) {
    int shelf = shelfAt[e * cells + goal];
    if (shelf == 0 || !requested[e * shelves + shelf - 1]) return false;
    int slot = e * requests;
    while (queue[slot] != shelf) slot++;
    int next = request(e);
    queue[slot] = next;
    requested[e * shelves + shelf - 1] = false;
    requested[e * shelves + next - 1] = true;
    look(e, goal);
    look(e, cellOf[e * shelves + next - 1]);
    deliveries[e]++;
    int robot = robotAt[e * cells + goal] - 1;
    switch (config.reward()) {
      case INDIVIDUAL -> columns.reward[out.paid(e, robot)] += 1;
      case GLOBAL -> {
        for (int i = 0; i < n; i++) columns.reward[out.paid(e, i)] += 1;
      }
      case TWO_STAGE -> {
        columns.reward[out.paid(e, robot)] += 0.5;
        delivered[e * n + robot] = true;
      }
    }
    return true;
  }

  /// A shelf that is not requested at this moment, as decided or uniformly drawn.
  private int request(int e) {
    int[] outcomes = decided.isEmpty() ? null : decided.get(e);
    if (outcomes != null && outcomes.length > 0) {
      decided.put(e, Arrays.copyOfRange(outcomes, 1, outcomes.length));
      int shelf = outcomes[0];
      if (shelf < 1 || shelf > shelves || requested[e * shelves + shelf - 1]) {
        throw new IllegalArgumentException("the next request is decided to be " + shelf
            + ", but it must be one of the shelves 1 to " + shelves + " that is not requested");
      }
      return shelf;
    }
    return unrequested(e, chance[e].nextInt(shelves - requests));
  }

  /// The number of the shelf that comes after `skipped` others among those that are not requested.
  private int unrequested(int e, int skipped) {
    int left = skipped;
    int shelf = 0;
    while (requested[e * shelves + shelf] || left-- > 0) shelf++;
    return shelf + 1;
  }

  private void favour(int e, boolean how) {
    int[] robots = favoured.get(e);
    if (robots == null) return;
    for (int robot : robots) traffic.preferred[robot] = how;
  }

  @Override
  public void decide(int game, String draw, int... outcomes) {
    switch (draw) {
      case "request" -> decided.put(game, outcomes.clone());
      case "tie" -> favoured.put(game, outcomes.clone());
      default -> throw new IllegalArgumentException("rware draws request and tie, but nothing named " + draw);
    }
  }

  private void end(int e, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.WAITS);
    Arrays.fill(columns.ended, cell, cell + n,
        config.timeLimit() == TimeLimit.TRUNCATES ? Ending.TRUNCATED : Ending.TERMINATED);
    columns.last[out.moment(e)] = true;
    columns.metric[out.metrics(e)] = deliveries[e];
    columns.metric[out.metrics(e) + 1] = refused[e];
    over[e] = true;
  }

  private void blank(int e, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.ABSENT);
    columns.last[out.moment(e)] = true;
    for (int row = out.firstRow(e, 0); row < out.firstRow(e, 0) + n; row++) columns.layout(0).observation.clear(row);
    if (columns.teamState != null) columns.teamState.clear(out.stateRow(e));
  }

  private static IllegalArgumentException wrongAction(int game, int agent, int is) {
    return new IllegalArgumentException(
        "rware: the action of agent_" + agent + " in game " + game + " is " + is + ", but must be one of 0 to 4");
  }

  /// Robots on cells of their own, anywhere, in any direction; shelves in their places; different shelves are requested.
  private void reset(int e, long key) {
    chance[e].restart(key);
    clear(e);
    Plan plan = config.plan();
    for (int i = 0; i < n; i++) {
      int cell;
      do {
        cell = cell(chance[e].nextInt(plan.width()), chance[e].nextInt(plan.height()));
      } while (robotAt[e * cells + cell] != 0);
      stand(e, i, cell, chance[e].nextInt(4));
    }
    for (int k = 0; k < requests; k++) {
      int shelf = unrequested(e, chance[e].nextInt(shelves - k));
      queue[e * requests + k] = shelf;
      requested[e * shelves + shelf - 1] = true;
    }
    for (int shelf = 0; shelf < shelves; shelf++) put(e, shelf, place[shelf]);
    for (int cell = 0; cell < cells; cell++) look(e, cell);
  }

  private void clear(int e) {
    Arrays.fill(robotAt, e * cells, (e + 1) * cells, (short) 0);
    Arrays.fill(shelfAt, e * cells, (e + 1) * cells, (short) 0);
    Arrays.fill(requested, e * shelves, (e + 1) * shelves, false);
    Arrays.fill(carried, e * n, (e + 1) * n, 0);
    Arrays.fill(delivered, e * n, (e + 1) * n, false);
    steps[e] = 0;
    inactive[e] = 0;
    deliveries[e] = 0;
    refused[e] = 0;
    over[e] = false;
  }

  private void stand(int e, int i, int cell, int dir) {
    at[e * n + i] = cell;
    direction[e * n + i] = dir;
    robotAt[e * cells + cell] = (short) (i + 1);
  }

  private void put(int e, int shelf, int cell) {
    cellOf[e * shelves + shelf] = cell;
    shelfAt[e * cells + cell] = (short) (shelf + 1);
  }

  // ---- what is seen ------------------------------------------------------------------------------------------------

  /// What is to be seen of a cell, for each combination of robot (none, up, down, left, right) and shelf (none, one, a
  /// requested one): 8 floats, of which the last is unused.
  private static float[] cellFeatures() {
    var features = new float[15 * 8];
    for (int code = 0; code < 15; code++) {
      int robot = code / 3;
      features[code * 8] = robot > 0 ? 1 : 0;
      features[code * 8 + 1 + Math.max(robot - 1, 0)] = 1;
      features[code * 8 + 5] = code % 3 > 0 ? 1 : 0;
      features[code * 8 + 6] = code % 3 > 1 ? 1 : 0;
    }
    return features;
  }

  /// Notes what is to be seen of a cell.
  private void look(int e, int cell) {
    int robot = robotAt[e * cells + cell];
    int shelf = shelfAt[e * cells + cell];
    int code = robot == 0 ? 0 : 3 + 3 * direction[e * n + robot - 1];
    if (shelf != 0) code += requested[e * shelves + shelf - 1] ? 2 : 1;
    look[e * cells + cell] = (byte) code;
  }

  private void write(int e, Rollout columns, Timestep out) {
    LayoutColumns layout = columns.layout(0);
    float[] seen = layout.observation.floats;
    int width = layout.observation.layout.floats();
    int row = out.firstRow(e, 0) * width;
    for (int i = 0; i < n; i++, row += width) {
      if (config.observation() == Sensors.VECTOR) {
        writeCells(e, i, seen, row);
      } else {
        writeImage(e, i, seen, row);
      }
    }
    SpaceColumn team = columns.teamState;
    if (team != null) writeState(e, team.floats, out.stateRow(e) * team.layout.floats());
  }

  private void writeCells(int e, int i, float[] out, int row) {
    int cell = at[e * n + i];
    int facing = direction[e * n + i];
    out[row] = xOf[cell];
    out[row + 1] = yOf[cell];
    out[row + 2] = carried[e * n + i] == 0 ? 0 : 1;
    out[row + 3] = facing == 0 ? 1 : 0;
    out[row + 4] = facing == 1 ? 1 : 0;
    out[row + 5] = facing == 2 ? 1 : 0;
    out[row + 6] = facing == 3 ? 1 : 0;
    out[row + 7] = highway[cell] ? 1 : 0;
    int to = row + SELF;
    int centre = e * cells + cell;
    for (int line = centre - range * wide; line <= centre + range * wide; line += wide) {
      for (int place = line - range; place <= line + range; place++, to += FEATURES) {
        int from = look[place] << 3;
        out[to] = CELL[from];
        out[to + 1] = CELL[from + 1];
        out[to + 2] = CELL[from + 2];
        out[to + 3] = CELL[from + 3];
        out[to + 4] = CELL[from + 4];
        out[to + 5] = CELL[from + 5];
        out[to + 6] = CELL[from + 6];
      }
    }
  }

  private void writeImage(int e, int i, float[] out, int row) {
    int facing = direction[e * n + i];
    int ahead = step[facing];
    int right = step[RIGHT_OF[facing]];
    int plane = (2 * range + 1) * (2 * range + 1);
    int to = row;
    for (int r = range; r >= -range; r--) {
      for (int c = -range; c <= range; c++, to++) {
        int cell = at[e * n + i] + r * ahead + c * right;
        int code = look[e * cells + cell];
        out[to] = code % 3 > 0 ? 1 : 0;
        out[to + plane] = code % 3 > 1 ? 1 : 0;
        out[to + 2 * plane] = code / 3 > 0 ? 1 : 0;
        out[to + 3 * plane] = cell == goals[0] || cell == goals[1] ? 1 : 0;
        out[to + 4 * plane] = inside[cell] && code / 3 == 0 ? 1 : 0;
      }
    }
  }

  private void writeState(int e, float[] out, int row) {
    int to = row;
    for (int robot = e * n; robot < (e + 1) * n; robot++, to += ROBOT) {
      Arrays.fill(out, to, to + ROBOT, 0f);
      out[to] = xOf[at[robot]];
      out[to + 1] = yOf[at[robot]];
      out[to + 2 + direction[robot]] = 1;
      out[to + 6] = carried[robot] == 0 ? 0 : 1;
      out[to + 7] = delivered[robot] ? 1 : 0;
    }
    for (int shelf = e * shelves; shelf < (e + 1) * shelves; shelf++, to += SHELF) {
      out[to] = xOf[cellOf[shelf]];
      out[to + 1] = yOf[cellOf[shelf]];
      out[to + 2] = requested[shelf] ? 1 : 0;
    }
  }

  // ---- situations --------------------------------------------------------------------------------------------------

  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("step", 1),
        new Quantity("inactive_steps", 1),
        new Quantity("agents", 5 * n),
        new Quantity("shelves", 2 * shelves),
        new Quantity("request_queue", requests));
  }

  @Override
  public void read(int game, double[] situation) {
    situation[0] = steps[game];
    situation[1] = inactive[game];
    int to = 2;
    for (int robot = game * n; robot < (game + 1) * n; robot++) {
      situation[to++] = xOf[at[robot]];
      situation[to++] = yOf[at[robot]];
      situation[to++] = direction[robot];
      situation[to++] = carried[robot];
      situation[to++] = delivered[robot] ? 1 : 0;
    }
    for (int shelf = game * shelves; shelf < (game + 1) * shelves; shelf++) {
      situation[to++] = xOf[cellOf[shelf]];
      situation[to++] = yOf[cellOf[shelf]];
    }
    for (int k = 0; k < requests; k++) situation[to++] = queue[game * requests + k];
  }

  @Override
  public void load(int game, double[] situation, Timestep out) {
    clear(game);
    steps[game] = (int) situation[0];
    inactive[game] = (int) situation[1];
    int from = 2;
    for (int i = 0; i < n; i++, from += 5) {
      stand(game, i, cell((int) situation[from], (int) situation[from + 1]), (int) situation[from + 2]);
      carried[game * n + i] = (int) situation[from + 3];
      delivered[game * n + i] = situation[from + 4] != 0;
    }
    for (int shelf = 0; shelf < shelves; shelf++, from += 2) {
      put(game, shelf, cell((int) situation[from], (int) situation[from + 1]));
    }
    for (int k = 0; k < requests; k++, from++) {
      queue[game * requests + k] = (int) situation[from];
      requested[game * shelves + (int) situation[from] - 1] = true;
    }
    for (int cell = 0; cell < cells; cell++) look(game, cell);
    int cell = out.cell(game, 0);
    Arrays.fill(out.columns().state, cell, cell + n, AgentState.DECIDES);
    write(game, out.columns(), out);
  }
}
