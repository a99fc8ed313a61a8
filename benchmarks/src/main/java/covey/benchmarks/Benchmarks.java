package covey.benchmarks;

import covey.run.RunException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `benchmarks/bench` starts:
///
/// ```
/// learning [--smoke] [--seeds 1,2,…] [--at-once N] [--results DIR] [--runs DIR] [NAME…]
/// curves PNG TITLE RUN…
/// ```
///
/// Exit codes: 0 done, whatever was reached; 1 failed; 2 the command line is wrong.
public final class Benchmarks {
  private static final System.Logger LOG = System.getLogger("covey.benchmarks");

  private Benchmarks() {}

  public static void main(String[] arguments) {
    System.exit(run(Path.of(System.getProperty("covey.root", ".")), arguments));
  }

  /// @param root of the clone
  /// @return the exit code
  static int run(Path root, String... arguments) {
    var rest = new ArrayDeque<>(Arrays.asList(arguments));
    String what = rest.isEmpty() ? "" : rest.removeFirst();
    try {
      switch (what) {
        case "learning" -> learning(root, rest, String.join(" ", arguments));
        case "curves" -> curves(rest);
        default -> throw new IllegalArgumentException("""
            usage: benchmarks/bench learning [--smoke] [--seeds 1,2,…] [--at-once N] [--results DIR] [--runs DIR]
                       [NAME…]
                   benchmarks/bench curves PNG TITLE RUN…
            names: %s""".formatted(String.join(", ", Learning.names())));
      }
      return 0;
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.ERROR, e.getMessage());
      return 2;
    } catch (RunException e) {
      LOG.log(System.Logger.Level.ERROR, e.getMessage());
      return 1;
    }
  }

  private static void learning(Path root, Deque<String> rest, String command) {
    boolean smoke = false;
    List<Long> seeds = List.of();
    int atOnce = Runtime.getRuntime().availableProcessors();
    @Nullable Path results = null;
    Path runs = root.resolve("runs");
    var names = new ArrayList<String>();
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      switch (argument) {
        case "--smoke" -> smoke = true;
        case "--seeds" ->
            seeds = Arrays.stream(value(argument, rest).split(",")).map(text -> number(argument, text)).toList();
        case "--at-once" -> atOnce = Math.toIntExact(number(argument, value(argument, rest)));
        case "--results" -> results = Path.of(value(argument, rest));
        case "--runs" -> runs = Path.of(value(argument, rest));
        default -> names.add(LearningTask.named(argument).name());
      }
    }
    // What means nothing must not lie beside what was measured.
    if (results == null) results = root.resolve(smoke ? "runs/smoke" : "benchmarks/results");
    var learning = new Learning(root.resolve("covey"), results, runs, atOnce, smoke, "benchmarks/bench " + command);
    for (String name : names.isEmpty() ? Learning.names() : names) {
      learning.run(name, seeds, line -> LOG.log(System.Logger.Level.INFO, line));
    }
  }

  private static void curves(Deque<String> rest) {
    if (rest.size() < 3) throw new IllegalArgumentException("curves needs a file, a title and at least one run");
    Path png = Path.of(rest.removeFirst());
    String title = rest.removeFirst();
    var runs = new ArrayList<Path>();
    for (String run : rest) runs.addAll(Curves.runsIn(Path.of(run)));
    Curves.draw(runs, Curves.SIMPLE_SPREAD, title, png);
    LOG.log(System.Logger.Level.INFO, "%s: %d run(s)".formatted(png, runs.size()));
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) throw new IllegalArgumentException(option + " needs a value");
    return rest.removeFirst();
  }

  private static long number(String option, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("%s: %s is no whole number".formatted(option, text));
    }
  }
}
