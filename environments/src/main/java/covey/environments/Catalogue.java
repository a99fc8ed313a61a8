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
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The built-in environments by name. A new one is a file of its own and a line in [#ENTRIES].
public final class Catalogue {
  private static final List<Entry<?>> ENTRIES = List.of(
      Simple.ENTRY,
      SimpleSpread.ENTRY,
      SimpleSpeakerListener.ENTRY,
      SimpleReference.ENTRY,
      SimpleCrypto.ENTRY,
      SimplePush.ENTRY,
      SimpleTag.ENTRY,
      SimpleAdversary.ENTRY,
      SimpleWorldComm.ENTRY,
      CartPole.ENTRY,
      Foraging.ENTRY,
      Warehouse.ENTRY,
      Pursuit.ENTRY,
      Skirmish.ENTRY,
      Arena.ENTRY,
      Dispatch.ENTRY,
      Overcooked.ENTRY,
      Commons.ENTRY,
      TicTacToe.ENTRY,
      ConnectFour.ENTRY,
      KuhnPoker.ENTRY,
      LeducPoker.ENTRY,
      MatrixGame.ROCK_PAPER_SCISSORS,
      MatrixGame.PRISONERS_DILEMMA,
      MatrixGame.STAG_HUNT,
      MatrixGame.CLIMBING,
      MatrixGame.PENALTY,
      TwoStep.ENTRY,
      DecTiger.ENTRY,
      SwitchRiddle.ENTRY,
      TMaze.ENTRY,
      TMaze.RECALL);

  private Catalogue() {}

  /// An environment with a name.
  ///
  /// @param name what users type
  /// @param config its options
  /// @param summary one line for lists, no full stop
  /// @param changes options of this entry that differ from the defaults of `config`; users' changes go over them
  /// @param smallest options that make the smallest team: where debugging begins
  /// @param scripted policies that need no training, by name; `random` is always there and not among them
  /// @param recording how others record this environment; null if nobody does
  /// @param family further names of this environment with other options; null if there are none
  public record Entry<C extends Record & EnvironmentConfig>(
      String name,
      Class<C> config,
      String summary,
      Map<String, Object> changes,
      Map<String, Object> smallest,
      Map<String, Function<C, Policy>> scripted,
      @Nullable Recording recording,
      @Nullable Family family) {

    public Entry {
      changes = Map.copyOf(changes);
      smallest = Map.copyOf(smallest);
      scripted = Map.copyOf(scripted);
    }

    /// An entry with nothing but its options.
    public static <C extends Record & EnvironmentConfig> Entry<C> of(String name, Class<C> config, String summary) {
      return new Entry<>(name, config, summary, Map.of(), Map.of(), Map.of(), null, null);
    }

    public Entry<C> withSmallest(Map<String, Object> options) {
      return new Entry<>(name, config, summary, changes, options, scripted, recording, family);
    }

    /// The entry with one more policy that needs no training.
    public Entry<C> withScript(String policy, Function<C, Policy> script) {
      var scripts = new LinkedHashMap<>(scripted);
      scripts.put(policy, script);
      return new Entry<>(name, config, summary, changes, smallest, scripts, recording, family);
    }

    public Entry<C> withRecording(Recording known) {
      return new Entry<>(name, config, summary, changes, smallest, scripted, known, family);
    }

    public Entry<C> withFamily(Family names) {
      return new Entry<>(name, config, summary, changes, smallest, scripted, recording, names);
    }

    /// The same environment under one of its further names.
    private Optional<Entry<?>> member(String id) {
      if (family == null) return Optional.empty();
      return family.options().apply(id).map(
          options -> new Entry<>(id, config, summary, options, smallest, scripted, recording, null));
    }

    public C defaults() {
      return configure(Map.of(), "");
    }

    /// The options with some changed.
    ///
    /// @param changed over those of this entry
    /// @param path prefix of the options in messages; empty for none
    /// @throws covey.config.ConfigurationException naming every fault
    public C configure(Map<String, ? extends @Nullable Object> changed, String path) {
      var all = new LinkedHashMap<String, @Nullable Object>(changes);
      all.putAll(changed);
      return Configs.bind(config, all, path);
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

  /// The names under which an environment is known elsewhere, each of which stands for a set of options.
  ///
  /// @param form how such a name is made, for example `rware-{tiny|small|medium|large}-Nag[-easy|-hard]-v2`
  /// @param examples names that exist, for lists and near misses
  /// @param options from a name to the options that it stands for; empty if it is no name of this family
  public record Family(
      String form, List<String> examples, Function<String, Optional<Map<String, Object>>> options) {
    public Family {
      examples = List.copyOf(examples);
    }
  }

  /// How recorded trajectories name an environment and its options.
  ///
  /// @param name for example `simple_spread_v3`; recordings under a name of the entry's family are found as well
  /// @param renamed their name of an option to ours, where it is not merely another spelling (`max_cycles`, `maxCycles`)
  /// @param translation what remains to be done with the renamed options: values that are written otherwise, habits of
  ///     the original that are options here
  public record Recording(
      String name, Map<String, String> renamed, UnaryOperator<Map<String, @Nullable Object>> translation) {
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z])");

    public Recording(String name, Map<String, String> renamed) {
      this(name, renamed, UnaryOperator.identity());
    }

    public Recording {
      renamed = Map.copyOf(renamed);
    }

    Map<String, @Nullable Object> options(Map<String, ?> recorded) {
      var options = new LinkedHashMap<String, @Nullable Object>();
      recorded.forEach((key, value) -> {
        String respelt = UNDERSCORE.matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
        options.put(renamed.getOrDefault(key, respelt), value);
      });
      return translation.apply(options);
    }
  }

  /// All built-in environments, in the order in which they are shown.
  public static List<Entry<?>> entries() {
    return ENTRIES;
  }

  public static List<String> names() {
    return ENTRIES.stream().<String>map(Entry::name).toList();
  }

  /// The environment with a name, be it a name of its own or of its family.
  ///
  /// @throws IllegalArgumentException if there is none; the message names near misses
  public static Entry<?> entry(String name) {
    for (Entry<?> entry : ENTRIES) if (entry.name().equals(name)) return entry;
    for (Entry<?> entry : ENTRIES) {
      Optional<Entry<?>> member = entry.member(name);
      if (member.isPresent()) return member.get();
    }
    var candidates = new ArrayList<>(names());
    for (Entry<?> entry : ENTRIES) if (entry.family() != null) candidates.addAll(entry.family().examples());
    throw new IllegalArgumentException("no environment is named %s; known environments: %s%s".formatted(
        name, String.join(", ", names()), NearMisses.hint(name, candidates)));
  }

  /// The name of the environment to whose family a name belongs; any other name itself.
  public static String baseOf(String name) {
    for (Entry<?> entry : ENTRIES) {
      if (!entry.name().equals(name) && entry.member(name).isPresent()) return entry.name();
    }
    return name;
  }

  /// The environment of a recorded trajectory, with the options it was recorded with.
  ///
  /// @param name as the recording has it, or a name of the family of an environment that is recorded
  /// @param options as the recording has them; those that are missing have their defaults
  /// @return empty if no built-in environment is recorded under this name
  /// @throws covey.config.ConfigurationException if it has options that the built-in one has not
  public static Optional<EnvironmentConfig> recorded(String name, Map<String, ?> options) {
    for (Entry<?> entry : ENTRIES) {
      Recording recording = entry.recording();
      if (recording == null) continue;
      Optional<Entry<?>> named = recording.name().equals(name) ? Optional.of(entry) : entry.member(name);
      if (named.isPresent()) return Optional.of(named.get().configure(recording.options(options), ""));
    }
    return Optional.empty();
  }
}
