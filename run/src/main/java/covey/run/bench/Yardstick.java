package covey.run.bench;

import covey.nn.kernels.Kernels;
import java.util.OptionalDouble;

/// P: how fast one core of this machine multiplies matrices. Targets of speed are scaled by it, because a number of
/// steps per second says nothing without the machine.
///
/// It is the larger of our own register-blocked product of 64 x 64 matrices of floats and OpenBLAS, where the system has
/// it; both on one thread, in the same run.
///
/// @param own GFLOP/s of our own product
/// @param openBlas GFLOP/s of OpenBLAS; empty where there is none
public record Yardstick(double own, OptionalDouble openBlas) {
  /// The P that absolute targets are meant for, in GFLOP/s.
  public static final double REFERENCE = 139;

  private static final int SIZE = 64;
  private static final int PRODUCTS = 200; // per call

  /// Measures both; takes about a second.
  public static Yardstick measure() {
    return new Yardstick(own64(), OpenBlas.gigaflops());
  }

  /// P in GFLOP/s.
  public double p() {
    return Math.max(own, openBlas.orElse(0));
  }

  private static double own64() {
    float[] a = new float[SIZE * SIZE];
    for (int i = 0; i < a.length; i++) a[i] = (i % 7 - 3) / 8f;
    float[] product = new float[SIZE * SIZE];
    float[] zeros = new float[SIZE];
    Runnable once = () -> {
      for (int i = 0; i < PRODUCTS; i++) {
        Kernels.ACTIVE.multiply(SIZE, SIZE, SIZE, a, 0, SIZE, 1, a, 0, SIZE, zeros, 0, 0, product, 0, SIZE);
      }
    };
    return 2.0 * SIZE * SIZE * SIZE * PRODUCTS / Timing.seconds(once, 0.3, 9, 0.05) * 1e-9;
  }
}
