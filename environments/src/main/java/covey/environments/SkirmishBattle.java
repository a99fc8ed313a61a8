package covey.environments;

import covey.random.Stream;
import java.util.Arrays;

/// The rules of [Skirmish]: one battle of two armies on a square field. Units are numbered through, the left army
/// first.
///
/// A step is half a second and happens to everybody at once: all move (towards their target as far as their weapon
/// needs it), units that overlap are pushed apart, all whose weapon is ready and in range fire, the dead fall, the hurt
/// are healed, and shields that were not hit for ten seconds regain two points per second.
final class SkirmishBattle {
  static final double FIELD = 32; // side of the square
  static final double SIGHT = 9; // from centre to centre
  static final double REACH = 6; // from edge to edge: a unit may be sent against targets so close, whatever its weapon

  static final int NOTHING = 0;
  static final int STOP = 1;
  static final int NORTH = 2;
  static final int SOUTH = 3;
  static final int EAST = 4;
  static final int WEST = 5;
  static final int TARGET = 6; // and the number of the unit: attack it, or heal it
  static final int MARCH = -1; // to where the other side started; for scripts only

  static final int LEFT = 0;
  static final int RIGHT = 1;
  static final int GOES_ON = -1;
  static final int DRAW = 2;

  private static final double SECONDS = 0.5; // of a step
  private static final double FRONT = 6; // where armies start, from the middle of the field
  private static final double SPACING = 1.5; // of the starting formation
  private static final double JITTER = 0.5; // by which each unit starts off its place, at most, along either axis
  private static final double ARRIVED = 1;
  private static final double ROUNDING = 1e-6; // forgiven where a distance is compared with a range
  private static final double LEAST_DAMAGE = 0.5; // of a hit on health, whatever the armour
  private static final int CALM = 20; // steps without a hit after which shields regain points
  private static final double REGAINED = 1; // points of shield per step

  /// What only lasts for one step: shared by all battles of one thread.
  static final class Scratch {
    final double[] distance; // [units, units] from centre to centre; of the living, after everybody has moved
    final double[] toX;
    final double[] toY;
    final double[] healthBefore;
    final double[] shieldBefore;
    final int[] attacker; // [hits]
    final int[] victim; // [hits]
    final double[] promised; // [units] damage that scripted units who chose before have promised
    double health; // of a victim that is hit in thought
    double shield;

    Scratch(int units) {
      distance = new double[units * units];
      toX = new double[units];
      toY = new double[units];
      healthBefore = new double[units];
      shieldBefore = new double[units];
      promised = new double[units];
      attacker = new int[units * units];
      victim = new int[units * units];
    }
  }

  final int n; // units
  final int allies; // of the left army
  final SkirmishUnit[] unit;
  final double[] x;
  final double[] y; // grows to the north
  final double[] health;
  final double[] shield;
  final double[] cooldown; // seconds until the weapon is ready
  final int[] calm; // steps since the latest hit
  final boolean[] alive;
  final int[] order; // for the coming step
  final double[] lost = new double[2]; // per side: health and shields lost in the latest step, before healing
  final int[] fallen = new int[2]; // per side: units lost in the latest step
  final Scratch scratch;
  int winner; // GOES_ON, LEFT, RIGHT or DRAW
  int hits;

  SkirmishBattle(SkirmishScenario.Army left, SkirmishScenario.Army right, Scratch scratch) {
    allies = left.size();
    n = allies + right.size();
    unit = new SkirmishUnit[n];
    for (int i = 0; i < n; i++) unit[i] = i < allies ? left.units().get(i) : right.units().get(i - allies);
    x = new double[n];
    y = new double[n];
    health = new double[n];
    shield = new double[n];
    cooldown = new double[n];
    calm = new int[n];
    alive = new boolean[n];
    order = new int[n];
    this.scratch = scratch;
  }

  int side(int i) {
    return i < allies ? LEFT : RIGHT;
  }

  /// @return number of a side's first unit
  int first(int side) {
    return side == LEFT ? 0 : allies;
  }

  /// @return number after a side's last unit
  int end(int side) {
    return side == LEFT ? allies : n;
  }

  /// Everybody whole and at its place, up to a draw.
  void start(Stream chance) {
    for (int side = LEFT; side <= RIGHT; side++) {
      int size = end(side) - first(side);
      int rows = (int) Math.ceil(Math.sqrt(size));
      for (int i = 0; i < size; i++) {
        int column = i / rows;
        double behind = FRONT + SPACING * column;
        double along = SPACING * (i % rows - (rows - 1) / 2.0);
        double atX = FIELD / 2 + (side == LEFT ? -behind : behind) + chance.nextDouble(-JITTER, JITTER);
        double atY = FIELD / 2 + along + chance.nextDouble(-JITTER, JITTER);
        place(first(side) + i, atX, atY);
      }
    }
    winner = GOES_ON;
    hits = 0;
    measure();
  }

  /// Puts a whole unit somewhere.
  void place(int i, double atX, double atY) {
    x[i] = Math.clamp(atX, 0, FIELD);
    y[i] = Math.clamp(atY, 0, FIELD);
    health[i] = unit[i].health;
    shield[i] = unit[i].shield;
    cooldown[i] = 0;
    calm[i] = CALM;
    alive[i] = true;
    order[i] = NOTHING;
  }

  // ---- what is possible ---------------------------------------------------------------------------------------------

  double distance(int i, int j) {
    double dx = x[i] - x[j];
    double dy = y[i] - y[j];
    return Math.sqrt(dx * dx + dy * dy);
  }

  /// Length of a step.
  double stride(int i) {
    return unit[i].speed * SECONDS;
  }

  boolean canMove(int i, int direction) {
    double stride = stride(i);
    return stride > 0 && switch (direction) {
      case NORTH -> y[i] + stride <= FIELD;
      case SOUTH -> y[i] - stride >= 0;
      case EAST -> x[i] + stride <= FIELD;
      default -> x[i] - stride >= 0;
    };
  }

  /// Whether `i` may be sent against (or to heal) `j`, who lives `apart` away.
  boolean canTarget(int i, int j, double apart) {
    boolean close = edges(i, j, apart) <= Math.max(REACH, unit[i].range);
    if (!unit[i].heals()) return close && side(i) != side(j);
    return close && side(i) == side(j) && i != j && unit[j].living && health[j] < unit[j].health;
  }

  private double edges(int i, int j, double apart) {
    return apart - unit[i].radius - unit[j].radius;
  }

  boolean inRange(int i, int j, double apart) {
    return edges(i, j, apart) <= unit[i].range + ROUNDING;
  }

  /// Whether somebody of a side who can attack is alive; otherwise it is beaten.
  boolean stands(int side) {
    for (int i = first(side); i < end(side); i++) if (alive[i] && !unit[i].heals()) return true;
    return false;
  }

  int living(int side) {
    int count = 0;
    for (int i = first(side); i < end(side); i++) if (alive[i]) count++;
    return count;
  }

  // ---- one step -----------------------------------------------------------------------------------------------------

  /// Carries out everybody's orders.
  void step() {
    move();
    separate();
    measure();
    fire();
    strike();
    bury();
    recover();
  }

  private void move() {
    for (int i = 0; i < n; i++) {
      scratch.toX[i] = x[i];
      scratch.toY[i] = y[i];
      if (!alive[i]) continue;
      double stride = stride(i);
      switch (order[i]) {
        case NOTHING, STOP -> {}
        case NORTH -> scratch.toY[i] += stride;
        case SOUTH -> scratch.toY[i] -= stride;
        case EAST -> scratch.toX[i] += stride;
        case WEST -> scratch.toX[i] -= stride;
        case MARCH -> approach(i, goal(i), FIELD / 2, stride);
        default -> {
          int j = order[i] - TARGET;
          double gap = edges(i, j, distance(i, j)) - unit[i].range;
          if (gap > 0) approach(i, x[j], y[j], Math.min(stride, gap));
        }
      }
    }
    System.arraycopy(scratch.toX, 0, x, 0, n);
    System.arraycopy(scratch.toY, 0, y, 0, n);
  }

  private double goal(int i) {
    return FIELD / 2 + (side(i) == LEFT ? FRONT : -FRONT);
  }

  private void approach(int i, double goalX, double goalY, double by) {
    double dx = goalX - x[i];
    double dy = goalY - y[i];
    double far = Math.sqrt(dx * dx + dy * dy);
    if (far == 0) return;
    double share = Math.min(1, by / far);
    scratch.toX[i] += dx * share;
    scratch.toY[i] += dy * share;
  }

  /// Pushes each of two units that overlap half the overlap away from the other, all pairs at once.
  private void separate() {
    double[] toX = scratch.toX;
    double[] toY = scratch.toY;
    for (int i = 0; i < n; i++) {
      if (!alive[i] || unit[i].flies()) continue;
      for (int j = i + 1; j < n; j++) {
        if (!alive[j] || unit[j].flies()) continue;
        double dx = x[j] - x[i];
        double dy = y[j] - y[i];
        double room = unit[i].radius + unit[j].radius;
        double square = dx * dx + dy * dy;
        if (square >= room * room) continue;
        double apart = Math.sqrt(square);
        double awayX = apart > 0 ? dx / apart : 1; // on one spot: along the line between the armies
        double awayY = apart > 0 ? dy / apart : 0;
        double by = (room - apart) / 2;
        toX[i] -= by * awayX;
        toY[i] -= by * awayY;
        toX[j] += by * awayX;
        toY[j] += by * awayY;
      }
    }
    for (int i = 0; i < n; i++) {
      if (unit[i].speed == 0) continue; // rooted
      x[i] = Math.clamp(toX[i], 0, FIELD);
      y[i] = Math.clamp(toY[i], 0, FIELD);
    }
  }

  private void measure() {
    double[] distance = scratch.distance;
    for (int i = 0; i < n; i++) {
      if (!alive[i]) continue;
      for (int j = i + 1; j < n; j++) {
        if (!alive[j]) continue;
        double apart = distance(i, j);
        distance[i * n + j] = apart;
        distance[j * n + i] = apart;
      }
    }
  }

  /// Collects who hits whom. A weapon fires in the step in which it becomes ready; what is left of the step counts for
  /// the next attack, so that weapons in use keep their rate.
  private void fire() {
    hits = 0;
    for (int i = 0; i < n; i++) {
      if (!alive[i]) continue;
      if (order[i] >= TARGET && cooldown[i] < SECONDS && !unit[i].heals()) {
        int j = order[i] - TARGET;
        if (inRange(i, j, scratch.distance[i * n + j])) {
          cooldown[i] += unit[i].period;
          aim(i, j);
        }
      }
      cooldown[i] = Math.max(0, cooldown[i] - SECONDS);
    }
  }

  private void aim(int i, int target) {
    double splash = unit[i].splash;
    int other = 1 - side(i);
    for (int j = first(other); j < end(other); j++) {
      boolean hit = j == target
          || (splash > 0 && alive[j] && scratch.distance[target * n + j] - unit[j].radius <= splash);
      if (!hit) continue;
      scratch.attacker[hits] = i;
      scratch.victim[hits++] = j;
    }
  }

  private void strike() {
    System.arraycopy(health, 0, scratch.healthBefore, 0, n);
    System.arraycopy(shield, 0, scratch.shieldBefore, 0, n);
    for (int h = 0; h < hits; h++) {
      int j = scratch.victim[h];
      scratch.health = health[j];
      scratch.shield = shield[j];
      hit(unit[scratch.attacker[h]], unit[j]);
      health[j] = scratch.health;
      shield[j] = scratch.shield;
      calm[j] = -1;
    }
    for (int h = 0; h < hits; h++) {
      int i = scratch.attacker[h];
      if (unit[i].explodes()) health[i] = 0;
    }
  }

  /// Shields take damage first, whole; armour is taken off what is left of each hit.
  private void hit(SkirmishUnit by, SkirmishUnit target) {
    for (int k = 0; k < by.hits; k++) {
      double damage = by.hit(target);
      double absorbed = Math.min(scratch.shield, damage);
      scratch.shield -= absorbed;
      if (damage > absorbed) {
        double felt = Math.max(LEAST_DAMAGE, damage - absorbed - target.armour);
        scratch.health = Math.max(0, scratch.health - felt);
      }
    }
  }

  private void bury() {
    for (int side = LEFT; side <= RIGHT; side++) {
      lost[side] = 0;
      fallen[side] = 0;
      for (int i = first(side); i < end(side); i++) {
        if (!alive[i]) continue;
        if (health[i] <= 0) {
          alive[i] = false;
          health[i] = 0;
          shield[i] = 0;
          fallen[side]++;
        }
        lost[side] += scratch.healthBefore[i] - health[i] + scratch.shieldBefore[i] - shield[i];
      }
    }
    winner = winner(stands(LEFT), stands(RIGHT));
  }

  static int winner(boolean left, boolean right) {
    if (left && right) return GOES_ON;
    return left ? LEFT : right ? RIGHT : DRAW;
  }

  private void recover() {
    for (int i = 0; i < n; i++) {
      if (!alive[i]) continue;
      int j = order[i] - TARGET;
      if (j >= 0 && unit[i].heals() && alive[j] && inRange(i, j, scratch.distance[i * n + j])) {
        health[j] = Math.min(unit[j].health, health[j] + unit[i].healing * SECONDS);
      }
      calm[i] = Math.min(CALM, calm[i] + 1);
      if (calm[i] == CALM) shield[i] = Math.min(unit[i].shield, shield[i] + REGAINED);
    }
  }

  /// Whether a unit blew itself up in the latest step.
  boolean exploded(int i) {
    if (!unit[i].explodes()) return false;
    for (int h = 0; h < hits; h++) if (scratch.attacker[h] == i) return true;
    return false;
  }

  // ---- the latest step without one unit's attack --------------------------------------------------------------------

  /// What victim `j` would have lost in the latest step if `without` had not attacked; what it did lose if `without` is
  /// -1. The health that would have been left is then in [Scratch#health].
  double loss(int j, int without) {
    scratch.health = scratch.healthBefore[j];
    scratch.shield = scratch.shieldBefore[j];
    for (int h = 0; h < hits; h++) {
      if (scratch.victim[h] == j && scratch.attacker[h] != without) hit(unit[scratch.attacker[h]], unit[j]);
    }
    if (scratch.health <= 0) scratch.shield = 0;
    return scratch.healthBefore[j] - scratch.health + scratch.shieldBefore[j] - scratch.shield;
  }

  // ---- scripts ------------------------------------------------------------------------------------------------------

  /// Gives the living units of the right side the orders of the script for the coming step.
  void script(Skirmish.Difficulty difficulty, Stream chance) {
    Arrays.fill(scratch.promised, 0);
    for (int i = allies; i < n; i++) {
      if (!alive[i]) continue;
      if (difficulty == Skirmish.Difficulty.EASY && chance.nextInt(2) == 0) {
        order[i] = STOP;
      } else {
        order[i] = scripted(i, difficulty == Skirmish.Difficulty.HARD);
      }
    }
  }

  private int scripted(int i, boolean chooses) {
    int target = unit[i].heals() ? patient(i) : opponent(i, chooses);
    if (target >= 0 && scratch.distance[i * n + target] <= SIGHT) return TARGET + target;
    double dx = goal(i) - x[i];
    double dy = FIELD / 2 - y[i];
    boolean arrived = dx * dx + dy * dy <= ARRIVED * ARRIVED;
    return arrived && target >= 0 ? TARGET + target : MARCH;
  }

  /// The nearest living opponent. Who chooses takes the weakest in range that those before have not promised to kill.
  private int opponent(int i, boolean chooses) {
    int other = 1 - side(i);
    int nearest = -1;
    int weakest = -1;
    double least = 0;
    for (int j = first(other); j < end(other); j++) {
      if (!alive[j]) continue;
      double apart = scratch.distance[i * n + j];
      if (nearest < 0 || apart < scratch.distance[i * n + nearest]) nearest = j;
      double left = health[j] + shield[j] - scratch.promised[j];
      if (chooses && left > 0 && inRange(i, j, apart) && (weakest < 0 || left < least)) {
        weakest = j;
        least = left;
      }
    }
    if (weakest < 0) return nearest;
    if (cooldown[i] < SECONDS) scratch.promised[weakest] += unit[i].hit(unit[weakest]) * unit[i].hits;
    return weakest;
  }

  /// The nearest hurt member of the own side who can be healed, otherwise the nearest who could be: to stay close.
  private int patient(int i) {
    int best = -1;
    boolean bestHurt = false;
    for (int j = first(side(i)); j < end(side(i)); j++) {
      if (!alive[j] || j == i || !unit[j].living) continue;
      boolean hurt = health[j] < unit[j].health;
      boolean nearer = best < 0 || scratch.distance[i * n + j] < scratch.distance[i * n + best];
      if (best < 0 || (hurt == bestHurt ? nearer : hurt)) {
        best = j;
        bestHurt = hurt;
      }
    }
    return best;
  }
}
