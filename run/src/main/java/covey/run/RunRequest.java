package covey.run;

import covey.config.ConfigurationException;
import covey.config.Configs;
import covey.config.Fault;
import covey.config.NearMisses;
import covey.config.OptionDescription;
import covey.config.Overrides;
import covey.environments.Catalogue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody asks for, before it is a [RunConfig]: names, a file, single options. Preset, file and options lie on
/// top of each other in this order.
///
/// @param environment name; null to take the file's
/// @param algorithm name; null to take the file's, or the usual one of the environment
/// @param file in the form of a run's `config.yaml`, possibly incomplete; null for none
/// @param assignments single options, as in `algorithm.gamma=0.95`, or `gamma=0.95` where only one thing has a gamma
public record RunRequest(
    @Nullable String environment, @Nullable String algorithm, @Nullable Path file, List<String> assignments) {

  private static final List<String> PARTS = List.of("environment", "algorithm");

  /// Copies the list.
  public RunRequest {
    assignments = List.copyOf(assignments);
  }

  /// The configuration that is asked for.
  ///
  /// @param own environments that are not built in
  /// @throws ConfigurationException naming every fault
  /// @throws IllegalArgumentException if a name is unknown
  /// @throws RunException if the file cannot be read
  public RunConfig resolve(List<Catalogue.Entry<?>> own) {
    Map<String, @Nullable Object> tree = file == null ? new LinkedHashMap<>() : Yaml.read(file);
    name(tree, "environment", environment);
    name(tree, "algorithm", algorithm);
    Map<String, @Nullable Object> changes = Overrides.of(inFull(tree, own)).applyTo(Map.of());
    return RunConfig.read(Layers.over(expanded(tree), changes), own);
  }

  private void name(Map<String, @Nullable Object> tree, String part, @Nullable String wanted) {
    if (wanted == null) return;
    Map<String, @Nullable Object> section = RunConfig.section(tree, part);
    Object there = section.put(RunConfig.NAME, wanted);
    if (there != null && !there.equals(wanted)) {
      throw new IllegalArgumentException(
          "%s is asked for, but %s is about %s: leave one of them out".formatted(wanted, file, there));
    }
    tree.put(part, section);
  }

  private static Map<String, @Nullable Object> expanded(Map<String, @Nullable Object> tree) {
    var result = new LinkedHashMap<String, @Nullable Object>(tree);
    for (String part : PARTS) if (tree.get(part) != null) result.put(part, RunConfig.section(tree, part));
    return result;
  }

  /// The assignments with every option's full path.
  private List<String> inFull(Map<String, @Nullable Object> tree, List<Catalogue.Entry<?>> own) {
    if (assignments.isEmpty()) return List.of();
    RunConfig preset = RunConfig.read(names(tree), own);
    Map<String, Set<String>> options = new LinkedHashMap<>();
    options.put("environment", options((Record) preset.task().options()));
    options.put("algorithm", options((Record) preset.algorithm()));
    Set<String> top = new LinkedHashSet<>(PARTS);
    top.addAll(List.of(Task.WRAPPERS, Levels.KEY, Opponents.KEY));
    top.addAll(options(preset.settings()));
    var faults = new ArrayList<Fault>();
    var result = new ArrayList<String>();
    for (String assignment : assignments) result.add(inFull(assignment, top, options, faults));
    if (!faults.isEmpty()) throw new ConfigurationException("The command line", faults);
    return result;
  }

  private static String inFull(
      String assignment, Set<String> top, Map<String, Set<String>> options, List<Fault> faults) {
    String path = assignment.split("=", 2)[0].strip();
    String first = path.split("\\.", 2)[0];
    if (top.contains(first) || !assignment.contains("=")) return assignment; // whatever is wrong is found later
    List<String> having = options.keySet().stream().filter(part -> has(options, part, first)).toList();
    if (having.size() == 1) return having.getFirst() + "." + assignment.strip();
    String value = assignment.substring(assignment.indexOf('=') + 1).strip();
    if (having.size() > 1) {
      faults.add(new Fault(path, value, "could mean %s; write it in full"
          .formatted(String.join(" or ", having.stream().map(part -> part + "." + path).toList()))));
    } else {
      var known = new ArrayList<>(top);
      options.forEach((part, names) -> names.forEach(name -> known.add(part + "." + name)));
      var spoken = new ArrayList<>(known);
      options.values().forEach(spoken::addAll);
      faults.add(new Fault(path, value,
          "is no option; known options: %s%s".formatted(String.join(", ", known), NearMisses.hint(path, spoken))));
    }
    return assignment;
  }

  private static boolean has(Map<String, Set<String>> options, String part, String option) {
    Set<String> names = options.get(part);
    return names != null && names.contains(option);
  }

  private static Map<String, @Nullable Object> names(Map<String, @Nullable Object> tree) {
    var names = new LinkedHashMap<String, @Nullable Object>();
    for (String part : PARTS) {
      Object name = RunConfig.section(tree, part).get(RunConfig.NAME);
      if (name != null) names.put(part, name);
    }
    return names;
  }

  private static Set<String> options(Record record) {
    var names = new LinkedHashSet<String>();
    for (OptionDescription option : Configs.describe(record.getClass())) names.add(option.path().split("\\.", 2)[0]);
    return names;
  }
}
