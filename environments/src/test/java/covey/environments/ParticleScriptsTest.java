package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentConfig;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What the scripted players of the particle games earn; the documentation has the same figures from 10,000 episodes
/// ([ParticleScores]). Tolerances are four standard errors or more.
class ParticleScriptsTest {
  private static final int EPISODES = 2000;

  private static double[] play(String environment, String adversaries, String others) {
    return play(environment, Map.of(), adversaries, others);
  }

  private static double[] play(
      String environment, Map<String, Object> options, String adversaries, String others) {
    Catalogue.Entry<?> entry = Catalogue.entry(environment);
    var config = (EnvironmentConfig) entry.configure(options, "");
    return ParticleScores.measure(config, 25, EPISODES,
        Map.of("adversaries", entry.policy(adversaries, config), "", entry.policy(others, config)));
  }

  @Test
  void simple() {
    assertEquals(-39.8, play("simple", "random", "random")[0], 3.5);
    assertEquals(-7.3, play("simple", "random", "seek")[0], 0.7);
    assertTrue(play("simple", Map.of("continuousActions", true), "random", "seek")[0] > -7); // measured -5.9
  }

  @Test
  void push() {
    double[] random = play("simple_push", "random", "random");
    assertEquals(0.1, random[0], 1.7);
    assertEquals(-28.3, random[1], 1.3);
    assertEquals(12.1, play("simple_push", "seek", "random")[0], 1.7);
    assertEquals(-7.5, play("simple_push", "random", "seek")[1], 0.4);
    assertEquals(-3.2, play("simple_push", "seek", "seek")[0], 1);
  }

  @Test
  void adversary() {
    double[] random = play("simple_adversary", "random", "random");
    assertEquals(-28.3, random[0], 1.3);
    assertEquals(7.5, random[1], 1.3);
    assertEquals(-18.1, play("simple_adversary", "deceive", "random")[0], 1.3);
    assertEquals(19.8, play("simple_adversary", "random", "deceive")[2], 1.3);
    double[] both = play("simple_adversary", Map.of("agents", 4, "continuousActions", true), "deceive", "deceive");
    assertTrue(both[0] < both[4], "the good agents win");
  }

  @Test
  void tag() {
    double[] random = play("simple_tag", "random", "random");
    assertEquals(4.2, random[0], 1.6);
    assertEquals(-15.7, random[3], 3);
    assertEquals(65.5, play("simple_tag", "chase", "random")[2], 7);
    assertEquals(-2.8, play("simple_tag", "random", "chase")[3], 1);
    assertEquals(42.1, play("simple_tag", "chase", "chase")[1], 6);
  }

  @Test
  void world_comm() {
    double[] random = play("simple_world_comm", "random", "random");
    assertEquals(3.3, random[0], 1.5);
    assertEquals(-25, random[5], 4);
    assertEquals(53.7, play("simple_world_comm", "chase", "random")[1], 5);
    double[] good = play("simple_world_comm", "random", "chase");
    assertEquals(9.2, good[4], 1.2);
    assertEquals(9.4, good[5], 1.2);
  }

  @Test
  void a_leader_who_speaks_helps_adversaries_who_see_nobody() {
    // Many forests: prey is often hidden, and the leader's word is all that adversaries have.
    var options = Map.<String, Object>of("forests", 6, "adversaries", 3, "good", 1);
    double told = play("simple_world_comm", options, "chase", "random")[1];
    Catalogue.Entry<?> entry = Catalogue.entry("simple_world_comm");
    var config = (EnvironmentConfig) entry.configure(options, "");
    var chase = entry.policy("chase", config);
    double[] untold = ParticleScores.measure(config, 25, EPISODES, Map.of(
        "adversaries", (covey.act.Policy) () -> {
          var actor = chase.actor();
          return rows -> {
            actor.act(rows);
            int[] action = rows.columns().action.ints;
            if (rows.columns().example.role().equals("leader")) {
              for (int i = 0; i < rows.count(); i++) action[rows.row(i)] %= ParticleGame.MOVES; // always says word 0
            }
          };
        },
        "", entry.policy("random", config)));
    assertTrue(told > untold[1] + 2, told + " with words, " + untold[1] + " without");
  }

  @Test
  void scripts_refuse_to_play_without_seeing_everybody() {
    var tag = new SimpleTag.Config(3, 1, 2, 25, false, false, 1, Optional.of(1), Optional.empty());
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Chase.of(tag)).getMessage()
        .contains("agentNeighbors = none"));
    var adversary = new SimpleAdversary.Config(2, 25, false, Optional.empty(), Optional.of(1));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> Deception.of(adversary)).getMessage()
        .contains("landmarkNeighbors = none"));
  }
}
