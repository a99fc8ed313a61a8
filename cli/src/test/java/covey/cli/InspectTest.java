package covey.cli;

import static covey.cli.Console.covey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InspectTest {
  @Test
  void parts_rewards_returns_and_speed_are_shown() {
    Console console = covey("env", "inspect", "simple_spread", "--set", "agents=2", "--json");
    assertEquals(0, console.code(), console.err().toString());
    Map<?, ?> json = console.json();
    assertEquals("simple_spread", json.get("environment"));
    Map<?, ?> first = (Map<?, ?>) ((List<?>) json.get("agents")).getFirst();
    // Two agents: own velocity and position, two landmarks, one other, its speech: 2 + 2 + 4 + 2 + 2.
    assertEquals(12, first.get("observationSize"));
    assertEquals(12, ((Map<?, ?>) first.get("parts")).values().stream().mapToInt(each -> (Integer) each).sum());
    assertEquals(0.0, json.get("maskRate"));
    var policies = (Map<?, ?>) json.get("policies");
    assertEquals(List.of("random", "assignment"), List.copyOf(policies.keySet()));
    Map<?, ?> random = (Map<?, ?>) policies.get("random");
    double best = (Double) ((Map<?, ?>) policies.get("assignment")).get("meanReturn");
    assertTrue(best > (Double) random.get("meanReturn"), policies.toString());
    assertTrue((Double) json.get("stepsPerSecond") > 1e4, json.toString());

    // The rewards that were watched are those that the ledger booked: agents, episodes and 25 steps.
    Map<?, ?> reward = (Map<?, ?>) json.get("reward");
    int episodes = (Integer) random.get("episodes");
    assertEquals(2 * 25 * episodes, reward.get("agentSteps"));
    double booked = (Double) random.get("teamReturn") * episodes;
    assertEquals(booked, (Double) reward.get("mean") * 2 * 25 * episodes, 1e-9 * Math.abs(booked));
  }

  @Test
  void family_names_are_listed_and_inspected_like_others() {
    String list = String.join("\n", covey("env", "list").out());
    assertTrue(list.contains("also Foraging"), list);
    Console console = covey("env", "inspect", "Foraging-8x8-2p-2f-v3", "--json");
    assertEquals(0, console.code(), console.err().toString());
    assertTrue((Double) console.json().get("maskRate") > 0, console.json().toString());
    assertTrue(String.join("\n", console.out()).contains("masks leave "), console.out().toString());
  }

  @Test
  void near_misses_reach_names_of_families() {
    Console console = covey("env", "inspect", "Foraging-8x8-2p-2f-v2");
    assertEquals(2, console.code());
    assertTrue(console.err().toString().contains("did you mean Foraging-"), console.err().toString());
  }
}
