package covey.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InitialiserTest {
  private final PpoFixture.Numbers numbers = new PpoFixture.Numbers(4);

  private float[] fill(Initialiser initialiser, int rows, int columns) {
    float[] x = new float[rows * columns];
    initialiser.fill(x, rows, columns, numbers);
    return x;
  }

  @Test
  void orthogonal_matrices_have_orthogonal_rows_or_columns_of_the_gain_s_length() {
    for (int[] shape : new int[][] {{64, 64}, {18, 64}, {64, 5}, {1, 7}, {7, 1}}) {
      float[] x = fill(Initialiser.orthogonal(1.5), shape[0], shape[1]);
      boolean byRow = shape[0] <= shape[1];
      int count = Math.min(shape[0], shape[1]);
      int length = Math.max(shape[0], shape[1]);
      for (int a = 0; a < count; a++) {
        for (int b = 0; b <= a; b++) {
          double dot = 0;
          for (int i = 0; i < length; i++) {
            dot += byRow ? x[a * shape[1] + i] * x[b * shape[1] + i] : x[i * shape[1] + a] * x[i * shape[1] + b];
          }
          assertEquals(a == b ? 2.25 : 0, dot, 1e-5); // gain squared on the diagonal
        }
      }
    }
  }

  @Test
  void uniform_ones_keep_their_bounds_and_spread() {
    bounds(fill(Initialiser.xavierUniform(2), 30, 20), 2 * Math.sqrt(6.0 / 50));
    bounds(fill(Initialiser.kaimingUniform(), 24, 25), 0.5); // sqrt(6 / 24)
    bounds(fill(Initialiser.uniform(3), 30, 20), 3);
  }

  private static void bounds(float[] x, double bound) {
    double largest = 0;
    double square = 0;
    for (float v : x) {
      largest = Math.max(largest, Math.abs(v));
      square += v * v;
    }
    assertTrue(largest <= bound && largest > 0.95 * bound, "largest " + largest + " of " + bound);
    assertEquals(bound * bound / 3, square / x.length, 0.15 * bound * bound / 3); // variance of a uniform
  }

  @Test
  void normal_ones_have_the_deviation() {
    double square = 0;
    for (float v : fill(Initialiser.normal(0.5), 50, 40)) square += v * v;
    assertEquals(0.25, square / 2000, 0.03); // standard error 0.25 sqrt(2 / 2000) = 0.008
  }

  @Test
  void constants_are_constant() {
    for (float v : fill(Initialiser.constant(2f), 3, 4)) assertEquals(2f, v);
    for (float v : fill(Initialiser.zeros(), 3, 4)) assertEquals(0f, v);
  }
}
