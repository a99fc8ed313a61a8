package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.config.ConfigurationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  @Test
  void names_lead_to_environments_and_near_misses_are_told() {
    assertTrue(Catalogue.names().containsAll(List.of("simple_spread", "cartpole")));
    assertInstanceOf(SimpleSpread.Config.class, Catalogue.entry("simple_spread").defaults());
    var e = assertThrows(IllegalArgumentException.class, () -> Catalogue.entry("simplespred"));
    assertEquals("no environment is named simplespred; known environments: " + String.join(", ", Catalogue.names())
        + "; did you mean simple_spread?", e.getMessage());
  }

  @Test
  void options_are_bound_by_name() {
    var config = Catalogue.entry("simple_spread").configure(Map.of("agents", 5, "agentNeighbors", 2), "");
    assertEquals(5, config.spec().agents());
    assertThrows(ConfigurationException.class,
        () -> Catalogue.entry("simple_spread").configure(Map.of("agent", 5), ""));
  }

  @Test
  void every_environment_has_a_random_policy_and_its_scripts() {
    for (var entry : Catalogue.entries()) {
      assertTrue(entry.policies().contains("random"));
      for (String policy : entry.policies()) entry.policy(policy, entry.defaults()).actor();
    }
    assertEquals(List.of("assignment", "random"), Catalogue.entry("simple_spread").policies());
    var e = assertThrows(IllegalArgumentException.class, () -> Catalogue.entry("cartpole").policy(
        "balanced", CartPole.Config.DEFAULTS));
    assertTrue(e.getMessage().contains("did you mean balance?"), e.getMessage());
  }

  @Test
  void recordings_find_their_environment_and_options() {
    var config = Catalogue.recorded("simple_spread_v3", Map.of("N", 4, "max_cycles", 60)).orElseThrow();
    var expected = SimpleSpread.Config.of(4);
    assertEquals(expected.spec(), config.spec());
    assertEquals(60, ((SimpleSpread.Config) config).maxCycles());
    assertTrue(Catalogue.recorded("simple_spring_v3", Map.of()).isEmpty());
  }
}
