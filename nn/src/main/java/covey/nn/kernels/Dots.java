package covey.nn.kernels;

/// Products with a single output: one column of results, which leaves nothing to lay vectors along.
///
/// Eight rows at a time keep eight sums in flight; the order within a row is that of [Kernels#multiply], k ascending.
/// One form serves scalar and vector kernels.
public final class Dots {
  private Dots() {}

  /// `c[i] = d[i*ds] + sum over p < k of a[i*as + p] w[w0 + p]`, in `fma`, p ascending. `c` may be `d`.
  public static void multiply(
      int m, int k, float[] a, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c) {
    int i = 0;
    for (; i + 8 <= m; i += 8) eight(k, a, i * as, as, w, w0, d, d0 + i * ds, ds, c, i);
    for (; i < m; i++) {
      float sum = d[d0 + i * ds];
      for (int p = 0, at = i * as; p < k; p++, at++) sum = Math.fma(a[at], w[w0 + p], sum);
      c[i] = sum;
    }
  }

  private static void eight(
      int k, float[] a, int a0, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c, int c0) {
    float s0 = d[d0];
    float s1 = d[d0 + ds];
    float s2 = d[d0 + 2 * ds];
    float s3 = d[d0 + 3 * ds];
    float s4 = d[d0 + 4 * ds];
    float s5 = d[d0 + 5 * ds];
    float s6 = d[d0 + 6 * ds];
    float s7 = d[d0 + 7 * ds];
    for (int p = 0; p < k; p++) {
      float x = w[w0 + p];
      int at = a0 + p;
      s0 = Math.fma(a[at], x, s0);
      s1 = Math.fma(a[at + as], x, s1);
      s2 = Math.fma(a[at + 2 * as], x, s2);
      s3 = Math.fma(a[at + 3 * as], x, s3);
      s4 = Math.fma(a[at + 4 * as], x, s4);
      s5 = Math.fma(a[at + 5 * as], x, s5);
      s6 = Math.fma(a[at + 6 * as], x, s6);
      s7 = Math.fma(a[at + 7 * as], x, s7);
    }
    c[c0] = s0;
    c[c0 + 1] = s1;
    c[c0 + 2] = s2;
    c[c0 + 3] = s3;
    c[c0 + 4] = s4;
    c[c0 + 5] = s5;
    c[c0 + 6] = s6;
    c[c0 + 7] = s7;
  }
}
