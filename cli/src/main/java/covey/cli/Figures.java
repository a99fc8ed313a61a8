package covey.cli;

import java.util.Locale;

/// Numbers as people read them.
final class Figures {
  private static final String[] UNITS = {"", "k", "M", "G"};

  private Figures() {}

  /// Four significant digits, without an exponent where that is short enough; a dash for NaN.
  static String plain(double value) {
    if (Double.isNaN(value)) return "-";
    double size = Math.abs(value);
    if (size == 0) return "0";
    if (size >= 1e5 || size < 1e-3) return String.format(Locale.ROOT, "%.1e", value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /// `2.40M`, `128k`, `950`.
  static String count(double value) {
    if (Double.isNaN(value)) return "-";
    double rest = value;
    int unit = 0;
    while (Math.abs(rest) >= 999.5 && unit < UNITS.length - 1) {
      rest /= 1000;
      unit++;
    }
    int decimals = unit == 0 || Math.abs(rest) >= 99.95 ? 0 : Math.abs(rest) >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f%s", rest, UNITS[unit]);
  }

  /// `2.40M`, `128k`, `950`.
  static String count(long value) {
    return count((double) value);
  }

  /// `12 s`, `3 min 20 s`, `2 h 05 min`.
  static String time(double seconds) {
    if (Double.isNaN(seconds)) return "-";
    long whole = Math.round(seconds);
    if (seconds < 10) return String.format(Locale.ROOT, "%.1f s", seconds);
    if (whole < 60) return whole + " s";
    if (whole < 3600) return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
    return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /// `37 MiB`.
  static String bytes(long bytes) {
    double mebibytes = bytes / (1024.0 * 1024);
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
  }
}
