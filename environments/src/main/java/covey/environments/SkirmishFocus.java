package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.space.RowLayout;
import java.util.List;

/// A scripted player of [Skirmish]: units wait for the opponent, fire together, and keep away from those with shorter
/// weapons.
///
/// - A unit attacks the weakest opponent in range of its weapon that the allies before it will not kill anyway, as far
///   as it can see: units who see the same agree without talking. Where none is left in range, the nearest it sees.
/// - While its weapon is not ready it steps away from opponents whose weapons are much shorter; the one whom an equally
///   fast opponent follows runs while the others fire.
/// - Where it sees nobody it forms a line with the allies ahead and waits for the scripted side to come; it walks
///   forward in self-play and towards the rooted.
/// - A medivac heals the ally with the least health, and otherwise walks towards the nearest ally.
final class SkirmishFocus implements Policy.Actor {
  private static final int STOP = SkirmishBattle.STOP;
  private static final int NORTH = SkirmishBattle.NORTH;
  private static final int SOUTH = SkirmishBattle.SOUTH;
  private static final int FORWARD = SkirmishBattle.EAST;
  private static final int BACK = SkirmishBattle.WEST;
  private static final double STEP = 0.5; // seconds
  private static final double AHEAD = 0.9; // by how much an ally must be ahead to be followed
  private static final double NEAR = 2.5; // how far from its range an opponent with a shorter weapon is let
  private static final double MUCH_SHORTER = 2; // by how much a weapon must be shorter

  /// Where one side's observations have what.
  ///
  /// @param waits whether the opponents will come
  private record Side(
      List<SkirmishUnit> own, List<SkirmishUnit> other, int enemies, int allies, int self, boolean waits) {}

  private final int types;
  private final Side blue; // the left one
  private final Side red;
  private final double[] left; // [units of the other side] scratch: health and shield that others leave

  private SkirmishFocus(Skirmish.Config config) {
    this.types = config.typeWidth();
    this.blue = side(config, config.spec().slots().getFirst(), config.left().units(), config.right().units());
    this.red = config.selfPlay()
        ? side(config, config.spec().slots().getLast(), config.right().units(), config.left().units())
        : blue;
    this.left = new double[Math.max(blue.other.size(), red.other.size())];
  }

  private static Side side(
      Skirmish.Config config, EnvironmentSpec.Slot slot, List<SkirmishUnit> own, List<SkirmishUnit> other) {
    int enemies = 0;
    int allies = 0;
    int self = 0;
    for (RowLayout.Leaf leaf : RowLayout.of(slot.observation()).leaves()) {
      switch (leaf.path()) {
        case "enemies" -> enemies = leaf.offset();
        case "allies" -> allies = leaf.offset();
        case "self" -> self = leaf.offset();
        default -> {}
      }
    }
    boolean comes = !config.selfPlay() && other.stream().allMatch(unit -> unit.speed > 0);
    return new Side(own, other, enemies, allies, self, comes);
  }

  static Policy of(Skirmish.Config config) {
    return () -> new SkirmishFocus(config);
  }

  @Override
  public void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      if (rows.forced(i)) continue;
      boolean isBlue = rows.slot(i) < blue.own.size();
      Side side = isBlue ? blue : red;
      int member = isBlue ? rows.slot(i) : rows.slot(i) - blue.own.size();
      boolean heals = side.own.get(member).heals();
      rows.act(i, heals ? heal(rows, i, side) : fight(rows, i, side, member), 0f);
    }
  }

  private int fight(Rows rows, int i, Side side, int member) {
    SkirmishUnit unit = side.own.get(member);
    int nearest = -1;
    for (int k = 0; k < side.other.size(); k++) {
      int at = enemy(side, k);
      if (rows.observation(i, at) == 0) continue;
      if (nearest < 0 || rows.observation(i, at + 2) < rows.observation(i, enemy(side, nearest) + 2)) nearest = k;
    }
    if (nearest < 0) {
      boolean goes = !side.waits || behind(rows, i, side);
      return goes && rows.legal(i, FORWARD) ? FORWARD : STOP;
    }
    int to = enemy(side, nearest) + 3;
    if (flees(rows, i, side, unit, nearest)) {
      return walk(rows, i, -rows.observation(i, to), -rows.observation(i, to + 1));
    }
    int target = shared(rows, i, side, member);
    if (target < 0) target = nearest;
    return rows.legal(i, Skirmish.FIRST_TARGET + target)
        ? Skirmish.FIRST_TARGET + target
        : walk(rows, i, rows.observation(i, to), rows.observation(i, to + 1));
  }

  /// Whether an ally in sight is ahead, so that all who wait form a line.
  private boolean behind(Rows rows, int i, Side side) {
    for (int k = 0; k < side.own.size() - 1; k++) {
      int at = ally(side, k);
      if (rows.observation(i, at + 2) * SkirmishBattle.SIGHT > AHEAD && !side.own.get(k).heals()) return true;
    }
    return false;
  }

  private int enemy(Side side, int k) {
    return side.enemies + k * (Skirmish.ENEMY_FEATURES + types);
  }

  private int ally(Side side, int k) {
    return side.allies + k * (Skirmish.ALLY_FEATURES + types);
  }

  /// The target of this unit when all that it sees choose in order, each the weakest in range that those before leave
  /// alive; -1 if there is none.
  private int shared(Rows rows, int i, Side side, int member) {
    for (int k = 0; k < side.other.size(); k++) {
      int at = enemy(side, k);
      SkirmishUnit unit = side.other.get(k);
      left[k] = 0;
      if (rows.observation(i, at) == 0) continue;
      left[k] = rows.observation(i, at + 5) * unit.health + rows.observation(i, at + 6) * unit.shield;
    }
    for (int m = 0; m <= member; m++) {
      SkirmishUnit unit = side.own.get(m);
      int at = ally(side, m);
      if (unit.heals() || (m < member && rows.observation(i, at) == 0)) continue;
      float x = m == member ? 0 : rows.observation(i, at + 2);
      float y = m == member ? 0 : rows.observation(i, at + 3);
      int weakest = -1;
      for (int k = 0; k < side.other.size(); k++) {
        boolean better = left[k] > 0 && (weakest < 0 || left[k] < left[weakest]);
        if (better && gap(rows, i, side, k, unit, x, y) <= unit.range) weakest = k;
      }
      if (m == member) return weakest;
      if (weakest >= 0) left[weakest] -= unit.hit(side.other.get(weakest)) * unit.hits;
    }
    return -1;
  }

  /// From edge to edge, for a unit at an offset from the observer.
  private double gap(Rows rows, int i, Side side, int k, SkirmishUnit unit, float x, float y) {
    double dx = rows.observation(i, enemy(side, k) + 3) - x;
    double dy = rows.observation(i, enemy(side, k) + 4) - y;
    return Math.sqrt(dx * dx + dy * dy) * SkirmishBattle.SIGHT - unit.radius - side.other.get(k).radius;
  }

  /// From who has a shorter weapon and is not faster: while the own weapon is not ready, or before it would be in range
  /// if no ally is nearer to it.
  private boolean flees(Rows rows, int i, Side side, SkirmishUnit unit, int k) {
    SkirmishUnit other = side.other.get(k);
    if (other.range + MUCH_SHORTER > unit.range || other.speed > unit.speed) return false;
    double gap = gap(rows, i, side, k, unit, 0, 0) - other.range;
    double wait = rows.observation(i, side.self + 4) * unit.period;
    if (wait >= STEP) return gap < NEAR;
    return gap <= other.speed * STEP && other.speed == unit.speed && chased(rows, i, side, k);
  }

  /// Whether the opponent is nearer to the observer than to each ally that the observer sees, of whom there is one.
  private boolean chased(Rows rows, int i, Side side, int k) {
    float apart = rows.observation(i, enemy(side, k) + 2);
    boolean alone = true;
    for (int m = 0; m < side.own.size() - 1; m++) {
      int at = ally(side, m);
      if (rows.observation(i, at) == 0) continue;
      alone = false;
      double dx = rows.observation(i, enemy(side, k) + 3) - rows.observation(i, at + 2);
      double dy = rows.observation(i, enemy(side, k) + 4) - rows.observation(i, at + 3);
      if (Math.sqrt(dx * dx + dy * dy) < apart) return false;
    }
    return !alone;
  }

  private int heal(Rows rows, int i, Side side) {
    int width = Skirmish.ALLY_FEATURES + types;
    int weakest = -1;
    int nearest = -1;
    for (int k = 0; k < side.own.size() - 1; k++) {
      int at = side.allies + k * width;
      if (rows.observation(i, at) == 0) continue;
      if (nearest < 0 || rows.observation(i, at + 1) < rows.observation(i, side.allies + nearest * width + 1)) {
        nearest = k;
      }
      boolean weaker = weakest < 0
          || rows.observation(i, at + 4) < rows.observation(i, side.allies + weakest * width + 4);
      if (weaker && rows.legal(i, Skirmish.FIRST_TARGET + k)) weakest = k;
    }
    if (weakest >= 0) return Skirmish.FIRST_TARGET + weakest;
    if (nearest < 0) return STOP;
    int to = side.allies + nearest * width + 2;
    return walk(rows, i, rows.observation(i, to), rows.observation(i, to + 1));
  }

  /// A step along the axis on which there is more to go, or along the other one where the field ends.
  private static int walk(Rows rows, int i, float dx, float dy) {
    int alongX = dx >= 0 ? FORWARD : BACK;
    int alongY = dy >= 0 ? NORTH : SOUTH;
    int better = Math.abs(dx) >= Math.abs(dy) ? alongX : alongY;
    if (rows.legal(i, better)) return better;
    int other = better == alongX ? alongY : alongX;
    return rows.legal(i, other) ? other : STOP;
  }
}
