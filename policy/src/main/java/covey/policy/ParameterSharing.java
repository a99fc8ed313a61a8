package covey.policy;

import covey.env.EnvironmentSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Which agents share the parameters of their networks. Set by the configuration, never inferred from names.
public enum ParameterSharing {
  /// Every agent has networks of its own.
  NONE,
  /// One network for all, with a one-hot agent id beside the observation. Needs equal spaces.
  FULL,
  /// One network per role, likewise with an agent id. Needs equal spaces within a role.
  BY_ROLE;

  /// @return the slots that each network serves, in order of their first slot
  /// @throws IllegalArgumentException naming two agents that should share but have different spaces
  public List<List<Integer>> networks(EnvironmentSpec spec) {
    var groups = new LinkedHashMap<String, List<Integer>>();
    for (int slot = 0; slot < spec.agents(); slot++) {
      String key = switch (this) {
        case NONE -> String.valueOf(slot);
        case FULL -> "all";
        case BY_ROLE -> spec.slots().get(slot).role();
      };
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(slot);
    }
    for (List<Integer> group : groups.values()) requireEqualSpaces(spec, group);
    return List.copyOf(groups.values());
  }

  private void requireEqualSpaces(EnvironmentSpec spec, List<Integer> group) {
    var first = spec.slots().get(group.getFirst());
    for (int slot : group) {
      var other = spec.slots().get(slot);
      if (!first.observation().equals(other.observation()) || !first.action().equals(other.action())
          || first.masked() != other.masked()) {
        throw new IllegalArgumentException(
            ("sharing = %s, but %s and %s cannot share a network: %s observes %s and does %s, %s observes %s and does %s;"
                + " by-role or none is usual here")
                .formatted(name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), first.id(), other.id(),
                    first.id(), first.observation(), first.action(), other.id(), other.observation(), other.action()));
      }
    }
  }
}
