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
import java.util.Arrays;
import java.util.Map;

/// Everybody for itself on a grid with food: who starves or is beaten dies, and later a newcomer takes the place.
///
/// - Actions: 0 stay, 1 north, 2 south, 3 west, 4 east, 5 strike. Legal: moves that stay on the grid; strikes where
///   somebody stands beside. Agents move one after another in drawn order, into free cells only. Then all strikes fall
///   at once, each on everybody on the four cells around. Then everybody burns 1 energy, loses `blow` per strike and
///   gains `meal` from food on its cell; who has nothing left dies and leaves food. Last, food grows on drawn cells
///   that are free.
/// - Observation: `self` (energy as a share of the most that can be held, x, y as shares of the grid), and two sets
///   that are partly filled: `others` (dx, dy as shares of the grid, energy) and `food` (dx, dy). Everything is seen.
/// - State: who lives where with how much energy, and where food lies.
/// - Reward: 1 per meal. Dying costs nothing but the future.
/// - Ends: an agent terminates at its death; after `absence` empty timesteps somebody else enters the slot on a drawn
///   free cell, with `energy`: the next generation. After `maxSteps` steps everybody is truncated.
/// - Metrics: deaths, eaten.
///
/// Ours; made to show respawning. Returns per slot and episode (several lives) with the usual options, means over
/// 10,000 episodes, kept by a test: random 14.57, scripted `forager` 30.82.
public final class Arena implements Environment {

  public record Config(
      @Option(byDefault = "4", help = "number of slots", usual = "2 to 10") int agents,
      @Option(byDefault = "9", help = "side of the grid in cells", usual = "5 to 20") int size,
      @Option(byDefault = "0.15", help = "chance per step and slot that food grows on a drawn cell, in [0, 1]")
          double growth,
      @Option(byDefault = "10", help = "energy of a newcomer; twice as much can be held") int energy,
      @Option(byDefault = "6", help = "energy of food") int meal,
      @Option(byDefault = "4", help = "energy that a strike takes; 0 for peace") int blow,
      @Option(byDefault = "5", help = "timesteps for which the slot of a dead agent stays empty") int absence,
      @Option(byDefault = "200", help = "steps before truncation") int maxSteps)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1 && agents <= 200, "agents", agents, "must lie in [1, 200]; 4 is usual")
          .require(size >= 2 && size <= 200, "size", size, "must lie in [2, 200]; 9 is usual")
          .require(agents <= size * size / 2, "agents", agents,
              "must be at most half the cells, size * size / 2 = " + size * size / 2)
          .require(growth >= 0 && growth <= 1, "growth", growth, "must lie in [0, 1]; 0.15 is usual")
          .require(energy >= 1 && energy <= 10_000, "energy", energy, "must lie in [1, 10000]; 10 is usual")
          .require(meal >= 1 && meal <= 10_000, "meal", meal, "must lie in [1, 10000]; 6 is usual")
          .require(blow >= 0 && blow <= 10_000, "blow", blow, "must lie in [0, 10000]; 4 is usual")
          .require(absence >= 0, "absence", absence, "must not be negative; 5 is usual")
          .require(maxSteps >= 1, "maxSteps", maxSteps, "must be at least 1; 200 is usual")
          .throwIfInvalid();
    }

    /// The usual game with another number of slots.
    public static Config of(int agents) {
      Config d = DEFAULTS;
      return new Config(agents, d.size, d.growth, d.energy, d.meal, d.blow, d.absence, d.maxSteps);
    }

    /// Food is forgotten where more would lie: the set has room for this much.
    int mostFood() {
      return Math.min(size * size, 4 * agents);
    }

    int mostEnergy() {
      return 2 * energy;
    }

    @Override
    public EnvironmentSpec spec() {
      Space observation = Space.Composite.withoutEmptyParts(
          new Part("self", Space.Box.of(SELF, 0, 1)),
          new Part("others", new Space.Entities(agents - 1, OTHER, false)),
          new Part("food", new Space.Entities(mostFood(), FOOD, false)));
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < agents; i++) {
        slots.add(new Slot(
            "agent_" + i, "forager", "agent_" + i, observation, new Space.Discrete(CHOICES), true, null));
      }
      return EnvironmentSpec.of("arena-v1", slots, Storage.DENSE)
          .withState(Space.Composite.of(
              new Part("agents", new Space.Entities(agents, PLACED, true)),
              new Part("food", new Space.Entities(mostFood(), FOOD, false))))
          .withMetrics(new Metric("deaths", Metric.Kind.COUNT), new Metric("eaten", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Arena(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "arena", Config.class, "foragers starve, fight and die; newcomers take their places (respawning)")
      .withSmallest(Map.of("agents", 1))
      .withScript("forager", Arena::forager);

  private static final int STRIKE = 5;
  private static final int CHOICES = 6;
  private static final int SELF = 3; // energy, x, y
  private static final int OTHER = 3; // dx, dy, energy
  private static final int FOOD = 2; // dx, dy; in the state x, y
  private static final int PLACED = 4; // alive, energy, x, y
  private static final int[] DX = {0, 0, 0, -1, 1};
  private static final int[] DY = {0, 1, -1, 0, 0};
  private static final int NOBODY = -1;

  /// What a timestep brings to a slot.
  private enum Fate { EMPTY, ARRIVES, LIVES, DIES }

  private final Config config;
  private final int agents;
  private final int size;
  private final Fate[] fate; // [slots] at the present timestep
  private final int[] x; // [slots]
  private final int[] y; // [slots] grows to the north
  private final int[] energy; // [slots] 0 where nobody lives
  private final int[] empty; // [slots] timesteps to come without anybody
  private final boolean[] used; // [slots] somebody was there before in this episode
  private final int[] blows; // [slots] that fell on it in this step
  private final int[] order; // [slots] in which agents move
  private final int[] occupant; // [cells] slot or NOBODY
  private final int[] foodAt; // [food] cells, in the order in which it grew
  private int foods;
  private Stream chance = new Stream(0);
  private int step;
  private int deaths;
  private int eaten;

  public Arena(Config config) {
    this.config = config;
    this.agents = config.agents();
    this.size = config.size();
    fate = new Fate[agents];
    x = new int[agents];
    y = new int[agents];
    energy = new int[agents];
    empty = new int[agents];
    used = new boolean[agents];
    blows = new int[agents];
    order = new int[agents];
    occupant = new int[size * size];
    foodAt = new int[config.mostFood()];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    deaths = 0;
    eaten = 0;
    foods = 0;
    Arrays.fill(occupant, NOBODY);
    Arrays.fill(used, false);
    for (int slot = 0; slot < agents; slot++) arrive(slot);
    for (int slot = 0; slot < agents; slot++) grow();
    write(false, out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    boolean over = step == config.maxSteps();
    move(action);
    strike(action);
    for (int slot = 0; slot < agents; slot++) {
      if (energy[slot] > 0) {
        live(slot, out);
      } else if (empty[slot] > 0 || over) {
        empty[slot]--;
        fate[slot] = Fate.EMPTY;
      } else {
        arrive(slot);
      }
    }
    for (int slot = 0; slot < agents; slot++) if (chance.nextDouble() < config.growth()) grow();
    write(over, out);
    if (over) {
      out.metric(0, deaths);
      out.metric(1, eaten);
      out.last();
    }
  }

  // ---- one step ----------------------------------------------------------------------------------------------------

  private void move(JointAction action) {
    for (int i = 0; i < agents; i++) order[i] = i;
    chance.shuffle(order, 0, agents);
    for (int slot : order) {
      if (energy[slot] == 0) continue;
      int choice = action.of(slot);
      if (choice == STRIKE || choice == 0) continue;
      int toX = x[slot] + DX[choice];
      int toY = y[slot] + DY[choice];
      if (!inside(toX, toY) || occupant[cell(toX, toY)] != NOBODY) continue;
      occupant[cell(x[slot], y[slot])] = NOBODY;
      x[slot] = toX;
      y[slot] = toY;
      occupant[cell(toX, toY)] = slot;
    }
  }

  private void strike(JointAction action) {
    Arrays.fill(blows, 0);
    for (int slot = 0; slot < agents; slot++) {
      if (energy[slot] == 0 || action.of(slot) != STRIKE) continue;
      for (int side = 1; side < DX.length; side++) {
        int beside = beside(slot, side);
        if (beside != NOBODY) blows[beside]++;
      }
    }
  }

  /// Meal, blows and hunger are balanced before it shows who has nothing left.
  private void live(int slot, Writer out) {
    int left = energy[slot] - 1 - config.blow() * blows[slot];
    if (eat(cell(x[slot], y[slot]))) {
      left += config.meal();
      eaten++;
      out.reward(slot, 1);
    }
    energy[slot] = Math.clamp(left, 0, config.mostEnergy());
    fate[slot] = Fate.LIVES;
    if (energy[slot] > 0) return;
    fate[slot] = Fate.DIES;
    deaths++;
    empty[slot] = config.absence();
    occupant[cell(x[slot], y[slot])] = NOBODY;
    lay(cell(x[slot], y[slot]));
  }

  private void arrive(int slot) {
    int cell;
    do {
      cell = chance.nextInt(size * size); // at most half the cells are taken
    } while (occupant[cell] != NOBODY);
    occupant[cell] = slot;
    x[slot] = cell % size;
    y[slot] = cell / size;
    energy[slot] = config.energy();
    fate[slot] = Fate.ARRIVES;
  }

  private void grow() {
    int cell = chance.nextInt(size * size);
    if (occupant[cell] == NOBODY) lay(cell);
  }

  private void lay(int cell) {
    if (foods == foodAt.length) return;
    for (int f = 0; f < foods; f++) if (foodAt[f] == cell) return;
    foodAt[foods++] = cell;
  }

  private boolean eat(int cell) {
    for (int f = 0; f < foods; f++) {
      if (foodAt[f] != cell) continue;
      System.arraycopy(foodAt, f + 1, foodAt, f, foods - f - 1);
      foods--;
      return true;
    }
    return false;
  }

  private int cell(int atX, int atY) {
    return atY * size + atX;
  }

  private boolean inside(int atX, int atY) {
    return atX >= 0 && atX < size && atY >= 0 && atY < size;
  }

  /// @return who stands on the cell north, south, west or east of an agent
  private int beside(int slot, int side) {
    int atX = x[slot] + DX[side];
    int atY = y[slot] + DY[side];
    return inside(atX, atY) ? occupant[cell(atX, atY)] : NOBODY;
  }

  // ---- what is seen ------------------------------------------------------------------------------------------------

  private void write(boolean over, Writer out) {
    for (int slot = 0; slot < agents; slot++) {
      switch (fate[slot]) {
        case EMPTY -> {
          continue;
        }
        case DIES -> out.terminate(slot);
        case ARRIVES -> {
          if (used[slot]) out.newcomer(slot);
          used[slot] = true;
          out.decides(slot);
        }
        case LIVES -> {
          if (over) {
            out.truncate(slot);
          } else {
            out.decides(slot);
          }
        }
      }
      observe(slot, out);
    }
    writeState(out);
  }

  private void observe(int slot, Writer out) {
    out.observe(slot, 0, share(energy[slot]));
    out.observe(slot, 1, (x[slot] + 0.5f) / size);
    out.observe(slot, 2, (y[slot] + 0.5f) / size);
    int at = SELF;
    int others = 0;
    for (int other = 0; other < agents; other++) {
      if (other == slot || energy[other] == 0) continue;
      out.observe(slot, at, (float) (x[other] - x[slot]) / size);
      out.observe(slot, at + 1, (float) (y[other] - y[slot]) / size);
      out.observe(slot, at + 2, share(energy[other]));
      at += OTHER;
      others++;
    }
    int counts = 0;
    if (agents > 1) out.observeInt(slot, counts++, others);
    out.observeInt(slot, counts, foods);
    at = SELF + OTHER * (agents - 1);
    for (int f = 0; f < foods; f++) {
      int row = foodAt[f] / size;
      out.observe(slot, at + FOOD * f, (float) (foodAt[f] % size - x[slot]) / size);
      out.observe(slot, at + FOOD * f + 1, (float) (row - y[slot]) / size);
    }
    boolean accompanied = false;
    out.legal(slot, 0);
    for (int side = 1; side < DX.length; side++) {
      if (inside(x[slot] + DX[side], y[slot] + DY[side])) out.legal(slot, side);
      accompanied |= beside(slot, side) != NOBODY;
    }
    if (accompanied) out.legal(slot, STRIKE);
  }

  private void writeState(Writer out) {
    for (int slot = 0; slot < agents; slot++) {
      if (energy[slot] == 0) continue;
      out.state(PLACED * slot, 1);
      out.state(PLACED * slot + 1, share(energy[slot]));
      out.state(PLACED * slot + 2, (x[slot] + 0.5f) / size);
      out.state(PLACED * slot + 3, (y[slot] + 0.5f) / size);
    }
    out.stateInt(0, foods);
    for (int f = 0; f < foods; f++) {
      int row = foodAt[f] / size;
      out.state(PLACED * agents + FOOD * f, (foodAt[f] % size + 0.5f) / size);
      out.state(PLACED * agents + FOOD * f + 1, (row + 0.5f) / size);
    }
  }

  private float share(int amount) {
    return (float) amount / config.mostEnergy();
  }

  // ---- a scripted player -------------------------------------------------------------------------------------------

  /// Walks to the nearest food, and strikes who would die of it.
  static Policy forager(Config config) {
    return Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) if (!rows.forced(i)) rows.act(i, forage(rows, i, config), 0f);
    });
  }

  private static int forage(Rows rows, int i, Config config) {
    var observation = rows.columns().observation;
    int counts = rows.row(i) * observation.layout.ints();
    int others = config.agents() > 1 ? observation.ints[counts] : 0;
    int foods = observation.ints[counts + observation.layout.ints() - 1];
    float deadly = (float) config.blow() / config.mostEnergy();
    for (int other = 0; other < others && rows.legal(i, STRIKE); other++) {
      int at = SELF + OTHER * other;
      float away = Math.abs(rows.observation(i, at)) + Math.abs(rows.observation(i, at + 1));
      if (away < 1.5f / config.size() && rows.observation(i, at + 2) <= deadly) return STRIKE;
    }
    int first = SELF + OTHER * (config.agents() - 1);
    float dx = 0;
    float dy = 0;
    float nearest = Float.POSITIVE_INFINITY;
    for (int f = 0; f < foods; f++) {
      float fx = rows.observation(i, first + FOOD * f);
      float fy = rows.observation(i, first + FOOD * f + 1);
      if (Math.abs(fx) + Math.abs(fy) < nearest) {
        nearest = Math.abs(fx) + Math.abs(fy);
        dx = fx;
        dy = fy;
      }
    }
    if (dx == 0 && dy == 0) return 0;
    if (Math.abs(dx) >= Math.abs(dy)) return dx < 0 ? 3 : 4;
    return dy > 0 ? 1 : 2;
  }
}
