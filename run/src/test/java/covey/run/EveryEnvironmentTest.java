package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import covey.environments.Catalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EveryEnvironmentTest {
  @TempDir Path folder;

  static Stream<String> names() {
    return Stream.concat(Catalogue.names().stream(),
        Stream.of("skirmish-2s3z", "rware-tiny-4ag-v2", "Foraging-2s-8x8-2p-2f-coop-v3"));
  }

  private static String hash(Experiment experiment) {
    try (experiment) {
      return experiment.run().weightsHash();
    }
  }

  /// Episodes of many kinds run across the checkpoint: turns, waiting, newcomers, packed rows, masks.
  @ParameterizedTest
  @MethodSource("names")
  void weights_are_the_same_on_any_threads_and_resumed_or_not(String name) {
    RunConfig config = RunConfig.preset(name, "mappo").with("algorithm.games=6", "algorithm.steps=23",
        "algorithm.hidden=[8]", "algorithm.learningRate=1e-3", "evaluation.episodes=1", "budget.iterations=4");
    String whole = hash(Experiment.start(config.withThreads(1), folder.resolve("whole")));
    assertEquals(whole, hash(Experiment.start(
        config.withThreads(3).with("algorithm.vectorSize=2"), folder.resolve("threads"))));
    Path part = folder.resolve("part");
    assertNotEquals(whole, hash(Experiment.start(config.with("budget.iterations=2"), part)));
    assertEquals(whole, hash(Launcher.PLAIN.resume(part, before -> before.with("budget.iterations=4"))));
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_configuration_is_written_down_and_read_back_equal(String name) {
    RunConfig config = RunConfig.preset(name);
    assertEquals(config, RunConfig.read(Yaml.parse(Yaml.write(config.tree()), "test"), List.of()));
  }
}
