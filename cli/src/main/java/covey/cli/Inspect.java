package covey.cli;

import covey.config.Configs;
import covey.config.OptionDescription;
import covey.config.Overrides;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.environments.Catalogue;
import covey.run.Algorithms;
import covey.run.RunConfig;
import covey.space.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey env inspect`: who plays an environment, what they see and do, and everything that can be set.
@Command(name = "inspect",
    description = "Show agents, spaces and options of an environment, and the settings of its preset.")
final class Inspect implements Callable<Integer> {
  private static final int NAMED = 6; // agents of one kind that are listed one by one

  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", paramLabel = "ENV", description = "Name of an environment.")
  @SuppressWarnings("NullAway.Init")
  private String name;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One of its options, as in agents=5.")
  private List<String> assignments = new ArrayList<>();

  @Override
  public Integer call() {
    Catalogue.Entry<?> entry = Catalogue.entry(name);
    List<String> own = assignments.stream().map(each -> each.replaceFirst("^environment\\.", "")).toList();
    EnvironmentConfig config = entry.configure(Overrides.of(own).applyTo(Map.of()), "environment");
    EnvironmentSpec spec = config.spec();
    talk.line("%s (%s): %s".formatted(entry.name(), spec.name(), entry.summary()));
    talk.line("");
    agents(spec);
    talk.line("  played without training by %s".formatted(String.join(", ", entry.policies())));
    talk.line("");
    talk.line("Options (--set environment.NAME=VALUE)");
    options((Record) config);
    RunConfig preset = RunConfig.preset(name);
    talk.line("");
    talk.line("Algorithms: %s; usual here: %s, with (--set algorithm.NAME=VALUE)".formatted(
        String.join(", ", Algorithms.names()), preset.algorithmName()));
    options((Record) preset.algorithm());
    talk.line("");
    talk.line("The run (--set NAME=VALUE)");
    options(preset.settings());
    return ExitCode.DONE;
  }

  private void agents(EnvironmentSpec spec) {
    talk.line("Agents");
    for (List<Integer> layout : spec.layouts()) {
      EnvironmentSpec.Slot slot = spec.slots().get(layout.getFirst());
      List<String> ids = layout.stream().map(i -> spec.slots().get(i).id()).toList();
      talk.line("  %s (role %s, team %s)".formatted(
          ids.size() > NAMED ? "%s to %s".formatted(ids.getFirst(), ids.getLast()) : String.join(", ", ids),
          slot.role(), slot.team()));
      talk.line("    sees  %s".formatted(told(slot.observation())));
      talk.line("    does  %s%s".formatted(told(slot.action()), slot.masked() ? ", of which some may be illegal" : ""));
      if (slot.privateState() != null) talk.line("    its critic may see  %s".formatted(told(slot.privateState())));
    }
    if (spec.state() != null) talk.line("  every critic may see  %s".formatted(told(spec.state())));
    talk.line("  reported per episode  return%s".formatted(
        spec.metrics().stream().map(metric -> ", " + metric.name()).collect(Collectors.joining())));
  }

  /// A space in words.
  static String told(Space space) {
    return switch (space) {
      case Space.Discrete discrete -> "one of %d choices".formatted(discrete.count());
      case Space.MultiDiscrete several -> "choices of %s".formatted(
          several.counts().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      case Space.MultiBinary switches -> "%d switches".formatted(switches.count());
      case Space.Box box -> "%s %s".formatted(
          box.shape().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
          switch (box.element()) {
            case FLOAT -> "numbers";
            case INT -> "whole numbers";
            case UINT8 -> "bytes";
          });
      case Space.Entities set -> "a set of %s%d things with %d numbers each".formatted(
          set.full() ? "" : "up to ", set.capacity(), set.features());
      case Space.Composite alike when alike.parts().size() > 2
          && alike.parts().stream().map(Space.Part::space).distinct().count() == 1 -> "%s to %s, each (%s)".formatted(
              alike.parts().getFirst().name(), alike.parts().getLast().name(), told(alike.parts().getFirst().space()));
      case Space.Composite parts -> parts.parts().stream()
          .map(part -> part.space() instanceof Space.Composite inner
              ? "%s (%s)".formatted(part.name(), told(inner))
              : "%s: %s".formatted(part.name(), told(part.space())))
          .collect(Collectors.joining("; "));
    };
  }

  private void options(Record record) {
    Map<String, Object> now = Configs.tree(record);
    for (OptionDescription option : Configs.describe(record.getClass())) {
      talk.line("  %-28s %-22s %s%s".formatted(option.path(), shown(now, option.path()), option.help(),
          option.usual().isEmpty() ? "" : "; usual: " + option.usual()));
    }
  }

  private static String shown(Map<String, Object> tree, String path) {
    Object at = tree;
    for (String step : path.split("\\.", -1)) at = at instanceof Map<?, ?> map ? map.get(step) : null;
    return at instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : String.valueOf(at);
  }
}
