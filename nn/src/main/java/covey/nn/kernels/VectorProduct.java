package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// `c = d + a b` for small matrices of floats, in register tiles of rows times vectors.
///
/// Every element is `fma(a[i, k-1], b[k-1, j], … fma(a[i, 0], b[0, j], d[i, j]))`, k ascending: tiles, blocks of k
/// and lanes never show in the result.
final class VectorProduct {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();

  /// Rows of `b` taken at a time: 64 columns of them (24 KiB) stay in the first-level cache.
  private static final int DEPTH = 96;

  private VectorProduct() {}

  static void multiply(
      int m, int n, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm) {
    int column = 0;
    for (; column + 4 * L <= n; column += 4 * L) {
      if (L == 8) {
        panel2(m, k, a, a0, am, ak, b, b0 + column, bk, d, d0 + column, dm, c, c0 + column, cm);
        panel2(m, k, a, a0, am, ak, b, b0 + column + 2 * L, bk, d, d0 + column + 2 * L, dm, c, c0 + column + 2 * L, cm);
      } else {
        panel4(m, k, a, a0, am, ak, b, b0 + column, bk, d, d0 + column, dm, c, c0 + column, cm);
      }
    }
    for (; column < n; column += L) {
      panel1(m, k, a, a0, am, ak, b, b0 + column, bk, d, d0 + column, dm, c, c0 + column, cm);
    }
  }

  /// Four vectors of columns, all rows; long sums are cut into pieces that go on from `c`.
  private static void panel4(
      int m, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm) {
    int done = 0;
    do {
      int depth = k - done <= DEPTH + DEPTH / 2 ? k - done : DEPTH;
      int aAt = a0 + done * ak;
      int bAt = b0 + done * bk;
      int i = 0;
      while (i < m) {
        int left = m - i;
        int at = aAt + i * am;
        int from = d0 + i * dm;
        int to = c0 + i * cm;
        if (left >= 6 && left != 7) {
          VectorTiles.tile6x4(depth, a, at, am, ak, b, bAt, bk, d, from, dm, c, to, cm);
          i += 6;
        } else if (left >= 4) { // 7 = 4 + 3: a single row would wait for its own sums
          VectorTiles.tile4x4(depth, a, at, am, ak, b, bAt, bk, d, from, dm, c, to, cm);
          i += 4;
        } else if (left == 3) {
          VectorTiles.tile3x4(depth, a, at, am, ak, b, bAt, bk, d, from, dm, c, to, cm);
          i += 3;
        } else if (left == 2) {
          VectorTiles.tile2x4(depth, a, at, am, ak, b, bAt, bk, d, from, dm, c, to, cm);
          i += 2;
        } else {
          VectorTiles.tile1x4(depth, a, at, ak, b, bAt, bk, d, from, c, to);
          i++;
        }
      }
      done += depth;
      d = c;
      d0 = c0;
      dm = cm;
    } while (done < k);
  }

  private static void panel2(
      int m, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm) {
    int i = 0;
    for (; i + 6 <= m; i += 6) {
      VectorTiles.tile6x2(k, a, a0 + i * am, am, ak, b, b0, bk, d, d0 + i * dm, dm, c, c0 + i * cm, cm);
    }
    for (; i < m; i++) {
      VectorTiles.tile1x1(k, a, a0 + i * am, ak, b, b0, bk, d, d0 + i * dm, c, c0 + i * cm);
      VectorTiles.tile1x1(k, a, a0 + i * am, ak, b, b0 + L, bk, d, d0 + i * dm + L, c, c0 + i * cm + L);
    }
  }

  private static void panel1(
      int m, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm) {
    int i = 0;
    for (; i + 8 <= m; i += 8) {
      VectorTiles.tile8x1(k, a, a0 + i * am, am, ak, b, b0, bk, d, d0 + i * dm, dm, c, c0 + i * cm, cm);
    }
    for (; i < m; i++) {
      VectorTiles.tile1x1(k, a, a0 + i * am, ak, b, b0, bk, d, d0 + i * dm, c, c0 + i * cm);
    }
  }
}
