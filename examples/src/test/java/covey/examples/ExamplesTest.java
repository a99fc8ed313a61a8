package covey.examples;

import static org.assertj.core.api.Assertions.assertThat;

import covey.run.RunResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples do what they say, on budgets of a few seconds.
class ExamplesTest {
  @TempDir
  private Path folder;

  @Test
  void simple_spread_trains_and_leaves_a_run_behind() {
    RunResult result = TrainSimpleSpread.train(10_000, folder.resolve("run"));
    assertThat(result.jointSteps()).isGreaterThanOrEqualTo(10_000);
    assertThat(result.evaluation()).isNotNull();
    assertThat(result.baselines()).extracting(RunResult.Baseline::name).startsWith("random").contains("assignment");
    assertThat(Files.exists(folder.resolve("run").resolve("config.yaml"))).isTrue();
  }

  @Test
  void traffic_lights_learn_to_let_more_cars_through_than_random_ones() {
    RunResult result = OwnEnvironment.train(TrafficLights.Config.DEFAULTS, 60_000, folder.resolve("run"));
    double random = result.baselines().getFirst().evaluation().meanReturn();
    assertThat(result.evaluation()).isNotNull();
    assertThat(result.evaluation().meanReturn()).as("random lights: %s", random).isGreaterThan(random / 2);
    assertThat(result.evaluation().metric(0)).as("cars passed")
        .isGreaterThan(result.baselines().getFirst().evaluation().metric(0));
  }

  @Test
  void networks_of_ones_own_are_trained() {
    RunResult own = OwnNetwork.train(10_000, folder.resolve("own"));
    RunResult usual = TrainSimpleSpread.train(10_000, folder.resolve("usual"));
    assertThat(own.weightsHash()).isNotEqualTo(usual.weightsHash());
    assertThat(own.jointSteps()).isEqualTo(usual.jointSteps());
  }
}
