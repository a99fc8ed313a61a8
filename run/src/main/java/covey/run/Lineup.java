package covey.run;

import covey.act.Policy;
import covey.env.EnvironmentSpec;
import covey.rollout.MatchMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Who plays whom: a policy for every slot, each slot a seat of its own. The policy that is being learned or judged is
/// number 0; those of [Opponents] follow in alphabetical order.
final class Lineup {
  private final EnvironmentSpec spec;
  private final Opponents opponents;
  private final List<String> names; // of policies 1, 2, …
  private final List<Policy> scripted; // likewise
  private final int[] policyOf; // [A]; changes between rollouts only

  /// @param share of the run that is done: how far up their ladders the opponents are
  Lineup(Task task, Opponents opponents, double share) {
    this.spec = task.environment().spec();
    this.opponents = opponents;
    var policies = new TreeMap<String, Policy>();
    opponents.ladders().values().forEach(ladder -> ladder.rungs().forEach(
        rung -> policies.computeIfAbsent(rung.policy(), task::policy)));
    this.names = List.copyOf(policies.keySet());
    this.scripted = List.copyOf(policies.values());
    this.policyOf = new int[spec.agents()];
    moveTo(share);
  }

  /// Lets everybody climb as far as the share of the run allows, for the episodes that begin from now on.
  void moveTo(double share) {
    for (int slot = 0; slot < policyOf.length; slot++) {
      Opponents.Ladder ladder = opponents.of(spec.slots().get(slot));
      policyOf[slot] = ladder == null ? 0 : 1 + names.indexOf(ladder.rungs().get(ladder.at(share)).policy());
    }
  }

  /// All policies, with `learned` as number 0.
  List<Policy> policies(Policy learned) {
    var all = new ArrayList<Policy>();
    all.add(learned);
    all.addAll(scripted);
    return List.copyOf(all);
  }

  MatchMaker matchMaker() {
    return (_, _, policyOfSeat) -> System.arraycopy(policyOf, 0, policyOfSeat, 0, policyOf.length);
  }

  /// Number of the policy by slot.
  int[] policyOf() {
    return policyOf.clone();
  }

  /// Names of the metrics of an iteration: the rung that each opponent has reached.
  List<String> columns() {
    return opponents.ladders().keySet().stream().map(name -> "opponent/" + name).toList();
  }

  /// How far up its ladder every opponent is, counted from 0, in the order of [#columns].
  double[] rungs(double share) {
    return opponents.ladders().values().stream().mapToDouble(ladder -> ladder.at(share)).toArray();
  }

  /// The most floats of memory that a policy of an opponent needs.
  int memory() {
    return scripted.stream().mapToInt(Policy::memory).max().orElse(0);
  }

  int count() {
    return 1 + scripted.size();
  }
}
