package covey.run;

import covey.algorithms.Algorithm;
import covey.algorithms.CriticScope;
import covey.algorithms.Ppo;
import covey.config.Configs;
import covey.config.NearMisses;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The algorithms that have a name.
public final class Algorithms {
  /// A named algorithm: a configuration whose options can be changed, but for the one that gives it its name.
  ///
  /// @param name on the command line and in files
  /// @param summary one line for lists
  /// @param base the options before a preset or a user changes some
  /// @param fixed the option that makes the name true
  public record Entry<A extends Record & Algorithm>(String name, String summary, A base, String fixed) {
    /// The options with some changed.
    ///
    /// @param path prefix of the options in messages
    /// @throws covey.config.ConfigurationException naming every fault
    public A configure(Map<String, ? extends @Nullable Object> changes, String path) {
      A configured = Configs.bind(base, changes, path);
      Object meant = Configs.tree(base).get(fixed);
      Object is = Configs.tree(configured).get(fixed);
      if (!String.valueOf(is).equals(String.valueOf(meant))) {
        throw new covey.config.ConfigurationException(name, List.of(new covey.config.Fault(path + "." + fixed,
            String.valueOf(is), "must be %s, for that is what %s means".formatted(meant, name))));
      }
      return configured;
    }
  }

  private static final List<Entry<?>> ENTRIES = List.of(
      new Entry<>("mappo", "PPO whose critic sees the whole game", scope("state"), "criticScope"),
      new Entry<>("ippo", "PPO whose critic sees what the agent sees", scope("observation"), "criticScope"));

  private Algorithms() {}

  private static Ppo scope(String criticScope) {
    return Configs.bind(Ppo.DEFAULTS, Map.of("criticScope", criticScope), "");
  }

  /// All of them, in the order in which they are shown.
  public static List<Entry<?>> entries() {
    return ENTRIES;
  }

  /// Their names.
  public static List<String> names() {
    return ENTRIES.stream().<String>map(Entry::name).toList();
  }

  /// The one of this name.
  ///
  /// @throws IllegalArgumentException if there is none; the message names near misses
  public static Entry<?> entry(String name) {
    for (Entry<?> entry : ENTRIES) if (entry.name().equals(name)) return entry;
    throw new IllegalArgumentException("no algorithm is named %s; known algorithms: %s%s".formatted(
        name, String.join(", ", names()), NearMisses.hint(name, names())));
  }

  /// What a configured algorithm is called: `ippo` or `mappo` for PPO, otherwise its class.
  static String nameOf(Algorithm algorithm) {
    if (algorithm instanceof Ppo ppo) return ppo.criticScope() == CriticScope.STATE ? "mappo" : "ippo";
    return algorithm.getClass().getSimpleName();
  }
}
