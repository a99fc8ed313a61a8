package covey.nn;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;
import static org.bytedeco.pytorch.global.torch.embedding;
import static org.bytedeco.pytorch.global.torch.gelu;
import static org.bytedeco.pytorch.global.torch.elu;
import static org.bytedeco.pytorch.global.torch.huber_loss;
import static org.bytedeco.pytorch.global.torch.layer_norm;
import static org.bytedeco.pytorch.global.torch.log_softmax;
import static org.bytedeco.pytorch.global.torch.minimum;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.sigmoid;
import static org.bytedeco.pytorch.global.torch.silu;
import static org.bytedeco.pytorch.global.torch.tanh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/// Modules, a whole PPO loss and optimisers against libtorch, which computes in double here.
///
/// Bound: 1e-4 of the largest element. Skipped, with the reason printed, where the native library does not load.
class LibtorchTest {
  private static final double BOUND = 1e-4;

  private final PpoFixture.Numbers numbers = new PpoFixture.Numbers(21);
  private PointerScope scope;

  @BeforeAll
  static void load(TestInfo info) {
    try {
      Loader.load(org.bytedeco.pytorch.global.torch.class);
    } catch (LinkageError e) {
      String reason = info.getDisplayName() + " skipped: libtorch does not load here: " + e.getMessage();
      System.out.println(reason);
      Assumptions.abort(reason);
    }
  }

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor constant(float[] values, long... shape) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) wide[i] = values[i];
    return Tensor.create(wide, shape);
  }

  private static Tensor leaf(float[] values, long... shape) {
    return constant(values, shape).set_requires_grad(true);
  }

  /// The tensors of a group as leaves, in order.
  private static List<Tensor> leaves(Parameters parameters) {
    List<Tensor> leaves = new ArrayList<>();
    for (covey.nn.Tensor tensor : parameters.tensors()) {
      leaves.add(leaf(parameters.export(tensor), tensor.rows(), tensor.columns()));
    }
    return leaves;
  }

  private static double[] numbers(Tensor tensor) {
    double[] values = new double[(int) tensor.numel()];
    new org.bytedeco.javacpp.DoublePointer(tensor.contiguous().data_ptr_double()).get(values);
    return values;
  }

  private static double[] gradients(List<Tensor> leaves) {
    return leaves.stream().flatMapToDouble(leaf -> Arrays.stream(numbers(leaf.grad()))).toArray();
  }

  private static void assertClose(String what, double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 0, what + " is zero everywhere: nothing was compared");
    for (int i = 0; i < actual.length; i++) assertEquals(expected[i], actual[i], BOUND * largest, what + " " + i);
  }

  private static Tensor mlp(Tensor x, List<Tensor> leaves, Activation activation) {
    Tensor y = x;
    for (int i = 0; i < leaves.size(); i += 2) {
      y = y.matmul(leaves.get(i)).add(leaves.get(i + 1));
      if (i + 2 < leaves.size()) y = apply(activation, y);
    }
    return y;
  }

  private static Tensor apply(Activation activation, Tensor x) {
    return switch (activation) {
      case IDENTITY -> x;
      case TANH -> tanh(x);
      case RELU -> relu(x);
      case SIGMOID -> sigmoid(x);
      case ELU -> elu(x);
      case SILU -> silu(x);
      case GELU -> gelu(x, "tanh");
    };
  }

  @Test
  void multi_layer_perceptrons_with_every_activation() {
    int rows = 50;
    for (Activation activation : Activation.values()) {
      var p = new Parameters("p", numbers);
      var net = new Mlp(p, "", 11, new int[] {32, 20}, 3, activation, 1, 1);
      float[] data = numbers.gaussians(rows * 11);
      float[] weights = numbers.gaussians(rows * 3);
      Graph.Builder g = Graph.builder(p);
      Node x = g.input("x", 11);
      Node w = g.input("w", 3);
      Node y = net.apply(x);
      Graph graph = g.build(y.multiply(w).sum());
      List<Tensor> leaves = leaves(p);
      Tensor out = mlp(constant(data, rows, 11), leaves, activation);
      out.mul(constant(weights, rows, 3)).sum().backward();
      try (var workers = new Workers(1)) {
        var trainer = new Trainer(graph, 48, workers);
        trainer.gradient((s, first, n) -> {
          PpoFixture.copy(data, 11, first, n, s.of(x), s.stride(x));
          PpoFixture.copy(weights, 3, first, n, s.of(w), s.stride(w));
        }, rows, 1f);
        assertClose(activation + " gradient", gradients(leaves), trainer.gradients(p));
        assertEquals(numbers(out.mul(constant(weights, rows, 3)).sum())[0], trainer.lossSum(), 1e-3);
      }
    }
  }

  @Test
  void layer_norm_after_an_embedding() {
    int rows = 40;
    var p = new Parameters("p", numbers);
    var table = new Embedding(p, "ids", 7, 24, Initialiser.normal(1));
    var norm = new LayerNorm(p, "norm", 24);
    p.load(numbers.gaussians(p.count())); // gains and biases that are not 1 and 0
    float[] weights = numbers.gaussians(rows * 24);
    long[] which = new long[rows];
    for (int i = 0; i < rows; i++) which[i] = (int) (numbers.uniform() * 7);
    Graph.Builder g = Graph.builder(p);
    IndexInput ids = g.index("id", 1);
    Node w = g.input("w", 24);
    Graph graph = g.build(norm.apply(table.apply(ids)).multiply(w).sum());
    List<Tensor> leaves = leaves(p);
    Tensor rowsOfTable = embedding(leaves.get(0), Tensor.create(which, rows));
    Tensor out = layer_norm(rowsOfTable, new long[] {24}, new TensorOptional(leaves.get(1).view(24)),
        new TensorOptional(leaves.get(2).view(24)), 1e-5, false);
    out.mul(constant(weights, rows, 24)).sum().backward();
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(graph, 48, workers);
      trainer.gradient((s, first, n) -> {
        for (int i = 0; i < n; i++) s.of(ids)[i] = (int) which[first + i];
        PpoFixture.copy(weights, 24, first, n, s.of(w), s.stride(w));
      }, rows, 1f);
      assertClose("gradient", gradients(leaves), trainer.gradients(p));
    }
  }

  @Test
  void a_whole_ppo_loss_with_masks() {
    int rows = 200;
    var f = new PpoFixture(rows, 64, true, 0);
    List<Tensor> actor = leaves(f.actor);
    List<Tensor> critic = leaves(f.critic);
    boolean[] illegal = new boolean[f.legal.length];
    for (int i = 0; i < illegal.length; i++) illegal[i] = !f.legal[i];
    long[] chosen = new long[rows];
    for (int i = 0; i < rows; i++) chosen[i] = f.action[i];

    Tensor logits = mlp(constant(f.observation, rows, 18), actor, Activation.TANH)
        .masked_fill(Tensor.create(illegal, rows, 5), new Scalar(-1e30));
    Tensor logProbs = log_softmax(logits, 1);
    Tensor ratio = logProbs.gather(1, Tensor.create(chosen, rows, 1)).sub(constant(f.logProb, rows, 1)).exp();
    Tensor advantage = constant(f.advantage, rows, 1);
    Tensor clamped = ratio.clamp(new ScalarOptional(new Scalar(0.8)), new ScalarOptional(new Scalar(1.2)));
    Tensor surrogate = minimum(ratio.mul(advantage), clamped.mul(advantage)).mean();
    Tensor entropy = logProbs.exp().mul(logProbs).sum().neg().div(new Scalar((double) rows));
    Tensor value = mlp(constant(f.state, rows, 21), critic, Activation.TANH);
    Tensor valueLoss = huber_loss(value, constant(f.target, rows, 1), 1, 10); // 1: mean
    valueLoss.mul(new Scalar(0.5)).sub(surrogate).sub(entropy.mul(new Scalar(0.01))).backward();

    try (var workers = new Workers(2)) {
      var trainer = new Trainer(f.training, 48, workers);
      trainer.gradient(f.feed, rows, 1f / rows);
      assertClose("actor", gradients(actor), trainer.gradients(f.actor));
      assertClose("critic", gradients(critic), trainer.gradients(f.critic));
      assertEquals(-numbers(surrogate)[0], trainer.tally(f.policyLoss) / rows, 1e-5);
      assertEquals(numbers(entropy)[0], trainer.tally(f.entropy) / rows, 1e-5);
      assertEquals(numbers(valueLoss)[0], trainer.tally(f.valueLoss) / rows, 1e-5);

      double norm = clip_grad_norm_(new TensorVector(actor.toArray(Tensor[]::new)), 0.01);
      float[] before = f.actor.export();
      assertEquals(norm, trainer.step(new Sgd(f.actor, 0f), 1f, 0.01f), 1e-4 * norm);
      float[] after = f.actor.export();
      double[] clipped = gradients(actor);
      for (int i = 0; i < after.length; i++) assertEquals(clipped[i], before[i] - after[i], 2e-7, "clipped " + i);
    }
  }

  @Test
  void optimisers_over_twenty_steps() {
    for (int kind = 0; kind < 4; kind++) {
      var p = new Parameters("p", numbers);
      p.add("v", 1, 40, Initialiser.normal(1));
      Tensor leaf = leaves(p).getFirst();
      var group = new TensorVector(leaf);
      var adamOptions = new AdamOptions(0.01);
      adamOptions.betas().put(0.95, 0.8); // beta2 first: that is how a std::tuple lies in memory here
      adamOptions.eps().put(1e-5);
      var rmsOptions = new RMSpropOptions(0.01);
      rmsOptions.alpha().put(0.95);
      rmsOptions.eps().put(1e-5);
      var sgdOptions = new SGDOptions(0.01);
      sgdOptions.momentum().put(kind == 2 ? 0.9 : 0);
      org.bytedeco.pytorch.Optimizer theirs = switch (kind) {
        case 0 -> new org.bytedeco.pytorch.Adam(group, adamOptions);
        case 1 -> new org.bytedeco.pytorch.RMSprop(group, rmsOptions);
        default -> new org.bytedeco.pytorch.SGD(group, sgdOptions);
      };
      Optimiser ours = switch (kind) {
        case 0 -> new Adam(p, 0.8f, 0.95f, 1e-5f);
        case 1 -> new RmsProp(p, 0.95f, 1e-5f);
        default -> new Sgd(p, kind == 2 ? 0.9f : 0f);
      };
      float[] before = p.export();
      double[] theirStart = numbers(leaf);
      for (int step = 0; step < 20; step++) {
        float[] gradient = numbers.gaussians(40);
        theirs.zero_grad();
        leaf.mul(constant(gradient, 1, 40)).sum().backward();
        theirs.step();
        ours.begin(0.01f, 1f);
        ours.step(0, 48, Arrays.copyOf(gradient, 48));
      }
      double[] theirMove = numbers(leaf);
      float[] move = p.export();
      for (int i = 0; i < 40; i++) {
        theirMove[i] -= theirStart[i];
        move[i] -= before[i];
      }
      assertClose("optimiser " + kind, theirMove, move);
    }
  }
}
