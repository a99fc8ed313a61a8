package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
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

/// Level-based foraging: foragers of different strength collect food on a grid; heavy food takes several of them.
///
/// - Actions: 0 none, 1 north (row - 1), 2 south (row + 1), 3 west (column - 1), 4 east (column + 1), 5 load; the mask
///   allows moves to cells of the field without food, and loading beside food.
/// - Observation `vector`: triples (row, column, level): the food in sight in row-major order, the forager itself, the
///   others in sight in the order of slots; what is not there is (-1, -1, 0). Cells are counted from the corner of the
///   window of `sight` cells around the forager, cut off at the north and west edge of the field only. The row's floats
///   are the original flat observation. Observation `grid`: three planes of (2 sight + 1)^2 cells around the forager:
///   levels of foragers, levels of food, 1 where a forager may go.
/// - State: food and foragers as triples, cells counted from the corner of the field. Private state, if sight does not
///   cover the field: the same from the forager's side.
/// - Moves: a cell that exactly one forager names (its own, if it does not move) is entered; where several name it, all
///   of them stay. So foragers may swap places, and two may come to share a cell.
/// - Reward: food that is loaded by foragers whose levels together reach its own pays each of them
///   `level * food / (sum of levels * sum of all food)`, so that an episode's rewards add up to 1 when everything is
///   eaten; without `normalise` it pays `level * food`. A load that fails costs `penalty`.
/// - Auxiliary reward `difference`: the team's reward less what it would have been had this forager done nothing.
/// - Ends: terminated when all food is eaten; after `maxSteps` steps as `timeLimit` says.
/// - Metrics: `eaten`, the share of the pieces of food; `cooperative_loads`, pieces that several foragers loaded.
///
/// Source: lb-foraging 2.0.0, ids `Foraging…-v3` (Papoudakis et al. 2021, "Benchmarking Multi-Agent Deep Reinforcement
/// Learning Algorithms in Cooperative Tasks"), exact to its recorded trajectories with the options that [#recorded] sets.
/// Departures: chance is ours; time is up by truncation, where the original terminates; illegal actions are refused,
/// where it replaces them by none; a field without room for any food is drawn again. The original's grid
/// observation was read in its description only, because it cannot be made with current libraries.
///
/// Returns of the team, means over 10,000 episodes: 8x8 with two foragers and two pieces of food, 0.233 for random legal
/// actions and 0.999 for [Forager]; 15x15 with four and five, 0.079 and 0.846.
public final class Foraging implements VectorEnvironment, StateAccess {
  /// What foragers see.
  public enum Sight {
    /// Triples of food and foragers.
    VECTOR,
    /// Planes of cells around the forager.
    GRID
  }

  /// What happens to actions that the mask forbids.
  public enum IllegalActions {
    /// They are an error.
    REFUSE,
    /// They count as none, as in the original.
    IGNORE
  }

  public record Config(
      @Option(byDefault = "8", help = "rows of the field", usual = "5 to 20") int rows,
      @Option(byDefault = "8", help = "columns of the field", usual = "5 to 20") int columns,
      @Option(byDefault = "2", help = "number of foragers", usual = "2 to 9") int agents,
      @Option(byDefault = "2", help = "pieces of food, fewer where there is no room", usual = "1 to 9") int food,
      @Option(help = "cells that foragers see in each direction; none = the whole field") Optional<Integer> sight,
      @Option(byDefault = "false", help = "whether all food needs the three weakest foragers together (or all, if fewer)")
          boolean coop,
      @Option(byDefault = "1", help = "lowest level of foragers") int minLevel,
      @Option(byDefault = "2", help = "highest level of foragers") int maxLevel,
      @Option(byDefault = "1", help = "lowest level of food") int minFoodLevel,
      @Option(help = "highest level of food; none = the sum of the three lowest levels of foragers")
          Optional<Integer> maxFoodLevel,
      @Option(byDefault = "0", help = "what a failed load costs each loader", usual = "0 to 0.1") double penalty,
      @Option(byDefault = "true", help = "whether the rewards of all food add up to 1") boolean normalise,
      @Option(byDefault = "50", help = "steps until time is up") int maxSteps,
      @Option(byDefault = "vector", help = "what foragers see: vector (triples) or grid (planes around them)")
          Sight observation,
      @Option(byDefault = "true", help = "whether levels of foragers are observed") boolean observeLevels,
      @Option(byDefault = "refuse", help = "what happens to illegal actions: refuse (an error) or ignore (count as none)")
          IllegalActions illegalActions,
      @Option(byDefault = "truncates", help = "whether the end of time truncates or, as in the original, terminates")
          TimeLimit timeLimit)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      int weakest = Math.min(agents, 3) * minLevel;
      Validation.of(Config.class)
          .require(rows >= 3 && rows <= MOST_CELLS, "rows", rows, "must lie in [3, 200]; 8 is usual")
          .require(columns >= 3 && columns <= MOST_CELLS, "columns", columns, "must lie in [3, 200]; 8 is usual")
          .require(agents >= 1 && agents <= rows * columns / 2, "agents", agents,
              "must lie in [1, rows * columns / 2 = " + rows * columns / 2 + "]; 2 is usual")
          .require(food >= 1 && food <= rows * columns, "food", food,
              "must lie in [1, rows * columns = " + rows * columns + "]; 2 is usual")
          .require(sight.orElse(1) >= 1, "sight", sight.orElse(1), "must be at least 1; none is usual, the whole field")
          .require(minLevel >= 1, "minLevel", minLevel, "must be at least 1; 1 is usual")
          .require(maxLevel >= minLevel && maxLevel <= MOST_LEVEL, "maxLevel", maxLevel,
              "must lie in [minLevel = " + minLevel + ", 40]; 2 is usual")
          .require(minFoodLevel >= 1 && minFoodLevel <= maxFoodLevel.orElse(weakest), "minFoodLevel", minFoodLevel,
              "must lie in [1, " + (maxFoodLevel.isPresent() ? "maxFoodLevel" : "what the three weakest can carry")
                  + " = " + maxFoodLevel.orElse(weakest) + "]; 1 is usual")
          .require(maxFoodLevel.orElse(1) <= 3 * MOST_LEVEL, "maxFoodLevel", maxFoodLevel.orElse(1),
              "must be at most 120; none is usual")
          .require(penalty >= 0 && penalty <= 1e6, "penalty", penalty, "must lie in [0, 1e6]; 0 is usual")
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1; 50 is usual")
          .throwIfInvalid();
    }

    /// Cells of sight in each direction; what covers the field is cut to that.
    int reach() {
      return Math.min(sight.orElse(Integer.MAX_VALUE), Math.max(rows, columns));
    }

    boolean seesAll() {
      return reach() >= Math.max(rows, columns) - 1;
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = new ArrayList<Slot>();
      boolean offersMore = observation == Sight.GRID || !seesAll() || !observeLevels;
      Space whole = offersMore ? view(3) : null;
      Space seen = observation == Sight.GRID ? planes() : view(observeLevels ? 3 : 2);
      for (int i = 0; i < agents; i++) {
        slots.add(new Slot("agent_" + i, "forager", "team", seen, new Space.Discrete(ACTIONS), true, whole));
      }
      return EnvironmentSpec.of("lbf-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(
              new Part("food", new Space.Entities(food, 3, true)),
              new Part("foragers", new Space.Entities(agents, 3, true))))
          .withAuxiliaryRewards("difference")
          .withMetrics(new Metric("eaten", Metric.Kind.REAL), new Metric("cooperative_loads", Metric.Kind.COUNT));
    }

    private Space view(int features) {
      List<Float> low = List.of(0f, 0f, (float) minLevel);
      List<Float> high = List.of(rows - 1f, columns - 1f, (float) maxLevel);
      return Space.Composite.withoutEmptyParts(
          new Part("food", new Space.Entities(food, 3, true)),
          new Part("self", new Space.Box(List.of(features), low.subList(0, features), high.subList(0, features),
              Space.Element.FLOAT, Space.Axes.NONE)),
          new Part("others", new Space.Entities(agents - 1, features, true)));
    }

    private Space planes() {
      int side = 2 * reach() + 1;
      return Space.Composite.of(new Part("planes", new Space.Box(List.of(3, side, side), List.of(0f),
          List.of((float) Math.max(maxFoodLevel.orElse(0), 3 * maxLevel)), Space.Element.FLOAT,
          Space.Axes.CHANNELS_HEIGHT_WIDTH)));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Foraging(this, games);
    }
  }

  private static final int ACTIONS = 6;
  private static final int LOAD = 5;
  private static final int MOST_CELLS = 200;
  private static final int MOST_LEVEL = 40;
  private static final int ATTEMPTS = 1000; // to place all food, as in the original
  private static final byte WALL = -1;

  private static final Pattern ID = Pattern.compile(
      "Foraging(-grid)?(?:-(\\d{1,3})s)?-(\\d{1,3})x(\\d{1,3})-(\\d{1,4})p-(\\d{1,4})f(-coop)?-v3");

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "lbf",
      Config.class,
      "foragers collect food, heavy pieces together (cooperative, level-based foraging)")
      .withSmallest(Map.of("agents", 1, "food", 1))
      .withScript("forager", Forager::of)
      .withRecording(new Catalogue.Recording("lbf", Map.of(
          "players", "agents", "min_player_level", "minLevel", "max_player_level", "maxLevel",
          "max_num_food", "food", "max_episode_steps", "maxSteps", "force_coop", "coop",
          "normalize_reward", "normalise", "observe_agent_levels", "observeLevels"), Foraging::recorded))
      .withFamily(new Catalogue.Family(
          "Foraging[-grid][-Ns]-RxC-Pp-Ff[-coop]-v3",
          List.of("Foraging-8x8-2p-2f-v3", "Foraging-8x8-2p-2f-coop-v3", "Foraging-2s-8x8-2p-2f-coop-v3",
              "Foraging-10x10-3p-3f-v3", "Foraging-15x15-4p-5f-v3"),
          Foraging::named));

  /// The options that one of the original's ids stands for.
  private static Optional<Map<String, Object>> named(String id) {
    Matcher of = ID.matcher(id);
    if (!of.matches()) return Optional.empty();
    var options = new LinkedHashMap<String, Object>();
    options.put("rows", Integer.parseInt(of.group(3)));
    options.put("columns", Integer.parseInt(of.group(4)));
    options.put("agents", Integer.parseInt(of.group(5)));
    options.put("food", Integer.parseInt(of.group(6)));
    options.put("coop", of.group(7) != null);
    if (of.group(1) != null) options.put("observation", "grid");
    if (of.group(2) != null) options.put("sight", Integer.parseInt(of.group(2)));
    return Optional.of(options);
  }

  /// The original's way with what it calls otherwise: a field's size, the kind of observation, its end by time, and
  /// illegal actions.
  private static Map<String, @Nullable Object> recorded(Map<String, @Nullable Object> options) {
    if (options.remove("fieldSize") instanceof List<?> size && size.size() == 2) {
      options.put("rows", size.get(0));
      options.put("columns", size.get(1));
    }
    if (Boolean.TRUE.equals(options.remove("gridObservation"))) options.put("observation", "grid");
    options.put("illegalActions", "ignore");
    options.put("timeLimit", "terminates");
    return options;
  }

  private final Config config;
  private final EnvironmentSpec spec;
  private final int games;
  private final int n;
  private final int foods;
  private final int reach; // cells of sight in each direction
  private final boolean plain; // foragers observe triples of the whole field with levels
  private final int wide; // cells of a row of the field with its walls
  private final int cells; // cells of the field with its walls
  private final int[] step; // [actions] what a move adds to a cell's number
  private final byte[] field; // [games][cells] level of food, 0, or WALL
  private final int[] at; // [games][agents] cell
  private final int[] level; // [games][agents]
  private final float[] view; // [games][foods + agents][row, column, level] food in row-major order, then foragers
  private final double[] score; // [games][agents] rewards so far
  private final int[] spawned; // [games] sum of the levels of all food at the reset
  private final int[] pieces; // [games] pieces of food at the reset
  private final int[] left; // [games] pieces of food that are left
  private final int[] shared; // [games] pieces that several loaded
  private final int[] steps; // [games]
  private final boolean[] over; // [games] the present timestep is last
  private final byte[] named; // [cells] scratch, zero between steps: how many foragers name the cell
  private final int[] target; // [agents] scratch: cell that is named; for who loads: cell of the food, negated
  private final Stream chance = new Stream(0);

  public Foraging(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.games = games;
    this.n = config.agents();
    this.foods = config.food();
    this.reach = config.reach();
    this.plain = config.observation() == Sight.VECTOR && config.seesAll() && config.observeLevels();
    this.wide = config.columns() + 2;
    this.cells = (config.rows() + 2) * wide;
    this.step = new int[] {0, -wide, wide, -1, 1, 0};
    this.field = new byte[Math.multiplyExact(games, cells)];
    this.at = new int[games * n];
    this.level = new int[games * n];
    this.view = new float[Math.multiplyExact(games, 3 * (foods + n))];
    this.score = new double[games * n];
    this.spawned = new int[games];
    this.pieces = new int[games];
    this.left = new int[games];
    this.shared = new int[games];
    this.steps = new int[games];
    this.over = new boolean[games];
    this.named = new byte[cells];
    this.target = new int[n];
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
      Command command = in.command[e];
      if ((command == Command.STEP) == over[e]) throw wrongCommand(e, command);
      if (command == Command.SKIP) {
        blank(e, columns, out);
        continue;
      }
      if (command == Command.RESET) {
        reset(e, in.key[e]);
      } else {
        move(e, actions, firstAction + e * n, columns, out);
        steps[e]++;
        if (left[e] == 0) {
          end(e, Ending.TERMINATED, columns, out);
        } else if (steps[e] >= config.maxSteps()) {
          end(e, config.timeLimit() == TimeLimit.TRUNCATES ? Ending.TRUNCATED : Ending.TERMINATED, columns, out);
        }
      }
      write(e, columns, out);
    }
  }

  private IllegalStateException wrongCommand(int e, Command command) {
    return new IllegalStateException("game " + e + " is told to " + command + ", but its present timestep is "
        + (over[e] ? "last: only RESET and SKIP are allowed" : "not last: only STEP is allowed"));
  }

  // ---- rules -------------------------------------------------------------------------------------------------------

  /// Moves first, then loads.
  private void move(int e, int[] actions, int action, Rollout columns, Timestep out) {
    int base = e * cells;
    int first = e * n;
    int loaders = 0;
    for (int i = 0; i < n; i++) {
      int choice = actions[action + i];
      int here = at[first + i];
      if (choice < 0 || choice >= ACTIONS) throw wrongAction(e, i, choice, "one of 0 to 5");
      int there = here + step[choice];
      boolean legal = choice == LOAD ? besideFood(base + here) : choice == 0 || field[base + there] == 0;
      if (!legal) {
        if (config.illegalActions() == IllegalActions.REFUSE) throw wrongAction(e, i, choice, "legal by its mask");
        there = here;
      } else if (choice == LOAD) {
        loaders++;
      }
      target[i] = there;
      named[there]++;
    }
    for (int i = 0; i < n; i++) {
      int there = target[i];
      if (there != at[first + i] && named[there] == 1) place(e, i, there);
    }
    for (int i = 0; i < n; i++) named[target[i]] = 0;
    if (loaders > 0) load(e, actions, action, columns, out);
  }

  private boolean besideFood(int place) {
    return field[place - wide] > 0 || field[place + wide] > 0 || field[place - 1] > 0 || field[place + 1] > 0;
  }

  private void place(int e, int agent, int cell) {
    at[e * n + agent] = cell;
    int triple = (e * (foods + n) + foods + agent) * 3;
    view[triple] = (float) (cell / wide - 1);
    view[triple + 1] = (float) (cell % wide - 1);
  }

  /// Groups loaders by the food that they touch; food is never so close to other food that one touches two pieces.
  private void load(int e, int[] actions, int action, Rollout columns, Timestep out) {
    int base = e * cells;
    int first = e * n;
    for (int i = 0; i < n; i++) {
      int cell = at[first + i];
      target[i] = actions[action + i] == LOAD && besideFood(base + cell) ? foodBeside(base, cell) : 0;
    }
    for (int i = 0; i < n; i++) {
      int food = target[i];
      if (food == 0) continue;
      int strength = 0;
      int group = 0;
      for (int j = i; j < n; j++) {
        if (target[j] != food) continue;
        strength += level[first + j];
        group++;
      }
      int weight = field[base + food];
      for (int j = i; j < n; j++) {
        if (target[j] != food) continue;
        target[j] = 0;
        pay(e, j, weight, strength, group, columns, out);
      }
      if (strength >= weight) eat(e, food, group);
    }
  }

  private int foodBeside(int base, int cell) {
    for (int move = 1; move < LOAD; move++) if (field[base + cell + step[move]] > 0) return cell + step[move];
    throw new IllegalStateException("there is no food beside cell " + cell);
  }

  private void pay(int e, int agent, int weight, int strength, int group, Rollout columns, Timestep out) {
    int own = level[e * n + agent];
    double penalty = config.penalty();
    double reward;
    double difference;
    if (strength < weight) {
      reward = -penalty;
      difference = -penalty;
    } else {
      boolean normal = config.normalise();
      reward = normal ? (double) (own * weight) / (double) (strength * spawned[e]) : own * weight;
      double team = normal ? (double) weight / spawned[e] : (double) (strength * weight);
      double others = normal ? team : (double) ((strength - own) * weight);
      difference = team - (strength - own >= weight ? others : -penalty * (group - 1));
    }
    int paid = out.paid(e, agent);
    columns.reward[paid] += reward;
    columns.auxiliary[0][paid] += difference;
    score[e * n + agent] += reward;
  }

  private void eat(int e, int food, int group) {
    field[e * cells + food] = 0;
    float row = food / wide - 1;
    float column = food % wide - 1;
    int from = e * (foods + n) * 3;
    int place = from;
    while (view[place] != row || view[place + 1] != column) place += 3;
    int last = from + 3 * (left[e] - 1);
    System.arraycopy(view, place + 3, view, place, last - place);
    noFood(last);
    left[e]--;
    if (group > 1) shared[e]++;
  }

  private void noFood(int triple) {
    view[triple] = -1;
    view[triple + 1] = -1;
    view[triple + 2] = 0;
  }

  private void end(int e, byte how, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.WAITS);
    Arrays.fill(columns.ended, cell, cell + n, how);
    columns.last[out.moment(e)] = true;
    columns.metric[out.metrics(e)] = pieces[e] == 0 ? 1 : (double) (pieces[e] - left[e]) / pieces[e];
    columns.metric[out.metrics(e) + 1] = shared[e];
    over[e] = true;
  }

  private void blank(int e, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.ABSENT);
    columns.last[out.moment(e)] = true;
    LayoutColumns layout = columns.layout(0);
    for (int row = out.firstRow(e, 0); row < out.firstRow(e, 0) + n; row++) {
      layout.observation.clear(row);
      if (layout.privateState != null) layout.privateState.clear(row);
    }
    if (columns.teamState != null) columns.teamState.clear(out.stateRow(e));
  }

  private IllegalArgumentException wrongAction(int game, int agent, int is, String allowed) {
    Arrays.fill(named, (byte) 0);
    return new IllegalArgumentException(
        "lbf: the action of agent_" + agent + " in game " + game + " is " + is + ", but must be " + allowed);
  }

  // ---- beginnings --------------------------------------------------------------------------------------------------

  /// Foragers on free cells, then food on cells inside the field that are free, have no food in the eight cells around
  /// them, and none two cells away in a straight line.
  private void reset(int e, long key) {
    chance.restart(key);
    do {
      clear(e);
      for (int i = 0; i < n; i++) {
        int cell;
        do {
          cell = cell(chance.nextInt(config.rows()), chance.nextInt(config.columns()));
        } while (named[cell] != 0);
        named[cell] = 1;
        level[e * n + i] = config.minLevel() + chance.nextInt(config.maxLevel() - config.minLevel() + 1);
        view[(e * (foods + n) + foods + i) * 3 + 2] = level[e * n + i];
        place(e, i, cell);
      }
      grow(e);
      for (int i = 0; i < n; i++) named[at[e * n + i]] = 0;
    } while (left[e] == 0);
    survey(e);
    steps[e] = 0;
    over[e] = false;
  }

  private int cell(int row, int column) {
    return (row + 1) * wide + column + 1;
  }

  private void clear(int e) {
    int base = e * cells;
    Arrays.fill(field, base, base + cells, WALL);
    for (int row = 0; row < config.rows(); row++) {
      int from = base + cell(row, 0);
      Arrays.fill(field, from, from + config.columns(), (byte) 0);
    }
    Arrays.fill(score, e * n, (e + 1) * n, 0);
    left[e] = 0;
    shared[e] = 0;
  }

  private void grow(int e) {
    int base = e * cells;
    int most = config.maxFoodLevel().isPresent() ? config.maxFoodLevel().get() : weakest(e);
    int least = config.coop() ? most : Math.min(config.minFoodLevel(), most);
    for (int attempt = 0; attempt < ATTEMPTS && left[e] < foods; attempt++) {
      int cell = cell(1 + chance.nextInt(config.rows() - 2), 1 + chance.nextInt(config.columns() - 2));
      if (named[cell] != 0 || crowded(base + cell)) continue;
      field[base + cell] = (byte) (least + chance.nextInt(most - least + 1));
      left[e]++;
    }
  }

  /// Sum of the three lowest levels.
  private int weakest(int e) {
    int[] low = target; // scratch
    System.arraycopy(level, e * n, low, 0, n);
    int sum = 0;
    for (int k = 0; k < Math.min(3, n); k++) {
      int best = k;
      for (int i = k + 1; i < n; i++) if (low[i] < low[best]) best = i;
      sum += low[best];
      low[best] = low[k];
    }
    return sum;
  }

  private boolean crowded(int place) {
    for (int row = -wide; row <= wide; row += wide) {
      if (field[place + row - 1] > 0 || field[place + row] > 0 || field[place + row + 1] > 0) return true;
    }
    // Two cells away lies the field or its wall, because food keeps one cell from the edge.
    return field[place - 2] > 0 || field[place + 2] > 0 || field[place - 2 * wide] > 0 || field[place + 2 * wide] > 0;
  }

  /// Lists the food of the field in row-major order and counts it.
  private void survey(int e) {
    int triple = e * (foods + n) * 3;
    int base = e * cells;
    left[e] = 0;
    spawned[e] = 0;
    for (int cell = 0; cell < cells; cell++) {
      int weight = field[base + cell];
      if (weight <= 0) continue;
      view[triple++] = cell / wide - 1;
      view[triple++] = cell % wide - 1;
      view[triple++] = weight;
      left[e]++;
      spawned[e] += weight;
    }
    pieces[e] = left[e];
    for (int k = left[e]; k < foods; k++, triple += 3) noFood(triple);
  }

  // ---- what is seen ------------------------------------------------------------------------------------------------

  private void write(int e, Rollout columns, Timestep out) {
    LayoutColumns layout = columns.layout(0);
    int first = out.firstRow(e, 0);
    boolean[] mask = layout.mask;
    for (int i = 0; i < n; i++) {
      int place = e * cells + at[e * n + i];
      int north = field[place - wide];
      int south = field[place + wide];
      int west = field[place - 1];
      int east = field[place + 1];
      int m = (first + i) * ACTIONS;
      mask[m] = true;
      mask[m + 1] = north == 0;
      mask[m + 2] = south == 0;
      mask[m + 3] = west == 0;
      mask[m + 4] = east == 0;
      mask[m + 5] = Math.max(Math.max(north, south), Math.max(west, east)) > 0;
    }
    float[] seen = layout.observation.floats;
    int width = layout.observation.layout.floats();
    if (plain) {
      writeField(e, seen, first);
    } else if (config.observation() == Sight.GRID) {
      for (int i = 0; i < n; i++) writePlanes(e, i, seen, (first + i) * width);
    } else {
      for (int i = 0; i < n; i++) writeWindow(e, i, seen, (first + i) * width);
    }
    if (layout.privateState != null) writeField(e, layout.privateState.floats, first);
    SpaceColumn team = columns.teamState;
    if (team != null) {
      int whole = 3 * (foods + n);
      System.arraycopy(view, e * whole, team.floats, out.stateRow(e) * whole, whole);
    }
  }

  /// The whole field from each forager's side: food, itself, the others.
  private void writeField(int e, float[] out, int firstRow) {
    int width = 3 * (foods + n);
    int from = e * width;
    int agents = from + 3 * foods;
    int to = firstRow * width;
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < 3 * foods; k++) out[to + k] = view[from + k];
      to += 3 * foods;
      int self = agents + 3 * i;
      out[to] = view[self];
      out[to + 1] = view[self + 1];
      out[to + 2] = view[self + 2];
      to += 3;
      for (int k = agents; k < self; k++) out[to++] = view[k];
      for (int k = self + 3; k < from + width; k++) out[to++] = view[k];
    }
  }

  /// What lies in the window around a forager.
  private void writeWindow(int e, int agent, float[] out, int row) {
    int sight = reach;
    int features = config.observeLevels() ? 3 : 2;
    int from = e * (foods + n) * 3;
    int self = from + 3 * (foods + agent);
    float cornerRow = Math.max(view[self] - sight, 0);
    float cornerColumn = Math.max(view[self + 1] - sight, 0);
    int to = row;
    for (int k = from; k < from + 3 * left[e]; k += 3) {
      if (Math.abs(view[k] - view[self]) > sight || Math.abs(view[k + 1] - view[self + 1]) > sight) continue;
      to = triple(out, to, view[k] - cornerRow, view[k + 1] - cornerColumn, view[k + 2], 3);
    }
    while (to < row + 3 * foods) to = triple(out, to, -1, -1, 0, 3);
    to = triple(out, to, view[self] - cornerRow, view[self + 1] - cornerColumn, view[self + 2], features);
    for (int k = from + 3 * foods; k < from + 3 * (foods + n); k += 3) {
      float r = view[k] - cornerRow;
      float c = view[k + 1] - cornerColumn;
      if (k == self || Math.min(r, c) < 0 || Math.max(r, c) > 2 * sight) continue;
      to = triple(out, to, r, c, view[k + 2], features);
    }
    int end = row + 3 * foods + features * n;
    while (to < end) to = triple(out, to, -1, -1, 0, features);
  }

  private static int triple(float[] out, int to, float row, float column, float level, int features) {
    out[to] = row;
    out[to + 1] = column;
    if (features == 3) out[to + 2] = level;
    return to + features;
  }

  /// Planes around a forager: levels of foragers (of the last slot, where two share a cell), levels of food, free cells.
  private void writePlanes(int e, int agent, float[] out, int row) {
    int sight = reach;
    int side = 2 * sight + 1;
    int plane = side * side;
    int ownRow = at[e * n + agent] / wide - 1;
    int ownColumn = at[e * n + agent] % wide - 1;
    Arrays.fill(out, row, row + plane, 0f);
    int to = row + plane;
    for (int r = ownRow - sight; r <= ownRow + sight; r++) {
      for (int c = ownColumn - sight; c <= ownColumn + sight; c++, to++) {
        boolean inside = r >= 0 && r < config.rows() && c >= 0 && c < config.columns();
        byte weight = inside ? field[e * cells + cell(r, c)] : WALL;
        out[to] = Math.max(weight, 0);
        out[to + plane] = weight == 0 ? 1 : 0;
      }
    }
    for (int i = 0; i < n; i++) {
      int r = at[e * n + i] / wide - 1 - ownRow + sight;
      int c = at[e * n + i] % wide - 1 - ownColumn + sight;
      if (Math.min(r, c) < 0 || Math.max(r, c) >= side) continue;
      out[row + r * side + c] = config.observeLevels() ? level[e * n + i] : 1;
      out[row + 2 * plane + r * side + c] = 0;
    }
  }

  // ---- situations --------------------------------------------------------------------------------------------------

  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("step", 1),
        new Quantity("foods", 3 * foods),
        new Quantity("players", 3 * n),
        new Quantity("scores", n),
        new Quantity("food_spawned", 1));
  }

  @Override
  public void read(int game, double[] situation) {
    int width = 3 * (foods + n);
    situation[0] = steps[game];
    for (int k = 0; k < width; k++) situation[1 + k] = view[game * width + k];
    for (int i = 0; i < n; i++) situation[1 + width + i] = score[game * n + i];
    situation[1 + width + n] = spawned[game];
  }

  /// Food that is not there is (-1, -1, 0).
  @Override
  public void load(int game, double[] situation, Timestep out) {
    clear(game);
    for (int k = 1; k < 1 + 3 * foods; k += 3) {
      if (situation[k + 2] <= 0) continue;
      field[game * cells + cell((int) situation[k], (int) situation[k + 1])] = (byte) situation[k + 2];
    }
    survey(game);
    for (int i = 0; i < n; i++) {
      int k = 1 + 3 * (foods + i);
      level[game * n + i] = (int) situation[k + 2];
      view[(game * (foods + n) + foods + i) * 3 + 2] = level[game * n + i];
      place(game, i, cell((int) situation[k], (int) situation[k + 1]));
      score[game * n + i] = situation[1 + 3 * (foods + n) + i];
    }
    spawned[game] = (int) situation[1 + 3 * (foods + n) + n];
    steps[game] = (int) situation[0];
    over[game] = false;
    int cell = out.cell(game, 0);
    Arrays.fill(out.columns().state, cell, cell + n, AgentState.DECIDES);
    write(game, out.columns(), out);
  }
}
