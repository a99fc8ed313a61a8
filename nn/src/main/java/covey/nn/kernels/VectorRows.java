package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// Sums along rows and columns, layer norm.
final class VectorRows {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();
  private static final int PARTIALS = Order.PARTIALS;

  private VectorRows() {}

  static void columnSums(int rows, int n, float[] x, int xs, float[] sums, int s0) {
    int j = 0;
    for (; j + 4 * L <= n; j += 4 * L) columns4(rows, x, j, xs, sums, s0 + j);
    for (; j < n; j += L) columns1(rows, x, j, xs, sums, s0 + j);
  }

  private static void columns4(int rows, float[] x, int x0, int xs, float[] sums, int s0) {
    FloatVector a = at(sums, s0);
    FloatVector b = at(sums, s0 + L);
    FloatVector c = at(sums, s0 + 2 * L);
    FloatVector d = at(sums, s0 + 3 * L);
    for (int i = 0, p = x0; i < rows; i++, p += xs) {
      a = a.add(at(x, p));
      b = b.add(at(x, p + L));
      c = c.add(at(x, p + 2 * L));
      d = d.add(at(x, p + 3 * L));
    }
    a.intoArray(sums, s0);
    b.intoArray(sums, s0 + L);
    c.intoArray(sums, s0 + 2 * L);
    d.intoArray(sums, s0 + 3 * L);
  }

  private static void columns1(int rows, float[] x, int x0, int xs, float[] sums, int s0) {
    FloatVector a = at(sums, s0);
    for (int i = 0, p = x0; i < rows; i++, p += xs) a = a.add(at(x, p));
    a.intoArray(sums, s0);
  }

  static void rowSums(int rows, int n, float[] x, int xs, float[] y, float[] scratch) {
    for (int i = 0; i < rows; i++) {
      sums(x, i * xs, n, scratch);
      y[i] = Order.tree(scratch);
    }
  }

  /// The partial sums of n numbers into `scratch`.
  ///
  /// Methods with loops keep their vectors to themselves, here and elsewhere: once compiled by itself such a method is
  /// too big to be inlined, and a vector it took or returned would be an object.
  private static void sums(float[] x, int x0, int n, float[] scratch) {
    for (int lane = 0; lane < PARTIALS; lane += L) {
      FloatVector sum = FloatVector.zero(S);
      int j = lane;
      for (; j + L <= n; j += PARTIALS) sum = sum.add(at(x, x0 + j));
      if (j < n) sum = sum.add(head(x, x0, j, n));
      sum.intoArray(scratch, lane);
    }
  }

  /// The partial sums of the products of n pairs into `scratch`.
  static void sumsOfProducts(float[] x, int x0, float[] z, int z0, int n, float[] scratch) {
    for (int lane = 0; lane < PARTIALS; lane += L) {
      FloatVector sum = FloatVector.zero(S);
      int j = lane;
      for (; j + L <= n; j += PARTIALS) sum = at(x, x0 + j).fma(at(z, z0 + j), sum);
      if (j < n) sum = head(x, x0, j, n).fma(head(z, z0, j, n), sum);
      sum.intoArray(scratch, lane);
    }
  }

  /// Elements j .. n of a row, zeros after.
  private static FloatVector head(float[] x, int at, int j, int n) {
    return FloatVector.zero(S).blend(at(x, at + j), S.indexInRange(j, n));
  }

  static double squares(int from, int n, float[] x, float[] scratch) {
    double total = 0;
    for (int piece = from; piece < from + n; piece += 1024) {
      sumsOfProducts(x, piece, x, piece, Math.min(1024, from + n - piece), scratch);
      total += Order.tree(scratch);
    }
    return total;
  }

  static void layerNorm(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch) {
    for (int i = 0; i < rows; i++) {
      int at = i * xs;
      sums(x, at, n, scratch);
      subtract(n, x, at, Order.tree(scratch) / n, normal);
      sumsOfProducts(normal, at, normal, at, n, scratch);
      float scale = 1f / (float) Math.sqrt(Order.tree(scratch) / n + epsilon);
      inverse[i] = scale;
      normalise(n, scale, values, gain, bias, normal, at, y);
    }
  }

  private static void subtract(int n, float[] x, int at, float mean, float[] normal) {
    for (int j = 0; j < n; j += L) at(x, at + j).sub(mean).intoArray(normal, at + j);
  }

  private static void normalise(
      int n, float scale, float[] values, int gain, int bias, float[] normal, int at, float[] y) {
    for (int j = 0; j < n; j += L) {
      FloatVector v = at(normal, at + j).mul(scale);
      v.intoArray(normal, at + j);
      v.fma(at(values, gain + j), at(values, bias + j)).intoArray(y, at + j);
    }
  }

  static void layerNormBackward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float @Nullable [] dx, float[] scratch) {
    for (int i = 0; i < rows; i++) {
      int at = i * xs;
      parameterGradients(n, dy, at, values, gradients, gain, bias, normal, scratch);
      if (dx == null) continue;
      sums(scratch, PARTIALS, n, scratch);
      float mean = Order.tree(scratch) / n;
      sumsOfProducts(scratch, PARTIALS, normal, at, n, scratch);
      inputGradients(n, mean, Order.tree(scratch) / n, inverse[i], normal, at, scratch, dx);
    }
  }

  /// Leaves the gradient of the normalised row in `scratch`, after the partial sums.
  private static void parameterGradients(
      int n, float[] dy, int at, float[] values, float[] gradients, int gain, int bias, float[] normal,
      float[] scratch) {
    for (int j = 0; j < n; j += L) {
      FloatVector d = at(dy, at + j);
      d.fma(at(normal, at + j), at(gradients, gain + j)).intoArray(gradients, gain + j);
      at(gradients, bias + j).add(d).intoArray(gradients, bias + j);
      d.mul(at(values, gain + j)).intoArray(scratch, PARTIALS + j);
    }
  }

  private static void inputGradients(
      int n, float mean, float slope, float inverse, float[] normal, int at, float[] scratch, float[] dx) {
    for (int j = 0; j < n; j += L) {
      FloatVector d = at(normal, at + j).neg().fma(all(slope), at(scratch, PARTIALS + j).sub(mean));
      d.fma(all(inverse), at(dx, at + j)).intoArray(dx, at + j);
    }
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
