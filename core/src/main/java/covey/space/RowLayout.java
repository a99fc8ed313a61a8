package covey.space;

import java.util.ArrayList;
import java.util.List;

/// How a value of a [Space] lies in a row: its leaves, in declared order, grouped by storage type.
///
/// A row has `floats` floats, `ints` ints and `bytes` bytes; each leaf is a slice of one of the three. Leaves of one type
/// lie in declared order without gaps, so an environment that declares its parts in the order of an original library
/// offers the original flat vector for free: it is the row's floats.
///
/// | leaf | stored as |
/// |---|---|
/// | `Discrete` | 1 int |
/// | `MultiDiscrete` | 1 int per branch |
/// | `MultiBinary` | 1 byte per switch, 0 or 1 |
/// | `Box` | floats, ints or bytes, as its element says |
/// | `Entities` | capacity x features floats, member by member; 1 int for the count unless always full |
///
/// A row of a `History` holds the present value alone; [#frames] rows make one value.
public final class RowLayout {
  private final Space space;
  private final List<Leaf> leaves;
  private final int frames;
  private final int floats;
  private final int ints;
  private final int bytes;

  /// A slice of a row.
  ///
  /// @param path names of the enclosing parts, joined by dots; empty for a space without parts
  /// @param element which of the row's three arrays
  /// @param offset of the first value
  /// @param width number of values
  /// @param count offset of the number of members among the ints, or -1 (only sets that may be partly filled have one)
  public record Leaf(String path, Space space, Space.Element element, int offset, int width, int count) {}

  private RowLayout(Space space) {
    this.space = space;
    var found = new ArrayList<Leaf>();
    int[] used = new int[3];
    this.frames = space instanceof Space.History(_, int latest) ? latest : 1;
    collect("", present(space), found, used);
    this.leaves = List.copyOf(found);
    this.floats = used[Space.Element.FLOAT.ordinal()];
    this.ints = used[Space.Element.INT.ordinal()];
    this.bytes = used[Space.Element.UINT8.ordinal()];
  }

  public static RowLayout of(Space space) {
    return new RowLayout(space);
  }

  /// @return what one row holds of `space`: the present value of a history, otherwise the space itself
  public static Space present(Space space) {
    return space instanceof Space.History(Space of, _) ? of : space;
  }

  private static void collect(String path, Space space, List<Leaf> leaves, int[] used) {
    switch (space) {
      case Space.Discrete _ -> add(path, space, Space.Element.INT, 1, -1, leaves, used);
      case Space.MultiDiscrete(var counts) -> add(path, space, Space.Element.INT, counts.size(), -1, leaves, used);
      case Space.MultiBinary(int count) -> add(path, space, Space.Element.UINT8, count, -1, leaves, used);
      case Space.Box box -> add(path, space, box.element(), box.size(), -1, leaves, used);
      case Space.Entities(int capacity, int features, boolean full) -> {
        int count = full ? -1 : used[Space.Element.INT.ordinal()]++;
        add(path, space, Space.Element.FLOAT, capacity * features, count, leaves, used);
      }
      case Space.Composite(var parts) -> {
        for (Space.Part part : parts) {
          collect(path.isEmpty() ? part.name() : path + "." + part.name(), part.space(), leaves, used);
        }
      }
      case Space.History _ -> throw new IllegalArgumentException(path + " is a history within another space");
    }
  }

  private static void add(
      String path, Space space, Space.Element element, int width, int count, List<Leaf> leaves, int[] used) {
    leaves.add(new Leaf(path, space, element, used[element.ordinal()], width, count));
    used[element.ordinal()] += width;
  }

  public Space space() {
    return space;
  }

  public List<Leaf> leaves() {
    return leaves;
  }

  /// @return rows that make one value: the present one and those before it; 1 unless the space is a history
  public int frames() {
    return frames;
  }

  public int floats() {
    return floats;
  }

  public int ints() {
    return ints;
  }

  public int bytes() {
    return bytes;
  }

  /// Choices per branch of an action, branch after branch: a switch is a branch of two, numbers have none.
  public static int[] branches(Space space) {
    return switch (space) {
      case Space.Discrete discrete -> new int[] {discrete.count()};
      case Space.MultiDiscrete(var counts) -> counts.stream().mapToInt(Integer::intValue).toArray();
      case Space.MultiBinary(int count) -> {
        int[] switches = new int[count];
        java.util.Arrays.fill(switches, 2);
        yield switches;
      }
      case Space.Box _, Space.Entities _ -> new int[0];
      case Space.History _ -> throw new IllegalArgumentException(space + " is no space of actions");
      case Space.Composite(var parts) ->
          parts.stream().flatMapToInt(part -> java.util.Arrays.stream(branches(part.space()))).toArray();
    };
  }

  /// Number of booleans in an action mask over `space`: one per choice, branch after branch.
  public static int maskWidth(Space space) {
    return java.util.Arrays.stream(branches(space)).sum();
  }
}
