package covey.run;

import covey.env.EnvironmentSpec;
import covey.rollout.RolloutCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Says before a run what it will take.
final class Planner {
  private static final int RUNS = 5; // looked at, the latest of the same kind

  private static final List<String> PARTS = List.of("environment", Task.WRAPPERS, Levels.KEY, "algorithm");

  private Planner() {}

  /// @param speed joint steps per second
  private record Pace(double speed, String from) {}

  static Plan plan(RunConfig config, RunDirectory directory, RolloutCollector collector, Counters counters) {
    RunSettings settings = config.settings();
    EnvironmentSpec spec = config.environment().spec();
    long perIteration = (long) collector.setup().games() * collector.setup().steps();
    Pace pace = pace(config, directory);
    OptionalDouble seconds = pace == null
        ? OptionalDouble.empty() : seconds(settings.budget(), counters, perIteration, pace);
    Runtime runtime = Runtime.getRuntime();
    return new Plan(directory.path(), config.environmentName(),
        spec.slots().stream().map(EnvironmentSpec.Slot::id).toList(), config.algorithmName(), settings.seed(),
        settings.threadCount(), settings.budget().describe(), perIteration,
        runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), seconds, pace == null ? "" : pace.from,
        counters.iterations);
  }

  /// @return seconds until the first limit, as far as limits can be told in joint steps
  private static OptionalDouble seconds(Budget budget, Counters counters, long perIteration, Pace pace) {
    double steps = Double.POSITIVE_INFINITY;
    if (budget.steps().isPresent()) steps = budget.steps().get() - (double) counters.jointSteps;
    if (budget.iterations().isPresent()) {
      steps = Math.min(steps, (budget.iterations().get() - counters.iterations) * (double) perIteration);
    }
    if (budget.updates().isPresent()) {
      steps = Math.min(steps, (budget.updates().get() - counters.updates) * (double) perIteration);
    }
    double seconds = Math.max(0, steps) / pace.speed;
    if (budget.minutes().isPresent()) seconds = Math.min(seconds, 60 * budget.minutes().get());
    return Double.isInfinite(seconds) ? OptionalDouble.empty() : OptionalDouble.of(seconds);
  }

  private static @Nullable Pace pace(RunConfig config, RunDirectory directory) {
    Pace known = paceOfEarlierRuns(config, directory);
    return known == null ? paceOfPreset(config) : known;
  }

  /// Runs beside this one, of the same environment and algorithm, tell how fast this machine is.
  private static @Nullable Pace paceOfEarlierRuns(RunConfig config, RunDirectory directory) {
    Path parent = directory.path().toAbsolutePath().getParent();
    if (parent == null) return null;
    String stem = "%s-%s-".formatted(config.environmentName(), config.algorithmName());
    List<RunDirectory> alike = RunDirectory.within(parent).stream()
        .filter(run -> String.valueOf(run.path().getFileName()).startsWith(stem))
        .toList();
    for (RunDirectory run : alike.subList(Math.max(0, alike.size() - RUNS), alike.size()).reversed()) {
      try {
        Pace pace = paceOf(run, config);
        if (pace != null) return pace;
      } catch (RunException _) {
        // whatever is wrong with that one does not concern this one
      }
    }
    return null;
  }

  private static @Nullable Pace paceOf(RunDirectory run, RunConfig config) {
    Map<String, @Nullable Object> manifest = run.manifest();
    if (manifest.get("jointSteps") instanceof Number steps && manifest.get("wallSeconds") instanceof Number seconds
        && seconds.doubleValue() > 1 && Machine.cpu().equals(manifest.get("cpu"))
        && manifest.get("threads") instanceof Number threads
        && threads.intValue() == config.settings().threadCount() && sameWork(run.config(), config)) {
      return new Pace(steps.doubleValue() / seconds.doubleValue(), "as fast as " + run.path().getFileName());
    }
    return null;
  }

  private static @Nullable Pace paceOfPreset(RunConfig config) {
    double speed = Presets.referenceSpeed(config.environmentName(), config.algorithmName());
    boolean known = speed > 0
        && sameWork(RunConfig.preset(config.environmentName(), config.algorithmName()).tree(), config);
    return known ? new Pace(speed, "as fast as one thread of the machine that the preset was made on") : null;
  }

  private static boolean sameWork(Map<String, ? extends @Nullable Object> tree, RunConfig config) {
    return PARTS.stream().allMatch(part -> written(tree.get(part)).equals(written(config.tree().get(part))));
  }

  /// Text, because a number that was read may be of another type than the one that was written.
  private static String written(@Nullable Object part) {
    return String.valueOf(part);
  }
}
