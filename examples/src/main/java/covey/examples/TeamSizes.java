package covey.examples;

import covey.run.Experiment;
import covey.run.RunConfig;
import covey.run.RunResult;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Larger teams on `simple_spread`: five agents and ten, with the settings that suit three.
///
/// Every agent pays for every landmark that is left alone, so returns of different sizes are not to be compared; what
/// is compared is each team with random players and with the scripted assignment.
public final class TeamSizes {
  private TeamSizes() {}

  /// Trains a team of five and one of ten and prints how far each came.
  ///
  /// @param args joint steps of a run (600,000 if none are given)
  public static void main(String[] args) {
    long steps = args.length > 0 ? Long.parseLong(args[0]) : 600_000;
    for (int agents : new int[] {5, 10}) {
      RunResult result = train(agents, steps, null);
      var learned = Objects.requireNonNull(result.evaluation());
      System.out.printf("%d agents: learned %.2f, 95 %% interval [%.2f, %.2f], %.0f %% of landmarks covered%n", agents,
          learned.meanReturn(), learned.ci95().low(), learned.ci95().high(), 100 * covered(result) / agents);
      for (RunResult.Baseline other : result.baselines()) {
        System.out.printf("  %s %.2f%n", other.name(), other.evaluation().meanReturn());
      }
      System.out.printf("  %.0f %% of the way from random to scripted%n", 100 * progress(result));
    }
  }

  /// @param folder of the run; null for the usual place
  static RunResult train(int agents, long steps, @Nullable Path folder) {
    RunConfig config = RunConfig.preset("simple_spread").with("environment.agents=" + agents, "budget.steps=" + steps);
    try (var experiment = Experiment.start(config, folder)) {
      return experiment.run();
    }
  }

  /// Landmarks that had an agent at the end, mean over episodes.
  static double covered(RunResult result) {
    var learned = Objects.requireNonNull(result.evaluation());
    return learned.metric(learned.metrics().indexOf("covered"));
  }

  /// 0 is as good as random, 1 as the script.
  static double progress(RunResult result) {
    double random = result.baselines().get(0).evaluation().meanReturn();
    double scripted = result.baselines().get(1).evaluation().meanReturn();
    return (Objects.requireNonNull(result.evaluation()).meanReturn() - random) / (scripted - random);
  }
}
