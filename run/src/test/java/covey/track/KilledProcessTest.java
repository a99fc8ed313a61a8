package covey.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, really killed.
class KilledProcessTest {
  @TempDir Path folder;

  /// Writes rows without end, and says which are safe.
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws InterruptedException {
      int from = Integer.parseInt(arguments[1]);
      try (Tracker tracker = Tracker.resume(Path.of(arguments[0]), Rows.SCHEMA, Rows.START, from)) {
        for (int n = from + 1; ; n++) {
          tracker.append(Rows.row(n));
          if (n % 5 != 0) continue;
          tracker.sync();
          System.out.println(n);
          Thread.sleep(1);
        }
      }
    }
  }

  @Test
  void a_run_that_is_killed_again_and_again_has_the_rows_of_one_that_was_not()
      throws IOException, InterruptedException {
    var random = new SplittableRandom(3);
    Path run = folder.resolve("run");
    int safe = 0;
    for (int kill = 0; kill < 5; kill++) {
      int before = safe;
      safe = writeAndKill(run, safe, random.nextInt(1, 20));
      assertTrue(safe > before, "nothing was written before kill " + kill);
    }
    try (Tracker tracker = Tracker.resume(run, Rows.SCHEMA, Rows.START, safe)) {
      assertEquals(List.of(), tracker.repairs());
    }
    List<Metrics> rows = Rows.rows(safe);
    assertEquals(rows, SqliteStore.read(run.resolve(Tracker.DATABASE)).rows());
    assertEquals(rows, CsvStore.read(run.resolve(Tracker.TABLE), Rows.SCHEMA).rows());
    assertEquals(safe, TensorBoardStore.read(run.resolve(Tracker.EVENTS)).size());
  }

  /// Returns the last row that the process called safe.
  private static int writeAndKill(Path run, int from, int lines) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("java.class.path"), Writer.class.getName(), run.toString(), Integer.toString(from))
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int safe = from;
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        if (line != null) safe = Integer.parseInt(line);
      }
      process.destroyForcibly();
    }
    process.waitFor();
    return safe;
  }
}
