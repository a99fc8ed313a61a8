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
/// @param matches of games between teams that all learn: the policy as one team against each baseline as the others,
///     where a mean over all agents would say little
public record RunResult(
    Path directory, Ending ending, long iterations, long jointSteps, long episodes, long updates, double wallSeconds,
    double cpuSeconds, double jointStepsPerCpuSecond, String weightsHash, @Nullable Evaluation evaluation,
    List<Baseline> baselines, List<Match> matches) {

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

  /// One team against others.
  ///
  /// @param team that the policy plays
  /// @param opponent name of the policy that plays the other teams
  /// @param evaluation of the team's agents
  /// @param inItsPlace the same agents on the same episodes, with the opponent in their place, too
  public record Match(String team, String opponent, Evaluation evaluation, Evaluation inItsPlace) {
    /// By how much the team's mean return is above that of the opponent in its place, with 95 % confidence.
    public Interval advantage() {
      var mean = new Reduction.Mean();
      return Interval.ofDifference(evaluation.perEpisode(mean), inItsPlace.perEpisode(mean));
    }

    Map<String, Object> asTree() {
      var tree = new LinkedHashMap<String, Object>();
      tree.put("team", team);
      tree.put("opponent", opponent);
      tree.put("meanReturn", evaluation.meanReturn());
      tree.put("ci95", List.of(evaluation.ci95().low(), evaluation.ci95().high()));
      tree.put("opponentInItsPlace", inItsPlace.meanReturn());
      return tree;
    }
  }

  /// Copies the lists.
  public RunResult {
    baselines = List.copyOf(baselines);
    matches = List.copyOf(matches);
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
    if (!matches.isEmpty()) tree.put("matches", matches.stream().map(Match::asTree).toList());
    return tree;
  }
}
