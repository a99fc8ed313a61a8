package covey.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.random.Keys;
import covey.space.Space;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowsTest {
  @Test
  void rows_show_their_place_and_what_lies_there_and_take_what_a_policy_writes() {
    var slot = new Slot("a", "r", "t", Space.Box.unbounded(2), new Space.Discrete(3), true, null);
    var spec = EnvironmentSpec.of("shown-v0", List.of(slot), Storage.EVERYONE_DECIDES);
    var columns = new Rollout(spec, 1, new int[] {4}, Rollout.Wanted.NOTHING, 2).layout(0);
    columns.observation.floats[2 * 5 + 1] = 2.5f;
    columns.mask[3 * 5 + 2] = true;
    columns.memory[2 * 5 + 1] = 7;
    float[] memories = new float[20];
    var rows = new Rows(2);
    rows.begin(columns, memories);
    rows.add(1, 8, true, 40, 12, 2);
    rows.add(5, 9, false, 41, 13, 6);
    assertEquals(2, rows.count());
    assertEquals(5, rows.row(1));
    assertEquals(9, rows.slot(1));
    assertTrue(rows.forced(0));
    assertFalse(rows.forced(1));
    assertEquals(2.5f, rows.observation(1, 1));
    assertTrue(rows.legal(1, 2));
    assertFalse(rows.legal(1, 1));
    assertEquals(7, rows.memory(1, 1));
    assertEquals(Keys.uniform(41, 13, 9, 3), rows.uniform(1, 3));
    rows.act(1, 2, -0.5f);
    assertEquals(2, columns.action.ints[5]);
    assertEquals(-0.5f, columns.logProb[5]);
    rows.remember(1, 1, 3);
    assertEquals(3, memories[7]);
  }
}
