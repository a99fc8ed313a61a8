package covey.cli;

import covey.config.Overrides;
import covey.environments.Catalogue;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Environments that the command line names.
final class Chosen {
  private Chosen() {}

  /// Names to complete: built-in ones, and examples of their families.
  static final class Known implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      var names = new ArrayList<>(Catalogue.names());
      for (Catalogue.Entry<?> entry : Catalogue.entries()) {
        if (entry.family() != null) names.addAll(entry.family().examples());
      }
      return names.iterator();
    }
  }

  /// Options of an environment, as in `agents=5`; `environment.` may stand before each.
  static Map<String, @Nullable Object> options(List<String> assignments) {
    return Overrides.of(assignments.stream().map(each -> each.replaceFirst("^environment\\.", "")).toList())
        .applyTo(Map.of());
  }
}
