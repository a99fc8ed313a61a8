package covey.space;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SpaceColumnTest {
  private static final RowLayout LAYOUT = RowLayout.of(Space.Composite.of(
      new Space.Part("place", Space.Box.unbounded(2)),
      new Space.Part("kind", new Space.Discrete(100)),
      new Space.Part("switches", new Space.MultiBinary(3))));

  /// Five rows whose values tell their row.
  private static SpaceColumn numbered() {
    var column = new SpaceColumn(LAYOUT, 5);
    for (int i = 0; i < 10; i++) column.floats[i] = (i >> 1) + 0.5f * (i % 2);
    for (int i = 0; i < 5; i++) column.ints[i] = i;
    for (int i = 0; i < 15; i++) column.bytes[i] = (byte) (i / 3 * 10 + i % 3);
    return column;
  }

  @Test
  void rows_lie_one_after_another_each_type_in_its_own_array() {
    var column = new SpaceColumn(LAYOUT, 5);
    assertEquals(10, column.floats.length);
    assertEquals(5, column.ints.length);
    assertEquals(15, column.bytes.length);
  }

  @Test
  void overlapping_rows_are_copied_as_if_through_a_second_column() {
    var up = numbered();
    up.copy(0, 1, 3);
    assertArrayEquals(new int[] {0, 0, 1, 2, 4}, up.ints);
    assertArrayEquals(new float[] {0, .5f, 0, .5f, 1, 1.5f, 2, 2.5f, 4, 4.5f}, up.floats);
    assertArrayEquals(new byte[] {0, 1, 2, 0, 1, 2, 10, 11, 12, 20, 21, 22, 40, 41, 42}, up.bytes);
    var down = numbered();
    down.copy(2, 0, 3);
    assertArrayEquals(new int[] {2, 3, 4, 3, 4}, down.ints);
  }

  @Test
  void rows_are_copied_from_another_column() {
    var target = new SpaceColumn(LAYOUT, 3);
    target.copyFrom(numbered(), 3, 1, 2);
    assertArrayEquals(new int[] {0, 3, 4}, target.ints);
    assertArrayEquals(new float[] {0, 0, 3, 3.5f, 4, 4.5f}, target.floats);
    assertArrayEquals(new byte[] {0, 0, 0, 30, 31, 32, 40, 41, 42}, target.bytes);
  }

  @Test
  void clearing_a_row_leaves_its_neighbours() {
    var column = numbered();
    column.clear(2);
    assertArrayEquals(new int[] {0, 1, 0, 3, 4}, column.ints);
    assertArrayEquals(new float[] {0, .5f, 1, 1.5f, 0, 0, 3, 3.5f, 4, 4.5f}, column.floats);
    assertArrayEquals(new byte[] {0, 1, 2, 10, 11, 12, 0, 0, 0, 30, 31, 32, 40, 41, 42}, column.bytes);
  }

  @Test
  void more_values_than_an_array_can_hold_are_refused() {
    assertThrows(ArithmeticException.class, () -> new SpaceColumn(LAYOUT, Integer.MAX_VALUE));
  }
}
