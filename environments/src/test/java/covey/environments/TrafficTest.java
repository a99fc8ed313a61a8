package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import covey.random.Stream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final int CELLS = 12;

  /// @param hereAndTarget cell and named cell of each robot
  /// @return who acts, as in `10` for the first of two
  private static String acts(int preferred, int... hereAndTarget) {
    int n = hereAndTarget.length / 2;
    var traffic = new Traffic(n, CELLS);
    var occupant = new short[1 + CELLS]; // cell 0 lies at place 1
    for (int i = 0; i < n; i++) {
      traffic.here[i] = hereAndTarget[2 * i];
      traffic.target[i] = hereAndTarget[2 * i + 1];
      occupant[1 + traffic.here[i]] = (short) (i + 1);
    }
    if (preferred >= 0) traffic.preferred[preferred] = true;
    traffic.resolve(occupant, 1);
    var text = new StringBuilder();
    for (boolean each : traffic.acts) text.append(each ? '1' : '0');
    traffic.resolve(occupant, 1);
    var again = new StringBuilder();
    for (boolean each : traffic.acts) again.append(each ? '1' : '0');
    assertEquals(text.toString(), again.toString(), "nothing is left over from the call before");
    return text.toString();
  }

  @Test
  void who_queues_behind_a_robot_that_stays_is_refused() {
    assertEquals("100", acts(-1, 5, 5, 4, 5, 3, 4));
    assertEquals("001", acts(-1, 3, 4, 4, 5, 5, 5));
  }

  @Test
  void who_wants_to_swap_is_refused_with_all_behind() {
    assertEquals("000", acts(-1, 4, 5, 5, 4, 3, 4));
  }

  @Test
  void a_ring_moves_and_who_is_attached_to_it_does_not() {
    assertEquals("1111", acts(-1, 1, 2, 2, 3, 3, 4, 4, 1));
    assertEquals("01110", acts(-1, 7, 1, 1, 2, 2, 3, 3, 1, 8, 7));
  }

  @Test
  void the_longest_queue_enters_a_free_cell() {
    assertEquals("111", acts(-1, 3, 2, 2, 1, 1, 0)); // all of it
    assertEquals("011", acts(-1, 9, 5, 4, 5, 3, 4)); // two behind one another against one
    assertEquals("10111", acts(-1, 4, 5, 9, 5, 3, 4, 2, 3, 1, 2));
  }

  @Test
  void equally_long_queues_are_decided_by_the_lowest_number_unless_one_is_preferred() {
    assertEquals("10", acts(-1, 4, 5, 6, 5));
    assertEquals("01", acts(1, 4, 5, 6, 5));
    // Robots 1 and 2 queue behind robot 0: one of them may follow it.
    assertEquals("110", acts(-1, 4, 5, 3, 4, 8, 4));
    assertEquals("101", acts(2, 4, 5, 3, 4, 8, 4));
    // A preference does not help against a longer queue.
    assertEquals("011", acts(0, 9, 5, 4, 5, 3, 4));
  }

  @Test
  void random_crowds_move_as_a_plain_description_of_the_rule_says() {
    var chance = new Stream(3);
    int[] cells = new int[CELLS];
    for (int trial = 0; trial < 5_000; trial++) {
      int n = 1 + chance.nextInt(9);
      for (int k = 0; k < CELLS; k++) cells[k] = k;
      chance.shuffle(cells, 0, CELLS);
      int[] game = new int[2 * n];
      for (int i = 0; i < n; i++) {
        game[2 * i] = cells[i];
        game[2 * i + 1] = chance.nextInt(CELLS);
      }
      assertEquals(plain(game), acts(-1, game), Arrays.toString(game));
    }
  }

  private static String plain(int[] game) {
    int n = game.length / 2;
    var text = new StringBuilder();
    for (int i = 0; i < n; i++) text.append(moves(game, i) ? '1' : '0');
    return text.toString();
  }

  /// Follows the way ahead of a robot to its end, which decides.
  private static boolean moves(int[] game, int i) {
    if (game[2 * i] == game[2 * i + 1]) return true;
    int n = game.length / 2;
    int j = i;
    for (int far = 1; far <= n; far++) {
      int next = at(game, game[2 * j + 1]);
      if (next < 0) return inLongest(game, j, i);
      if (next == i) return far > 2;
      if (next == j) return false;
      j = next;
    }
    return false; // behind a ring
  }

  private static int at(int[] game, int cell) {
    for (int i = 0; i < game.length / 2; i++) if (game[2 * i] == cell) return i;
    return -1;
  }

  /// Whether robot `i` is in the longest queue that ends where `head` wants to go.
  private static boolean inLongest(int[] game, int head, int i) {
    int cell = game[2 * head + 1];
    while (true) {
      int best = -1;
      for (int k = 0; k < game.length / 2; k++) {
        boolean wants = game[2 * k + 1] == cell && game[2 * k] != cell;
        if (wants && (best < 0 || length(game, k) > length(game, best))) best = k;
      }
      if (best < 0) return false;
      if (best == i) return true;
      cell = game[2 * best];
    }
  }

  private static int length(int[] game, int i) {
    int longest = 0;
    for (int k = 0; k < game.length / 2; k++) {
      if (k != i && game[2 * k + 1] == game[2 * i]) longest = Math.max(longest, length(game, k));
    }
    return longest + 1;
  }
}
