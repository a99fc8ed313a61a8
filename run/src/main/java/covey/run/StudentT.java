package covey.run;

/// Student's t distribution.
///
/// Source: the cumulative distribution by the incomplete beta function (Abramowitz and Stegun 26.7.1), that by its
/// continued fraction (26.5.8) in the modified form of Lentz (1976); the logarithm of the gamma function by Lanczos
/// (1964, g = 7, n = 9). Quantiles by bisection, to 1e-12.
final class StudentT {
  private static final double[] LANCZOS = {
    0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7
  };

  private StudentT() {}

  /// The value that a t-distributed number stays below with probability `p`.
  ///
  /// @param p in (0.5, 1)
  /// @param freedom degrees of freedom, positive
  static double quantile(double p, double freedom) {
    double low = 0;
    double high = 1;
    while (cumulative(high, freedom) < p) high *= 2;
    while (high - low > 1e-12 * high) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) break;
      if (cumulative(middle, freedom) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }

  /// @param t at least 0
  static double cumulative(double t, double freedom) {
    return 1 - 0.5 * incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
  }

  /// Regularised, I_x(a, b).
  private static double incompleteBeta(double x, double a, double b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    double front = StrictMath.exp(
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * StrictMath.log(x) + b * StrictMath.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * fraction(x, a, b) / a
        : 1 - front * fraction(1 - x, b, a) / b;
  }

  private static double fraction(double x, double a, double b) {
    double tiny = 1e-300;
    double c = 1;
    double d = away(1 - (a + b) * x / (a + 1), tiny);
    d = 1 / d;
    double result = d;
    for (int m = 1; m <= 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / away(1 + even * d, tiny);
      c = away(1 + even / c, tiny);
      result *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / away(1 + odd * d, tiny);
      c = away(1 + odd / c, tiny);
      result *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) break;
    }
    return result;
  }

  private static double away(double value, double tiny) {
    return Math.abs(value) < tiny ? tiny : value;
  }

  /// @param x at least 0.5
  private static double logGamma(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i] / (x - 1 + i);
    double t = x - 1 + 7.5;
    return 0.5 * StrictMath.log(2 * Math.PI) + (x - 0.5) * StrictMath.log(t) - t + StrictMath.log(sum);
  }
}
