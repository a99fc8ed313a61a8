package covey.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Same bytes on any number of threads and in any blocks; sums, clipping.
class TrainerTest {

  @Test
  void threads_do_not_change_a_byte() {
    String one = BitsProgram.updates(331, 1, 0);
    assertEquals(one, BitsProgram.updates(331, 2, 0));
    assertEquals(one, BitsProgram.updates(331, 4, 0));
  }

  @Test
  void blocks_do_not_change_a_byte() {
    String usual = BitsProgram.updates(331, 1, 0);
    for (int blockRows : new int[] {1, 7, 16, 50, 1000}) {
      assertEquals(usual, BitsProgram.updates(331, 1, blockRows), blockRows + " rows per block");
    }
  }

  @Test
  void segments_change_the_order_of_sums_and_little_else() {
    var f = new PpoFixture(331, 24, true, 0);
    try (var workers = new Workers(1)) {
      var fine = new Trainer(f.training, 30, workers);
      var coarse = new Trainer(f.training, 331, workers);
      fine.gradient(f.feed, 331, 1f / 331);
      coarse.gradient(f.feed, 331, 1f / 331);
      assertArrayEquals(coarse.gradients(f.actor), fine.gradients(f.actor), 1e-6f);
      assertArrayEquals(coarse.gradients(f.critic), fine.gradients(f.critic), 1e-6f);
      assertEquals(coarse.lossSum(), fine.lossSum(), 1e-9 * Math.abs(coarse.lossSum()));
    }
  }

  @Test
  void the_bits_of_a_row_do_not_depend_on_the_rows_beside_it() {
    var f = new PpoFixture(50, 24, false, 0);
    Graph.Builder g = Graph.builder();
    Node x = g.input("observation", 18);
    Node y = f.actorNet.apply(x);
    Graph graph = g.buildForward(y);
    Workspace w = graph.workspace();
    float[] all = new float[50 * 5];
    Feed in = (s, first, n) -> PpoFixture.copy(f.observation, 18, first, n, s.of(x), s.stride(x));
    w.forward(in, 50, (s, first, n) -> {
      for (int i = 0; i < n; i++) System.arraycopy(s.of(y), i * 16, all, (first + i) * 5, 5);
    });
    for (int row = 0; row < 50; row++) {
      PpoFixture.copy(f.observation, 18, row, 1, w.of(x), w.stride(x));
      w.forward(1);
      for (int j = 0; j < 5; j++) assertEquals(all[row * 5 + j], w.of(y)[j], 0f);
    }
  }

  @Test
  void acting_and_training_give_the_same_bits_of_log_probability_so_that_the_first_ratio_is_exactly_1() {
    var f = new PpoFixture(331, 64, true, 0);
    Graph.Builder g = Graph.builder();
    Node x = g.input("observation", 18);
    MaskInput mask = g.mask("legal", 5);
    Categorical pi = Categorical.masked(f.actorNet.apply(x), mask);
    Node probabilities = pi.probabilities();
    Node logProbs = pi.logProbs();
    Workspace w = g.buildForward(logProbs, probabilities).workspace();
    var numbers = new PpoFixture.Numbers(1);
    for (int row = 0; row < 331; row++) { // one row at a time, as when acting alone
      PpoFixture.copy(f.observation, 18, row, 1, w.of(x), w.stride(x));
      System.arraycopy(f.legal, row * 5, w.of(mask), 0, 5);
      w.forward(1);
      f.action[row] = Categorical.sample(w.of(probabilities), 0, 5, numbers.uniform());
      f.logProb[row] = w.of(logProbs)[f.action[row]];
      assertTrue(f.legal[row * 5 + f.action[row]], "an illegal action was sampled");
    }
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(f.training, 331, workers);
      trainer.gradient(f.feed, 331, 1f / 331);
      double advantages = 0;
      for (float a : f.advantage) advantages += a;
      assertEquals(-advantages, trainer.tally(f.policyLoss), 1e-12 * 331); // ratio 1: the loss is -advantage, exactly
    }
  }

  @Test
  void clipping_scales_the_whole_group_to_the_norm() {
    var numbers = new PpoFixture.Numbers(2);
    var p = new Parameters("p", numbers);
    Tensor t = p.add("v", 1, 2, Initialiser.zeros());
    Graph.Builder g = Graph.builder(p);
    Node weights = g.input("weights", 2);
    Graph graph = g.build(g.parameter(p, t).multiply(weights).sum());
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(graph, 8, workers);
      trainer.gradient((w, first, n) -> {
        w.of(weights)[0] = 3;
        w.of(weights)[1] = 4;
      }, 1, 1f);
      assertArrayEquals(new float[] {3, 4}, trainer.gradients(p));
      assertEquals(5, trainer.step(new Sgd(p, 0), 1f, 2.5f)); // norm 5, scaled by 1/2
      assertArrayEquals(new float[] {-1.5f, -2}, p.export());
      assertEquals(5, trainer.step(new Sgd(p, 0), 1f, Float.POSITIVE_INFINITY));
      assertArrayEquals(new float[] {-4.5f, -6}, p.export());
    }
  }

  @Test
  void stepping_two_groups_at_once_is_stepping_one_after_the_other() {
    float[][] weights = new float[4][];
    for (int together = 0; together < 2; together++) {
      var f = new PpoFixture(100, 24, true, 0);
      try (var workers = new Workers(2)) {
        var trainer = new Trainer(f.training, 50, workers);
        var adamActor = new Adam(f.actor, 0.9f, 0.999f, 1e-5f);
        var adamCritic = new Adam(f.critic, 0.9f, 0.999f, 1e-5f);
        for (int update = 0; update < 3; update++) {
          trainer.gradient(f.feed, 100, 0.01f);
          if (together == 1) {
            trainer.step(adamActor, 0.01f, adamCritic, 0.002f, 0.3f);
          } else {
            trainer.step(adamActor, 0.01f, 0.3f);
            trainer.step(adamCritic, 0.002f, 0.3f);
          }
        }
      }
      weights[2 * together] = f.actor.export();
      weights[2 * together + 1] = f.critic.export();
    }
    assertArrayEquals(weights[0], weights[2]);
    assertArrayEquals(weights[1], weights[3]);
  }

  @Test
  void a_gradient_that_is_not_finite_is_refused_and_nothing_changes() {
    var p = new Parameters("actor", new PpoFixture.Numbers(2));
    Tensor t = p.add("v", 1, 1, Initialiser.zeros());
    Graph.Builder g = Graph.builder(p);
    Node weights = g.input("weights", 1);
    Graph graph = g.build(g.parameter(p, t).multiply(weights));
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(graph, 8, workers);
      trainer.gradient((w, first, n) -> w.of(weights)[0] = Float.NaN, 1, 1f);
      var e = assertThrows(IllegalStateException.class, () -> trainer.step(new Sgd(p, 0), 1f, 1f));
      assertTrue(e.getMessage().startsWith("actor: the gradient is not finite"), e.getMessage());
      assertEquals(0f, p.export()[0]);
    }
  }

  @Test
  void units_are_never_parted() {
    var p = new Parameters("p", new PpoFixture.Numbers(2));
    Tensor t = p.add("v", 1, 1, Initialiser.zeros());
    Graph.Builder g = Graph.builder(p).unitRows(5).blockRows(16);
    Graph graph = g.build(g.parameter(p, t).multiply(g.input("x", 1)));
    assertEquals(15, graph.blockRows());
    try (var workers = new Workers(1)) {
      assertThrows(IllegalArgumentException.class, () -> new Trainer(graph, 12, workers));
      var trainer = new Trainer(graph, 20, workers);
      assertThrows(IllegalArgumentException.class, () -> trainer.gradient((w, first, n) -> {}, 21, 1f));
      trainer.gradient((w, first, n) -> assertEquals(0, (first + n) % 5), 45, 1f);
    }
  }

  @Test
  void padding_stays_zero_through_updates() {
    var f = new PpoFixture(331, new int[] {24, 20}, 18, 21, true, 0);
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(f.training, 60, workers);
      var adam = new Adam(f.actor, 0.9f, 0.999f, 1e-5f);
      for (int i = 0; i < 5; i++) {
        trainer.gradient(f.feed, 331, 1f / 331);
        trainer.step(adam, 0.01f, 10f);
      }
    }
    for (Tensor tensor : f.actor.tensors()) {
      for (int row = 0; row < tensor.storageRows; row++) {
        for (int j = tensor.storageColumns; j < tensor.stride; j++) {
          assertEquals(0f, f.actor.values[tensor.offset + row * tensor.stride + j], tensor.name());
        }
      }
    }
  }

  @Test
  void a_mirror_equals_its_weights_after_updates() {
    var f = new PpoFixture(100, new int[] {24, 20}, 18, 21, true, 0);
    try (var workers = new Workers(2)) {
      var trainer = new Trainer(f.training, 60, workers);
      trainer.gradient(f.feed, 100, 0.01f);
      trainer.step(new Adam(f.actor, 0.9f, 0.999f, 1e-5f), 0.01f, 10f);
    }
    int mirrored = 0;
    for (Tensor tensor : f.actor.tensors()) {
      if (!tensor.mirrored) continue;
      mirrored++;
      for (int row = 0; row < tensor.storageRows; row++) {
        for (int j = 0; j < tensor.storageColumns; j++) {
          assertEquals(f.actor.values[tensor.offset + row * tensor.stride + j],
              f.actor.mirror[tensor.mirrorOffset + j * tensor.mirrorStride + row]);
        }
      }
    }
    assertEquals(2, mirrored); // hidden2 for its input's gradient, output for its forward pass; hidden1 needs none
  }
}
