package covey.run.bench;

import covey.run.Budget;
import covey.run.Experiment;
import covey.run.Launcher;
import covey.run.Monitor;
import covey.run.RunConfig;
import covey.run.RunResult;
import covey.track.Metrics;
import covey.track.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Training from end to end: the MAPPO preset of `simple_spread` with three epochs, on which the target was set, on one
/// thread and on two.
public final class TrainBench {
  private static final double TARGET = 100_000;
  private static final double SECOND_CORE = 1.85;
  private static final long STEPS = 2_500_000;
  private static final long WARM = 500_000;
  private static final long WINDOW = 100_000; // joint steps over which the wall is read

  private TrainBench() {}

  /// What one run showed.
  ///
  /// @param perCpuSecond joint steps per second of processor time, warm, without checkpoints and evaluations
  /// @param perWallSecond joint steps per second of the wall, warm: the median of windows, because a neighbour on the same
  ///     machine takes a core's clock for seconds
  /// @param coldPerCpuSecond of the whole run
  private record Speed(double perCpuSecond, double perWallSecond, double coldPerCpuSecond) {}

  /// Trains twice in a temporary folder.
  ///
  /// @param p of [Yardstick]
  public static List<Measurement> run(double p) {
    Speed one = speed(1);
    Speed two = speed(2);
    return List.of(
        Measurement.rate("training, MAPPO 64-64, 3 epochs, 1 thread", one.perCpuSecond, "joint steps/CPU-second", TARGET, p),
        Measurement.plain("training, MAPPO 64-64, 3 epochs, 1 thread, with the cold start", one.coldPerCpuSecond,
            "joint steps/CPU-second"),
        Measurement.plain("training, MAPPO 64-64, 3 epochs, 1 thread, by the wall", one.perWallSecond, "joint steps/s"),
        Measurement.plain("training, MAPPO 64-64, 3 epochs, 2 threads, by the wall", two.perWallSecond, "joint steps/s"),
        Measurement.ratio("second core", two.perWallSecond / one.perWallSecond, SECOND_CORE));
  }

  private static Speed speed(int threads) {
    RunConfig config = RunConfig.preset("simple_spread", "mappo").with(Budget.ofSteps(STEPS)).withThreads(threads)
        .with("algorithm.epochs=3", "evaluation.episodes=2", "checkpoints.seconds=1e9");
    var windows = new ArrayList<Double>(); // joint steps per second
    double[] mark = new double[2]; // joint steps and wall seconds where the present window began
    var monitor = new Monitor() {
      @Override
      public void iterated(Schema schema, Metrics row, double share) {
        if (row.jointSteps < WARM || (mark[0] > 0 && row.jointSteps - mark[0] < WINDOW)) return;
        if (mark[0] > 0) windows.add((row.jointSteps - mark[0]) / (row.wallSeconds - mark[1]));
        mark[0] = row.jointSteps;
        mark[1] = row.wallSeconds;
      }
    };
    Path folder = temporary();
    try (Experiment experiment = Launcher.PLAIN.watchedBy(monitor).start(config, folder.resolve("run"))) {
      RunResult result = experiment.run();
      windows.sort(null);
      return new Speed(result.jointStepsPerCpuSecond(), windows.get(windows.size() / 2),
          result.jointSteps() / result.cpuSeconds());
    } finally {
      delete(folder);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("covey-bench");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
