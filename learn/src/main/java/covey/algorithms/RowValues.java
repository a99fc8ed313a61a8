package covey.algorithms;

import covey.env.Rollout;
import java.util.Arrays;

/// The rows of a rollout whose value an update needs, each once, and the values found. Values live for one update only:
/// they are never stored or carried, because they belong to the critic that made them.
final class RowValues {
  private final double[][] value; // [layouts][rows]
  private final int[][] stamp; // [layouts][rows] the update that wanted the row
  private int update;

  // wanted rows per network, in the order of asking
  private int[] count = new int[1];
  private int[][] layout = new int[1][0];
  private int[][] row = new int[1][0];
  private int[][] slot = new int[1][0];

  RowValues(Rollout rollout) {
    value = new double[rollout.layouts()][];
    stamp = new int[rollout.layouts()][];
    for (int l = 0; l < value.length; l++) {
      value[l] = new double[rollout.layout(l).logProb.length];
      stamp[l] = new int[value[l].length];
    }
  }

  /// Begins a new update.
  void forget() {
    update++;
    Arrays.fill(count, 0);
  }

  /// Asks for the value of a row by the critic of `network`.
  void want(int network, int ofLayout, int atRow, int ofSlot) {
    if (stamp[ofLayout][atRow] == update) return;
    stamp[ofLayout][atRow] = update;
    if (network >= count.length) {
      count = Arrays.copyOf(count, network + 1);
      layout = grow(layout, network + 1);
      row = grow(row, network + 1);
      slot = grow(slot, network + 1);
    }
    int i = count[network]++;
    if (i == row[network].length) {
      int capacity = Math.max(256, 2 * i);
      layout[network] = Arrays.copyOf(layout[network], capacity);
      row[network] = Arrays.copyOf(row[network], capacity);
      slot[network] = Arrays.copyOf(slot[network], capacity);
    }
    layout[network][i] = ofLayout;
    row[network][i] = atRow;
    slot[network][i] = ofSlot;
  }

  private static int[][] grow(int[][] lists, int size) {
    int[][] larger = Arrays.copyOf(lists, size);
    for (int n = lists.length; n < size; n++) larger[n] = new int[0];
    return larger;
  }

  int count(int network) {
    return network < count.length ? count[network] : 0;
  }

  int layout(int network, int i) {
    return layout[network][i];
  }

  int row(int network, int i) {
    return row[network][i];
  }

  int slot(int network, int i) {
    return slot[network][i];
  }

  void put(int ofLayout, int atRow, double found) {
    value[ofLayout][atRow] = found;
  }

  /// @return the value of a wanted row, in reward units
  double at(int ofLayout, int atRow) {
    return value[ofLayout][atRow];
  }
}
