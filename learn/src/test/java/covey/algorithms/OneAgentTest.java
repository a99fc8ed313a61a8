package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import covey.environments.CartPole;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A team of one is an ordinary team.
class OneAgentTest {
  @Test
  void every_critic_scope_and_sharing_mode_gives_identical_bytes() {
    Set<String> learners = new LinkedHashSet<>();
    Set<String> actors = new LinkedHashSet<>();
    for (CriticScope scope : CriticScope.values()) {
      for (var sharing : covey.policy.ParameterSharing.values()) {
        var ppo = TrainingRun.ppo("criticScope", scope.name().toLowerCase(java.util.Locale.ROOT),
            "sharing", sharing.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        try (var run = TrainingRun.of(ppo, CartPole.Config.DEFAULTS, 9)) {
          learners.add(run.train(5).hash());
          actors.add(Arrays.toString(run.archive().within("network0").within("actor").floats("parameters")));
          assertThat(run.archive().has("network1/actor/parameters")).isFalse();
        }
      }
    }
    assertThat(learners).hasSize(1);
    assertThat(actors).hasSize(1);
  }

  @Test
  void cart_pole_is_balanced() {
    var ppo = TrainingRun.ppo("games", 32, "steps", 64, "hidden", "64, 64", "learningRate", "2e-3", "minibatchRows", 256,
        "gamma", 0.99);
    try (var run = TrainingRun.of(ppo, CartPole.Config.DEFAULTS, 1)) {
      assertThat(run.evaluate(true, 100)).as("untrained").isLessThan(100);
      run.train(60);
      assertThat(run.evaluate(true, 100)).as("of 500").isGreaterThanOrEqualTo(475);
    }
  }
}
