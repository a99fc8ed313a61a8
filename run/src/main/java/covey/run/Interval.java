package covey.run;

/// A range that holds the true mean in 95 of 100 repetitions, if single values are independent.
///
/// @param low lower bound; NaN if one value or none is known
/// @param high upper bound; NaN likewise
public record Interval(double low, double high) {
  private static final double LEVEL = 0.975; // two-sided 95 %

  /// Of the mean of `sample`: mean plus and minus t(n - 1) s / sqrt(n), with Student's t (Student 1908).
  public static Interval ofMean(double[] sample) {
    int n = sample.length;
    if (n < 2) return new Interval(Double.NaN, Double.NaN);
    double mean = mean(sample);
    double reach = StudentT.quantile(LEVEL, n - 1) * Math.sqrt(variance(sample) / n);
    return new Interval(mean - reach, mean + reach);
  }

  /// Of the difference of two means, first minus second, from independent samples of unequal spread (Welch 1947).
  public static Interval ofDifference(double[] first, double[] second) {
    if (first.length < 2 || second.length < 2) return new Interval(Double.NaN, Double.NaN);
    double a = variance(first) / first.length;
    double b = variance(second) / second.length;
    double difference = mean(first) - mean(second);
    if (a + b == 0) return new Interval(difference, difference);
    double freedom = (a + b) * (a + b) / (a * a / (first.length - 1) + b * b / (second.length - 1));
    double reach = StudentT.quantile(LEVEL, freedom) * Math.sqrt(a + b);
    return new Interval(difference - reach, difference + reach);
  }

  static double mean(double[] sample) {
    double sum = 0;
    for (double each : sample) sum += each;
    return sum / sample.length;
  }

  /// Of the population that the sample is from: divided by n - 1.
  private static double variance(double[] sample) {
    double mean = mean(sample);
    double sum = 0;
    for (double each : sample) sum += (each - mean) * (each - mean);
    return sum / (sample.length - 1);
  }
}
