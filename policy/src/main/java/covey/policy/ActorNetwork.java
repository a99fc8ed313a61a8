package covey.policy;

import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.nn.Graph;
import covey.nn.Layer;
import covey.nn.Node;
import covey.nn.Parameters;
import covey.nn.RandomSource;
import covey.nn.Workspace;
import covey.space.RowLayout;
import java.util.List;

/// The network with which one or several agents act: observation (and agent id) in, action out.
///
/// A network that serves several slots sees a one-hot id of the slot beside the observation; one that serves a lone slot
/// does not, so that a team of one is the same under every way of sharing.
public final class ActorNetwork {
  public final Parameters parameters;
  public final ActionHead head;

  /// Slots that the network serves, ascending.
  public final List<Integer> slots;

  private final RowEncoder encoder;
  private final Layer body;
  private final int[] idOf; // [A] one-hot place of each slot, or -1

  ActorNetwork(
      EnvironmentSpec spec, List<Integer> slots, PolicyBlueprint blueprint, NetworkBuilder networks, RandomSource random) {
    EnvironmentSpec.Slot example = spec.slots().get(slots.getFirst());
    this.slots = List.copyOf(slots);
    this.parameters = new Parameters("actor", random);
    this.head = ActionHead.of(example, blueprint.bounding(), parameters);
    this.encoder = new RowEncoder(RowLayout.of(example.observation()));
    this.idOf = agentIds(spec.agents(), slots);
    this.body = networks.checked(new NetworkBuilder.Request(parameters, "actor",
        slots.stream().map(slot -> spec.slots().get(slot).id()).toList(), example.observation(), example.action(),
        inputs(), head.outputs(), blueprint.hidden(), blueprint.activation(), 0.01));
  }

  /// @return the place of each slot among those that share a network, or -1 where there is nothing to tell apart
  public static int[] agentIds(int agents, List<Integer> slots) {
    int[] ids = new int[agents];
    java.util.Arrays.fill(ids, -1);
    if (slots.size() > 1) for (int i = 0; i < slots.size(); i++) ids[slots.get(i)] = i;
    return ids;
  }

  /// @return floats per row that the network reads
  public int inputs() {
    return encoder.width() + (slots.size() > 1 ? slots.size() : 0);
  }

  /// Writes the network's input for one agent.
  public void encode(LayoutColumns columns, int row, int slot, float[] to, int at) {
    encoder.encode(columns.observation, row, to, at);
    writeId(to, at + encoder.width(), slot, idOf, slots.size());
  }

  /// Writes the one-hot id of a slot; nothing where a network serves one slot alone.
  public static void writeId(float[] to, int at, int slot, int[] idOf, int count) {
    if (count < 2) return;
    for (int k = 0; k < count; k++) to[at + k] = 0f;
    to[at + idOf[slot]] = 1f;
  }

  /// @return the network's outputs for an input node of [#inputs] features
  public Node outputs(Node input) {
    return body.apply(input);
  }

  /// Acts for this network on one thread.
  final class Acting {
    private final boolean greedy;
    private final Node input;
    private final ActionHead.Choice choice;
    private final Workspace workspace;
    private final int[] pending;
    private int count;

    Acting(Parameters published, boolean greedy) {
      this.greedy = greedy;
      Graph.Builder graph = Graph.builder();
      this.input = graph.input("observation", inputs());
      this.choice = head.choice(graph, outputs(input));
      Graph built = graph.buildForward(choice.results().toArray(Node[]::new));
      this.workspace = built.workspace(published);
      this.pending = new int[workspace.capacity()];
    }

    /// Takes row `k` of the question; acts when a block is full.
    void add(Rows rows, int k) {
      encode(rows.columns(), rows.row(k), rows.slot(k), workspace.of(input), count * workspace.stride(input));
      choice.fill(workspace, count, rows, k, greedy);
      pending[count++] = k;
      if (count == pending.length) flush(rows);
    }

    void flush(Rows rows) {
      if (count == 0) return;
      workspace.forward(count);
      for (int i = 0; i < count; i++) choice.take(workspace, i, rows, pending[i], greedy);
      count = 0;
    }
  }
}
