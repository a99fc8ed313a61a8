package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.random.Keys;
import covey.random.Purpose;
import covey.random.Stream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` at random moments, again and again, and the run ends with the bytes of one that was left alone.
class KillTest {
  private static final int KILLS = 20;

  @TempDir Path folder;

  /// The child: starts the run, or takes it up.
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Path run = Path.of(arguments[0]);
      var launcher = Launcher.PLAIN.watchedBy(new Monitor() {
        @Override
        public void planned(Plan plan) {
          System.out.println("running");
        }
      });
      try (Experiment experiment = Files.exists(run.resolve("config.yaml"))
          ? launcher.resume(run)
          : launcher.start(config(), run)) {
        System.out.println(experiment.run().weightsHash());
      }
    }
  }

  private static RunConfig config() {
    return Small.spread("budget.iterations=400", "algorithm.games=24", "algorithm.steps=8", "algorithm.hidden=16",
        "algorithm.learningRate=linear(2e-3, 0)", "checkpoints.iterations=4", "threads=2", "evaluation.every=37");
  }

  private static Process launch(Path run) throws IOException {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules", "jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
        System.getProperty("java.class.path"), Child.class.getName(), run.toString()));
    return new ProcessBuilder(command).redirectError(new File(run + ".err")).start();
  }

  @Test
  void twenty_kills_at_random_moments_change_no_byte() throws Exception {
    Path whole = folder.resolve("whole");
    String hash;
    try (var experiment = Experiment.start(config(), whole)) {
      hash = experiment.run().weightsHash();
    }
    Path killed = folder.resolve("killed");
    var chance = new Stream(Keys.of(1, Purpose.TEST));
    int kills = 0;
    while (kills < KILLS) {
      Process child = launch(killed);
      // One kill in five falls into the start, the others into training: iterations, metrics, checkpoints, evaluations.
      if (kills % 5 == 4) {
        child.waitFor(chance.nextInt(500), TimeUnit.MILLISECONDS);
      } else {
        BufferedReader said = child.inputReader();
        assertEquals("running", said.readLine(), () -> errors(killed));
        child.waitFor(chance.nextInt(120), TimeUnit.MILLISECONDS);
      }
      assertTrue(child.isAlive(), "the run ended after " + kills + " kills: make it longer");
      child.destroyForcibly().waitFor();
      kills++;
    }
    Process last = launch(killed);
    List<String> said = last.inputReader().readAllLines();
    assertEquals(0, last.waitFor(), () -> errors(killed));
    assertEquals(hash, said.getLast());
    Traces.assertSameMetrics(whole, killed);
    // A child that was killed while its JVM started has left no trace.
    Object resumed = RunDirectory.existing(killed).manifest().get("resumed");
    assertTrue(resumed instanceof List<?> list && list.size() >= KILLS / 2, "resumed " + resumed);
  }

  private static String errors(Path run) {
    try {
      return Files.readString(Path.of(run + ".err"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
