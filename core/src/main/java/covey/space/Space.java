package covey.space;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// What a value looks like: an observation, an action, a state. Closed on purpose, so that every `switch` over it is
/// checked by the compiler. Structured spaces stay structured: how values lie in memory is told by [RowLayout] alone.
///
/// The text of a space says all that it is: `Discrete(5)`, `Box(4, -1 to 1)`, `{self: Box(2), others: Entities(3 x 2)}`.
public sealed interface Space {

  /// One of `count` choices, numbered from 0.
  ///
  /// @param pointer which choices stand for members of a set of the observation; null if none do
  record Discrete(int count, @Nullable Pointer pointer) implements Space {
    public Discrete {
      require(count >= 1, "Discrete.count", count, "must be at least 1");
      if (pointer != null) {
        require(pointer.from < count, "Discrete.pointer", pointer, "must begin with one of the " + count + " choices");
      }
    }

    public Discrete(int count) {
      this(count, null);
    }

    /// Choices `from` to `count - 1` stand for members 0, 1, … of the set at path `set`: a target to attack, an item to
    /// take. What comes before stands for itself.
    public static Discrete pointing(int count, String set, int from) {
      return new Discrete(count, new Pointer(set, from));
    }

    @Override
    public String toString() {
      return "Discrete(" + count + (pointer == null ? "" : " " + pointer) + ")";
    }
  }

  /// Where choices of a [Discrete] point: from choice `from` on into an [Entities] part of the observation.
  ///
  /// @param set path of the part
  record Pointer(String set, int from) {
    public Pointer {
      require(from >= 0, "Pointer.from", from, "must not be negative");
    }

    @Override
    public String toString() {
      return (from == 0 ? "" : "from " + from + " ") + "into " + set;
    }
  }

  /// Several choices at once, branch by branch.
  record MultiDiscrete(List<Integer> counts) implements Space {
    public MultiDiscrete {
      counts = List.copyOf(counts);
      require(!counts.isEmpty(), "MultiDiscrete.counts", counts, "must name at least one branch");
      for (int count : counts) require(count >= 1, "MultiDiscrete.counts", counts, "must all be at least 1");
    }

    @Override
    public String toString() {
      return "MultiDiscrete(" + joined(counts, ", ") + ")";
    }
  }

  /// `count` independent switches.
  record MultiBinary(int count) implements Space {
    public MultiBinary {
      require(count >= 1, "MultiBinary.count", count, "must be at least 1");
    }

    @Override
    public String toString() {
      return "MultiBinary(" + count + ")";
    }
  }

  /// Numbers in a block of any shape, each within its bounds.
  ///
  /// @param low smallest value, one for all or one per number; may be -infinity
  /// @param high largest value, likewise
  /// @param axes order of the axes; images say so, because a convolution must know
  record Box(List<Integer> shape, List<Float> low, List<Float> high, Element element, Axes axes) implements Space {
    public Box {
      shape = List.copyOf(shape);
      low = List.copyOf(low);
      high = List.copyOf(high);
      for (int extent : shape) require(extent >= 1, "Box.shape", shape, "must have extents of at least 1");
      int size = product(shape);
      require(low.size() == 1 || low.size() == size, "Box.low", low, "must hold 1 or " + size + " values");
      require(high.size() == 1 || high.size() == size, "Box.high", high, "must hold 1 or " + size + " values");
      for (int i = 0; i < size; i++) {
        float least = low.get(low.size() == 1 ? 0 : i);
        float most = high.get(high.size() == 1 ? 0 : i);
        require(least <= most, "Box.low", least, "must not exceed high = " + most);
      }
      require(axes == Axes.NONE || shape.size() == 3, "Box.axes", axes, "needs a shape of 3 extents");
    }

    /// `size` floats in [low, high].
    public static Box of(int size, float low, float high) {
      return new Box(List.of(size), List.of(low), List.of(high), Element.FLOAT, Axes.NONE);
    }

    /// `size` floats without bounds.
    public static Box unbounded(int size) {
      return of(size, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    /// An image of bytes 0 to 255.
    public static Box image(int first, int second, int third, Axes axes) {
      return new Box(List.of(first, second, third), List.of(0f), List.of(255f), Element.UINT8, axes);
    }

    public int size() {
      return product(shape);
    }

    public float low(int i) {
      return low.get(low.size() == 1 ? 0 : i);
    }

    public float high(int i) {
      return high.get(high.size() == 1 ? 0 : i);
    }

    @Override
    public String toString() {
      var text = new StringBuilder("Box(").append(joined(shape, " x "));
      text.append(switch (element) {
        case FLOAT -> "";
        case INT -> " integers";
        case UINT8 -> " bytes";
      });
      boolean anything = element == Element.UINT8
          ? low.equals(List.of(0f)) && high.equals(List.of(255f))
          : low.equals(List.of(Float.NEGATIVE_INFINITY)) && high.equals(List.of(Float.POSITIVE_INFINITY));
      if (!anything) text.append(", ").append(joined(low, " ")).append(" to ").append(joined(high, " "));
      text.append(switch (axes) {
        case NONE -> "";
        case HEIGHT_WIDTH_CHANNELS -> ", height x width x channels";
        case CHANNELS_HEIGHT_WIDTH -> ", channels x height x width";
      });
      return text.append(')').toString();
    }

    private static int product(List<Integer> shape) {
      int size = 1;
      for (int extent : shape) size = Math.multiplyExact(size, extent);
      return size;
    }
  }

  /// A set of at most `capacity` feature vectors; their order means nothing. Vectors beyond the count are zero.
  ///
  /// @param full the set always holds `capacity` members, so that no count is stored
  record Entities(int capacity, int features, boolean full) implements Space {
    public Entities {
      require(capacity >= 0, "Entities.capacity", capacity, "must not be negative");
      require(features >= 1, "Entities.features", features, "must be at least 1");
    }

    @Override
    public String toString() {
      return "Entities(" + (full ? "" : "up to ") + capacity + " x " + features + ")";
    }
  }

  /// Named parts, in order.
  record Composite(List<Part> parts) implements Space {
    public Composite {
      parts = List.copyOf(parts);
      var names = new HashSet<String>();
      for (Part part : parts) {
        require(!part.name().isBlank() && part.name().indexOf('.') < 0, "Composite.parts", part.name(),
            "must be a name without dots");
        require(names.add(part.name()), "Composite.parts", part.name(), "must be named once");
        require(!(part.space() instanceof History), "Composite.parts", part.name(),
            "must not be a history: histories are of whole observations and states");
      }
    }

    public static Composite of(Part... parts) {
      return new Composite(List.of(parts));
    }

    /// The same parts without those that hold nothing (sets of capacity 0).
    public static Composite withoutEmptyParts(Part... parts) {
      var kept = new ArrayList<Part>();
      for (Part part : parts) {
        if (!(part.space() instanceof Entities set && set.capacity() == 0)) kept.add(part);
      }
      return new Composite(kept);
    }

    @Override
    public String toString() {
      return "{" + joined(parts, ", ") + "}";
    }
  }

  /// The latest values of a space, the present one first: what an agent saw last, or the states that led here. Each value
  /// is stored once, and rows know the row before them ([SpaceColumn#previous]). Stands around a whole observation or team
  /// state, never within another space.
  ///
  /// @param frames how many values, the present one included
  record History(Space of, int frames) implements Space {
    public History {
      require(!(of instanceof History), "History.of", of, "must not be a history itself");
      require(frames >= 2, "History.frames", frames, "must be at least 2");
    }

    @Override
    public String toString() {
      return "latest " + frames + " of " + of;
    }
  }

  /// A named part of a [Composite].
  record Part(String name, Space space) {
    @Override
    public String toString() {
      return name + ": " + space;
    }
  }

  /// How a number is stored. `UINT8` stays one byte in every column and is read as 0 to 255.
  enum Element { FLOAT, INT, UINT8 }

  /// Order of the axes of a [Box]: images are height, width, channels in either order.
  enum Axes { NONE, HEIGHT_WIDTH_CHANNELS, CHANNELS_HEIGHT_WIDTH }

  private static String joined(List<?> parts, String between) {
    var text = new StringJoiner(between);
    for (Object part : parts) {
      String each = part.toString();
      text.add(part instanceof Float && each.endsWith(".0") ? each.substring(0, each.length() - 2) : each);
    }
    return text.toString();
  }

  private static void require(boolean holds, String what, Object is, String rule) {
    if (!holds) throw new IllegalArgumentException(what + " = " + is + ", but it " + rule);
  }
}
