package covey.benchmarks;

import covey.nn.kernels.Kernels;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// How fast one core of this machine multiplies matrices: what targets of speed are scaled by.
///
/// It is our own register-blocked product of 64 x 64 matrices of floats, best of several rounds, in processor time of one
/// thread. A BLAS library that is faster here would raise the targets, and is not looked for.
final class Yardstick {
  /// GFLOP/s of the core that absolute targets are meant for.
  static final double REFERENCE = 139;

  private static final int SIZE = 64;
  private static final int PRODUCTS = 1000; // per round
  private static final int ROUNDS = 40; // the first ones meet code that is not compiled yet

  private Yardstick() {}

  /// GFLOP/s of one core; takes less than a second.
  static double gigaflops() {
    float[] a = new float[SIZE * SIZE];
    for (int i = 0; i < a.length; i++) a[i] = (i % 7 - 3) / 8f;
    float[] product = new float[SIZE * SIZE];
    float[] zeros = new float[SIZE];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] seconds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < PRODUCTS; i++) {
        Kernels.ACTIVE.multiply(SIZE, SIZE, SIZE, a, 0, SIZE, 1, a, 0, SIZE, zeros, 0, 0, product, 0, SIZE);
      }
      seconds[round] = (threads.getCurrentThreadCpuTime() - start) * 1e-9;
    }
    Arrays.sort(seconds);
    return 2.0 * SIZE * SIZE * SIZE * PRODUCTS / seconds[0] * 1e-9;
  }
}
