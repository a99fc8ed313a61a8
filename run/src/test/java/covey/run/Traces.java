package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import covey.track.CsvStore;
import covey.track.MetricTable;
import covey.track.Scalars;
import covey.track.Schema;
import covey.track.SqliteStore;
import covey.track.TensorBoardStore;
import covey.track.Tracker;
import java.nio.file.Path;
import java.util.List;

/// What a run leaves behind, without what the clock decides.
final class Traces {
  private Traces() {}

  static MetricTable table(Path run) {
    return SqliteStore.read(run.resolve(Tracker.DATABASE));
  }

  /// Requires equal metrics in all three stores of two runs.
  static void assertSameMetrics(Path one, Path other) {
    MetricTable expected = table(one);
    assertEquals(expected.resultsAsCsv(), table(other).resultsAsCsv(), "database");
    Schema schema = expected.schema();
    assertEquals(CsvStore.read(one.resolve(Tracker.TABLE), schema).resultsAsCsv(),
        CsvStore.read(other.resolve(Tracker.TABLE), schema).resultsAsCsv(), "table");
    assertEquals(events(one), events(other), "events");
  }

  private static List<String> events(Path run) {
    return TensorBoardStore.read(run.resolve(Tracker.EVENTS)).stream().map(Traces::withoutTime).toList();
  }

  private static String withoutTime(Scalars scalars) {
    var values = new java.util.TreeMap<>(scalars.values());
    values.keySet().removeIf(name -> name.equals("wallSeconds") || name.startsWith("speed/"));
    return scalars.step() + " " + values;
  }
}
