package covey.policy;

import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;

/// Turns a row of a space into the floats that a network reads. Raw values go in as they are; choices become one-hot, counts
/// of sets a share of their capacity, bytes of images a share of 255.
///
/// The floats of the row come first, in their own order, so that for purely real spaces encoding is copying.
public final class RowEncoder {
  private final RowLayout layout;
  private final int width;

  public RowEncoder(RowLayout layout) {
    this.layout = layout;
    int sum = layout.floats();
    for (RowLayout.Leaf leaf : layout.leaves()) sum += extra(leaf);
    this.width = sum;
  }

  /// @return floats that a leaf needs beyond those it stores as floats
  private static int extra(RowLayout.Leaf leaf) {
    return switch (leaf.space()) {
      case Space.Discrete(int count, _) -> count;
      case Space.MultiDiscrete(var counts) -> counts.stream().mapToInt(Integer::intValue).sum();
      case Space.MultiBinary(int count) -> count;
      case Space.Box box -> box.element() == Space.Element.FLOAT ? 0 : box.size();
      case Space.Entities _ -> leaf.count() >= 0 ? 1 : 0;
      case Space.Composite _ -> throw new IllegalArgumentException("a composite is no leaf");
    };
  }

  /// @return floats per row
  public int width() {
    return width;
  }

  /// Writes the encoding of `row` to `to[at .. at + width)`.
  public void encode(SpaceColumn column, int row, float[] to, int at) {
    int floats = layout.floats();
    System.arraycopy(column.floats, row * floats, to, at, floats);
    if (width == floats) return;
    int next = at + floats;
    java.util.Arrays.fill(to, next, at + width, 0f);
    int ints = row * layout.ints();
    int bytes = row * layout.bytes();
    for (RowLayout.Leaf leaf : layout.leaves()) {
      switch (leaf.space()) {
        case Space.Discrete(int count, _) -> {
          to[next + column.ints[ints + leaf.offset()]] = 1f;
          next += count;
        }
        case Space.MultiDiscrete(var counts) -> {
          for (int branch = 0; branch < leaf.width(); branch++) {
            to[next + column.ints[ints + leaf.offset() + branch]] = 1f;
            next += counts.get(branch);
          }
        }
        case Space.MultiBinary(int count) -> {
          for (int i = 0; i < count; i++) to[next++] = column.bytes[bytes + leaf.offset() + i];
        }
        case Space.Box box -> next = encode(box, leaf, column, ints, bytes, to, next);
        case Space.Entities(int capacity, _, _) -> {
          if (leaf.count() >= 0) to[next++] = column.ints[ints + leaf.count()] / (float) Math.max(1, capacity);
        }
        case Space.Composite _ -> throw new IllegalArgumentException("a composite is no leaf");
      }
    }
  }

  private static int encode(
      Space.Box box, RowLayout.Leaf leaf, SpaceColumn column, int ints, int bytes, float[] to, int at) {
    int next = at;
    switch (box.element()) {
      case FLOAT -> {}
      case INT -> {
        for (int i = 0; i < leaf.width(); i++) to[next++] = column.ints[ints + leaf.offset() + i];
      }
      case UINT8 -> {
        for (int i = 0; i < leaf.width(); i++) to[next++] = (column.bytes[bytes + leaf.offset() + i] & 0xFF) / 255f;
      }
    }
    return next;
  }
}
