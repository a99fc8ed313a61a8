package covey.policy;

import covey.act.Policy;
import covey.archive.ArchiveException;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.EnvironmentSpec;
import covey.nn.Parameters;
import covey.random.Stream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A trained policy: immutable, addressed by the hash of its content, independent of whatever learned it.
public final class PolicySnapshot {
  private final PolicyBlueprint blueprint;
  private final String signature;
  private final List<ActorNetwork> networks;
  private final List<Parameters> parameters;
  private final String hash;

  private PolicySnapshot(
      PolicyBlueprint blueprint, String signature, List<ActorNetwork> networks, List<Parameters> parameters) {
    this.blueprint = blueprint;
    this.signature = signature;
    this.networks = networks;
    this.parameters = parameters;
    this.hash = hash(blueprint, signature, parameters);
  }

  /// Copies the present parameters of `networks`.
  public static PolicySnapshot of(EnvironmentSpec spec, PolicyBlueprint blueprint, List<ActorNetwork> networks) {
    return new PolicySnapshot(blueprint, signature(spec), networks,
        networks.stream().map(network -> network.parameters.copy()).toList());
  }

  /// What agents a policy is for: names, roles and spaces. Rules, sizes of rewards and the like may differ.
  static String signature(EnvironmentSpec spec) {
    var text = new StringBuilder();
    for (EnvironmentSpec.Slot slot : spec.slots()) {
      text.append(slot.id()).append(' ').append(slot.role()).append(' ').append(slot.observation()).append(' ')
          .append(slot.action()).append(slot.masked() ? " masked" : "").append('\n');
    }
    return text.toString();
  }

  /// @return SHA-256 of everything that the policy's actions depend on, in hexadecimal
  public String hash() {
    return hash;
  }

  /// @param greedy whether to take the most probable action instead of sampling
  public Policy policy(boolean greedy) {
    return new NetworkPolicy(networks, parameters, greedy);
  }

  public void write(ArchiveWriter out) {
    out.text("blueprint", blueprint.text());
    out.text("agents", signature);
    out.text("hash", hash);
    for (int n = 0; n < parameters.size(); n++) out.floats("actor" + n, parameters.get(n).export());
  }

  /// @param spec of the environment in which the policy will act
  /// @param builder the one with which the policy was trained
  /// @throws ArchiveException with one sentence if the policy is for other agents, or damaged
  public static PolicySnapshot read(ArchiveReader in, EnvironmentSpec spec, NetworkBuilder builder) {
    String signature = signature(spec);
    String known = in.text("agents");
    if (!known.equals(signature)) {
      throw new ArchiveException(
          "the policy was trained for other agents than those of " + spec.name() + ": " + difference(known, signature));
    }
    PolicyBlueprint blueprint;
    try {
      blueprint = PolicyBlueprint.parse(in.text("blueprint"));
    } catch (IllegalArgumentException e) {
      throw new ArchiveException("the policy cannot be read: " + e.getMessage(), e);
    }
    List<ActorNetwork> networks = blueprint.actors(spec, builder, new StreamSource(new Stream(0)));
    for (int n = 0; n < networks.size(); n++) {
      Parameters of = networks.get(n).parameters;
      of.load(in.floats("actor" + n, of.count()));
    }
    var snapshot = of(spec, blueprint, networks);
    if (!snapshot.hash.equals(in.text("hash"))) {
      throw new ArchiveException("the policy does not have the content that its hash promises");
    }
    return snapshot;
  }

  /// The first agent that is not the same in both signatures.
  private static String difference(String known, String present) {
    String[] trained = known.split("\n", -1);
    String[] here = present.split("\n", -1);
    for (int i = 0; i < Math.max(trained.length, here.length); i++) {
      String was = i < trained.length && !trained[i].isEmpty() ? trained[i] : "nobody";
      String is = i < here.length && !here[i].isEmpty() ? here[i] : "nobody";
      if (!was.equals(is)) return "in place " + i + " it knows " + was + ", but there is " + is;
    }
    return "their descriptions differ";
  }

  private static String hash(PolicyBlueprint blueprint, String signature, List<Parameters> parameters) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((blueprint.text() + "\n" + signature).getBytes(StandardCharsets.UTF_8));
      for (Parameters each : parameters) {
        float[] values = each.export();
        var bytes = java.nio.ByteBuffer.allocate(4 * values.length);
        for (float value : values) bytes.putInt(Float.floatToRawIntBits(value));
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
