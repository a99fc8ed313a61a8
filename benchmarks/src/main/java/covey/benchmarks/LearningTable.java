package covey.benchmarks;

import covey.run.Interval;
import covey.run.bench.Yardstick;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A benchmark's results as a page of Markdown.
///
/// @param task what was run
/// @param seeds what each reached, in the order of the task
/// @param p GFLOP/s of a core of this machine, where a goal needs it; otherwise NaN
/// @param command that made this page
/// @param atOnce how many seeds ran side by side
/// @param machine [covey.run.Machine#describe], with anything worth knowing besides
record LearningTable(
    LearningTask task, List<SeedResult> seeds, double p, String command, int atOnce, Map<String, Object> machine) {

  LearningTable {
    seeds = List.copyOf(seeds);
  }

  /// Whether every goal is met.
  boolean isMet() {
    return task.goals().stream().allMatch(goal -> margin(goal) >= 0);
  }

  private double margin(Goal goal) {
    return goal.margin(SeedResult.together(seeds, goal.quantity()), p);
  }

  String markdown() {
    var lines = new ArrayList<String>();
    lines.add("# %s".formatted(task.name()));
    lines.add("");
    lines.add("%s. %d seed(s), each judged on %d episodes by its greedy policy.".formatted(
        task.title(), seeds.size(), seeds.getFirst().episodes()));
    lines.add("");
    lines.add("| goal | target | reached | verdict |");
    lines.add("|---|---|---|---|");
    for (Goal goal : task.goals()) lines.add(verdict(goal));
    lines.add("");
    seedTable(lines);
    lines.add("");
    if (seeds.size() > 1) {
      Interval interval = Interval.ofMean(seeds.stream().mapToDouble(SeedResult::meanReturn).toArray());
      lines.add("95 %% interval of the mean return over seeds (Student's t): %s to %s.".formatted(
          decimals(interval.low(), 3), decimals(interval.high(), 3)));
      lines.add("");
    }
    lines.add("- command: `%s`".formatted(command));
    lines.add("- one seed alone: %s".formatted(task.command(seeds.getFirst().seed())));
    lines.add("- seeds side by side: %d".formatted(atOnce));
    if (!Double.isNaN(p)) lines.add("- P, one core: %s GFLOP/s".formatted(decimals(p, 1)));
    machine.forEach((name, value) -> lines.add("- %s: %s".formatted(name, value)));
    return String.join("\n", lines) + "\n";
  }

  private String verdict(Goal goal) {
    double margin = margin(goal);
    int digits = goal.quantity() == Goal.Quantity.SPEED ? 0 : goal.quantity() == Goal.Quantity.WALL ? 1 : 3;
    String bound = (goal.quantity().isFloor ? "≥ " : "≤ ") + decimals(goal.bound(p), digits);
    if (goal.scalesWithP()) {
      bound += " (%s at P = %s)".formatted(decimals(goal.value(), digits), decimals(Yardstick.REFERENCE, 0));
    }
    return "| %s | %s | %s | %s by %s |".formatted(goal.quantity().words, bound,
        decimals(SeedResult.together(seeds, goal.quantity()), digits), margin >= 0 ? "met" : "**not met**",
        decimals(Math.abs(margin), digits));
  }

  private void seedTable(List<String> lines) {
    var names = new TreeSet<String>();
    for (SeedResult seed : seeds) names.addAll(seed.baselines().keySet());
    String others = names.stream().map(name -> " %s, same episodes |".formatted(name)).collect(Collectors.joining());
    lines.add("| seed | mean return per agent | 95 %% |%s joint steps | training, wall s | training, CPU s |"
        .formatted(others) + " joint steps per CPU-second | whole process, s | weights |");
    lines.add("|---|---|---|" + "---|".repeat(names.size()) + "---|---|---|---|---|---|");
    for (SeedResult seed : seeds) {
      String theirs = names.stream()
          .map(name -> " %s |".formatted(decimals(seed.baselines().getOrDefault(name, Double.NaN), 3)))
          .collect(Collectors.joining());
      lines.add("| %d | %s | %s to %s |%s %d | %s | %s | %s | %s | `%s` |".formatted(
          seed.seed(), decimals(seed.meanReturn(), 3), decimals(seed.low(), 3), decimals(seed.high(), 3), theirs,
          seed.jointSteps(), decimals(seed.wallSeconds(), 1), decimals(seed.cpuSeconds(), 1),
          decimals(seed.jointStepsPerCpuSecond(), 0), decimals(seed.processSeconds(), 1),
          shortened(seed.weightsHash())));
    }
    String theirs = names.stream().map(name -> " %s |".formatted(decimals(seeds.stream()
        .mapToDouble(seed -> seed.baselines().getOrDefault(name, Double.NaN)).average().orElse(Double.NaN), 3)))
        .collect(Collectors.joining());
    lines.add("| mean | **%s** | |%s | %s | %s | %s | %s | |".formatted(
        mean(SeedResult::meanReturn, 3), theirs, mean(SeedResult::wallSeconds, 1), mean(SeedResult::cpuSeconds, 1),
        mean(SeedResult::jointStepsPerCpuSecond, 0), mean(SeedResult::processSeconds, 1)));
  }

  private String mean(java.util.function.ToDoubleFunction<SeedResult> of, int digits) {
    return decimals(seeds.stream().mapToDouble(of).average().orElse(Double.NaN), digits);
  }

  private static String shortened(String hash) {
    return hash.substring(0, Math.min(12, hash.length()));
  }

  private static String decimals(double value, int digits) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
