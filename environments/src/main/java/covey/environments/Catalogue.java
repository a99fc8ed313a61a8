package covey.environments;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.config.Configs;
import covey.config.NearMisses;
import covey.env.EnvironmentConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The built-in environments by name. A new one is a file of its own and a line in [#ENTRIES].
public final class Catalogue {
  private static final List<Entry<?>> ENTRIES = List.of(SimpleSpread.ENTRY, CartPole.ENTRY);

  private Catalogue() {}

  /// An environment with a name.
  ///
  /// @param name what users type
  /// @param config its options
  /// @param summary one line for lists, no full stop
  /// @param scripted policies that need no training, by name; `random` is always there and not among them
  /// @param recording how others record this environment; null if nobody does
  public record Entry<C extends Record & EnvironmentConfig>(
      String name,
      Class<C> config,
      String summary,
      Map<String, Function<C, Policy>> scripted,
      @Nullable Recording recording) {

    public Entry {
      scripted = Map.copyOf(scripted);
    }

    public C defaults() {
      return Configs.defaults(config);
    }

    /// The options with some changed.
    ///
    /// @param path prefix of the options in messages; empty for none
    /// @throws covey.config.ConfigurationException naming every fault
    public C configure(Map<String, ? extends @Nullable Object> changes, String path) {
      return Configs.bind(config, changes, path);
    }

    /// Names of all policies that need no training, in alphabetical order.
    public List<String> policies() {
      var names = new ArrayList<>(scripted.keySet());
      names.add("random");
      names.sort(null);
      return List.copyOf(names);
    }

    /// A policy that needs no training.
    ///
    /// @param options of the environment that it will play; must come from this entry
    /// @throws IllegalArgumentException if no policy has this name, or if it cannot play with these options
    public Policy policy(String policy, EnvironmentConfig options) {
      if (policy.equals("random")) return RandomPolicy.create();
      Function<C, Policy> script = scripted.get(policy);
      if (script == null) {
        throw new IllegalArgumentException("%s has no scripted policy named %s, but: %s%s".formatted(
            name, policy, String.join(", ", policies()), NearMisses.hint(policy, policies())));
      }
      return script.apply(config.cast(options));
    }
  }

  /// How recorded trajectories name an environment and its options.
  ///
  /// @param name for example `simple_spread_v3`
  /// @param renamed their name of an option to ours, where it is not merely another spelling (`max_cycles`, `maxCycles`)
  public record Recording(String name, Map<String, String> renamed) {
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

    public Recording {
      renamed = Map.copyOf(renamed);
    }

    Map<String, @Nullable Object> options(Map<String, ?> recorded) {
      var options = new LinkedHashMap<String, @Nullable Object>();
      recorded.forEach((key, value) -> {
        String respelt = UNDERSCORE.matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        options.put(renamed.getOrDefault(key, respelt), value);
      });
      return options;
    }
  }

  /// All built-in environments, in the order in which they are shown.
  public static List<Entry<?>> entries() {
    return ENTRIES;
  }

  public static List<String> names() {
    return ENTRIES.stream().<String>map(Entry::name).toList();
  }

  /// The environment with a name.
  ///
  /// @throws IllegalArgumentException if there is none; the message names near misses
  public static Entry<?> entry(String name) {
    for (Entry<?> entry : ENTRIES) if (entry.name().equals(name)) return entry;
    throw new IllegalArgumentException("no environment is named %s; known environments: %s%s".formatted(
        name, String.join(", ", names()), NearMisses.hint(name, names())));
  }

  /// The environment of a recorded trajectory, with the options it was recorded with.
  ///
  /// @param name as the recording has it
  /// @param options as the recording has them; those that are missing have their defaults
  /// @return empty if no built-in environment is recorded under this name
  /// @throws covey.config.ConfigurationException if it has options that the built-in one has not
  public static Optional<EnvironmentConfig> recorded(String name, Map<String, ?> options) {
    for (Entry<?> entry : ENTRIES) {
      Recording recording = entry.recording();
      if (recording != null && recording.name().equals(name)) {
        return Optional.of(entry.configure(recording.options(options), ""));
      }
    }
    return Optional.empty();
  }
}
