package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/// Functions of two numbers, and sums of arrays.
///
/// One loop per function: a function chosen inside the loop would not become vector instructions.
final class VectorElementwise {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();

  private VectorElementwise() {}

  static void add(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).add(at(z, i)).intoArray(y, i);
  }

  static void subtract(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).sub(at(z, i)).intoArray(y, i);
  }

  static void multiply(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).mul(at(z, i)).intoArray(y, i);
  }

  static void divide(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) at(x, i).div(at(z, i)).intoArray(y, i);
  }

  static void minimum(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) {
      FloatVector a = at(x, i);
      FloatVector b = at(z, i);
      a.blend(b, b.lt(a)).intoArray(y, i);
    }
  }

  static void maximum(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) {
      FloatVector a = at(x, i);
      FloatVector b = at(z, i);
      a.blend(b, b.compare(VectorOperators.GT, a)).intoArray(y, i);
    }
  }

  static void greater(int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i += L) {
      FloatVector.zero(S).blend(1f, at(x, i).compare(VectorOperators.GT, at(z, i))).intoArray(y, i);
    }
  }

  static void addTo(int n, float[] dy, float[] dx) {
    for (int i = 0; i < n; i += L) at(dx, i).add(at(dy, i)).intoArray(dx, i);
  }

  static void subtractFrom(int n, float[] dy, float[] dx) {
    for (int i = 0; i < n; i += L) at(dx, i).sub(at(dy, i)).intoArray(dx, i);
  }

  /// `dx += dy z`
  static void addProduct(int n, float[] dy, float[] z, float[] dx) {
    for (int i = 0; i < n; i += L) at(dy, i).fma(at(z, i), at(dx, i)).intoArray(dx, i);
  }

  /// `dx += dy / z`
  static void addQuotient(int n, float[] dy, float[] z, float[] dx) {
    for (int i = 0; i < n; i += L) at(dx, i).add(at(dy, i).div(at(z, i))).intoArray(dx, i);
  }

  /// `dz -= dy y / z`, for y = x / z
  static void subtractQuotient(int n, float[] dy, float[] y, float[] z, float[] dz) {
    for (int i = 0; i < n; i += L) at(dz, i).sub(at(dy, i).mul(at(y, i)).div(at(z, i))).intoArray(dz, i);
  }

  /// The gradient of the smaller (or larger) of two goes to the one that was taken.
  static void choose(
      boolean smaller, int n, float[] x, float[] z, float[] dy, float @Nullable [] dx, float @Nullable [] dz) {
    if (dx != null) {
      if (smaller) {
        for (int i = 0; i < n; i += L) keep(at(z, i).lt(at(x, i)), dy, dx, i);
      } else {
        for (int i = 0; i < n; i += L) keep(at(z, i).compare(VectorOperators.GT, at(x, i)), dy, dx, i);
      }
    }
    if (dz != null) {
      if (smaller) {
        for (int i = 0; i < n; i += L) take(at(z, i).lt(at(x, i)), dy, dz, i);
      } else {
        for (int i = 0; i < n; i += L) take(at(z, i).compare(VectorOperators.GT, at(x, i)), dy, dz, i);
      }
    }
  }

  private static void keep(VectorMask<Float> other, float[] dy, float[] dx, int i) {
    at(dx, i).add(at(dy, i).blend(0f, other)).intoArray(dx, i);
  }

  private static void take(VectorMask<Float> mine, float[] dy, float[] dz, int i) {
    at(dz, i).add(FloatVector.zero(S).blend(at(dy, i), mine)).intoArray(dz, i);
  }

  static void accumulate(int from, int n, float[] x, float[] y) {
    for (int i = from; i < from + n; i += L) at(y, i).add(at(x, i)).intoArray(y, i);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
