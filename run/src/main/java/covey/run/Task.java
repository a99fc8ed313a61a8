package covey.run;

import covey.act.Policy;
import covey.config.ConfigurationException;
import covey.config.Configs;
import covey.config.Fault;
import covey.config.Option;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.environments.Catalogue;
import covey.space.RowLayout;
import covey.wrap.Curriculum;
import covey.wrap.Wrapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be learned: an environment with its options, the wrappers around it, and the easier levels on the way to
/// it.
///
/// @param entry where the environment comes from: its name, options and scripted policies
/// @param options of the environment itself
/// @param wrappers around it, the first one innermost
/// @param levels easier ones that come before it
public record Task(Catalogue.Entry<?> entry, EnvironmentConfig options, List<Wrapper> wrappers, Levels levels) {
  static final String WRAPPERS = "wrappers";

  /// Refuses what could not be written down, and wrappers that do not fit.
  public Task {
    if (!(options instanceof Record)) {
      throw new IllegalArgumentException(
          "the options of an environment must be a record, so that a run can be written down and repeated");
    }
    wrappers = List.copyOf(wrappers);
    Wrapper.around(options, wrappers);
  }

  /// The environment with its wrappers: what is judged.
  public EnvironmentConfig environment() {
    return Wrapper.around(options, wrappers);
  }

  /// The environment with its wrappers: what is learned in, each episode on the level that the dial shows.
  EnvironmentConfig environment(Curriculum.Dial dial) {
    if (levels.isEmpty()) return environment();
    List<EnvironmentConfig> all = Stream.concat(levels.easier().stream(), Stream.of(options)).toList();
    return Wrapper.around(new Curriculum(all, dial), wrappers);
  }

  /// One level alone, counted from 0; the last one is the environment itself.
  Task at(int level) {
    EnvironmentConfig there = level == levels.easier().size() ? options : levels.easier().get(level);
    return new Task(entry, there, wrappers, Levels.NONE);
  }

  /// The slots as scripts read them: rows hold the present observation, whatever was before.
  private static List<EnvironmentSpec.Slot> written(EnvironmentSpec spec) {
    return spec.slots().stream().map(slot -> slot.seeing(RowLayout.present(slot.observation()))).toList();
  }

  /// A policy that needs no training.
  ///
  /// @throws IllegalArgumentException if no policy has this name, or if it cannot play here
  public Policy policy(String name) {
    Policy policy = entry.policy(name, options);
    if (!name.equals("random") && !written(environment().spec()).equals(written(options.spec()))) {
      throw new IllegalArgumentException("%s reads observations as %s writes them, but the wrappers change them"
          .formatted(name, entry.name()));
    }
    return policy;
  }

  /// The form in which wrappers are read and written.
  record Written(@Option(help = "changes of the environment, the first one innermost") List<Wrapper> wrappers) {}

  /// Reads the wrappers of a configuration.
  ///
  /// @param options of the environment that they are for; null if it is not known, and then they may not fit
  /// @throws ConfigurationException naming every fault
  static List<Wrapper> readWrappers(@Nullable Object given, @Nullable EnvironmentConfig options) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put(WRAPPERS, Yaml.value(given, WRAPPERS));
    List<Wrapper> wrappers = Configs.bind(Written.class, tree, "").wrappers();
    EnvironmentConfig wrapped = options;
    for (int i = 0; wrapped != null && i < wrappers.size(); i++) {
      try {
        wrapped = wrappers.get(i).around(wrapped);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException("The run", List.of(new Fault(
            "%s[%d]".formatted(WRAPPERS, i), wrappers.get(i).toString(), "cannot be used here: " + e.getMessage())));
      }
    }
    return wrappers;
  }

  /// As it is written down, complete.
  Map<String, Object> tree() {
    var tree = new LinkedHashMap<String, Object>();
    var environment = new LinkedHashMap<String, Object>();
    environment.put(RunConfig.NAME, entry.name());
    environment.putAll(Configs.tree((Record) options));
    tree.put("environment", environment);
    if (!wrappers.isEmpty()) tree.putAll(Configs.tree(new Written(wrappers)));
    if (!levels.isEmpty()) tree.put(Levels.KEY, levels.tree(options));
    return tree;
  }
}
