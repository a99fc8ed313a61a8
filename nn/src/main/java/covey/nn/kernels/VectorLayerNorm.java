package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// Layer norm, in groups of 16 rows: their partial sums lie one row after another in `scratch`, the trees of [Order]
/// run over all of them at once, and means and deviations of 16 rows are one division and one root. A group's phases wait
/// for each other (sums, tree, mean, squares, tree, root), so each phase is done for four groups before the next.
///
/// Loops go over rows, with gain, bias and their gradients in registers; four vectors of columns where there are as
/// many, else one.
final class VectorLayerNorm {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();
  private static final int PARTIALS = Order.PARTIALS;
  private static final int ROWS = PARTIALS;

  // in a group's share of scratch: two kinds of partial sums, [16, 16] each, then two numbers per row
  private static final int PRODUCTS = ROWS * PARTIALS;
  private static final int MEAN = 2 * PRODUCTS;
  private static final int SLOPE = MEAN + ROWS;
  private static final int SHARE = SLOPE + ROWS;

  private static final int GROUPS = Order.NORM_SCRATCH / SHARE;

  // Lane j of a tree's step h: whether j has bit h, and lane j ^ h.
  private static final VectorMask<Float> HAS_8 = has(8);
  private static final VectorMask<Float> HAS_4 = has(4);
  private static final VectorMask<Float> HAS_2 = has(2);
  private static final VectorMask<Float> HAS_1 = has(1);
  private static final VectorShuffle<Float> SWAP_8 = VectorShuffle.fromOp(S, j -> (j ^ 8) % L);
  private static final VectorShuffle<Float> SWAP_4 = VectorShuffle.fromOp(S, j -> (j ^ 4) % L);
  private static final VectorShuffle<Float> SWAP_2 = VectorShuffle.fromOp(S, j -> j ^ 2);
  private static final VectorShuffle<Float> SWAP_1 = VectorShuffle.fromOp(S, j -> j ^ 1);

  private VectorLayerNorm() {}

  private static VectorMask<Float> has(int bit) {
    boolean[] lanes = new boolean[L];
    for (int j = 0; j < L; j++) lanes[j] = (j & bit) != 0;
    return VectorMask.fromArray(S, lanes, 0);
  }

  static void forward(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch) {
    for (int block = 0; block < rows; block += GROUPS * ROWS) {
      int end = Math.min(rows, block + GROUPS * ROWS);
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        sums(Math.min(ROWS, end - r), n, x, r * xs, xs, scratch, o);
      }
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) totals(scratch, o);
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) means(n, scratch, o, o + MEAN);
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        squares(Math.min(ROWS, end - r), n, x, r * xs, xs, scratch, o);
      }
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) totals(scratch, o);
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) inverses(n, epsilon, scratch, o);
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        System.arraycopy(scratch, o + SLOPE, inverse, r, Math.min(ROWS, end - r));
        normalise(Math.min(ROWS, end - r), n, x, r * xs, xs, values, gain, bias, normal, y, scratch, o);
      }
    }
  }

  static void backward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float[] from, int fs, float @Nullable [] dx, float[] scratch) {
    for (int block = 0; block < rows; block += GROUPS * ROWS) {
      int end = Math.min(rows, block + GROUPS * ROWS);
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        gradientSums(
            Math.min(ROWS, end - r), n, dy, r * xs, xs, values, gradients, gain, bias, normal, scratch, o);
      }
      if (dx == null) continue;
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        totals(scratch, o);
        totals(scratch, o + PRODUCTS);
      }
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        means(n, scratch, o, o + MEAN);
        means(n, scratch, o + PRODUCTS, o + SLOPE);
      }
      for (int r = block, o = 0; r < end; r += ROWS, o += SHARE) {
        inputGradients(Math.min(ROWS, end - r), n, dy, r * xs, xs, values, gain, normal, inverse, r, from, r * fs, fs,
            dx, scratch, o);
      }
    }
  }

  /// In stores as wide as the loads to come, which would wait for narrower ones.
  private static void clear(int length, float[] scratch, int o) {
    for (int i = o; i < o + length; i += L) FloatVector.zero(S).intoArray(scratch, i);
  }

  /// The partial sums of rows; here and below a method with a loop makes its own masks and vectors, see [VectorRows].
  private static void sums(int count, int n, float[] x, int at, int xs, float[] scratch, int o) {
    clear(PRODUCTS, scratch, o);
    int j = 0;
    if (L == PARTIALS) for (; j + 4 * L <= n; j += 4 * L) sums4(count, x, at + j, xs, scratch, o);
    for (; j < n; j += L) sums1(count, j, n, x, at + j, xs, scratch, o);
  }

  private static void sums4(int count, float[] x, int at, int xs, float[] scratch, int o) {
    for (int i = 0, p = at; i < count; i++, p += xs) {
      FloatVector sum = at(scratch, o + i * PARTIALS).add(at(x, p)).add(at(x, p + L)).add(at(x, p + 2 * L));
      sum.add(at(x, p + 3 * L)).intoArray(scratch, o + i * PARTIALS);
    }
  }

  private static void sums1(int count, int j, int n, float[] x, int at, int xs, float[] scratch, int o) {
    VectorMask<Float> head = S.indexInRange(j, n);
    for (int i = 0, p = at, s = o + j % PARTIALS; i < count; i++, p += xs, s += PARTIALS) {
      at(scratch, s).add(FloatVector.zero(S).blend(at(x, p), head)).intoArray(scratch, s);
    }
  }

  private static void squares(int count, int n, float[] x, int at, int xs, float[] scratch, int o) {
    clear(PRODUCTS, scratch, o);
    int j = 0;
    if (L == PARTIALS) for (; j + 4 * L <= n; j += 4 * L) squares4(count, x, at + j, xs, scratch, o);
    for (; j < n; j += L) squares1(count, j, n, x, at + j, xs, scratch, o);
  }

  private static void squares4(int count, float[] x, int at, int xs, float[] scratch, int o) {
    for (int i = 0, p = at; i < count; i++, p += xs) {
      FloatVector mean = all(scratch[o + MEAN + i]);
      FloatVector a = at(x, p).sub(mean);
      FloatVector b = at(x, p + L).sub(mean);
      FloatVector c = at(x, p + 2 * L).sub(mean);
      FloatVector d = at(x, p + 3 * L).sub(mean);
      d.fma(d, c.fma(c, b.fma(b, a.fma(a, at(scratch, o + i * PARTIALS))))).intoArray(scratch, o + i * PARTIALS);
    }
  }

  private static void squares1(int count, int j, int n, float[] x, int at, int xs, float[] scratch, int o) {
    VectorMask<Float> head = S.indexInRange(j, n);
    for (int i = 0, p = at, s = o + j % PARTIALS; i < count; i++, p += xs, s += PARTIALS) {
      FloatVector d = FloatVector.zero(S).blend(at(x, p).sub(all(scratch[o + MEAN + i])), head);
      d.fma(d, at(scratch, s)).intoArray(scratch, s);
    }
  }

  /// 16 rows of 16 partial sums at `p0` become the 16 sums of the rows.
  private static void totals(float[] p, int p0) {
    if (L < PARTIALS) fold(p, p0);
    for (int row = 0; row < ROWS; row += L) {
      int at = p0 + row * L;
      if (L == 16) step8(p, at);
      if (L >= 8) step4(p, at);
      step2(p, at);
      at(p, p0 + row * L).intoArray(p, p0 + row);
    }
  }

  /// The steps of a tree that are wider than a vector.
  private static void fold(float[] p, int p0) {
    for (int i = 0, from = p0, to = p0; i < ROWS; i++, from += PARTIALS, to += L) {
      FloatVector sum = at(p, from).add(at(p, from + 8));
      if (L == 4) sum = sum.add(at(p, from + 4).add(at(p, from + 12)));
      sum.intoArray(p, to);
    }
  }

  /// One step of the tree for pairs of vectors: lanes without bit 8 go on with row i, those with it with row i + 8.
  /// After the last step, lane i is the sum of row i.
  private static void step8(float[] p, int at) {
    for (int i = at; i < at + 8 * L; i += L) {
      FloatVector a = at(p, i);
      FloatVector b = at(p, i + 8 * L);
      a.blend(b, HAS_8).add(b.blend(a, HAS_8).rearrange(SWAP_8)).intoArray(p, i);
    }
  }

  private static void step4(float[] p, int at) {
    for (int i = at; i < at + 4 * L; i += L) {
      FloatVector a = at(p, i);
      FloatVector b = at(p, i + 4 * L);
      a.blend(b, HAS_4).add(b.blend(a, HAS_4).rearrange(SWAP_4)).intoArray(p, i);
    }
  }

  /// The last two steps.
  private static void step2(float[] p, int at) {
    FloatVector a = at(p, at);
    FloatVector b = at(p, at + L);
    FloatVector c = at(p, at + 2 * L);
    FloatVector d = at(p, at + 3 * L);
    FloatVector e = a.blend(c, HAS_2).add(c.blend(a, HAS_2).rearrange(SWAP_2));
    FloatVector f = b.blend(d, HAS_2).add(d.blend(b, HAS_2).rearrange(SWAP_2));
    e.blend(f, HAS_1).add(f.blend(e, HAS_1).rearrange(SWAP_1)).intoArray(p, at);
  }

  private static void means(int n, float[] scratch, int from, int to) {
    for (int i = 0; i < ROWS; i += L) at(scratch, from + i).div(n).intoArray(scratch, to + i);
  }

  private static void inverses(int n, float epsilon, float[] scratch, int o) {
    for (int i = 0; i < ROWS; i += L) {
      all(1f).div(at(scratch, o + i).div(n).add(epsilon).sqrt()).intoArray(scratch, o + SLOPE + i);
    }
  }

  private static void normalise(
      int count, int n, float[] x, int at, int xs, float[] values, int gain, int bias, float[] normal, float[] y,
      float[] scratch, int o) {
    int j = 0;
    for (; j + 4 * L <= n; j += 4 * L) {
      normalise4(count, x, at + j, xs, values, gain + j, bias + j, normal, y, scratch, o);
    }
    for (; j < n; j += L) normalise1(count, x, at + j, xs, values, gain + j, bias + j, normal, y, scratch, o);
  }

  private static void normalise4(
      int count, float[] x, int at, int xs, float[] values, int gain, int bias, float[] normal, float[] y,
      float[] scratch, int o) {
    FloatVector g0 = at(values, gain);
    FloatVector g1 = at(values, gain + L);
    FloatVector g2 = at(values, gain + 2 * L);
    FloatVector g3 = at(values, gain + 3 * L);
    FloatVector b0 = at(values, bias);
    FloatVector b1 = at(values, bias + L);
    FloatVector b2 = at(values, bias + 2 * L);
    FloatVector b3 = at(values, bias + 3 * L);
    for (int i = 0, p = at; i < count; i++, p += xs) {
      FloatVector mean = all(scratch[o + MEAN + i]);
      FloatVector scale = all(scratch[o + SLOPE + i]);
      FloatVector v0 = at(x, p).sub(mean).mul(scale);
      FloatVector v1 = at(x, p + L).sub(mean).mul(scale);
      FloatVector v2 = at(x, p + 2 * L).sub(mean).mul(scale);
      FloatVector v3 = at(x, p + 3 * L).sub(mean).mul(scale);
      v0.intoArray(normal, p);
      v1.intoArray(normal, p + L);
      v2.intoArray(normal, p + 2 * L);
      v3.intoArray(normal, p + 3 * L);
      v0.fma(g0, b0).intoArray(y, p);
      v1.fma(g1, b1).intoArray(y, p + L);
      v2.fma(g2, b2).intoArray(y, p + 2 * L);
      v3.fma(g3, b3).intoArray(y, p + 3 * L);
    }
  }

  private static void normalise1(
      int count, float[] x, int at, int xs, float[] values, int gain, int bias, float[] normal, float[] y,
      float[] scratch, int o) {
    FloatVector g = at(values, gain);
    FloatVector b = at(values, bias);
    for (int i = 0, p = at; i < count; i++, p += xs) {
      FloatVector v = at(x, p).sub(all(scratch[o + MEAN + i])).mul(all(scratch[o + SLOPE + i]));
      v.intoArray(normal, p);
      v.fma(g, b).intoArray(y, p);
    }
  }

  /// Gradients of gain and bias, and the partial sums of d = dy gain and of its products with the normalised row.
  private static void gradientSums(
      int count, int n, float[] dy, int at, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] scratch, int o) {
    clear(2 * PRODUCTS, scratch, o);
    int j = 0;
    if (L == PARTIALS) {
      for (; j + 4 * L <= n; j += 4 * L) {
        gradientSums4(count, dy, at + j, xs, values, gradients, gain + j, bias + j, normal, scratch, o);
      }
    }
    for (; j < n; j += L) {
      gradientSums1(count, j, n, dy, at + j, xs, values, gradients, gain + j, bias + j, normal, scratch, o);
    }
  }

  private static void gradientSums4(
      int count, float[] dy, int at, int xs, float[] values, float[] gradients, int gain, int bias, float[] normal,
      float[] scratch, int o) {
    FloatVector dg0 = at(gradients, gain);
    FloatVector dg1 = at(gradients, gain + L);
    FloatVector dg2 = at(gradients, gain + 2 * L);
    FloatVector dg3 = at(gradients, gain + 3 * L);
    FloatVector db0 = at(gradients, bias);
    FloatVector db1 = at(gradients, bias + L);
    FloatVector db2 = at(gradients, bias + 2 * L);
    FloatVector db3 = at(gradients, bias + 3 * L);
    FloatVector g0 = at(values, gain);
    FloatVector g1 = at(values, gain + L);
    FloatVector g2 = at(values, gain + 2 * L);
    FloatVector g3 = at(values, gain + 3 * L);
    for (int i = 0, p = at, s = o; i < count; i++, p += xs, s += PARTIALS) {
      FloatVector y = at(dy, p);
      FloatVector v = at(normal, p);
      dg0 = y.fma(v, dg0);
      db0 = db0.add(y);
      FloatVector d = y.mul(g0);
      FloatVector sum = at(scratch, s).add(d);
      FloatVector products = d.fma(v, at(scratch, PRODUCTS + s));
      y = at(dy, p + L);
      v = at(normal, p + L);
      dg1 = y.fma(v, dg1);
      db1 = db1.add(y);
      d = y.mul(g1);
      sum = sum.add(d);
      products = d.fma(v, products);
      y = at(dy, p + 2 * L);
      v = at(normal, p + 2 * L);
      dg2 = y.fma(v, dg2);
      db2 = db2.add(y);
      d = y.mul(g2);
      sum = sum.add(d);
      products = d.fma(v, products);
      y = at(dy, p + 3 * L);
      v = at(normal, p + 3 * L);
      dg3 = y.fma(v, dg3);
      db3 = db3.add(y);
      d = y.mul(g3);
      sum.add(d).intoArray(scratch, s);
      d.fma(v, products).intoArray(scratch, PRODUCTS + s);
    }
    dg0.intoArray(gradients, gain);
    dg1.intoArray(gradients, gain + L);
    dg2.intoArray(gradients, gain + 2 * L);
    dg3.intoArray(gradients, gain + 3 * L);
    db0.intoArray(gradients, bias);
    db1.intoArray(gradients, bias + L);
    db2.intoArray(gradients, bias + 2 * L);
    db3.intoArray(gradients, bias + 3 * L);
  }

  private static void gradientSums1(
      int count, int j, int n, float[] dy, int at, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] scratch, int o) {
    VectorMask<Float> head = S.indexInRange(j, n);
    FloatVector dg = at(gradients, gain);
    FloatVector db = at(gradients, bias);
    FloatVector g = at(values, gain);
    for (int i = 0, p = at, s = o + j % PARTIALS; i < count; i++, p += xs, s += PARTIALS) {
      FloatVector y = at(dy, p);
      FloatVector v = at(normal, p);
      dg = y.fma(v, dg);
      db = db.add(y);
      FloatVector d = FloatVector.zero(S).blend(y.mul(g), head);
      at(scratch, s).add(d).intoArray(scratch, s);
      d.fma(FloatVector.zero(S).blend(v, head), at(scratch, PRODUCTS + s)).intoArray(scratch, PRODUCTS + s);
    }
    dg.intoArray(gradients, gain);
    db.intoArray(gradients, bias);
  }

  private static void inputGradients(
      int count, int n, float[] dy, int at, int xs, float[] values, int gain, float[] normal, float[] inverse,
      int first, float[] from, int f0, int fs, float[] dx, float[] scratch, int o) {
    int j = 0;
    for (; j + 2 * L <= n; j += 2 * L) {
      inputGradients2(
          count, dy, at + j, xs, values, gain + j, normal, inverse, first, from, f0 + j, fs, dx, scratch, o);
    }
    for (; j < n; j += L) {
      inputGradients1(
          count, dy, at + j, xs, values, gain + j, normal, inverse, first, from, f0 + j, fs, dx, scratch, o);
    }
  }

  private static void inputGradients2(
      int count, float[] dy, int at, int xs, float[] values, int gain, float[] normal, float[] inverse, int first,
      float[] from, int f0, int fs, float[] dx, float[] scratch, int o) {
    FloatVector g0 = at(values, gain);
    FloatVector g1 = at(values, gain + L);
    for (int i = 0, p = at, f = f0; i < count; i++, p += xs, f += fs) {
      FloatVector mean = all(scratch[o + MEAN + i]);
      FloatVector slope = all(scratch[o + SLOPE + i]);
      FloatVector scale = all(inverse[first + i]);
      FloatVector d0 = at(normal, p).neg().fma(slope, at(dy, p).mul(g0).sub(mean));
      FloatVector d1 = at(normal, p + L).neg().fma(slope, at(dy, p + L).mul(g1).sub(mean));
      d0.fma(scale, at(from, f)).intoArray(dx, p);
      d1.fma(scale, at(from, f + L)).intoArray(dx, p + L);
    }
  }

  private static void inputGradients1(
      int count, float[] dy, int at, int xs, float[] values, int gain, float[] normal, float[] inverse, int first,
      float[] from, int f0, int fs, float[] dx, float[] scratch, int o) {
    FloatVector g = at(values, gain);
    for (int i = 0, p = at, f = f0; i < count; i++, p += xs, f += fs) {
      FloatVector slope = all(scratch[o + SLOPE + i]);
      FloatVector d = at(normal, p).neg().fma(slope, at(dy, p).mul(g).sub(all(scratch[o + MEAN + i])));
      d.fma(all(inverse[first + i]), at(from, f)).intoArray(dx, p);
    }
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
