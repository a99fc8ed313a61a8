package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.environments.Catalogue;
import covey.environments.SimpleSpread;
import covey.nn.Workers;
import covey.rollout.FinishedEpisode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final SimpleSpread.Config SPREAD = SimpleSpread.Config.DEFAULTS;
  private static final Policy RANDOM = Catalogue.entry("simple_spread").policy("random", SPREAD);

  private static Evaluation evaluate(Policy policy, long episodes, long seed, int threads) {
    try (var workers = new Workers(threads)) {
      return Evaluator.evaluate("simple_spread", SPREAD, policy, episodes, seed, workers);
    }
  }

  @Test
  void every_game_plays_its_share() {
    Evaluation evaluation = evaluate(RANDOM, 600, 1, 1);
    assertEquals(600, evaluation.episodes());
    Map<Integer, Integer> played = new HashMap<>();
    for (FinishedEpisode episode : evaluation.played()) played.merge(episode.game(), 1, Integer::sum);
    assertEquals(256, played.size()); // 600 = 88 games of 3 and 168 of 2
    assertEquals(88, played.values().stream().filter(count -> count == 3).count());
    assertEquals(168, played.values().stream().filter(count -> count == 2).count());
  }

  @Test
  void a_single_episode_has_a_mean_and_no_interval() {
    Evaluation evaluation = evaluate(RANDOM, 1, 1, 1);
    assertEquals(25, evaluation.meanLength());
    assertTrue(Double.isNaN(evaluation.ci95().low()));
    assertEquals(evaluation.teamReturn(), 3 * evaluation.meanReturn(), 1e-12);
  }

  @Test
  void no_episodes_are_refused() {
    var e = assertThrows(IllegalArgumentException.class, () -> evaluate(RANDOM, 0, 1, 1));
    assertEquals("episodes = 0, but it must be at least 1; 1000 is usual", e.getMessage());
  }

  @Test
  void seeds_and_nothing_else_decide() {
    String one = Json.line(evaluate(RANDOM, 300, 5, 1).asTree());
    assertEquals(one, Json.line(evaluate(RANDOM, 300, 5, 3).asTree()));
    assertNotEquals(one, Json.line(evaluate(RANDOM, 300, 6, 1).asTree()));
  }

  @Test
  void the_references_of_simple_spread_are_met() {
    // Known per-agent means: random -26.5 (sd 7.8), assignment -7.45 (sd 3.3); 2000 episodes: se 0.17 and 0.07.
    assertEquals(-26.5, evaluate(RANDOM, 2000, 9, 2).meanReturn(), 4 * 0.17);
    Policy script = Catalogue.entry("simple_spread").policy("assignment", SPREAD);
    assertEquals(-7.45, evaluate(script, 2000, 9, 2).meanReturn(), 4 * 0.07);
  }
}
