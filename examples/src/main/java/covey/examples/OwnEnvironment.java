package covey.examples;

import covey.algorithms.Ppo;
import covey.config.Configs;
import covey.run.Budget;
import covey.run.Experiment;
import covey.run.RunConfig;
import covey.run.RunResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Agents learn in an environment that Covey has never heard of: [TrafficLights].
public final class OwnEnvironment {
  private OwnEnvironment() {}

  /// Trains and prints the result beside random lights.
  public static void main(String[] args) {
    RunResult result = train(TrafficLights.Config.DEFAULTS, 200_000, null);
    System.out.printf("learned %.1f, random %.1f waiting cars per light, summed over an episode%n",
        -Objects.requireNonNull(result.evaluation()).meanReturn(),
        -result.baselines().getFirst().evaluation().meanReturn());
  }

  // example: train
  static RunResult train(TrafficLights.Config environment, long steps, @Nullable Path folder) {
    Ppo algorithm = Configs.bind(Ppo.DEFAULTS, Map.of("games", 32, "steps", 50, "learningRate", "linear(2e-3, 0)"), "");
    RunConfig config = RunConfig.of(environment, algorithm).with(Budget.ofSteps(steps));
    try (var experiment = Experiment.start(config, folder)) {
      return experiment.run();
    }
  }
  // end
}
