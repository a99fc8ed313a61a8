package covey.environments;

/// Turns arrays over games into rows of one agent: numbers are first converted game by game, one feature after another,
/// which vector lanes do, and then written row by row.
///
/// Faster than writing each feature into its column of the rows at once: those stores are far apart, and the JIT checks the
/// bounds of every one.
final class RowWriter {
  /// Games that are written together, at most.
  static final int GAMES = 256;

  private static final int SIX = 6; // features of a row are written together as far as bounds checks can be shared
  private static final int STRIDE = GAMES + 16; // no power of two: features would share cache sets

  private final float[] lanes; // [features][STRIDE]
  private int from;
  private int count;
  private int features;

  /// @param width most features of a row
  RowWriter(int width) {
    this.lanes = new float[width * STRIDE];
  }

  /// Begins rows of the games `[first, end)`, at most [#GAMES] of them.
  void begin(int first, int end) {
    from = first;
    count = end - first;
    features = 0;
  }

  /// Adds two features: a vector.
  void add(double[] x, double[] y) {
    convert(x, lanes, features++ * STRIDE, from, count);
    convert(y, lanes, features++ * STRIDE, from, count);
  }

  /// Adds two features: an entity's position relative to an observer.
  void addRelative(double[] x, double[] y, double[] ownX, double[] ownY) {
    subtract(x, ownX, lanes, features++ * STRIDE, from, count);
    subtract(y, ownY, lanes, features++ * STRIDE, from, count);
  }

  /// Adds features that are zero.
  void addZeros(int zeros) {
    for (int k = 0; k < zeros; k++) {
      int at = features++ * STRIDE;
      for (int e = 0; e < count; e++) lanes[at + e] = 0;
    }
  }

  /// Writes the rows.
  ///
  /// @param at place of the row of the first game
  /// @param stride from the row of one game to that of the next
  void write(float[] out, int at, int stride) {
    int f = 0;
    for (; f + SIX <= features; f += SIX) writeSix(lanes, f * STRIDE, out, at + f, stride, count);
    for (; f < features; f++) writeOne(lanes, f * STRIDE, out, at + f, stride, count);
  }

  private static void writeSix(float[] lanes, int first, float[] out, int at, int stride, int count) {
    for (int e = 0; e < count; e++) {
      int row = at + e * stride;
      out[row] = lanes[first + e];
      out[row + 1] = lanes[first + STRIDE + e];
      out[row + 2] = lanes[first + 2 * STRIDE + e];
      out[row + 3] = lanes[first + 3 * STRIDE + e];
      out[row + 4] = lanes[first + 4 * STRIDE + e];
      out[row + 5] = lanes[first + 5 * STRIDE + e];
    }
  }

  private static void writeOne(float[] lanes, int first, float[] out, int at, int stride, int count) {
    for (int e = 0; e < count; e++) out[at + e * stride] = lanes[first + e];
  }

  private static void convert(double[] x, float[] out, int at, int from, int count) {
    for (int e = 0; e < count; e++) out[at + e] = (float) x[from + e];
  }

  private static void subtract(double[] x, double[] own, float[] out, int at, int from, int count) {
    for (int e = 0; e < count; e++) out[at + e] = (float) (x[from + e] - own[from + e]);
  }
}
