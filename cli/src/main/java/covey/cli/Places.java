package covey.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where runs are looked for.
final class Places {
  static final Path RUNS = Path.of("runs");

  private Places() {}

  /// A run by its folder, or by its name below [#RUNS].
  static Path of(Path given) {
    if (Files.exists(given) || given.isAbsolute()) return given;
    Path below = RUNS.resolve(given);
    return Files.exists(below) ? below : given;
  }
}
