package covey.cli;

import covey.config.Configs;
import covey.config.OptionDescription;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.environments.Catalogue;
import covey.run.Algorithms;
import covey.run.RunConfig;
import covey.testkit.golden.GoldenReplay;
import covey.testkit.golden.GoldenReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `covey env`: what can be learned, and whether it is what it says.
@Command(name = "env", description = "List, inspect and verify environments.", synopsisSubcommandLabel = "COMMAND")
final class Env implements Runnable {
  @Mixin private final Talk talk = new Talk();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "covey env needs a command: list, inspect or verify");
  }

  @Command(name = "list", description = "Name the environments.")
  int list(@Mixin Talk own, @Option(names = "--json", description = "Print one JSON object in the last line.") boolean json) {
    var tree = new LinkedHashMap<String, Object>();
    for (Catalogue.Entry<?> entry : Catalogue.entries()) {
      EnvironmentSpec of = entry.defaults().spec();
      own.line("%-20s %s", entry.name(), entry.summary());
      own.line("%-20s %d agent%s; played without training by %s", "", of.agents(), of.agents() == 1 ? "" : "s",
          String.join(", ", entry.policies()));
      tree.put(entry.name(), Map.of("summary", entry.summary(), "agents", (long) of.agents(), "policies", entry.policies()));
    }
    if (json) own.json(tree);
    return ExitCode.DONE;
  }

  @Command(name = "inspect", description = "Show agents, spaces and options of an environment, and the preset's settings.")
  int inspect(
      @Mixin Talk own,
      @Parameters(paramLabel = "ENV", description = "Name of an environment.") String name,
      @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One of its options, as in agents=5.")
          List<String> assignments) {
    Catalogue.Entry<?> entry = Catalogue.entry(name);
    Map<String, ?> changes = covey.config.Overrides.of(assignments == null ? List.of() : assignments).applyTo(Map.of());
    EnvironmentConfig config = entry.configure(changes, "");
    EnvironmentSpec of = config.spec();
    own.line("%s (%s): %s", entry.name(), of.name(), entry.summary());
    own.line("");
    own.line("Agents");
    for (List<Integer> layout : of.layouts()) {
      EnvironmentSpec.Slot slot = of.slots().get(layout.getFirst());
      List<String> ids = layout.stream().map(i -> of.slots().get(i).id()).toList();
      own.line("  %s", ids.size() > 6 ? ids.getFirst() + " to " + ids.getLast() : String.join(", ", ids));
      own.line("    role %s, team %s", slot.role(), slot.team());
      own.line("    observes  %s", String.valueOf(slot.observation()));
      own.line("    does      %s%s", String.valueOf(slot.action()), slot.masked() ? ", masked" : "");
      if (slot.privateState() != null) own.line("    its critic may see  %s", String.valueOf(slot.privateState()));
    }
    if (of.state() != null) own.line("  any critic may see  %s", String.valueOf(of.state()));
    own.line("  episode metrics: %s", of.metrics().isEmpty() ? "none"
        : String.join(", ", of.metrics().stream().map(EnvironmentSpec.Metric::name).toList()));
    own.line("  played without training by %s", String.join(", ", entry.policies()));
    own.line("");
    own.line("Options (--set environment.NAME=VALUE)");
    Map<String, Object> now = Configs.tree((Record) config);
    options(own, now, Configs.describe(entry.config()));
    RunConfig preset = RunConfig.preset(name);
    own.line("");
    own.line("Algorithms: %s; usual here: %s. Its options (--set algorithm.NAME=VALUE)",
        String.join(", ", Algorithms.names()), preset.algorithmName());
    Record algorithm = (Record) preset.algorithm();
    options(own, Configs.tree(algorithm), Configs.describe(algorithm.getClass()));
    own.line("");
    own.line("The run (--set NAME=VALUE)");
    options(own, Configs.tree(preset.settings()), Configs.describe(preset.settings().getClass()));
    return ExitCode.DONE;
  }

  private static void options(Talk own, Map<String, Object> now, List<OptionDescription> options) {
    for (OptionDescription option : options) {
      own.line("  %-28s %-22s %s%s", option.path(), shown(now, option.path()), option.help(),
          option.usual().isEmpty() ? "" : "; usual: " + option.usual());
    }
  }

  private static String shown(Map<String, Object> tree, String path) {
    Object at = tree;
    for (String name : path.split("\\.")) at = at instanceof Map<?, ?> map ? map.get(name) : null;
    return at instanceof List<?> list ? String.join(", ", list.stream().map(String::valueOf).toList()) : String.valueOf(at);
  }

  @Command(name = "verify",
      description = "Replay recorded trajectories (*.jsonl.gz) found in a folder: every step alone, and whole episodes.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:no mismatch", "2:the command line is wrong", "3:something differs from what was recorded"})
  int verify(
      @Mixin Talk own,
      @Parameters(paramLabel = "DIR", description = "Folder with recordings.") Path folder,
      @Option(names = "--json", description = "Print the report as one JSON object in the last line.") boolean json) {
    GoldenReport report = GoldenReplay.verify(folder, Catalogue::recorded);
    print(own, report);
    if (json) own.json(tree(report));
    return report.passed() ? ExitCode.DONE : ExitCode.MISMATCH;
  }

  private static void print(Talk own, GoldenReport report) {
    for (GoldenReport.Skipped each : report.skipped()) own.line("skipped  %s: %s", each.file(), each.reason());
    for (String problem : report.problems()) own.line("MISMATCH %s", problem);
    own.line("%d file%s, %d steps, %d mismatch%s, %d skipped", report.files(), report.files() == 1 ? "" : "s",
        report.steps(), report.mismatches(), report.mismatches() == 1 ? "" : "es", report.skipped().size());
    report.largestError().forEach((quantity, error) -> own.line("  largest error of %-12s %s", quantity, error));
  }

  private static Map<String, Object> tree(GoldenReport report) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("files", (long) report.files());
    tree.put("steps", report.steps());
    tree.put("mismatches", report.mismatches());
    tree.put("skipped", report.skipped().stream().map(GoldenReport.Skipped::file).toList());
    tree.put("largestError", report.largestError());
    var reasons = new LinkedHashMap<String, Object>();
    for (GoldenReport.Skipped each : report.skipped()) reasons.put(each.file(), each.reason());
    tree.put("skippedBecause", reasons);
    tree.put("problems", report.problems());
    return tree;
  }
}
