package covey.env;

import covey.space.Space;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an environment is made of, before anything has been played. A value: equal specs promise equal columns.
///
/// @param name stable name with version, for example `simple_spread-v3`
/// @param slots the agents' places, in an order that never changes
/// @param state what a centralised critic may see of the whole game, one value per timestep; null if nothing is offered
/// @param storage how rows are stored; [Storage#EVERYONE_DECIDES] is a promise, the others show nowhere
/// @param observesAlways every present agent has a row at each timestep, also while it WAITS (needed by communication
///     within the step and by critics that look at everybody)
/// @param restore how a running episode is rebuilt from a checkpoint
/// @param auxiliaryRewards names of further rewards for learners only (shaping, difference rewards); never in returns
/// @param metrics numbers reported at the end of an episode; never in learning
public record EnvironmentSpec(
    String name,
    List<Slot> slots,
    @Nullable Space state,
    Storage storage,
    boolean observesAlways,
    Restore restore,
    List<String> auxiliaryRewards,
    List<Metric> metrics) {

  /// A place for an agent.
  ///
  /// @param id stable name, unique
  /// @param role what it is: agents of one role may share parameters
  /// @param team whom it is paid with
  /// @param observation what it sees
  /// @param action what it may do
  /// @param masked whether legal actions vary: the environment then writes a mask with every row
  /// @param privateState what a critic of this agent may see beyond the observation: its own view of the whole game;
  ///     null if nothing is offered
  public record Slot(
      String id,
      String role,
      String team,
      Space observation,
      Space action,
      boolean masked,
      @Nullable Space privateState) {

    public Slot {
      if (privateState instanceof Space.History) {
        throw new IllegalArgumentException(
            "agent " + id + " has a history as private state, but only observations and team states may be histories");
      }
      if (masked && covey.space.RowLayout.maskWidth(action) == 0) {
        throw new IllegalArgumentException("agent " + id + " is masked, but " + action + " has no choices to mask");
      }
      if (action instanceof Space.Discrete(int count, Space.Pointer(String path, int from))) {
        int capacity = covey.space.RowLayout.of(observation).leaves().stream()
            .filter(leaf -> leaf.path().equals(path) && leaf.space() instanceof Space.Entities)
            .mapToInt(leaf -> ((Space.Entities) leaf.space()).capacity()).findFirst().orElse(-1);
        if (capacity < 0) {
          throw new IllegalArgumentException("%d choices of agent %s point into %s, which is no set of its observation"
              .formatted(count - from, id, path));
        }
        if (count - from > capacity) {
          throw new IllegalArgumentException("%d choices of agent %s point into %s, which has at most %d members"
              .formatted(count - from, id, path, capacity));
        }
      }
    }

    /// An agent without mask and without private state.
    public static Slot of(String id, String role, String team, Space observation, Space action) {
      return new Slot(id, role, team, observation, action, false, null);
    }

    /// The same agent, who sees something else.
    public Slot seeing(Space other) {
      return new Slot(id, role, team, other, action, masked, privateState);
    }

    boolean sameLayout(Slot other) {
      return observation.equals(other.observation)
          && action.equals(other.action)
          && masked == other.masked
          && java.util.Objects.equals(privateState, other.privateState);
    }
  }

  /// How rows are stored.
  public enum Storage {
    /// A promise: every slot DECIDES at each timestep that is not last, and all end together. Nothing is carried or
    /// looked up, and rows are contiguous.
    EVERYONE_DECIDES,
    /// A row for every slot and timestep, used or not.
    DENSE,
    /// Rows only where somebody observes: for many agents of whom few are asked.
    PACKED
  }

  /// How a running episode is rebuilt from a checkpoint.
  public enum Restore {
    /// By repeating its actions from its reset: the default, right for every environment without hidden state.
    REPLAY,
    /// From a state that the environment saves itself: for speed.
    STATE,
    /// Not at all: running episodes are abandoned on resume, and equality of bytes is not claimed.
    NONE
  }

  /// A number reported at the end of an episode.
  public record Metric(String name, Kind kind) {
    /// How a metric reads: a share of 1, a count, or a real number.
    public enum Kind { FLAG, COUNT, REAL }
  }

  public EnvironmentSpec {
    slots = List.copyOf(slots);
    auxiliaryRewards = List.copyOf(auxiliaryRewards);
    metrics = List.copyOf(metrics);
    requireUnique(name, "auxiliary reward", auxiliaryRewards);
    requireUnique(name, "metric", metrics.stream().map(Metric::name).toList());
    if (slots.isEmpty()) throw new IllegalArgumentException(name + " has no agents, but at least one is needed");
    var ids = new HashSet<String>();
    for (Slot slot : slots) {
      if (!ids.add(slot.id())) throw new IllegalArgumentException(name + " has two agents named " + slot.id());
    }
  }

  private static void requireUnique(String environment, String what, List<String> names) {
    var known = new HashSet<String>();
    for (String each : names) {
      if (!known.add(each)) throw new IllegalArgumentException(environment + " has two " + what + "s named " + each);
    }
  }

  /// A spec with the usual settings: restored by replay, no state, no auxiliary rewards, no metrics.
  public static EnvironmentSpec of(String name, List<Slot> slots, Storage storage) {
    return new EnvironmentSpec(name, slots, null, storage, false, Restore.REPLAY, List.of(), List.of());
  }

  public EnvironmentSpec withState(Space offered) {
    return new EnvironmentSpec(
        name, slots, offered, storage, observesAlways, restore, auxiliaryRewards, metrics);
  }

  public EnvironmentSpec withObservesAlways() {
    return new EnvironmentSpec(name, slots, state, storage, true, restore, auxiliaryRewards, metrics);
  }

  public EnvironmentSpec withMetrics(Metric... reported) {
    return new EnvironmentSpec(
        name, slots, state, storage, observesAlways, restore, auxiliaryRewards, List.of(reported));
  }

  public EnvironmentSpec withAuxiliaryRewards(String... names) {
    return new EnvironmentSpec(name, slots, state, storage, observesAlways, restore, List.of(names), metrics);
  }

  public EnvironmentSpec withName(String other) {
    return new EnvironmentSpec(
        other, slots, state, storage, observesAlways, restore, auxiliaryRewards, metrics);
  }

  public EnvironmentSpec withSlots(List<Slot> others) {
    return new EnvironmentSpec(
        name, others, state, storage, observesAlways, restore, auxiliaryRewards, metrics);
  }

  public EnvironmentSpec withRestore(Restore other) {
    return new EnvironmentSpec(name, slots, state, storage, observesAlways, other, auxiliaryRewards, metrics);
  }

  public EnvironmentSpec withStorage(Storage other) {
    return new EnvironmentSpec(name, slots, state, other, observesAlways, restore, auxiliaryRewards, metrics);
  }

  public int agents() {
    return slots.size();
  }

  public boolean everyoneDecides() {
    return storage == Storage.EVERYONE_DECIDES;
  }

  /// Groups of slots with equal spaces, in order of first appearance: slots of a group share storage, which means
  /// nothing else. Slots are told by their number.
  public List<List<Integer>> layouts() {
    var groups = new ArrayList<List<Integer>>();
    for (int slot = 0; slot < slots.size(); slot++) {
      boolean placed = false;
      for (List<Integer> group : groups) {
        if (slots.get(group.getFirst()).sameLayout(slots.get(slot))) {
          group.add(slot);
          placed = true;
          break;
        }
      }
      if (!placed) groups.add(new ArrayList<>(List.of(slot)));
    }
    return groups;
  }
}
