package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import covey.config.Progress;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.environments.CartPole;
import covey.environments.SimpleSpread;
import covey.ops.Transitions;
import covey.testkit.probes.ContinuousTarget;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.Probes;
import covey.testkit.probes.TakeStones;
import covey.testkit.probes.Zoo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Acting and training compute the log-probability of an action with the same bits: before the first gradient step of an
/// update the ratio is exactly 1 on rows of the present version. `firstKl` is the mean of ratio - 1 - log ratio over the
/// first minibatch, whose terms are 0 for ratio 1 and positive otherwise: it is exactly 0 only if every ratio is 1.
class FirstRatioTest {

  static List<EnvironmentConfig> nothingCarried() {
    return List.of(
        CartPole.Config.DEFAULTS,
        SimpleSpread.Config.DEFAULTS,
        new SimpleSpread.Config(3, 0.5, 25, true, false, Optional.empty(), Optional.empty(), false),
        Lanes.Config.DEFAULTS,
        ContinuousTarget.Config.DEFAULTS);
  }

  @ParameterizedTest
  @MethodSource("nothingCarried")
  void the_ratio_is_exactly_one_at_the_first_minibatch_of_every_update(EnvironmentConfig environment) {
    for (String bounding : new String[] {"clipped", "squashed"}) {
      for (String sharing : new String[] {"full", "none"}) {
        var ppo = TrainingRun.ppo("bounding", bounding, "sharing", sharing, "minibatchRows", 100, "segmentRows", 37, "games", 8, "epochs", 2);
        try (var run = TrainingRun.of(ppo, environment, 3)) {
          double later = 0;
          for (int i = 0; i < 3; i++) {
            run.update();
            assertThat(run.measure("firstKl")).as("update %d of %s %s", i, bounding, sharing).isEqualTo(0.0);
            later += run.measure("kl");
          }
          assertThat(later).as("the policy moves, so later ratios are not 1").isPositive();
        }
      }
    }
  }

  static List<Probes.Probe> probes() {
    return Probes.all();
  }

  /// The learning rate is 0, so that every version acts alike: then carried rows have ratio 1 too, and the whole update
  /// must show it, whatever the spaces: masks, several branches, switches, real numbers, bytes, sets.
  @ParameterizedTest
  @MethodSource("probes")
  void every_ratio_of_every_probe_is_one_while_nothing_is_learned(Probes.Probe probe) {
    for (String bounding : new String[] {"clipped", "squashed"}) {
      var ppo = TrainingRun.ppo("learningRate", "0", "sharing", "none", "bounding", bounding, "steps", 9, "epochs", 1);
      try (var run = TrainingRun.of(ppo, probe.config(), 5)) {
        for (int i = 0; i < 4; i++) {
          run.update();
          assertThat(run.measure("kl")).isEqualTo(0.0);
          assertThat(run.measure("clipFraction")).isEqualTo(0.0);
          if (run.measure("epochs") > 0) assertThat(run.measure("entropy")).isFinite();
        }
      }
    }
  }

  @Test
  void the_zoo_has_every_kind_of_action_and_its_entropy_is_that_of_all_of_them() {
    // Untrained networks are nearly undecided: choices (branch of one legal choice: 0) + ln 2; switches 2 ln 2 (the third
    // cannot be on); two normals with sd e^-0.5: 2 (0.5 ln(2 pi e) - 0.5) = 1.838; twins ln 3 each.
    var ppo = TrainingRun.ppo("sharing", "none", "learningRate", "0", "games", 4, "steps", 7);
    try (var run = TrainingRun.of(ppo, Zoo.Config.DEFAULTS, 1)) {
      run.update();
      // timesteps 0..5, agent i decides at those of its own parity: 3 decisions each
      double expected = (Math.log(2) + 2 * Math.log(2) + 2 * (0.5 * Math.log(2 * Math.PI * Math.E) - 0.5)
          + 2 * Math.log(3)) / 5;
      assertThat(run.measure("entropy")).isCloseTo(expected, offset(5e-3));
    }
  }

  @Test
  void a_carried_row_keeps_its_importance_ratio() {
    // Turns are cut by fragments of 5 transitions: rows of the version before close in the next rollout. Their ratio is
    // that of the present policy over the one that acted, hence not 1; with all rows in one minibatch firstKl shows it.
    var ppo = TrainingRun.ppo("steps", 5, "minibatchRows", 10_000, "learningRate", "3e-2", "epochs", 1);
    try (var run = TrainingRun.of(ppo, TakeStones.Config.DEFAULTS, 2)) {
      var transitions = new Transitions(run.collector.rollout(), run.collector.setup().seats(), 0, ppo.gamma());
      Rollout rollout = run.collect();
      transitions.take(rollout);
      run.learner.update(rollout, Progress.startOf(TrainingRun.BUDGET));

      rollout = run.collect();
      transitions.take(rollout);
      double sum = 0;
      int carried = 0;
      for (int i = 0; i < transitions.count(); i++) {
        if (transitions.version(i) == 1) continue; // ratio 1, term 0
        carried++;
        int row = transitions.row(i);
        double logRatio = (double) run.logProb(rollout, row, transitions.slot(i)) - rollout.layout(0).logProb[row];
        sum += Math.exp(logRatio) - 1 - logRatio;
      }
      double[] measures = run.learner.update(rollout, Progress.startOf(TrainingRun.BUDGET));
      assertThat(carried).isPositive();
      assertThat(measures[run.learner.measures().indexOf("firstKl")])
          .isPositive().isCloseTo(sum / transitions.count(), withPercentage(0.1));
      assertThat(measures[run.learner.measures().indexOf("carriedShare")])
          .isEqualTo((double) carried / transitions.count());
      assertThat(measures[run.learner.measures().indexOf("carriedAge")]).isEqualTo(1.0);
    }
  }
}
