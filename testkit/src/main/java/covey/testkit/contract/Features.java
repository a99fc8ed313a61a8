package covey.testkit.contract;

import covey.space.RowLayout;
import covey.space.SpaceColumn;

/// The numbers of a row in one line: floats, then ints, then bytes.
final class Features {
  private Features() {}

  static int size(SpaceColumn column) {
    return column.layout.floats() + column.layout.ints() + column.layout.bytes();
  }

  static double of(SpaceColumn column, int row, int feature) {
    int floats = column.layout.floats();
    int ints = column.layout.ints();
    if (feature < floats) return column.floats[row * floats + feature];
    if (feature < floats + ints) return column.ints[row * ints + feature - floats];
    return column.bytes[row * column.layout.bytes() + feature - floats - ints] & 0xFF;
  }

  /// @return a hash of a row's numbers
  static long hash(SpaceColumn column, int row) {
    long hash = 0;
    int size = size(column);
    for (int i = 0; i < size; i++) hash = hash * 0x9E3779B97F4A7C15L + Double.doubleToLongBits(of(column, row, i));
    return hash;
  }

  /// @return first of a leaf's numbers in the line
  static int first(RowLayout layout, RowLayout.Leaf leaf) {
    return switch (leaf.element()) {
      case FLOAT -> leaf.offset();
      case INT -> layout.floats() + leaf.offset();
      case UINT8 -> layout.floats() + layout.ints() + leaf.offset();
    };
  }
}
