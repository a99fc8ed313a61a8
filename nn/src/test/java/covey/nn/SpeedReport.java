package covey.nn;

import covey.nn.kernels.Kernels;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// Measures kernels, updates and inference on this machine; run by hand, asserts nothing.
///
/// Times are CPU time of the calling thread (wall time with several threads), best of many rounds, warm; the ratio is to a 64 x 64 x 64 product of our own
/// measured in the same run.
final class SpeedReport {
  private SpeedReport() {}

  public static void main(String[] arguments) {
    System.out.println("kernels: " + Kernels.ACTIVE.description());
    double p = product();
    System.out.printf("P: 64x64x64 product %.1f GFLOP/s%n", p);
    for (int hidden : new int[] {64, 256}) {
      for (int rows : new int[] {300, 10_000}) {
        update(rows, hidden, 1, p);
        if (arguments.length > 0) update(rows, hidden, 2, p);
      }
    }
    inference(768);
    inference(3);
    inference(1);
    System.out.printf("P again: %.1f GFLOP/s%n", product());
  }

  private static double product() {
    float[] a = new PpoFixture.Numbers(1).gaussians(64 * 64);
    float[] c = new float[64 * 64];
    float[] zeros = new float[64];
    Runnable once = () -> {
      for (int i = 0; i < 1000; i++) Kernels.ACTIVE.multiply(64, 64, 64, a, 0, 64, 1, a, 0, 64, zeros, 0, 0, c, 0, 64);
    };
    return 2.0 * 64 * 64 * 64 * 1000 / best(once, 30, false) * 1e-9;
  }

  private static void update(int rows, int hidden, int threads, double p) {
    var f = new PpoFixture(rows, hidden, true, Integer.getInteger("block", 0));
    try (var workers = new Workers(threads)) {
      var trainer = new Trainer(f.training, Trainer.usualSegmentRows(rows), workers);
      var adamActor = new Adam(f.actor, 0.9f, 0.999f, 1e-5f);
      var adamCritic = new Adam(f.critic, 0.9f, 0.999f, 1e-5f);
      int repeats = Math.max(1, 30_000 / rows * 64 / hidden);
      Runnable once = () -> {
        for (int i = 0; i < repeats; i++) {
          trainer.gradient(f.feed, rows, 1f / rows);
          trainer.step(adamActor, 1e-5f, 10f);
          trainer.step(adamCritic, 1e-5f, 10f);
        }
      };
      double seconds = best(once, 60, threads > 1);
      long bytes = allocated(once);
      int[] widths = {hidden, hidden};
      double flops = PpoFixture.flops(18, widths, 5) + PpoFixture.flops(21, widths, 1);
      double rate = rows * (double) repeats / seconds;
      System.out.printf("update, hidden %d, %,d rows, %d thread(s): %,.0f rows/s, %.1f GFLOP/s useful, %.1f %% of P, %d bytes%n",
          hidden, rows, threads, rate, rate * flops * 1e-9, 100 * rate * flops * 1e-9 / p, bytes / repeats);
    }
  }

  private static void inference(int rows) {
    var f = new PpoFixture(rows, 64, true, 0);
    Graph.Builder g = Graph.builder();
    Node x = g.input("observation", 18);
    MaskInput mask = g.mask("legal", 5);
    Categorical pi = Categorical.masked(f.actorNet.apply(x), mask);
    Node probabilities = pi.probabilities();
    Node logProbs = pi.logProbs();
    Workspace w = g.buildForward(logProbs, probabilities).workspace();
    int[] action = new int[rows];
    float[] logProb = new float[rows];
    double[] uniforms = new double[rows];
    var numbers = new PpoFixture.Numbers(3);
    for (int i = 0; i < rows; i++) uniforms[i] = numbers.uniform();
    Feed in = (s, first, n) -> {
      PpoFixture.copy(f.observation, 18, first, n, s.of(x), s.stride(x));
      System.arraycopy(f.legal, first * 5, s.of(mask), 0, n * 5);
    };
    Feed out = (s, first, n) -> {
      float[] p1 = s.of(probabilities);
      float[] l = s.of(logProbs);
      for (int i = 0; i < n; i++) {
        int a = Categorical.sample(p1, i * 16, 5, uniforms[first + i]);
        action[first + i] = a;
        logProb[first + i] = l[i * 16 + a];
      }
    };
    int repeats = Math.max(1, 100_000 / rows);
    double seconds = best(() -> {
      for (int i = 0; i < repeats; i++) w.forward(in, rows, out);
    }, 40, false);
    System.out.printf("inference 18-64-64-5, %d rows: %,.0f rows/s, %.2f us per call%n",
        rows, rows * (double) repeats / seconds, seconds / repeats * 1e6);
  }

  private static long allocated(Runnable once) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    once.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  static double best(Runnable once, int rounds, boolean wall) {
    var threads = ManagementFactory.getThreadMXBean();
    long end = System.nanoTime() + 5_000_000_000L;
    do once.run(); while (allocated(once) > 0 && System.nanoTime() < end); // until all is compiled
    double[] times = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = wall ? System.nanoTime() : threads.getCurrentThreadCpuTime();
      once.run();
      times[i] = ((wall ? System.nanoTime() : threads.getCurrentThreadCpuTime()) - start) * 1e-9;
    }
    Arrays.sort(times);
    return times[0];
  }
}
