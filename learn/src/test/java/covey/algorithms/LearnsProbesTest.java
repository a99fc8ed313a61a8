package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import covey.env.EnvironmentConfig;
import covey.environments.SimpleSpread;
import covey.testkit.probes.ContinuousTarget;
import covey.testkit.probes.DelayedReward;
import covey.testkit.probes.Deliveries;
import covey.testkit.probes.ForcedActions;
import covey.testkit.probes.ImageSide;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.Matching;
import covey.testkit.probes.OnePaid;
import covey.testkit.probes.SuccessiveChoices;
import covey.testkit.probes.TakeStones;
import covey.testkit.probes.Whisper;
import org.junit.jupiter.api.Test;

/// PPO solves games whose best return is known, in seconds. Every bar lies far above what random and untrained policies
/// earn, which is checked beside it, so that a learner that learns nothing fails.
class LearnsProbesTest {

  /// Trains, and asks for a greedy return of at least `bar`, where random and untrained policies stay below `untrained`.
  private static void learns(EnvironmentConfig environment, Ppo ppo, int updates, double untrained, double bar) {
    try (var run = TrainingRun.of(ppo, environment, 1)) {
      assertThat(TrainingRun.random(environment, 400)).as("random").isLessThan(untrained);
      assertThat(run.evaluate(false, 400)).as("untrained").isLessThan(untrained);
      run.train(updates);
      assertThat(run.evaluate(true, 400)).as("learned").isGreaterThanOrEqualTo(bar);
    }
  }

  @Test
  void learns_a_choice_that_is_paid_a_step_later() {
    // random 0.5; best 1
    learns(DelayedReward.Config.DEFAULTS, TrainingRun.ppo(), 20, 0.6, 1);
  }

  @Test
  void learns_to_match_without_seeing_each_other() {
    // random 3 x 3^-1 = 1; best 3
    learns(new Matching.Config(2, 3, 3), TrainingRun.ppo("sharing", "none"), 40, 1.2, 3);
    learns(new Matching.Config(2, 3, 3), TrainingRun.ppo("sharing", "full", "criticScope", "state"), 40, 1.2, 3);
  }

  @Test
  void learns_when_one_agent_of_the_team_is_paid() {
    // mean over three agents: random 1.5 / 3 = 0.5; best 3 / 3 = 1
    learns(OnePaid.Config.DEFAULTS, TrainingRun.ppo(), 20, 0.6, 1);
  }

  @Test
  void learns_dependent_choices_under_masks() {
    // three tools, three rounds. Random: tools 0 and 2 share a drawer: (1/4 + 1/2 + 1/4) / 3 = 1/3 a round, 1 in all
    learns(new SuccessiveChoices.Config(3, 3), TrainingRun.ppo("hidden", "32", "activation", "relu", "games", 32), 40, 1.2, 3);
  }

  @Test
  void learns_to_walk_under_masks() {
    // random about 2.4; best (8 + 8 + 7 + 6) / 4 = 7.25 from a drawn cell of four, 0 to 3 cells from the end
    learns(Lanes.Config.DEFAULTS, TrainingRun.ppo("criticScope", "state", "learningRate", "1e-2"), 40, 3.5, 6.5);
  }

  @Test
  void learns_turns_with_pay_in_the_opponents_turn() {
    // Two stones left, one or two may be taken, no toll: who begins wins by taking both; random wins 1/2 x 1 + 1/2 x -1.
    var environment = new TakeStones.Config(2, 2, 2, 0);
    try (var run = TrainingRun.of(TrainingRun.ppo(), environment, 1)) {
      var before = TrainingRun.play(environment, run.learner.snapshot().policy(false), 400);
      assertThat(before.stream().mapToDouble(each -> each.metrics()[0]).average().orElseThrow()).isBetween(0.4, 0.6);
      run.train(20);
      var after = TrainingRun.play(environment, run.learner.snapshot().policy(true), 400);
      assertThat(after.stream().mapToDouble(each -> each.metrics()[0]).average().orElseThrow()).isEqualTo(1);
    }
  }

  @Test
  void learns_beside_forced_actions() {
    // random 10 / 3 = 3.3; best 10 (1 + 1/3) / 2 = 6.67
    learns(ForcedActions.Config.DEFAULTS, TrainingRun.ppo("learningRate", "1e-2"), 30, 3.7, 6.3);
  }

  @Test
  void learns_where_time_passes_unevenly() {
    // Random and always-long both earn 7.6; the best rule of the kind "long until the day's last third" earns 8.36.
    var ppo = TrainingRun.ppo("gamma", 1, "steps", 64, "hidden", "32", "entropyWeight", "0.01");
    learns(new Deliveries.Config(5, 12, true), ppo, 40, 7.8, 8.1);
  }

  @Test
  void learns_with_several_layouts_and_roles() {
    // Two symbols, four rounds; random names one of three: 4 / 3. Best 4, for which speaker and listener, who have spaces
    // and networks of their own, must agree on words.
    learns(new Whisper.Config(2, 4),
        TrainingRun.ppo("sharing", "by-role", "hidden", "32", "games", 32, "entropyWeight", "0.01"), 70, 1.6, 4);
  }

  @Test
  void learns_from_images_of_bytes() {
    // random 0.5; best 1
    learns(ImageSide.Config.DEFAULTS, TrainingRun.ppo("games", 32, "learningRate", "1e-2"), 40, 0.6, 0.85);
  }

  @Test
  void learns_real_valued_actions_clipped_and_squashed() {
    // per agent, two dimensions, five steps: random -5/3 x 10 = -16.7, untrained about -12, always zero -3.3; best 0
    for (String bounding : new String[] {"clipped", "squashed"}) {
      var ppo = TrainingRun.ppo("bounding", bounding, "learningRate", "5e-3", "games", 32, "hidden", "32");
      learns(ContinuousTarget.Config.DEFAULTS, ppo, 50, -10, -1);
    }
  }

  @Test
  void learns_simple_spread_with_both_critics() {
    // per agent: random -26.5, optimal assignment -7.45; 80 updates are a quarter of a million joint steps
    for (String scope : new String[] {"state", "observation"}) {
      var ppo = TrainingRun.ppo("criticScope", scope, "games", 128, "steps", 25, "hidden", "64, 64",
          "learningRate", "2e-3", "minibatchRows", 300, "entropyWeight", "0.01", "gamma", 0.9, "lambda", 0.9);
      learns(SimpleSpread.Config.DEFAULTS, ppo, 80, -22, -15);
    }
  }
}
