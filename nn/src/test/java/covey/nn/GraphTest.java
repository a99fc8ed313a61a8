package covey.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What the builder refuses, and how it says so; copies of parameters; shared layers.
class GraphTest {
  private final PpoFixture.Numbers numbers = new PpoFixture.Numbers(3);

  @Test
  void a_wrong_shape_names_the_layer_and_both_widths() {
    var p = new Parameters("actor", numbers);
    var net = new Mlp(p, "", 18, new int[] {64, 64}, 5, Activation.TANH, 1, 1);
    Graph.Builder g = Graph.builder(p);
    var e = assertThrows(IllegalArgumentException.class, () -> net.apply(g.input("observation", 21)));
    assertEquals("actor.hidden1: expects 18 inputs, gets 21 (observation [rows, 21])", e.getMessage());
    Node hidden = net.layers().get(0).apply(g.input("x", 18));
    e = assertThrows(IllegalArgumentException.class, () -> net.layers().get(1).apply(hidden.concat(hidden)));
    assertEquals("actor.hidden2: expects 64 inputs, gets 128 (concat [rows, 128])", e.getMessage());
  }

  @Test
  void a_parameter_without_a_path_to_the_loss_is_an_error_that_names_it() {
    var p = new Parameters("actor", numbers);
    var used = new Linear(p, "used", 3, 1, Activation.IDENTITY, Initialiser.zeros());
    var forgotten = new Linear(p, "forgotten", 3, 4, Activation.TANH, Initialiser.zeros());
    Graph.Builder g = Graph.builder(p);
    Node x = g.input("x", 3);
    forgotten.apply(x); // applied, but its result goes nowhere
    var e = assertThrows(IllegalArgumentException.class, () -> g.build(used.apply(x)));
    String all = "no path to the loss from: actor.forgotten.weight, actor.forgotten.bias;";
    assertTrue(e.getMessage().startsWith(all), e.getMessage());
  }

  @Test
  void a_path_through_a_stopped_gradient_is_none() {
    var p = new Parameters("message", numbers);
    var encoder = new Linear(p, "encoder", 3, 4, Activation.TANH, Initialiser.zeros());
    var head = new Linear(p, "head", 4, 1, Activation.IDENTITY, Initialiser.zeros());
    Graph.Builder g = Graph.builder(p);
    Node loss = head.apply(encoder.apply(g.input("x", 3)).stopGradient());
    var e = assertThrows(IllegalArgumentException.class, () -> g.build(loss));
    assertTrue(e.getMessage().contains("message.encoder.weight"), e.getMessage());
  }

  @Test
  void frozen_parameters_get_no_gradient_but_pass_it_on() {
    var actor = new Parameters("actor", numbers);
    var critic = new Parameters("critic", numbers);
    var act = new Linear(actor, "act", 3, 4, Activation.TANH, Initialiser.xavierUniform(1));
    var norm = new LayerNorm(critic, "norm", 4);
    var judge = new Linear(critic, "judge", 4, 1, Activation.IDENTITY, Initialiser.xavierUniform(1));
    Graph.Builder g = Graph.builder(actor);
    Node x = g.input("x", 3);
    Graph graph = g.build(judge.apply(norm.apply(act.apply(x))));
    float[] before = critic.export();
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(graph, 8, workers);
      trainer.gradient((w, first, n) -> Arrays.fill(w.of(x), 0, 3, 0.5f), 1, 1f);
      assertTrue(trainer.norm(actor) > 0.01);
      assertThrows(IllegalArgumentException.class, () -> trainer.norm(critic));
    }
    assertArrayEquals(before, critic.export());
  }

  @Test
  void nodes_of_different_widths_or_graphs_do_not_mix() {
    Graph.Builder g = Graph.builder();
    Graph.Builder other = Graph.builder();
    Node a = g.input("a", 3);
    Node b = g.input("b", 2);
    var e = assertThrows(IllegalArgumentException.class, () -> a.add(b));
    assertEquals("add: a [rows, 3] and b [rows, 2] differ in width; broadcast a column first", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> a.add(other.input("c", 3)));
    assertThrows(IllegalArgumentException.class, () -> a.slice(2, 4));
    assertThrows(IllegalArgumentException.class, () -> a.broadcast(3));
    assertThrows(IllegalArgumentException.class, () -> g.build(a));
    assertThrows(IllegalArgumentException.class, () -> Categorical.unmasked(a, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> Categorical.masked(a, g.mask("m", 4)));
  }

  @Test
  void a_builder_builds_once() {
    Graph.Builder g = Graph.builder();
    Node y = g.input("a", 1).tanh();
    g.buildForward(y);
    assertThrows(IllegalStateException.class, () -> y.tanh());
    assertThrows(IllegalStateException.class, () -> g.buildForward(y));
  }

  @Test
  void parameters_are_sealed_by_a_workspace() {
    var p = new Parameters("actor", numbers);
    var layer = new Linear(p, "only", 3, 2, Activation.TANH, Initialiser.zeros());
    Graph.Builder g = Graph.builder();
    g.buildForward(layer.apply(g.input("x", 3))).workspace();
    assertThrows(IllegalStateException.class, () -> p.add("late", 1, 1, Initialiser.zeros()));
  }

  @Test
  void one_graph_runs_on_copies_of_its_parameters() {
    var p = new Parameters("critic", numbers);
    var net = new Mlp(p, "", 3, new int[] {20}, 5, Activation.TANH, 1, 1);
    Graph.Builder g = Graph.builder();
    Node x = g.input("x", 3);
    Node y = net.apply(x);
    Graph graph = g.buildForward(y);
    Parameters old = p.copy();
    Workspace w = graph.workspace();
    w.of(x)[0] = 1f;
    w.forward(1);
    float before = w.of(y)[0];
    float[] shifted = p.export();
    for (int i = 0; i < shifted.length; i++) shifted[i] += 0.25f;
    p.load(shifted);
    w.forward(1);
    float after = w.of(y)[0];
    assertTrue(Math.abs(after - before) > 1e-3);
    w.use(old);
    w.forward(1);
    assertEquals(before, w.of(y)[0]);
    old.copyFrom(p);
    w.forward(1);
    assertEquals(after, w.of(y)[0]);
    assertThrows(IllegalArgumentException.class, () -> w.use(new Parameters("critic", numbers)));
  }

  @Test
  void a_target_network_moves_a_part_of_the_way() {
    var p = new Parameters("critic", numbers);
    Tensor v = p.add("v", 1, 2, Initialiser.constant(1f));
    Parameters target = p.copy();
    p.load(v, new float[] {3f, -1f});
    target.moveTowards(p, 0.25f);
    assertArrayEquals(new float[] {1.5f, 0.5f}, target.export()); // 1 + (3 - 1) / 4; 1 + (-1 - 1) / 4
    assertArrayEquals(new float[] {3f, -1f}, p.export());
    assertThrows(IllegalArgumentException.class, () -> target.moveTowards(new Parameters("critic", numbers), 1f));
  }

  @Test
  void a_layer_applied_twice_adds_its_gradients() {
    float once = sharedGradient(false);
    float twice = sharedGradient(true);
    assertEquals(2 * once, twice, 1e-6f);
  }

  private static float sharedGradient(boolean twice) {
    var p = new Parameters("p", new PpoFixture.Numbers(9));
    var layer = new Linear(p, "layer", 2, 1, Activation.TANH, Initialiser.xavierUniform(1));
    Graph.Builder g = Graph.builder(p);
    Node x = g.input("x", 2);
    Node y = layer.apply(x);
    Graph graph = g.build(twice ? y.add(layer.apply(x)) : y);
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(graph, 6, workers);
      for (int repeat = 0; repeat < 2; repeat++) { // the second time must not see what the first has left
        trainer.gradient((w, first, n) -> Arrays.fill(w.of(x), 0, 32, 0.5f), 2, 1f);
      }
      return trainer.gradients(p)[0];
    }
  }

  @Test
  void exported_numbers_have_the_canonical_shape_whatever_the_storage() {
    var p = new Parameters("p", numbers);
    Tensor t = p.addWeight("narrow", 20, 3, (canonical, rows, columns, random) -> {
      for (int i = 0; i < canonical.length; i++) canonical[i] = i;
    });
    assertTrue(t.byOutput, "64 inputs, few outputs: stored by output");
    float[] out = p.export();
    assertEquals(60, out.length);
    for (int i = 0; i < 60; i++) assertEquals(i, out[i]);
    p.load(t, out);
    assertArrayEquals(out, p.export(t));
    assertThrows(IllegalArgumentException.class, () -> p.load(new float[61]));
  }

  @Test
  void an_index_out_of_range_is_refused_with_its_name() {
    Graph.Builder g = Graph.builder();
    Node x = g.input("x", 4);
    IndexInput which = g.index("action", 1);
    Node y = x.gather(which);
    Workspace w = g.buildForward(y).workspace();
    w.of(which)[0] = 4;
    var e = assertThrows(IllegalArgumentException.class, () -> w.forward(1));
    assertEquals("row 0 of the block: action = 4, but it must name a feature of x [rows, 4]", e.getMessage());
  }
}
