package covey.nn;

/// Random orthonormal vectors by Gram-Schmidt on normal numbers, in double.
///
/// Each vector is made orthogonal twice: one pass loses digits where vectors are nearly dependent, two do not
/// (Kahan's "twice is enough"). Normal numbers make the distribution uniform (Haar) without a correction of signs.
final class Orthogonal {
  private Orthogonal() {}

  static void fill(float[] canonical, int rows, int columns, double gain, RandomSource random) {
    boolean byRow = rows <= columns;
    int count = byRow ? rows : columns;
    int length = byRow ? columns : rows;
    double[][] vectors = new double[count][length];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < length; j++) vectors[i][j] = random.gaussian();
      for (int pass = 0; pass < 2; pass++) {
        for (int other = 0; other < i; other++) subtractProjection(vectors[i], vectors[other]);
      }
      normalise(vectors[i]);
    }
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        canonical[row * columns + column] = (float) (gain * (byRow ? vectors[row][column] : vectors[column][row]));
      }
    }
  }

  private static void subtractProjection(double[] v, double[] unit) {
    double dot = 0;
    for (int j = 0; j < v.length; j++) dot += v[j] * unit[j];
    for (int j = 0; j < v.length; j++) v[j] -= dot * unit[j];
  }

  private static void normalise(double[] v) {
    double square = 0;
    for (double x : v) square += x * x;
    double norm = Math.sqrt(square);
    for (int j = 0; j < v.length; j++) v[j] /= norm;
  }
}
