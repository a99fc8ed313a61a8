package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The tiger's rewards, and the values of the best joint policies, found by trying all policies of one agent with the
/// best answer of the other.
class DecTigerTest {

  @Test
  void the_rewards_are_those_of_the_paper() {
    for (int tiger = 0; tiger < 2; tiger++) {
      int deadly = 1 + tiger;
      int golden = 2 - tiger;
      assertEquals(-2, DecTiger.reward(tiger, 0, 0));
      assertEquals(20, DecTiger.reward(tiger, golden, golden));
      assertEquals(-50, DecTiger.reward(tiger, deadly, deadly));
      assertEquals(-100, DecTiger.reward(tiger, golden, deadly));
      assertEquals(-100, DecTiger.reward(tiger, deadly, golden));
      assertEquals(9, DecTiger.reward(tiger, 0, golden));
      assertEquals(9, DecTiger.reward(tiger, golden, 0));
      assertEquals(-101, DecTiger.reward(tiger, deadly, 0));
      assertEquals(-101, DecTiger.reward(tiger, 0, deadly));
    }
  }

  @Test
  void what_is_drawn_has_the_papers_odds() {
    var games = new Games(new DecTiger.Config(50), 200, 51);
    int[] right = new int[2];
    int heard = 0;
    int moved = 0;
    for (int step = 0; step <= 50; step++) {
      if (step > 0) {
        for (int game = 0; game < 200; game++) {
          boolean opens = step % 2 == 0;
          games.choose(game, 0, opens ? 1 : 0);
          games.choose(game, 1, 0);
        }
      }
      games.advance();
      if (step == 0) continue;
      for (int game = 0; game < 200; game++) {
        var columns = games.columns;
        int[] tiger = java.util.Objects.requireNonNull(columns.teamState).ints;
        boolean listened = step % 2 == 1;
        for (int agent = 0; agent < 2; agent++) {
          int sound = columns.layout(0).observation.ints[columns.row(games.t, game, agent)] - 1;
          if (sound == tiger[columns.stateAt(games.t, game)]) right[listened ? 0 : 1]++;
        }
        if (listened) heard += 2;
        if (!listened && tiger[columns.stateAt(games.t, game)] != tiger[columns.stateAt(games.t - 1, game)]) moved++;
      }
    }
    // 10,000 sounds of each kind: standard errors 0.0036 and 0.005; 5,000 new places: 0.007
    assertEquals(0.85, (double) right[0] / heard, 0.015);
    assertEquals(0.5, (double) right[1] / heard, 0.02);
    assertEquals(0.5, moved / 5_000.0, 0.028);
    games.close();
  }

  @Test
  void the_best_values_are_minus_two_minus_four_and_5_190812() {
    assertEquals(-2, best(1), 1e-12);
    assertEquals(-4, best(2), 1e-12);
    assertEquals(5.190812, best(3), 1e-6);
  }

  private static int horizon;
  private static int[] fixed = new int[0]; // action of agent 0 by number of its history

  /// Histories of one agent are numbered as a binary heap: 0 for none, 2h + 1 and 2h + 2 after hearing left and right.
  private static double best(int steps) {
    horizon = steps;
    int histories = (1 << steps) - 1;
    fixed = new int[histories];
    double most = Double.NEGATIVE_INFINITY;
    for (long code = 0; code < Math.round(Math.pow(3, histories)); code++) {
      long rest = code;
      for (int h = 0; h < histories; h++) {
        fixed[h] = (int) (rest % 3);
        rest /= 3;
      }
      most = Math.max(most, answer(0, new double[][] {{0.5}, {0.5}}));
    }
    return most;
  }

  /// The best that agent 1 can reach from its present history on.
  ///
  /// @param joint probability of [tiger, agent 0's history of this length] together with agent 1's history so far
  private static double answer(int step, double[][] joint) {
    if (step == horizon) return 0;
    int first = (1 << step) - 1;
    double most = Double.NEGATIVE_INFINITY;
    for (int own = 0; own < 3; own++) {
      double value = 0;
      var next = new double[2][2][2 * joint[0].length]; // [heard by agent 1][tiger][agent 0's history]
      for (int tiger = 0; tiger < 2; tiger++) {
        for (int h = 0; h < joint[tiger].length; h++) {
          double p = joint[tiger][h];
          int other = fixed[first + h];
          value += p * DecTiger.reward(tiger, own, other);
          boolean silent = own == 0 && other == 0;
          for (int to = 0; to < 2; to++) {
            double moves = silent ? (to == tiger ? 1 : 0) : 0.5;
            for (int one = 0; one < 2; one++) {
              for (int two = 0; two < 2; two++) {
                double sounds = silent ? odds(one, to) * odds(two, to) : 0.25;
                next[two][to][2 * h + one] += p * moves * sounds;
              }
            }
          }
        }
      }
      if (step + 1 < horizon) value += answer(step + 1, next[0]) + answer(step + 1, next[1]);
      most = Math.max(most, value);
    }
    return most;
  }

  private static double odds(int heard, int tiger) {
    return heard == tiger ? 0.85 : 0.15;
  }
}
