package covey.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import covey.space.RowLayout.Leaf;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowLayoutTest {
  private static final Space.Part VELOCITY = new Space.Part("velocity", Space.Box.unbounded(2));
  private static final Space.Part LANDMARKS = new Space.Part("landmarks", new Space.Entities(3, 2, true));
  private static final Space.Part ENEMIES = new Space.Part("enemies", new Space.Entities(4, 5, false));
  private static final Space.Part KIND = new Space.Part("kind", new Space.Discrete(6));
  private static final Space.Part ORDERS = new Space.Part("orders", new Space.MultiDiscrete(List.of(2, 9, 4)));
  private static final Space.Part SWITCHES = new Space.Part("switches", new Space.MultiBinary(7));
  private static final Space.Part VIEW =
      new Space.Part("view", Space.Box.image(2, 3, 4, Space.Axes.HEIGHT_WIDTH_CHANNELS));
  private static final Space.Part LEVELS = new Space.Part(
      "levels", new Space.Box(List.of(2, 2), List.of(0f), List.of(9f), Space.Element.INT, Space.Axes.NONE));

  @Test
  void leaves_of_one_type_lie_in_declared_order_without_gaps() {
    var layout = RowLayout.of(Space.Composite.of(VELOCITY, KIND, ENEMIES, SWITCHES, LANDMARKS, ORDERS, VIEW, LEVELS));
    assertEquals(
        List.of(
            new Leaf("velocity", VELOCITY.space(), Space.Element.FLOAT, 0, 2, -1),
            new Leaf("kind", KIND.space(), Space.Element.INT, 0, 1, -1),
            new Leaf("enemies", ENEMIES.space(), Space.Element.FLOAT, 2, 20, 1), // its count is int number 1
            new Leaf("switches", SWITCHES.space(), Space.Element.UINT8, 0, 7, -1),
            new Leaf("landmarks", LANDMARKS.space(), Space.Element.FLOAT, 22, 6, -1),
            new Leaf("orders", ORDERS.space(), Space.Element.INT, 2, 3, -1),
            new Leaf("view", VIEW.space(), Space.Element.UINT8, 7, 24, -1),
            new Leaf("levels", LEVELS.space(), Space.Element.INT, 5, 4, -1)),
        layout.leaves());
    assertEquals(28, layout.floats()); // 2 + 4 * 5 + 3 * 2
    assertEquals(9, layout.ints()); // 1 + 1 (count) + 3 + 2 * 2
    assertEquals(31, layout.bytes()); // 7 + 2 * 3 * 4
  }

  @Test
  void the_floats_of_a_row_are_the_flat_vector_of_the_original_library() {
    var layout = RowLayout.of(Space.Composite.of(
        VELOCITY, new Space.Part("position", Space.Box.unbounded(2)), LANDMARKS,
        new Space.Part("others", new Space.Entities(2, 2, true))));
    int next = 0;
    for (Leaf leaf : layout.leaves()) {
      assertEquals(next, leaf.offset());
      next += leaf.width();
    }
    assertEquals(14, next); // 2 + 2 + 3 * 2 + 2 * 2
    assertEquals(14, layout.floats());
    assertEquals(0, layout.ints());
    assertEquals(0, layout.bytes());
  }

  @Test
  void parts_of_parts_are_told_by_paths() {
    var layout = RowLayout.of(Space.Composite.of(
        new Space.Part("self", Space.Composite.of(VELOCITY, KIND)), new Space.Part("kind", new Space.Discrete(2))));
    assertEquals(List.of("self.velocity", "self.kind", "kind"), layout.leaves().stream().map(Leaf::path).toList());
    assertEquals(1, layout.leaves().get(2).offset());
  }

  @Test
  void a_space_without_parts_is_a_single_leaf_without_path() {
    var layout = RowLayout.of(VELOCITY.space());
    assertEquals(List.of(new Leaf("", VELOCITY.space(), Space.Element.FLOAT, 0, 2, -1)), layout.leaves());
    assertSame(VELOCITY.space(), layout.space());
  }

  @Test
  void a_set_of_capacity_zero_takes_no_room_and_a_partly_filled_one_has_a_count() {
    assertEquals(0, RowLayout.of(new Space.Entities(0, 3, true)).floats());
    assertEquals(1, RowLayout.of(new Space.Entities(0, 3, false)).ints());
    assertEquals(0, RowLayout.of(new Space.Entities(0, 3, false)).leaves().getFirst().count());
  }

  @Test
  void a_mask_has_one_switch_per_choice_branch_after_branch() {
    assertEquals(6, RowLayout.maskWidth(KIND.space()));
    assertEquals(15, RowLayout.maskWidth(ORDERS.space())); // 2 + 9 + 4
    assertEquals(14, RowLayout.maskWidth(SWITCHES.space())); // 7 branches of two
    assertEquals(0, RowLayout.maskWidth(VELOCITY.space()));
    assertEquals(0, RowLayout.maskWidth(ENEMIES.space()));
    assertEquals(21, RowLayout.maskWidth(Space.Composite.of(KIND, VELOCITY, ORDERS))); // 6 + 0 + 15
  }
}
