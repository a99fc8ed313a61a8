package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.random.Stream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpreadAssignmentTest {
  @Test
  void the_assignment_is_as_cheap_as_the_best_of_all_permutations() {
    var chance = new Stream(5);
    for (int n = 1; n <= 6; n++) {
      var assignment = new SpreadAssignment.Assignment(n);
      for (int trial = 0; trial < 200; trial++) {
        var cost = new double[n][n];
        for (double[] row : cost) for (int j = 0; j < n; j++) row[j] = chance.nextInt(20) / 4.0; // exact, with ties
        int[] job = assignment.solve(cost);
        double total = 0;
        int taken = 0;
        for (int w = 0; w < n; w++) {
          total += cost[w][job[w]];
          taken |= 1 << job[w];
        }
        assertEquals((1 << n) - 1, taken, "every job is taken once");
        assertEquals(cheapest(cost, 0, 0), total);
      }
    }
  }

  private static double cheapest(double[][] cost, int worker, int taken) {
    if (worker == cost.length) return 0;
    double best = Double.POSITIVE_INFINITY;
    for (int j = 0; j < cost.length; j++) {
      if ((taken & (1 << j)) == 0) best = Math.min(best, cost[worker][j] + cheapest(cost, worker + 1, taken | 1 << j));
    }
    return best;
  }

  @Test
  void the_script_scores_what_the_documentation_says() {
    // 4,000 episodes; standard deviation of an episode 3.25, so standard error 0.05: four of them are 0.2.
    assertEquals(-7.45, score(SimpleSpread.Config.DEFAULTS, SpreadAssignment.of(SimpleSpread.Config.DEFAULTS), 4000), 0.2);
  }

  @Test
  void random_actions_score_what_the_documentation_says() {
    // Standard deviation 7.95: standard error 0.126.
    assertEquals(-26.5, score(SimpleSpread.Config.DEFAULTS, RandomPolicy.create(), 4000), 0.5);
  }

  @Test
  void it_also_pushes_by_numbers_and_plays_alone() {
    var numbers = new SimpleSpread.Config(3, 0.5, 25, true, false, Optional.empty(), Optional.empty(), false);
    assertTrue(score(numbers, SpreadAssignment.of(numbers), 500) > -7); // measured -5.91
    var alone = SimpleSpread.Config.of(1);
    assertTrue(score(alone, SpreadAssignment.of(alone), 500) > -4.2); // measured -3.69
  }

  @Test
  void it_refuses_to_play_without_seeing_everybody() {
    var partial = new SimpleSpread.Config(3, 0.5, 25, false, false, Optional.of(1), Optional.empty(), false);
    var e = assertThrows(IllegalArgumentException.class, () -> SpreadAssignment.of(partial));
    assertTrue(e.getMessage().contains("agentNeighbors"), e.getMessage());
  }

  private static double score(SimpleSpread.Config config, Policy policy, int episodes) {
    try (var games = new Games(config, episodes, config.maxCycles() + 1)) {
      games.play(policy.actor());
      double sum = 0;
      for (double reward : games.columns.reward) sum += reward;
      return sum / episodes / config.agents();
    }
  }
}
