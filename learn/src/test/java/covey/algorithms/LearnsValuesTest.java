package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import covey.env.AgentState;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.testkit.probes.ConstantReward;
import covey.testkit.probes.DelayedReward;
import covey.testkit.probes.MixedEndings;
import covey.testkit.probes.ObservedReward;
import covey.testkit.probes.Respawning;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Critics find the values that are known, through truncation, termination, newcomers and discount.
class LearnsValuesTest {

  /// Trains and compares the value of every decision of the next rollout with `known`, a function of the first feature of
  /// the observation; the untrained critic must be further away than twice the tolerance.
  private static void finds(
      EnvironmentConfig environment, Ppo ppo, int updates, double tolerance, DoubleUnaryOperator known) {
    try (var run = TrainingRun.of(ppo, environment, 1)) {
      assertThat(largestError(run, known)).as("untrained").isGreaterThan(2 * tolerance);
      assertThat(largestError(run.train(updates), known)).as("trained").isLessThan(tolerance);
    }
  }

  private static double largestError(TrainingRun run, DoubleUnaryOperator known) {
    var values = new KnownValues(run);
    var twin = TrainingRun.of(run.ppo, run.collector.setup().environment(), 1).load(run.save());
    Rollout rollout = twin.collect(); // of the present policy; the run itself must learn from all it collects
    double largest = 0;
    int decisions = 0;
    for (int t = 0; t < rollout.steps; t++) {
      for (int a = 0; a < rollout.agents; a++) {
        if (rollout.state[rollout.cell(t, 0, a)] != AgentState.DECIDES) continue;
        var seen = rollout.layout(rollout.layoutOf(a)).observation;
        int row = rollout.row(t, 0, a);
        double expected = known.applyAsDouble(seen.floats[row * seen.layout.floats()]);
        largest = Math.max(largest, Math.abs(values.at(rollout, row, a) - expected));
        decisions++;
      }
    }
    twin.close();
    assertThat(decisions).isGreaterThan(5);
    return largest;
  }

  @ParameterizedTest
  @CsvSource({"squared, true", "huber, true", "clipped, true", "squared, false", "huber, false"})
  void of_a_constant_reward(String valueLoss, boolean normaliseValues) {
    // r of 4 steps to go at -0.5 each: -0.5 (1 - 0.9^r) / 0.1, from -0.5 to -1.7195
    var ppo = TrainingRun.ppo("gamma", 0.9, "valueLoss", valueLoss, "normaliseValues", normaliseValues);
    finds(new ConstantReward.Config(3, 4, -0.5), ppo, 60, 0.05, left -> -0.5 * (1 - Math.pow(0.9, 4 * left)) / 0.1);
  }

  @Test
  void of_what_each_agent_observes() {
    finds(ObservedReward.Config.DEFAULTS, TrainingRun.ppo(), 60, 0.05, sign -> sign);
    finds(ObservedReward.Config.DEFAULTS, TrainingRun.ppo("sharing", "none"), 60, 0.05, sign -> sign);
  }

  @Test
  void of_a_payment_one_discount_away() {
    // the policy learns to choose 1: gamma at the first timestep, 1 at the second, where the first feature is 0
    finds(DelayedReward.Config.DEFAULTS, TrainingRun.ppo("gamma", 0.5), 60, 0.05, first -> first == 1 ? 0.5 : 1);
  }

  @Test
  void that_end_with_a_generation() {
    // r of at most 4 steps left to live: 0.9^(r - 1)
    finds(Respawning.Config.DEFAULTS, TrainingRun.ppo("gamma", 0.9, "games", 32), 80, 0.05,
        left -> Math.pow(0.9, 4 * left - 1));
  }

  @Test
  void that_a_truncation_hides_but_does_not_end() {
    // r of at most 8 steps to the agent's own day: (1 - 0.9^r) / 0.1, although nobody plays longer than 5 steps
    finds(MixedEndings.Config.DEFAULTS, TrainingRun.ppo("gamma", 0.9, "games", 32, "learningRate", "1e-2"), 100, 0.3,
        left -> (1 - Math.pow(0.9, 8 * left)) / 0.1);
  }
}
