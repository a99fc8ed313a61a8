package covey.benchmarks;

import covey.algorithms.Ppo;
import covey.config.Configs;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.VectorEnvironment;
import covey.environments.SimpleSpread;
import covey.nn.Activation;
import covey.nn.Initialiser;
import covey.nn.Layer;
import covey.nn.LayerNorm;
import covey.nn.Linear;
import covey.nn.Node;
import covey.policy.NetworkBuilder;
import covey.run.RunConfig;
import covey.run.bench.Yardstick;
import covey.wrap.Forwarding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The official implementation of MAPPO (Yu et al. 2022, <https://arxiv.org/abs/2103.01955>; commit de66d7a, flags of
/// its `train_mpe_spread.sh` with `--algorithm_name mappo`), expressed with Covey's options: for a comparison of speed
/// at equal work, not because these settings were best.
///
/// The same:
/// - 128 games; 25 steps, one whole episode, per game and update, which takes 26 transitions here because a reset is
///   one; 10 epochs of one minibatch, 9,600 rows;
/// - networks of a layer norm on the input, twice Linear(64), ReLU, layer norm, and a linear output; biases
///   everywhere; orthogonal weights of gain sqrt(2), and 0.01 for the actor's output; no recurrent layer, which is off in
///   that run;
/// - actor and critic apart, each shared by the agents, with Adam (step size 7e-4, epsilon 1e-5) and gradients clipped
///   at norm 10 each; the critic sees the observations of all agents side by side (54 numbers);
/// - discount 0.99, trace decay 0.95, clip 0.2, entropy 0.01; Huber loss (10) of normalised values; advantages
///   normalised over the rollout.
///
/// Different:
/// - their value loss is also clipped (the larger of two Huber losses), ours is Huber alone;
/// - our networks also see a one-hot agent id (3 more inputs);
/// - their value normaliser is a debiased moving average over updates, ours [covey.ops.ValueNormaliser];
/// - the game is MPE2's `simple_spread`, theirs a copy of the older one, with the same observations and another scale
///   of rewards; their steps include the time of their Python games, as ours include ours.
final class OfficialMappo {
  /// Joint steps per CPU-second of the original, with one thread on a quiet core that multiplies matrices at
  /// [Yardstick#REFERENCE] GFLOP/s.
  static final double PEER_STEPS_PER_CPU_SECOND = 1818;

  private static final int GAMES = 128;
  private static final int EPISODE = 25;

  /// Layer norm, then for each hidden layer Linear, ReLU, layer norm, then Linear.
  static final NetworkBuilder NETWORKS = Normed::new;

  private OfficialMappo() {}

  /// Without a limit of steps.
  static RunConfig config() {
    int rows = GAMES * EPISODE * SimpleSpread.Config.DEFAULTS.agents();
    Ppo ppo = Configs.bind(Ppo.class, Map.ofEntries(
        Map.entry("criticScope", "state"),
        Map.entry("games", GAMES),
        Map.entry("steps", EPISODE + 1),
        Map.entry("hidden", List.of(64, 64)),
        Map.entry("activation", "relu"),
        Map.entry("learningRate", "7e-4"),
        Map.entry("gamma", 0.99),
        Map.entry("lambda", 0.95),
        Map.entry("clip", "0.2"),
        Map.entry("entropyWeight", "0.01"),
        Map.entry("epochs", 10),
        Map.entry("minibatchRows", rows),
        Map.entry("maxGradientNorm", 10),
        Map.entry("valueLoss", "huber"),
        Map.entry("huberDelta", 10)), "");
    return RunConfig.of(new Spread(), ppo);
  }

  /// `simple_spread` as it is, but critics get the observations of all agents, not the smaller private state.
  record Spread() implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      EnvironmentSpec full = SimpleSpread.Config.DEFAULTS.spec();
      var slots = new ArrayList<Slot>();
      for (Slot slot : full.slots()) {
        slots.add(Slot.of(slot.id(), slot.role(), slot.team(), slot.observation(), slot.action()));
      }
      return new EnvironmentSpec("simple_spread-official", slots, full.state(), full.storage(), full.observesAlways(),
          full.restore(), full.auxiliaryRewards(), full.metrics());
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Forwarding(spec(), SimpleSpread.Config.DEFAULTS.create(games));
    }
  }

  /// A network with layer norms.
  private static final class Normed implements Layer {
    private final String name;
    private final List<Layer> layers = new ArrayList<>();

    Normed(NetworkBuilder.Request request) {
      this.name = request.parameters().name();
      layers.add(new LayerNorm(request.parameters(), "inputNorm", request.inputs()));
      int width = request.inputs();
      for (int i = 0; i < request.hidden().size(); i++) {
        int units = request.hidden().get(i);
        layers.add(new Linear(request.parameters(), "hidden" + (i + 1), width, units, request.activation(),
            Initialiser.orthogonal(Math.sqrt(2))));
        layers.add(new LayerNorm(request.parameters(), "norm" + (i + 1), units));
        width = units;
      }
      layers.add(new Linear(request.parameters(), "output", width, request.outputs(), Activation.IDENTITY,
          Initialiser.orthogonal(request.outputGain())));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int inputs() {
      return layers.getFirst().inputs();
    }

    @Override
    public int outputs() {
      return layers.getLast().outputs();
    }

    @Override
    public Node apply(Node x) {
      Node y = x;
      for (Layer layer : layers) y = layer.apply(y);
      return y;
    }
  }
}
