package covey.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/// Frozen: a change of any number here changes the meaning of every seed ever used.
///
/// The numbers come from a second implementation of the generator, written in another language from the paper.
class KeysTest {

  @Test
  void keys_of_purposes_are_frozen() {
    assertArrayEquals(
        new long[] {
          0x466b5e33742248d1L, 0xfa2b3e9a7e51032dL, 0xde1fde7bbd6ac917L, 0x3105115d1b496091L,
          0x38af92996fbd1d67L, 0x5207df628d4de9f8L, 0xee547770b01bee7dL, 0x34249d999ac1caafL
        },
        keys(0));
    assertArrayEquals(
        new long[] {
          0xa9bd2e14568daa57L, 0xe17d2a195724de53L, 0xa342e5e40a4fe980L, 0x997d204be42508c4L,
          0x471354d581581f7aL, 0x128fa34890424195L, 0x4b430014c650b090L, 0xbf677228f21459caL
        },
        keys(-1));
  }

  private static long[] keys(long seed) {
    return Arrays.stream(Purpose.values()).mapToLong(purpose -> Keys.of(seed, purpose)).toArray();
  }

  @Test
  void the_key_of_an_episode_is_frozen() {
    // seed 42, environment (1), game 3, episode 9
    assertEquals(0x1413859e6f889227L, Keys.child(Keys.child(Keys.of(42, Purpose.ENVIRONMENT), 3), 9));
  }

  @Test
  void named_draws_are_frozen() {
    assertEquals(0.4685865183391049, Keys.uniform(42, 0, 0, 0));
    assertEquals(0.49120127602043595, Keys.uniform(42, 1, 0, 0));
    assertEquals(0.32706338120338474, Keys.uniform(42, 0, 1, 0));
    assertEquals(0.1262498542224193, Keys.uniform(42, 0, 0, 1));
    assertEquals(0.4650401369641042, Keys.uniform(42, 25, 2, 3));
  }

  @Test
  void children_of_one_key_and_of_many_keys_never_meet() {
    var seen = new HashSet<Long>();
    for (long seed = 0; seed < 10; seed++) {
      for (Purpose purpose : Purpose.values()) {
        long key = Keys.of(seed, purpose);
        assertTrue(seen.add(key));
        for (int id = 0; id < 500; id++) assertTrue(seen.add(Keys.child(key, id)));
      }
    }
  }

  @Test
  void named_draws_fill_the_unit_interval_evenly_whichever_part_of_the_name_varies() {
    int draws = 20_000;
    int[][] count = new int[4][20];
    for (int i = 0; i < draws; i++) {
      count[0][(int) (20 * Keys.uniform(9, i, 0, 0))]++;
      count[1][(int) (20 * Keys.uniform(9, 0, i, 0))]++;
      count[2][(int) (20 * Keys.uniform(9, 0, 0, i))]++;
      count[3][(int) (20 * Keys.uniform(i, 0, 0, 0))]++;
    }
    // 19 degrees of freedom: 43.8 is exceeded by chance once in 1,000; the draws are frozen, so it happened or did not
    for (int[] each : count) assertTrue(StreamTest.chiSquared(each, draws / 20.0) < 43.8, Arrays.toString(each));
  }
}
