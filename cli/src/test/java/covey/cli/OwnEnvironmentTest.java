package covey.cli;

import static covey.cli.Console.covey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnEnvironmentTest {
  @TempDir Path folder;

  private static Console done(Object... words) {
    Console console = covey(words);
    assertEquals(0, console.code(), console.out().toString() + console.err());
    return console;
  }

  private static void refused(String part, Object... words) {
    Console console = covey(words);
    assertEquals(2, console.code(), console.out().toString());
    assertTrue(String.join("\n", console.err()).contains(part), console.err().toString());
  }

  @Test
  void a_class_of_a_jar_is_inspected_trained_resumed_and_judged() throws IOException {
    Path jar = CounterJar.in(folder);
    Path run = folder.resolve("run");
    assertTrue(done("env", "inspect", "Counter", "--jar", jar, "--set", "faultAt=-1").out().getFirst()
        .startsWith("com.example.Counter (counter-v1)"));
    var trained = done("train", "Counter", "--jar", jar, "--set", "environment.faultAt=-1", "--iterations", 3, "--run", run,
        "--set", "evaluation.episodes=20", "--json").json();
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("com.example.Counter"));

    refused("made known by --jar", "resume", run, "--iterations", 5);
    refused("made known by --jar", "evaluate", run);
    var resumed = done("resume", run, "--jar", jar, "--iterations", 5, "--json").json();
    assertTrue(((Number) resumed.get("jointSteps")).longValue() > ((Number) trained.get("jointSteps")).longValue());
    assertEquals(30, ((Number) done("evaluate", run, "--jar", jar, "--episodes", 30, "--json").json().get("episodes"))
        .intValue());
    done("train", "simple_spread", "--jar", jar, "--iterations", 1, "--run", folder.resolve("other"),
        "--set", "evaluation.episodes=10"); // the built-in ones are still there
  }

  @Test
  void a_class_without_options_is_checked_but_cannot_be_written_down() throws IOException {
    Path jar = CounterJar.in(folder);
    done("env", "check", "Counter.Plain", "--jar", jar, "--episodes", 36);
    refused("it is no record", "env", "check", "Counter.Plain", "--jar", jar, "--set", "faultAt=1");
    refused("Counter.Plain", "train", "Counter.Plain", "--jar", jar);
  }
}
