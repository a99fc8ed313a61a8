package covey.environments;

import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.random.Stream;
import covey.space.SpaceColumn;
import java.util.Arrays;

/// The floors of many games of [Warehouse]: where robots and shelves are, what is requested, how a game begins, and how
/// it looks to each robot. A floor has a margin as wide as robots see, so that nobody asks whether a cell is inside.
final class WarehouseFloor {
  /// Directions to the left and right of up, down, left, right.
  static final int[] LEFT_OF = {2, 3, 1, 0};

  static final int[] RIGHT_OF = {3, 2, 0, 1};

  static final int FEATURES = 7; // numbers about a cell
  static final int PLANES = 5; // of an image
  static final int ROBOT = 8; // numbers about a robot in the state
  static final int SHELF = 3; // numbers about a shelf in the state

  private static final int SELF = 8; // numbers about the robot itself
  private static final float[] CELL = cellFeatures();

  final int shelves;
  final int requests;
  final int cells; // cells with the margin
  final int[] step; // [directions] what a move adds to a cell's number
  final boolean[] inside; // [cells] in the warehouse
  final boolean[] highway; // [cells]
  final int[] goals;
  final int[] at; // [games][agents] cell
  final int[] direction; // [games][agents]
  final int[] carried; // [games][agents] number of the shelf, from 1; 0 for none
  final boolean[] delivered; // [games][agents] two-stage: owed the second half of a reward
  final short[] robotAt; // [games][cells] number of the robot, from 1
  final short[] shelfAt; // [games][cells] number of the shelf, from 1
  final int[] cellOf; // [games][shelves]
  final boolean[] requested; // [games][shelves]
  final int[] queue; // [games][requests] numbers of requested shelves, from 1

  private final Warehouse.Config config;
  private final WarehousePlan plan;
  private final int n;
  private final int range;
  private final int wide; // cells of a row with the margin around the warehouse
  private final float[] xOf; // [cells]
  private final float[] yOf; // [cells]
  private final int[] place; // [shelves] cell where a shelf stands at first
  private final byte[] look; // [games][cells] what is seen there: row of CELL

  WarehouseFloor(Warehouse.Config config, int games) {
    this.config = config;
    this.plan = config.plan();
    this.n = config.agents();
    this.requests = config.requests();
    this.range = config.sensorRange();
    this.shelves = plan.shelves();
    this.wide = plan.width() + 2 * range;
    this.cells = wide * (plan.height() + 2 * range);
    this.step = new int[] {-wide, wide, -1, 1};
    this.xOf = new float[cells];
    this.yOf = new float[cells];
    this.inside = new boolean[cells];
    this.highway = new boolean[cells];
    this.place = new int[shelves];
    this.goals = new int[] {
        cell(plan.width() / 2 - 1, plan.height() - 1), cell(plan.width() / 2, plan.height() - 1)};
    build();
    this.at = new int[games * n];
    this.direction = new int[games * n];
    this.carried = new int[games * n];
    this.delivered = new boolean[games * n];
    this.robotAt = new short[Math.multiplyExact(games, cells)];
    this.shelfAt = new short[games * cells];
    this.look = new byte[games * cells];
    this.cellOf = new int[games * shelves];
    this.requested = new boolean[games * shelves];
    this.queue = new int[games * requests];
  }

  private void build() {
    int shelf = 0;
    for (int y = 0; y < plan.height(); y++) {
      for (int x = 0; x < plan.width(); x++) {
        int cell = cell(x, y);
        xOf[cell] = x;
        yOf[cell] = y;
        inside[cell] = true;
        highway[cell] = plan.highway(x, y);
        if (!highway[cell]) place[shelf++] = cell;
      }
    }
  }

  private int cell(int x, int y) {
    return (y + range) * wide + x + range;
  }

  // ---- beginnings --------------------------------------------------------------------------------------------------

  /// Robots on cells of their own, anywhere, in any direction; shelves in their places; different ones are requested.
  void draw(int e, Stream chance) {
    clear(e);
    for (int i = 0; i < n; i++) {
      int cell;
      do {
        cell = cell(chance.nextInt(plan.width()), chance.nextInt(plan.height()));
      } while (robotAt[e * cells + cell] != 0);
      stand(e, i, cell, chance.nextInt(4));
    }
    for (int k = 0; k < requests; k++) {
      int shelf = unrequested(e, chance.nextInt(shelves - k));
      queue[e * requests + k] = shelf;
      requested[e * shelves + shelf - 1] = true;
    }
    for (int shelf = 0; shelf < shelves; shelf++) put(e, shelf, place[shelf]);
    for (int cell = 0; cell < cells; cell++) look(e, cell);
  }

  private void clear(int e) {
    Arrays.fill(robotAt, e * cells, (e + 1) * cells, (short) 0);
    Arrays.fill(shelfAt, e * cells, (e + 1) * cells, (short) 0);
    Arrays.fill(requested, e * shelves, (e + 1) * shelves, false);
    Arrays.fill(carried, e * n, (e + 1) * n, 0);
    Arrays.fill(delivered, e * n, (e + 1) * n, false);
  }

  private void stand(int e, int i, int cell, int dir) {
    at[e * n + i] = cell;
    direction[e * n + i] = dir;
    robotAt[e * cells + cell] = (short) (i + 1);
  }

  private void put(int e, int shelf, int cell) {
    cellOf[e * shelves + shelf] = cell;
    shelfAt[e * cells + cell] = (short) (shelf + 1);
  }

  /// The number of the shelf that comes after `skipped` others among those that are not requested.
  int unrequested(int e, int skipped) {
    int left = skipped;
    int shelf = 0;
    while (requested[e * shelves + shelf] || left-- > 0) shelf++;
    return shelf + 1;
  }

  // ---- what is seen ------------------------------------------------------------------------------------------------

  /// What is to be seen of a cell, for each combination of robot (none, up, down, left, right) and shelf (none, one, a
  /// requested one): 8 floats, of which the last is unused.
  private static float[] cellFeatures() {
    var features = new float[15 * 8];
    for (int code = 0; code < 15; code++) {
      int robot = code / 3;
      features[code * 8] = robot > 0 ? 1 : 0;
      features[code * 8 + 1 + Math.max(robot - 1, 0)] = 1;
      features[code * 8 + 5] = code % 3 > 0 ? 1 : 0;
      features[code * 8 + 6] = code % 3 > 1 ? 1 : 0;
    }
    return features;
  }

  /// Notes what is to be seen of a cell.
  void look(int e, int cell) {
    int robot = robotAt[e * cells + cell];
    int shelf = shelfAt[e * cells + cell];
    int code = robot == 0 ? 0 : 3 + 3 * direction[e * n + robot - 1];
    if (shelf != 0) code += requested[e * shelves + shelf - 1] ? 2 : 1;
    look[e * cells + cell] = (byte) code;
  }

  void write(int e, Rollout columns, Timestep out) {
    LayoutColumns layout = columns.layout(0);
    float[] seen = layout.observation.floats;
    int width = layout.observation.layout.floats();
    int row = out.firstRow(e, 0) * width;
    for (int i = 0; i < n; i++, row += width) {
      if (config.observation() == Warehouse.Sensors.VECTOR) {
        writeCells(e, i, seen, row);
      } else {
        writeImage(e, i, seen, row);
      }
    }
    SpaceColumn team = columns.teamState;
    if (team != null) writeState(e, team.floats, out.stateRow(e) * team.layout.floats());
  }

  private void writeCells(int e, int i, float[] out, int row) {
    int cell = at[e * n + i];
    int facing = direction[e * n + i];
    out[row] = xOf[cell];
    out[row + 1] = yOf[cell];
    out[row + 2] = carried[e * n + i] == 0 ? 0 : 1;
    out[row + 3] = facing == 0 ? 1 : 0;
    out[row + 4] = facing == 1 ? 1 : 0;
    out[row + 5] = facing == 2 ? 1 : 0;
    out[row + 6] = facing == 3 ? 1 : 0;
    out[row + 7] = highway[cell] ? 1 : 0;
    int to = row + SELF;
    int centre = e * cells + cell;
    for (int line = centre - range * wide; line <= centre + range * wide; line += wide) {
      for (int place = line - range; place <= line + range; place++, to += FEATURES) {
        int from = look[place] << 3;
        out[to] = CELL[from];
        out[to + 1] = CELL[from + 1];
        out[to + 2] = CELL[from + 2];
        out[to + 3] = CELL[from + 3];
        out[to + 4] = CELL[from + 4];
        out[to + 5] = CELL[from + 5];
        out[to + 6] = CELL[from + 6];
      }
    }
  }

  private void writeImage(int e, int i, float[] out, int row) {
    int facing = direction[e * n + i];
    int ahead = step[facing];
    int right = step[RIGHT_OF[facing]];
    int plane = (2 * range + 1) * (2 * range + 1);
    int to = row;
    for (int r = range; r >= -range; r--) {
      for (int c = -range; c <= range; c++, to++) {
        int cell = at[e * n + i] + r * ahead + c * right;
        int code = look[e * cells + cell];
        out[to] = code % 3 > 0 ? 1 : 0;
        out[to + plane] = code % 3 > 1 ? 1 : 0;
        out[to + 2 * plane] = code / 3 > 0 ? 1 : 0;
        out[to + 3 * plane] = cell == goals[0] || cell == goals[1] ? 1 : 0;
        out[to + 4 * plane] = inside[cell] && code / 3 == 0 ? 1 : 0;
      }
    }
  }

  private void writeState(int e, float[] out, int row) {
    int to = row;
    for (int robot = e * n; robot < (e + 1) * n; robot++, to += ROBOT) {
      Arrays.fill(out, to, to + ROBOT, 0f);
      out[to] = xOf[at[robot]];
      out[to + 1] = yOf[at[robot]];
      out[to + 2 + direction[robot]] = 1;
      out[to + 6] = carried[robot] == 0 ? 0 : 1;
      out[to + 7] = delivered[robot] ? 1 : 0;
    }
    for (int shelf = e * shelves; shelf < (e + 1) * shelves; shelf++, to += SHELF) {
      out[to] = xOf[cellOf[shelf]];
      out[to + 1] = yOf[cellOf[shelf]];
      out[to + 2] = requested[shelf] ? 1 : 0;
    }
  }

  // ---- situations --------------------------------------------------------------------------------------------------

  /// Writes robots, shelves and requests.
  void read(int e, double[] situation, int begin) {
    int to = begin;
    for (int robot = e * n; robot < (e + 1) * n; robot++) {
      situation[to++] = xOf[at[robot]];
      situation[to++] = yOf[at[robot]];
      situation[to++] = direction[robot];
      situation[to++] = carried[robot];
      situation[to++] = delivered[robot] ? 1 : 0;
    }
    for (int shelf = e * shelves; shelf < (e + 1) * shelves; shelf++) {
      situation[to++] = xOf[cellOf[shelf]];
      situation[to++] = yOf[cellOf[shelf]];
    }
    for (int k = 0; k < requests; k++) situation[to++] = queue[e * requests + k];
  }

  /// Takes over robots, shelves and requests.
  void load(int e, double[] situation, int begin) {
    clear(e);
    int from = begin;
    for (int i = 0; i < n; i++, from += 5) {
      stand(e, i, cell((int) situation[from], (int) situation[from + 1]), (int) situation[from + 2]);
      carried[e * n + i] = (int) situation[from + 3];
      delivered[e * n + i] = situation[from + 4] != 0;
    }
    for (int shelf = 0; shelf < shelves; shelf++, from += 2) {
      put(e, shelf, cell((int) situation[from], (int) situation[from + 1]));
    }
    for (int k = 0; k < requests; k++, from++) {
      queue[e * requests + k] = (int) situation[from];
      requested[e * shelves + (int) situation[from] - 1] = true;
    }
    for (int cell = 0; cell < cells; cell++) look(e, cell);
  }
}
