package covey.random;

/// Names of streams: a key is a hash of the run's seed and of whatever tells one stream from another.
///
/// ```java
/// long environment = Keys.of(seed, Purpose.ENVIRONMENT);
/// long episodeKey = Keys.child(Keys.child(environment, game), episode);
/// ```
public final class Keys {
  private static final long CHILD = 0x636F766579206B79L; // keeps keys apart from the blocks drawn under the same key

  private Keys() {}

  /// @return the key of all streams of `purpose` in the run with this seed
  public static long of(long seed, Purpose purpose) {
    return child(seed, purpose.code);
  }

  /// @return the key of stream number `id` below `key`
  public static long child(long key, long id) {
    return Philox.bits(key, id, CHILD);
  }

  /// One draw as a pure function of its name, uniform in [0, 1) on the grid of 2^-53.
  ///
  /// @param key of the episode, see [#child]
  /// @param clock timesteps since the reset
  /// @param slot who draws
  /// @param draw number of the draw within this timestep
  public static double uniform(long key, int clock, int slot, int draw) {
    return Stream.toUnit(Philox.bits(key, ((long) clock << 32) | (slot & 0xFFFFFFFFL), draw));
  }
}
