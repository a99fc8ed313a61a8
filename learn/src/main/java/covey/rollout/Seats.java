package covey.rollout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Who sits together: every slot belongs to one seat, and a policy is bound to a seat. A lone agent is a seat of one; a
/// *group* is a seat of several, with one clock for all its members.
///
/// Seats are a setting of training, never inferred from names or teams.
public final class Seats {
  private final int[][] slots;
  private final int[] seatOf;

  private Seats(int[][] slots, int agents) {
    if (slots.length == 0) throw new IllegalArgumentException("there are no seats, but at least one is needed");
    this.slots = slots;
    this.seatOf = new int[agents];
    Arrays.fill(seatOf, -1);
    for (int seat = 0; seat < slots.length; seat++) {
      if (slots[seat].length == 0) throw new IllegalArgumentException("seat " + seat + " is empty, but needs a slot");
      for (int slot : slots[seat]) {
        if (slot < 0 || slot >= agents || seatOf[slot] >= 0) {
          throw new IllegalArgumentException("slot " + slot + " must be one of 0 to " + (agents - 1) + ", in one seat");
        }
        seatOf[slot] = seat;
      }
    }
    for (int slot = 0; slot < agents; slot++) {
      if (seatOf[slot] < 0) throw new IllegalArgumentException("slot " + slot + " has no seat, but every slot needs one");
    }
  }

  /// Every agent alone.
  public static Seats alone(int agents) {
    int[][] slots = new int[agents][];
    for (int slot = 0; slot < agents; slot++) slots[slot] = new int[] {slot};
    return new Seats(slots, agents);
  }

  /// Groups as listed; each slot in exactly one.
  public static Seats of(int agents, List<List<Integer>> groups) {
    var slots = new ArrayList<int[]>();
    for (List<Integer> group : groups) slots.add(group.stream().mapToInt(Integer::intValue).sorted().toArray());
    return new Seats(slots.toArray(int[][]::new), agents);
  }

  /// @return number of slots that have a seat
  public int agents() {
    return seatOf.length;
  }

  public int count() {
    return slots.length;
  }

  /// @return slots of a seat, ascending; not to be changed
  public int[] slots(int seat) {
    return slots[seat];
  }

  public int seatOf(int slot) {
    return seatOf[slot];
  }
}
