package covey.random;

/// The counter-based generator Philox-4x32-10: a pure function from (key, counter) to 128 bits.
///
/// Because nothing is carried from draw to draw, the bits of one draw depend on nothing but its own name, whatever else
/// is drawn before, beside or after it. That is what makes a run independent of batching and of threads.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, section 3.3. The
/// published test vectors of the authors' library are in the tests. Departure: key and counter are given as 64-bit words
/// (low half first).
public final class Philox {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /// One block: 128 bits for a 64-bit key and a 128-bit counter.
  ///
  /// @param out receives two words at `out[at]` and `out[at + 1]`: words 0 and 1, then words 2 and 3 of the paper, each
  ///     pair with its first word in the low half
  public static void block(long key, long counterLow, long counterHigh, long[] out, int at) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = unsigned(M0) * unsigned(c0);
      long p1 = unsigned(M1) * unsigned(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    out[at] = unsigned(c0) | (unsigned(c1) << 32);
    out[at + 1] = unsigned(c2) | (unsigned(c3) << 32);
  }

  /// The first 64 bits of [#block], for a single draw; allocates nothing and writes nothing.
  public static long bits(long key, long counterLow, long counterHigh) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long p0 = unsigned(M0) * unsigned(c0);
      long p1 = unsigned(M1) * unsigned(c2);
      c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      c1 = (int) p1;
      c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c3 = (int) p0;
      k0 += W0;
      k1 += W1;
    }
    return unsigned(c0) | (unsigned(c1) << 32);
  }

  private static long unsigned(int word) {
    return word & 0xFFFFFFFFL;
  }
}
