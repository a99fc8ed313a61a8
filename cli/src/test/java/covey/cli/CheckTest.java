package covey.cli;

import static covey.cli.Console.covey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  /// A user's environment: a counter that three steps up lead to, and a NaN at `faultAt`.
  private static final String COUNTER = """
      package com.example;
      import covey.config.Option;
      import covey.env.*;
      import covey.random.Stream;
      import covey.space.Space;
      import java.util.List;
      public final class Counter implements Environment {
        public record Config(@Option(byDefault = "2", help = "where it breaks") int faultAt) implements EnvironmentConfig {
          @Override public EnvironmentSpec spec() {
            return EnvironmentSpec.of("counter-v1", List.of(EnvironmentSpec.Slot.of("me", "counter", "team",
                Space.Box.of(2, 0, 1), new Space.Discrete(2))), EnvironmentSpec.Storage.EVERYONE_DECIDES);
          }
          @Override public VectorEnvironment create(int games) {
            return ScalarGames.of(spec(), games, () -> new Counter(this));
          }
        }
        private final Config config;
        private int count;
        private int step;
        Counter(Config config) { this.config = config; }
        @Override public void reset(Stream chance, Writer out) { count = 0; step = 0; write(out); }
        @Override public void step(JointAction action, Writer out) {
          count += action.of(0);
          step++;
          out.reward(0, action.of(0));
          write(out);
        }
        private void write(Writer out) {
          boolean over = count == 3 || step == 10;
          if (count == 3) out.terminate(0); else if (over) out.truncate(0); else out.decides(0);
          out.observe(0, 0, count == config.faultAt() ? Float.NaN : count / 3f);
          out.observe(0, 1, step / 10f);
          if (over) out.last();
        }
      }
      """;

  @TempDir Path folder;

  private Path jar() throws IOException {
    Path source = Files.writeString(folder.resolve("Counter.java"), COUNTER);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    var compiler = ToolProvider.getSystemJavaCompiler();
    int code = compiler.run(null, OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), "-proc:none", "-cp",
        System.getProperty("java.class.path"), "-d", classes.toString(), source.toString());
    assertEquals(0, code);
    Path jar = folder.resolve("counter.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
    return jar;
  }

  @Test
  void a_class_of_a_jar_is_checked_and_its_fault_shown_with_the_fewest_actions() throws IOException {
    Path jar = jar();
    for (String name : List.of("com.example.Counter", "com.example.Counter.Config", "Counter")) {
      Console console = covey("env", "check", name, "--jar", jar, "--json");
      assertEquals(3, console.code(), console.err().toString());
      Map<?, ?> json = console.json();
      assertEquals(Set.of("environment", "episodes", "steps", "findings", "remarks"), json.keySet());
      Map<?, ?> finding = (Map<?, ?>) ((List<?>) json.get("findings")).getFirst();
      assertEquals("values_are_within_bounds", finding.get("clause"));
      assertEquals("me", finding.get("agent"));
      assertEquals(2, finding.get("step"));
      assertEquals(List.of(Map.of("me", 1), Map.of("me", 1)), finding.get("actions")); // twice up, and nothing else
      assertTrue(console.out().getFirst().startsWith("BROKEN   values_are_within_bounds: "), console.out().toString());
    }
    Console sound = covey("env", "check", "Counter", "--jar", jar, "--set", "faultAt=-1", "--json");
    assertEquals(0, sound.code(), sound.out().toString());
    assertEquals(List.of(), sound.json().get("findings"));
  }

  @Test
  void what_cannot_be_checked_is_told_with_near_misses() throws IOException {
    Path jar = jar();
    check(covey("env", "check", "com.example.Conter", "--jar", jar), "did you mean com.example.Counter or com.example.Counter.Config?");
    check(covey("env", "check", "Counter", "--jar", jar, "--set", "faltAt=1"), "did you mean faultAt?");
    check(covey("env", "check", "Counter", "--jar", folder.resolve("none.jar")), "there is no such file");
    check(covey("env", "check", "com.example.Counter"), "--jar names the file that has it");
    check(covey("env", "check", "java.lang.String"), "is no environment, but what is checked is a record");
    check(covey("env", "check", "simple_sprad"), "did you mean simple_spread?");
    check(covey("env", "chek", "simple_spread"), "did you mean check?");
    check(covey("env", "check", "simple_spread", "--episodes", 0), "240, 10000 and 5 are usual");
  }

  private static void check(Console console, String part) {
    assertEquals(2, console.code(), console.err().toString());
    assertTrue(String.join("\n", console.err()).contains(part), console.err().toString());
  }

  @Test
  void built_in_environments_are_checked_by_name_be_it_of_a_family() {
    for (String name : List.of("cartpole", "tic_tac_toe", "Foraging-8x8-2p-2f-v3")) {
      Console console = covey("env", "check", name, "--episodes", 36, "--seconds", 1);
      assertEquals(0, console.code(), console.out().toString() + console.err());
      assertTrue(console.out().getLast().endsWith("0 findings"), console.out().toString());
    }
  }

  @Test
  void the_example_of_the_documentation_is_sound() {
    Console console = covey("env", "check", "covey.examples.TrafficLights", "--set", "steps=12");
    assertEquals(0, console.code(), console.out().toString() + console.err());
  }
}
