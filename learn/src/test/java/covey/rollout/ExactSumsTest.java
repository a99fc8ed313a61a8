package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.random.Philox;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumsTest {
  private static final BigDecimal UNIT = BigDecimal.ONE.divide(new BigDecimal(BigInteger.ONE.shiftLeft(64)));

  /// Any double below 2^58 in size, so that 16 of them leave room: every exponent alike, subnormals, ties of the unit.
  @Provide
  Arbitrary<Double> amounts() {
    Arbitrary<Double> anyBits = Arbitraries.longs().map(Double::longBitsToDouble);
    Arbitrary<Double> nearTheUnit = Arbitraries.longs().between(-4096, 4096).map(eighths -> eighths * 0x1.0p-67);
    Arbitrary<Double> ordinary = Arbitraries.doubles().between(-1e6, 1e6);
    Arbitrary<Double> justBelowOne = Arbitraries.longs().between(-64, 64).map(k -> 1 + k * 0x1.0p-53);
    return Arbitraries.oneOf(anyBits, nearTheUnit, ordinary, justBelowOne).filter(x -> Math.abs(x) < 0x1.0p58);
  }

  @Provide
  Arbitrary<List<Double>> lists() {
    return amounts().list().ofMaxSize(16);
  }

  private static BigDecimal rounded(double amount) {
    return new BigDecimal(amount).divide(UNIT).setScale(0, RoundingMode.HALF_EVEN).multiply(UNIT);
  }

  private static ExactSums sum(List<Double> amounts) {
    var sums = new ExactSums(1);
    for (double amount : amounts) sums.add(0, amount);
    return sums;
  }

  @Property
  void each_amount_is_rounded_once_to_the_nearest_unit_and_then_added_exactly(@ForAll("lists") List<Double> amounts) {
    BigDecimal expected = BigDecimal.ZERO;
    for (double amount : amounts) expected = expected.add(rounded(amount));
    ExactSums sums = sum(amounts);
    assertEquals(0, expected.compareTo(sums.exact(0)), () -> "got " + sums.exact(0));
    assertEquals(expected.doubleValue(), sums.value(0));
    assertEquals(expected.signum() == 0, sums.isZero(0));
  }

  @Property
  void order_means_nothing(@ForAll("lists") List<Double> amounts, @ForAll long seed) {
    var shuffled = new ArrayList<>(amounts);
    Collections.shuffle(shuffled, new Random(seed));
    assertArrayEquals(sum(amounts).words(), sum(shuffled).words());
  }

  @Property
  void what_is_taken_away_again_leaves_nothing(@ForAll("lists") List<Double> amounts, @ForAll("amounts") double other) {
    ExactSums sums = sum(amounts);
    ExactSums before = sum(amounts);
    ExactSums more = sum(List.of(other));
    sums.add(0, more, 0);
    sums.subtract(0, more, 0);
    assertTrue(sums.same(0, before, 0));
    sums.subtract(0, before, 0);
    assertTrue(sums.isZero(0));
  }

  @Property
  void an_amount_and_its_opposite_cancel(@ForAll("amounts") double amount) {
    assertTrue(sum(List.of(amount, -amount)).isZero(0));
  }

  @Property
  void words_are_the_whole_state(@ForAll("lists") List<Double> amounts, @ForAll("amounts") double next) {
    ExactSums sums = sum(amounts);
    var copy = new ExactSums(1);
    copy.add(0, 1);
    copy.load(sums.words());
    sums.add(0, next);
    copy.add(0, next);
    assertTrue(copy.same(0, sums, 0));
  }

  @Test
  void ties_of_half_a_unit_go_to_the_even_neighbour() {
    assertEquals(0, sum(List.of(0x1.0p-65)).exact(0).signum()); // 1/2 unit: down to 0
    assertEquals(0, UNIT.multiply(BigDecimal.TWO).compareTo(sum(List.of(0x1.8p-64)).exact(0))); // 3/2 units: up to 2
    assertEquals(0, UNIT.multiply(BigDecimal.TWO).compareTo(sum(List.of(0x1.4p-63)).exact(0))); // 5/2 units: down to 2
    assertEquals(0, UNIT.negate().compareTo(sum(List.of(-0x1.8p-65)).exact(0))); // -3/4 unit: to -1
  }

  @Test
  void tenths_are_added_as_doubles_are_written_and_not_as_people_read_them() {
    ExactSums sums = sum(Collections.nCopies(10, 0.1));
    assertEquals(1.0, sums.value(0)); // 10 x 0.1000000000000000055511151231257827 = 1.00000000000000005551, nearest 1.0
    assertEquals(0, rounded(0.1).multiply(BigDecimal.TEN).compareTo(sums.exact(0)));
    assertFalse(sums.same(0, sum(List.of(1.0)), 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0x1.0p62, -0x1.0p62, 1e300})
  void what_is_no_number_or_leaves_no_room_is_refused_and_changes_nothing(double amount) {
    var sums = new ExactSums(1);
    sums.add(0, 2.5);
    var problem = assertThrows(ArithmeticException.class, () -> sums.add(0, amount));
    assertTrue(problem.getMessage().contains(String.valueOf(amount)), problem.getMessage());
    assertEquals(2.5, sums.value(0));
  }

  @Test
  void a_value_is_the_nearest_double_of_all_digits() {
    var sums = new ExactSums(1);
    for (long i = 0; i < 200_000; i++) {
      long high = Philox.bits(7, i, 0) >> (int) (Philox.bits(7, i, 1) & 63); // of every size, both signs
      long low = Philox.bits(7, i, 2);
      switch ((int) (i % 5)) {
        case 0 -> high = high < 0 ? -1 : 0; // fractions
        case 1 -> low &= -1L << (Philox.bits(7, i, 3) & 63); // few digits: ties
        case 2 -> low = 0x400L << (Philox.bits(7, i, 3) & 63);
        case 3 -> {
          high = 0;
          low >>>= (int) (Philox.bits(7, i, 3) & 63);
        }
        default -> {}
      }
      sums.load(new long[] {high, low});
      assertEquals(sums.exact(0).doubleValue(), sums.value(0), () -> Arrays.toString(sums.words()));
    }
    for (long high : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1, 0, 1}) {
      for (long low : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x400, 0x7FF}) {
        sums.load(new long[] {high, low});
        assertEquals(sums.exact(0).doubleValue(), sums.value(0));
      }
    }
  }

  @Test
  void a_sum_overflows_at_2_to_the_63_and_not_before() {
    var sums = new ExactSums(1);
    double large = Math.nextDown(ExactSums.LIMIT); // 2^62 - 2^9
    sums.add(0, large);
    sums.add(0, large);
    sums.add(0, 1023); // 2^63 - 2^10 + 1023 = 2^63 - 1
    sums.add(0, 0.5);
    assertEquals(0, new BigDecimal("9223372036854775807.5").compareTo(sums.exact(0)));
    assertThrows(ArithmeticException.class, () -> sums.add(0, 0.5));
    assertEquals(0, new BigDecimal("9223372036854775807.5").compareTo(sums.exact(0)));
  }

  @Test
  void a_sum_reaches_minus_2_to_the_63_and_no_further() {
    ExactSums sums = lowest();
    assertEquals(0, new BigDecimal("-9223372036854775808").compareTo(sums.exact(0)));
    assertThrows(ArithmeticException.class, () -> sums.add(0, -1));
    var zero = new ExactSums(1);
    assertThrows(ArithmeticException.class, () -> zero.subtract(0, lowest(), 0)); // 0 - -2^63 = 2^63
    zero.add(0, -1);
    zero.subtract(0, lowest(), 0); // -1 + 2^63
    assertEquals(0, new BigDecimal("9223372036854775807").compareTo(zero.exact(0)));
  }

  private static ExactSums lowest() {
    var sums = new ExactSums(1);
    for (int i = 0; i < 4; i++) sums.add(0, -0x1.0p61);
    return sums;
  }

  @Test
  void sums_of_an_array_are_told_apart_and_totalled() {
    var sums = new ExactSums(3);
    sums.add(0, 1.5);
    sums.add(2, -0.25);
    assertEquals(3, sums.size());
    assertArrayEquals(new long[] {1, 1L << 63, 0, 0, -1, 3L << 62}, sums.words()); // -0.25 = -1 + 3/4
    assertEquals(1.25, sums.total().value(0));
    sums.clear(0);
    assertTrue(sums.isZero(0));
    assertFalse(sums.isZero(2));
    sums.clear();
    assertTrue(sums.isZero(2));
  }

  @Test
  void a_mean_is_the_exact_sum_divided_once() {
    ExactSums sums = sum(List.of(1e16, 1.0, -1e16, 1.0));
    assertEquals(2.0 / 4, sums.mean(0, 4)); // in doubles 1e16 + 1 would have lost the 1
    assertEquals(1.0 / 3, sum(List.of(1.0)).mean(0, 3), 1e-16);
  }

  @Test
  void words_of_another_length_are_refused() {
    var problem = assertThrows(IllegalArgumentException.class, () -> new ExactSums(2).load(new long[2]));
    assertTrue(problem.getMessage().contains("4 words") && problem.getMessage().contains("got 2"), problem.getMessage());
  }
}
