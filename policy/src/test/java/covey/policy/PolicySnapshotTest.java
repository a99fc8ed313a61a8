package covey.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import covey.archive.ArchiveException;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.EnvironmentSpec;
import covey.nn.Activation;
import covey.policy.ActionHead.Bounding;
import covey.space.Space;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicySnapshotTest {
  private static final EnvironmentSpec SPEC = Asked.spec(3, Space.Box.unbounded(3), new Space.MultiDiscrete(List.of(3, 4)), true);
  private static final PolicyBlueprint BLUEPRINT =
      new PolicyBlueprint(ParameterSharing.NONE, List.of(16), Activation.TANH, Bounding.CLIPPED);

  private static List<ActorNetwork> networks(long seed) {
    return Asked.networks(SPEC, ParameterSharing.NONE, Bounding.CLIPPED, seed);
  }

  private static PolicySnapshot snapshot(List<ActorNetwork> networks) {
    return PolicySnapshot.of(SPEC, BLUEPRINT, networks);
  }

  private static byte[] write(PolicySnapshot snapshot) {
    var out = new ArchiveWriter();
    snapshot.write(out.within("policy"));
    return out.toBytes();
  }

  private static PolicySnapshot read(byte[] bytes, EnvironmentSpec spec) {
    return PolicySnapshot.read(ArchiveReader.read(bytes, "policy.covey").within("policy"), spec, Asked.DECIDED);
  }

  private static int actions(PolicySnapshot snapshot, boolean greedy) {
    return new Asked(SPEC, 10_000 / 3 + 1).draw(3).act(snapshot.policy(greedy).actor(), 1).actionHash();
  }

  @Test
  void equal_content_has_an_equal_hash() {
    assertThat(snapshot(networks(1)).hash()).isEqualTo(snapshot(networks(1)).hash()).matches("[0-9a-f]{64}");
  }

  @Test
  void one_weight_changes_the_hash() {
    var networks = networks(1);
    String before = snapshot(networks).hash();
    var parameters = networks.get(2).parameters;
    float[] values = parameters.export();
    float kept = values[values.length - 1];
    values[values.length - 1] = Math.nextUp(kept);
    parameters.load(values);
    assertThat(snapshot(networks).hash()).isNotEqualTo(before);
    values[values.length - 1] = kept;
    parameters.load(values);
    assertThat(snapshot(networks).hash()).isEqualTo(before);
  }

  @Test
  void whatever_actions_depend_on_is_part_of_the_hash() {
    var networks = networks(1);
    String hash = snapshot(networks).hash();
    assertThat(PolicySnapshot.of(SPEC, new PolicyBlueprint(
        ParameterSharing.NONE, List.of(16), Activation.RELU, Bounding.CLIPPED), networks).hash()).isNotEqualTo(hash);
    assertThat(PolicySnapshot.of(SPEC, new PolicyBlueprint(
        ParameterSharing.NONE, List.of(16), Activation.TANH, Bounding.SQUASHED), networks).hash()).isNotEqualTo(hash);
    var renamed = new EnvironmentSpec("other-v7", SPEC.slots(), SPEC.state(), SPEC.storage(), SPEC.observesAlways(),
        SPEC.restore(), SPEC.auxiliaryRewards(), SPEC.metrics());
    assertThat(PolicySnapshot.of(renamed, BLUEPRINT, networks).hash()).as("rules may differ").isEqualTo(hash);
  }

  @Test
  void a_snapshot_does_not_follow_the_parameters_it_was_taken_of() {
    var networks = networks(1);
    var snapshot = snapshot(networks);
    var policy = snapshot.policy(false);
    String hash = snapshot.hash();
    int actions = actions(snapshot, false);
    for (ActorNetwork network : networks) network.parameters.load(new float[network.parameters.count()]);
    assertThat(snapshot.hash()).isEqualTo(hash);
    assertThat(actions(snapshot, false)).isEqualTo(actions);
    assertThat(new Asked(SPEC, 10_000 / 3 + 1).draw(3).act(policy.actor(), 1).actionHash()).isEqualTo(actions);
    assertThat(actions(snapshot(networks), false)).as("the parameters did change").isNotEqualTo(actions);
  }

  @Test
  void what_is_written_and_read_acts_identically() {
    var snapshot = snapshot(networks(1));
    var read = read(write(snapshot), SPEC);
    assertThat(read.hash()).isEqualTo(snapshot.hash());
    assertThat(actions(read, true)).isEqualTo(actions(snapshot, true));
    assertThat(actions(read, false)).isEqualTo(actions(snapshot, false));
    assertThat(write(read)).isEqualTo(write(snapshot));
  }

  @Test
  void a_policy_is_refused_for_other_agents_and_says_which() {
    byte[] bytes = write(snapshot(networks(1)));
    var fewer = Asked.spec(2, Space.Box.unbounded(3), new Space.MultiDiscrete(List.of(3, 4)), true);
    assertThatThrownBy(() -> read(bytes, fewer)).isInstanceOf(ArchiveException.class)
        .hasMessageContaining("trained for other agents").hasMessageContaining("agent_2")
        .message().doesNotContain("\n");
    var wider = Asked.spec(3, Space.Box.unbounded(4), new Space.MultiDiscrete(List.of(3, 4)), true);
    assertThatThrownBy(() -> read(bytes, wider)).isInstanceOf(ArchiveException.class)
        .hasMessageContaining("agent_0").hasMessageContaining("Box(3)").hasMessageContaining("Box(4)")
        .message().doesNotContain("\n");
    var unmasked = Asked.spec(3, Space.Box.unbounded(3), new Space.MultiDiscrete(List.of(3, 4)), false);
    assertThatThrownBy(() -> read(bytes, unmasked)).isInstanceOf(ArchiveException.class).hasMessageContaining("masked");
  }

  @Test
  void a_policy_of_other_networks_is_refused() {
    byte[] bytes = write(snapshot(networks(1)));
    NetworkBuilder wider = request -> new covey.nn.Mlp(
        request.parameters(), "", request.inputs(), new int[] {17}, request.outputs(), request.activation(), 1, 1);
    assertThatThrownBy(() ->
            PolicySnapshot.read(ArchiveReader.read(bytes, "policy.covey").within("policy"), SPEC, wider))
        .isInstanceOf(ArchiveException.class).message().doesNotContain("\n");
  }

  @Test
  void damaged_content_is_refused() {
    byte[] whole = write(snapshot(networks(1)));
    for (int at = 0; at < whole.length; at += 97) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      assertThatThrownBy(() -> read(flipped, SPEC)).isInstanceOf(ArchiveException.class);
      byte[] cut = java.util.Arrays.copyOf(whole, at);
      assertThatThrownBy(() -> read(cut, SPEC)).isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void content_that_was_changed_with_its_checksum_is_refused_by_its_hash() {
    var snapshot = snapshot(networks(1));
    var honest = ArchiveReader.read(write(snapshot), "policy.covey").within("policy");
    for (String change : new String[] {"weight", "blueprint", "nonsense"}) {
      var out = new ArchiveWriter();
      var forged = out.within("policy");
      forged.text("blueprint", switch (change) {
        case "blueprint" -> honest.text("blueprint").replace("TANH", "RELU");
        case "nonsense" -> "activation=none";
        default -> honest.text("blueprint");
      });
      forged.text("agents", honest.text("agents"));
      forged.text("hash", honest.text("hash"));
      for (int n = 0; n < 3; n++) {
        float[] values = honest.floats("actor" + n);
        if (change.equals("weight")) values[0] += 1;
        forged.floats("actor" + n, values);
      }
      assertThatThrownBy(() -> read(out.toBytes(), SPEC)).as(change).isInstanceOf(ArchiveException.class);
    }
  }
}
