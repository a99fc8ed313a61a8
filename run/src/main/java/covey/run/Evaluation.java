package covey.run;

import covey.rollout.FinishedEpisode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a policy earned in a fixed number of whole episodes. All numbers are views of the same list of episodes, as the
/// ledger booked them: raw rewards, undiscounted.
///
/// @param environment its name in the catalogue
/// @param agents ids by slot
/// @param judged slots that the policy plays: means and sums are over their agents
/// @param metrics names of what the environment reports at the end of an episode
/// @param played the episodes, in a fixed order
public record Evaluation(
    String environment, List<String> agents, List<Integer> judged, List<String> metrics, List<FinishedEpisode> played) {

  /// Copies the lists.
  public Evaluation {
    agents = List.copyOf(agents);
    judged = List.copyOf(judged);
    metrics = List.copyOf(metrics);
    played = List.copyOf(played);
    if (played.isEmpty()) throw new IllegalArgumentException("an evaluation needs at least one episode");
  }

  /// How many episodes were played.
  public int episodes() {
    return played.size();
  }

  /// The mean return of one agent.
  public double perAgentReturn(int slot) {
    return played.stream().mapToDouble(episode -> episode.returns()[slot]).sum() / episodes();
  }

  /// One number per episode; of a single agent whoever plays it, else of those that are judged.
  public double[] perEpisode(Reduction reduction) {
    if (reduction instanceof Reduction.Agent || judged.size() == agents.size()) {
      return played.stream().mapToDouble(episode -> reduction.of(episode.returns(), agents)).toArray();
    }
    List<String> ids = judged.stream().map(agents::get).toList();
    return played.stream().mapToDouble(episode -> reduction.of(
        judged.stream().mapToDouble(slot -> episode.returns()[slot]).toArray(), ids)).toArray();
  }

  /// The same episodes, but means and sums over other agents.
  public Evaluation judging(List<Integer> slots) {
    return new Evaluation(environment, agents, slots, metrics, played);
  }

  /// The mean over episodes of what `reduction` makes of the agents' returns.
  public double mean(Reduction reduction) {
    return Interval.mean(perEpisode(reduction));
  }

  /// The 95 % interval of [#mean]: Student's t over episodes.
  public Interval ci95(Reduction reduction) {
    return Interval.ofMean(perEpisode(reduction));
  }

  /// The mean over episodes of the mean over the agents that are judged.
  public double meanReturn() {
    return mean(new Reduction.Mean());
  }

  /// The 95 % interval of [#meanReturn].
  public Interval ci95() {
    return ci95(new Reduction.Mean());
  }

  /// The mean over episodes of the sum over the agents that are judged.
  public double teamReturn() {
    return mean(new Reduction.Sum());
  }

  /// The mean length of an episode in joint steps.
  public double meanLength() {
    return played.stream().mapToLong(FinishedEpisode::length).sum() / (double) episodes();
  }

  /// The mean of one metric.
  public double metric(int index) {
    return played.stream().mapToDouble(episode -> episode.metrics()[index]).sum() / episodes();
  }

  /// Everything above by name, in the order in which `--json` prints it.
  public Map<String, Object> asTree() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("environment", environment);
    tree.put("episodes", (long) episodes());
    var perAgent = new LinkedHashMap<String, Object>();
    for (int slot = 0; slot < agents.size(); slot++) perAgent.put(agents.get(slot), perAgentReturn(slot));
    tree.put("perAgentReturn", perAgent);
    if (judged.size() < agents.size()) tree.put("judged", judged.stream().map(agents::get).toList());
    tree.put("meanReturn", meanReturn());
    tree.put("ci95", List.of(ci95().low(), ci95().high()));
    tree.put("teamReturn", teamReturn());
    tree.put("meanLength", meanLength());
    var byMetric = new LinkedHashMap<String, Object>();
    for (int i = 0; i < metrics.size(); i++) byMetric.put(metrics.get(i), metric(i));
    tree.put("metrics", byMetric);
    return tree;
  }
}
