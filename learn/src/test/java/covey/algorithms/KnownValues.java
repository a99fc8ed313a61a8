package covey.algorithms;

import covey.env.Rollout;
import covey.nn.Workers;
import covey.ops.ValueNormaliser;
import covey.policy.NetworkBuilder;
import covey.policy.PolicyBlueprint;
import covey.policy.StreamSource;
import covey.random.Stream;
import java.util.ArrayList;
import java.util.List;

/// The values that a learner's critics give to rows, computed by critics built anew from what the learner saved.
final class KnownValues {
  private final List<CriticNetwork> critics = new ArrayList<>();
  private final List<ValueNormaliser> normalisers = new ArrayList<>();
  private final int[] networkOf;

  KnownValues(TrainingRun run) {
    var ppo = run.ppo;
    var spec = run.collector.setup().environment().spec();
    var blueprint = new PolicyBlueprint(ppo.sharing(), ppo.hidden(), ppo.activation(), ppo.bounding());
    networkOf = new int[spec.agents()];
    for (List<Integer> slots : ppo.sharing().networks(spec)) {
      int n = critics.size();
      for (int slot : slots) networkOf[slot] = n;
      var critic = new CriticNetwork(ppo.criticScope(), spec, slots, blueprint, NetworkBuilder.MLP,
          new StreamSource(new Stream(0)), new Workers(1));
      var saved = run.archive().within("network" + n);
      critic.parameters.load(saved.within("critic").floats("parameters"));
      critics.add(critic);
      var normaliser = new ValueNormaliser();
      normaliser.load(saved.has("normaliser/moments") ? saved.within("normaliser") : run.archive().within("normaliser"));
      normalisers.add(normaliser);
    }
  }

  /// @return value of an agent's row, in reward units
  double at(Rollout rollout, int row, int slot) {
    int network = networkOf[slot];
    var values = new RowValues(rollout);
    values.forget();
    values.want(network, rollout.layoutOf(slot), row, slot);
    critics.get(network).evaluate(rollout, values, network, normalisers.get(network));
    return values.at(rollout.layoutOf(slot), row);
  }
}
