package covey.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frozen draws come from a second implementation, written in another language from the papers.
class StreamTest {

  @Test
  void words_are_frozen() {
    var stream = new Stream(7);
    long[] drawn = new long[5];
    for (int i = 0; i < drawn.length; i++) drawn[i] = stream.nextLong();
    assertArrayEquals(
        new long[] {
          0xc009f9dcf4607a2dL, 0x15edac821d3aba42L, 0xcb97bc13682e8e9bL, 0xf535eea62bfaff6bL, 0x229fbb4018e23c0L
        },
        drawn);
    var negative = new Stream(-1);
    assertEquals(0x1547473972a47709L, negative.nextLong());
    assertEquals(0x22799a5a9f41b01fL, negative.nextLong());
  }

  @Test
  void doubles_are_frozen() {
    var stream = new Stream(7);
    assertEquals(0x1.8013f3b9e8c0fp-1, stream.nextDouble());
    assertEquals(0x1.5edac821d3ab8p-4, stream.nextDouble());
    assertEquals(0x1.972f7826d05d1p-1, stream.nextDouble());
    assertEquals(0x1.ea6bdd4c57f5fp-1, stream.nextDouble());
  }

  @Test
  void bounded_integers_are_frozen() {
    var small = new Stream(7);
    assertArrayEquals(new int[] {7, 0, 7, 9, 0, 8, 2, 1, 9, 5, 3, 7}, draw(small, 10, 12));
    var large = new Stream(7);
    assertArrayEquals(
        new int[] {1610939629, 183948864, 1707859464, 2056976210}, draw(large, Integer.MAX_VALUE, 4));
  }

  @Test
  void a_draw_that_would_be_biased_is_rejected_and_drawn_again() {
    // 2^32 mod 1431655766 = 1431655764: a third of all words is rejected, here one of seven
    var stream = new Stream(7);
    assertArrayEquals(
        new int[] {1073959753, 122632576, 1138572977, 1371317474, 1215018381, 358097871},
        draw(stream, 1431655766, 6));
    assertEquals(7, stream.position());
  }

  @Test
  void gaussians_are_frozen() {
    var stream = new Stream(7);
    double[] frozen = {
      1.4300277086839794, 1.7190003661702244, 0.07571185225513301, 0.48721935497556135, -2.8962345095690822
    };
    for (double each : frozen) assertEquals(each, stream.nextGaussian());
    assertEquals(10, stream.position());
  }

  @Test
  void shuffles_are_frozen() {
    int[] items = IntStream.range(0, 12).toArray();
    new Stream(7).shuffle(items, 0, 12);
    assertArrayEquals(new int[] {2, 4, 6, 3, 11, 1, 5, 10, 8, 7, 0, 9}, items);
  }

  @Test
  void a_shuffle_leaves_what_is_outside_of_its_range() {
    int[] items = IntStream.range(0, 100).toArray();
    new Stream(1).shuffle(items, 40, 60);
    for (int i = 0; i < 100; i++) if (i < 40 || i >= 60) assertEquals(i, items[i]);
    assertArrayEquals(IntStream.range(0, 100).toArray(), Arrays.stream(items).sorted().toArray());
    new Stream(1).shuffle(items, 5, 5);
  }

  @Test
  void each_of_the_24_orders_of_four_items_is_equally_likely() {
    int[] count = new int[256];
    var stream = new Stream(11);
    int draws = 24_000;
    for (int i = 0; i < draws; i++) {
      int[] items = {0, 1, 2, 3};
      stream.shuffle(items, 0, 4);
      count[items[0] * 64 + items[1] * 16 + items[2] * 4 + items[3]]++;
    }
    int[] seen = Arrays.stream(count).filter(n -> n > 0).toArray();
    assertEquals(24, seen.length);
    assertTrue(chiSquared(seen, draws / 24.0) < 49.7); // 23 degrees of freedom, once in 1,000
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 5, 6, 7, 10, 63, 64, 1_000, 65_537, 1 << 30, (1 << 30) + 1, 1431655766, Integer.MAX_VALUE})
  void bounded_integers_are_uniform_and_within_the_bound(int bound) {
    int bins = Math.min(bound, 16);
    int draws = 64_000;
    int[] count = new int[bins];
    var stream = new Stream(Keys.child(Keys.of(3, Purpose.TEST), bound));
    for (int i = 0; i < draws; i++) {
      int value = stream.nextInt(bound);
      assertTrue(value >= 0 && value < bound);
      count[(int) ((long) value * bins / bound)]++;
    }
    double chi = 0;
    for (int bin = 0; bin < bins; bin++) {
      // bin b holds the values from ceil(b bound / bins) up to ceil((b + 1) bound / bins): not quite equally many
      long from = ((long) bin * bound + bins - 1) / bins;
      long to = ((long) (bin + 1) * bound + bins - 1) / bins;
      double expected = (double) draws * (to - from) / bound;
      chi += (count[bin] - expected) * (count[bin] - expected) / expected;
    }
    assertTrue(chi < 37.7, "chi squared " + chi); // at most 15 degrees of freedom, once in 1,000
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void a_bound_below_one_is_refused(int bound) {
    var refused = assertThrows(IllegalArgumentException.class, () -> new Stream(0).nextInt(bound));
    assertEquals("bound = " + bound + ", but it must be at least 1", refused.getMessage());
  }

  @Test
  void seeking_a_position_is_having_drawn_up_to_it() {
    long[] drawn = new long[50];
    var stream = new Stream(99);
    for (int i = 0; i < drawn.length; i++) {
      assertEquals(i, stream.position());
      drawn[i] = stream.nextLong();
    }
    var sought = new Stream(99);
    for (int from : new int[] {0, 1, 2, 3, 17, 48, 5, 4, 49, 1}) {
      sought.seek(from);
      for (int i = from; i < drawn.length; i++) assertEquals(drawn[i], sought.nextLong());
    }
    sought.seek(13);
    assertEquals(13, sought.position());
    assertEquals(
        "position = -1, but it must not be negative",
        assertThrows(IllegalArgumentException.class, () -> sought.seek(-1)).getMessage());
  }

  @Test
  void a_stream_goes_on_beyond_four_billion_words() {
    var stream = new Stream(5);
    long far = (1L << 40) + 1;
    stream.seek(far);
    long[] block = new long[2];
    Philox.block(5, far >>> 1, 0, block, 0);
    assertEquals(block[1], stream.nextLong());
    assertEquals(far + 1, stream.position());
  }

  @Test
  void a_restarted_stream_is_a_new_one() {
    var stream = new Stream(1);
    stream.nextLong();
    stream.restart(2);
    assertEquals(2, stream.key());
    assertEquals(0, stream.position());
    assertEquals(new Stream(2).nextLong(), stream.nextLong());
  }

  @Test
  void gaussians_have_the_moments_and_the_tails_of_the_standard_normal() {
    int draws = 200_000;
    var stream = new Stream(21);
    double sum = 0;
    double squares = 0;
    double cubes = 0;
    double fourths = 0;
    int beyondOne = 0;
    int beyondTwo = 0;
    for (int i = 0; i < draws; i++) {
      double x = stream.nextGaussian();
      sum += x;
      squares += x * x;
      cubes += x * x * x;
      fourths += x * x * x * x;
      if (Math.abs(x) > 1) beyondOne++;
      if (Math.abs(x) > 2) beyondTwo++;
    }
    // four standard errors each: sqrt(1, 2, 15, 96 / draws) = 0.0022, 0.0032, 0.0087, 0.0219
    assertEquals(0, sum / draws, 0.009);
    assertEquals(1, squares / draws, 0.013);
    assertEquals(0, cubes / draws, 0.035);
    assertEquals(3, fourths / draws, 0.088);
    assertEquals(0.317311, (double) beyondOne / draws, 0.0042);
    assertEquals(0.045500, (double) beyondTwo / draws, 0.0019);
  }

  @Test
  void doubles_in_an_interval_never_reach_its_end_even_where_rounding_would() {
    double high = Math.nextUp(1.0); // the interval holds 1.0 alone, and 1 + u * 2^-52 rounds up for u > 1/2
    var stream = new Stream(2);
    for (int i = 0; i < 100; i++) assertEquals(1.0, stream.nextDouble(1.0, high));
    for (int i = 0; i < 1_000; i++) {
      double value = stream.nextDouble(-3, 5);
      assertTrue(value >= -3 && value < 5);
    }
  }

  private static int[] draw(Stream stream, int bound, int count) {
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) drawn[i] = stream.nextInt(bound);
    return drawn;
  }

  static double chiSquared(int[] count, double expected) {
    double chi = 0;
    for (int each : count) chi += (each - expected) * (each - expected) / expected;
    return chi;
  }
}
