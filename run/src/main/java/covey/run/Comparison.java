package covey.run;

import covey.act.Policy;
import covey.env.EnvironmentSpec;
import covey.nn.Workers;
import covey.run.RunResult.Baseline;
import covey.run.RunResult.Match;
import java.util.ArrayList;
import java.util.List;

/// What a run's policy is compared with at the end: policies that need no training, on the same episodes.
///
/// @param baselines each of them in its place; random actions first
/// @param matches of every team that learned with each of them as the others; none if there is one team, or opponents
record Comparison(List<Baseline> baselines, List<Match> matches) {
  static final Comparison NONE = new Comparison(List.of(), List.of());

  private static final int MOST_TEAMS = 4; // that are matched one by one

  /// Plays. Whoever cannot play there is noted and left out.
  ///
  /// @param learned that was learned
  /// @param share of the run that is done
  static Comparison of(RunConfig config, Policy learned, double share, Workers workers, Monitor monitor) {
    var names = new ArrayList<>(config.task().entry().policies());
    names.remove("random");
    names.addFirst("random");
    var baselines = new ArrayList<Baseline>();
    var matches = new ArrayList<Match>();
    RunSettings.Judging judging = config.settings().evaluation();
    for (String name : names) {
      try {
        Policy scripted = config.task().policy(name);
        var baseline = new Baseline(name,
            Evaluator.evaluate(config, scripted, share, judging.episodes(), judging.seed(), workers));
        baselines.add(baseline);
        matches.addAll(matches(config, learned, scripted, baseline, workers));
      } catch (IllegalArgumentException e) {
        monitor.noted("no comparison with %s: %s".formatted(name, e.getMessage()));
      }
    }
    return new Comparison(baselines, matches);
  }

  /// Every team in turn, against `opponent` as all the others.
  private static List<Match> matches(
      RunConfig config, Policy learned, Policy opponent, Baseline baseline, Workers workers) {
    List<EnvironmentSpec.Slot> slots = config.environment().spec().slots();
    List<String> teams = slots.stream().map(EnvironmentSpec.Slot::team).distinct().toList();
    if (!config.opponents().isEmpty() || teams.size() < 2 || teams.size() > MOST_TEAMS) return List.of();
    RunSettings.Judging judging = config.settings().evaluation();
    var matches = new ArrayList<Match>();
    for (String team : teams) {
      int[] policyOf = slots.stream().mapToInt(slot -> slot.team().equals(team) ? 0 : 1).toArray();
      Evaluation played = Evaluator.evaluate(config.environmentName(), config.environment(),
          List.of(learned, opponent), policyOf, judging.episodes(), judging.seed(), workers);
      matches.add(new Match(team, baseline.name(), played, baseline.evaluation().judging(played.judged())));
    }
    return matches;
  }
}
