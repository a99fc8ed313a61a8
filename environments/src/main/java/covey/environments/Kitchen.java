package covey.environments;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The plan of a kitchen of [Overcooked]: what stands where, and where the cooks begin.
///
/// A plan is drawn as rows of text, the northern one first:
///
/// | sign | meaning |
/// |---|---|
/// | `X` | counter: holds one thing |
/// | `O` `T` `D` | dispenser of onions, tomatoes, dishes |
/// | `P` | pot |
/// | `S` | serving window |
/// | `.` or a space | floor |
/// | `1` to `9` | floor where the cook of this number begins |
///
/// Cells are numbered column by column, as the original lays out its tensors: cell (x, y) is `x * height + y`.
public final class Kitchen {
  static final byte FLOOR = 0;
  static final byte COUNTER = 1;
  static final byte ONIONS = 2;
  static final byte TOMATOES = 3;
  static final byte DISHES = 4;
  static final byte POT = 5;
  static final byte SERVING = 6;

  /// Directions in which a cook faces, in the order of the actions.
  static final int NORTH = 0;
  static final int SOUTH = 1;
  static final int EAST = 2;
  static final int WEST = 3;

  private static final String SIGNS = ".XOTDPS"; // at the place of its code
  private static final int LONGEST = 64;
  private static final int COOKS = 9;

  final int width;
  final int height;
  final byte[] terrain; // [cells]
  final int[] starts; // cells, cook by cook
  private final int[] ahead; // from a cell to the next in a direction

  /// The kitchens of the original that recordings exist of.
  public enum Plan {
    CRAMPED_ROOM("XXPXX", "O  2O", "X1  X", "XDXSX"),
    ASYMMETRIC_ADVANTAGES("XXXXXXXXX", "O XSXOX S", "X   P 1 X", "X2  P   X", "XXXDXDXXX"),
    COORDINATION_RING("XXXPX", "X 1 P", "D2X X", "O   X", "XOSXX"),
    FORCED_COORDINATION("XXXPX", "O X1P", "O2X X", "D X X", "XXXSX"),
    COUNTER_CIRCUIT_O_1ORDER("XXXPPXXX", "X  2   X", "D XXXX S", "X  1   X", "XXXOOXXX");

    private final String drawing;

    Plan(String... rows) {
      this.drawing = String.join("\n", rows);
    }

    List<String> rows() {
      return drawing.lines().toList();
    }

    /// As the original writes it: `cramped_room`.
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Kitchen(int width, int height, byte[] terrain, int[] starts) {
    this.width = width;
    this.height = height;
    this.terrain = terrain;
    this.starts = starts;
    this.ahead = new int[] {-1, 1, height, -height};
  }

  /// Reads a plan.
  ///
  /// @throws IllegalArgumentException if no game can be played there; the message is a rule, as in `must hold a pot`
  static Kitchen of(List<String> rows) {
    require(!rows.isEmpty(), "must have rows");
    int width = rows.getFirst().length();
    int height = rows.size();
    require(width >= 1 && width <= LONGEST && height <= LONGEST, "must have 1 to " + LONGEST + " rows and columns");
    byte[] terrain = new byte[width * height];
    int[] starts = new int[COOKS];
    Arrays.fill(starts, -1);
    for (int y = 0; y < height; y++) {
      String row = rows.get(y);
      require(row.length() == width, "must have rows of one length, but row %d has %d signs and row 0 has %d".formatted(
          y, row.length(), width));
      for (int x = 0; x < width; x++) read(row.charAt(x), x, y, height, terrain, starts);
    }
    Kitchen kitchen = new Kitchen(width, height, terrain, cooks(starts));
    kitchen.requireComplete();
    return kitchen;
  }

  private static void read(char sign, int x, int y, int height, byte[] terrain, int[] starts) {
    int cell = x * height + y;
    if (sign >= '1' && sign <= '9') {
      require(starts[sign - '1'] < 0, "must show cook " + sign + " once");
      starts[sign - '1'] = cell;
    } else {
      int code = SIGNS.indexOf(sign == ' ' ? '.' : sign);
      require(code >= 0, "must consist of X O T D P S, floor (. or space) and cooks (1 to 9), but has '" + sign
          + "' in row " + y + ", column " + x);
      terrain[cell] = (byte) code;
    }
  }

  private static int[] cooks(int[] starts) {
    int count = 0;
    while (count < COOKS && starts[count] >= 0) count++;
    for (int later = count; later < COOKS; later++) {
      require(starts[later] < 0, "must number its cooks from 1 on, but has cook " + (later + 1) + " and no cook "
          + (count + 1));
    }
    require(count > 0, "must show where a cook begins: 1");
    return Arrays.copyOf(starts, count);
  }

  private void requireComplete() {
    for (int cell = 0; cell < terrain.length; cell++) {
      int x = x(cell);
      int y = y(cell);
      boolean border = x == 0 || y == 0 || x == width - 1 || y == height - 1;
      require(!border || terrain[cell] != FLOOR, "must have no floor at its border, but has at row " + y + ", column "
          + x);
    }
    require(count(POT) > 0, "must hold a pot: P");
    require(count(DISHES) > 0, "must hold a dispenser of dishes: D");
    require(count(SERVING) > 0, "must hold a serving window: S");
    require(count(ONIONS) + count(TOMATOES) > 0, "must hold a dispenser of onions or tomatoes: O or T");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) throw new IllegalArgumentException(rule);
  }

  int cells() {
    return terrain.length;
  }

  int x(int cell) {
    return cell / height;
  }

  int y(int cell) {
    return cell % height;
  }

  /// The cell that lies next to a floor cell in a direction.
  int ahead(int cell, int direction) {
    return cell + ahead[direction];
  }

  /// Whether a cook stands on some neighbour of a cell, now or later.
  boolean borders(int cell) {
    int x = x(cell);
    int y = y(cell);
    return (y > 0 && terrain[cell - 1] == FLOOR) || (y < height - 1 && terrain[cell + 1] == FLOOR)
        || (x > 0 && terrain[cell - height] == FLOOR) || (x < width - 1 && terrain[cell + height] == FLOOR);
  }

  int count(byte code) {
    int count = 0;
    for (byte each : terrain) if (each == code) count++;
    return count;
  }

  /// Cells of one kind, ascending.
  int[] all(byte code) {
    int[] found = new int[count(code)];
    int next = 0;
    for (int cell = 0; cell < terrain.length; cell++) if (terrain[cell] == code) found[next++] = cell;
    return found;
  }
}
