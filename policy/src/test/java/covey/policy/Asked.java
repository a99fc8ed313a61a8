package covey.policy;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.random.Stream;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.Arrays;
import java.util.List;

/// Rows of one timestep of many games of lone or several agents, filled at random, and a policy asked about them.
final class Asked {
  final Rollout rollout;
  final LayoutColumns columns;
  final Rows rows;

  /// @param games rows per agent; all agents must share a layout
  Asked(EnvironmentSpec spec, int games) {
    rollout = new Rollout(spec, 1, new int[] {games}, Rollout.Wanted.NOTHING, 0);
    columns = rollout.layout(0);
    rows = new Rows(games * spec.agents());
  }

  static EnvironmentSpec spec(int agents, Space observation, Space action, boolean masked) {
    var slots = java.util.stream.IntStream.range(0, agents)
        .mapToObj(i -> new EnvironmentSpec.Slot("agent_" + i, "agent", "team", observation, action, masked, null))
        .toList();
    return EnvironmentSpec.of("asked-v1", slots, EnvironmentSpec.Storage.EVERYONE_DECIDES);
  }

  /// Draws observations in [-1, 1) and masks with at least one legal choice per branch.
  Asked draw(long seed) {
    var chance = new Stream(seed);
    float[] seen = columns.observation.floats;
    for (int i = 0; i < seen.length; i++) seen[i] = (float) chance.nextDouble(-1, 1);
    for (int row = 0; row < columns.logProb.length && columns.maskWidth > 0; row++) {
      int at = row * columns.maskWidth;
      for (int branch : columns.branches) {
        int sure = chance.nextInt(branch);
        for (int choice = 0; choice < branch; choice++) {
          columns.mask[at + choice] = choice == sure || chance.nextInt(2) == 0;
        }
        at += branch;
      }
    }
    return this;
  }

  /// Asks about all rows at timestep 0, as in episode `episode`.
  Asked act(Policy.Actor actor, int episode) {
    rows.begin(columns, null);
    for (int game = 0; game < rollout.games; game++) {
      for (int slot = 0; slot < rollout.agents; slot++) {
        rows.add(rollout.firstRow(0, game, 0) + slot, slot, false, 1000L * episode + game, 0, 0);
      }
    }
    actor.act(rows);
    return this;
  }

  /// @return hash of everything that a policy may read and must not write
  int readOnlyHash() {
    return Arrays.hashCode(new int[] {hash(columns.observation), Arrays.hashCode(columns.mask),
        Arrays.hashCode(rollout.state), Arrays.hashCode(rollout.reward), Arrays.hashCode(columns.memory)});
  }

  /// @return hash of what the policy wrote
  int actionHash() {
    return Arrays.hashCode(
        new int[] {hash(columns.action), Arrays.hashCode(columns.applied), Arrays.hashCode(columns.logProb)});
  }

  private static int hash(SpaceColumn column) {
    return Arrays.hashCode(new int[] {
        Arrays.hashCode(column.floats), Arrays.hashCode(column.ints), Arrays.hashCode(column.bytes)});
  }

  /// Networks with outputs far from undecided, so that mistakes show.
  static List<ActorNetwork> networks(EnvironmentSpec spec, ParameterSharing sharing, ActionHead.Bounding bounding,
      long seed) {
    var blueprint = new PolicyBlueprint(sharing, List.of(16), covey.nn.Activation.TANH, bounding);
    return blueprint.actors(spec, DECIDED, new StreamSource(new Stream(seed)));
  }

  static final NetworkBuilder DECIDED = request -> new covey.nn.Mlp(
      request.parameters(), "", request.inputs(), new int[] {16}, request.outputs(), request.activation(), 2, 3);

  static NetworkPolicy policy(List<ActorNetwork> networks, boolean greedy) {
    return new NetworkPolicy(networks, networks.stream().map(network -> network.parameters).toList(), greedy);
  }
}
