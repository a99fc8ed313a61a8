package covey.benchmarks;

import covey.run.Experiment;
import covey.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// One seed of a benchmark, in a process of its own: `TASK SEED RUN RESULT [KEY=VALUE…]`. RUN is the folder of the run,
/// RESULT the file that gets what `covey train --json` would print.
final class TrainOnce {
  private TrainOnce() {}

  public static void main(String[] arguments) throws IOException {
    LearningTask task = LearningTask.named(arguments[0]);
    var config = task.config(Long.parseLong(arguments[1])).with(Arrays.asList(arguments).subList(4, arguments.length));
    try (Experiment experiment = task.launcher().start(config, Path.of(arguments[2]))) {
      Files.writeString(Path.of(arguments[3]), Json.line(experiment.run().asTree()) + "\n");
    }
  }
}
