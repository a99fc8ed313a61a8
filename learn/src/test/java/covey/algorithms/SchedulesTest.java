package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import covey.config.Progress;
import covey.environments.CartPole;
import covey.testkit.probes.Deliveries;
import org.junit.jupiter.api.Test;

/// Schedules, early stopping and what is reported of them.
class SchedulesTest {

  @Test
  void learning_rate_clip_and_entropy_weight_follow_their_schedules() {
    var ppo = TrainingRun.ppo("learningRate", "linear(1e-3, 0)", "clip", "linear(0.3, 0.1)",
        "entropyWeight", "piecewise(0: 0.02, 500000: 0.01, 1000000: 0)");
    try (var run = TrainingRun.of(ppo, CartPole.Config.DEFAULTS, 1)) {
      for (long steps : new long[] {0, 250_000, 750_000}) {
        double share = steps / 1e6;
        run.use(run.learner.update(run.collect(), Progress.of(steps, 0, 0, 1_000_000)));
        assertThat(run.measure("learningRate")).isCloseTo(1e-3 * (1 - share), offset(1e-12));
        assertThat(run.measure("clip")).isCloseTo(0.3 - 0.2 * share, offset(1e-12));
        assertThat(run.measure("entropyWeight"))
            .isCloseTo(share <= 0.5 ? 0.02 - 0.02 * share : 0.02 * (1 - share), offset(1e-12));
      }
    }
  }

  @Test
  void the_learning_rate_that_is_reported_is_the_one_that_is_used() {
    // Adam's first step moves a parameter with gradient g by rate |g| / (|g| + 1e-5): at most by the rate, and nearly so
    // where the gradient is large.
    var ppo = TrainingRun.ppo("learningRate", "linear(1e-3, 0)", "epochs", 1, "minibatchRows", 100_000);
    try (var run = TrainingRun.of(ppo, CartPole.Config.DEFAULTS, 1)) {
      float[] before = run.archive().floats("network0/critic/parameters");
      run.use(run.learner.update(run.collect(), Progress.of(600_000, 0, 0, 1_000_000)));
      float[] after = run.archive().floats("network0/critic/parameters");
      double largest = 0;
      for (int i = 0; i < before.length; i++) largest = Math.max(largest, Math.abs((double) after[i] - before[i]));
      assertThat(largest).isCloseTo(4e-4, offset(2e-6));
    }
  }

  @Test
  void the_clip_that_is_reported_is_the_one_that_is_used() {
    try (var narrow = TrainingRun.of(TrainingRun.ppo("clip", "0.0001"), CartPole.Config.DEFAULTS, 1);
        var wide = TrainingRun.of(TrainingRun.ppo("clip", "0.9"), CartPole.Config.DEFAULTS, 1)) {
      narrow.update();
      wide.update();
      assertThat(narrow.measure("clipFraction")).isGreaterThan(0.5); // all but the first of 8 minibatches
      assertThat(wide.measure("clipFraction")).isEqualTo(0.0);
    }
  }

  @Test
  void an_update_stops_when_the_policy_has_moved_too_far() {
    // 16 games x 15 rows in minibatches of 60: 4 steps an epoch, 4 epochs. The first minibatch has KL 0, the second more
    // than 1.5e-9: two steps.
    try (var stopped = TrainingRun.of(
            TrainingRun.ppo("targetKl", "1e-9", "minibatchRows", 60), CartPole.Config.DEFAULTS, 1);
        var free = TrainingRun.of(TrainingRun.ppo("targetKl", "1e9", "minibatchRows", 60), CartPole.Config.DEFAULTS, 1);
        var unlimited = TrainingRun.of(TrainingRun.ppo("minibatchRows", 60), CartPole.Config.DEFAULTS, 1)) {
      stopped.update();
      free.update();
      unlimited.update();
      assertThat(stopped.archive().longs("network0/actor/steps")).containsExactly(2);
      assertThat(stopped.measure("epochs")).isEqualTo(0.0);
      assertThat(free.archive().longs("network0/actor/steps")).containsExactly(16);
      assertThat(free.measure("epochs")).isEqualTo(4.0);
      assertThat(free.hash()).isEqualTo(unlimited.hash());
    }
  }

  @Test
  void an_update_without_rows_reports_schedules_and_learns_nothing() {
    // One courier under way all the time: in fragments of one transition some rollouts close nothing.
    var ppo = TrainingRun.ppo("games", 1, "steps", 1, "learningRate", "5e-4", "clip", "0.25");
    try (var run = TrainingRun.of(ppo, new Deliveries.Config(1, 12, false), 1)) {
      float[] before = run.archive().floats("network0/actor/parameters");
      run.update(); // the reset
      assertThat(run.measure("learningRate")).isEqualTo(5e-4);
      assertThat(run.measure("clip")).isEqualTo(0.25);
      assertThat(run.measure("epochs")).isEqualTo(0.0);
      assertThat(run.archive().floats("network0/actor/parameters")).containsExactly(before);
      assertThat(run.learner.version()).isEqualTo(1);
    }
  }
}
