package covey.cli;

import covey.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey runs`: what has been trained.
@Command(name = "runs", description = "List the runs in a folder.")
final class Runs implements Callable<Integer> {
  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", arity = "0..1", paramLabel = "DIR", defaultValue = "runs",
      description = "Folder whose subfolders are runs; default ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(names = "--json", description = "Print one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    List<RunDirectory> runs = RunDirectory.within(folder);
    if (runs.isEmpty()) {
      talk.line(Files.isDirectory(folder)
          ? "There are no runs in %s; start one:  covey train simple_spread".formatted(folder)
          : "There is no folder %s; start a run:  covey train simple_spread".formatted(folder));
    } else {
      talk.line("%-32s %-12s %9s %9s  %-24s".formatted("run", "status", "steps", "return", "95 % interval"));
    }
    var rows = new ArrayList<Object>();
    for (RunDirectory run : runs) rows.add(row(run));
    if (json) {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("runs", rows);
      talk.json(tree);
    }
    return ExitCode.DONE;
  }

  private Map<String, @Nullable Object> row(RunDirectory run) {
    Map<String, @Nullable Object> manifest = run.manifest();
    String status = status(run, manifest);
    var row = new LinkedHashMap<String, @Nullable Object>();
    row.put("run", run.path().toString());
    row.put("status", status);
    for (String key : List.of("environment", "algorithm", "seed", "started", "jointSteps", "wallSeconds", "meanReturn",
        "ci95", "weightsHash")) {
      row.put(key, manifest.get(key));
    }
    String interval = manifest.get("ci95") instanceof List<?> bounds && bounds.size() == 2
        ? "[%s, %s]".formatted(figure(bounds.get(0)), figure(bounds.get(1))) : "";
    Object steps = manifest.get("jointSteps");
    talk.line("%-32s %-12s %9s %9s  %-24s".formatted(String.valueOf(run.path().getFileName()), status,
        steps instanceof Number count ? Figures.count(count.doubleValue()) : "-", figure(manifest.get("meanReturn")),
        interval));
    return row;
  }

  /// What the manifest says, unless the process that said `running` is gone.
  private static String status(RunDirectory run, Map<String, @Nullable Object> manifest) {
    String said = manifest.get("status") instanceof String text ? text : "unknown";
    return said.equals("running") && !run.inUse() ? "stopped" : said;
  }

  private static String figure(@Nullable Object value) {
    return value instanceof Number number ? Figures.plain(number.doubleValue()) : "-";
  }
}
