package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.space.RowLayout;
import java.util.Arrays;

/// A scripted player of [Warehouse]: robots drive on one-way streets until a requested shelf is beside them, bring it
/// to the left goal by the shortest way, and put it down in the first free place that they pass.
///
/// One-way streets keep robots from standing face to face: columns between blocks lead down and up in turn, rows to the
/// left, the last two rows to the right; of the two columns to the goals the left one leads down and the right one up.
/// Nothing is remembered: where streets cross, a robot without an aim takes one at random, again at each step.
public final class WarehouseWorker implements Policy.Actor {
  private static final int NONE = 0;
  private static final int FORWARD = 1;
  private static final int LEFT = 2;
  private static final int RIGHT = 3;
  private static final int LOAD = 4;
  private static final int UP = 0;
  private static final int DOWN = 1;
  private static final int WEST = 2;
  private static final int EAST = 3;
  private static final int HERE = 4; // an aim beside the four directions
  private static final int NOWHERE = -1;
  private static final int[] X = {0, 0, -1, 1};
  private static final int[] Y = {-1, 1, 0, 0};
  private static final int[] RIGHT_OF = {3, 2, 0, 1};
  private static final double STEPS_ASIDE = 0.1; // turns at random instead of waiting

  private final WarehousePlan plan;
  private final int range;
  private final int cells; // place of the first cell among the features
  private final boolean[][] open; // [cells][directions] one-way streets
  private final int[] toGoal; // [cells] direction of the shortest way to the left goal, -1 where there is none

  private WarehouseWorker(Warehouse.Config config) {
    this.plan = config.plan();
    this.range = config.sensorRange();
    this.cells = RowLayout.of(config.spec().slots().getFirst().observation()).leaves().getLast().offset();
    this.open = new boolean[plan.cells()][4];
    this.toGoal = new int[plan.cells()];
    build();
    measure();
  }

  /// The player for games with these options.
  ///
  /// @throws IllegalArgumentException if robots observe images
  public static Policy of(Warehouse.Config config) {
    if (config.observation() != Warehouse.Sensors.VECTOR) {
      throw new IllegalArgumentException(
          "the worker needs observation = vector, but it is " + config.observation());
    }
    return Policy.of(new WarehouseWorker(config));
  }

  private void build() {
    int middle = plan.width() / 2;
    for (int y = 0; y < plan.height(); y++) {
      for (int x = 0; x < plan.width(); x++) {
        if (!plan.highway(x, y)) continue;
        boolean last = y >= plan.height() - 2;
        if (last) street(x, y, EAST);
        if (!last && y % (plan.columnHeight() + 1) == 0) street(x, y, WEST);
        if (x % 3 == 0) street(x, y, x / 3 % 2 == 0 ? DOWN : UP);
        if (x % 3 != 0 && x == middle - 1) street(x, y, DOWN);
        if (x % 3 != 0 && x == middle) street(x, y, UP);
      }
    }
  }

  private void street(int x, int y, int direction) {
    if (highway(x + X[direction], y + Y[direction])) open[y * plan.width() + x][direction] = true;
  }

  private boolean inside(int x, int y) {
    return x >= 0 && x < plan.width() && y >= 0 && y < plan.height();
  }

  private boolean highway(int x, int y) {
    return inside(x, y) && plan.highway(x, y);
  }

  /// Distances to the left goal along the streets, cell by cell until nothing gets shorter.
  private void measure() {
    var distance = new int[plan.cells()];
    Arrays.fill(distance, plan.cells());
    Arrays.fill(toGoal, -1);
    distance[(plan.height() - 1) * plan.width() + plan.width() / 2 - 1] = 0;
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int cell = 0; cell < distance.length; cell++) {
        for (int d = 0; d < 4; d++) {
          if (!open[cell][d]) continue;
          int further = distance[cell + Y[d] * plan.width() + X[d]] + 1;
          if (further >= distance[cell]) continue;
          distance[cell] = further;
          toGoal[cell] = d;
          changed = true;
        }
      }
    }
  }

  @Override
  public void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) if (!rows.forced(i)) rows.act(i, choose(rows, i), 0f);
  }

  private int choose(Rows rows, int i) {
    int x = (int) rows.observation(i, 0);
    int y = (int) rows.observation(i, 1);
    boolean carries = rows.observation(i, 2) > 0;
    boolean wanted = cell(rows, i, 0, 0, 6);
    int aim = carries ? wanted ? goal(x, y) : place(rows, i, x, y) : shelf(rows, i);
    if (aim == HERE) return LOAD;
    return drive(rows, i, aim == NOWHERE ? wander(rows, i, x, y) : aim);
  }

  private boolean cell(Rows rows, int i, int dx, int dy, int feature) {
    return rows.observation(i, cells + ((dy + range) * (2 * range + 1) + dx + range) * 7 + feature) > 0;
  }

  /// Where to with a requested shelf: out of the block, then by the shortest way.
  private int goal(int x, int y) {
    return plan.highway(x, y) ? toGoal[y * plan.width() + x] : NOWHERE;
  }

  /// Where to with a shelf that nobody wants: into a free place beside the street, to put it down there.
  private int place(Rows rows, int i, int x, int y) {
    if (!plan.highway(x, y)) return HERE;
    for (int d = 0; d < 4; d++) {
      boolean free = inside(x + X[d], y + Y[d]) && !plan.highway(x + X[d], y + Y[d]);
      if (free && !cell(rows, i, X[d], Y[d], 5) && !cell(rows, i, X[d], Y[d], 0)) return d;
    }
    return NOWHERE;
  }

  /// Where to without a shelf: to a requested one that no robot stands under.
  private int shelf(Rows rows, int i) {
    if (cell(rows, i, 0, 0, 6)) return HERE;
    for (int d = 0; d < 4; d++) {
      if (cell(rows, i, X[d], Y[d], 6) && !cell(rows, i, X[d], Y[d], 0)) return d;
    }
    return NOWHERE;
  }

  /// Along a street, or to the street beside the block.
  private int wander(Rows rows, int i, int x, int y) {
    if (!plan.highway(x, y)) return highway(x - 1, y) ? WEST : highway(x + 1, y) ? EAST : highway(x, y - 1) ? UP : DOWN;
    boolean[] ways = open[y * plan.width() + x];
    int choice = NOWHERE;
    int count = 0;
    int any = NOWHERE;
    for (int d = 0; d < 4; d++) {
      if (!ways[d]) continue;
      any = d;
      // The columns to the goals and the last row lead past no shelves: they are for deliveries.
      boolean idle = Y[d] != 0 && (x % 3 != 0 || y + Y[d] == plan.height() - 1);
      if (!idle && rows.uniform(i, d) * ++count < 1) choice = d;
    }
    return choice == NOWHERE ? any : choice;
  }

  private static int facing(Rows rows, int i) {
    for (int d = 0; d < 4; d++) if (rows.observation(i, 3 + d) > 0) return d;
    throw new IllegalStateException("a robot faces nowhere");
  }

  private int drive(Rows rows, int i, int direction) {
    int ahead = facing(rows, i);
    if (ahead == direction) {
      boolean blocked = cell(rows, i, X[direction], Y[direction], 0);
      if (!blocked || rows.uniform(i, 4) >= STEPS_ASIDE) return blocked ? NONE : FORWARD;
      return rows.uniform(i, 5) < 0.5 ? LEFT : RIGHT;
    }
    return RIGHT_OF[ahead] == direction ? RIGHT : LEFT;
  }
}
