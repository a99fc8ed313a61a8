package covey.environments;

import java.util.Arrays;

/// The land of [Commons], and how it looks. Around it lies a margin of walls, as wide as agents see.
///
/// | colour | meaning |
/// |---|---|
/// | grey | wall |
/// | black | grass |
/// | dark green, bright green | place of an apple without and with one |
/// | blue, brown | river, clean and polluted |
/// | yellow, cyan | tagging and cleaning beam of the latest step |
/// | white | oneself |
/// | red | somebody else; the more green in it, the further they are turned clockwise from one's own direction |
public final class CommonsMap {
  /// Which dilemma.
  public enum Game { HARVEST, CLEANUP }

  static final byte WALL = 0;
  static final byte GRASS = 1;
  static final byte TREE = 2;
  static final byte APPLE = 3;
  static final byte WATER = 4;
  static final byte WASTE = 5;
  static final byte TAG_BEAM = 6;
  static final byte CLEAN_BEAM = 7;
  static final byte AGENT = 8; // first of four, by direction
  static final int WHITE = 0xFFFFFF;
  static final int RED = 0xDC0000; // somebody else who looks the same way
  static final int CLOCKWISE = 0x003200; // more for each quarter turn

  static final int[] COLOURS = {
    0x646464, 0x000000, 0x003C00, 0x00DC00, 0x1E5ADC, 0x785028, 0xF0DC00, 0x00DCDC
  };

  private static final int PATCH = 7; // cells from the middle of one patch to the next
  private static final int RADIUS = 2; // of a patch, in steps

  final int cells;
  final byte[] terrain; // [cells] what was there before anything grew
  final int[] trees; // cells where apples grow
  final int[] river; // cells
  final int[] grass; // cells
  final int[] inside; // all cells but the margin
  final int[] step; // from a cell to the next: north, east, south, west
  final int[] around; // from a cell to those within distance 2, itself not counted

  private final int view;
  private final int margin;
  private final int stride;
  private final int[][] seen = new int[4][AGENT + 4]; // by the observer's direction, then by code: colours

  private CommonsMap(Game game, int width, int height, int view) {
    this.view = view;
    this.margin = Math.max(view, 2);
    this.stride = width + 2 * margin;
    this.cells = stride * (height + 2 * margin);
    this.terrain = new byte[cells];
    this.inside = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int cell = cell(x, y);
        inside[y * width + x] = cell;
        terrain[cell] = game == Game.HARVEST ? orchard(x, y, width, height) : riverside(x, y, width);
      }
    }
    this.trees = all(TREE);
    this.river = all(WATER);
    this.grass = all(GRASS);
    this.step = new int[] {-stride, 1, stride, -1};
    this.around = new int[] {
      -2 * stride, -stride - 1, -stride, -stride + 1, -2, -1, 1, 2, stride - 1, stride, stride + 1, 2 * stride
    };
    for (int observer = 0; observer < 4; observer++) {
      System.arraycopy(COLOURS, 0, seen[observer], 0, AGENT);
      for (int other = 0; other < 4; other++) {
        seen[observer][AGENT + other] = RED + CLOCKWISE * ((other - observer) & 3);
      }
    }
  }

  static CommonsMap of(Game game, int width, int height, int view) {
    return new CommonsMap(game, width, height, view);
  }

  /// Diamonds of 13 cells, so far apart that no apple of one helps another to grow.
  private static byte orchard(int x, int y, int width, int height) {
    int away = Math.abs(x % PATCH - PATCH / 2) + Math.abs(y % PATCH - PATCH / 2);
    boolean whole = x - x % PATCH + PATCH <= width && y - y % PATCH + PATCH <= height;
    return whole && away <= RADIUS ? TREE : GRASS;
  }

  /// The river in the west, a fifth of the land; trees in the east, a third.
  private static byte riverside(int x, int y, int width) {
    if (x < width / 5) return WATER;
    return x >= width - width / 3 && (x + y) % 2 == 0 ? TREE : GRASS;
  }

  private int[] all(byte code) {
    return Arrays.stream(inside).filter(cell -> terrain[cell] == code).toArray();
  }

  int x(int cell) {
    return cell % stride - margin;
  }

  int y(int cell) {
    return cell / stride - margin;
  }

  int cell(int x, int y) {
    return (y + margin) * stride + x + margin;
  }

  /// @return number of cells without trees and water
  int ground() {
    return grass.length;
  }

  /// Writes what an agent sees, as an image [view, view, 3]: the first row is the furthest ahead.
  ///
  /// @param shown codes of all cells
  void look(byte[] shown, int place, int facing, byte[] to, int first) {
    int ahead = step[facing];
    int right = step[(facing + 1) & 3];
    int[] colours = seen[facing];
    int at = first;
    int row = place + (view - 2) * ahead - (view / 2) * right;
    for (int y = 0; y < view; y++, row -= ahead) {
      int cell = row;
      for (int x = 0; x < view; x++, cell += right) {
        int colour = colours[shown[cell]];
        to[at] = (byte) (colour >> 16);
        to[at + 1] = (byte) (colour >> 8);
        to[at + 2] = (byte) colour;
        at += 3;
      }
    }
    int self = first + ((view - 2) * view + view / 2) * 3;
    to[self] = (byte) 255;
    to[self + 1] = (byte) 255;
    to[self + 2] = (byte) 255;
  }
}
