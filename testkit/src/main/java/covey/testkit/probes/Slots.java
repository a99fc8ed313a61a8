package covey.testkit.probes;

import covey.env.EnvironmentSpec.Slot;
import covey.space.Space;
import java.util.List;
import java.util.stream.IntStream;

/// The slots of agents who are all alike.
final class Slots {
  private Slots() {}

  /// `agent_0`, `agent_1`, … of one role and one team.
  static List<Slot> alike(int agents, Space observation, Space action) {
    return alike(agents, observation, action, false);
  }

  static List<Slot> alike(int agents, Space observation, Space action, boolean masked) {
    return IntStream.range(0, agents)
        .mapToObj(i -> new Slot("agent_" + i, "agent", "team", observation, action, masked, null))
        .toList();
  }

  /// `agent_0`, `agent_1`, … of one role, each a team of its own.
  static List<Slot> rivals(int agents, Space observation, Space action, boolean masked) {
    return IntStream.range(0, agents)
        .mapToObj(i -> new Slot("agent_" + i, "agent", "team_" + i, observation, action, masked, null))
        .toList();
  }
}
