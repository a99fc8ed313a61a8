package covey.cli;

import covey.policy.NetworkBuilder;
import covey.run.Evaluation;
import covey.run.Experiment;
import covey.run.Interval;
import covey.run.Launcher;
import covey.run.Monitor;
import covey.run.RunResult;
import covey.run.RunResult.Baseline;
import java.io.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `train` and `resume` share: limits, and how a run is shown.
final class Trainings {
  /// When the run is to end. Texts, because they are read like those of `--set`.
  static final class Limits {
    @Option(names = "--steps", paramLabel = "N",
        description = "End after N joint steps (5M, 1e6 and 200_000 are numbers too).")
    private @Nullable String steps;

    @Option(names = "--episodes", paramLabel = "N", description = "End after exactly N episodes.")
    private @Nullable String episodes;

    @Option(names = "--iterations", paramLabel = "N", description = "End after exactly N iterations.")
    private @Nullable String iterations;

    @Option(names = "--updates", paramLabel = "N", description = "End after N updates.")
    private @Nullable String updates;

    @Option(names = "--minutes", paramLabel = "M", description = "End after M minutes of training.")
    private @Nullable String minutes;

    @Option(names = "--target", paramLabel = "R",
        description = "End when the 95 %% interval of an evaluation lies above R: a mean over agents, unless written"
            + " sum(R) or AGENT(R).")
    private @Nullable String target;

    /// As options of a run's configuration.
    List<String> assignments() {
      var list = new ArrayList<String>();
      add(list, "steps", steps);
      add(list, "episodes", episodes);
      add(list, "iterations", iterations);
      add(list, "updates", updates);
      add(list, "minutes", minutes);
      add(list, "target", target);
      return list;
    }

    private static void add(List<String> list, String limit, @Nullable String value) {
      if (value != null) list.add("budget." + limit + "=" + value);
    }
  }

  private Trainings() {}

  /// Opens a run, shows it, and says how it ended.
  ///
  /// @param own environments that are not built in
  /// @return the exit code
  static int show(Talk talk, boolean json, Jar.Opened own, Function<Launcher, Experiment> opening) {
    var launcher = new Launcher(Monitor.SILENT, NetworkBuilder.MLP, own.entries());
    boolean terminal = isTerminal();
    var table = new LiveTable(talk.out(), talk.err(), terminal);
    try (Experiment experiment = opening.apply(launcher.watchedBy(table));
        var _ = Interrupts.ask(experiment::stop)) {
      RunResult result;
      try {
        result = experiment.run();
      } finally {
        table.end();
      }
      if (result.ending() == RunResult.Ending.INTERRUPTED) {
        talk.err().println("covey: interrupted after iteration %d; everything is saved, go on with: covey resume %s%s"
            .formatted(result.iterations(), result.directory(), own.option()));
        talk.err().flush();
      } else {
        report(talk, result, own);
      }
      if (json) talk.json(result.asTree());
      return result.ending() == RunResult.Ending.INTERRUPTED ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // never null on this JDK, but its type does not promise it
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static void report(Talk talk, RunResult result, Jar.Opened from) {
    talk.line("");
    talk.line("%s joint steps in %s, %s per second of processor time; weights %s".formatted(
        Figures.count(result.jointSteps()), Figures.time(result.wallSeconds()),
        Figures.count(result.jointStepsPerCpuSecond()), result.weightsHash().substring(0, 12)));
    Evaluation own = result.evaluation();
    if (own == null) return;
    talk.line("");
    talk.line("  mean return per agent over %d episodes, with 95 %% interval".formatted(own.episodes()));
    Returns.print(talk, "this run", own);
    for (Baseline baseline : result.baselines()) Returns.print(talk, baseline.name(), baseline.evaluation());
    talk.line("");
    if (result.matches().isEmpty()) {
      for (Baseline baseline : result.baselines()) talk.line(verdict(baseline.name(), result.advantageOver(baseline)));
    } else {
      talk.line("  mean return per agent of one team, against others as all other teams");
      for (RunResult.Match match : result.matches()) {
        Returns.print(talk, "%s against %s".formatted(match.team(), match.opponent()), match.evaluation());
      }
      talk.line("");
      for (RunResult.Match match : result.matches()) {
        talk.line("As %s against %s: %s".formatted(match.team(), match.opponent(),
            verdict(match.opponent() + " in its place", match.advantage())));
      }
    }
    talk.line("");
    talk.line("Judge it on other episodes:  covey evaluate %s --seed 2%s".formatted(
        result.directory(), from.option()));
  }

  private static String verdict(String other, Interval advantage) {
    if (advantage.low() > 0) {
      return "Better than %s by %s to %s (95 %%).".formatted(
          other, Figures.plain(advantage.low()), Figures.plain(advantage.high()));
    }
    String not = (other.startsWith("random") ? "NOT better than " : "Not better than ") + other;
    return advantage.high() < 0
        ? "%s: worse by %s to %s (95 %%).".formatted(
            not, Figures.plain(-advantage.high()), Figures.plain(-advantage.low()))
        : "%s: the difference lies between %s and %s (95 %%), which does not exclude 0.".formatted(
            not, Figures.plain(advantage.low()), Figures.plain(advantage.high()));
  }
}
