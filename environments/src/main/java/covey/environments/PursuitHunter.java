package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.space.RowLayout;

/// A scripted player of [Pursuit]: every hunter heads for the evader it sees for which it and the nearest other hunter
/// need the fewest steps together, stays beside it, and roams where it sees none.
///
/// Roaming goes around the middle of the board, with every fourth step in a random direction. Scores are told at
/// [Pursuit].
public final class PursuitHunter implements Policy {
  private static final double WANDER = 0.25; // share of random steps among those without an evader in sight

  private final int sight;
  private final int hunters; // place of the set in the row
  private final int evaders;
  private final int hunterCount; // place of the counts among the ints; -1 where there is nobody else
  private final int evaderCount;
  private final boolean alone;

  private PursuitHunter(Pursuit.Config config) {
    this.sight = config.sight();
    this.alone = config.agents() == 1;
    RowLayout layout = RowLayout.of(config.spec().slots().getFirst().observation());
    RowLayout.Leaf others = alone ? null : leaf(layout, "hunters");
    RowLayout.Leaf prey = leaf(layout, "evaders");
    this.hunters = others == null ? -1 : others.offset();
    this.hunterCount = others == null ? -1 : others.count();
    this.evaders = prey.offset();
    this.evaderCount = prey.count();
  }

  /// The player for games with these options.
  public static PursuitHunter of(Pursuit.Config config) {
    return new PursuitHunter(config);
  }

  private static RowLayout.Leaf leaf(RowLayout layout, String path) {
    for (RowLayout.Leaf leaf : layout.leaves()) if (leaf.path().equals(path)) return leaf;
    throw new IllegalArgumentException("no part of the observation is named " + path);
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      if (rows.forced(i)) continue;
      int target = target(rows, i);
      int action = target < 0 ? roam(rows, i) : approach(rows, i, cells(rows, i, target), cells(rows, i, target + 1));
      rows.act(i, action, 0f);
    }
  }

  private int count(Rows rows, int i, int place) {
    var observation = rows.columns().observation;
    return observation.ints[rows.row(i) * observation.layout.ints() + place];
  }

  private int cells(Rows rows, int i, int feature) {
    return Math.round(rows.observation(i, feature) * sight);
  }

  /// @return place of the chosen evader in the row, or -1 if none is seen
  private int target(Rows rows, int i) {
    int best = -1;
    int fewest = Integer.MAX_VALUE;
    for (int k = 0; k < count(rows, i, evaderCount); k++) {
      int x = cells(rows, i, evaders + 2 * k);
      int y = cells(rows, i, evaders + 2 * k + 1);
      int steps = Math.abs(x) + Math.abs(y) + companion(rows, i, x, y);
      if (steps < fewest) {
        fewest = steps;
        best = evaders + 2 * k;
      }
    }
    return best;
  }

  /// Steps from the nearest other hunter in sight to a place; far where nobody else is seen.
  private int companion(Rows rows, int i, int x, int y) {
    if (alone) return 0;
    int nearest = 4 * sight;
    for (int j = 0; j < count(rows, i, hunterCount); j++) {
      int dx = cells(rows, i, hunters + 2 * j) - x;
      int dy = cells(rows, i, hunters + 2 * j + 1) - y;
      nearest = Math.min(nearest, Math.abs(dx) + Math.abs(dy));
    }
    return nearest;
  }

  /// One step along the longer axis, or along the other one where a wall is in the way; none beside the evader.
  private static int approach(Rows rows, int i, int dx, int dy) {
    if (Math.abs(dx) + Math.abs(dy) <= 1) return 0;
    int alongX = dx < 0 ? 1 : 2;
    int alongY = dy < 0 ? 3 : 4;
    boolean horizontal = Math.abs(dx) > Math.abs(dy)
        || (Math.abs(dx) == Math.abs(dy) && rows.uniform(i, 0) < 0.5);
    int wanted = horizontal ? alongX : alongY;
    if (!blocked(rows, i, wanted)) return wanted;
    return horizontal ? alongY : alongX;
  }

  private static boolean blocked(Rows rows, int i, int action) {
    return rows.observation(i, 1 + action) > 0;
  }

  /// Around the middle: right along the lower side, up on the right, left above, down on the left.
  private static int roam(Rows rows, int i) {
    if (rows.uniform(i, 0) < WANDER) return 1 + (int) (rows.uniform(i, 1) * 4);
    double x = rows.observation(i, 0) - 0.5;
    double y = rows.observation(i, 1) - 0.5;
    if (Math.abs(y) >= Math.abs(x)) return y < 0 ? 2 : 1;
    return x > 0 ? 4 : 3;
  }
}
