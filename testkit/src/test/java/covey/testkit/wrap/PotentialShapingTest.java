package covey.testkit.wrap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import covey.env.Ending;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.wrap.PotentialShaping;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PotentialShapingTest {
  private static final double GAMMA = 0.75;
  private static final int CELLS = 6;

  /// Cells 0 to 5: the episode begins at `from`; 0 left, 1 right. Cell 0 ends it with 1, cell 5 with 10.
  private record Corridor(int from) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of("corridor-v1",
          List.of(Slot.of("walker", "walker", "walker", Space.Box.of(1, 0, CELLS - 1), new Space.Discrete(2))),
          Storage.EVERYONE_DECIDES);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Environment() {
        private int cell;

        @Override
        public void reset(Stream chance, Writer out) {
          cell = from;
          out.decides(0);
          out.observe(0, 0, cell);
        }

        @Override
        public void step(JointAction action, Writer out) {
          cell += action.of(0) == 1 ? 1 : -1;
          boolean over = cell == 0 || cell == CELLS - 1;
          if (over) out.reward(0, cell == 0 ? 1 : 10);
          if (over) out.terminate(0); else out.decides(0);
          out.observe(0, 0, cell);
          if (over) out.last();
        }
      });
    }
  }

  /// Anything goes: this one misleads towards cell 1.
  private static double misleading(double cell) {
    return cell == 1 ? 50 : 7 - 3 * cell;
  }

  private static EnvironmentConfig shaped(int from) {
    return new PotentialShaping(new Corridor(from), "shaping", GAMMA,
        (columns, row, slot) -> misleading(columns.observation.floats[row]));
  }

  @Test
  void a_step_pays_gamma_times_the_new_potential_less_the_old_one() {
    try (Hand hand = Hand.of(shaped(3))) {
      assertEquals(0, hand.auxiliary(0, 0)); // a beginning pays nothing
      hand.step(1);
      assertEquals(0.75 * (7 - 12) - (7 - 9), hand.auxiliary(0, 0));
      assertEquals(0, hand.reward(0)); // the raw reward is untouched
      hand.step(1);
      assertEquals(Ending.TERMINATED, hand.ended(0));
      assertEquals(0 - (7 - 12), hand.auxiliary(0, 0)); // nothing follows: potential 0, whatever is seen
      assertEquals(10, hand.reward(0));
    }
  }

  @Test
  void time_that_passes_discounts_and_the_discounted_sum_telescopes() {
    EnvironmentConfig config = new PotentialShaping(new Clockwork(100, 5), "shaping", GAMMA,
        (columns, row, slot) -> 3 + columns.observation.floats[row * 2]);
    try (Hand hand = Hand.of(config)) {
      double sum = 0;
      double time = 0;
      for (int step = 1; step <= 5; step++) {
        hand.step(0);
        double expected = Math.pow(GAMMA, step / 2.0) * (3 + step) - (3 + step - 1);
        assertEquals(expected, hand.auxiliary(0, 0), 1e-12);
        sum += Math.pow(GAMMA, time) * hand.auxiliary(0, 0);
        time += hand.elapsed();
      }
      // truncated: the potential of the final observation is left, with 7.5 units of time between
      assertEquals(Math.pow(GAMMA, 7.5) * 8 - 3, sum, 1e-12);
    }
  }

  @Test
  void a_newcomer_owes_nothing_to_its_predecessor() {
    EnvironmentConfig config = new PotentialShaping(new Clockwork(2, 9), "shaping", GAMMA, (columns, row, slot) -> 1);
    try (Hand hand = Hand.of(config)) {
      hand.step(0).step(0);
      assertEquals(-1, hand.auxiliary(0, 0)); // terminated
      hand.step(0);
      assertEquals(0, hand.auxiliary(0, 0));
      hand.step(0); // it arrives
      assertEquals(0, hand.auxiliary(0, 0));
      hand.step(0);
      assertEquals(Math.pow(GAMMA, 2.5) - 1, hand.auxiliary(0, 0), 1e-12);
    }
  }

  // ---- invariance --------------------------------------------------------------------------------------------------

  /// What the wrapped environment answers: [cell, action] reward, shaping, next cell or -1.
  private static double[][][] model() {
    var model = new double[CELLS][2][];
    for (int cell = 1; cell < CELLS - 1; cell++) {
      for (int action = 0; action < 2; action++) {
        try (Hand hand = Hand.of(shaped(cell))) {
          hand.step(action);
          model[cell][action] = new double[] {hand.reward(0), hand.auxiliary(0, 0), hand.last() ? -1 : hand.seen(0)[0]};
        }
      }
    }
    return model;
  }

  /// Optimal action values by value iteration.
  private static double[][] values(double[][][] model, double weight, double[] bonus) {
    var q = new double[CELLS][2];
    for (int sweep = 0; sweep < 500; sweep++) {
      var next = new double[CELLS][2];
      for (int cell = 1; cell < CELLS - 1; cell++) {
        for (int action = 0; action < 2; action++) {
          double[] answer = model[cell][action];
          int to = (int) answer[2];
          double future = to < 0 ? 0 : GAMMA * Math.max(q[to][0], q[to][1]);
          next[cell][action] = answer[0] + weight * answer[1] + (to < 0 ? 0 : bonus[to]) + future;
        }
      }
      q = next;
    }
    return q;
  }

  private static boolean[] right(double[][] q) {
    var right = new boolean[CELLS];
    for (int cell = 1; cell < CELLS - 1; cell++) right[cell] = q[cell][1] > q[cell][0];
    return right;
  }

  @Test
  void the_optimal_policy_is_unchanged_and_values_shift_by_the_potential() {
    double[] nothing = new double[CELLS];
    double[][][] model = model();
    double[][] raw = values(model, 0, nothing);
    double[][] shaped = values(model, 1, nothing);
    // by hand: from cell 1 it is 1 to the left, or 10 * 0.75^3 = 4.21875 to the right
    assertEquals(4.21875, raw[1][1], 1e-12);
    for (int cell = 1; cell < CELLS - 1; cell++) {
      for (int action = 0; action < 2; action++) {
        assertEquals(raw[cell][action] - misleading(cell), shaped[cell][action], 1e-9);
      }
    }
    assertArrayEquals(right(raw), right(shaped));
  }

  @Test
  void a_bonus_that_is_no_difference_of_potentials_does_change_it() {
    double[] bonus = new double[CELLS];
    Arrays.setAll(bonus, PotentialShapingTest::misleading);
    double[][][] model = model();
    assertFalse(Arrays.equals(right(values(model, 0, new double[CELLS])), right(values(model, 0, bonus))));
  }
}
