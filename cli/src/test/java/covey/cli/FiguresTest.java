package covey.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "-8.18567, -8.186", "-26.3496, -26.35", "384.55, 384.6", "1234.4, 1234", "0.0052, 0.005",
    "0.00052, 5.2e-04", "123456, 1.2e+05", "NaN, -"})
  void numbers_have_four_digits(double value, String text) {
    assertEquals(text, Figures.plain(value));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999, 999", "1000, 1.00k", "18432, 18.4k", "128000, 128k", "999499, 999k", "999500, 1.00M",
    "2400000, 2.40M", "1e15, 1000000G"})
  void counts_have_three(double value, String text) {
    assertEquals(text, Figures.count(value));
  }

  @ParameterizedTest
  @CsvSource({"1.84, 1.8 s", "12.3, 12 s", "59.6, 1 min 00 s", "200, 3 min 20 s", "7500, 2 h 05 min"})
  void times_have_two_units(double seconds, String text) {
    assertEquals(text, Figures.time(seconds));
  }

  @ParameterizedTest
  @CsvSource({"39845888, 38 MiB", "6110183424, 5.7 GiB"})
  void sizes_are_binary(long bytes, String text) {
    assertEquals(text, Figures.bytes(bytes));
  }
}
