package covey.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers as people write them: `3e-4`, `1e15`, `200_000`, `5M`, `20k`. Never approximate: a whole number that does
/// not fit, or that has a fraction, is refused.
final class Numbers {
  private static final String DIGITS = "\\d+(?:_\\d+)*";
  private static final Pattern NUMBER = Pattern.compile(
      "([+-]?(?:%1$s(?:\\.(?:%1$s)?)?|\\.%1$s))(?:[eE]([+-]?\\d{1,6}))?([kMG]?)".formatted(DIGITS));

  private Numbers() {}

  /// @throws NumberFormatException if the text is no number, or none that is a whole `long`
  static long wholeNumber(String text) {
    try {
      return new BigDecimal(plain(text)).longValueExact();
    } catch (ArithmeticException e) {
      throw (NumberFormatException) new NumberFormatException("not a whole number of 64 bits: " + text).initCause(e);
    }
  }

  /// @throws NumberFormatException if the text is no number, or its size is beyond a `double`
  static double real(String text) {
    String plain = plain(text);
    double value = Double.parseDouble(plain);
    if (Double.isInfinite(value) || (value == 0 && new BigDecimal(plain).signum() != 0)) {
      throw new NumberFormatException("beyond the range of a double: " + text);
    }
    return value;
  }

  /// @throws NumberFormatException if the text is no number, or its size is beyond a `float`
  static float real32(String text) {
    String plain = plain(text);
    float value = Float.parseFloat(plain);
    if (Float.isInfinite(value) || (value == 0 && new BigDecimal(plain).signum() != 0)) {
      throw new NumberFormatException("beyond the range of a float: " + text);
    }
    return value;
  }

  /// Without underscores, and with the suffix as part of the exponent.
  private static String plain(String text) {
    Matcher m = NUMBER.matcher(text.strip());
    if (!m.matches()) throw new NumberFormatException("not a number: " + text);
    int exponent = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
    exponent += switch (m.group(3)) {
      case "k" -> 3;
      case "M" -> 6;
      case "G" -> 9;
      default -> 0;
    };
    return m.group(1).replace("_", "") + "e" + exponent;
  }

  /// The shortest text that reads back as the same double, as people write it: `3e-4`, `0.002`, `1`, `1e7`.
  static String shortest(double value) {
    String text = Double.toString(value);
    int e = text.indexOf('E');
    String mantissa = e < 0 ? text : text.substring(0, e);
    if (mantissa.endsWith(".0")) mantissa = mantissa.substring(0, mantissa.length() - 2);
    return e < 0 ? mantissa : mantissa + "e" + text.substring(e + 1);
  }
}
