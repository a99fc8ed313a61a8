package covey.nn.kernels;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Runs every kernel on shapes that hit all tiles and tails, and hashes the results; run once per form and width.
public final class KernelBits {
  private final Kernels kernels;
  private final SplittableRandom random = new SplittableRandom(5);
  private final StringBuilder report = new StringBuilder();
  private final float[] scratch = new float[Order.NORM_SCRATCH];

  private KernelBits(Kernels kernels) {
    this.kernels = kernels;
  }

  /// @return one line per kernel: its name and the hash of its results
  public static String report(Kernels kernels) {
    var bits = new KernelBits(kernels);
    bits.products();
    bits.functions();
    bits.sums();
    bits.softmax();
    bits.layerNorm();
    bits.optimisers();
    return bits.report.toString();
  }

  private void products() {
    int[][] shapes = {
      {1, 16, 1}, {2, 16, 3}, {7, 64, 5}, {13, 80, 64}, {8, 128, 21}, {12, 64, 160}, {10, 48, 300}, {3, 256, 17}
    };
    for (int[] s : shapes) {
      int m = s[0];
      int n = s[1];
      int k = s[2];
      float[] a = numbers(m * (k + 3));
      float[] b = numbers(k * n);
      float[] d = numbers(m * n);
      float[] c = new float[m * n];
      kernels.multiply(m, n, k, a, 0, k + 3, 1, b, 0, n, d, 0, n, c, 0, n);
      note("multiply", c);
      kernels.multiply(m, n, k, a, 0, 1, m, b, 0, n, d, 0, n, d, 0, n);
      kernels.multiply(m, n, k, a, 0, k + 3, 1, b, 0, n, d, 0, 0, c, 0, n);
      note("multiply with one row added to all", c);
      note("multiply in place", d);
    }
    for (int k : new int[] {1, 5, 16, 20, 64, 100, 256}) {
      float[] a = numbers(11 * 272);
      float[] c = new float[11];
      kernels.dots(11, k, a, 272, numbers(272), 0, numbers(11), 0, 1, c, scratch);
      note("dots " + k, c);
    }
  }

  private void functions() {
    int n = 4096;
    float[] x = numbers(n);
    float[] z = numbers(n);
    for (int i = 0; i < n; i++) x[i] *= (float) StrictMath.pow(10, i % 8 - 4);
    float[] special = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
        -Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE,
        88.8f, 88.72f, -86.6f, -87f, 7.9f, -7.91f, 89f, 2f};
    System.arraycopy(special, 0, x, 0, special.length);
    float[] y = new float[n];
    for (Unary f : Unary.values()) {
      kernels.unary(f, n, x, -0.5f, 1.5f, y);
      note(f.name(), y);
      float[] dx = numbers(n);
      kernels.unaryBackward(f, n, x, y, -0.5f, 1.5f, z, dx);
      note(f.name() + " backward", dx);
      if (f == Unary.TANH || f == Unary.RELU || f == Unary.SIGMOID || f == Unary.ELU) {
        float[] dy = z.clone();
        kernels.activationBackward(f, n, y, dy);
        note(f.name() + " activation", dy);
      }
    }
    System.arraycopy(x, 0, z, 16, 16);
    for (Binary f : Binary.values()) {
      kernels.binary(f, n, x, z, y);
      note(f.name(), y);
      float[] dx = numbers(n);
      float[] dz = numbers(n);
      kernels.binaryBackward(f, n, x, z, y, numbers(n), dx, dz);
      note(f.name() + " dx", dx);
      note(f.name() + " dz", dz);
    }
  }

  private void sums() {
    for (int n : new int[] {2, 15, 16, 17, 33, 64, 100}) {
      int stride = (n + 15) & ~15;
      float[] x = numbers(9 * stride + 16);
      float[] y = new float[9];
      kernels.rowSums(9, n, x, stride, y, scratch);
      note("rowSums " + n, y);
      float[] s = numbers(stride);
      kernels.columnSums(9, stride, x, stride, s, 0);
      note("columnSums " + n, s);
    }
    float[] x = numbers(4096);
    note("squares", (float) kernels.squares(0, 4096, x, scratch), (float) kernels.squares(16, 1600, x, scratch));
    float[] y = numbers(4096);
    kernels.accumulate(16, 2048, x, y);
    note("accumulate", y);
  }

  private void softmax() {
    int[][] branches = {{5}, {2}, {20}, {40}, {3, 4}, {17, 2, 16}};
    for (int[] branch : branches) {
      int width = 0;
      for (int b : branch) width += b;
      int stride = (width + 15) & ~15;
      int rows = 37;
      float[] x = numbers(rows * stride);
      boolean[] mask = new boolean[rows * width];
      for (int i = 0; i < mask.length; i++) mask[i] = random.nextInt(3) > 0;
      int at = 0;
      for (int b : branch) {
        for (int row = 0; row < rows; row++) mask[row * width + at] = true;
        at += b;
      }
      x[3] = 90f;
      x[4] = -90f;
      var s = new Softmax(width, branch, 48);
      float[] y = new float[rows * stride];
      float[] entropy = new float[rows];
      float[] dx = numbers(rows * stride);
      s.forward(kernels, rows, x, stride, mask, y, stride, entropy);
      note("softmax " + width, y);
      note("entropy " + width, entropy);
      s.backward(kernels, rows, numbers(rows * stride), stride, numbers(rows), dx, stride);
      note("softmax backward " + width, dx);
    }
  }

  private void layerNorm() {
    int rows = 37; // groups of 16, and a rest
    for (int n : new int[] {2, 6, 16, 40, 64, 100}) {
      int stride = (n + 15) & ~15;
      float[] x = numbers(rows * stride);
      float[] values = numbers(2 * stride);
      float[] normal = new float[rows * stride];
      float[] inverse = new float[rows];
      float[] y = new float[rows * stride];
      kernels.layerNorm(rows, n, x, stride, values, 0, stride, 1e-5f, normal, inverse, y, scratch);
      float[] dy = numbers(rows * stride);
      float[] gradients = numbers(2 * stride);
      float[] dx = numbers(rows * stride);
      kernels.layerNormBackward(
          rows, n, dy, stride, values, gradients, 0, stride, normal, inverse, dx, stride, dx, scratch);
      float[] alone = new float[rows * stride];
      kernels.layerNormBackward(rows, n, dy, stride, values, new float[2 * stride], 0, stride, normal, inverse,
          new float[stride], 0, alone, scratch);
      for (int row = 0; row < rows; row++) {
        note("layerNorm " + n, Arrays.copyOfRange(y, row * stride, row * stride + n));
        note("layerNorm dx " + n, Arrays.copyOfRange(dx, row * stride, row * stride + n));
        note("layerNorm dx alone " + n, Arrays.copyOfRange(alone, row * stride, row * stride + n));
      }
      note("layerNorm gain " + n, Arrays.copyOf(gradients, n));
      note("layerNorm bias " + n, Arrays.copyOfRange(gradients, stride, stride + n));
    }
  }

  private void optimisers() {
    int n = 512;
    float[] value = numbers(n);
    float[] m = numbers(n);
    float[] v = numbers(n);
    for (int i = 0; i < n; i++) v[i] = Math.abs(v[i]) * (i % 7 == 0 ? 1e-31f : 1f);
    float[] g = numbers(n);
    g[0] = 0f;
    kernels.adam(0, n, g, 0.7f, m, v, value, 0.9f, 0.999f, 1e-5f, 0.01f, 3f);
    note("adam", value);
    note("adam m", m);
    note("adam v", v);
    kernels.rmsProp(0, n, g, 0.7f, v, value, 0.99f, 1e-5f, 0.01f);
    note("rmsProp", value);
    kernels.sgd(0, n, g, 0.7f, m, value, 0.9f, 0.01f);
    note("sgd", value);
  }

  private float[] numbers(int count) {
    float[] x = new float[count];
    for (int i = 0; i < count; i++) x[i] = (float) (random.nextDouble() * 4 - 2);
    return x;
  }

  private void note(String name, float... values) {
    long hash = 1469598103934665603L;
    for (float value : values) hash = (hash ^ Float.floatToIntBits(value)) * 1099511628211L;
    report.append(name).append(' ').append(Long.toHexString(hash)).append('\n');
  }
}
