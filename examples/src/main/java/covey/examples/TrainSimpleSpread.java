package covey.examples;

import covey.run.Experiment;
import covey.run.RunConfig;
import covey.run.RunResult;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Three agents learn to share three landmarks: what `covey train simple_spread` does, as a program.
public final class TrainSimpleSpread {
  private TrainSimpleSpread() {}

  /// Trains and prints how the policy does beside random and scripted players.
  ///
  /// @param args joint steps (600,000 if none are given) and the folder of the run (a new one if none is given)
  public static void main(String[] args) {
    long steps = args.length > 0 ? Long.parseLong(args[0]) : 600_000;
    RunResult result = train(steps, args.length > 1 ? Path.of(args[1]) : null);
    System.out.printf("learned %.2f per agent and episode, weights %s%n",
        Objects.requireNonNull(result.evaluation()).meanReturn(), result.weightsHash());
    for (RunResult.Baseline other : result.baselines()) {
      System.out.printf("%s %.2f%n", other.name(), other.evaluation().meanReturn());
    }
    System.out.println("everything about the run: " + result.directory());
  }

  // example: train
  static RunResult train(long steps, @Nullable Path folder) {
    RunConfig config = RunConfig.preset("simple_spread", "mappo").with("budget.steps=" + steps);
    try (var experiment = Experiment.start(config, folder)) {
      return experiment.run();
    }
  }
  // end
}
