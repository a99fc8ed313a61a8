package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;

/// How a rollout is cut into minibatches, told by the moments of Adam, from outside.
///
/// Linear networks over one-hot rows: the gradient of row i's critic weight is g in the step of its minibatch and 0 in
/// every other. After k further steps its moments are m = 0.1 g 0.9^k and v = 0.001 g² 0.999^k, so that
/// v / m² = 0.1 (0.999 / 0.81)^k tells k, provided that the row was learned from exactly once.
class MinibatchesTest {
  private static final double RATE = 1e-9; // so small that values stand still

  private static Ppo ppo(NumberedRows environment, Object... options) {
    var all = new java.util.ArrayList<Object>(List.of(
        "games", environment.games(), "steps", environment.perGame() + 1, "vectorSize", environment.games(),
        "hidden", List.of(), "learningRate", RATE, "gamma", 0, "lambda", 0, "normaliseValues", false,
        "maxGradientNorm", 1e9));
    all.addAll(List.of(options));
    return TrainingRun.ppo(all.toArray());
  }

  /// Adam steps after the row's own, or a number that is not whole if it was not learned from exactly once.
  private static double stepsSince(float m, float v) {
    return Math.log(v / ((double) m * m) / 0.1) / Math.log(0.999 / 0.81);
  }

  @Test
  void every_row_is_in_exactly_one_minibatch_of_an_epoch() {
    // 500 rows in minibatches of 200: 200, 200, 100; a row in the last has 0 steps after it
    var environment = new NumberedRows(50, 10);
    try (var run = TrainingRun.of(ppo(environment, "epochs", 1, "minibatchRows", 200), environment, 1)) {
      run.update();
      var critic = run.archive().within("network0").within("critic");
      assertThat(critic.longs("steps")).containsExactly(3);
      float[] m = critic.floats("moment0");
      float[] v = critic.floats("moment1");
      int[] rows = new int[3];
      for (int i = 0; i < environment.rows(); i++) {
        double since = stepsSince(m[i], v[i]);
        assertThat(since).isCloseTo(Math.rint(since), offset(0.01));
        rows[(int) Math.rint(since)]++;
      }
      assertThat(rows).containsExactly(100, 200, 200);
    }
  }

  @Test
  void five_thousand_rows_in_minibatches_of_two_thousand_take_three_steps_an_epoch() {
    var environment = new NumberedRows(10, 500);
    var ppo = TrainingRun.ppo("games", 10, "steps", 501, "vectorSize", 10, "hidden", "2", "minibatchRows", 2000, "epochs", 2);
    try (var run = TrainingRun.of(ppo, environment, 1)) {
      run.update();
      assertThat(run.archive().longs("network0/critic/steps")).containsExactly(2 * 3);
      assertThat(run.measure("epochs")).isEqualTo(2.0);
    }
  }

  @Test
  void each_epoch_has_an_order_of_its_own() {
    // Two epochs of one row per step: a row's two places are equal in only about 1 of 60 rows if orders differ.
    // With k and j steps after its two turns: m = 0.1 g (0.9^k + 0.9^j).
    var environment = new NumberedRows(6, 10);
    try (var one = TrainingRun.of(ppo(environment, "epochs", 1, "minibatchRows", 1), environment, 1);
        var two = TrainingRun.of(ppo(environment, "epochs", 2, "minibatchRows", 1), environment, 1)) {
      one.update();
      two.update();
      assertThat(two.archive().longs("network0/critic/steps")).containsExactly(120);
      float[] once = one.archive().floats("network0/critic/moment0");
      float[] twice = two.archive().floats("network0/critic/moment0");
      int repeated = 0;
      for (int i = 0; i < 60; i++) {
        // the same order again would give m = 0.1 g 0.9^k (1 + 0.9^60)
        if (Math.abs(twice[i] / once[i] - (1 + Math.pow(0.9, 60))) < 1e-3) repeated++;
      }
      assertThat(repeated).isLessThan(20);
    }
  }

  @Test
  void the_advantages_of_a_rollout_have_mean_0_and_spread_1() {
    // One step on all rows: the gradient of row i's logit of the action taken is -A_i (1 - p) / n with p its probability,
    // since the ratio is 1; the moment is a tenth of it. The row's two weights lie side by side.
    var environment = new NumberedRows(20, 10);
    int n = environment.rows();
    var ppo = ppo(environment, "epochs", 1, "minibatchRows", n, "normaliseAdvantages", true);
    try (var run = TrainingRun.of(ppo, environment, 1)) {
      var rollout = run.collect();
      run.learner.update(rollout, covey.config.Progress.startOf(TrainingRun.BUDGET));
      float[] m = run.archive().floats("network0/actor/moment0");
      double sum = 0;
      double squares = 0;
      double[] advantage = new double[n];
      for (int e = 0; e < 20; e++) {
        for (int s = 0; s < 10; s++) {
          int row = rollout.row(s + 1, e, 0); // the first transition is the reset
          int number = e * 10 + s;
          int action = rollout.layout(0).action.ints[row];
          double p = Math.exp(rollout.layout(0).logProb[row]);
          advantage[number] = -m[2 * number + action] / 0.1 * n / (1 - p);
          sum += advantage[number];
          squares += advantage[number] * advantage[number];
        }
      }
      assertThat(sum / n).isCloseTo(0, offset(1e-5));
      assertThat(squares / n).isCloseTo(1, offset(1e-4));
      // gamma = 0: before normalisation an advantage is sin(number) - V; V is small and differs per row, so compare
      // the row with the largest reward, 0.9999 at number 33, with the least, -0.9999 at number 55
      assertThat(advantage[33]).isGreaterThan(1);
      assertThat(advantage[55]).isLessThan(-1);
    }
  }

  @Test
  void gradients_are_clipped_to_their_largest_norm_actor_and_critic_apart() {
    var environment = new NumberedRows(20, 10);
    var ppo = ppo(environment, "epochs", 1, "minibatchRows", 200, "maxGradientNorm", 1e-3);
    try (var run = TrainingRun.of(ppo, environment, 1);
        var free = TrainingRun.of(ppo(environment, "epochs", 1, "minibatchRows", 200), environment, 1)) {
      run.update();
      free.update();
      for (String group : List.of("actor", "critic")) {
        String measure = group + "GradientNorm";
        assertThat(run.measure(measure)).as("before clipping").isEqualTo(free.measure(measure)).isGreaterThan(1e-2);
        // the first moment is a tenth of the gradient that was used
        assertThat(10 * norm(run.archive().floats("network0/" + group + "/moment0")))
            .isCloseTo(1e-3, withPercentage(0.01));
        assertThat(10 * norm(free.archive().floats("network0/" + group + "/moment0")))
            .isCloseTo(free.measure(measure), withPercentage(0.01));
      }
    }
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) squares += (double) value * value;
    return Math.sqrt(squares);
  }
}
