package covey.run;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a run ended.
///
/// @param directory of the run
/// @param ending why
/// @param iterations made
/// @param jointSteps made
/// @param episodes finished
/// @param updates of the learner
/// @param wallSeconds of training, over all its processes
/// @param cpuSeconds of all threads while training
/// @param jointStepsPerCpuSecond after the first 0.5 M joint steps, without checkpoints and evaluations; over the whole
///     run if it was shorter
/// @param weightsHash of the policy
/// @param evaluation of the policy; null if the run was interrupted
/// @param baselines what needs no training, on the same episodes: random first, then the scripted ones
public record RunResult(
    Path directory, Ending ending, long iterations, long jointSteps, long episodes, long updates, double wallSeconds,
    double cpuSeconds, double jointStepsPerCpuSecond, String weightsHash, @Nullable Evaluation evaluation,
    List<Baseline> baselines) {

  /// Why a run ends.
  public enum Ending {
    /// A limit was reached.
    BUDGET,
    /// The target was exceeded.
    TARGET,
    /// Somebody asked for it; the run can go on.
    INTERRUPTED
  }

  /// Somebody to be compared with.
  public record Baseline(String name, Evaluation evaluation) {}

  /// Copies the list.
  public RunResult {
    baselines = List.copyOf(baselines);
  }

  /// By how much the policy's mean return is above a baseline's, with 95 % confidence.
  ///
  /// @throws IllegalStateException if the run was interrupted
  public Interval advantageOver(Baseline baseline) {
    if (evaluation == null) throw new IllegalStateException("a run that was interrupted has not been evaluated");
    var mean = new Reduction.Mean();
    return Interval.ofDifference(evaluation.perEpisode(mean), baseline.evaluation().perEpisode(mean));
  }

  /// Everything by name, in the order in which `--json` prints it.
  public Map<String, Object> asTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("run", directory.toString());
    tree.put("jointSteps", jointSteps);
    tree.put("wallSeconds", wallSeconds);
    tree.put("cpuSeconds", cpuSeconds);
    tree.put("jointStepsPerCpuSecond", jointStepsPerCpuSecond);
    tree.put("weightsHash", weightsHash);
    if (evaluation != null) tree.put("evaluation", evaluation.asTree());
    tree.put("iterations", iterations);
    tree.put("episodes", episodes);
    tree.put("updates", updates);
    tree.put("ending", ending.name().toLowerCase(java.util.Locale.ROOT));
    var others = new LinkedHashMap<String, Object>();
    for (Baseline baseline : baselines) others.put(baseline.name(), baseline.evaluation().asTree());
    tree.put("baselines", others);
    return tree;
  }
}
