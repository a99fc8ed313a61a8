package covey.run.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/// How long work takes, in processor time of the calling thread: what other programs do meanwhile counts as little as
/// possible.
final class Timing {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private Timing() {}

  /// Does `once` again and again: first until it is warm, then in windows.
  ///
  /// @param warmSeconds of processor time before anything counts
  /// @return seconds per call: the median of the windows
  static double seconds(Runnable once, double warmSeconds, int windows, double windowSeconds) {
    long start = now();
    while (now() - start < warmSeconds * 1e9) once.run();
    double[] each = new double[windows];
    for (int w = 0; w < windows; w++) {
      long begin = now();
      long calls = 0;
      long end = begin;
      while (end - begin < windowSeconds * 1e9) {
        once.run();
        calls++;
        end = now();
      }
      each[w] = (end - begin) * 1e-9 / calls;
    }
    Arrays.sort(each);
    return each[windows / 2];
  }

  private static long now() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
