package covey.run;

import covey.algorithms.Algorithm;
import covey.config.ConfigurationException;
import covey.config.Configs;
import covey.config.Fault;
import covey.config.Overrides;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.environments.Catalogue;
import covey.wrap.Wrapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that a run's results depend on, as one value; and the few things that they do not.
///
/// As text it is one YAML file: `environment` (its `name`, then its options), `algorithm` (likewise), `wrappers`,
/// `curriculum` and `opponents` if there are any, and the options of [RunSettings] beside them.
///
/// @param task what is to be learned
/// @param algorithm how it is learned
/// @param opponents who does not learn
/// @param settings the rest
public record RunConfig(Task task, Algorithm algorithm, Opponents opponents, RunSettings settings) {

  static final String NAME = "name";

  /// Refuses what could not be written down, or what does not fit together.
  public RunConfig {
    if (!(algorithm instanceof Record)) {
      throw new IllegalArgumentException(
          "the options of an algorithm must be a record, so that a run can be written down and repeated");
    }
    var faults = new ArrayList<Fault>();
    List<String> agents = task.options().spec().slots().stream().map(EnvironmentSpec.Slot::id).toList();
    settings.budget().target().ifPresent(target -> {
      try {
        target.requireFits(agents);
      } catch (IllegalArgumentException e) {
        faults.add(new Fault("budget.target", target.toString(), "cannot be used: " + e.getMessage()));
      }
    });
    List<Share> at = task.levels().at();
    if (!at.isEmpty() && !settings.budget().counts()) {
      faults.add(new Fault(Levels.KEY + ".at", at.toString(),
          "needs a limit that counts, of which these are shares: budget.steps is usual"));
    }
    if (!faults.isEmpty()) throw new ConfigurationException("The run", faults);
  }

  /// What is known to work for a built-in environment with its usual algorithm.
  public static RunConfig preset(String environment) {
    return preset(environment, Presets.usualAlgorithm(environment));
  }

  /// What is known to work for a built-in environment with a named algorithm; where nothing is, the algorithm's
  /// defaults.
  public static RunConfig preset(String environment, String algorithm) {
    return read(Map.of("environment", environment, "algorithm", algorithm), List.of());
  }

  /// A run of an environment and an algorithm as they are, without preset and without limit.
  public static <C extends Record & EnvironmentConfig> RunConfig of(C environment, Algorithm algorithm) {
    Catalogue.Entry<?> found = null;
    for (Catalogue.Entry<?> known : Catalogue.entries()) {
      if (known.config() != environment.getClass()) continue;
      // several names may share their options: the one whose own changes are in force, otherwise the first
      boolean own = Configs.bind(environment, known.changes(), "").equals(environment);
      if (found == null || own) found = known;
      if (own) break;
    }
    @SuppressWarnings("unchecked") // the class of a C is a Class<C>
    var type = (Class<C>) environment.getClass();
    if (found == null) found = Catalogue.Entry.of(environment.spec().name(), type, "");
    var task = new Task(found, environment, List.of(), Levels.NONE);
    return new RunConfig(task, algorithm, Opponents.NONE, Configs.defaults(RunSettings.class));
  }

  /// Reads a configuration: `tree` over the preset of its environment and algorithm.
  ///
  /// @param own environments that are not built in
  /// @throws ConfigurationException naming every fault
  /// @throws IllegalArgumentException if environment or algorithm have no known name
  public static RunConfig read(Map<String, ? extends @Nullable Object> tree, List<Catalogue.Entry<?>> own) {
    Map<String, @Nullable Object> environment = section(tree, "environment");
    Map<String, @Nullable Object> algorithm = section(tree, "algorithm");
    String name = name(environment, "environment", () -> {
      throw new IllegalArgumentException("no environment is named; known environments: "
          + String.join(", ", Catalogue.names()));
    });
    Catalogue.Entry<?> entry = entry(name, own);
    String method = name(algorithm, "algorithm", () -> Presets.usualAlgorithm(name));
    Algorithms.Entry<?> learned = Algorithms.entry(method);

    var given = new LinkedHashMap<String, @Nullable Object>(tree);
    given.put("environment", environment);
    given.put("algorithm", algorithm);
    return bind(entry, learned, Layers.over(Presets.of(name, method), given));
  }

  private static RunConfig bind(
      Catalogue.Entry<?> entry, Algorithms.Entry<?> algorithm, Map<String, @Nullable Object> tree) {
    var faults = new ArrayList<ConfigurationException>();
    Task task = task(entry, tree, faults);
    Algorithm configured = noting(faults, () -> algorithm.configure(without(section(tree, "algorithm")), "algorithm"));
    var rest = new LinkedHashMap<String, @Nullable Object>(tree);
    rest.keySet().removeAll(List.of("environment", Task.WRAPPERS, Levels.KEY, "algorithm", Opponents.KEY));
    Opponents opponents = task == null ? null
        : noting(faults, () -> Opponents.read(section(tree, Opponents.KEY), task));
    RunSettings settings = noting(faults, () -> Configs.bind(RunSettings.class, rest, ""));
    if (!faults.isEmpty() || task == null || configured == null || opponents == null || settings == null) {
      throw ConfigurationException.merged("The run", faults);
    }
    return new RunConfig(task, configured, opponents, settings);
  }

  /// The task, without wrappers and levels that are at fault; null if the environment itself is.
  private static @Nullable Task task(
      Catalogue.Entry<?> entry, Map<String, @Nullable Object> tree, List<ConfigurationException> faults) {
    EnvironmentConfig options =
        noting(faults, () -> entry.configure(without(section(tree, "environment")), "environment"));
    List<Wrapper> wrappers = noting(faults, () -> Task.readWrappers(tree.get(Task.WRAPPERS), options));
    List<Wrapper> around = wrappers == null ? List.of() : wrappers;
    Levels levels = noting(faults, () -> Levels.read(
        tree.get(Levels.KEY), options, options == null ? null : Wrapper.around(options, around).spec()));
    return options == null ? null : new Task(entry, options, around, levels == null ? Levels.NONE : levels);
  }

  private static <T> @Nullable T noting(List<ConfigurationException> faults, Supplier<T> read) {
    try {
      return read.get();
    } catch (ConfigurationException e) {
      faults.add(e);
      return null;
    }
  }

  private static Catalogue.Entry<?> entry(String name, List<Catalogue.Entry<?>> own) {
    for (Catalogue.Entry<?> each : own) if (each.name().equals(name)) return each;
    if (name.indexOf('.') < 0) return Catalogue.entry(name);
    throw new IllegalArgumentException(("%s is not built in; an environment of your own is made known by --jar on the command"
        + " line, or from Java by Launcher.knowing").formatted(name));
  }

  /// A part of the tree with options; `environment: simple_spread` is short for one that has only a name.
  static Map<String, @Nullable Object> section(Map<String, ? extends @Nullable Object> tree, String key) {
    var section = new LinkedHashMap<String, @Nullable Object>();
    switch (tree.get(key)) {
      case null -> {}
      case Map<?, ?> map -> map.forEach((option, value) -> section.put(String.valueOf(option), value));
      case Object name -> section.put(NAME, name);
    }
    return section;
  }

  private static String name(Map<String, @Nullable Object> section, String key, Supplier<String> otherwise) {
    return switch (section.get(NAME)) {
      case null -> otherwise.get();
      case String name -> name;
      case Object other ->
          throw new IllegalArgumentException("%s.name = %s, but it must be a name".formatted(key, other));
    };
  }

  private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> section) {
    section.remove(NAME);
    return section;
  }

  /// The name of the environment.
  public String environmentName() {
    return task.entry().name();
  }

  /// The environment with its wrappers, on the last level: what is judged.
  public EnvironmentConfig environment() {
    return task.environment();
  }

  /// The name of the algorithm.
  public String algorithmName() {
    return Algorithms.nameOf(algorithm);
  }

  /// Complete and in canonical order: what a run writes down, and what [#read] gives back equal.
  public Map<String, Object> tree() {
    var tree = new LinkedHashMap<>(task.tree());
    var learned = new LinkedHashMap<String, Object>();
    learned.put(NAME, algorithmName());
    learned.putAll(Configs.tree((Record) algorithm));
    tree.put("algorithm", learned);
    if (!opponents.isEmpty()) tree.put(Opponents.KEY, opponents.tree());
    tree.putAll(Configs.tree(settings));
    return tree;
  }

  /// With single options changed, as in `algorithm.gamma=0.95`. A limit that counts replaces the others that count.
  public RunConfig with(String... assignments) {
    return with(List.of(assignments));
  }

  /// With single options changed, as in `algorithm.gamma=0.95`. A limit that counts replaces the others that count.
  public RunConfig with(List<String> assignments) {
    return read(Layers.over(tree(), Overrides.of(assignments).applyTo(Map.of())), List.of(task.entry()));
  }

  /// With another seed.
  public RunConfig withSeed(long seed) {
    return new RunConfig(task, algorithm, opponents, settings.withSeed(seed));
  }

  /// With another number of threads; 0 is one per core.
  public RunConfig withThreads(int threads) {
    return new RunConfig(task, algorithm, opponents, settings.withThreads(threads));
  }

  /// With wrappers around those that are there, the first one innermost.
  ///
  /// @throws IllegalArgumentException if the environment cannot be wrapped so
  public RunConfig wrappedBy(Wrapper... around) {
    var all = new ArrayList<>(task.wrappers());
    all.addAll(List.of(around));
    return new RunConfig(
        new Task(task.entry(), task.options(), all, task.levels()), algorithm, opponents, settings);
  }

  /// On one level of its curriculum alone, counted from 0.
  RunConfig onLevel(int level) {
    return new RunConfig(task.at(level), algorithm, opponents, settings);
  }

  /// With other opponents, as in `player_2=perfect`, beside those that are there.
  ///
  /// @throws ConfigurationException naming every fault
  public RunConfig withOpponents(List<String> assignments) {
    return with(assignments.stream().map(each -> Opponents.KEY + "." + each).toList());
  }

  /// With other limits.
  public RunConfig with(Budget budget) {
    return new RunConfig(task, algorithm, opponents, settings.with(budget));
  }

  /// With other evaluations.
  public RunConfig with(RunSettings.Judging evaluation) {
    return new RunConfig(task, algorithm, opponents, settings.with(evaluation));
  }

  /// With checkpoints at other times.
  public RunConfig with(RunSettings.Checkpoints checkpoints) {
    return new RunConfig(task, algorithm, opponents, settings.with(checkpoints));
  }
}
