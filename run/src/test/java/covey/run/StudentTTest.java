package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {
  /// Printed tables; the first two rows also by formula: tan(pi (p - 1/2)), and (2p - 1) sqrt(2 / (4 p (1 - p))).
  @ParameterizedTest
  @CsvSource({
    "0.975, 1, 12.7062047", "0.975, 2, 4.3026527", "0.975, 5, 2.5705818", "0.975, 10, 2.2281389",
    "0.975, 30, 2.0422725", "0.975, 100, 1.9839715", "0.975, 999, 1.9623415", "0.95, 10, 1.8124611", "0.995, 20, 2.8453397",
  })
  void quantiles_are_those_of_the_tables(double p, double freedom, double table) {
    assertEquals(table, StudentT.quantile(p, freedom), 2e-7);
  }

  @Test
  void with_many_degrees_of_freedom_it_is_the_normal_distribution() {
    assertEquals(1.959964, StudentT.quantile(0.975, 1e7), 1e-5);
  }

  @Test
  void half_of_the_mass_lies_below_zero() {
    assertEquals(0.5, StudentT.cumulative(0, 7), 1e-15);
  }
}
