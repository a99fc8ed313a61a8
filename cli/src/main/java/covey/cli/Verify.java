package covey.cli;

import covey.environments.Catalogue;
import covey.testkit.golden.GoldenReplay;
import covey.testkit.golden.GoldenReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey env verify`: whether our environments do what recorded ones did.
@Command(
    name = "verify",
    description = "Replay recorded trajectories (*.jsonl.gz) found in a folder: each step alone, and whole episodes.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no mismatch", "2:the command line is wrong", "3:something differs from what was recorded"})
final class Verify implements Callable<Integer> {
  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder with recordings, in it or below.")
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Option(names = "--json", description = "Print the report as one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    GoldenReport report = GoldenReplay.verify(folder, Catalogue::recorded);
    print(report);
    if (json) talk.json(tree(report));
    return report.passed() ? ExitCode.DONE : ExitCode.MISMATCH;
  }

  private void print(GoldenReport report) {
    for (GoldenReport.Skipped each : report.skipped()) {
      talk.line("skipped  %s: %s".formatted(each.file(), each.reason()));
    }
    for (String problem : report.problems()) talk.line("MISMATCH %s".formatted(problem));
    talk.line("%d file%s, %d steps, %d mismatch%s, %d skipped".formatted(
        report.files(), report.files() == 1 ? "" : "s", report.steps(), report.mismatches(),
        report.mismatches() == 1 ? "" : "es", report.skipped().size()));
    report.largestError().forEach(
        (quantity, error) -> talk.line("  largest error of %-12s %s".formatted(quantity, error)));
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
