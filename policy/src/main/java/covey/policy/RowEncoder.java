package covey.policy;

import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.List;

/// Turns a row of a space into the floats that a network reads. Raw values go in as they are; choices become one-hot, counts
/// of sets a share of their capacity, bytes of images a share of their upper bound (usually 255).
///
/// The floats of the row come first, in their own order, so that for purely real spaces encoding is copying. What is not
/// stored as floats follows, leaf by leaf in declared order. Images are read height, width, channels, however they lie: the
/// same picture is the same input. A history is encoded value after value, the present one first.
public final class RowEncoder {
  /// How a slice of a row's ints or bytes is read.
  private enum Reading { ONE_HOT, INTS, SWITCHES, SHARES_OF_BOUND, SHARE_OF_CAPACITY }

  /// @param from first value among the row's ints or bytes
  /// @param size floats that it becomes; a set's capacity where its count is read, which becomes one float
  private record Slice(Reading reading, int from, int size) {}

  /// An image of floats with channels first.
  ///
  /// @param from first float among the row's
  /// @param place where each number goes from there
  @SuppressWarnings("ArrayRecordComponent") // equality is not asked for
  private record Image(int from, int[] place) {}

  private final RowLayout layout;
  private final Slice[] slices;
  private final Image[] images; // of floats, with channels first
  private final int[] place; // [bytes of a row] where each byte goes within its slice
  private final float[] most; // [bytes of a row] upper bound
  private final int frames;
  private final int width; // of one frame

  public RowEncoder(RowLayout layout) {
    this.layout = layout;
    this.frames = layout.frames();
    var found = new ArrayList<Slice>();
    for (RowLayout.Leaf leaf : layout.leaves()) collect(leaf, found);
    this.slices = found.toArray(Slice[]::new);
    this.most = new float[layout.bytes()];
    this.place = new int[layout.bytes()];
    var turned = new ArrayList<Image>();
    for (RowLayout.Leaf leaf : layout.leaves()) {
      if (!(leaf.space() instanceof Space.Box box)) continue;
      boolean channelsFirst = box.axes() == Space.Axes.CHANNELS_HEIGHT_WIDTH;
      if (box.element() == Space.Element.FLOAT && channelsFirst) turned.add(new Image(leaf.offset(), places(box)));
      if (box.element() != Space.Element.UINT8) continue;
      int[] order = places(box);
      for (int i = 0; i < leaf.width(); i++) {
        most[leaf.offset() + i] = Math.max(box.high(i), 1);
        place[leaf.offset() + i] = order[i];
      }
    }
    this.images = turned.toArray(Image[]::new);
    int sum = layout.floats();
    for (Slice slice : slices) sum += slice.reading == Reading.SHARE_OF_CAPACITY ? 1 : slice.size;
    this.width = sum;
  }

  /// @return where each number of a box goes: itself, unless channels come first
  private static int[] places(Space.Box box) {
    int[] places = new int[box.size()];
    boolean channelsFirst = box.axes() == Space.Axes.CHANNELS_HEIGHT_WIDTH;
    int channels = channelsFirst ? box.shape().getFirst() : 1;
    int pixels = places.length / channels;
    for (int i = 0; i < places.length; i++) places[i] = channelsFirst ? i % pixels * channels + i / pixels : i;
    return places;
  }

  private static void collect(RowLayout.Leaf leaf, List<Slice> slices) {
    switch (leaf.space()) {
      case Space.Discrete(int count, _) -> slices.add(new Slice(Reading.ONE_HOT, leaf.offset(), count));
      case Space.MultiDiscrete(var counts) -> {
        for (int branch = 0; branch < counts.size(); branch++) {
          slices.add(new Slice(Reading.ONE_HOT, leaf.offset() + branch, counts.get(branch)));
        }
      }
      case Space.MultiBinary(int count) -> slices.add(new Slice(Reading.SWITCHES, leaf.offset(), count));
      case Space.Box box -> {
        switch (box.element()) {
          case FLOAT -> {}
          case INT -> slices.add(new Slice(Reading.INTS, leaf.offset(), leaf.width()));
          case UINT8 -> slices.add(new Slice(Reading.SHARES_OF_BOUND, leaf.offset(), leaf.width()));
        }
      }
      case Space.Entities(int capacity, _, _) -> {
        if (leaf.count() >= 0) slices.add(new Slice(Reading.SHARE_OF_CAPACITY, leaf.count(), capacity));
      }
      case Space.Composite _, Space.History _ -> throw new IllegalArgumentException(leaf.space() + " is no leaf");
    }
  }

  /// @return floats per row
  public int width() {
    return frames * width;
  }

  /// Writes the encoding of `row` to `to[at .. at + width)`.
  public void encode(SpaceColumn column, int row, float[] to, int at) {
    encodeFrame(column, row, to, at);
    int before = row;
    for (int frame = 1; frame < frames; frame++) {
      before = column.previous[before];
      encodeFrame(column, before, to, at + frame * width);
    }
  }

  private void encodeFrame(SpaceColumn column, int row, float[] to, int at) {
    int floats = layout.floats();
    System.arraycopy(column.floats, row * floats, to, at, floats);
    for (Image image : images) {
      int from = row * floats + image.from;
      for (int i = 0; i < image.place.length; i++) to[at + image.from + image.place[i]] = column.floats[from + i];
    }
    int next = at + floats;
    for (Slice slice : slices) next = encode(slice, column, row, to, next);
  }

  private int encode(Slice slice, SpaceColumn column, int row, float[] to, int at) {
    int ints = row * layout.ints() + slice.from;
    int bytes = row * layout.bytes() + slice.from;
    int size = slice.size;
    switch (slice.reading) {
      case ONE_HOT -> {
        for (int i = 0; i < size; i++) to[at + i] = 0f;
        to[at + column.ints[ints]] = 1f;
      }
      case INTS -> {
        for (int i = 0; i < size; i++) to[at + i] = column.ints[ints + i];
      }
      case SWITCHES -> {
        for (int i = 0; i < size; i++) to[at + i] = column.bytes[bytes + i];
      }
      case SHARES_OF_BOUND -> {
        for (int i = 0; i < size; i++) {
          to[at + place[slice.from + i]] = (column.bytes[bytes + i] & 0xFF) / most[slice.from + i];
        }
      }
      case SHARE_OF_CAPACITY -> {
        to[at] = column.ints[ints] / (float) Math.max(1, size);
        return at + 1;
      }
    }
    return at + size;
  }
}
