package covey.run;

import covey.config.ConfigurationException;
import covey.config.Fault;
import covey.config.NearMisses;
import covey.env.EnvironmentSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Agents that are played by policies which need no training, while the others learn.
///
/// In a configuration `opponents: {player_2: perfect}`, or with `--set opponents.player_2=perfect`. A key is the id,
/// the role or the team of agents, looked for in this order; a value is a ladder, `random, perfect at 50%`: rungs from
/// easy to hard, each with the share of the run at which it takes over. Without opponents every agent is played by the
/// policy that is being learned.
///
/// @param ladders by id, role or team, in alphabetical order
public record Opponents(Map<String, Ladder> ladders) {
  /// Everybody learns.
  public static final Opponents NONE = new Opponents(Map.of());

  static final String KEY = "opponents";

  /// Sorts.
  public Opponents {
    ladders = java.util.Collections.unmodifiableMap(new TreeMap<>(ladders));
  }

  /// A policy that needs no training, from a share of the run on.
  public record Rung(String policy, double from) {}

  /// Policies that take over from each other.
  ///
  /// @param rungs the first from the beginning of the run on, the others later and later
  public record Ladder(List<Rung> rungs) {
    /// Copies the list.
    public Ladder {
      rungs = List.copyOf(rungs);
    }

    /// Reads `random`, or `random, perfect at 50%`.
    ///
    /// @throws IllegalArgumentException saying what is allowed
    public static Ladder parse(String text) {
      var rungs = new ArrayList<Rung>();
      for (String each : text.split(",", -1)) {
        String[] parts = each.strip().split("\\s+at\\s+", 2);
        double from = parts.length == 1 ? 0 : Share.parse(parts[1]).value();
        boolean first = rungs.isEmpty();
        if (parts[0].isBlank() || (first ? from != 0 : !(from > rungs.getLast().from() && from < 1))) {
          throw new IllegalArgumentException("must be the name of a policy, or several with the shares of the run at"
              + " which they take over, ascending, as in random, perfect at 50%");
        }
        rungs.add(new Rung(parts[0], from));
      }
      return new Ladder(rungs);
    }

    /// The number of the rung that is reached at a share of the run; NaN is its beginning.
    public int at(double share) {
      int rung = 0;
      while (rung + 1 < rungs.size() && share >= rungs.get(rung + 1).from()) rung++;
      return rung;
    }

    @Override
    public String toString() {
      var text = new StringBuilder(rungs.getFirst().policy());
      for (Rung rung : rungs.subList(1, rungs.size())) {
        text.append(", ").append(rung.policy()).append(" at ").append(rung.from());
      }
      return text.toString();
    }
  }

  /// Reads the section of a configuration.
  ///
  /// @throws ConfigurationException naming every fault
  static Opponents read(Map<String, ?> section, Task task) {
    EnvironmentSpec spec = task.environment().spec();
    Set<String> known = names(spec);
    var ladders = new TreeMap<String, Ladder>();
    var faults = new ArrayList<Fault>();
    section.forEach((key, value) -> {
      String path = KEY + "." + key;
      if (!known.contains(key)) {
        faults.add(new Fault(path, String.valueOf(value), "is about nobody: agents, roles and teams are %s%s".formatted(
            String.join(", ", known), NearMisses.hint(key, known))));
        return;
      }
      try {
        Ladder ladder = Ladder.parse(String.valueOf(value));
        for (Rung rung : ladder.rungs()) task.policy(rung.policy());
        ladders.put(key, ladder);
      } catch (IllegalArgumentException e) {
        faults.add(new Fault(path, String.valueOf(value), "cannot be used: " + e.getMessage()));
      }
    });
    var opponents = new Opponents(ladders);
    if (faults.isEmpty() && spec.slots().stream().allMatch(slot -> opponents.of(slot) != null)) {
      faults.add(new Fault(KEY, section.toString(), "leaves nobody who learns; at least one agent must"));
    }
    if (!faults.isEmpty()) throw new ConfigurationException("The run", faults);
    return opponents;
  }

  private static Set<String> names(EnvironmentSpec spec) {
    var names = new LinkedHashSet<String>();
    spec.slots().forEach(slot -> names.add(slot.id()));
    spec.slots().forEach(slot -> names.add(slot.role()));
    spec.slots().forEach(slot -> names.add(slot.team()));
    return names;
  }

  public boolean isEmpty() {
    return ladders.isEmpty();
  }

  /// Who plays an agent; null if it learns.
  public @Nullable Ladder of(EnvironmentSpec.Slot slot) {
    for (String name : List.of(slot.id(), slot.role(), slot.team())) {
      Ladder ladder = ladders.get(name);
      if (ladder != null) return ladder;
    }
    return null;
  }

  /// As it is written down; what [#read] gives back equal.
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    ladders.forEach((name, ladder) -> tree.put(name, ladder.toString()));
    return tree;
  }
}
