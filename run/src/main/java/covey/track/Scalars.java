package covey.track;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One event of a TensorBoard file: named numbers at a step.
///
/// @param wallTime seconds since 1970
/// @param step     joint steps
/// @param values   by tag, in the order of the file
public record Scalars(double wallTime, long step, Map<String, Float> values) {
  /// Copies the values.
  public Scalars {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
