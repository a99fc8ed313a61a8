package covey.testkit.contract;

import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import org.jspecify.annotations.Nullable;

/// Whether a row holds a value of its space.
final class Values {
  private Values() {}

  /// @return what is wrong with row `row`, as in `float 3 (landmarks) is NaN`; null if nothing is
  static @Nullable String fault(SpaceColumn column, int row) {
    for (RowLayout.Leaf leaf : column.layout.leaves()) {
      String fault = fault(column, row, leaf);
      if (fault != null) return fault;
    }
    return null;
  }

  private static @Nullable String fault(SpaceColumn column, int row, RowLayout.Leaf leaf) {
    return switch (leaf.space()) {
      case Space.Discrete(int count, _) -> ints(column, row, leaf, 0, count - 1);
      case Space.MultiDiscrete(var counts) -> {
        for (int i = 0; i < counts.size(); i++) {
          int value = anInt(column, row, leaf.offset() + i);
          if (value < 0 || value >= counts.get(i)) yield told("int", leaf, i, value, 0, counts.get(i) - 1);
        }
        yield null;
      }
      case Space.MultiBinary _ -> bytes(column, row, leaf, 1);
      case Space.Box box -> switch (box.element()) {
        case FLOAT -> box(column, row, leaf, box);
        case INT -> boxOfInts(column, row, leaf, box);
        case UINT8 -> boxOfBytes(column, row, leaf, box);
      };
      case Space.Entities set -> set(column, row, leaf, set);
      case Space.Composite _, Space.History _ -> throw new IllegalStateException(leaf.space() + " is no leaf");
    };
  }

  private static @Nullable String ints(SpaceColumn column, int row, RowLayout.Leaf leaf, int low, int high) {
    for (int i = 0; i < leaf.width(); i++) {
      int value = anInt(column, row, leaf.offset() + i);
      if (value < low || value > high) return told("int", leaf, i, value, low, high);
    }
    return null;
  }

  private static @Nullable String bytes(SpaceColumn column, int row, RowLayout.Leaf leaf, int high) {
    for (int i = 0; i < leaf.width(); i++) {
      int value = column.bytes[row * column.layout.bytes() + leaf.offset() + i] & 0xFF;
      if (value > high) return told("byte", leaf, i, value, 0, high);
    }
    return null;
  }

  private static @Nullable String box(SpaceColumn column, int row, RowLayout.Leaf leaf, Space.Box box) {
    for (int i = 0; i < leaf.width(); i++) {
      float value = aFloat(column, row, leaf.offset() + i);
      if (!Float.isFinite(value) || value < box.low(i) || value > box.high(i)) {
        return told("float", leaf, i, value, box.low(i), box.high(i));
      }
    }
    return null;
  }

  private static @Nullable String boxOfInts(SpaceColumn column, int row, RowLayout.Leaf leaf, Space.Box box) {
    for (int i = 0; i < leaf.width(); i++) {
      int value = anInt(column, row, leaf.offset() + i);
      if (value < box.low(i) || value > box.high(i)) return told("int", leaf, i, value, box.low(i), box.high(i));
    }
    return null;
  }

  private static @Nullable String boxOfBytes(SpaceColumn column, int row, RowLayout.Leaf leaf, Space.Box box) {
    for (int i = 0; i < leaf.width(); i++) {
      int value = column.bytes[row * column.layout.bytes() + leaf.offset() + i] & 0xFF;
      if (value < box.low(i) || value > box.high(i)) return told("byte", leaf, i, value, box.low(i), box.high(i));
    }
    return null;
  }

  private static @Nullable String set(SpaceColumn column, int row, RowLayout.Leaf leaf, Space.Entities set) {
    int count = set.full() ? set.capacity() : anInt(column, row, leaf.count());
    if (count < 0 || count > set.capacity()) {
      return "the count" + of(leaf) + " is " + count + ", but must lie in [0, " + set.capacity() + "]";
    }
    for (int i = 0; i < leaf.width(); i++) {
      float value = aFloat(column, row, leaf.offset() + i);
      if (!Float.isFinite(value)) return "float " + i + of(leaf) + " is " + value;
      if (i >= count * set.features() && value != 0) {
        return "float " + i + of(leaf) + " is " + value + ", but members beyond the count, here " + count
            + ", are zero";
      }
    }
    return null;
  }

  private static float aFloat(SpaceColumn column, int row, int index) {
    return column.floats[row * column.layout.floats() + index];
  }

  private static int anInt(SpaceColumn column, int row, int index) {
    return column.ints[row * column.layout.ints() + index];
  }

  private static String told(String kind, RowLayout.Leaf leaf, int i, Number value, Number low, Number high) {
    return kind + " " + i + of(leaf) + " is " + value + ", but must lie in [" + low + ", " + high + "]";
  }

  private static String of(RowLayout.Leaf leaf) {
    return leaf.path().isEmpty() ? "" : " of " + leaf.path();
  }

  /// @return the first branch of `space` without a legal choice, or -1 if every branch has one
  static int branchWithoutChoice(Space space, boolean[] mask, int from) {
    return switch (space) {
      case Space.Discrete(int count, _) -> any(mask, from, count) ? -1 : 0;
      case Space.MultiDiscrete(var counts) -> {
        int first = from;
        for (int branch = 0; branch < counts.size(); branch++) {
          if (!any(mask, first, counts.get(branch))) yield branch;
          first += counts.get(branch);
        }
        yield -1;
      }
      case Space.MultiBinary(int count) -> {
        for (int index = 0; index < count; index++) if (!any(mask, from + 2 * index, 2)) yield index;
        yield -1;
      }
      case Space.Box _, Space.Entities _, Space.History _ -> -1;
      case Space.Composite(var parts) -> {
        int first = from;
        for (int part = 0; part < parts.size(); part++) {
          Space inner = parts.get(part).space();
          if (branchWithoutChoice(inner, mask, first) >= 0) yield part;
          first += RowLayout.maskWidth(inner);
        }
        yield -1;
      }
    };
  }

  private static boolean any(boolean[] mask, int from, int count) {
    for (int i = from; i < from + count; i++) if (mask[i]) return true;
    return false;
  }
}
