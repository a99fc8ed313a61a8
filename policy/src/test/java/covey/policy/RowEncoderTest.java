package covey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowEncoderTest {

  /// Encodes row 1 of two into the middle of a dirty array, and checks that nothing beside it is touched.
  private static float[] encode(Space space, float[] floats, int[] ints, int[] bytes) {
    var layout = RowLayout.of(space);
    assertThat(new int[] {layout.floats(), layout.ints(), layout.bytes()})
        .containsExactly(floats.length, ints.length, bytes.length);
    var column = new SpaceColumn(layout, 2);
    System.arraycopy(floats, 0, column.floats, floats.length, floats.length);
    System.arraycopy(ints, 0, column.ints, ints.length, ints.length);
    for (int i = 0; i < bytes.length; i++) column.bytes[bytes.length + i] = (byte) bytes[i];
    var encoder = new RowEncoder(layout);
    float[] to = new float[encoder.width() + 4];
    Arrays.fill(to, 9f);
    encoder.encode(column, 1, to, 2);
    assertThat(new float[] {to[0], to[1], to[to.length - 2], to[to.length - 1]}).containsExactly(9, 9, 9, 9);
    return Arrays.copyOfRange(to, 2, to.length - 2);
  }

  private static final float[] NO_FLOATS = {};
  private static final int[] NONE = {};

  @Test
  void a_choice_is_one_hot() {
    assertThat(encode(new Space.Discrete(4), NO_FLOATS, new int[] {2}, NONE)).containsExactly(0, 0, 1, 0);
    assertThat(encode(new Space.Discrete(1), NO_FLOATS, new int[] {0}, NONE)).containsExactly(1);
  }

  @Test
  void several_choices_are_one_hot_branch_by_branch() {
    assertThat(encode(new Space.MultiDiscrete(List.of(2, 3)), NO_FLOATS, new int[] {1, 0}, NONE))
        .containsExactly(0, 1, 1, 0, 0);
  }

  @Test
  void switches_are_0_or_1() {
    assertThat(encode(new Space.MultiBinary(3), NO_FLOATS, NONE, new int[] {1, 0, 1})).containsExactly(1, 0, 1);
  }

  @Test
  void real_numbers_go_in_as_they_are() {
    assertThat(encode(Space.Box.of(3, -5, 5), new float[] {-4.5f, 0, 1e-9f}, NONE, NONE)).containsExactly(-4.5f, 0, 1e-9f);
  }

  @Test
  void whole_numbers_go_in_as_they_are() {
    var space = new Space.Box(List.of(2), List.of(-9f), List.of(9f), Space.Element.INT, Space.Axes.NONE);
    assertThat(encode(space, NO_FLOATS, new int[] {-7, 8}, NONE)).containsExactly(-7, 8);
  }

  @Test
  void bytes_of_an_image_are_unsigned_shares_of_255() {
    var image = Space.Box.image(1, 3, 1, Space.Axes.HEIGHT_WIDTH_CHANNELS);
    assertThat(encode(image, NO_FLOATS, NONE, new int[] {0, 51, 255})).containsExactly(0, 0.2f, 1);
  }

  @Test
  void bytes_of_an_image_with_other_bounds_are_shares_of_those() {
    var image = new Space.Box(List.of(1, 1, 3), List.of(0f), List.of(1f, 20f, 0f), Space.Element.UINT8,
        Space.Axes.HEIGHT_WIDTH_CHANNELS);
    assertThat(encode(image, NO_FLOATS, NONE, new int[] {1, 5, 0})).containsExactly(1, 0.25f, 0);
  }

  @Test
  void a_full_set_is_its_members_and_another_tells_its_share_too() {
    float[] members = {1, 2, 3, 4};
    assertThat(encode(new Space.Entities(2, 2, true), members, NONE, NONE)).containsExactly(1, 2, 3, 4);
    assertThat(encode(new Space.Entities(2, 2, false), new float[] {1, 2, 0, 0}, new int[] {1}, NONE))
        .containsExactly(1, 2, 0, 0, 0.5f);
  }

  @Test
  void parts_follow_each_other_floats_first() {
    var space = Space.Composite.of(
        new Space.Part("choice", new Space.Discrete(2)),
        new Space.Part("place", Space.Box.of(2, -1, 1)),
        new Space.Part("inner", Space.Composite.of(
            new Space.Part("set", new Space.Entities(1, 1, false)),
            new Space.Part("switch", new Space.MultiBinary(1)))),
        new Space.Part("image", Space.Box.image(1, 1, 1, Space.Axes.CHANNELS_HEIGHT_WIDTH)));
    // floats: place, set; then choice 1 of 2, count 1 of 1, switch on, byte 255
    assertThat(encode(space, new float[] {0.5f, -0.5f, 7}, new int[] {1, 1}, new int[] {1, 255}))
        .containsExactly(0.5f, -0.5f, 7, 0, 1, 1, 1, 1);
  }

  @Test
  void a_history_is_encoded_value_after_value_the_present_one_first() {
    var layout = RowLayout.of(new Space.History(
        Space.Composite.of(new Space.Part("x", Space.Box.unbounded(1)), new Space.Part("on", new Space.MultiBinary(1))), 3));
    var column = new SpaceColumn(layout, 4);
    for (int row = 0; row < 4; row++) {
      column.floats[row] = 10 + row;
      column.bytes[row] = (byte) (row & 1);
      column.previous[row] = Math.max(0, row - 1);
    }
    var encoder = new RowEncoder(layout);
    float[] to = new float[6];
    encoder.encode(column, 3, to, 0);
    assertThat(to).containsExactly(13, 1, 12, 0, 11, 1);
    encoder.encode(column, 0, to, 0); // the first fills all frames
    assertThat(to).containsExactly(10, 0, 10, 0, 10, 0);
  }

  /// Requirement 4.11: a picture of 2 x 3 pixels with two channels, in either order of axes, as bytes and as floats.
  @Test
  void the_same_picture_is_the_same_input_however_its_axes_lie() {
    int[] channelsLast = {1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12};
    int[] channelsFirst = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    float[] expected = new float[12];
    float[] first = new float[12];
    float[] last = new float[12];
    for (int i = 0; i < 12; i++) {
      expected[i] = channelsLast[i] / 255f;
      first[i] = channelsFirst[i] / 255f;
      last[i] = channelsLast[i] / 255f;
    }
    var hwc = Space.Box.image(2, 3, 2, Space.Axes.HEIGHT_WIDTH_CHANNELS);
    var chw = Space.Box.image(2, 2, 3, Space.Axes.CHANNELS_HEIGHT_WIDTH);
    assertThat(encode(hwc, NO_FLOATS, NONE, channelsLast)).containsExactly(expected);
    assertThat(encode(chw, NO_FLOATS, NONE, channelsFirst)).containsExactly(expected);
    var within = Space.Composite.of(new Space.Part("before", Space.Box.unbounded(1)), new Space.Part("image",
        new Space.Box(chw.shape(), List.of(0f), List.of(1f), Space.Element.FLOAT, chw.axes())));
    float[] row = new float[13];
    row[0] = 3;
    System.arraycopy(first, 0, row, 1, 12);
    float[] seen = encode(within, row, NONE, NONE);
    assertThat(seen[0]).isEqualTo(3);
    assertThat(Arrays.copyOfRange(seen, 1, 13)).containsExactly(last);
    var grey = Space.Box.image(4, 3, 1, Space.Axes.HEIGHT_WIDTH_CHANNELS);
    var greyFirst = Space.Box.image(1, 4, 3, Space.Axes.CHANNELS_HEIGHT_WIDTH);
    assertThat(encode(grey, NO_FLOATS, NONE, channelsFirst)).containsExactly(encode(greyFirst, NO_FLOATS, NONE, channelsFirst));
  }

  @Test
  void an_empty_composite_has_no_width() {
    assertThat(new RowEncoder(RowLayout.of(Space.Composite.of())).width()).isZero();
  }
}
