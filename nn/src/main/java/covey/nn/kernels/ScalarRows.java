package covey.nn.kernels;

import org.jspecify.annotations.Nullable;

/// Sums along rows and columns, layer norm: the reference.
final class ScalarRows {
  private ScalarRows() {}

  static void dots(
      int m, int k, float[] a, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c, float[] scratch) {
    for (int i = 0; i < m; i++) c[i] = d[d0 + i * ds] + sumOfProducts(a, i * as, w, w0, k, scratch);
  }

  static void rowSums(int rows, int n, float[] x, int xs, float[] y, float[] scratch) {
    for (int i = 0; i < rows; i++) y[i] = sum(x, i * xs, n, scratch);
  }

  private static float sum(float[] x, int at, int n, float[] partial) {
    for (int j = 0; j < Order.PARTIALS; j++) partial[j] = 0f;
    for (int j = 0; j < n; j++) partial[j % Order.PARTIALS] += x[at + j];
    return Order.tree(partial);
  }

  private static float sumOfProducts(float[] x, int x0, float[] z, int z0, int n, float[] partial) {
    for (int j = 0; j < Order.PARTIALS; j++) partial[j] = 0f;
    for (int j = 0; j < n; j++) {
      partial[j % Order.PARTIALS] = Math.fma(x[x0 + j], z[z0 + j], partial[j % Order.PARTIALS]);
    }
    return Order.tree(partial);
  }

  static double squares(int from, int n, float[] x, float[] scratch) {
    double total = 0;
    for (int piece = from; piece < from + n; piece += 1024) {
      total += sumOfProducts(x, piece, x, piece, Math.min(1024, from + n - piece), scratch);
    }
    return total;
  }

  static void layerNorm(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch) {
    for (int i = 0; i < rows; i++) {
      int at = i * xs;
      float mean = sum(x, at, n, scratch) / n;
      for (int j = 0; j < n; j++) normal[at + j] = x[at + j] - mean;
      float scale = 1f / (float) Math.sqrt(sumOfProducts(normal, at, normal, at, n, scratch) / n + epsilon);
      inverse[i] = scale;
      for (int j = 0; j < n; j++) {
        normal[at + j] *= scale;
        y[at + j] = Math.fma(normal[at + j], values[gain + j], values[bias + j]);
      }
    }
  }

  static void layerNormBackward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float[] from, int fs, float @Nullable [] dx, float[] scratch) {
    int row = Order.PARTIALS; // scratch: 16 partial sums, then one row of gradients of `normal`
    for (int i = 0; i < rows; i++) {
      int at = i * xs;
      for (int j = 0; j < n; j++) {
        gradients[gain + j] = Math.fma(dy[at + j], normal[at + j], gradients[gain + j]);
        gradients[bias + j] += dy[at + j];
        scratch[row + j] = dy[at + j] * values[gain + j];
      }
      if (dx == null) continue;
      float mean = sum(scratch, row, n, scratch) / n;
      float slope = sumOfProducts(scratch, row, normal, at, n, scratch) / n;
      for (int j = 0; j < n; j++) {
        float d = Math.fma(-normal[at + j], slope, scratch[row + j] - mean);
        dx[at + j] = Math.fma(d, inverse[i], from[i * fs + j]);
      }
    }
  }
}
