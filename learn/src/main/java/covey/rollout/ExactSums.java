package covey.rollout;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// An array of exact sums: 128-bit integers in units of 2^-64. Each amount is rounded once, to the nearest multiple of
/// the unit; from there on addition is exact and the order of adding means nothing, so that agreement means equality.
public final class ExactSums {
  /// Amounts at or above this size are refused: they leave no room to add.
  public static final double LIMIT = 0x1.0p62;

  private static final double TWO_64 = 0x1.0p64;
  private static final double TWO_63 = 0x1.0p63;

  private final long[] high;
  private final long[] low;

  public ExactSums(int size) {
    high = new long[size];
    low = new long[size];
  }

  public int size() {
    return high.length;
  }

  /// Adds `amount` to sum `i`.
  ///
  /// @throws ArithmeticException if the amount is not a number below [#LIMIT], or the sum overflows
  public void add(int i, double amount) {
    if (!(Math.abs(amount) < LIMIT)) {
      throw new ArithmeticException("it is " + amount + ", but it must be a number below 2^62 = 4.6e18 in size");
    }
    long h = highOf(amount);
    long l = lowOf(amount);
    if (amount < 0) {
      l = -l;
      h = l == 0 ? -h : ~h;
    }
    add(i, h, l);
  }

  /// @return integer part of the magnitude
  private static long highOf(double amount) {
    return (long) Math.abs(amount);
  }

  /// @return fraction of the magnitude in units of 2^-64, as an unsigned long. Below 2^53 units the fraction is rounded
  ///     to the nearest unit, ties to even; above it is a whole number of units already.
  private static long lowOf(double amount) {
    double size = Math.abs(amount);
    double units = (size - (long) size) * TWO_64;
    if (units < 0x1.0p53) units = Math.rint(units);
    return units >= TWO_63 ? (long) (units - TWO_63) + Long.MIN_VALUE : (long) units;
  }

  /// Adds sum `j` of `other` to sum `i`.
  public void add(int i, ExactSums other, int j) {
    add(i, other.high[j], other.low[j]);
  }

  /// Takes sum `j` of `other` away from sum `i`.
  ///
  /// @throws ArithmeticException if the difference overflows
  public void subtract(int i, ExactSums other, int j) {
    long h = other.high[j];
    long l = other.low[j];
    long borrow = Long.compareUnsigned(low[i], l) < 0 ? 1 : 0;
    long before = high[i];
    long after = before - h - borrow;
    if (((before ^ h) & (before ^ after)) < 0) throw overflow();
    low[i] -= l;
    high[i] = after;
  }

  private void add(int i, long h, long l) {
    long sum = low[i] + l;
    long carry = Long.compareUnsigned(sum, l) < 0 ? 1 : 0;
    long before = high[i];
    long after = before + h + carry;
    if (((before ^ after) & (h ^ after)) < 0) throw overflow();
    low[i] = sum;
    high[i] = after;
  }

  private static ArithmeticException overflow() {
    return new ArithmeticException("a sum of rewards overflows 2^63 = 9.2e18");
  }

  public void clear(int i) {
    high[i] = 0;
    low[i] = 0;
  }

  public void clear() {
    Arrays.fill(high, 0);
    Arrays.fill(low, 0);
  }

  /// @return the sum of all sums, alone in an array of one
  public ExactSums total() {
    var total = new ExactSums(1);
    for (int i = 0; i < high.length; i++) total.add(0, this, i);
    return total;
  }

  /// @return whether sum `i` here equals sum `j` of `other`, exactly
  public boolean same(int i, ExactSums other, int j) {
    return high[i] == other.high[j] && low[i] == other.low[j];
  }

  public boolean isZero(int i) {
    return high[i] == 0 && low[i] == 0;
  }

  /// @return the double nearest to sum `i`
  public double value(int i) {
    long h = high[i];
    long l = low[i];
    if (h < 0) { // to the magnitude, which as an unsigned number always fits
      l = -l;
      h = l == 0 ? -h : ~h;
    }
    if (h == 0 && l == 0) return 0;
    int zeros = h != 0 ? Long.numberOfLeadingZeros(h) : 64 + Long.numberOfLeadingZeros(l);
    long top; // the 64 bits from the first one on
    if (zeros >= 64) {
      top = l << (zeros - 64);
    } else {
      top = zeros == 0 ? h : (h << zeros) | (l >>> (64 - zeros));
    }
    boolean more = zeros < 64 && (l << zeros) != 0;
    long kept = top >>> 11; // 53 bits, which a double holds; then rounding to nearest, ties to even
    long cut = top & 0x7FF;
    if (cut > 0x400 || (cut == 0x400 && (more || (kept & 1) != 0))) kept++;
    double size = Math.scalb((double) kept, 11 - zeros);
    return high[i] < 0 ? -size : size;
  }

  /// @return sum `i`, all digits
  public BigDecimal exact(int i) {
    BigInteger units = BigInteger.valueOf(high[i]).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low[i])));
    return new BigDecimal(units).divide(new BigDecimal(BigInteger.ONE.shiftLeft(64)));
  }

  /// @return sum `i` divided by `count`, to 16 decimal digits
  public double mean(int i, long count) {
    return exact(i).divide(BigDecimal.valueOf(count), java.math.MathContext.DECIMAL64).doubleValue();
  }

  /// @return all sums, high and low words in turn, for checkpoints
  public long[] words() {
    long[] words = new long[2 * high.length];
    for (int i = 0; i < high.length; i++) {
      words[2 * i] = high[i];
      words[2 * i + 1] = low[i];
    }
    return words;
  }

  /// Takes over what [#words] gave.
  public void load(long[] words) {
    if (words.length != 2 * high.length) {
      throw new IllegalArgumentException("exact sums have " + 2 * high.length + " words, but got " + words.length);
    }
    for (int i = 0; i < high.length; i++) {
      high[i] = words[2 * i];
      low[i] = words[2 * i + 1];
    }
  }
}
