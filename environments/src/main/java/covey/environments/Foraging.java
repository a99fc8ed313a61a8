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
/// Learning Algorithms in Cooperative Tasks"), exact to its recorded trajectories with the options of [#recorded].
/// Departures: chance is ours; time is up by truncation, where the original terminates; illegal actions are refused,
/// where it replaces them by none; a field without room for any food is drawn again. The original's grid
/// observation was read in its description only, because it cannot be made with current libraries.
///
/// Returns of the team, means over 10,000 episodes: 8x8 with two foragers and two pieces of food, 0.235 for random
/// legal actions and 0.999 for [Forager]; 15x15 with four and five, 0.079 and 0.846.
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
      @Option(byDefault = "false", help = "whether all food needs the three weakest foragers, or all if fewer")
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
      @Option(byDefault = "refuse", help = "what happens to illegal actions: refuse (an error) or ignore (none)")
          IllegalActions illegalActions,
      @Option(byDefault = "truncates", help = "whether the end of time truncates or, as in the original, terminates")
          TimeUp timeLimit)
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

  static final int ACTIONS = 6;
  static final int LOAD = 5;
  private static final int MOST_CELLS = 200;
  private static final int MOST_LEVEL = 40;

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
  private final ForagingFields fields;
  private final double[] score; // [games][agents] rewards so far
  private final int[] shared; // [games] pieces that several loaded
  private final int[] steps; // [games]
  private final boolean[] over; // [games] the present timestep is last
  private final int[] named; // [cells] scratch, zero between steps: how many foragers name the cell
  private final int[] target; // [agents] scratch: the cell that is named; for who loads: the cell of the food
  private final Stream chance = new Stream(0);

  public Foraging(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.games = games;
    this.n = config.agents();
    this.fields = new ForagingFields(config, games);
    this.score = new double[games * n];
    this.shared = new int[games];
    this.steps = new int[games];
    this.over = new boolean[games];
    this.named = new int[fields.cells];
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
      Command command = in.command(e, over[e]);
      if (command == Command.SKIP) {
        blank(e, columns, out);
        continue;
      }
      if (command == Command.RESET) {
        chance.restart(in.key[e]);
        fields.draw(e, chance);
        begin(e, 0);
      } else {
        move(e, actions, firstAction + e * n, columns, out);
        steps[e]++;
        if (fields.left[e] == 0) {
          end(e, Ending.TERMINATED, columns, out);
        } else if (steps[e] >= config.maxSteps()) {
          end(e, config.timeLimit() == TimeUp.TRUNCATES ? Ending.TRUNCATED : Ending.TERMINATED, columns, out);
        }
      }
      fields.write(e, columns, out);
    }
  }

  private void begin(int e, int step) {
    Arrays.fill(score, e * n, (e + 1) * n, 0);
    shared[e] = 0;
    steps[e] = step;
    over[e] = false;
  }

  // ---- rules -------------------------------------------------------------------------------------------------------

  /// Moves first, then loads.
  private void move(int e, int[] actions, int action, Rollout columns, Timestep out) {
    byte[] food = fields.food;
    int[] at = fields.at;
    int[] step = fields.step;
    int base = e * fields.cells;
    int first = e * n;
    int loaders = 0;
    for (int i = 0; i < n; i++) {
      int choice = actions[action + i];
      int here = at[first + i];
      if (choice < 0 || choice >= ACTIONS) throw wrongAction(e, i, choice, "one of 0 to 5");
      int there = here + step[choice];
      if (food[base + there] != 0 || (choice == LOAD && !fields.besideFood(base + here))) {
        if (config.illegalActions() == IllegalActions.REFUSE) throw wrongAction(e, i, choice, "legal by its mask");
        there = here;
      }
      loaders += choice == LOAD ? 1 : 0;
      target[i] = there;
      named[there]++;
    }
    for (int i = 0; i < n; i++) {
      int there = target[i];
      fields.place(e, i, named[there] == 1 ? there : at[first + i]);
    }
    for (int i = 0; i < n; i++) named[target[i]] = 0;
    if (loaders > 0) load(e, actions, action, columns, out);
  }

  /// Groups loaders by the food that they touch; food is never so close to other food that one touches two pieces.
  private void load(int e, int[] actions, int action, Rollout columns, Timestep out) {
    int base = e * fields.cells;
    int first = e * n;
    for (int i = 0; i < n; i++) {
      int cell = fields.at[first + i];
      boolean loads = actions[action + i] == LOAD && fields.besideFood(base + cell);
      target[i] = loads ? fields.foodBeside(base, cell) : 0;
    }
    for (int i = 0; i < n; i++) {
      int food = target[i];
      if (food == 0) continue;
      int strength = 0;
      int group = 0;
      for (int j = i; j < n; j++) {
        if (target[j] != food) continue;
        strength += fields.level[first + j];
        group++;
      }
      int weight = fields.food[base + food];
      for (int j = i; j < n; j++) {
        if (target[j] != food) continue;
        target[j] = 0;
        pay(e, j, weight, strength, group, columns, out);
      }
      if (strength < weight) continue;
      fields.eat(e, food);
      if (group > 1) shared[e]++;
    }
  }

  private void pay(int e, int agent, int weight, int strength, int group, Rollout columns, Timestep out) {
    int own = fields.level[e * n + agent];
    int spawned = fields.spawned[e];
    double penalty = config.penalty();
    double reward;
    double difference;
    if (strength < weight) {
      reward = -penalty;
      difference = -penalty;
    } else {
      boolean normal = config.normalise();
      reward = normal ? (double) (own * weight) / (double) (strength * spawned) : own * weight;
      double team = normal ? (double) weight / spawned : (double) (strength * weight);
      double others = normal ? team : (double) ((strength - own) * weight);
      difference = team - (strength - own >= weight ? others : -penalty * (group - 1));
    }
    int paid = out.paid(e, agent);
    columns.reward[paid] += reward;
    columns.auxiliary[0][paid] += difference;
    score[e * n + agent] += reward;
  }

  private void end(int e, byte how, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.WAITS);
    Arrays.fill(columns.ended, cell, cell + n, how);
    columns.last[out.moment(e)] = true;
    columns.metric[out.metrics(e)] = fields.share(e);
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
    Arrays.fill(named, 0);
    return new IllegalArgumentException(
        "lbf: the action of agent_" + agent + " in game " + game + " is " + is + ", but must be " + allowed);
  }

  // ---- situations --------------------------------------------------------------------------------------------------

  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("step", 1),
        new Quantity("foods", 3 * config.food()),
        new Quantity("players", 3 * n),
        new Quantity("scores", n),
        new Quantity("food_spawned", 1));
  }

  @Override
  public void read(int game, double[] situation) {
    int scores = 1 + 3 * (config.food() + n);
    situation[0] = steps[game];
    fields.read(game, situation, 1);
    for (int i = 0; i < n; i++) situation[scores + i] = score[game * n + i];
    situation[scores + n] = fields.spawned[game];
  }

  /// Food that is not there is (-1, -1, 0).
  @Override
  public void load(int game, double[] situation, Timestep out) {
    int scores = 1 + 3 * (config.food() + n);
    fields.load(game, situation, 1);
    fields.spawned[game] = (int) situation[scores + n];
    begin(game, (int) situation[0]);
    for (int i = 0; i < n; i++) score[game * n + i] = situation[scores + i];
    int cell = out.cell(game, 0);
    Arrays.fill(out.columns().state, cell, cell + n, AgentState.DECIDES);
    fields.write(game, out.columns(), out);
  }
}
