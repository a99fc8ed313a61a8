package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Sums along rows and columns.
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

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
