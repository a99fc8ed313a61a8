package covey.random;

/// The standard normal distribution, as a pure function of two uniform draws.
///
/// Source: Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958; the cosine branch alone, so that
/// each draw takes two uniforms. Departure: the cosine is our own, a Taylor series over an eighth of a turn, because
/// that of StrictMath allocates 32 bytes per call (JDK 25) and that of Math may differ from machine to machine.
public final class BoxMuller {
  private static final double TURN = 2 * Math.PI;

  private BoxMuller() {}

  /// @param u uniform in [0, 1), a multiple of 2^-53: gives the radius
  /// @param v uniform in [0, 1), a multiple of 2^-53: gives the angle, in turns
  /// @return a draw from the standard normal distribution; its magnitude is at most 8.58
  public static double of(double u, double v) {
    return StrictMath.sqrt(-2 * StrictMath.log(1 - u)) * cosine(v);
  }

  /// @return cosine of `turns` turns, exact to about one unit in the last place, for a multiple of 2^-53 in [0, 1)
  static double cosine(double turns) {
    double half = turns <= 0.5 ? turns : 1 - turns; // every difference here is exact
    if (half <= 0.125) return cosineOfEighth(TURN * half);
    if (half < 0.375) return sineOfEighth(TURN * (0.25 - half));
    return -cosineOfEighth(TURN * (0.5 - half));
  }

  /// The Taylor series up to x^16: the rest is below 2e-18 for |x| up to pi / 4.
  private static double cosineOfEighth(double x) {
    double s = x * x;
    double tail = 1.0 / 479_001_600 + s * (-1.0 / 87_178_291_200.0 + s * (1.0 / 20_922_789_888_000.0)); // 12!, 14!, 16!
    tail = 1.0 / 24 + s * (-1.0 / 720 + s * (1.0 / 40_320 + s * (-1.0 / 3_628_800 + s * tail))); // 4!, 6!, 8!, 10!
    return 1 - (s / 2 - s * s * tail);
  }

  /// The Taylor series up to x^17: the rest is below 1e-19 x for |x| up to pi / 4.
  private static double sineOfEighth(double x) {
    double s = x * x;
    double tail = -1.0 / 39_916_800 + s * (1.0 / 6_227_020_800.0 // 11!, 13!
        + s * (-1.0 / 1_307_674_368_000.0 + s * (1.0 / 355_687_428_096_000.0))); // 15!, 17!
    tail = -1.0 / 6 + s * (1.0 / 120 + s * (-1.0 / 5_040 + s * (1.0 / 362_880 + s * tail))); // 3!, 5!, 7!, 9!
    return x + x * s * tail;
  }
}
