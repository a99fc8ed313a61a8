package covey.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class BoxMullerTest {

  @Test
  void the_cosine_is_that_of_the_jdk_to_the_last_places() {
    var stream = new Stream(4);
    for (int i = 0; i < 200_000; i++) {
      double turns = stream.nextDouble();
      double eighth = turns - Math.rint(4 * turns) / 4; // from the next quarter turn; exact
      double expected = switch ((int) Math.rint(4 * turns) % 4) {
        case 0 -> StrictMath.cos(2 * StrictMath.PI * eighth);
        case 1 -> -StrictMath.sin(2 * StrictMath.PI * eighth);
        case 2 -> -StrictMath.cos(2 * StrictMath.PI * eighth);
        default -> StrictMath.sin(2 * StrictMath.PI * eighth);
      };
      assertEquals(expected, BoxMuller.cosine(turns), 2 * Math.ulp(expected));
    }
  }

  @Test
  void quarters_of_a_turn_are_exact() {
    assertEquals(1, BoxMuller.cosine(0));
    assertEquals(0, BoxMuller.cosine(0.25));
    assertEquals(-1, BoxMuller.cosine(0.5));
    assertEquals(0, BoxMuller.cosine(0.75));
    assertEquals(Math.sqrt(0.5), BoxMuller.cosine(0.125), 1e-16);
    assertEquals(-Math.sqrt(0.5), BoxMuller.cosine(0.375), 1e-16);
    assertEquals(1, BoxMuller.cosine(Math.nextDown(1.0)), 1e-16);
  }

  @Test
  void the_largest_radius_is_that_of_the_smallest_draw() {
    double largest = 1 - 0x1.0p-53;
    assertEquals(Math.sqrt(2 * 53 * Math.log(2)), BoxMuller.of(largest, 0), 1e-12); // 8.5717
    assertEquals(0, BoxMuller.of(0, 0.3));
  }

  @Test
  void nothing_is_allocated_per_draw() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var stream = new Stream(5);
    double sum = 0;
    long least = Long.MAX_VALUE;
    for (int window = 0; window < 10; window++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) sum += stream.nextGaussian();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
    assertTrue(Double.isFinite(sum));
  }
}
