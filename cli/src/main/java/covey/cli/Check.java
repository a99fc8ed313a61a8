package covey.cli;

import covey.testkit.contract.EnvironmentCheck;
import covey.testkit.contract.EnvironmentCheck.Effort;
import covey.testkit.contract.EnvironmentCheck.Finding;
import covey.testkit.contract.EnvironmentCheck.Remark;
import covey.testkit.contract.EnvironmentCheck.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey env check`: whether an environment keeps the contract.
@Command(
    name = "check",
    description = {
      "Play an environment under a fuzzer: report the first violation of the contract, with the fewest actions that show"
          + " it, and remark what is seldom meant."},
    footer = {
      "",
      "Examples:",
      "  covey env check simple_spread --set agents=2",
      "  covey env check com.example.MyGame --jar target/my-game.jar"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no finding", "2:the command line is wrong", "3:the contract is broken"})
final class Check implements Callable<Integer> {
  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", paramLabel = "NAME|CLASS", completionCandidates = Chosen.Known.class,
      description = "A built-in environment, or a class: the one with the options, or the one that has it as Config.")
  @SuppressWarnings("NullAway.Init")
  private String name;

  @Mixin private final Jar jar = new Jar();

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One of its options, as in agents=5.")
  private List<String> assignments = new ArrayList<>();

  @Option(names = {"-s", "--seed"}, paramLabel = "S", defaultValue = "1",
      description = "Root of all keys and actions; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = {"-n", "--episodes"}, paramLabel = "N", defaultValue = "240",
      description = "Episodes to play, as far as --seconds allows; default ${DEFAULT-VALUE}.")
  private int episodes;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "5",
      description = "Processor time after which no further round begins; default ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(names = "--longest", paramLabel = "N", defaultValue = "10000",
      description = "Timesteps after which an episode is taken for endless; default ${DEFAULT-VALUE}.")
  private int longest;

  @Option(names = "--json", description = "Print the report as one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    var effort = new Effort(episodes, longest, seconds, seed);
    try (var own = jar.open(name)) {
      Report report = EnvironmentCheck.of(name, own.config(name, Chosen.options(assignments)), effort);
      print(report);
      if (json) talk.json(report.asTree());
      return report.passed() ? ExitCode.DONE : ExitCode.MISMATCH;
    }
  }

  private void print(Report report) {
    for (Finding each : report.findings()) print(each);
    for (Remark each : report.remarks()) talk.line("remark   %s: %s".formatted(each.clause(), each.sentence()));
    talk.line("%s: %d episodes, %d steps, %s".formatted(report.environment(), report.episodes(), report.steps(),
        report.passed() ? "0 findings" : "the contract is broken"));
  }

  private void print(Finding finding) {
    talk.line("BROKEN   %s: %s".formatted(finding.clause(), finding.sentence()));
    if (finding.step() < 0) return;
    int number = 0;
    for (List<Map<String, Object>> episode : finding.earlier()) {
      talk.line("  first an episode of seed %d with".formatted(seed));
      for (Map<String, Object> step : episode) print(++number, step);
    }
    number = 0;
    if (finding.actions().isEmpty()) {
      talk.line("  shows without any action in episode %d of seed %d".formatted(finding.episode(), seed));
    } else {
      talk.line("  shows after these actions since the reset of episode %d:".formatted(finding.episode()));
      for (Map<String, Object> step : finding.actions()) print(++number, step);
    }
  }

  private void print(int number, Map<String, Object> step) {
    talk.line("  %5d  %s".formatted(number, step.isEmpty() ? "nobody is asked" : step.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue()).collect(Collectors.joining(", "))));
  }
}
