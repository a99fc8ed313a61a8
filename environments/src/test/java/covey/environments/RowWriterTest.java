package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import covey.random.Stream;
import org.junit.jupiter.api.Test;

class RowWriterTest {
  private static final int GAMES = 100;

  private final Stream chance = new Stream(3);

  private double[] numbers() {
    var numbers = new double[GAMES];
    for (int e = 0; e < GAMES; e++) numbers[e] = e % 9 == 0 ? -0.0 : chance.nextDouble(-2, 2);
    return numbers;
  }

  @Test
  void every_feature_lands_in_its_row_rounded_once() {
    double[] x = numbers();
    double[] y = numbers();
    double[] u = numbers();
    double[] v = numbers();
    var rows = new RowWriter(10, GAMES);
    rows.begin(20, 61);
    rows.add(x, y);
    rows.addRelative(u, v, x, y);
    rows.addRelative(v, u, x, y);
    rows.addZeros(1);
    rows.addRelative(y, x, u, v);
    var out = new float[3 + 41 * 12];
    rows.write(out, 3, 12);
    for (int e = 20; e < 61; e++) {
      int at = 3 + (e - 20) * 12;
      float[] expected = {(float) x[e], (float) y[e], (float) (u[e] - x[e]), (float) (v[e] - y[e]),
          (float) (v[e] - x[e]), (float) (u[e] - y[e]), 0, 0, (float) (y[e] - u[e]), (float) (x[e] - v[e]), 0, 0};
      for (int f = 0; f < 12; f++) {
        assertEquals(Float.floatToRawIntBits(expected[f]), Float.floatToRawIntBits(out[at + f]), e + ", " + f);
      }
    }
  }

  @Test
  void vectors_and_scalars_write_the_same_bits() {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "started without --add-modules jdk.incubator.vector: there is no vector form to compare");
    for (int pairs : new int[] {4, 5, 9, 27}) {
      for (int games : new int[] {8, 40, 100}) {
        var rows = new RowWriter(2 * pairs, GAMES);
        rows.begin(GAMES - games, GAMES);
        for (int k = 0; k < pairs; k++) rows.addRelative(numbers(), numbers(), numbers(), numbers());
        var scalars = new float[games * 2 * pairs];
        var vectors = new float[games * 2 * pairs];
        rows.write(scalars, 0, 2 * pairs);
        int left = rows.writeVectors(vectors, 0, 2 * pairs);
        assertEquals(GAMES - games % 8, left);
        System.arraycopy(scalars, (left - GAMES + games) * 2 * pairs, vectors, (left - GAMES + games) * 2 * pairs,
            (GAMES - left) * 2 * pairs);
        assertArrayEquals(bits(scalars), bits(vectors));
      }
    }
  }

  private static int[] bits(float[] values) {
    var bits = new int[values.length];
    for (int k = 0; k < bits.length; k++) bits[k] = Float.floatToRawIntBits(values[k]);
    return bits;
  }
}
