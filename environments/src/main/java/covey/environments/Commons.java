package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// People share apples that grow back only while enough are left: what is best for each ruins all. Seen as images.
///
/// - Actions: 0 stay, 1 forward, 2 backward, 3 step left, 4 step right, 5 turn left, 6 turn right, 7 tag; in `cleanup`
///   also 8 clean. Steps begin with an agent that is drawn; who finds a cell taken stays. Beams reach [#REACH] cells
///   ahead in three lanes.
/// - Observation: an image of bytes [view, view, 3], red green blue, a pixel per cell, turned so that the agent looks
///   up; the agent stands in the middle of the last row but one. Colours in [CommonsMap].
/// - Reward: 1 for an apple, eaten by standing on it; -`beamCost` for tagging; -`beamPenalty` for being tagged.
///   Everybody is a team of their own.
/// - `harvest`: apples lie in separate patches. A place without an apple grows one in each step with probability 0,
///   0.005, 0.02 or 0.05 if 0, 1, 2 or more apples lie within distance 2: a patch that is eaten up is gone for good.
/// - `cleanup`: apples grow with probability 0.05 beside a clean river, less with more of the river polluted, and not
///   at all from 0.4 on. Waste comes to a cell of the river with probability 0.5 per step. The cleaning beam removes
///   the first waste in each lane.
/// - Whoever is tagged is out for `timeOut` steps: it WAITS, and comes back at a cell that is drawn.
/// - Ends: truncated after `maxSteps` steps; whoever is out then sees black.
/// - Metrics: `apples`; `equality` (1 minus the Gini coefficient of apples per agent); `sustainability` (mean step at
///   which apples were eaten); `beams` and `tagged`; in `cleanup` also `cleaned` (waste removed).
///
/// Source: rules of our own after Leibo et al. 2017, "Multi-agent Reinforcement Learning in Sequential Social
/// Dilemmas", and Hughes et al. 2018, "Inequity Aversion Improves Cooperation in Intertemporal Social Dilemmas". Maps
/// are generated. Mean return per agent over 10,000 episodes, harvest and cleanup: random -367 and -412; [Villager]
/// greedy 17.7 and 2.4, sustainable 227.7 and 224.4.
public final class Commons implements VectorEnvironment, StateAccess {

  public record Config(
      @Option(byDefault = "harvest", help = "harvest: do not take too much; cleanup: somebody must clean the river")
          CommonsMap.Game game,
      @Option(byDefault = "5", help = "number of agents", usual = "2 to 10") int agents,
      @Option(byDefault = "21", help = "cells from west to east, in [7, 200]") int width,
      @Option(byDefault = "14", help = "cells from north to south, in [7, 200]") int height,
      @Option(byDefault = "11", help = "cells that an agent sees per side, odd, in [3, 31]") int view,
      @Option(byDefault = "1000", help = "steps before truncation") int maxSteps,
      @Option(byDefault = "1", help = "factor of the probabilities with which apples grow, in [0, 20]") double regrowth,
      @Option(byDefault = "25", help = "steps for which whoever is tagged is out") int timeOut,
      @Option(byDefault = "1", help = "what tagging costs, whether somebody is hit or not") double beamCost,
      @Option(byDefault = "50", help = "what being tagged costs") double beamPenalty) implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      boolean sized = width >= 7 && width <= 200 && height >= 7 && height <= 200;
      int room = sized ? CommonsMap.of(game, width, height, 1).ground() : Integer.MAX_VALUE;
      Validation.of(Config.class)
          .require(width >= 7 && width <= 200, "width", width, "must lie in [7, 200]")
          .require(height >= 7 && height <= 200, "height", height, "must lie in [7, 200]")
          .require(agents >= 1 && agents <= room, "agents", agents,
              "must lie in [1, " + room + "], the cells without trees and water; 5 is usual")
          .require(view >= 3 && view <= 31 && view % 2 == 1, "view", view, "must be odd and lie in [3, 31]")
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1")
          .require(regrowth >= 0 && regrowth <= 20, "regrowth", regrowth, "must lie in [0, 20]")
          .require(timeOut >= 1, "timeOut", timeOut, "must be at least 1")
          .require(Double.isFinite(beamCost), "beamCost", beamCost, "must be finite")
          .require(Double.isFinite(beamPenalty), "beamPenalty", beamPenalty, "must be finite")
          .throwIfInvalid();
    }

    int actions() {
      return game == CommonsMap.Game.CLEANUP ? CLEAN + 1 : TAG + 1;
    }

    @Override
    public EnvironmentSpec spec() {
      Space image = Space.Box.image(view, view, 3, Space.Axes.HEIGHT_WIDTH_CHANNELS);
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < agents; i++) {
        slots.add(Slot.of("agent_" + i, "villager", "agent_" + i, image, new Space.Discrete(actions())));
      }
      var metrics = new ArrayList<>(List.of(
          new Metric("apples", Metric.Kind.COUNT),
          new Metric("equality", Metric.Kind.REAL),
          new Metric("sustainability", Metric.Kind.REAL),
          new Metric("beams", Metric.Kind.COUNT),
          new Metric("tagged", Metric.Kind.COUNT)));
      if (game == CommonsMap.Game.CLEANUP) metrics.add(new Metric("cleaned", Metric.Kind.COUNT));
      return EnvironmentSpec.of("commons-v1", slots, Storage.DENSE).withMetrics(metrics.toArray(Metric[]::new));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Commons(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "commons", Config.class, "apples that grow back only while enough are left (mixed motives, images)")
      .withSmallest(Map.of("agents", 1))
      .withScript("greedy", config -> Villager.of(config, false))
      .withScript("sustainable", config -> Villager.of(config, true));

  static final int STAY = 0;
  static final int FORWARD = 1;
  static final int BACKWARD = 2;
  static final int LEFT = 3;
  static final int RIGHT = 4;
  static final int TURN_LEFT = 5;
  static final int TURN_RIGHT = 6;
  static final int TAG = 7;
  static final int CLEAN = 8;

  /// Cells that a beam goes ahead.
  static final int REACH = 5;

  private static final double[] GROWTH = {0, 0.005, 0.02, 0.05}; // by apples within distance 2
  private static final double CLEAN_GROWTH = 0.05; // beside a clean river
  private static final double WASTE = 0.5; // per step
  private static final double DEAD_RIVER = 0.4; // share of waste from which nothing grows and no more waste comes
  private static final double FIRST_WASTE = 0.2; // share at the start
  private static final int[] TURN = {0, 0, 2, 3, 1}; // from the direction of sight to that of a step, by action

  private final Config config;
  private final EnvironmentSpec spec;
  private final CommonsMap map;
  private final int games;
  private final int n;
  private final Stream[] chance; // [games]
  private final byte[] scene; // [games, cells] what lies where, agents apart
  private final byte[] near; // [games, cells] apples within distance 2
  private final int[] stands; // [games, cells] 1 + number of the agent that stands there; 0 for none
  private final int[] place; // [games, agents] cell; the last one of those who are out
  private final int[] facing; // [games, agents]
  private final int[] out; // [games, agents] steps until whoever was tagged comes back
  private final int[] eaten; // [games, agents]
  private final double[] eatenAt; // [games] sum of the steps at which apples were eaten
  private final int[] time; // [games]
  private final int[] waste; // [games] polluted cells
  private final int[] beams; // [games]
  private final int[] tagged; // [games]
  private final int[] cleaned; // [games]
  private final boolean[] over; // [games] the present timestep is last
  private final byte[] shown; // [cells] scratch: the scene with beams and agents
  private final byte[] flash; // [cells] scratch: beams of this step
  private final boolean[] hit; // [agents] scratch
  private final int[] grown; // scratch: cells where an apple appears

  public Commons(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.games = games;
    this.n = config.agents();
    this.map = CommonsMap.of(config.game(), config.width(), config.height(), config.view());
    this.chance = new Stream[games];
    for (int e = 0; e < games; e++) chance[e] = new Stream(0);
    this.scene = new byte[games * map.cells];
    this.near = new byte[games * map.cells];
    this.stands = new int[games * map.cells];
    this.place = new int[games * n];
    this.facing = new int[games * n];
    this.out = new int[games * n];
    this.eaten = new int[games * n];
    this.eatenAt = new double[games];
    this.time = new int[games];
    this.waste = new int[games];
    this.beams = new int[games];
    this.tagged = new int[games];
    this.cleaned = new int[games];
    this.over = new boolean[games];
    Arrays.fill(over, true);
    this.shown = new byte[map.cells];
    this.flash = new byte[map.cells];
    this.hit = new boolean[n];
    this.grown = new int[map.trees.length];
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
  public void advance(Commands in, Timestep to) {
    Rollout columns = to.columns();
    for (int e = 0; e < games; e++) {
      switch (in.command(e, over[e])) {
        case STEP -> {
          step(e, in, columns, to.paid(e, 0));
          write(e, columns, to);
        }
        case RESET -> {
          reset(e, in.key[e]);
          write(e, columns, to);
        }
        case SKIP -> columns.last[to.moment(e)] = true;
      }
    }
  }

  // ---- the beginning -----------------------------------------------------------------------------------------------

  private void reset(int e, long key) {
    chance[e].restart(key);
    clear(e);
    if (config.game() == CommonsMap.Game.HARVEST) {
      for (int tree : map.trees) grow(e * map.cells, tree);
    } else {
      int dirty = (int) Math.ceil(FIRST_WASTE * map.river.length);
      while (waste[e] < dirty) pollute(e);
    }
    for (int i = 0; i < n; i++) enter(e, i);
  }

  /// The land before anything has grown, without agents.
  private void clear(int e) {
    int first = e * map.cells;
    System.arraycopy(map.terrain, 0, scene, first, map.cells);
    Arrays.fill(near, first, first + map.cells, (byte) 0);
    Arrays.fill(stands, first, first + map.cells, 0);
    Arrays.fill(flash, (byte) 0);
    Arrays.fill(eaten, e * n, (e + 1) * n, 0);
    Arrays.fill(out, e * n, (e + 1) * n, 0);
    time[e] = 0;
    waste[e] = 0;
    beams[e] = 0;
    tagged[e] = 0;
    cleaned[e] = 0;
    eatenAt[e] = 0;
    over[e] = false;
  }

  /// Puts an agent on a cell that is drawn among those without trees, water and agents, looking anywhere.
  private void enter(int e, int i) {
    int[] grass = map.grass;
    int k = chance[e].nextInt(grass.length);
    while (stands[e * map.cells + grass[k]] != 0) k = (k + 1) % grass.length;
    stand(e, i, grass[k]);
    facing[e * n + i] = chance[e].nextInt(4);
  }

  private void stand(int e, int i, int cell) {
    place[e * n + i] = cell;
    stands[e * map.cells + cell] = i + 1;
  }

  private void leave(int e, int i) {
    stands[e * map.cells + place[e * n + i]] = 0;
  }

  private void grow(int first, int cell) {
    scene[first + cell] = CommonsMap.APPLE;
    for (int offset : map.around) near[first + cell + offset]++;
  }

  private void pick(int first, int cell) {
    scene[first + cell] = CommonsMap.TREE;
    for (int offset : map.around) near[first + cell + offset]--;
  }

  /// Brings waste to one of the clean cells of the river.
  private void pollute(int e) {
    int k = chance[e].nextInt(map.river.length - waste[e]);
    for (int cell : map.river) {
      if (scene[e * map.cells + cell] == CommonsMap.WATER && k-- == 0) {
        scene[e * map.cells + cell] = CommonsMap.WASTE;
        waste[e]++;
        return;
      }
    }
  }

  // ---- one step ----------------------------------------------------------------------------------------------------

  /// Turns and steps, then beams, then apples are eaten, then those come back who were out, then things grow.
  private void step(int e, Commands in, Rollout columns, int paid) {
    Arrays.fill(flash, (byte) 0);
    Arrays.fill(hit, false);
    time[e]++;
    int beginner = n == 1 ? 0 : chance[e].nextInt(n);
    for (int k = 0; k < n; k++) {
      int i = beginner + k < n ? beginner + k : beginner + k - n;
      if (out[e * n + i] == 0) move(e, i, action(in, e, i));
    }
    for (int i = 0; i < n; i++) {
      if (out[e * n + i] != 0) continue;
      int action = action(in, e, i);
      if (action == TAG) {
        beams[e]++;
        columns.reward[paid + i] -= config.beamCost();
        shine(e, i, CommonsMap.TAG_BEAM);
      } else if (action == CLEAN) {
        shine(e, i, CommonsMap.CLEAN_BEAM);
      }
    }
    for (int i = 0; i < n; i++) {
      int at = e * n + i;
      if (out[at] > 0) {
        if (--out[at] == 0) enter(e, i);
      } else if (hit[i]) {
        tagged[e]++;
        columns.reward[paid + i] -= config.beamPenalty();
        leave(e, i);
        out[at] = config.timeOut();
      } else if (scene[e * map.cells + place[at]] == CommonsMap.APPLE) {
        eat(e, i);
        columns.reward[paid + i] += 1;
      }
    }
    if (config.game() == CommonsMap.Game.HARVEST) {
      growHarvest(e);
    } else {
      growBesideTheRiver(e);
    }
  }

  private int action(Commands in, int e, int i) {
    int action = in.action(e, i);
    if (action < 0 || action >= config.actions()) {
      throw new IllegalArgumentException("commons: the action of agent_" + i + " in game " + e + " is " + action
          + ", but must be one of 0 to " + (config.actions() - 1));
    }
    return action;
  }

  private void move(int e, int i, int action) {
    int at = e * n + i;
    if (action == TURN_LEFT || action == TURN_RIGHT) {
      facing[at] = (facing[at] + (action == TURN_LEFT ? 3 : 1)) & 3;
    } else if (action >= FORWARD && action <= RIGHT) {
      int target = place[at] + map.step[(facing[at] + TURN[action]) & 3];
      int cell = e * map.cells + target;
      if (scene[cell] == CommonsMap.WALL || stands[cell] != 0) return;
      leave(e, i);
      stand(e, i, target);
    }
  }

  /// Sends a beam ahead in three lanes; it ends at the first agent, and a cleaning beam at the first waste too.
  private void shine(int e, int i, byte beam) {
    int ahead = map.step[facing[e * n + i]];
    int aside = map.step[(facing[e * n + i] + 1) & 3];
    for (int lane = -1; lane <= 1; lane++) {
      int cell = place[e * n + i] + lane * aside;
      if (lane != 0 && map.terrain[cell] == CommonsMap.WALL) continue;
      for (int k = 1; k <= REACH; k++) {
        cell += ahead;
        byte there = scene[e * map.cells + cell];
        if (there == CommonsMap.WALL) break;
        flash[cell] = beam;
        int somebody = stands[e * map.cells + cell];
        if (beam == CommonsMap.CLEAN_BEAM && there == CommonsMap.WASTE) {
          scene[e * map.cells + cell] = CommonsMap.WATER;
          waste[e]--;
          cleaned[e]++;
          break;
        }
        if (somebody != 0) {
          if (beam == CommonsMap.TAG_BEAM) hit[somebody - 1] = true;
          break;
        }
      }
    }
  }

  private void eat(int e, int i) {
    pick(e * map.cells, place[e * n + i]);
    eaten[e * n + i]++;
    eatenAt[e] += time[e];
  }

  /// All places at once: what grows in this step helps nothing to grow before the next. Nothing grows under an agent.
  private void growHarvest(int e) {
    int first = e * map.cells;
    int count = 0;
    for (int tree : map.trees) {
      int neighbours = near[first + tree];
      if (neighbours == 0 || scene[first + tree] != CommonsMap.TREE || stands[first + tree] != 0) continue;
      double probability = GROWTH[Math.min(neighbours, GROWTH.length - 1)] * config.regrowth();
      if (chance[e].nextDouble() < probability) grown[count++] = tree;
    }
    for (int k = 0; k < count; k++) grow(first, grown[k]);
  }

  private void growBesideTheRiver(int e) {
    int first = e * map.cells;
    double dirt = (double) waste[e] / map.river.length;
    if (dirt >= DEAD_RIVER) return;
    double probability = CLEAN_GROWTH * config.regrowth() * (1 - dirt / DEAD_RIVER);
    for (int tree : map.trees) {
      if (scene[first + tree] != CommonsMap.TREE || stands[first + tree] != 0) continue;
      if (chance[e].nextDouble() < probability) grow(first, tree);
    }
    if (chance[e].nextDouble() < WASTE) pollute(e);
  }

  // ---- what agents see ---------------------------------------------------------------------------------------------

  private void write(int e, Rollout columns, Timestep to) {
    boolean last = time[e] >= config.maxSteps();
    showScene(e);
    byte[] bytes = columns.layout(0).observation.bytes;
    int size = columns.layout(0).observation.layout.bytes();
    for (int i = 0; i < n; i++) {
      boolean here = out[e * n + i] == 0;
      int cell = to.cell(e, i);
      columns.state[cell] = here && !last ? AgentState.DECIDES : AgentState.WAITS;
      if (last) columns.ended[cell] = Ending.TRUNCATED;
      if (!here && !last) continue;
      int at = to.open(e, i) * size;
      if (here) {
        map.look(shown, place[e * n + i], facing[e * n + i], bytes, at);
      } else {
        Arrays.fill(bytes, at, at + size, (byte) 0);
      }
    }
    if (!last) return;
    columns.last[to.moment(e)] = true;
    report(e, columns.metric, to.metrics(e));
    over[e] = true;
  }

  private void showScene(int e) {
    System.arraycopy(scene, e * map.cells, shown, 0, map.cells);
    for (int cell : map.inside) if (flash[cell] != 0) shown[cell] = flash[cell];
    for (int i = 0; i < n; i++) {
      if (out[e * n + i] == 0) shown[place[e * n + i]] = (byte) (CommonsMap.AGENT + facing[e * n + i]);
    }
  }

  private void report(int e, double[] metric, int at) {
    int apples = 0;
    double gaps = 0; // over all ordered pairs
    for (int i = 0; i < n; i++) {
      apples += eaten[e * n + i];
      for (int j = 0; j < n; j++) gaps += Math.abs(eaten[e * n + i] - eaten[e * n + j]);
    }
    metric[at] = apples;
    metric[at + 1] = apples == 0 ? 1 : 1 - gaps / (2.0 * n * apples);
    metric[at + 2] = apples == 0 ? 0 : eatenAt[e] / apples;
    metric[at + 3] = beams[e];
    metric[at + 4] = tagged[e];
    if (config.game() == CommonsMap.Game.CLEANUP) metric[at + 5] = cleaned[e];
  }

  // ---- pictures and tests ------------------------------------------------------------------------------------------

  /// Of an agent: x, y, direction (0 north, 1 east, 2 south, 3 west) and the steps for which it is out. Of a cell, row
  /// by row: its code in [CommonsMap].
  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("timestep", 1), new Quantity("agents", 4 * n), new Quantity("cells", map.inside.length));
  }

  @Override
  public void read(int game, double[] situation) {
    situation[0] = time[game];
    for (int i = 0; i < n; i++) {
      int at = game * n + i;
      situation[1 + 4 * i] = map.x(place[at]);
      situation[2 + 4 * i] = map.y(place[at]);
      situation[3 + 4 * i] = facing[at];
      situation[4 + 4 * i] = out[at];
    }
    for (int k = 0; k < map.inside.length; k++) situation[1 + 4 * n + k] = scene[game * map.cells + map.inside[k]];
  }

  @Override
  public void load(int game, double[] situation, Timestep to) {
    clear(game);
    time[game] = (int) situation[0];
    int first = game * map.cells;
    for (int k = 0; k < map.inside.length; k++) {
      byte code = (byte) situation[1 + 4 * n + k];
      scene[first + map.inside[k]] = code;
      if (code == CommonsMap.APPLE) grow(first, map.inside[k]);
      if (code == CommonsMap.WASTE) waste[game]++;
    }
    for (int i = 0; i < n; i++) {
      int at = game * n + i;
      facing[at] = (int) situation[3 + 4 * i];
      out[at] = (int) situation[4 + 4 * i];
      place[at] = map.cell((int) situation[1 + 4 * i], (int) situation[2 + 4 * i]);
      if (out[at] == 0) stand(game, i, place[at]);
    }
    write(game, to.columns(), to);
  }
}
