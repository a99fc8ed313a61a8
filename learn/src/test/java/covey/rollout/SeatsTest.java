package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeatsTest {
  @Test
  void alone_means_a_seat_for_each() {
    Seats seats = Seats.alone(3);
    assertEquals(3, seats.count());
    assertEquals(3, seats.agents());
    for (int slot = 0; slot < 3; slot++) {
      assertArrayEquals(new int[] {slot}, seats.slots(slot));
      assertEquals(slot, seats.seatOf(slot));
    }
  }

  @Test
  void groups_keep_their_order_and_their_members_ascend() {
    Seats seats = Seats.of(4, List.of(List.of(3, 1), List.of(0), List.of(2)));
    assertEquals(3, seats.count());
    assertArrayEquals(new int[] {1, 3}, seats.slots(0));
    assertEquals(0, seats.seatOf(3));
    assertEquals(0, seats.seatOf(1));
    assertEquals(1, seats.seatOf(0));
    assertEquals(2, seats.seatOf(2));
  }

  @Test
  void every_slot_needs_exactly_one_seat_and_every_seat_a_slot() {
    refused("slot 1 has no seat", 2, List.of(List.of(0)));
    refused("slot 0 must be one of 0 to 1, in one seat", 2, List.of(List.of(0, 1), List.of(0)));
    refused("slot 2 must be one of 0 to 1", 2, List.of(List.of(0, 1, 2)));
    refused("slot -1 must be one of 0 to 1", 2, List.of(List.of(-1, 0, 1)));
    refused("seat 1 is empty", 2, List.of(List.of(0, 1), List.of()));
    refused("no seats", 0, List.of());
  }

  private static void refused(String why, int agents, List<List<Integer>> groups) {
    var problem = assertThrows(IllegalArgumentException.class, () -> Seats.of(agents, groups));
    assertTrue(problem.getMessage().contains(why), problem.getMessage());
  }
}
