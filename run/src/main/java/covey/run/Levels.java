package covey.run;

import covey.config.ConfigurationException;
import covey.config.Configs;
import covey.config.Fault;
import covey.config.NearMisses;
import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Easier levels of the environment that a run passes on its way to the environment itself, which is the last level;
/// and when it climbs: at shares of the run, or when it plays well enough.
///
/// In a configuration, the options of each level are those that differ from the environment's own:
///
/// ```yaml
/// curriculum:
///   levels: [{maxCycles: 100}, {maxCycles: 50}]
///   at: [30%, 60%]
/// ```
///
/// or, in the place of `at`, `gate: {above: won(0.8), every: 20, episodes: 200}`.
///
/// @param easier complete options of the levels, easiest first, without the last one
/// @param at shares of the run at which the second level, the third and so on take over; empty if there is a gate
/// @param gate what opens the way to the next level
public record Levels(List<EnvironmentConfig> easier, List<Share> at, Optional<Gate> gate) {
  /// The environment alone.
  public static final Levels NONE = new Levels(List.of(), List.of(), Optional.empty());

  static final String KEY = "curriculum";
  private static final String LEVELS = "levels";
  private static final String NOTHING = "none";

  /// Copies the lists.
  public Levels {
    easier = List.copyOf(easier);
    at = List.copyOf(at);
  }

  /// A measurement after every so many iterations, on the level that is played: if the lower bound of its 95 % interval
  /// lies above the threshold, the next level is played from the next iteration on.
  ///
  /// @param above a return with its reduction, as in `mean(-8.4)` or `agent_0(3)`, or a metric, as in `won(0.8)`
  /// @param every iterations between measurements
  /// @param episodes of each measurement
  public record Gate(
      @Option(help = "what to exceed: a return as in mean(-8.4), or a metric of the environment as in won(0.8)")
          Target above,
      @Option(byDefault = "20", help = "iterations between measurements") long every,
      @Option(byDefault = "200", help = "episodes of each measurement") long episodes) {
    /// Refuses measurements that say nothing.
    public Gate {
      Validation.of(Gate.class)
          .require(every >= 1, "every", every, "must be at least 1")
          .require(episodes >= 2, "episodes", episodes, "must be at least 2, to have an interval")
          .throwIfInvalid();
    }

    /// What was measured, per episode.
    private double[] measured(Evaluation evaluation) {
      int metric = evaluation.agents().contains(above.reduction().toString())
          ? -1 : evaluation.metrics().indexOf(above.reduction().toString());
      return metric < 0 ? evaluation.perEpisode(above.reduction())
          : evaluation.played().stream().mapToDouble(episode -> episode.metrics()[metric]).toArray();
    }

    /// The mean of what was measured.
    double mean(Evaluation evaluation) {
      return Interval.mean(measured(evaluation));
    }

    /// Whether `evaluation` shows that the threshold is exceeded.
    boolean isPassedBy(Evaluation evaluation) {
      return Interval.ofMean(measured(evaluation)).low() > above.value();
    }

    private Stream<Fault> faults(EnvironmentSpec spec) {
      String name = above.reduction().toString();
      List<String> agents = spec.slots().stream().map(EnvironmentSpec.Slot::id).toList();
      var known = new ArrayList<>(List.of("mean", "sum"));
      known.addAll(agents);
      spec.metrics().forEach(metric -> known.add(metric.name()));
      if (!known.contains(name)) {
        return Stream.of(new Fault(KEY + ".gate.above", above.toString(), "measures nothing: returns and metrics are %s%s"
            .formatted(String.join(", ", known), NearMisses.hint(name, known))));
      }
      boolean hopeless = !agents.contains(name) && above.value() >= 1
          && spec.metrics().contains(new Metric(name, Metric.Kind.FLAG));
      return !hopeless ? Stream.of() : Stream.of(new Fault(KEY + ".gate.above", above.toString(),
          "can never be exceeded, for the mean of %s is at most 1; 0.8 is usual".formatted(name)));
    }
  }

  /// What is read and written beside the levels, whose options are of the environment's own kind.
  private record Curriculum(
      @Option(help = "options of each level that differ from the environment's own, easiest first") List<String> levels,
      @Option(help = "shares of the run at which the levels after the first take over, the environment itself last",
              usual = "30%, 60% for two levels")
          List<Share> at,
      @Option(help = "what opens the way to the next level, in the place of at") Optional<Gate> gate) {}

  /// Reads the section of a configuration.
  ///
  /// @param options of the environment; null if they are at fault, and then those of the levels are not looked at
  /// @param spec of the environment with its wrappers; null likewise
  /// @throws ConfigurationException naming every fault
  static Levels read(@Nullable Object given, @Nullable EnvironmentConfig options, @Nullable EnvironmentSpec spec) {
    if (given == null || given.equals(NOTHING)) return NONE;
    if (!(given instanceof Map<?, ?> map)) throw refused("", given, "is a group of options: levels, at, gate");
    var rest = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> rest.put(String.valueOf(key), value));
    Object levels = Yaml.value(rest.replace(LEVELS, List.of()), KEY + "." + LEVELS);
    Curriculum written = Configs.bind(Curriculum.class, rest, KEY);
    if (!(levels instanceof List<?> list) || list.isEmpty()) {
      throw refused("." + LEVELS, levels == null ? "nothing" : levels,
          "must be a list of levels, as in [{maxCycles: 100}, {maxCycles: 50}]; a run without a curriculum says none");
    }
    var faults = new ArrayList<Fault>();
    var easier = new ArrayList<EnvironmentConfig>();
    for (int i = 0; options != null && i < list.size(); i++) {
      try {
        easier.add(level(list.get(i), options, "%s.%s[%d]".formatted(KEY, LEVELS, i)));
      } catch (ConfigurationException e) {
        faults.addAll(e.faults());
      }
    }
    faults.addAll(faults(written, list.size()));
    if (spec != null) written.gate.stream().flatMap(gate -> gate.faults(spec)).forEach(faults::add);
    if (!faults.isEmpty()) throw new ConfigurationException("The run", faults);
    return new Levels(easier, written.at, written.gate);
  }

  private static EnvironmentConfig level(@Nullable Object given, EnvironmentConfig options, String path) {
    if (!(given instanceof Map<?, ?> map)) {
      throw new ConfigurationException("The run", List.of(new Fault(path, String.valueOf(given),
          "must be options of the environment, as in {maxCycles: 100}")));
    }
    var changed = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> changed.put(String.valueOf(key), value));
    var level = (EnvironmentConfig) Configs.bind((Record) options, changed, path);
    EnvironmentSpec own = options.spec();
    if (!level.spec().withName(own.name()).equals(own)) {
      throw new ConfigurationException("The run", List.of(new Fault(path, map.toString(),
          "is another game: agents, spaces and metrics must be the same on all levels")));
    }
    return level;
  }

  private static List<Fault> faults(Curriculum written, int levels) {
    List<Share> at = written.at;
    if (at.isEmpty() == written.gate.isEmpty()) {
      return List.of(new Fault(KEY, at.isEmpty() ? "levels alone" : "at and gate",
          "must say when it climbs: either at, with shares of the run, or gate"));
    }
    boolean ascending = at.isEmpty() || (at.getFirst().value() > 0 && at.getLast().value() < 1);
    for (int i = 1; i < at.size(); i++) ascending &= at.get(i).value() > at.get(i - 1).value();
    if (at.isEmpty() || (at.size() == levels && ascending)) return List.of();
    return List.of(new Fault(KEY + ".at", at.toString(),
        "must be %d ascending shares of the run between 0%% and 100%%: one for each level after the first, and one for the"
            .formatted(levels) + " environment itself"));
  }

  private static ConfigurationException refused(String option, Object value, String rule) {
    return new ConfigurationException("The run", List.of(new Fault(KEY + option, value.toString(), rule)));
  }

  /// Whether there is none but the environment itself.
  public boolean isEmpty() {
    return easier.isEmpty();
  }

  /// The level that a schedule has reached at a share of the run, counted from 0.
  int at(double share) {
    int level = 0;
    while (level < at.size() && share >= at.get(level).value()) level++;
    return level;
  }

  /// As it is written down; what [#read] gives back equal.
  ///
  /// @param options of the environment itself
  Map<String, Object> tree(EnvironmentConfig options) {
    Map<String, Object> own = Configs.tree((Record) options);
    var tree = new LinkedHashMap<String, Object>();
    tree.put(LEVELS, easier.stream().map(level -> {
      var changed = new LinkedHashMap<>(Configs.tree((Record) level));
      changed.entrySet().removeIf(option -> option.getValue().equals(own.get(option.getKey())));
      return changed;
    }).toList());
    if (!at.isEmpty()) tree.put("at", at.stream().map(Share::toString).toList());
    gate.ifPresent(there -> tree.put("gate", Configs.tree(there)));
    return tree;
  }
}
