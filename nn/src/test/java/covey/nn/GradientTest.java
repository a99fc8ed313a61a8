package covey.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Every operation against central differences.
///
/// A table of parameters with one row per row of the minibatch stands for the operation's input, so that the gradient
/// of the table is the gradient of the input. The loss weighs every output with a random number of its own. With a
/// step of 1/128 the differences are good to about 1e-4 of the loss's scale: rounding 2^-24 * 128, truncation
/// 2^-14 / 6 times the third derivative.
class GradientTest {
  private static final int ROWS = 37; // more than two blocks of 16, and not whole vectors
  private static final float STEP = 1f / 128;

  private final PpoFixture.Numbers numbers = new PpoFixture.Numbers(11);

  @Test
  void functions_of_one_number() {
    check(5, (g, x) -> x.tanh());
    check(5, (g, x) -> x.sigmoid());
    check(5, (g, x) -> x.softplus());
    check(5, (g, x) -> x.exp());
    check(5, (g, x) -> x.square());
    check(5, (g, x) -> x.multiply(-2.5f).add(3f));
    check(5, (g, x) -> x.silu());
    check(5, (g, x) -> x.gelu());
    check(5, (g, x) -> x.square().add(1f).log());
    check(5, (g, x) -> x.square().add(1f).sqrt());
    check(1, (g, x) -> x.tanh());
    check(20, (g, x) -> x.tanh());
  }

  @Test
  void functions_with_corners_away_from_them() {
    check(5, (g, x) -> awayFromCorners(g, x).relu());
    check(5, (g, x) -> awayFromCorners(g, x).elu());
    check(5, (g, x) -> awayFromCorners(g, x).abs());
    check(5, (g, x) -> awayFromCorners(g, x).multiply(3f).clamp(-1.8f, 2.5f));
    check(5, (g, x) -> awayFromCorners(g, x).huber(0.25f));
  }

  /// Numbers within 0.04 of +-0.7, so that no corner at 0, +-0.25 or +-0.5 is crossed by a step.
  private static Node awayFromCorners(Graph.Builder g, Node x) {
    Node sign = g.input("sign", x.width()).multiply(1e6f).tanh();
    return x.tanh().multiply(0.04f).add(sign.multiply(0.7f));
  }

  @Test
  void functions_of_two_numbers() {
    check(5, (g, x) -> x.add(x.tanh()));
    check(5, (g, x) -> x.tanh().subtract(x));
    check(5, (g, x) -> x.multiply(x.sigmoid()));
    check(5, (g, x) -> x.multiply(x));
    check(5, (g, x) -> x.divide(x.square().add(1f)));
    check(1, (g, x) -> x.divide(x.exp()));
    check(5, (g, x) -> x.tanh().minimum(x.add(5f)));
    check(5, (g, x) -> x.add(5f).minimum(x.tanh()));
    check(5, (g, x) -> x.tanh().maximum(x.add(5f)));
    check(5, (g, x) -> x.add(5f).maximum(x.tanh()));
  }

  @Test
  void shapes() {
    check(20, (g, x) -> x.sum());
    check(3, (g, x) -> x.mean());
    check(1, (g, x) -> x.broadcast(7).multiply(x.tanh().broadcast(7)));
    check(1, (g, x) -> x.broadcast(33).tanh());
    check(20, (g, x) -> x.slice(3, 19).tanh());
    check(20, (g, x) -> x.slice(7, 8));
    check(5, (g, x) -> x.tanh().concat(x, x.slice(1, 3), x.slice(0, 1)));
    check(6, (g, x) -> x.gather(g.index("which", 2)));
  }

  @Test
  void softmax_and_its_entropy() {
    check(5, (g, x) -> Categorical.unmasked(x).logProbs());
    check(40, (g, x) -> Categorical.unmasked(x).logProbs());
    check(7, (g, x) -> Categorical.unmasked(x, 3, 4).logProbs());
    check(7, (g, x) -> Categorical.unmasked(x, 3, 4).entropy());
    check(20, (g, x) -> Categorical.unmasked(x).entropy());
    check(5, (g, x) -> {
      Categorical pi = Categorical.masked(x, g.mask("legal", 5));
      return pi.probabilities().concat(pi.entropy());
    });
    check(5, (g, x) -> Categorical.masked(x, g.mask("legal", 5)).logProb(g.index("which", 1)));
    check(5, (g, x) -> {
      MaskInput legal = g.mask("legal", 5);
      return Categorical.masked(x, legal).kl(Categorical.masked(x.square(), legal));
    });
  }

  @Test
  void gaussian_and_bits() {
    check(6, (g, x) -> Gaussian.plain(x.slice(0, 3), x.slice(3, 6)).logProb(g.input("action", 3)));
    check(6, (g, x) -> Gaussian.squashed(x.slice(0, 3), x.slice(3, 6)).logProb(g.input("action", 3)));
    check(6, (g, x) -> Gaussian.squashed(x.slice(0, 3), x.slice(3, 6)).entropy());
    check(6, (g, x) -> Gaussian.plain(x.slice(0, 3), x.slice(3, 6)).entropy());
    check(6, (g, x) -> {
      Gaussian pi = Gaussian.squashed(x.slice(0, 3), x.slice(3, 6).multiply(0.3f));
      return pi.executed(pi.action(g.input("noise", 3)));
    });
    check(4, (g, x) -> MultiBinary.of(x).logProb(g.input("bits", 4)));
    check(4, (g, x) -> MultiBinary.of(x).entropy());
  }

  @Test
  void layers_of_all_shapes() {
    int[][] shapes = {
      {1, 1}, {1, 5}, {5, 1}, {2, 2}, {3, 17}, {17, 3}, {20, 33}, {64, 64}, {18, 64}, {64, 5}, {100, 1}
    };
    for (int[] shape : shapes) {
      checkLayer(shape[0], (p, x) -> new Linear(
          p, "layer", shape[0], shape[1], Activation.IDENTITY, Initialiser.xavierUniform(1)).apply(x));
    }
    for (Activation activation : Activation.values()) {
      if (activation == Activation.RELU || activation == Activation.ELU) continue; // corners: see the next test
      checkLayer(6, (p, x) -> new Linear(p, "layer", 6, 7, activation, Initialiser.xavierUniform(1)).apply(x));
      checkLayer(6, (p, x) -> new Linear(p, "layer", 6, 1, activation, Initialiser.xavierUniform(1)).apply(x));
    }
    checkLayer(6, (p, x) -> new LayerNorm(p, "norm", 6).apply(x));
    checkLayer(40, (p, x) -> new LayerNorm(p, "norm", 40).apply(x));
    checkLayer(9, (p, x) -> new Mlp(p, "", 9, new int[] {16, 20}, 3, Activation.TANH, 1, 1).apply(x));
  }

  @Test
  void fused_relu_and_elu_equal_the_separate_operations() {
    for (Activation activation : new Activation[] {Activation.RELU, Activation.ELU}) {
      float[] fused = layerGradient(activation, x -> x);
      float[] separate = layerGradient(Activation.IDENTITY, activation == Activation.RELU ? Node::relu : Node::elu);
      for (int i = 0; i < fused.length; i++) assertEquals(separate[i], fused[i], 1e-6f);
    }
  }

  private static float[] layerGradient(Activation activation, Function<Node, Node> after) {
    var numbers = new PpoFixture.Numbers(3);
    var parameters = new Parameters("p", numbers);
    var layer = new Linear(parameters, "layer", 6, 7, activation, Initialiser.xavierUniform(1));
    Graph.Builder g = Graph.builder(parameters);
    Node x = g.input("x", 6);
    Graph graph = g.build(after.apply(layer.apply(x)).sum());
    float[] data = numbers.gaussians(ROWS * 6);
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(graph, 24, workers);
      trainer.gradient((w, first, rows) -> PpoFixture.copy(data, 6, first, rows, w.of(x), w.stride(x)), ROWS, 1f);
      return trainer.gradients(parameters);
    }
  }

  @Test
  void a_stopped_gradient_does_not_flow_but_the_value_does() {
    Result result = gradient(3, (g, x) -> x.multiply(x.stopGradient()).sum(), 1f);
    assertArrayEquals(result.table, result.gradient); // x times a constant c = x: its slope is c
  }

  private void check(int width, BiFunction<Graph.Builder, Node, Node> function) {
    Result result = gradient(width, (g, x) -> {
      Node y = function.apply(g, x);
      return y.multiply(g.input("weights", y.width())).sum();
    }, 0.5f);
    result.compare();
  }

  private void checkLayer(int width, BiFunction<Parameters, Node, Node> layer) {
    var holder = new Parameters[1];
    gradient(width, (g, x) -> {
      Node y = layer.apply(holder[0], x);
      return y.multiply(g.input("weights", y.width())).sum();
    }, 0.5f, holder).compare();
  }

  private Result gradient(int width, BiFunction<Graph.Builder, Node, Node> loss, float rowWeight) {
    return gradient(width, loss, rowWeight, new Parameters[1]);
  }

  private Result gradient(
      int width, BiFunction<Graph.Builder, Node, Node> loss, float rowWeight, Parameters[] holder) {
    var parameters = new Parameters("p", numbers);
    holder[0] = parameters;
    var table = new Embedding(parameters, "x", ROWS, width, Initialiser.normal(0.7));
    Graph.Builder g = Graph.builder(parameters).blockRows(16);
    IndexInput row = g.index("row", 1);
    Node x = table.apply(row);
    Graph graph = g.build(loss.apply(g, x));
    return new Result(graph, parameters, row, rowWeight);
  }

  private final class Result {
    final float[] gradient;
    final float[] table;
    private final Graph graph;
    private final Parameters parameters;
    private final float rowWeight;
    private final Feed feed;

    Result(Graph graph, Parameters parameters, IndexInput row, float rowWeight) {
      this.graph = graph;
      this.parameters = parameters;
      this.rowWeight = rowWeight;
      float[][] data = graph.builder.nodes.stream()
          .map(n -> numbers.gaussians(ROWS * n.width())).toArray(float[][]::new);
      int[] which = new int[ROWS * 8];
      for (int i = 0; i < which.length; i++) which[i] = (int) (numbers.uniform() * 5);
      feed = (w, first, rows) -> {
        for (Node node : graph.builder.inputs()) {
          PpoFixture.copy(data[node.index], node.width(), first, rows, w.of(node), w.stride(node));
        }
        for (IndexInput index : graph.builder.indices) {
          if (index == row) {
            for (int i = 0; i < rows; i++) w.of(row)[i] = first + i;
          } else {
            System.arraycopy(which, first * index.width(), w.of(index), 0, rows * index.width());
          }
        }
        for (MaskInput mask : graph.builder.masks) { // every second choice is illegal, but never the chosen one
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < mask.width(); j++) {
              w.of(mask)[i * mask.width() + j] = (first + i + j) % 2 == 0 || j == which[first + i];
            }
          }
        }
      };
      this.table = parameters.export();
      try (var workers = new Workers(1)) {
        var trainer = new Trainer(graph, 20, workers);
        trainer.gradient(feed, ROWS, rowWeight);
        gradient = trainer.gradients(parameters);
      }
    }

    void compare() {
      float[] values = parameters.export();
      boolean moved = false;
      Workspace w = graph.workspace();
      for (int i = 0; i < values.length; i++) {
        float before = values[i];
        values[i] = before + STEP;
        double up = loss(w, values);
        values[i] = before - STEP;
        double down = loss(w, values);
        values[i] = before;
        double slope = rowWeight * (up - down) / (2 * STEP);
        assertEquals(slope, gradient[i], 2e-3 * Math.max(1, Math.abs(slope)), "parameter " + i);
        moved |= Math.abs(slope) > 0.003;
      }
      assertTrue(moved, "the loss does not depend on its parameters: nothing was tested");
    }

    private double loss(Workspace w, float[] values) {
      parameters.load(values);
      double[] sum = new double[1];
      Node loss = graph.loss;
      if (loss == null) throw new AssertionError();
      w.forward(feed, ROWS, (s, first, rows) -> {
        for (int i = 0; i < rows; i++) sum[0] += s.of(loss)[i];
      });
      return sum[0];
    }
  }
}
