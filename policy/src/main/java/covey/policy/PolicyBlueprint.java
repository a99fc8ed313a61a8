package covey.policy;

import covey.env.EnvironmentSpec;
import covey.nn.Activation;
import covey.nn.RandomSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What must be known, beside the spaces, to rebuild the networks of a policy.
///
/// @param sharing which agents share a network
/// @param hidden units of the hidden layers
/// @param activation of the hidden layers
/// @param bounding how real-valued actions are kept within their bounds
public record PolicyBlueprint(
    ParameterSharing sharing, List<Integer> hidden, Activation activation, ActionHead.Bounding bounding) {
  public PolicyBlueprint {
    hidden = List.copyOf(hidden);
  }

  /// Builds the actors' networks with fresh parameters.
  public List<ActorNetwork> actors(EnvironmentSpec spec, NetworkBuilder networks, RandomSource random) {
    var actors = new ArrayList<ActorNetwork>();
    for (List<Integer> slots : sharing.networks(spec)) actors.add(new ActorNetwork(spec, slots, this, networks, random));
    return List.copyOf(actors);
  }

  /// @return one line that [#parse] reads
  String text() {
    return "sharing=%s hidden=%s activation=%s bounding=%s".formatted(sharing, String.join(",",
        hidden.stream().map(String::valueOf).toList()), activation, bounding);
  }

  /// @throws IllegalArgumentException if `text` is not what [#text] gives
  static PolicyBlueprint parse(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 4) throw new IllegalArgumentException("no blueprint of a policy: " + text);
    String hidden = value(parts[1], "hidden");
    return new PolicyBlueprint(
        ParameterSharing.valueOf(value(parts[0], "sharing")),
        hidden.isEmpty() ? List.of() : Arrays.stream(hidden.split(",", -1)).map(Integer::valueOf).toList(),
        Activation.valueOf(value(parts[2], "activation")),
        ActionHead.Bounding.valueOf(value(parts[3], "bounding")));
  }

  private static String value(String part, String name) {
    if (!part.startsWith(name + "=")) throw new IllegalArgumentException("a blueprint needs " + name + ", but got " + part);
    return part.substring(name.length() + 1);
  }
}
