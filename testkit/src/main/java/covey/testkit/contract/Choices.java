package covey.testkit.contract;

import covey.env.LayoutColumns;
import covey.space.Space;

/// Reads and writes the action in a row, branch by branch, whatever the space.
final class Choices {
  private Choices() {}

  static int of(LayoutColumns columns, int row, int branch) {
    var action = columns.action;
    return columns.example.action() instanceof Space.MultiBinary
        ? action.bytes[row * action.layout.bytes() + branch]
        : action.ints[row * action.layout.ints() + branch];
  }

  static void choose(LayoutColumns columns, int row, int branch, int choice) {
    var action = columns.action;
    if (columns.example.action() instanceof Space.MultiBinary) {
      action.bytes[row * action.layout.bytes() + branch] = (byte) choice;
    } else {
      action.ints[row * action.layout.ints() + branch] = choice;
    }
  }

  static void set(LayoutColumns columns, int row, int dimension, float value) {
    int place = row * columns.action.layout.floats() + dimension;
    columns.action.floats[place] = value;
    columns.applied[place] = value;
  }

  /// @param first of the branch's choices in the mask
  static boolean legal(LayoutColumns columns, int row, int first, int choice) {
    return columns.maskWidth == 0 || columns.mask[row * columns.maskWidth + first + choice];
  }

  /// @return how many choices of a branch are legal
  static int legal(LayoutColumns columns, int row, int branch, int first, int[] branches) {
    int count = 0;
    for (int choice = 0; choice < branches[branch]; choice++) if (legal(columns, row, first, choice)) count++;
    return count;
  }

  /// @return the legal choice with `rank` legal ones before it
  static int ranked(LayoutColumns columns, int row, int first, int rank) {
    int choice = 0;
    int left = rank;
    while (!legal(columns, row, first, choice) || left-- > 0) choice++;
    return choice;
  }

  /// Takes the plainest legal action: the first legal choice of each branch, and of real numbers the one closest to 0.
  static void plainest(LayoutColumns columns, int row) {
    int first = 0;
    for (int branch = 0; branch < columns.branches.length; branch++) {
      boolean any = legal(columns, row, branch, first, columns.branches) > 0;
      choose(columns, row, branch, any ? ranked(columns, row, first, 0) : 0);
      first += columns.branches[branch];
    }
    if (columns.example.action() instanceof Space.Box box) {
      for (int d = 0; d < box.size(); d++) set(columns, row, d, Math.clamp(0f, box.low(d), box.high(d)));
    }
  }
}
