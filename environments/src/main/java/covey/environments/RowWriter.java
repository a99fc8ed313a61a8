package covey.environments;

/// Turns arrays over games into rows: features are gathered one after another, then written for many games at once.
///
/// A feature is a number of an entity minus a number of an observer, rounded to float. Features are first rounded game by
/// game, which vectorises by itself, and then written six at a time, so that they share the bounds checks of their row.
/// Where the Vector API is there and wide enough, [VectorRows] takes over once [#LONG] games have been written: it saves
/// about 9 ns per game of three agents, but the JIT needs 0.7 s for it, which a short training would never earn back.
final class RowWriter {
  /// Games that are written together, at most.
  static final int GAMES = 256;

  private static final long LONG = 1L << 26;
  private static final boolean VECTORS = vectors();
  private static final int SIX = 6;
  private static final int STRIDE = GAMES + 16; // no power of two: features would share cache sets

  private final double[][] of; // [features][games]
  private final double[][] minus; // [features][games]
  private final double[] zeros; // [games]
  private final float[] lanes; // [features][STRIDE]
  private long written; // games
  private int from;
  private int to;
  private int features;

  /// @param width most features of a row
  RowWriter(int width, int games) {
    this.of = new double[width][];
    this.minus = new double[width][];
    this.zeros = new double[games];
    this.lanes = new float[width * STRIDE];
  }

  private static boolean vectors() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorRows.fast();
  }

  /// Begins rows of the games `[first, end)`, at most [#GAMES] of them.
  void begin(int first, int end) {
    from = first;
    to = end;
    features = 0;
  }

  /// Adds a feature: a number.
  void add(double[] x) {
    of[features] = x;
    minus[features++] = zeros;
  }

  /// Adds two features: a vector.
  void add(double[] x, double[] y) {
    addRelative(x, y, zeros, zeros);
  }

  /// Adds two features: an entity's position relative to an observer.
  void addRelative(double[] x, double[] y, double[] ownX, double[] ownY) {
    of[features] = x;
    minus[features++] = ownX;
    of[features] = y;
    minus[features++] = ownY;
  }

  /// Adds `pairs` times two features that are zero.
  void addZeros(int pairs) {
    for (int k = 0; k < pairs; k++) add(zeros, zeros);
  }

  /// Writes the rows.
  ///
  /// @param at place of the row of the first game
  /// @param stride from the row of one game to that of the next
  void write(float[] out, int at, int stride) {
    written += to - from;
    int done = written > LONG && VECTORS ? writeVectors(out, at, stride) : from;
    if (done < to) writeScalars(out, at + (done - from) * stride, stride, done);
  }

  /// Writes as many games as fill whole squares.
  ///
  /// @return the first game that is left
  int writeVectors(float[] out, int at, int stride) {
    if (features < VectorRows.SIDE) return from;
    int done = to - (to - from) % VectorRows.SIDE;
    int f = 0;
    for (; f + VectorRows.SIDE <= features; f += VectorRows.SIDE) {
      VectorRows.write(of, minus, f, from, done, out, at + f, stride);
    }
    int end = features - VectorRows.SIDE; // the last square may overlap the one before
    if (f < features) VectorRows.write(of, minus, end, from, done, out, at + end, stride);
    return done;
  }

  private void writeScalars(float[] out, int at, int stride, int first) {
    int count = to - first;
    for (int f = 0; f < features; f++) subtract(of[f], minus[f], lanes, f * STRIDE, first, count);
    int f = 0;
    for (; f + SIX <= features; f += SIX) writeSix(lanes, f * STRIDE, out, at + f, stride, count);
    for (; f < features; f++) writeOne(lanes, f * STRIDE, out, at + f, stride, count);
  }

  private static void subtract(double[] of, double[] minus, float[] out, int at, int from, int count) {
    for (int e = 0; e < count; e++) out[at + e] = (float) (of[from + e] - minus[from + e]);
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
}
