package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import covey.env.EnvironmentConfig;
import covey.environments.CartPole;
import covey.environments.SimpleSpread;
import covey.policy.NetworkBuilder;
import covey.testkit.probes.Probes;
import covey.testkit.probes.Respawning;
import covey.testkit.probes.TakeStones;
import covey.testkit.probes.Zoo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Same seed, same bytes: of parameters, moments, normalisers and what transitions carry.
class ReproducesTest {

  static List<EnvironmentConfig> environments() {
    return List.of(SimpleSpread.Config.DEFAULTS, TakeStones.Config.DEFAULTS, Respawning.Config.DEFAULTS, Zoo.Config.DEFAULTS);
  }

  private static Ppo ppo(EnvironmentConfig environment, int vectorSize) {
    // 48 games x 8 steps x agents: several segments per minibatch, several tasks per evaluation of the critic
    return TrainingRun.ppo("games", 48, "steps", 8, "vectorSize", vectorSize, "segmentRows", 40, "minibatchRows", 200,
        "sharing", environment instanceof Zoo.Config ? "none" : "full", "criticScope", "state",
        "normaliseValues", true, "epochs", 2);
  }

  private static String hashAfter(EnvironmentConfig environment, int vectorSize, int threads, long seed) {
    try (var run = new TrainingRun(ppo(environment, vectorSize), environment, seed, threads, NetworkBuilder.MLP)) {
      return run.train(4).hash();
    }
  }

  @ParameterizedTest
  @MethodSource("environments")
  void threads_and_vectors_change_no_byte(EnvironmentConfig environment) {
    Set<String> hashes = new LinkedHashSet<>();
    for (int threads : new int[] {1, 2, 4}) {
      for (int vectorSize : new int[] {7, 32, 128}) hashes.add(hashAfter(environment, vectorSize, threads, 11));
    }
    assertThat(hashes).hasSize(1);
    assertThat(hashAfter(environment, 32, 1, 12)).as("another seed").isNotIn(hashes);
  }

  static List<Probes.Probe> probes() {
    return Probes.all();
  }

  /// Saved after three updates and loaded into a learner and a collector that have never played, on other threads and
  /// vectors of other sizes where nothing is stored per vector.
  @ParameterizedTest
  @MethodSource("probes")
  void a_resumed_run_is_the_run_that_never_stopped(Probes.Probe probe) {
    var ppo = TrainingRun.ppo("games", 6, "steps", 5, "sharing", "none", "minibatchRows", 40, "epochs", 2);
    byte[] saved;
    String uninterrupted;
    try (var run = TrainingRun.of(ppo, probe.config(), 4)) {
      saved = run.train(3).save();
      uninterrupted = run.train(3).hash();
    }
    try (var resumed = new TrainingRun(ppo, probe.config(), 4, 2, NetworkBuilder.MLP)) {
      assertThat(resumed.load(saved).train(3).hash()).isEqualTo(uninterrupted);
    }
    try (var alone = TrainingRun.of(ppo, probe.config(), 4)) {
      assertThat(alone.train(3).hash()).as("three more updates change something").isNotEqualTo(uninterrupted);
    }
  }

  @Test
  void a_resumed_run_saves_what_was_loaded() {
    var ppo = TrainingRun.ppo("criticScope", "state");
    try (var run = TrainingRun.of(ppo, SimpleSpread.Config.DEFAULTS, 4);
        var resumed = TrainingRun.of(ppo, SimpleSpread.Config.DEFAULTS, 4)) {
      byte[] saved = run.train(2).save();
      assertThat(resumed.load(saved).save()).isEqualTo(saved);
      assertThat(resumed.learner.version()).isEqualTo(2);
    }
  }

  @Test
  void a_snapshot_stays_what_it_is_while_the_learner_goes_on() {
    var environment = SimpleSpread.Config.DEFAULTS;
    try (var run = TrainingRun.of(TrainingRun.ppo("games", 4, "steps", 6), environment, 4)) {
      var snapshot = run.train(1).learner.snapshot();
      String hash = snapshot.hash();
      var policy = snapshot.policy(false);
      double before = TrainingRun.meanReturn(TrainingRun.play(environment, policy, 20));
      run.train(100);
      assertThat(snapshot.hash()).isEqualTo(hash);
      assertThat(TrainingRun.meanReturn(TrainingRun.play(environment, policy, 20))).isEqualTo(before);
      assertThat(run.learner.snapshot().hash()).isNotEqualTo(hash);
      assertThat(run.evaluate(false, 20)).isNotEqualTo(before);
    }
  }

  @Test
  void a_learning_rate_of_zero_changes_no_parameter() {
    try (var run = TrainingRun.of(TrainingRun.ppo("learningRate", "0"), CartPole.Config.DEFAULTS, 1)) {
      var before = run.archive().within("network0");
      run.train(3);
      var after = run.archive().within("network0");
      for (String group : List.of("actor", "critic")) {
        assertThat(after.within(group).floats("parameters")).containsExactly(before.within(group).floats("parameters"));
        assertThat(after.within(group).longs("steps")).as("gradients were there").isNotEqualTo(
            before.within(group).longs("steps"));
      }
    }
  }
}
