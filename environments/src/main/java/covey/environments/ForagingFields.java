package covey.environments;

import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.random.Stream;
import covey.space.SpaceColumn;
import java.util.Arrays;

/// The fields of many games of [Foraging]: where food and foragers are, how a field begins, and how it looks to each
/// forager. A field has a wall around it, so that nobody asks whether a cell is inside.
final class ForagingFields {
  private static final int ATTEMPTS = 1000; // to place all food, as in the original
  private static final byte WALL = -1;

  final int cells; // cells of the field with its walls
  final int[] step; // [actions] what a move adds to a cell's number
  final byte[] food; // [games][cells] level of food, 0, or WALL
  final int[] at; // [games][agents] cell
  final int[] level; // [games][agents]
  final int[] spawned; // [games] sum of the levels of all food at the reset
  final int[] left; // [games] pieces of food that are left

  private final Foraging.Config config;
  private final int n;
  private final int foods;
  private final int reach; // cells of sight in each direction
  private final boolean plain; // foragers observe triples of the whole field with levels
  private final int wide; // cells of a row of the field with its walls
  private final float[] rowOf; // [cells] counted from the field's corner
  private final float[] columnOf; // [cells]
  private final float[] view; // [games][foods + agents][row, column, level] food in row-major order, then foragers
  private final int[] pieces; // [games] pieces of food at the reset
  private final boolean[] taken; // [cells] scratch, false between resets: a forager stands there
  private final int[] sorted; // [agents] scratch

  ForagingFields(Foraging.Config config, int games) {
    this.config = config;
    this.n = config.agents();
    this.foods = config.food();
    this.reach = config.reach();
    this.plain = config.observation() == Foraging.Sight.VECTOR && config.seesAll() && config.observeLevels();
    this.wide = config.columns() + 2;
    this.cells = (config.rows() + 2) * wide;
    this.rowOf = new float[cells];
    this.columnOf = new float[cells];
    for (int cell = 0; cell < cells; cell++) {
      rowOf[cell] = cell / wide - 1;
      columnOf[cell] = cell % wide - 1;
    }
    this.step = new int[] {0, -wide, wide, -1, 1, 0};
    this.food = new byte[Math.multiplyExact(games, cells)];
    this.at = new int[games * n];
    this.level = new int[games * n];
    this.view = new float[Math.multiplyExact(games, 3 * (foods + n))];
    this.spawned = new int[games];
    this.pieces = new int[games];
    this.left = new int[games];
    this.taken = new boolean[cells];
    this.sorted = new int[n];
  }

  /// Whether one of the four cells around a place in `food` has food.
  boolean besideFood(int place) {
    return food[place - wide] > 0 || food[place + wide] > 0 || food[place - 1] > 0 || food[place + 1] > 0;
  }

  /// The cell with food beside a cell that has some.
  int foodBeside(int base, int cell) {
    for (int move = 1; move < Foraging.LOAD; move++) if (food[base + cell + step[move]] > 0) return cell + step[move];
    throw new IllegalStateException("there is no food beside cell " + cell);
  }

  /// Puts a forager on a cell.
  void place(int e, int agent, int cell) {
    at[e * n + agent] = cell;
    int triple = (e * (foods + n) + foods + agent) * 3;
    view[triple] = rowOf[cell];
    view[triple + 1] = columnOf[cell];
  }

  /// Takes the food of a cell away.
  void eat(int e, int cell) {
    food[e * cells + cell] = 0;
    int from = e * (foods + n) * 3;
    int place = from;
    while (view[place] != rowOf[cell] || view[place + 1] != columnOf[cell]) place += 3;
    int last = from + 3 * (left[e] - 1);
    System.arraycopy(view, place + 3, view, place, last - place);
    noFood(last);
    left[e]--;
  }

  private void noFood(int triple) {
    view[triple] = -1;
    view[triple + 1] = -1;
    view[triple + 2] = 0;
  }

  /// The share of its pieces of food that a field has lost.
  double share(int e) {
    return pieces[e] == 0 ? 1 : (double) (pieces[e] - left[e]) / pieces[e];
  }

  // ---- beginnings --------------------------------------------------------------------------------------------------

  /// Foragers on free cells, then food on cells inside the field that are free, have no food in the eight cells around
  /// them, and none two cells away in a straight line.
  void draw(int e, Stream chance) {
    do {
      clear(e);
      for (int i = 0; i < n; i++) {
        int cell;
        do {
          cell = cell(chance.nextInt(config.rows()), chance.nextInt(config.columns()));
        } while (taken[cell]);
        taken[cell] = true;
        level[e * n + i] = config.minLevel() + chance.nextInt(config.maxLevel() - config.minLevel() + 1);
        view[(e * (foods + n) + foods + i) * 3 + 2] = level[e * n + i];
        place(e, i, cell);
      }
      grow(e, chance);
      for (int i = 0; i < n; i++) taken[at[e * n + i]] = false;
    } while (left[e] == 0);
    survey(e);
  }

  private int cell(int row, int column) {
    return (row + 1) * wide + column + 1;
  }

  private void clear(int e) {
    int base = e * cells;
    Arrays.fill(food, base, base + cells, WALL);
    for (int row = 0; row < config.rows(); row++) {
      int from = base + cell(row, 0);
      Arrays.fill(food, from, from + config.columns(), (byte) 0);
    }
    left[e] = 0;
  }

  private void grow(int e, Stream chance) {
    int base = e * cells;
    int most = config.maxFoodLevel().isPresent() ? config.maxFoodLevel().get() : weakest(e);
    int least = config.coop() ? most : Math.min(config.minFoodLevel(), most);
    for (int attempt = 0; attempt < ATTEMPTS && left[e] < foods; attempt++) {
      int cell = cell(1 + chance.nextInt(config.rows() - 2), 1 + chance.nextInt(config.columns() - 2));
      if (taken[cell] || crowded(base + cell)) continue;
      food[base + cell] = (byte) (least + chance.nextInt(most - least + 1));
      left[e]++;
    }
  }

  /// Sum of the three lowest levels.
  private int weakest(int e) {
    int[] low = sorted;
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
      if (food[place + row - 1] > 0 || food[place + row] > 0 || food[place + row + 1] > 0) return true;
    }
    // Two cells away lies the field or its wall, because food keeps one cell from the edge.
    return food[place - 2] > 0 || food[place + 2] > 0 || food[place - 2 * wide] > 0 || food[place + 2 * wide] > 0;
  }

  /// Lists the food of the field in row-major order and counts it.
  private void survey(int e) {
    int triple = e * (foods + n) * 3;
    int base = e * cells;
    left[e] = 0;
    spawned[e] = 0;
    for (int cell = 0; cell < cells; cell++) {
      int weight = food[base + cell];
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

  void write(int e, Rollout columns, Timestep out) {
    LayoutColumns layout = columns.layout(0);
    int first = out.firstRow(e, 0);
    boolean[] mask = layout.mask;
    for (int i = 0; i < n; i++) {
      int place = e * cells + at[e * n + i];
      int north = food[place - wide];
      int south = food[place + wide];
      int west = food[place - 1];
      int east = food[place + 1];
      int m = (first + i) * Foraging.ACTIONS;
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
    } else if (config.observation() == Foraging.Sight.GRID) {
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
    int first = firstRow * width;
    int end = first + n * width;
    int to = first;
    for (int k = from; k < from + 3 * foods; k += 3, to += 3) {
      float row = view[k];
      float column = view[k + 1];
      float weight = view[k + 2];
      for (int at = to; at < end; at += width) {
        out[at] = row;
        out[at + 1] = column;
        out[at + 2] = weight;
      }
    }
    for (int j = 0; j < n; j++) {
      int k = from + 3 * (foods + j);
      float row = view[k];
      float column = view[k + 1];
      float strength = view[k + 2];
      int at = first + 3 * foods;
      for (int i = 0; i < n; i++, at += width) {
        int place = at + (i == j ? 0 : i > j ? 3 * j + 3 : 3 * j);
        out[place] = row;
        out[place + 1] = column;
        out[place + 2] = strength;
      }
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

  /// Planes around a forager: levels of foragers (the last slot, where two share a cell), levels of food, free cells.
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
        byte weight = inside ? food[e * cells + cell(r, c)] : WALL;
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

  /// Writes the triples of food and foragers.
  void read(int e, double[] situation, int to) {
    int width = 3 * (foods + n);
    for (int k = 0; k < width; k++) situation[to + k] = view[e * width + k];
  }

  /// Takes over triples of food and foragers; food of level 0 is none.
  void load(int e, double[] situation, int from) {
    clear(e);
    for (int k = from; k < from + 3 * foods; k += 3) {
      if (situation[k + 2] <= 0) continue;
      food[e * cells + cell((int) situation[k], (int) situation[k + 1])] = (byte) situation[k + 2];
    }
    survey(e);
    for (int i = 0; i < n; i++) {
      int k = from + 3 * (foods + i);
      level[e * n + i] = (int) situation[k + 2];
      view[(e * (foods + n) + foods + i) * 3 + 2] = level[e * n + i];
      place(e, i, cell((int) situation[k], (int) situation[k + 1]));
    }
  }
}
