package covey.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Single options set from outside a file, as `environment.agents=2` on the command line.
public final class Overrides {
  private static final String SUBJECT = "The command line";

  private final Map<String, String> texts = new LinkedHashMap<>();

  private Overrides() {}

  /// Reads `path=value` texts; the value may contain further equals signs, and be empty.
  ///
  /// @throws ConfigurationException with every text that has no path or no equals sign, and every path that is set
  ///                                twice or lies within another one that is set
  public static Overrides of(List<String> assignments) {
    var overrides = new Overrides();
    var faults = new ArrayList<Fault>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      String path = equals < 0 ? assignment : assignment.substring(0, equals).strip();
      String value = equals < 0 ? "nothing" : assignment.substring(equals + 1).strip();
      if (equals < 0 || path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
        faults.add(new Fault(path, value, "must be option=value, as in algorithm.gamma=0.99"));
      } else {
        overrides.put(path, value, faults);
      }
    }
    if (!faults.isEmpty()) throw new ConfigurationException(SUBJECT, faults);
    return overrides;
  }

  private void put(String path, String value, List<Fault> faults) {
    for (String other : texts.keySet()) {
      if (other.equals(path)) {
        faults.add(new Fault(path, value, "is set twice; the other value is " + texts.get(other)));
        return;
      }
      if (other.startsWith(path + ".") || path.startsWith(other + ".")) {
        faults.add(new Fault(path, value, "is set together with %s, which is a part of the other".formatted(other)));
        return;
      }
    }
    texts.put(path, value);
  }

  /// Whether nothing is set.
  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /// What is set: paths and values as text, in the order given.
  public Map<String, String> texts() {
    return Collections.unmodifiableMap(texts);
  }

  /// A copy of `tree` with everything set; groups that are missing on the way are made. Whether the options exist and
  /// the values fit is found when the result is bound.
  ///
  /// @throws ConfigurationException if a path leads through something that is a plain value in the tree
  public Map<String, @Nullable Object> applyTo(Map<String, ? extends @Nullable Object> tree) {
    Map<String, @Nullable Object> result = copy(tree);
    var faults = new ArrayList<Fault>();
    texts.forEach((path, value) -> set(result, path, value, faults));
    if (!faults.isEmpty()) throw new ConfigurationException(SUBJECT, faults);
    return result;
  }

  private static void set(Map<String, @Nullable Object> root, String path, String value, List<Fault> faults) {
    Map<String, @Nullable Object> group = root;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      Object inner = group.get(names[i]);
      if (inner == null) {
        inner = new LinkedHashMap<String, @Nullable Object>();
        group.put(names[i], inner);
      }
      if (!(inner instanceof Map<?, ?> map)) {
        faults.add(new Fault(path, value, "cannot be set, for %s is the plain value %s".formatted(names[i], inner)));
        return;
      }
      group = owned(map);
    }
    group.put(names[names.length - 1], value);
  }

  @SuppressWarnings("unchecked") // every map in a copy was made by copy or set
  private static Map<String, @Nullable Object> owned(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> tree) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    for (Map.Entry<?, ?> entry : tree.entrySet()) {
      Object value = entry.getValue();
      copy.put(String.valueOf(entry.getKey()), value instanceof Map<?, ?> map ? copy(map) : value);
    }
    return copy;
  }
}
