package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.random.Keys;
import covey.random.Purpose;
import covey.random.Stream;
import org.junit.jupiter.api.Test;

class IntervalTest {
  @Test
  void of_a_mean_by_hand() {
    // 1 2 3 4: mean 2.5, variance (2.25 + 0.25 + 0.25 + 2.25) / 3 = 5/3, t(3) = 3.182446
    double reach = 3.1824463 * Math.sqrt(5.0 / 3 / 4);
    Interval interval = Interval.ofMean(new double[] {1, 2, 3, 4});
    assertEquals(2.5 - reach, interval.low(), 1e-6);
    assertEquals(2.5 + reach, interval.high(), 1e-6);
  }

  @Test
  void one_value_has_none() {
    assertTrue(Double.isNaN(Interval.ofMean(new double[] {3}).low()));
  }

  @Test
  void equal_values_leave_no_doubt() {
    assertEquals(new Interval(2, 2), Interval.ofMean(new double[] {2, 2, 2}));
    assertEquals(new Interval(1, 1), Interval.ofDifference(new double[] {2, 2}, new double[] {1, 1}));
  }

  @Test
  void of_a_difference_by_hand() {
    // means 2 and 1; variances 1 and 4; a = 1/3, b = 4/3; freedom (5/3)^2 / (1/18 + 16/18) = 2.941176
    double reach = StudentT.quantile(0.975, 25.0 / 9 / (17.0 / 18)) * Math.sqrt(5.0 / 3);
    Interval interval = Interval.ofDifference(new double[] {1, 2, 3}, new double[] {-1, 1, 3});
    assertEquals(1 - reach, interval.low(), 1e-9);
    assertEquals(1 + reach, interval.high(), 1e-9);
  }

  @Test
  void holds_the_mean_in_95_of_100_samples() {
    var stream = new Stream(Keys.of(4, Purpose.TEST));
    int held = 0;
    int trials = 4000;
    for (int trial = 0; trial < trials; trial++) {
      double[] sample = new double[6];
      for (int i = 0; i < sample.length; i++) sample[i] = 3 + 2 * stream.nextGaussian();
      Interval interval = Interval.ofMean(sample);
      if (interval.low() < 3 && 3 < interval.high()) held++;
    }
    assertEquals(0.95, held / (double) trials, 3 * Math.sqrt(0.95 * 0.05 / trials));
  }
}
