package covey.track;

/// A named number in every row of metrics.
///
/// @param name for people and files, as in `return/agent_0`: not blank, no control characters
/// @param kind whether the same seed gives the same number
public record Column(String name, Kind kind) {
  /// What a column depends on.
  public enum Kind {
    /// On the configuration and the seed alone: the same in every repetition, to the bit.
    RESULT,
    /// On the clock or the machine too: no part of any comparison.
    TIME
  }

  /// Refuses names that would not survive in a file.
  public Column {
    if (name.isBlank() || !name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "a column is named '%s', but its name must be visible text without blanks around it; return/agent_0 is usual"
              .formatted(name));
    }
  }

  /// A column that the seed decides.
  public static Column result(String name) {
    return new Column(name, Kind.RESULT);
  }

  /// A column that the clock or the machine decides.
  public static Column time(String name) {
    return new Column(name, Kind.TIME);
  }
}
