package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import covey.env.Rollout;
import covey.testkit.probes.ConstantReward;
import org.junit.jupiter.api.Test;

/// The loss of a single row, by hand: one game, whose first transition is the reset and whose second pays 1 and ends.
class LossTest {
  private static final ConstantReward.Config ONE_STEP = new ConstantReward.Config(1, 1, 1);

  private static Ppo ppo(Object... options) {
    var all = new java.util.ArrayList<Object>(java.util.List.of(
        "games", 1, "steps", 2, "epochs", 1, "normaliseValues", false, "normaliseAdvantages", false, "gamma", 0.9));
    all.addAll(java.util.List.of(options));
    return TrainingRun.ppo(all.toArray());
  }

  /// A run after one update from one row, with what is needed for hand formulas.
  ///
  /// @param value of the row before the update
  /// @param after of the row after it
  /// @param logRatio log-probability of the action after the update less that before it
  private record Outcome(TrainingRun run, double value, double after, double logRatio) {}

  private static Outcome update(Ppo ppo) {
    var run = TrainingRun.of(ppo, ONE_STEP, 21);
    var before = new KnownValues(run);
    Rollout rollout = run.collect();
    int row = rollout.row(1, 0, 0);
    double value = before.at(rollout, row, 0);
    run.use(run.learner.update(rollout, covey.config.Progress.startOf(TrainingRun.BUDGET)));
    float now = run.logProb(rollout, row, 0);
    return new Outcome(run, value, new KnownValues(run).at(rollout, row, 0), (double) now - rollout.layout(0).logProb[row]);
  }

  @Test
  void squared_value_loss_is_half_the_squared_error() {
    var outcome = update(ppo("valueLoss", "squared"));
    double error = outcome.value - 1; // target: reward 1, terminated
    assertThat(outcome.run.measure("valueLoss")).isCloseTo(0.5 * error * error, offset(1e-6));
  }

  @Test
  void huber_value_loss_is_squared_within_delta_and_linear_beyond() {
    var near = update(ppo("valueLoss", "huber", "huberDelta", 10));
    double error = Math.abs(near.value - 1);
    assertThat(near.run.measure("valueLoss")).isCloseTo(0.5 * error * error, offset(1e-6));
    var far = update(ppo("valueLoss", "huber", "huberDelta", 0.1));
    assertThat(far.run.measure("valueLoss")).isCloseTo(0.1 * (error - 0.05), offset(1e-6));
  }

  @Test
  void clipped_value_loss_holds_the_value_near_the_one_before_the_update() {
    // First epoch: the value is the old one. Second: it moved by more than 0.01 towards the target 1, and the larger of
    // the errors of the value and of the value held within 0.01 counts: the held one.
    var one = update(ppo("valueLoss", "clipped", "valueClip", 0.01, "learningRate", "0.05"));
    var two = update(ppo("valueLoss", "clipped", "valueClip", 0.01, "learningRate", "0.05", "epochs", 2));
    assertThat(one.after - one.value).isGreaterThan(0.01);
    double first = 0.5 * Math.pow(one.value - 1, 2);
    double held = one.value + 0.01;
    double second = 0.5 * Math.max(Math.pow(one.after - 1, 2), Math.pow(held - 1, 2));
    assertThat(second).isEqualTo(0.5 * Math.pow(held - 1, 2));
    assertThat(one.run.measure("valueLoss")).isCloseTo(first, offset(1e-6));
    assertThat(two.run.measure("valueLoss")).isCloseTo((first + second) / 2, offset(1e-6));
    // nothing pulls a held value: the critic stands still in the second epoch but for the momentum of the first
    assertThat(two.run.measure("criticGradientNorm")).isCloseTo(one.run.measure("criticGradientNorm") / 2, offset(1e-6));
  }

  @Test
  void the_surrogate_is_clipped_on_the_side_that_would_gain() {
    // First epoch: ratio 1, loss -A. Second: A > 0 and the ratio has passed 1.1, so the loss is -1.1 A and its row counts
    // as clipped. KL: 0, then ratio - 1 - log ratio.
    var one = update(ppo("learningRate", "0.1", "clip", "0.1"));
    var two = update(ppo("learningRate", "0.1", "clip", "0.1", "epochs", 2));
    double advantage = 1 - one.value;
    assertThat(advantage).isPositive();
    assertThat(one.logRatio).isGreaterThan(Math.log(1.1));
    assertThat(one.run.measure("policyLoss")).isCloseTo(-advantage, offset(1e-6));
    assertThat(one.run.measure("clipFraction")).isEqualTo(0.0);
    assertThat(two.run.measure("policyLoss")).isCloseTo(-(1 + 1.1) / 2 * advantage, offset(1e-5));
    assertThat(two.run.measure("clipFraction")).isEqualTo(0.5);
    double k3 = Math.exp(one.logRatio) - 1 - one.logRatio;
    assertThat(two.run.measure("kl")).isCloseTo(k3 / 2, offset(1e-5));
    assertThat(two.run.measure("firstKl")).isEqualTo(0.0);
    assertThat(two.run.measure("actorGradientNorm"))
        .as("no gradient beyond the clip").isCloseTo(one.run.measure("actorGradientNorm") / 2, offset(1e-6));
  }

  @Test
  void the_entropy_bonus_enters_the_loss_with_its_weight() {
    // Reward and value 0: no advantage, so that the actor's gradient is that of the bonus alone, proportional to it.
    var environment = new ConstantReward.Config(1, 1, 0);
    covey.policy.NetworkBuilder biased = request -> new covey.nn.Linear(request.parameters(), "only", request.inputs(),
        request.outputs(), covey.nn.Activation.IDENTITY,
        request.role().equals("critic") ? covey.nn.Initialiser.zeros() : covey.nn.Initialiser.orthogonal(1));
    try (var none = new TrainingRun(ppo("entropyWeight", "0"), environment, 21, 1, biased);
        var some = new TrainingRun(ppo("entropyWeight", "0.01"), environment, 21, 1, biased);
        var twice = new TrainingRun(ppo("entropyWeight", "0.02"), environment, 21, 1, biased)) {
      for (var run : new TrainingRun[] {none, some, twice}) run.update();
      assertThat(none.measure("actorGradientNorm")).isEqualTo(0.0);
      assertThat(some.measure("actorGradientNorm")).isPositive();
      assertThat(twice.measure("actorGradientNorm") / some.measure("actorGradientNorm")).isCloseTo(2, offset(1e-5));
      assertThat(some.measure("entropy")).isBetween(0.01, Math.log(2));
    }
  }

  @Test
  void explained_variance_is_one_less_the_share_of_the_error() {
    // Two steps, gamma 0.5, lambda 1, V = 0: targets 1 + 0.5 = 1.5 and 1, advantages the same: error variance =
    // target variance, hence 0. With lambda 0 too: 1 and 1: no variance, reported as 0. A constant V changes neither.
    covey.policy.NetworkBuilder zeroCritics = request -> new covey.nn.Mlp(request.parameters(), "", request.inputs(),
        new int[] {4}, request.outputs(), request.activation(), 1, request.role().equals("critic") ? 0 : 0.01);
    try (var run = new TrainingRun(ppo("steps", 3, "gamma", 0.5, "lambda", 1), new ConstantReward.Config(1, 2, 1), 1, 1,
        zeroCritics)) {
      run.update();
      assertThat(run.measure("explainedVariance")).isEqualTo(0.0);
    }
    // A critic that gives 0.5 x observation (1, then 1/2): V = 0.5 and 0.25. Targets 1.5 and 1 (lambda 1), errors 1 and
    // 0.75. Variances 0.0625 and 0.015625: 1 - 0.25 = 0.75.
    covey.policy.NetworkBuilder half = request -> new covey.nn.Linear(request.parameters(), "only", request.inputs(),
        request.outputs(), covey.nn.Activation.IDENTITY, covey.nn.Initialiser.constant(0.5f));
    try (var run = new TrainingRun(ppo("steps", 3, "gamma", 0.5, "lambda", 1), new ConstantReward.Config(1, 2, 1), 1, 1,
        half)) {
      run.update();
      assertThat(run.measure("explainedVariance")).isCloseTo(0.75, offset(1e-9));
    }
  }
}
