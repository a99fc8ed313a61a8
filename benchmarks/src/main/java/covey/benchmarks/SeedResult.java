package covey.benchmarks;

import covey.run.RunException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one seed reached.
///
/// @param seed of training
/// @param meanReturn mean over episodes of the mean over agents
/// @param low lower end of its 95 % interval
/// @param high upper end of its 95 % interval
/// @param episodes that it was judged on
/// @param baselines mean returns of what needs no training, on the same episodes, by name
/// @param jointSteps made
/// @param wallSeconds of training
/// @param cpuSeconds of training
/// @param jointStepsPerCpuSecond after the first 0.5 M joint steps, without checkpoints and evaluations
/// @param weightsHash of the policy
/// @param processSeconds from the start of the process to its end, evaluations included
record SeedResult(
    long seed, double meanReturn, double low, double high, long episodes, Map<String, Double> baselines,
    long jointSteps, double wallSeconds, double cpuSeconds, double jointStepsPerCpuSecond, String weightsHash,
    double processSeconds) {

  /// Reads what `covey train --json` prints in its last line.
  ///
  /// @throws RunException if something is missing
  static SeedResult of(long seed, Map<String, ? extends @Nullable Object> tree, double processSeconds) {
    Map<?, ?> evaluation = map(tree, "evaluation");
    List<?> interval = evaluation.get("ci95") instanceof List<?> list ? list : List.of();
    if (interval.size() != 2) throw missing("evaluation.ci95");
    var baselines = new LinkedHashMap<String, Double>();
    map(tree, "baselines").forEach((name, judged) -> {
      if (judged instanceof Map<?, ?> of) baselines.put(String.valueOf(name), number(of, "meanReturn"));
    });
    return new SeedResult(seed, number(evaluation, "meanReturn"), number(interval.getFirst(), "evaluation.ci95"),
        number(interval.getLast(), "evaluation.ci95"), (long) number(evaluation, "episodes"), baselines,
        (long) number(tree, "jointSteps"), number(tree, "wallSeconds"), number(tree, "cpuSeconds"),
        number(tree, "jointStepsPerCpuSecond"), String.valueOf(tree.get("weightsHash")), processSeconds);
  }

  private static Map<?, ?> map(Map<String, ? extends @Nullable Object> tree, String key) {
    if (tree.get(key) instanceof Map<?, ?> map) return map;
    throw missing(key);
  }

  private static double number(Map<?, ?> tree, String key) {
    return number(tree.get(key), key);
  }

  private static double number(@Nullable Object value, String key) {
    if (value instanceof Number number) return number.doubleValue();
    throw missing(key);
  }

  private static RunException missing(String key) {
    return new RunException("the result of a run has no %s: was it interrupted?".formatted(key));
  }

  /// What a goal looks at.
  double of(Goal.Quantity quantity) {
    return switch (quantity) {
      case RETURN -> meanReturn;
      case WALL -> processSeconds;
      case SPEED -> jointStepsPerCpuSecond;
    };
  }

  /// What the seeds reached together: their mean, or the worst where time is short.
  static double together(List<SeedResult> seeds, Goal.Quantity quantity) {
    var values = seeds.stream().mapToDouble(seed -> seed.of(quantity));
    return quantity == Goal.Quantity.WALL ? values.max().orElseThrow() : values.average().orElseThrow();
  }
}
