package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.ops.ValueNormaliser;
import org.junit.jupiter.api.Test;

class ValueNormaliserTest {

  private static void note(ValueNormaliser normaliser, double... targets) {
    for (double target : targets) normaliser.note(target);
  }

  @Test
  void values_are_in_reward_units_until_something_is_merged() {
    var normaliser = new ValueNormaliser();
    assertThat(normaliser.isUnset()).isTrue();
    assertThat(normaliser.normalise(3)).isEqualTo(3);
    note(normaliser, 1, 3);
    assertThat(normaliser.normalise(3)).as("noted, not merged").isEqualTo(3);
    normaliser.merge();
    assertThat(normaliser.isUnset()).isFalse();
  }

  @Test
  void the_first_merge_takes_over_mean_and_deviation() {
    // mean of 1 and 5: 3; mean square 13; deviation sqrt(13 - 9) = 2
    var normaliser = new ValueNormaliser();
    note(normaliser, 1, 5);
    normaliser.merge();
    assertThat(normaliser.normalise(5)).isCloseTo(1, offset(1e-12));
    assertThat(normaliser.normalise(3)).isCloseTo(0, offset(1e-12));
    assertThat(normaliser.denormalise(-1)).isCloseTo(1, offset(1e-12));
  }

  @Test
  void later_merges_move_an_average_that_is_corrected_for_its_start() {
    // weights 0.99 x 0.01 = 0.0099 for (3, 13), 0.01 for (7, 49), of 0.0199 in all:
    // mean (0.0297 + 0.07) / 0.0199 = 5.010050, square (0.1287 + 0.49) / 0.0199 = 31.090452
    var normaliser = new ValueNormaliser();
    note(normaliser, 1, 5);
    normaliser.merge();
    note(normaliser, 7, 7, 7);
    normaliser.merge();
    double mean = 0.0997 / 0.0199;
    double deviation = Math.sqrt(0.6187 / 0.0199 - mean * mean);
    assertThat(normaliser.denormalise(0)).isCloseTo(mean, offset(1e-9));
    assertThat(normaliser.denormalise(1) - normaliser.denormalise(0)).isCloseTo(deviation, offset(1e-9));
  }

  @Test
  void equal_targets_have_a_small_spread_instead_of_none() {
    var normaliser = new ValueNormaliser();
    note(normaliser, 2, 2);
    normaliser.merge();
    assertThat(normaliser.normalise(2)).isEqualTo(0);
    assertThat(normaliser.normalise(2.0001)).isCloseTo(1, offset(1e-6));
  }

  @Test
  void merging_nothing_changes_nothing() {
    var normaliser = new ValueNormaliser();
    normaliser.merge();
    assertThat(normaliser.isUnset()).isTrue();
    note(normaliser, 1, 5);
    normaliser.merge();
    normaliser.merge();
    assertThat(normaliser.denormalise(1)).isCloseTo(5, offset(1e-12));
  }

  @Test
  void what_is_saved_goes_on_alike() {
    var one = new ValueNormaliser();
    note(one, 1, 5, -3);
    one.merge();
    var out = new ArchiveWriter();
    one.save(out);
    var other = new ValueNormaliser();
    other.load(ArchiveReader.read(out.toBytes(), "saved"));
    for (var each : new ValueNormaliser[] {one, other}) {
      note(each, 8, 9);
      each.merge();
    }
    assertThat(other.normalise(4.5)).isEqualTo(one.normalise(4.5));
  }

  @Test
  void units_are_frozen_during_an_update() {
    // The first update uses the units of its own rollout's rewards. 1 and 2 steps to go at 4 each, gamma 1: returns 8, 4.
    // Mean 6, deviation 2; a critic of 0 gives V = 6 for both rows; targets (lambda 1) 8 and 4 are 1 and -1 in units, in
    // every epoch: loss 0.5. The targets of the update are merged after it.
    covey.policy.NetworkBuilder zeroCritics = request -> new covey.nn.Mlp(request.parameters(), "", request.inputs(),
        new int[] {4}, request.outputs(), request.activation(), 1, request.role().equals("critic") ? 0 : 0.01);
    var ppo = TrainingRun.ppo(
        "games", 2, "steps", 3, "gamma", 1, "lambda", 1, "learningRate", "0", "epochs", 3, "minibatchRows", 1);
    try (var run = new TrainingRun(
        ppo, new covey.testkit.probes.ConstantReward.Config(1, 2, 4), 1, 1, zeroCritics)) {
      run.update();
      assertThat(run.measure("valueLoss")).isCloseTo(0.5, offset(1e-6));
      double[] moments = run.archive().doubles("network0/normaliser/moments");
      assertThat(moments[0]).as("two merges: 1 - 0.99^2").isCloseTo(0.0199, offset(1e-12));
      assertThat(moments[3]).as("mean").isCloseTo(6, offset(1e-9));
      assertThat(moments[4]).as("deviation").isCloseTo(2, offset(1e-9));
    }
  }
}
