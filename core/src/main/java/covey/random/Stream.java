package covey.random;

/// A sequence of draws under one key. Its whole state is `(key, position)`: it can be saved, restored and skipped.
///
/// All derived draws (integers, gaussians, shuffles) are defined here and frozen by golden values in the tests, because
/// those of the JDK may change between releases. Not for use by several threads at once.
public final class Stream {
  private static final double UNIT = 0x1.0p-53;

  private final long[] block = new long[2];
  private long key;
  private long position;

  public Stream(long key) {
    this.key = key;
  }

  /// Becomes the stream of another key, at its beginning.
  public void restart(long newKey) {
    key = newKey;
    position = 0;
  }

  public long key() {
    return key;
  }

  /// @return number of 64-bit words drawn so far
  public long position() {
    return position;
  }

  /// Continues as if `newPosition` words had been drawn.
  public void seek(long newPosition) {
    if (newPosition < 0) throw new IllegalArgumentException("position = " + newPosition + ", but it must not be negative");
    position = newPosition;
    if ((position & 1) == 1) Philox.block(key, position >>> 1, 0, block, 0);
  }

  /// @return 64 uniform bits
  public long nextLong() {
    int half = (int) (position & 1);
    if (half == 0) Philox.block(key, position >>> 1, 0, block, 0);
    position++;
    return block[half];
  }

  /// @return uniform in [0, 1), a multiple of 2^-53
  public double nextDouble() {
    return toUnit(nextLong());
  }

  /// @return uniform in [low, high)
  public double nextDouble(double low, double high) {
    double value = low + (high - low) * nextDouble();
    return value < high ? value : Math.max(low, Math.nextDown(high)); // the sum may round up to the end
  }

  /// @param bound exclusive, at least 1
  /// @return exactly uniform in [0, bound). Source: Lemire, "Fast Random Integer Generation in an Interval", 2019, alg. 5
  public int nextInt(int bound) {
    if (bound < 1) throw new IllegalArgumentException("bound = " + bound + ", but it must be at least 1");
    long product = (nextLong() >>> 32) * bound;
    if ((product & 0xFFFFFFFFL) < bound) {
      long threshold = (1L << 32) % bound;
      while ((product & 0xFFFFFFFFL) < threshold) product = (nextLong() >>> 32) * bound;
    }
    return (int) (product >>> 32);
  }

  /// @return standard normal; each draw takes two words, see [BoxMuller]
  public double nextGaussian() {
    double u = nextDouble();
    return BoxMuller.of(u, nextDouble());
  }

  /// Puts `items[from..to)` into uniformly random order (Fisher and Yates, from the end).
  public void shuffle(int[] items, int from, int to) {
    for (int i = to - 1; i > from; i--) {
      int j = from + nextInt(i - from + 1);
      int swap = items[i];
      items[i] = items[j];
      items[j] = swap;
    }
  }

  static double toUnit(long bits) {
    return (bits >>> 11) * UNIT;
  }
}
