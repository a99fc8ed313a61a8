package covey.cli;

import static covey.cli.Console.covey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
  @TempDir Path folder;

  @Test
  void a_class_of_a_jar_is_checked_and_its_fault_shown_with_the_fewest_actions() throws IOException {
    Path jar = CounterJar.in(folder);
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
    Path jar = CounterJar.in(folder);
    check(covey("env", "check", "com.example.Conter", "--jar", jar), "did you mean com.example.Counter or com.example.Counter.Plain?");
    check(covey("env", "check", "Counter", "--jar", jar, "--set", "faltAt=1"), "did you mean faultAt?");
    check(covey("env", "check", "Counter", "--jar", folder.resolve("none.jar")), "there is no such file");
    check(covey("env", "check", "com.example.Counter"), "--jar names the file that has it");
    check(covey("env", "check", "java.lang.String"), "there is no such class on the class path that implements");
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
