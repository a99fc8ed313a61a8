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
///   without a shelf drive under shelves; a loaded one cannot enter a cell with a shelf, unless a robot carries that.
/// - Observation `vector`: own x and y in cells, carrying, direction (up, down, left, right), on a highway; then the
///   cells around, row by row, the own among them: a robot is there, its direction (up where nobody is), a shelf is
///   there (carried ones too), the shelf is requested. Outside the warehouse is empty. The row's floats are the original flat
///   observation. Observation `image`: planes of the same cells, turned so that the robot looks up: shelves, requested
///   shelves, robots, goals, cells that may be entered.
/// - State: robots (x, y, direction, carrying, has delivered) and shelves (x, y, requested).
/// - Rewards: a requested shelf on a goal counts as delivered, and another one is requested in its place.
///   `individual`: 1 for the robot on the goal. `global`: 1 for everybody. `two-stage`: 0.5 for the robot on the goal,
///   0.5 when it next unloads. A shelf that is requested again while it stands on a goal pays again.
/// - Moves: see [Traffic].
/// - Ends: after `maxSteps` steps, or `maxInactivity` steps without a delivery, as `timeLimit` says.
/// - Metrics: `deliveries`; `refused`, moves that others were in the way of.
/// - Chance ([ChanceAccess]): `request`, the number (from 1) of the shelf that is requested next; `tie`, numbers (from
///   0) of robots that win where equally long queues meet.
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
          TimeUp timeLimit)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      var plan = new WarehousePlan(Math.clamp(shelfRows, 1, MOST_BLOCKS), Math.clamp(shelfColumns, 1, MOST_BLOCKS),
          Math.clamp(columnHeight, 1, MOST_BLOCKS));
      Validation.of(Config.class)
          .require(shelfRows >= 1 && shelfRows <= MOST_BLOCKS, "shelfRows", shelfRows,
              "must lie in [1, 40]; 1 is usual")
          .require(shelfColumns >= 1 && shelfColumns <= MOST_BLOCKS && shelfColumns % 2 == 1, "shelfColumns",
              shelfColumns, "must be odd and lie in [1, 40]; 3 is usual")
          .require(columnHeight >= 1 && columnHeight <= MOST_BLOCKS, "columnHeight", columnHeight,
              "must lie in [1, 40]; 8 is usual")
          .require(plan.shelves() >= 2, "columnHeight", columnHeight,
              "must leave room for 2 shelves with shelfRows = " + shelfRows + " and shelfColumns = " + shelfColumns)
          .require(agents >= 1 && agents <= plan.cells() / 2, "agents", agents,
              "must lie in [1, cells / 2 = " + plan.cells() / 2 + "]; 2 is usual")
          .require(requestQueue.orElse(agents) >= 1 && requestQueue.orElse(agents) < plan.shelves(), "requestQueue",
              requestQueue.orElse(agents), "must lie in [1, shelves - 1 = " + (plan.shelves() - 1)
                  + "], also where it is as many as agents; that is usual")
          .require(sensorRange >= 1 && sensorRange <= 20, "sensorRange", sensorRange, "must lie in [1, 20]; 1 is usual")
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1; 500 is usual")
          .require(maxInactivity.orElse(1) >= 1, "maxInactivity", maxInactivity.orElse(1),
              "must be at least 1; none is usual")
          .throwIfInvalid();
    }

    WarehousePlan plan() {
      return new WarehousePlan(shelfRows, shelfColumns, columnHeight);
    }

    int requests() {
      return requestQueue.orElse(agents);
    }

    @Override
    public EnvironmentSpec spec() {
      WarehousePlan plan = plan();
      Space seen = observation == Sensors.IMAGE ? image() : numbers(plan);
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < agents; i++) {
        slots.add(Slot.of("agent_" + i, "robot", "team", seen, new Space.Discrete(ACTIONS)));
      }
      return EnvironmentSpec.of("rware-v2", slots, Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(
              new Part("robots", new Space.Entities(agents, WarehouseFloor.ROBOT, true)),
              new Part("shelves", new Space.Entities(plan.shelves(), WarehouseFloor.SHELF, true))))
          .withMetrics(new Metric("deliveries", Metric.Kind.COUNT), new Metric("refused", Metric.Kind.COUNT));
    }

    private Space numbers(WarehousePlan plan) {
      int side = 2 * sensorRange + 1;
      List<Float> most = List.of(plan.width() - 1f, plan.height() - 1f);
      return Space.Composite.of(
          new Part("position", new Space.Box(List.of(2), List.of(0f), most, Space.Element.FLOAT, Space.Axes.NONE)),
          new Part("carrying", Space.Box.of(1, 0, 1)),
          new Part("direction", Space.Box.of(4, 0, 1)),
          new Part("onHighway", Space.Box.of(1, 0, 1)),
          new Part("cells", shares(List.of(side, side, WarehouseFloor.FEATURES), Space.Axes.NONE)));
    }

    private Space image() {
      int side = 2 * sensorRange + 1;
      List<Integer> shape = List.of(WarehouseFloor.PLANES, side, side);
      return Space.Composite.of(new Part("image", shares(shape, Space.Axes.CHANNELS_HEIGHT_WIDTH)));
    }

    private static Space shares(List<Integer> shape, Space.Axes axes) {
      return new Space.Box(shape, List.of(0f), List.of(1f), Space.Element.FLOAT, axes);
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Warehouse(this, games);
    }
  }

  private static final int NONE = 0;
  private static final int FORWARD = 1;
  private static final int LEFT = 2;
  private static final int RIGHT = 3;
  private static final int LOAD = 4;
  private static final int ACTIONS = 5;
  private static final int MOST_BLOCKS = 40;

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
  private final WarehouseFloor floor;
  private final Traffic traffic;
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
    this.floor = new WarehouseFloor(config, games);
    this.traffic = new Traffic(n, floor.cells);
    this.steps = new int[games];
    this.inactive = new int[games];
    this.deliveries = new int[games];
    this.refused = new int[games];
    this.over = new boolean[games];
    this.chance = new Stream[games];
    for (int e = 0; e < games; e++) chance[e] = new Stream(0);
    Arrays.fill(over, true);
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
      Command command = in.command(e, over[e]);
      switch (command) {
        case STEP -> {
          boolean paid = act(e, actions, firstAction + e * n, columns, out);
          inactive[e] = paid ? 0 : inactive[e] + 1;
          steps[e]++;
          if (steps[e] >= config.maxSteps() || idleTooLong(e)) end(e, columns, out);
          floor.write(e, columns, out);
        }
        case RESET -> {
          chance[e].restart(in.key[e]);
          floor.draw(e, chance[e]);
          begin(e, 0, 0);
          floor.write(e, columns, out);
        }
        case SKIP -> blank(e, columns, out);
      }
    }
    if (!decided.isEmpty()) decided.clear();
    if (!favoured.isEmpty()) favoured.clear();
  }

  private void begin(int e, int step, int idle) {
    steps[e] = step;
    inactive[e] = idle;
    deliveries[e] = 0;
    refused[e] = 0;
    over[e] = false;
  }

  private boolean idleTooLong(int e) {
    return config.maxInactivity().isPresent() && inactive[e] >= config.maxInactivity().get();
  }

  // ---- rules -------------------------------------------------------------------------------------------------------

  /// @return whether something was delivered
  private boolean act(int e, int[] actions, int action, Rollout columns, Timestep out) {
    int base = e * floor.cells;
    int first = e * n;
    for (int i = 0; i < n; i++) {
      int choice = actions[action + i];
      if (choice < 0 || choice >= ACTIONS) throw wrongAction(e, i, choice);
      int here = floor.at[first + i];
      traffic.here[i] = here;
      traffic.target[i] = choice == FORWARD ? wanted(base, first, i, here) : here;
    }
    if (!favoured.isEmpty()) favour(e, true);
    traffic.resolve(floor.robotAt, base);
    if (!favoured.isEmpty()) favour(e, false);
    leave(e);
    for (int i = 0; i < n; i++) {
      int choice = actions[action + i];
      if (choice != NONE) act(e, i, choice, columns, out);
    }
    boolean paid = false;
    for (int goal : floor.goals) paid |= deliver(e, goal, columns, out);
    return paid;
  }

  /// The cell that a forward move leads to: its own at the edge, and where a shelf is in the way of a carried one.
  private int wanted(int base, int first, int i, int here) {
    int there = here + floor.step[floor.direction[first + i]];
    if (!floor.inside[there]) return here;
    if (floor.carried[first + i] == 0 || floor.shelfAt[base + there] == 0) return there;
    int robot = floor.robotAt[base + there];
    return robot != 0 && floor.carried[first + robot - 1] != 0 ? there : here;
  }

  /// Takes everybody who moves off the floor, with the shelf that it carries.
  private void leave(int e) {
    int base = e * floor.cells;
    for (int i = 0; i < n; i++) {
      int here = traffic.here[i];
      if (traffic.target[i] == here) continue;
      if (!traffic.acts[i]) {
        refused[e]++;
        continue;
      }
      floor.robotAt[base + here] = 0;
      if (floor.carried[e * n + i] != 0) floor.shelfAt[base + here] = 0;
      floor.look(e, here);
    }
  }

  private void act(int e, int i, int choice, Rollout columns, Timestep out) {
    int base = e * floor.cells;
    int robot = e * n + i;
    int cell = floor.at[robot];
    switch (choice) {
      case FORWARD -> {
        if (!traffic.acts[i] || traffic.target[i] == cell) return;
        cell = traffic.target[i];
        floor.at[robot] = cell;
        floor.robotAt[base + cell] = (short) (i + 1);
        int shelf = floor.carried[robot];
        if (shelf != 0) {
          floor.shelfAt[base + cell] = (short) shelf;
          floor.cellOf[e * floor.shelves + shelf - 1] = cell;
        }
      }
      case LEFT -> floor.direction[robot] = WarehouseFloor.LEFT_OF[floor.direction[robot]];
      case RIGHT -> floor.direction[robot] = WarehouseFloor.RIGHT_OF[floor.direction[robot]];
      case LOAD -> {
        if (floor.carried[robot] == 0) {
          floor.carried[robot] = floor.shelfAt[base + cell];
        } else if (!floor.highway[cell]) {
          floor.carried[robot] = 0;
          if (floor.delivered[robot]) columns.reward[out.paid(e, i)] += 0.5;
          floor.delivered[robot] = false;
        }
        return;
      }
      default -> throw new IllegalStateException("no action " + choice);
    }
    floor.look(e, cell);
  }

  private boolean deliver(int e, int goal, Rollout columns, Timestep out) {
    int shelf = floor.shelfAt[e * floor.cells + goal];
    if (shelf == 0 || !floor.requested[e * floor.shelves + shelf - 1]) return false;
    int slot = e * floor.requests;
    while (floor.queue[slot] != shelf) slot++;
    int next = request(e);
    floor.queue[slot] = next;
    floor.requested[e * floor.shelves + shelf - 1] = false;
    floor.requested[e * floor.shelves + next - 1] = true;
    floor.look(e, goal);
    floor.look(e, floor.cellOf[e * floor.shelves + next - 1]);
    deliveries[e]++;
    int robot = floor.robotAt[e * floor.cells + goal] - 1;
    switch (config.reward()) {
      case INDIVIDUAL -> columns.reward[out.paid(e, robot)] += 1;
      case GLOBAL -> {
        for (int i = 0; i < n; i++) columns.reward[out.paid(e, i)] += 1;
      }
      case TWO_STAGE -> {
        columns.reward[out.paid(e, robot)] += 0.5;
        floor.delivered[e * n + robot] = true;
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
      if (shelf < 1 || shelf > floor.shelves || floor.requested[e * floor.shelves + shelf - 1]) {
        throw new IllegalArgumentException("the next request is decided to be " + shelf
            + ", but it must be one of the shelves 1 to " + floor.shelves + " that is not requested");
      }
      return shelf;
    }
    return floor.unrequested(e, chance[e].nextInt(floor.shelves - floor.requests));
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
        config.timeLimit() == TimeUp.TRUNCATES ? Ending.TRUNCATED : Ending.TERMINATED);
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

  // ---- situations --------------------------------------------------------------------------------------------------

  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("step", 1),
        new Quantity("inactive_steps", 1),
        new Quantity("agents", 5 * n),
        new Quantity("shelves", 2 * floor.shelves),
        new Quantity("request_queue", floor.requests));
  }

  @Override
  public void read(int game, double[] situation) {
    situation[0] = steps[game];
    situation[1] = inactive[game];
    floor.read(game, situation, 2);
  }

  @Override
  public void load(int game, double[] situation, Timestep out) {
    begin(game, (int) situation[0], (int) situation[1]);
    floor.load(game, situation, 2);
    int cell = out.cell(game, 0);
    Arrays.fill(out.columns().state, cell, cell + n, AgentState.DECIDES);
    floor.write(game, out.columns(), out);
  }
}
