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
      for (int lane = 0; lane < PARTIALS; lane += L) sum(x, i * xs, n, lane).intoArray(scratch, lane);
      y[i] = Order.tree(scratch);
    }
  }

  /// Partial sums lane .. lane + L of the row at `at`.
  private static FloatVector sum(float[] x, int at, int n, int lane) {
    FloatVector sum = FloatVector.zero(S);
    int j = lane;
    for (; j + L <= n; j += PARTIALS) sum = sum.add(at(x, at + j));
    return j < n ? sum.add(head(x, at, j, n)) : sum;
  }

  /// Elements j .. n of a row, zeros after.
  private static FloatVector head(float[] x, int at, int j, int n) {
    return FloatVector.zero(S).blend(at(x, at + j), S.indexInRange(j, n));
  }

  static double squares(int from, int n, float[] x, float[] scratch) {
    double total = 0;
    for (int piece = from; piece < from + n; piece += 1024) {
      int length = Math.min(1024, from + n - piece);
      for (int lane = 0; lane < PARTIALS; lane += L) {
        sumOfProducts(x, piece, x, piece, length, lane).intoArray(scratch, lane);
      }
      total += Order.tree(scratch);
    }
    return total;
  }

  static void layerNorm(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch) {
    for (int i = 0; i < rows; i++) {
      int at = i * xs;
      for (int lane = 0; lane < PARTIALS; lane += L) sum(x, at, n, lane).intoArray(scratch, lane);
      float mean = Order.tree(scratch) / n;
      for (int j = 0; j < n; j += L) at(x, at + j).sub(mean).intoArray(normal, at + j);
      for (int lane = 0; lane < PARTIALS; lane += L) {
        sumOfProducts(normal, at, normal, at, n, lane).intoArray(scratch, lane);
      }
      float scale = 1f / (float) Math.sqrt(Order.tree(scratch) / n + epsilon);
      inverse[i] = scale;
      for (int j = 0; j < n; j += L) {
        FloatVector v = at(normal, at + j).mul(scale);
        v.intoArray(normal, at + j);
        v.fma(at(values, gain + j), at(values, bias + j)).intoArray(y, at + j);
      }
    }
  }

  static void layerNormBackward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float @Nullable [] dx, float[] scratch) {
    for (int i = 0; i < rows; i++) {
      int at = i * xs;
      for (int j = 0; j < n; j += L) {
        FloatVector d = at(dy, at + j);
        d.fma(at(normal, at + j), at(gradients, gain + j)).intoArray(gradients, gain + j);
        at(gradients, bias + j).add(d).intoArray(gradients, bias + j);
        d.mul(at(values, gain + j)).intoArray(scratch, PARTIALS + j);
      }
      if (dx == null) continue;
      for (int lane = 0; lane < PARTIALS; lane += L) sum(scratch, PARTIALS, n, lane).intoArray(scratch, lane);
      float mean = Order.tree(scratch) / n;
      for (int lane = 0; lane < PARTIALS; lane += L) {
        sumOfProducts(scratch, PARTIALS, normal, at, n, lane).intoArray(scratch, lane);
      }
      float slope = Order.tree(scratch) / n;
      for (int j = 0; j < n; j += L) {
        FloatVector d = at(normal, at + j).neg().fma(all(slope), at(scratch, PARTIALS + j).sub(mean));
        d.fma(all(inverse[i]), at(dx, at + j)).intoArray(dx, at + j);
      }
    }
  }

  /// Partial sums lane .. lane + L of the products of two rows.
  static FloatVector sumOfProducts(float[] x, int x0, float[] z, int z0, int n, int lane) {
    FloatVector sum = FloatVector.zero(S);
    int j = lane;
    for (; j + L <= n; j += PARTIALS) sum = at(x, x0 + j).fma(at(z, z0 + j), sum);
    return j < n ? head(x, x0, j, n).fma(head(z, z0, j, n), sum) : sum;
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
