package covey.algorithms;

import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.nn.Feed;
import covey.nn.Graph;
import covey.nn.Layer;
import covey.nn.Node;
import covey.nn.Parameters;
import covey.nn.RandomSource;
import covey.nn.Workers;
import covey.nn.Workspace;
import covey.ops.ValueNormaliser;
import covey.policy.ActorNetwork;
import covey.policy.NetworkBuilder;
import covey.policy.PolicyBlueprint;
import covey.policy.RowEncoder;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A critic of single agents: what it sees by its scope, and a one-hot agent id where it serves several.
final class CriticNetwork {
  private static final int ROWS_PER_TASK = 480;

  final Parameters parameters;
  private final CriticScope scope;
  private final List<Integer> slots;
  private final int[] idOf;
  private final boolean seesPrivateState;
  private final RowEncoder encoder;
  private final Layer body;
  private final Workers workers;
  private final Evaluation[] evaluations; // [workers]

  CriticNetwork(CriticScope scope, EnvironmentSpec spec, List<Integer> slots, PolicyBlueprint blueprint,
      NetworkBuilder networks, RandomSource random, Workers workers) {
    this.scope = scope;
    this.slots = slots;
    this.workers = workers;
    this.idOf = ActorNetwork.agentIds(spec.agents(), slots);
    EnvironmentSpec.Slot example = spec.slots().get(slots.getFirst());
    Space offered = example.privateState();
    Space state = spec.state();
    this.seesPrivateState = scope == CriticScope.STATE && offered != null;
    Space seen;
    if (scope == CriticScope.OBSERVATION) {
      seen = example.observation();
    } else if (offered != null) {
      seen = offered;
    } else if (state != null) {
      seen = state;
    } else {
      throw new IllegalArgumentException(spec.name() + " offers no state, but critic scope state needs one");
    }
    if (scope == CriticScope.STATE) requireEqualOffers(spec, slots);
    this.encoder = new RowEncoder(RowLayout.of(seen));
    this.parameters = new Parameters("critic", random);
    this.body = networks.checked(new NetworkBuilder.Request(parameters, "critic",
        slots.stream().map(slot -> spec.slots().get(slot).id()).toList(), seen, example.action(), inputs(), 1,
        blueprint.hidden(), blueprint.activation(), 1));
    this.evaluations = new Evaluation[workers.threads()];
    for (int w = 0; w < evaluations.length; w++) evaluations[w] = new Evaluation();
  }

  private static void requireEqualOffers(EnvironmentSpec spec, List<Integer> slots) {
    EnvironmentSpec.Slot first = spec.slots().get(slots.getFirst());
    for (int slot : slots) {
      EnvironmentSpec.Slot other = spec.slots().get(slot);
      if (Objects.equals(first.privateState(), other.privateState())) continue;
      throw new IllegalArgumentException("%s and %s share a critic, but are offered private states %s and %s; sharing = "
          .formatted(first.id(), other.id(), first.privateState(), other.privateState())
          + "by-role or none, or criticScope = observation is usual here");
    }
  }

  /// @return which columns critics of `scope` need
  static Rollout.Wanted wanted(EnvironmentSpec spec, CriticScope scope) {
    if (scope == CriticScope.OBSERVATION) return Rollout.Wanted.NOTHING;
    boolean allPrivate = spec.slots().stream().allMatch(slot -> slot.privateState() != null);
    return new Rollout.Wanted(!allPrivate, true);
  }

  /// @return floats per row that the critic reads
  int inputs() {
    return encoder.width() + (slots.size() > 1 ? slots.size() : 0);
  }

  /// @return value of each row, in the network's units; width 1
  Node value(Node input) {
    return body.apply(input);
  }

  /// Writes what the critic sees of an agent's row.
  void encode(Rollout rollout, int layout, int row, int slot, float[] to, int at) {
    LayoutColumns columns = rollout.layout(layout);
    if (scope == CriticScope.OBSERVATION) {
      encoder.encode(columns.observation, row, to, at);
    } else if (seesPrivateState) {
      encoder.encode(stored(columns.privateState), row, to, at);
    } else {
      encoder.encode(stored(rollout.teamState), rollout.stateRow(layout, row), to, at);
    }
    ActorNetwork.writeId(to, at + encoder.width(), slot, idOf, slots.size());
  }

  private static SpaceColumn stored(@Nullable SpaceColumn column) {
    if (column == null) throw new IllegalStateException("the rollout does not store what the critic wants to see");
    return column;
  }

  /// Finds the values of all rows that were wanted of critic number `network`. No bit depends on the number of threads.
  void evaluate(Rollout rollout, RowValues values, int network, ValueNormaliser normaliser) {
    int count = values.count(network);
    for (Evaluation each : evaluations) each.begin(rollout, values, network, normaliser);
    workers.run((count + ROWS_PER_TASK - 1) / ROWS_PER_TASK, evaluate);
  }

  private final Workers.Task evaluate = this::evaluate;

  private void evaluate(int task, int worker) {
    evaluations[worker].run(task * ROWS_PER_TASK);
  }

  /// One thread's share of an evaluation.
  private final class Evaluation {
    private final Node input;
    private final Node value;
    private final Workspace workspace;
    private final Feed fill = this::fill;
    private final Feed take = this::take;

    @SuppressWarnings("NullAway.Init")
    private Rollout rollout;

    @SuppressWarnings("NullAway.Init")
    private RowValues values;

    @SuppressWarnings("NullAway.Init")
    private ValueNormaliser normaliser;

    private int network;
    private int from;

    Evaluation() {
      Graph.Builder graph = Graph.builder();
      input = graph.input("seen", inputs());
      value = value(input);
      workspace = graph.buildForward(value).workspace();
    }

    void begin(Rollout ofRollout, RowValues into, int number, ValueNormaliser units) {
      rollout = ofRollout;
      values = into;
      network = number;
      normaliser = units;
    }

    void run(int start) {
      from = start;
      workspace.forward(fill, Math.min(ROWS_PER_TASK, values.count(network) - start), take);
    }

    private void fill(Workspace w, int first, int rows) {
      float[] to = w.of(input);
      int stride = w.stride(input);
      for (int i = 0; i < rows; i++) {
        int k = from + first + i;
        encode(rollout, values.layout(network, k), values.row(network, k), values.slot(network, k), to, i * stride);
      }
    }

    private void take(Workspace w, int first, int rows) {
      float[] found = w.of(value);
      for (int i = 0; i < rows; i++) {
        int k = from + first + i;
        values.put(values.layout(network, k), values.row(network, k), normaliser.denormalise(found[i]));
      }
    }
  }
}
