package covey.examples;

import static org.assertj.core.api.Assertions.assertThat;

import covey.config.Configs;
import covey.run.Budget;
import covey.run.Experiment;
import covey.run.RunConfig;
import covey.run.RunResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReinforceTest {
  private static final Reinforce REINFORCE = Configs.defaults(Reinforce.class);

  @TempDir
  private Path folder;

  private RunConfig config(long iterations) {
    return RunConfig.of(TrafficLights.Config.DEFAULTS, REINFORCE).with(Budget.ofIterations(iterations));
  }

  @Test
  void an_algorithm_of_ones_own_learns() {
    try (var experiment = Experiment.start(config(60), folder.resolve("run"))) {
      RunResult result = experiment.run();
      double random = result.baselines().getFirst().evaluation().meanReturn();
      assertThat(result.evaluation()).isNotNull();
      assertThat(result.evaluation().meanReturn()).as("random: %s", random).isGreaterThan(0.7 * random);
    }
  }

  @Test
  void it_repeats_itself_to_the_bit() {
    String[] hashes = new String[2];
    for (int i = 0; i < 2; i++) {
      try (var experiment = Experiment.start(config(5).withThreads(1 + i), folder.resolve("run" + i))) {
        hashes[i] = experiment.run().weightsHash();
      }
    }
    assertThat(hashes[1]).isEqualTo(hashes[0]);
  }
}
