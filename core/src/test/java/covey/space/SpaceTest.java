package covey.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SpaceTest {

  private static void refused(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }

  @Test
  void a_choice_among_nothing_is_refused() {
    refused("Discrete.count = 0, but it must be at least 1", () -> new Space.Discrete(0));
    refused("MultiBinary.count = 0, but it must be at least 1", () -> new Space.MultiBinary(0));
    refused(
        "MultiDiscrete.counts = [], but it must name at least one branch", () -> new Space.MultiDiscrete(List.of()));
    refused(
        "MultiDiscrete.counts = [3, 0], but it must all be at least 1", () -> new Space.MultiDiscrete(List.of(3, 0)));
  }

  @Test
  void a_box_needs_extents_of_at_least_one() {
    refused("Box.shape = [0], but it must have extents of at least 1", () -> Space.Box.of(0, 0, 1));
    refused(
        "Box.shape = [2, -3], but it must have extents of at least 1",
        () -> box(List.of(2, -3), List.of(0f), List.of(1f), Space.Axes.NONE));
  }

  @Test
  void a_box_has_one_bound_for_all_or_one_for_each_number() {
    refused(
        "Box.low = [0.0, 0.0], but it must hold 1 or 3 values",
        () -> box(List.of(3), List.of(0f, 0f), List.of(1f), Space.Axes.NONE));
    refused(
        "Box.high = [], but it must hold 1 or 3 values",
        () -> box(List.of(3), List.of(0f), List.of(), Space.Axes.NONE));
    var box = box(List.of(3), List.of(0f, -1f, -2f), List.of(5f), Space.Axes.NONE);
    assertEquals(-2, box.low(2));
    assertEquals(5, box.high(2));
    assertEquals(3, box.size());
  }

  @Test
  void a_box_whose_bounds_cross_or_are_no_numbers_is_refused() {
    refused("Box.low = 2.0, but it must not exceed high = 1.0", () -> Space.Box.of(2, 2, 1));
    refused(
        "Box.low = 3.0, but it must not exceed high = 2.0",
        () -> box(List.of(2), List.of(0f, 3f), List.of(2f), Space.Axes.NONE));
    refused("Box.low = NaN, but it must not exceed high = 1.0", () -> Space.Box.of(1, Float.NaN, 1));
  }

  @Test
  void an_image_has_three_extents() {
    refused(
        "Box.axes = HEIGHT_WIDTH_CHANNELS, but it needs a shape of 3 extents",
        () -> box(List.of(4, 4), List.of(0f), List.of(1f), Space.Axes.HEIGHT_WIDTH_CHANNELS));
    assertEquals(4 * 5 * 3, Space.Box.image(4, 5, 3, Space.Axes.HEIGHT_WIDTH_CHANNELS).size());
  }

  @Test
  void a_box_too_large_to_count_is_refused_instead_of_wrapping_round() {
    assertThrows(
        ArithmeticException.class,
        () -> box(List.of(1 << 16, 1 << 16), List.of(0f), List.of(1f), Space.Axes.NONE)); // 2^32 numbers
  }

  @Test
  void a_set_may_be_empty_but_its_members_have_features() {
    refused("Entities.capacity = -1, but it must not be negative", () -> new Space.Entities(-1, 2, true));
    refused("Entities.features = 0, but it must be at least 1", () -> new Space.Entities(3, 0, true));
    assertEquals(0, new Space.Entities(0, 1, true).capacity());
  }

  @Test
  void parts_are_named_once_and_without_dots() {
    var one = new Space.Discrete(2);
    refused(
        "Composite.parts = a.b, but it must be a name without dots",
        () -> Space.Composite.of(new Space.Part("a.b", one)));
    refused(
        "Composite.parts =  , but it must be a name without dots",
        () -> Space.Composite.of(new Space.Part(" ", one)));
    refused(
        "Composite.parts = a, but it must be named once",
        () -> Space.Composite.of(new Space.Part("a", one), new Space.Part("a", one)));
  }

  @Test
  void parts_that_hold_nothing_can_be_left_out() {
    var self = new Space.Part("self", Space.Box.unbounded(2));
    var nobody = new Space.Part("others", new Space.Entities(0, 2, true));
    assertEquals(List.of(self), Space.Composite.withoutEmptyParts(self, nobody).parts());
  }

  @Test
  void spaces_are_values_that_no_list_of_the_caller_can_change() {
    var counts = new java.util.ArrayList<>(List.of(2, 3));
    var space = new Space.MultiDiscrete(counts);
    counts.set(0, 9);
    assertEquals(new Space.MultiDiscrete(List.of(2, 3)), space);
    assertEquals(space.hashCode(), new Space.MultiDiscrete(List.of(2, 3)).hashCode());
  }

  private static Space.Box box(List<Integer> shape, List<Float> low, List<Float> high, Space.Axes axes) {
    return new Space.Box(shape, low, high, Space.Element.FLOAT, axes);
  }

  @Test
  void the_text_of_a_space_says_all_that_it_is() {
    assertEquals("Discrete(5)", new Space.Discrete(5).toString());
    assertEquals("Discrete(9 from 6 into seen)", Space.Discrete.pointing(9, "seen", 6).toString());
    assertEquals("MultiDiscrete(3, 4)", new Space.MultiDiscrete(List.of(3, 4)).toString());
    assertEquals("MultiBinary(2)", new Space.MultiBinary(2).toString());
    assertEquals("Box(4, -1 to 1)", Space.Box.of(4, -1, 1).toString());
    assertEquals("Box(2 integers, 0 0 to 3 5.5)", new Space.Box(List.of(2), List.of(0f, 0f), List.of(3f, 5.5f),
        Space.Element.INT, Space.Axes.NONE).toString());
    assertEquals("Box(5 x 4 x 3 bytes, height x width x channels)",
        Space.Box.image(5, 4, 3, Space.Axes.HEIGHT_WIDTH_CHANNELS).toString());
    assertEquals("{self: Box(2), others: Entities(3 x 2), seen: Entities(up to 9 x 1), one: Discrete(9 into seen)}",
        Space.Composite.of(
            new Space.Part("self", Space.Box.unbounded(2)),
            new Space.Part("others", new Space.Entities(3, 2, true)),
            new Space.Part("seen", new Space.Entities(9, 1, false)),
            new Space.Part("one", Space.Discrete.pointing(9, "seen", 0))).toString());
  }

  @Test
  void a_history_stands_around_a_whole_space() {
    var seen = Space.Box.unbounded(2);
    assertEquals("latest 3 of Box(2)", new Space.History(seen, 3).toString());
    assertEquals(3, RowLayout.of(new Space.History(seen, 3)).frames());
    assertEquals(1, RowLayout.of(seen).frames());
    assertThrows(IllegalArgumentException.class, () -> new Space.History(seen, 1));
    assertThrows(IllegalArgumentException.class, () -> new Space.History(new Space.History(seen, 2), 2));
    assertThrows(IllegalArgumentException.class,
        () -> Space.Composite.of(new Space.Part("past", new Space.History(seen, 2))));
  }
}
