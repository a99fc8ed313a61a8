package covey.benchmarks;

import covey.run.Machine;
import covey.run.RunException;
import covey.run.bench.Yardstick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// The learning benchmarks: several seeds of one task, each in a process of its own, and a page with what they reached.
///
/// | name | what | goal |
/// |---|---|---|
/// | `first-command` | `./covey train simple_spread`, timed from outside, two cores | ≥ -8.35 in ≤ 30 s |
/// | `mappo-5m`, `ippo-5m`, `mappo-20m` | `simple_spread`, N = 3 | ≥ -7.85, -8.05, -7.4 |
/// | `cartpole` | a team of one | ≥ 475 |
/// | `official-mappo` | speed at the work of another implementation, see [OfficialMappo] | ≥ 17 times as fast |
///
/// Seeds with one thread run side by side, one per core: that is more efficient than one seed with two threads, and
/// each has its processor time to itself. What measures time runs alone. The machine should do nothing else meanwhile.
///
/// @param covey the launcher at the root of a built clone
/// @param results folder for the pages
/// @param runs folder for the runs, kept so that [Curves] can draw them
/// @param atOnce how many seeds of one thread run side by side
/// @param smoke tiny budgets, which reach nothing and show that everything works
/// @param command that asked for this, for the page
public record Learning(Path covey, Path results, Path runs, int atOnce, boolean smoke, String command) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);
  private static final List<String> TINY = List.of("budget.iterations=2", "evaluation.episodes=16");

  /// Refuses to run nothing at all.
  public Learning {
    if (atOnce < 1) {
      throw new IllegalArgumentException(
          "--at-once = %d, but it must be at least 1; one per core is usual".formatted(atOnce));
    }
  }

  /// The names of all benchmarks.
  public static List<String> names() {
    return LearningTask.ALL.stream().map(LearningTask::name).toList();
  }

  /// Runs one benchmark.
  ///
  /// @param name one of [#names]
  /// @param seeds instead of its usual ones; empty for those
  /// @param progress is told how it goes, one line at a time, by several threads but never by two at once
  /// @return the page
  /// @throws IllegalArgumentException if there is no such benchmark
  /// @throws RunException if a seed fails
  public Path run(String name, List<Long> seeds, Consumer<String> progress) {
    LearningTask known = LearningTask.named(name);
    LearningTask task = seeds.isEmpty() ? known : known.withSeeds(seeds);
    boolean needsP = task.goals().stream().anyMatch(Goal::scalesWithP);
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    int beside = task.runsAlone() ? 1 : atOnce;
    progress.accept("%s: %s; %d seed(s), %d at once".formatted(task.name(), task.title(), task.seeds().size(), beside));
    Path folder = runs.resolve("learning-%s-%s".formatted(task.name(), STAMP.format(now)));
    double before = needsP ? Yardstick.measure().p() : Double.NaN;
    List<SeedResult> reached = all(task, new SeedProcess(covey, folder, smoke ? TINY : List.of()), beside, progress);
    double p = needsP ? Math.max(before, Yardstick.measure().p()) : Double.NaN;

    Map<String, Object> machine = Machine.describe();
    if (smoke) machine.put("smoke", "tiny budgets: these numbers mean nothing");
    if (hasChanges()) machine.put("changed", "the tree had changes that are not in this commit");
    var table = new LearningTable(task, reached, p, command, beside, machine);
    Path page = results.resolve("learning-%s-%s.md".formatted(task.name(), now.toLocalDate()));
    try {
      Files.createDirectories(results);
      Files.writeString(page, table.markdown());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.accept("%s: %s; %s".formatted(task.name(), table.isMet() ? "met" : "NOT met", page));
    return page;
  }

  private static List<SeedResult> all(LearningTask task, SeedProcess process, int atOnce, Consumer<String> progress) {
    try (ExecutorService starters = Executors.newFixedThreadPool(atOnce)) {
      var running = new ArrayList<Future<SeedResult>>();
      for (long seed : task.seeds()) {
        running.add(starters.submit(() -> {
          SeedResult result = process.run(task, seed);
          synchronized (process) {
            progress.accept(String.format(Locale.ROOT,
                "  seed %d: %.3f, %.1f s of training, %.0f joint steps per CPU-second", seed,
                result.meanReturn(), result.wallSeconds(), result.jointStepsPerCpuSecond()));
          }
          return result;
        }));
      }
      var results = new ArrayList<SeedResult>();
      try {
        for (Future<SeedResult> each : running) results.add(each.get());
      } catch (ExecutionException e) {
        for (Future<SeedResult> each : running) each.cancel(false);
        throw e.getCause() instanceof RuntimeException reason ? reason : new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        starters.shutdownNow();
        Thread.currentThread().interrupt();
        throw new RunException("%s: interrupted".formatted(task.name()), e);
      }
      return results;
    }
  }

  /// Whether git says that the tree differs from its commit; false if there is no git to ask.
  private boolean hasChanges() {
    Path root = covey.toAbsolutePath().getParent();
    if (root == null) return false;
    try {
      Process git = new ProcessBuilder("git", "status", "--porcelain", "--untracked-files=no")
          .directory(root.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 && !said.isBlank();
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
