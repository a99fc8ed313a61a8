package covey.config;

/// One thing that is wrong with a configuration.
///
/// @param path  where: the option with the records around it, as in `algorithm.gamma`
/// @param value what stands there, as text
/// @param rule  what is allowed and, where known, what is usual; goes on after "but it", as in
///              `must lie in [0, 1]; 0.99 is usual`
public record Fault(String path, String value, String rule) {

  /// The same fault seen from outside the record at `outer`.
  Fault under(String outer) {
    return new Fault(join(outer, path), value, rule);
  }

  static String join(String outer, String inner) {
    if (outer.isEmpty()) return inner;
    return inner.isEmpty() ? outer : outer + "." + inner;
  }

  /// The fault as a sentence without its full stop.
  public String sentence() {
    return "%s = %s, but it %s".formatted(path.isEmpty() ? "the whole" : path, value, rule);
  }
}
