package covey.environments;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The vector form of [RowWriter]: eight features of eight games are computed in registers, transposed there and stored
/// as eight pieces of rows. The same bits, because every number is one subtraction and one rounding.
final class VectorRows {
  /// Features and games of one square.
  static final int SIDE = 8;

  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
  private static final VectorShuffle<Float> UP_1 = shift(1);
  private static final VectorShuffle<Float> UP_2 = shift(2);
  private static final VectorShuffle<Float> UP_4 = shift(4);
  private static final VectorShuffle<Float> DOWN_1 = shift(-1);
  private static final VectorShuffle<Float> DOWN_2 = shift(-2);
  private static final VectorShuffle<Float> DOWN_4 = shift(-4);
  private static final VectorMask<Float> ODD_1 = odd(1);
  private static final VectorMask<Float> ODD_2 = odd(2);
  private static final VectorMask<Float> ODD_4 = odd(4);

  private VectorRows() {}

  /// Whether this machine computes on eight doubles at once; otherwise the scalar form is faster.
  static boolean fast() {
    return DoubleVector.SPECIES_PREFERRED.length() >= SIDE;
  }

  /// Lane k takes lane k - by.
  private static VectorShuffle<Float> shift(int by) {
    return VectorShuffle.fromOp(FLOATS, k -> (k - by) & (SIDE - 1));
  }

  /// Lanes whose number has the bit `of`.
  private static VectorMask<Float> odd(int of) {
    var bits = new boolean[SIDE];
    for (int k = 0; k < SIDE; k++) bits[k] = (k & of) != 0;
    return VectorMask.fromArray(FLOATS, bits, 0);
  }

  /// Writes features `f` to `f + 7` of the games `[from, to)`, a multiple of eight of them.
  ///
  /// @param at place of feature `f` of game `from`
  static void write(double[][] of, double[][] minus, int f, int from, int to, float[] out, int at, int stride) {
    double[] a0 = of[f];
    double[] a1 = of[f + 1];
    double[] a2 = of[f + 2];
    double[] a3 = of[f + 3];
    double[] a4 = of[f + 4];
    double[] a5 = of[f + 5];
    double[] a6 = of[f + 6];
    double[] a7 = of[f + 7];
    double[] b0 = minus[f];
    double[] b1 = minus[f + 1];
    double[] b2 = minus[f + 2];
    double[] b3 = minus[f + 3];
    double[] b4 = minus[f + 4];
    double[] b5 = minus[f + 5];
    double[] b6 = minus[f + 6];
    double[] b7 = minus[f + 7];
    int row = at;
    for (int e = from; e < to; e += SIDE) {
      FloatVector v0 = feature(a0, b0, e);
      FloatVector v1 = feature(a1, b1, e);
      FloatVector v2 = feature(a2, b2, e);
      FloatVector v3 = feature(a3, b3, e);
      FloatVector v4 = feature(a4, b4, e);
      FloatVector v5 = feature(a5, b5, e);
      FloatVector v6 = feature(a6, b6, e);
      FloatVector v7 = feature(a7, b7, e);

      FloatVector w0 = v0.blend(v1.rearrange(UP_1), ODD_1);
      FloatVector w1 = v0.rearrange(DOWN_1).blend(v1, ODD_1);
      FloatVector w2 = v2.blend(v3.rearrange(UP_1), ODD_1);
      FloatVector w3 = v2.rearrange(DOWN_1).blend(v3, ODD_1);
      FloatVector w4 = v4.blend(v5.rearrange(UP_1), ODD_1);
      FloatVector w5 = v4.rearrange(DOWN_1).blend(v5, ODD_1);
      FloatVector w6 = v6.blend(v7.rearrange(UP_1), ODD_1);
      FloatVector w7 = v6.rearrange(DOWN_1).blend(v7, ODD_1);

      v0 = w0.blend(w2.rearrange(UP_2), ODD_2);
      v2 = w0.rearrange(DOWN_2).blend(w2, ODD_2);
      v1 = w1.blend(w3.rearrange(UP_2), ODD_2);
      v3 = w1.rearrange(DOWN_2).blend(w3, ODD_2);
      v4 = w4.blend(w6.rearrange(UP_2), ODD_2);
      v6 = w4.rearrange(DOWN_2).blend(w6, ODD_2);
      v5 = w5.blend(w7.rearrange(UP_2), ODD_2);
      v7 = w5.rearrange(DOWN_2).blend(w7, ODD_2);

      v0.blend(v4.rearrange(UP_4), ODD_4).intoArray(out, row);
      v1.blend(v5.rearrange(UP_4), ODD_4).intoArray(out, row + stride);
      v2.blend(v6.rearrange(UP_4), ODD_4).intoArray(out, row + 2 * stride);
      v3.blend(v7.rearrange(UP_4), ODD_4).intoArray(out, row + 3 * stride);
      v0.rearrange(DOWN_4).blend(v4, ODD_4).intoArray(out, row + 4 * stride);
      v1.rearrange(DOWN_4).blend(v5, ODD_4).intoArray(out, row + 5 * stride);
      v2.rearrange(DOWN_4).blend(v6, ODD_4).intoArray(out, row + 6 * stride);
      v3.rearrange(DOWN_4).blend(v7, ODD_4).intoArray(out, row + 7 * stride);
      row += SIDE * stride;
    }
  }

  private static FloatVector feature(double[] of, double[] minus, int e) {
    return (FloatVector) DoubleVector.fromArray(DOUBLES, of, e).sub(DoubleVector.fromArray(DOUBLES, minus, e))
        .convertShape(VectorOperators.D2F, FLOATS, 0);
  }
}
