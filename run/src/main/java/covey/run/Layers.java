package covey.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Configurations on top of each other: preset, file, command line. The upper one wins, option by option.
final class Layers {
  private static final List<String> COUNTED = List.of("steps", "iterations", "episodes", "updates");

  private Layers() {}

  /// `lower` with what `upper` says. A layer that limits the run by a count replaces the counts below it: whoever says
  /// `--iterations 10` does not mean "or the steps of the preset". Limits by the clock or by a target leave them.
  static Map<String, @Nullable Object> over(Map<String, ?> lower, Map<String, ?> upper) {
    Map<String, @Nullable Object> result = merge(lower, upper);
    if (lower.get("budget") instanceof Map<?, ?> below && upper.get("budget") instanceof Map<?, ?> above
        && result.get("budget") instanceof Map<?, ?> merged
        && COUNTED.stream().anyMatch(above::containsKey)) {
      for (String limit : COUNTED) {
        if (below.containsKey(limit) && !above.containsKey(limit)) merged.remove(limit);
      }
    }
    return result;
  }

  private static Map<String, @Nullable Object> merge(Map<?, ?> lower, Map<?, ?> upper) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    lower.forEach((key, value) -> result.put(String.valueOf(key), value));
    upper.forEach((key, value) -> {
      String name = String.valueOf(key);
      result.put(name, value instanceof Map<?, ?> above && result.get(name) instanceof Map<?, ?> below
          ? merge(below, above) : value);
    });
    return result;
  }
}
