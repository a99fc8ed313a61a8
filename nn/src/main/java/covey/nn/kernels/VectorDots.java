package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Products with a single output: 16 partial sums per row and the tree of [Order], folded within a register where all
/// 16 fit one.
final class VectorDots {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();
  private static final VectorShuffle<Float> BY_8 = VectorShuffle.iota(S, 8 % L, 1, true);
  private static final VectorShuffle<Float> BY_4 = VectorShuffle.iota(S, 4 % L, 1, true);
  private static final VectorShuffle<Float> BY_2 = VectorShuffle.iota(S, 2, 1, true);

  private VectorDots() {}

  static void multiply(
      int m, int k, float[] a, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c,
      float[] scratch) {
    int i = 0;
    if (L == 16 && k % 16 == 0) {
      for (; i + 4 <= m; i += 4) four(k, a, i * as, as, w, w0, d, d0 + i * ds, ds, c, i);
    }
    for (; i < m; i++) {
      VectorRows.sumsOfProducts(a, i * as, w, w0, k, scratch);
      c[i] = d[d0 + i * ds] + Order.tree(scratch);
    }
  }

  /// Four rows share the loads of `w`.
  private static void four(
      int k, float[] a, int a0, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c, int c0) {
    FloatVector r0 = FloatVector.zero(S);
    FloatVector r1 = FloatVector.zero(S);
    FloatVector r2 = FloatVector.zero(S);
    FloatVector r3 = FloatVector.zero(S);
    for (int p = 0; p < k; p += L) {
      FloatVector y = at(w, w0 + p);
      r0 = at(a, a0 + p).fma(y, r0);
      r1 = at(a, a0 + as + p).fma(y, r1);
      r2 = at(a, a0 + 2 * as + p).fma(y, r2);
      r3 = at(a, a0 + 3 * as + p).fma(y, r3);
    }
    c[c0] = d[d0] + fold(r0);
    c[c0 + 1] = d[d0 + ds] + fold(r1);
    c[c0 + 2] = d[d0 + 2 * ds] + fold(r2);
    c[c0 + 3] = d[d0 + 3 * ds] + fold(r3);
  }

  /// The tree on 16 partial sums in one register.
  private static float fold(FloatVector v) {
    FloatVector by8 = v.add(v.rearrange(BY_8));
    FloatVector by4 = by8.add(by8.rearrange(BY_4));
    FloatVector by2 = by4.add(by4.rearrange(BY_2));
    return by2.lane(0) + by2.lane(1);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
