package covey.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.random.Keys;
import covey.random.Purpose;
import covey.space.Space;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomPolicyTest {
  private static final int ROWS = 20_000;
  private static final long KEY = Keys.of(17, Purpose.TEST);

  /// Columns of one agent with many rows, and a question about all of them: row i is game i at clock i.
  private static final class Question {
    final LayoutColumns columns;
    final Rows rows = new Rows(ROWS);

    Question(Space action, boolean masked) {
      var slot = new Slot("a", "r", "t", Space.Box.unbounded(1), action, masked, null);
      var spec = EnvironmentSpec.of("asked-v0", List.of(slot), Storage.EVERYONE_DECIDES);
      columns = new Rollout(spec, 1, new int[] {ROWS}, Rollout.Wanted.NOTHING, 0).layout(0);
      Arrays.fill(columns.mask, true);
      Arrays.fill(columns.logProb, Float.NaN);
    }

    Question act() {
      rows.begin(columns, null);
      for (int i = 0; i < ROWS; i++) rows.add(i, 0, false, KEY, i, 0);
      RandomPolicy.create().actor().act(rows);
      return this;
    }
  }

  private static double chiSquared(int[] count, double expected) {
    double chi = 0;
    for (int each : count) chi += (each - expected) * (each - expected) / expected;
    return chi;
  }

  @Test
  void choices_are_uniform_with_their_log_probability() {
    var asked = new Question(new Space.Discrete(5), false).act();
    int[] count = new int[5];
    for (int i = 0; i < ROWS; i++) {
      count[asked.columns.action.ints[i]]++;
      assertEquals((float) -Math.log(5), asked.columns.logProb[i], 1e-6f);
    }
    assertTrue(chiSquared(count, ROWS / 5.0) < 18.5, Arrays.toString(count)); // 4 degrees of freedom, once in 1,000
  }

  @Test
  void only_legal_choices_are_taken_each_equally_often() {
    var asked = new Question(new Space.Discrete(6), true);
    for (int i = 0; i < ROWS; i++) {
      for (int choice = 0; choice < 6; choice++) asked.columns.mask[i * 6 + choice] = choice == 1 || choice >= 4;
    }
    asked.act();
    int[] count = new int[6];
    for (int i = 0; i < ROWS; i++) {
      count[asked.columns.action.ints[i]]++;
      assertEquals((float) -Math.log(3), asked.columns.logProb[i], 1e-6f);
    }
    assertEquals(0, count[0] + count[2] + count[3]);
    assertTrue(chiSquared(new int[] {count[1], count[4], count[5]}, ROWS / 3.0) < 13.8); // 2 degrees of freedom
  }

  @Test
  void each_branch_draws_for_itself_and_obeys_its_own_part_of_the_mask() {
    var asked = new Question(new Space.MultiDiscrete(List.of(2, 3)), true);
    for (int i = 0; i < ROWS; i++) asked.columns.mask[i * 5 + 3] = false; // choice 1 of branch 1
    asked.act();
    int[] count = new int[4];
    for (int i = 0; i < ROWS; i++) {
      int first = asked.columns.action.ints[2 * i];
      int second = asked.columns.action.ints[2 * i + 1];
      assertNotEquals(1, second);
      count[2 * first + second / 2]++;
      assertEquals((float) -Math.log(4), asked.columns.logProb[i], 1e-6f); // 2 x 2 legal pairs
    }
    assertTrue(chiSquared(count, ROWS / 4.0) < 16.3, Arrays.toString(count)); // 3 degrees of freedom
  }

  @Test
  void switches_are_independent_and_stay_where_only_one_position_is_legal() {
    var asked = new Question(new Space.MultiBinary(4), true);
    for (int i = 0; i < ROWS; i++) {
      asked.columns.mask[i * 8 + 2] = false; // switch 1 cannot be off
      asked.columns.mask[i * 8 + 5] = false; // switch 2 cannot be on
    }
    asked.act();
    int[] count = new int[4];
    for (int i = 0; i < ROWS; i++) {
      byte[] on = Arrays.copyOfRange(asked.columns.action.bytes, 4 * i, 4 * i + 4);
      assertEquals(1, on[1]);
      assertEquals(0, on[2]);
      count[2 * on[0] + on[3]]++;
      assertEquals((float) -Math.log(4), asked.columns.logProb[i], 1e-6f);
    }
    assertTrue(chiSquared(count, ROWS / 4.0) < 16.3, Arrays.toString(count));
  }

  @Test
  void numbers_are_uniform_over_their_bounds_and_applied_as_drawn() {
    var box = new Space.Box(
        List.of(2), List.of(-2f, 10f), List.of(2f, 10.5f), Space.Element.FLOAT, Space.Axes.NONE);
    var asked = new Question(box, false).act();
    int[][] count = new int[2][8];
    for (int i = 0; i < ROWS; i++) {
      for (int d = 0; d < 2; d++) {
        float value = asked.columns.action.floats[2 * i + d];
        assertTrue(value >= box.low(d) && value <= box.high(d));
        assertEquals(value, asked.columns.applied[2 * i + d]);
        count[d][Math.min(7, (int) (8 * (value - box.low(d)) / (box.high(d) - box.low(d))))]++;
      }
      assertEquals((float) -Math.log(4 * 0.5), asked.columns.logProb[i], 1e-6f); // density 1 / (4 x 0.5)
    }
    for (int[] each : count) assertTrue(chiSquared(each, ROWS / 8.0) < 24.3, Arrays.toString(each)); // 7 degrees
  }

  @Test
  void missing_and_enormous_bounds_still_give_finite_numbers_within_them() {
    float none = Float.POSITIVE_INFINITY;
    float most = Float.MAX_VALUE;
    var box = new Space.Box(
        List.of(5),
        List.of(-none, 5f, -none, 0f, -most),
        List.of(none, none, -5f, none, most),
        Space.Element.FLOAT,
        Space.Axes.NONE);
    var asked = new Question(box, false).act();
    float[] low = {-1, 5, -7, 0, -most}; // [-1, 1], [5, 7], [-7, -5], [0, 1], everything
    float[] high = {1, 7, -5, 1, most};
    boolean large = false;
    for (int i = 0; i < ROWS; i++) {
      for (int d = 0; d < 5; d++) {
        float value = asked.columns.action.floats[5 * i + d];
        assertTrue(Float.isFinite(value) && value >= low[d] && value <= high[d], d + ": " + value);
      }
      large |= Math.abs(asked.columns.action.floats[5 * i + 4]) > most / 2;
    }
    assertTrue(large);
  }

  @Test
  void forced_rows_are_left_alone() {
    var asked = new Question(new Space.Discrete(5), false);
    asked.columns.action.ints[3] = 99;
    asked.rows.begin(asked.columns, null);
    asked.rows.add(3, 0, true, KEY, 0, 0);
    RandomPolicy.create().actor().act(asked.rows);
    assertEquals(99, asked.columns.action.ints[3]);
    assertTrue(Float.isNaN(asked.columns.logProb[3]));
  }

  @Test
  void an_agent_without_any_legal_action_is_an_error_that_names_its_slot() {
    for (Space space : List.of(new Space.Discrete(3), new Space.MultiDiscrete(List.of(3)), new Space.MultiBinary(3))) {
      var asked = new Question(space, true);
      Arrays.fill(asked.columns.mask, false);
      asked.rows.begin(asked.columns, null);
      asked.rows.add(0, 7, false, KEY, 0, 0);
      var actor = RandomPolicy.create().actor();
      assertEquals(
          "agent in slot 7 DECIDES, but has no legal action",
          assertThrows(IllegalStateException.class, () -> actor.act(asked.rows)).getMessage());
    }
  }

  @Test
  void actions_in_sets_and_parts_and_whole_numbers_are_refused_in_a_sentence() {
    var whole = new Space.Box(List.of(1), List.of(0f), List.of(9f), Space.Element.INT, Space.Axes.NONE);
    for (Space space : List.of(new Space.Entities(2, 2, true), Space.Composite.of(), whole)) {
      var refused = assertThrows(IllegalArgumentException.class, () -> new Question(space, false).act());
      assertEquals("a random policy cannot act in " + space, refused.getMessage());
    }
  }

  @Test
  void a_draw_depends_on_its_name_alone_not_on_the_company_it_is_drawn_in() {
    var all = new Question(new Space.Discrete(1000), false).act();
    var alone = new Question(new Space.Discrete(1000), false);
    for (int i = 0; i < 100; i++) {
      alone.rows.begin(alone.columns, null);
      alone.rows.add(i, 0, false, KEY, i, 0);
      RandomPolicy.create().actor().act(alone.rows);
      assertEquals(all.columns.action.ints[i], alone.columns.action.ints[i]);
    }
  }
}
