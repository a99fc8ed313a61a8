package covey.environments;

import covey.config.Configs;
import covey.config.NearMisses;
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
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.environments.SkirmishScenario.Army;
import covey.random.Stream;
import covey.space.Space;
import covey.space.Space.Part;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A battle of two small armies, each unit an agent that sees what is near it: micromanagement, in the manner of SMAC.
///
/// - Actions: 0 nothing (legal for the dead alone), 1 stop, 2 north, 3 south, 4 forward, 5 back, 6 + k attack member k
///   of the set `enemies`; for a medivac, heal member k of the set `allies`. Targets are legal while they live within 6
///   of the unit, or within its range if that is longer; a unit first walks as close as its weapon needs. Directions
///   are legal where the field has room for a step. Half a second passes.
/// - Observation, all within [-1, 1], far and dead units zero: `moves` (which directions are free), `enemies` (visible,
///   may be attacked, distance, dx, dy in units of the sight of 9, health and shield as shares, type if there are
///   several), `allies` (the same without the second number), `self` (health, shield, position, time until the weapon
///   is ready, type), `lastAction`. The right side sees the field mirrored: forward is towards the opponent for both.
/// - State: both armies with everybody's health, shield, cooldown, position and type, and the share of steps left.
/// - Reward of a side, paid to all its members: `shaped`: what the other side lost (health and shields, 10 per unit,
///   200 for the victory), scaled so that 20 is reached when nothing heals; `zeroSum`: that minus the other side's;
///   `sparse`: 1 for a victory, -1 for a defeat. Auxiliary reward `difference`: the reward of the step minus what it
///   would have been without this unit's attack.
/// - Ends: terminated when a side has nobody left who can attack; truncated after `maxSteps`. The dead WAIT and are
///   paid with their side until then, as in SMAC; with `afterDeath` = ends they terminate at their death.
/// - Metrics: won and lost (by the left side), alliesAlive, enemiesKilled, timeout.
///
/// Source: Samvelyan et al. 2019, "The StarCraft Multi-Agent Challenge": its scenarios, action and observation layout,
/// reward and step limits. The battle is ours ([SkirmishBattle], [SkirmishUnit]): an open field without terrain or
/// cliffs, straight walks without path finding, all simultaneous; results do not compare with StarCraft II's.
/// In `3m` random actions win nothing and return 2.13, [SkirmishFocus] wins 0.80 and returns 17.51 (40,000 episodes,
/// kept by a test); the other scenarios stand in `docs/environments/skirmish.md`.
public final class Skirmish implements VectorEnvironment {

  /// Who plays the right side.
  public enum Opponent { SCRIPT, SELF }

  /// How well the scripted side plays: EASY lets every second order be, HARD fires together without waste.
  public enum Difficulty { EASY, NORMAL, HARD }

  /// What a side is paid.
  public enum Reward { SHAPED, ZERO_SUM, SPARSE }

  /// What becomes of the dead while their side fights on.
  public enum AfterDeath { WAITS, ENDS }

  public record Config(
      @Option(byDefault = "3m", help = "name of a scenario of SMAC: armies and step limit") String scenario,
      @Option(help = "the left army instead of the scenario's: numbers and units such as 2s3z") Optional<Army> allies,
      @Option(help = "the right army instead of the scenario's") Optional<Army> enemies,
      @Option(help = "units of the left army instead of the scenario's; the right one keeps its lead")
          Optional<Integer> agents,
      @Option(byDefault = "script", help = "who plays the right side: script or self (its units are agents, too)")
          Opponent opponent,
      @Option(byDefault = "normal", help = "how well the script plays: easy, normal or hard") Difficulty difficulty,
      @Option(byDefault = "shaped", help = "what a side is paid: shaped, zeroSum or sparse") Reward reward,
      @Option(byDefault = "waits", help = "the dead: waits (paid with their side to the end) or ends (terminate)")
          AfterDeath afterDeath,
      @Option(help = "steps before truncation instead of the scenario's") Optional<Integer> maxSteps)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      List<String> known = SkirmishScenario.names();
      Validation.of(Config.class)
          .require(known.contains(scenario), "scenario", scenario,
              "must be one of " + String.join(", ", known) + NearMisses.hint(scenario, known) + "; 3m is usual")
          .require(agents.orElse(1) >= 1 && agents.orElse(1) <= 100, "agents", agents.orElse(1),
              "must lie in [1, 100]; none is usual, which means the scenario's")
          .require(maxSteps.orElse(1) >= 1, "maxSteps", maxSteps.orElse(1),
              "must be at least 1; none is usual, which means the scenario's")
          .throwIfInvalid();
    }

    /// A scenario with the usual options.
    public static Config of(String scenario) {
      return new Config(scenario, Optional.empty(), Optional.empty(), Optional.empty(), DEFAULTS.opponent,
          DEFAULTS.difficulty, DEFAULTS.reward, DEFAULTS.afterDeath, Optional.empty());
    }

    public Config withOpponent(Opponent other) {
      return new Config(
          scenario, allies, enemies, agents, other, difficulty, reward, afterDeath, maxSteps);
    }

    public Config withDifficulty(Difficulty other) {
      return new Config(scenario, allies, enemies, agents, opponent, other, reward, afterDeath, maxSteps);
    }

    public Config withReward(Reward other) {
      return new Config(scenario, allies, enemies, agents, opponent, difficulty, other, afterDeath, maxSteps);
    }

    public Config withAfterDeath(AfterDeath other) {
      return new Config(scenario, allies, enemies, agents, opponent, difficulty, reward, other, maxSteps);
    }

    public Config withArmies(String left, String right) {
      return new Config(scenario, Optional.of(Army.parse(left)), Optional.of(Army.parse(right)), agents, opponent,
          difficulty, reward, afterDeath, maxSteps);
    }

    public Config withAgents(int units) {
      return new Config(
          scenario, allies, enemies, Optional.of(units), opponent, difficulty, reward, afterDeath, maxSteps);
    }

    private SkirmishScenario named() {
      return SkirmishScenario.named(scenario).orElseThrow();
    }

    Army left() {
      Army whole = allies.orElse(named().allies());
      return agents.map(whole::resized).orElse(whole);
    }

    Army right() {
      Army whole = enemies.orElse(named().enemies());
      int lead = whole.size() - allies.orElse(named().allies()).size();
      return agents.map(units -> whole.resized(Math.max(1, units + lead))).orElse(whole);
    }

    int stepLimit() {
      return maxSteps.orElse(named().maxSteps());
    }

    boolean selfPlay() {
      return opponent == Opponent.SELF;
    }

    /// Kinds of units on the field, in the order of [SkirmishUnit].
    List<SkirmishUnit> types() {
      var present = new ArrayList<>(left().units());
      present.addAll(right().units());
      return Arrays.stream(SkirmishUnit.values()).filter(present::contains).toList();
    }

    /// Numbers that tell a unit's type: none where all are alike.
    int typeWidth() {
      int types = types().size();
      return types == 1 ? 0 : types;
    }

    static int choices(Army own, Army other) {
      return FIRST_TARGET + Math.max(other.size(), heals(own) ? own.size() - 1 : 0);
    }

    private static boolean heals(Army army) {
      return army.units().stream().anyMatch(SkirmishUnit::heals);
    }

    private Space observation(Army own, Army other) {
      int types = typeWidth();
      return Space.Composite.withoutEmptyParts(
          new Part("moves", Space.Box.of(DIRECTIONS, 0, 1)),
          new Part("enemies", new Space.Entities(other.size(), ENEMY_FEATURES + types, true)),
          new Part("allies", new Space.Entities(own.size() - 1, ALLY_FEATURES + types, true)),
          new Part("self", Space.Box.of(SELF_FEATURES + types, 0, 1)),
          new Part("lastAction", new Space.Discrete(choices(own, other))));
    }

    @Override
    public EnvironmentSpec spec() {
      Army left = left();
      Army right = right();
      boolean mirrored = observation(left, right).equals(observation(right, left))
          && choices(left, right) == choices(right, left);
      var slots = new ArrayList<Slot>();
      addSlots(slots, left, right, selfPlay() ? "left" : "ally", "");
      if (selfPlay()) addSlots(slots, right, left, "right", mirrored ? "" : "right_");
      int width = STATE_FEATURES + typeWidth();
      return EnvironmentSpec.of("skirmish_" + scenario + "-v1", slots, Storage.DENSE)
          .withState(Space.Composite.of(
              new Part("left", new Space.Entities(left.size(), width, true)),
              new Part("right", new Space.Entities(right.size(), width, true)),
              new Part("time", Space.Box.of(1, 0, 1))))
          .withAuxiliaryRewards("difference")
          .withMetrics(
              new Metric("won", Metric.Kind.FLAG),
              new Metric("lost", Metric.Kind.FLAG),
              new Metric("alliesAlive", Metric.Kind.COUNT),
              new Metric("enemiesKilled", Metric.Kind.COUNT),
              new Metric("timeout", Metric.Kind.FLAG));
    }

    private void addSlots(List<Slot> slots, Army own, Army other, String team, String rolePrefix) {
      Space observation = observation(own, other);
      int choices = choices(own, other);
      Space action = heals(own)
          ? new Space.Discrete(choices) // healers point into their allies, the others into enemies
          : Space.Discrete.pointing(choices, "enemies", FIRST_TARGET);
      for (int i = 0; i < own.size(); i++) {
        String role = rolePrefix + own.units().get(i).role();
        slots.add(new Slot(team + "_" + i, role, team, observation, action, true, null));
      }
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Skirmish(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "skirmish", Config.class, "two small armies fight, each unit an agent (SMAC's scenarios, rules of our own)")
      .withSmallest(Map.of("agents", 1))
      .withScript("focus", SkirmishFocus::of)
      .withFamily(new Catalogue.Family(
          "skirmish-SCENARIO",
          SkirmishScenario.names().stream().map(name -> "skirmish-" + name).toList(),
          id -> id.startsWith("skirmish-")
              ? SkirmishScenario.named(id.substring("skirmish-".length()))
                  .map(scenario -> Map.<String, Object>of("scenario", scenario.name()))
              : Optional.empty()));

  static final int FIRST_TARGET = SkirmishBattle.TARGET;
  static final int DIRECTIONS = 4;
  static final int ENEMY_FEATURES = 7;
  static final int ALLY_FEATURES = 6;
  static final int SELF_FEATURES = 5;
  private static final int STATE_FEATURES = 6;
  private static final double FALLEN = 10; // paid per unit that the other side loses
  private static final double VICTORY = 200;
  private static final double MOST = 20; // all that can be gained when nothing heals

  private final Config config;
  private final EnvironmentSpec spec;
  private final int agents;
  private final int limit;
  private final SkirmishBattle[] battle; // [games]
  private final Stream[] chance; // [games]
  private final int[] step; // [games]
  private final boolean[] over; // [games] the present timestep is last
  private final int[] chosen; // [games, agents] latest choice
  private final boolean[] gone; // [games, agents] terminated at an earlier timestep or at this one
  private final double[] scale; // per side
  private final int[] type; // [units] number of its kind among those present, -1 where all are alike
  private final int types;

  public Skirmish(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.agents = spec.agents();
    this.limit = config.stepLimit();
    this.battle = new SkirmishBattle[games];
    this.chance = new Stream[games];
    var scratch = new SkirmishBattle.Scratch(config.left().size() + config.right().size());
    for (int e = 0; e < games; e++) {
      battle[e] = new SkirmishBattle(config.left(), config.right(), scratch);
      chance[e] = new Stream(0);
    }
    this.step = new int[games];
    this.over = new boolean[games];
    Arrays.fill(over, true);
    this.chosen = new int[games * agents];
    this.gone = new boolean[games * agents];
    this.scale = new double[] {scale(config.right()), scale(config.left())};
    List<SkirmishUnit> kinds = config.types();
    this.types = config.typeWidth();
    this.type = Arrays.stream(battle[0].unit).mapToInt(unit -> types == 0 ? -1 : kinds.indexOf(unit)).toArray();
  }

  private static double scale(Army opponents) {
    double most = VICTORY;
    for (SkirmishUnit unit : opponents.units()) most += FALLEN + unit.health + unit.shield;
    return MOST / most;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return battle.length;
  }

  /// The battle of a game, for tests.
  SkirmishBattle battle(int game) {
    return battle[game];
  }

  @Override
  public void advance(Commands in, Timestep out) {
    for (int e = 0; e < battle.length; e++) {
      switch (in.command(e, over[e])) {
        case STEP -> play(e, in, out);
        case RESET -> begin(e, in.key[e], out);
        case SKIP -> blank(e, out);
      }
    }
  }

  private void begin(int e, long key, Timestep out) {
    chance[e].restart(key);
    battle[e].start(chance[e]);
    step[e] = 0;
    over[e] = false;
    Arrays.fill(chosen, e * agents, (e + 1) * agents, 0);
    Arrays.fill(gone, e * agents, (e + 1) * agents, false);
    write(e, Ending.NO, out);
  }

  private static void blank(int e, Timestep out) {
    Rollout columns = out.columns();
    columns.last[out.moment(e)] = true;
    if (columns.teamState != null) columns.teamState.clear(out.stateRow(e));
  }

  private void play(int e, Commands in, Timestep out) {
    SkirmishBattle b = battle[e];
    for (int a = 0; a < agents; a++) if (b.alive[a]) b.order[a] = order(e, a, in.action(e, a));
    b.step();
    step[e]++;
    boolean decided = b.winner != SkirmishBattle.GOES_ON;
    over[e] = decided || step[e] >= limit;
    byte how = decided ? Ending.TERMINATED : over[e] ? Ending.TRUNCATED : Ending.NO;
    write(e, how, out);
    pay(b, SkirmishBattle.LEFT, e, out);
    if (config.selfPlay()) pay(b, SkirmishBattle.RIGHT, e, out);
    if (over[e]) conclude(b, e, decided, out);
  }

  // ---- actions ------------------------------------------------------------------------------------------------------

  /// What a choice means in the battle: directions turned to the field's, targets to numbers of units.
  private int order(int e, int a, int choice) {
    SkirmishBattle b = battle[e];
    chosen[e * agents + a] = choice;
    boolean legal = switch (choice) {
      case SkirmishBattle.STOP -> true;
      case SkirmishBattle.NORTH, SkirmishBattle.SOUTH, SkirmishBattle.EAST, SkirmishBattle.WEST ->
          b.canMove(a, direction(b, a, choice));
      default -> {
        int j = choice < FIRST_TARGET ? -1 : target(b, a, choice - FIRST_TARGET);
        yield j >= 0 && b.alive[j] && b.canTarget(a, j, b.distance(a, j));
      }
    };
    if (!legal) {
      throw new IllegalArgumentException("%s: action %d of %s in game %d is not legal: the mask says what is".formatted(
          spec.name(), choice, spec.slots().get(a).id(), e));
    }
    return choice >= FIRST_TARGET ? FIRST_TARGET + target(b, a, choice - FIRST_TARGET) : direction(b, a, choice);
  }

  private static int direction(SkirmishBattle b, int a, int choice) {
    boolean turned = choice >= SkirmishBattle.EAST && b.side(a) == SkirmishBattle.RIGHT;
    return turned ? SkirmishBattle.EAST + SkirmishBattle.WEST - choice : choice;
  }

  /// @return the unit that target `k` of unit `a` is, or -1
  private static int target(SkirmishBattle b, int a, int k) {
    int side = b.side(a);
    if (b.unit[a].heals()) {
      int j = b.first(side) + k;
      if (j >= a) j++;
      return j < b.end(side) ? j : -1;
    }
    int j = b.first(1 - side) + k;
    return j < b.end(1 - side) ? j : -1;
  }

  // ---- rewards ------------------------------------------------------------------------------------------------------

  private void pay(SkirmishBattle b, int side, int e, Timestep out) {
    Rollout columns = out.columns();
    double reward = reward(side, b.lost, b.fallen, b.winner);
    for (int a = b.first(side); a < b.end(side); a++) {
      if (columns.state[out.cell(e, a)] == AgentState.ABSENT) continue;
      columns.reward[out.paid(e, a)] = reward;
    }
    int before = -1;
    for (int h = 0; h < b.hits; h++) { // a unit's hits lie together
      int a = b.scratch.attacker[h];
      if (a == before || b.side(a) != side) continue;
      before = a;
      columns.auxiliary[0][out.paid(e, a)] = reward - without(b, a);
    }
  }

  private final double[] lostWithout = new double[2];
  private final int[] fallenWithout = new int[2];

  /// @return what the side of `a` would have been paid for the latest step if `a` had not attacked
  private double without(SkirmishBattle b, int a) {
    int side = b.side(a);
    int other = 1 - side;
    System.arraycopy(b.lost, 0, lostWithout, 0, 2);
    System.arraycopy(b.fallen, 0, fallenWithout, 0, 2);
    boolean saved = false;
    for (int h = 0; h < b.hits; h++) {
      int j = b.scratch.victim[h];
      if (b.scratch.attacker[h] != a || b.exploded(j)) continue;
      double loss = b.loss(j, -1);
      double less = b.loss(j, a);
      lostWithout[other] += less - loss;
      if (!b.alive[j] && b.scratch.health > 0) {
        fallenWithout[other]--;
        saved |= !b.unit[j].heals();
      }
    }
    boolean theyStand = saved || b.stands(other);
    boolean weStand = b.stands(side);
    int winner = SkirmishBattle.winner(
        side == SkirmishBattle.LEFT ? weStand : theyStand, side == SkirmishBattle.LEFT ? theyStand : weStand);
    return reward(side, lostWithout, fallenWithout, winner);
  }

  private double reward(int side, double[] lost, int[] fallen, int winner) {
    int other = 1 - side;
    return switch (config.reward()) {
      case SHAPED -> gained(side, lost, fallen, winner);
      case ZERO_SUM -> gained(side, lost, fallen, winner) - gained(other, lost, fallen, winner);
      case SPARSE -> winner == side ? 1 : winner == other ? -1 : 0;
    };
  }

  private double gained(int side, double[] lost, int[] fallen, int winner) {
    int other = 1 - side;
    return scale[side] * (lost[other] + FALLEN * fallen[other] + (winner == side ? VICTORY : 0));
  }

  private void conclude(SkirmishBattle b, int e, boolean decided, Timestep out) {
    double[] metric = out.columns().metric;
    int at = out.metrics(e);
    metric[at] = b.winner == SkirmishBattle.LEFT ? 1 : 0;
    metric[at + 1] = b.winner == SkirmishBattle.RIGHT ? 1 : 0;
    metric[at + 2] = b.living(SkirmishBattle.LEFT);
    metric[at + 3] = b.n - b.allies - b.living(SkirmishBattle.RIGHT);
    metric[at + 4] = decided ? 0 : 1;
  }

  // ---- rows ---------------------------------------------------------------------------------------------------------

  /// Writes states, rows and the team state, and lets the scripted side choose its orders, for which distances are
  /// known just now.
  private void write(int e, byte how, Timestep out) {
    SkirmishBattle b = battle[e];
    Rollout columns = out.columns();
    for (int a = 0; a < agents; a++) {
      int cell = out.cell(e, a);
      if (gone[e * agents + a]) continue;
      boolean alive = b.alive[a];
      if (how != Ending.NO) {
        columns.state[cell] = AgentState.WAITS;
        boolean dies = !alive && config.afterDeath() == AfterDeath.ENDS;
        columns.ended[cell] = dies ? Ending.TERMINATED : how;
      } else if (alive) {
        columns.state[cell] = AgentState.DECIDES;
      } else {
        columns.state[cell] = AgentState.WAITS;
        if (config.afterDeath() == AfterDeath.WAITS) continue; // without a row
        columns.ended[cell] = Ending.TERMINATED;
        gone[e * agents + a] = true;
      }
      LayoutColumns layout = columns.layout(columns.layoutOf(a));
      writeRow(b, e, a, layout, out.open(e, a));
    }
    columns.last[out.moment(e)] = how != Ending.NO;
    if (columns.teamState != null) writeState(b, columns.teamState, out.stateRow(e), step[e]);
    if (how == Ending.NO && !config.selfPlay()) b.script(config.difficulty(), chance[e]);
  }

  private void writeRow(SkirmishBattle b, int e, int a, LayoutColumns layout, int row) {
    int maskAt = row * layout.maskWidth;
    Arrays.fill(layout.mask, maskAt, maskAt + layout.maskWidth, false);
    if (!b.alive[a]) {
      layout.observation.clear(row);
      layout.mask[maskAt] = true;
      return;
    }
    layout.observation.ints[row] = chosen[e * agents + a];
    float[] out = layout.observation.floats;
    int at = row * layout.observation.layout.floats();
    at = writeMoves(b, a, layout.mask, maskAt, out, at);
    at = writeEnemies(b, a, layout.mask, maskAt + FIRST_TARGET, out, at);
    at = writeAllies(b, a, layout.mask, maskAt + FIRST_TARGET, out, at);
    SkirmishUnit unit = b.unit[a];
    out[at] = (float) (b.health[a] / unit.health);
    out[at + 1] = share(b.shield[a], unit.shield);
    double forward = b.side(a) == SkirmishBattle.LEFT ? b.x[a] : SkirmishBattle.FIELD - b.x[a];
    out[at + 2] = (float) (forward / SkirmishBattle.FIELD);
    out[at + 3] = (float) (b.y[a] / SkirmishBattle.FIELD);
    out[at + 4] = share(b.cooldown[a], unit.period);
    writeType(a, out, at + SELF_FEATURES);
  }

  // Each of these writes its part of the row at `at` and the choices that belong to it; it returns the place behind.

  private static int writeMoves(SkirmishBattle b, int a, boolean[] mask, int maskAt, float[] out, int at) {
    mask[maskAt + SkirmishBattle.STOP] = true;
    for (int d = 0; d < DIRECTIONS; d++) {
      int choice = SkirmishBattle.NORTH + d;
      boolean free = b.canMove(a, direction(b, a, choice));
      mask[maskAt + choice] = free;
      out[at + d] = free ? 1 : 0;
    }
    return at + DIRECTIONS;
  }

  private int writeEnemies(SkirmishBattle b, int a, boolean[] mask, int firstChoice, float[] out, int first) {
    int other = 1 - b.side(a);
    int at = first;
    for (int j = b.first(other); j < b.end(other); j++) {
      double apart = b.scratch.distance[a * b.n + j];
      if (b.alive[j] && apart <= SkirmishBattle.SIGHT) {
        boolean attackable = !b.unit[a].heals() && b.canTarget(a, j, apart);
        if (attackable) mask[firstChoice + j - b.first(other)] = true;
        out[at] = 1;
        out[at + 1] = attackable ? 1 : 0;
        writeSeen(b, a, j, apart, out, at + 2);
      } else {
        Arrays.fill(out, at, at + ENEMY_FEATURES + types, 0f);
      }
      at += ENEMY_FEATURES + types;
    }
    return at;
  }

  private int writeAllies(SkirmishBattle b, int a, boolean[] mask, int firstChoice, float[] out, int first) {
    int own = b.side(a);
    int at = first;
    int choice = firstChoice;
    for (int j = b.first(own); j < b.end(own); j++) {
      if (j == a) continue;
      double apart = b.scratch.distance[a * b.n + j];
      if (b.alive[j] && apart <= SkirmishBattle.SIGHT) {
        if (b.unit[a].heals()) mask[choice] = b.canTarget(a, j, apart);
        out[at] = 1;
        writeSeen(b, a, j, apart, out, at + 1);
      } else {
        Arrays.fill(out, at, at + ALLY_FEATURES + types, 0f);
      }
      at += ALLY_FEATURES + types;
      choice++;
    }
    return at;
  }

  /// Distance, direction, health, shield and type of a unit in sight.
  private void writeSeen(SkirmishBattle b, int a, int j, double apart, float[] out, int at) {
    double dx = b.x[j] - b.x[a];
    out[at] = (float) (apart / SkirmishBattle.SIGHT);
    out[at + 1] = (float) ((b.side(a) == SkirmishBattle.LEFT ? dx : -dx) / SkirmishBattle.SIGHT);
    out[at + 2] = (float) ((b.y[j] - b.y[a]) / SkirmishBattle.SIGHT);
    out[at + 3] = (float) (b.health[j] / b.unit[j].health);
    out[at + 4] = share(b.shield[j], b.unit[j].shield);
    writeType(j, out, at + 5);
  }

  private void writeType(int i, float[] out, int at) {
    for (int t = 0; t < types; t++) out[at + t] = t == type[i] ? 1 : 0;
  }

  private static float share(double part, double whole) {
    return whole == 0 ? 0 : (float) (part / whole);
  }

  /// The whole field as the left side sees it: per unit health, shield, cooldown, position, whether it lives, type;
  /// then the share of steps that is left.
  private void writeState(SkirmishBattle b, SpaceColumn team, int row, int steps) {
    float[] out = team.floats;
    int at = row * team.layout.floats();
    for (int i = 0; i < b.n; i++) {
      int end = at + STATE_FEATURES + types;
      if (b.alive[i]) {
        out[at] = (float) (b.health[i] / b.unit[i].health);
        out[at + 1] = share(b.shield[i], b.unit[i].shield);
        out[at + 2] = share(b.cooldown[i], b.unit[i].period);
        out[at + 3] = (float) (b.x[i] / SkirmishBattle.FIELD);
        out[at + 4] = (float) (b.y[i] / SkirmishBattle.FIELD);
        out[at + 5] = 1;
        writeType(i, out, at + STATE_FEATURES);
      } else {
        Arrays.fill(out, at, end, 0f);
      }
      at = end;
    }
    out[at] = (float) (limit - steps) / limit;
  }
}
