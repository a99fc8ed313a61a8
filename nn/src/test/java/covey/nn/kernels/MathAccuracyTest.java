package covey.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// Our polynomials against the JDK's in double, on dense grids; the bounds are those the documentation states.
class MathAccuracyTest {

  private interface Function {
    float of(float x);
  }

  private static void check(Function ours, DoubleUnaryOperator exact, float from, float to, double bound) {
    double worst = 0;
    float at = from;
    int points = 400_000;
    for (int i = 0; i <= points; i++) {
      float x = (float) (from + (to - (double) from) * i / points);
      double wanted = exact.applyAsDouble(x);
      double error = wanted == 0 ? Math.abs(ours.of(x)) : Math.abs(ours.of(x) / wanted - 1);
      if (error > worst) {
        worst = error;
        at = x;
      }
    }
    assertTrue(worst <= bound, "relative error " + worst + " at " + at + ", allowed " + bound);
  }

  @Test
  void relative_errors_stay_within_the_stated_bounds() {
    check(ScalarMath::tanh, Math::tanh, -9f, 9f, 4.5e-7);
    check(ScalarMath::tanh, Math::tanh, -1e-3f, 1e-3f, 4.5e-7);
    check(ScalarMath::exp, Math::exp, -86.5f, 88.7f, 2e-7);
    check(ScalarMath::exp, Math::exp, -1f, 1f, 2e-7);
    check(ScalarMath::log, Math::log, 1e-30f, 1e-3f, 2.5e-7);
    check(ScalarMath::log, Math::log, 0.01f, 100f, 2.5e-7);
    check(ScalarMath::log, Math::log, 0.99f, 1.01f, 2.5e-7);
    check(ScalarMath::sigmoid, x -> 1 / (1 + Math.exp(-x)), -80f, 80f, 3e-7);
    check(ScalarMath::softplus, x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), -80f, 80f, 3e-7);
  }

  @Test
  void limits_are_exact() {
    assertEquals(0f, ScalarMath.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, ScalarMath.exp(Float.POSITIVE_INFINITY));
    assertEquals(1f, ScalarMath.exp(0f));
    assertEquals(Float.NEGATIVE_INFINITY, ScalarMath.log(0f));
    assertEquals(0f, ScalarMath.log(1f));
    assertEquals(Float.POSITIVE_INFINITY, ScalarMath.log(Float.POSITIVE_INFINITY));
    assertTrue(Float.isNaN(ScalarMath.log(-1f)));
    assertEquals(0f, ScalarMath.tanh(0f));
    assertTrue(ScalarMath.tanh(1e10f) < 1f && ScalarMath.tanh(1e10f) > 1f - 4.5e-7f); // never 1 or more
    assertEquals(-ScalarMath.tanh(1e10f), ScalarMath.tanh(-1e10f));
    assertEquals(0.5f, ScalarMath.sigmoid(0f));
    assertEquals(0f, ScalarMath.sigmoid(Float.NEGATIVE_INFINITY));
    assertEquals(1f, ScalarMath.sigmoid(Float.POSITIVE_INFINITY));
  }

  @Test
  void nan_stays_nan() {
    assertTrue(Float.isNaN(ScalarMath.tanh(Float.NaN)));
    assertTrue(Float.isNaN(ScalarMath.exp(Float.NaN)));
    assertTrue(Float.isNaN(ScalarMath.log(Float.NaN)));
    assertTrue(Float.isNaN(ScalarMath.sigmoid(Float.NaN)));
    assertTrue(Float.isNaN(ScalarMath.softplus(Float.NaN)));
    assertTrue(Float.isNaN(ScalarMath.elu(Float.NaN)));
  }
}
