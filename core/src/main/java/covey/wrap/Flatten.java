package covey.wrap;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.List;

/// Makes one vector of floats of every observation, whatever its parts: for code that wants nothing else.
///
/// The row's floats come first, in their own order, so that an environment of real numbers shows the flat vector of the
/// library it comes from. Then follow, part by part: choices as one-hot, whole numbers as they are, switches as 0 and 1,
/// bytes of images as shares of 255, counts of sets as shares of their capacity.
public record Flatten() implements Wrapper {

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    return Shown.spec(inner, "flatten", Flatten::flat, path -> null);
  }

  private static Space flat(Space seen) {
    var low = new ArrayList<Float>();
    var high = new ArrayList<Float>();
    RowLayout layout = RowLayout.of(seen);
    for (RowLayout.Leaf leaf : layout.leaves()) {
      if (leaf.element() == Space.Element.FLOAT) bounds(leaf, low, high);
    }
    for (Slice slice : slices(layout)) {
      for (int i = 0; i < slice.floats(); i++) {
        boolean whole = slice.reading == Reading.NUMBERS && slice.leaf instanceof Space.Box;
        low.add(whole ? ((Space.Box) slice.leaf).low(i) : 0f);
        high.add(whole ? ((Space.Box) slice.leaf).high(i) : 1f);
      }
    }
    return new Space.Box(List.of(low.size()), low, high, Space.Element.FLOAT, Space.Axes.NONE);
  }

  private static void bounds(RowLayout.Leaf leaf, List<Float> low, List<Float> high) {
    for (int i = 0; i < leaf.width(); i++) {
      low.add(leaf.space() instanceof Space.Box box ? box.low(i) : Float.NEGATIVE_INFINITY);
      high.add(leaf.space() instanceof Space.Box box ? box.high(i) : Float.POSITIVE_INFINITY);
    }
  }

  /// How values that are no floats are read.
  private enum Reading { ONE_HOT, NUMBERS, SWITCHES, SHARES_OF_255, SHARE }

  /// @param from first value among the row's ints or bytes
  /// @param size how many values; for a choice how many choices, for a count the capacity
  private record Slice(Space leaf, Reading reading, int from, int size) {
    int floats() {
      return reading == Reading.SHARE ? 1 : size;
    }
  }

  private static List<Slice> slices(RowLayout layout) {
    var slices = new ArrayList<Slice>();
    for (RowLayout.Leaf leaf : layout.leaves()) {
      Space space = leaf.space();
      switch (space) {
        case Space.Discrete(int count, _) -> slices.add(new Slice(space, Reading.ONE_HOT, leaf.offset(), count));
        case Space.MultiDiscrete(var counts) -> {
          for (int b = 0; b < counts.size(); b++) {
            slices.add(new Slice(space, Reading.ONE_HOT, leaf.offset() + b, counts.get(b)));
          }
        }
        case Space.MultiBinary(int count) -> slices.add(new Slice(space, Reading.SWITCHES, leaf.offset(), count));
        case Space.Box box -> {
          switch (box.element()) {
            case FLOAT -> {}
            case INT -> slices.add(new Slice(space, Reading.NUMBERS, leaf.offset(), leaf.width()));
            case UINT8 -> slices.add(new Slice(space, Reading.SHARES_OF_255, leaf.offset(), leaf.width()));
          }
        }
        case Space.Entities(int capacity, _, _) -> {
          if (leaf.count() >= 0) slices.add(new Slice(space, Reading.SHARE, leaf.count(), capacity));
        }
        case Space.Composite _, Space.History _ -> throw new IllegalStateException(leaf.space() + " is no leaf");
      }
    }
    return slices;
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    var slices = new ArrayList<List<Slice>>(); // per slot
    for (EnvironmentSpec.Slot slot : inner.spec().slots()) slices.add(slices(RowLayout.of(slot.observation())));
    return new Shown(spec(inner.spec()), inner, games, (game, slot, from, row, to, at) -> {
      int floats = from.layout.floats();
      int next = at * to.layout.floats();
      System.arraycopy(from.floats, row * floats, to.floats, next, floats);
      next += floats;
      List<Slice> ofSlot = slices.get(slot);
      for (int i = 0; i < ofSlot.size(); i++) next = write(ofSlot.get(i), from, row, to.floats, next);
    });
  }

  private static int write(Slice slice, SpaceColumn from, int row, float[] to, int at) {
    int ints = row * from.layout.ints() + slice.from;
    int bytes = row * from.layout.bytes() + slice.from;
    switch (slice.reading) {
      case ONE_HOT -> {
        for (int i = 0; i < slice.size; i++) to[at + i] = from.ints[ints] == i ? 1f : 0f;
      }
      case NUMBERS -> {
        for (int i = 0; i < slice.size; i++) to[at + i] = from.ints[ints + i];
      }
      case SWITCHES -> {
        for (int i = 0; i < slice.size; i++) to[at + i] = from.bytes[bytes + i];
      }
      case SHARES_OF_255 -> {
        for (int i = 0; i < slice.size; i++) to[at + i] = (from.bytes[bytes + i] & 0xFF) / 255f;
      }
      case SHARE -> to[at] = from.ints[ints] / (float) Math.max(1, slice.size);
    }
    return at + slice.floats();
  }
}
