package covey.run;

/// A share of a run, as in `30%` or `0.3`.
///
/// @param value in [0, 1]
public record Share(double value) {
  /// Refuses what is no share.
  public Share {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("must be a share of the run between 0% and 100%, as in 30% or 0.3");
    }
  }

  /// Reads the written form.
  public static Share parse(String text) {
    String number = text.strip();
    try {
      return new Share(number.endsWith("%")
          ? Double.parseDouble(number.substring(0, number.length() - 1)) / 100 : Double.parseDouble(number));
    } catch (NumberFormatException _) {
      return new Share(Double.NaN); // says what is allowed
    }
  }

  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
