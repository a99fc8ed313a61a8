package covey.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The published vectors of the authors' library Random123 (file `kat_vectors`, lines `philox4x32 10`).
class PhiloxTest {

  @Test
  void a_key_and_counter_of_zeros_give_the_published_block() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        block(new int[] {0, 0, 0, 0}, new int[] {0, 0}));
  }

  @Test
  void a_key_and_counter_of_ones_give_the_published_block() {
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        block(new int[] {-1, -1, -1, -1}, new int[] {-1, -1}));
  }

  @Test
  void a_key_and_counter_from_the_digits_of_pi_give_the_published_block() {
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        block(
            new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
            new int[] {0xa4093822, 0x299f31d0}));
  }

  @Test
  void a_single_draw_is_the_first_half_of_the_block() {
    long[] block = new long[2];
    for (int i = 0; i < 1_000; i++) {
      long key = Philox.bits(1, i, 0);
      long low = Philox.bits(2, i, 0);
      long high = Philox.bits(3, i, 0);
      Philox.block(key, low, high, block, 0);
      assertEquals(block[0], Philox.bits(key, low, high));
    }
  }

  @Test
  void a_block_is_written_where_it_was_asked_for_and_nowhere_else() {
    long[] out = {-7, -7, -7, -7};
    Philox.block(0, 0, 0, out, 1);
    assertArrayEquals(new long[] {-7, 0xe169c58d6627e8d5L, 0x9b00dbd8bc57ac4cL, -7}, out);
  }

  /// The paper's order of words: counter and result of four, key of two.
  private static int[] block(int[] counter, int[] key) {
    long[] out = new long[2];
    Philox.block(pair(key[0], key[1]), pair(counter[0], counter[1]), pair(counter[2], counter[3]), out, 0);
    return new int[] {(int) out[0], (int) (out[0] >>> 32), (int) out[1], (int) (out[1] >>> 32)};
  }

  private static long pair(int low, int high) {
    return (low & 0xFFFFFFFFL) | ((long) high << 32);
  }
}
