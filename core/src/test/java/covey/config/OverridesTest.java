package covey.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverridesTest {
  @Test
  void a_path_sets_one_value_and_makes_the_groups_on_its_way() {
    Map<String, Object> tree = Map.of("environment", Map.of("name", "simple_spread", "agents", 3), "seed", 1);
    assertEquals(
        Map.of("environment", Map.of("name", "simple_spread", "agents", "2"), "seed", 1,
            "algorithm", Map.of("actor", Map.of("hidden", "64, 64")), "note", "a=b"),
        Overrides.of(List.of("environment.agents=2", "algorithm.actor.hidden = 64, 64", "note=a=b")).applyTo(tree));
    assertEquals(3, ((Map<?, ?>) tree.get("environment")).get("agents")); // the original is unchanged
  }

  @Test
  void wrong_and_repeated_assignments_are_all_reported() {
    var e = assertThrows(ConfigurationException.class,
        () -> Overrides.of(List.of("seed", "=3", "a..b=1", "gamma=1", "gamma=2", "x=1", "x.y=2", "p.q=1", "p=2")));
    assertEquals(
        """
        The command line has 6 invalid option(s):
          - seed = nothing, but it must be option=value, as in algorithm.gamma=0.99
          - the whole = 3, but it must be option=value, as in algorithm.gamma=0.99
          - a..b = 1, but it must be option=value, as in algorithm.gamma=0.99
          - gamma = 2, but it is set twice; the other value is 1
          - x.y = 2, but it is set together with x, which is a part of the other
          - p = 2, but it is set together with p.q, which is a part of the other""",
        e.getMessage());
  }

  @Test
  void a_path_through_a_value_is_refused() {
    var e =
        assertThrows(
            ConfigurationException.class,
            () -> Overrides.of(List.of("seed.x=1")).applyTo(Map.of("seed", 7)));
    assertEquals("seed.x = 1, but it cannot be set, for seed is the plain value 7", e.faults().getFirst().sentence());
  }
}
