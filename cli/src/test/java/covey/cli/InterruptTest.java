package covey.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C in a process of its own.
class InterruptTest {
  @TempDir Path folder;

  private Process covey(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
  }

  @Test
  void it_saves_says_how_to_go_on_and_ends_with_130() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")) || Files.isExecutable(Path.of("/usr/bin/kill")), "needs kill");
    Path run = folder.resolve("run");
    Process training = covey("train", "simple_spread", "--run", run.toString(), "--threads", "1", "--iterations", "1e9",
        "--set", "games=4", "--set", "hidden=8");
    BufferedReader said = training.inputReader();
    String line = said.readLine();
    while (line != null && !line.contains("steps/s")) line = said.readLine(); // the table begins: it trains
    assertEquals(0, new ProcessBuilder("kill", "-INT", String.valueOf(training.pid())).start().waitFor());
    assertTrue(training.waitFor(60, TimeUnit.SECONDS), "still running");
    assertEquals(130, training.exitValue());
    List<String> err = Files.readAllLines(folder.resolve("err"));
    String last = err.getLast();
    assertTrue(last.matches("covey: interrupted after iteration \\d+; everything is saved, go on with: covey resume "
        + run), err.toString());
    String iteration = last.replaceAll("\\D*(\\d+).*", "$1");
    assertTrue(Files.exists(run.resolve("checkpoints/iteration-%07d.covey".formatted(Long.parseLong(iteration)))));

    Process resumed = covey("resume", run.toString(), "--iterations", String.valueOf(Long.parseLong(iteration) + 2));
    resumed.inputReader().readAllLines();
    assertEquals(0, resumed.waitFor(), () -> String.valueOf(folder));
  }
}
