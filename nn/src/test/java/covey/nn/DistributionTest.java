package covey.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Distributions against their formulas in double, and what masks promise.
class DistributionTest {

  private static float[] run(Graph.Builder g, Node output, Feed in) {
    Workspace w = g.buildForward(output).workspace();
    in.block(w, 0, 1);
    w.forward(1);
    float[] row = new float[output.width()];
    System.arraycopy(w.of(output), 0, row, 0, row.length);
    return row;
  }

  private static void set(Workspace w, Node node, float... values) {
    System.arraycopy(values, 0, w.of(node), 0, values.length);
  }

  private static void set(Workspace w, MaskInput mask, boolean... values) {
    System.arraycopy(values, 0, w.of(mask), 0, values.length);
  }

  @Test
  void an_illegal_choice_has_probability_0_exactly_and_the_others_share_1() {
    Graph.Builder g = Graph.builder();
    Node logits = g.input("logits", 4);
    MaskInput legal = g.mask("legal", 4);
    Categorical pi = Categorical.masked(logits, legal);
    float[] both = run(g, pi.probabilities().concat(pi.logProbs(), pi.entropy()), (w, first, n) -> {
      set(w, logits, 1f, 50f, 1f, 1f + (float) Math.log(2)); // legal odds 1 : 1 : 2
      set(w, legal, true, false, true, true);
    });
    assertEquals(0.25f, both[0], 1e-7);
    assertEquals(0f, both[1], 0f);
    assertEquals(0.25f, both[2], 1e-7);
    assertEquals(0.5f, both[3], 1e-7);
    assertEquals(Math.log(0.25), both[4], 1e-6);
    assertEquals(Float.NEGATIVE_INFINITY, both[5]);
    assertEquals(Math.log(0.5), both[7], 1e-6);
    assertEquals(1.5 * Math.log(2), both[8], 1e-6); // 2 * 1/4 * 2 ln 2 + 1/2 ln 2
  }

  @Test
  void a_single_legal_choice_has_probability_1_log_probability_0_and_entropy_0() {
    Graph.Builder g = Graph.builder();
    Node logits = g.input("logits", 3);
    MaskInput legal = g.mask("legal", 3);
    Categorical pi = Categorical.masked(logits, legal);
    float[] both = run(g, pi.probabilities().concat(pi.logProbs(), pi.entropy()), (w, first, n) -> {
      set(w, logits, 3f, -7f, 80f);
      set(w, legal, false, true, false);
    });
    assertEquals(1f, both[1]);
    assertEquals(0f, both[4]);
    assertEquals(0f, both[6], 0f);
  }

  @Test
  void a_row_without_a_legal_choice_is_an_error_that_says_which() {
    Graph.Builder g = Graph.builder();
    Node logits = g.input("logits", 5);
    MaskInput legal = g.mask("legal", 5);
    Workspace w = g.buildForward(Categorical.masked(logits, legal, 2, 3).logProbs()).workspace();
    for (int row = 0; row < 3; row++) {
      for (int j = 0; j < 5; j++) w.of(legal)[row * 5 + j] = row != 2 || j < 2;
    }
    w.forward(2);
    var e = assertThrows(IllegalArgumentException.class, () -> w.forward(3));
    assertEquals("row 2 of the block, branch 1: no element is legal; a decision needs at least one legal action",
        e.getMessage());
  }

  @Test
  void logits_that_are_not_numbers_are_called_so() {
    Graph.Builder g = Graph.builder();
    Node logits = g.input("logits", 2);
    Workspace w = g.buildForward(Categorical.unmasked(logits).logProbs()).workspace();
    set(w, logits, Float.NaN, Float.NaN);
    var e = assertThrows(IllegalArgumentException.class, () -> w.forward(1));
    assertTrue(e.getMessage().contains("has the network diverged?"), e.getMessage());
  }

  @Test
  void branches_are_separate_distributions_whose_log_probabilities_and_entropies_add() {
    Graph.Builder g = Graph.builder();
    Node logits = g.input("logits", 5);
    IndexInput actions = g.index("actions", 2);
    Categorical pi = Categorical.unmasked(logits, 2, 3);
    float[] both = run(g, pi.logProb(actions).concat(pi.entropy()), (w, first, n) -> {
      set(w, logits, 0f, (float) Math.log(3), 0f, 0f, (float) Math.log(2)); // 1/4, 3/4; 1/4, 1/4, 1/2
      w.of(actions)[0] = 1;
      w.of(actions)[1] = 2;
    });
    assertEquals(Math.log(0.75 * 0.5), both[0], 1e-6);
    assertEquals(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75) + 1.5 * Math.log(2), both[1], 1e-6);
  }

  @Test
  void the_joint_log_probability_of_an_actor_has_the_bits_of_the_graph_s() {
    var numbers = new PpoFixture.Numbers(6);
    int[] branches = {2, 3, 4, 2, 5};
    for (int round = 0; round < 50; round++) {
      Graph.Builder g = Graph.builder();
      Node logits = g.input("logits", 16);
      IndexInput actions = g.index("actions", 5);
      Categorical pi = Categorical.unmasked(logits, branches);
      float[] values = numbers.gaussians(16);
      float[] both = run(g, pi.logProb(actions).concat(pi.logProbs()), (w, first, n) -> {
        set(w, logits, values);
        Arrays.fill(w.of(actions), 0, 5, 1);
      });
      float[] taken = {both[1 + 1], both[1 + 3], both[1 + 6], both[1 + 10], both[1 + 12]};
      assertEquals(both[0], Categorical.jointLogProb(taken, new float[16]), 0f);
    }
  }

  @Test
  void divergence_counts_what_is_legal_only() {
    Graph.Builder g = Graph.builder();
    Node p = g.input("p", 3);
    Node q = g.input("q", 3);
    MaskInput legal = g.mask("legal", 3);
    float[] kl = run(g, Categorical.masked(p, legal).kl(Categorical.masked(q, legal)), (w, first, n) -> {
      set(w, p, 0f, 9f, (float) Math.log(3)); // 1/4, -, 3/4
      set(w, q, 0f, 5f, 0f); // 1/2, -, 1/2
      set(w, legal, true, false, true);
    });
    assertEquals(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), kl[0], 1e-6);
  }

  @Test
  void sampling_inverts_the_cumulated_probabilities_and_never_takes_an_impossible_choice() {
    float[] p = {9f, 0f, 0.25f, 0f, 0.75f, 0f, 9f};
    assertEquals(1, Categorical.sample(p, 1, 5, 0.0)); // 0.25 begins at 0: index 1 of the branch
    assertEquals(1, Categorical.sample(p, 1, 5, 0.2499));
    assertEquals(3, Categorical.sample(p, 1, 5, 0.25));
    assertEquals(3, Categorical.sample(p, 1, 5, Math.nextDown(1.0)));
    assertEquals(4, Categorical.sample(p, 2, 5, 1.0 - 1e-3)); // total 9 + 1: the last one
    assertThrows(IllegalArgumentException.class, () -> Categorical.sample(new float[] {0f, 0f}, 0, 2, 0.5));
    assertThrows(IllegalArgumentException.class, () -> Categorical.sample(new float[] {Float.NaN, 1f}, 0, 2, 0.5));
  }

  @Test
  void samples_have_the_distribution() {
    var numbers = new PpoFixture.Numbers(8);
    float[] p = {0.1f, 0.2f, 0f, 0.7f};
    int[] count = new int[4];
    for (int i = 0; i < 100_000; i++) count[Categorical.sample(p, 0, 4, numbers.uniform())]++;
    assertEquals(0, count[2]);
    assertEquals(10_000, count[0], 400); // four standard deviations of sqrt(0.1 * 0.9 * 1e5) = 95
    assertEquals(20_000, count[1], 520);
  }

  @Test
  void the_lowest_index_wins_a_tie() {
    assertEquals(1, Categorical.greedy(new float[] {0f, 0.4f, 0.2f, 0.4f}, 0, 4));
    assertEquals(0, Categorical.greedy(new float[] {0f, 0.4f, 0.2f, 0.4f}, 1, 3));
  }

  @Test
  void gaussian_log_probability_and_entropy_follow_the_formulas() {
    Graph.Builder g = Graph.builder();
    Node mean = g.input("mean", 2);
    Node logDeviation = g.input("logDeviation", 2);
    Node action = g.input("action", 2);
    Gaussian plain = Gaussian.plain(mean, logDeviation);
    Gaussian squashed = Gaussian.squashed(mean, logDeviation);
    float[] all = run(g, plain.logProb(action).concat(
        plain.entropy(), squashed.logProb(action), squashed.executed(action), squashed.entropy()), (w, first, n) -> {
      set(w, mean, 0.5f, -1f);
      set(w, logDeviation, -0.5f, 0.25f);
      set(w, action, 0.75f, 2f);
    });
    double[] z = {0.25 / Math.exp(-0.5), 3 / Math.exp(0.25)};
    double log = -0.5 * (z[0] * z[0] + z[1] * z[1]) + 0.5 - 0.25 - Math.log(2 * Math.PI);
    double entropy = -0.25 + 1 + Math.log(2 * Math.PI);
    assertEquals(log, all[0], 1e-5);
    assertEquals(entropy, all[1], 1e-6);
    assertEquals(log - slope(0.75) - slope(2), all[2], 1e-5);
    assertEquals(Math.tanh(0.75), all[3], 1e-6);
    assertEquals(Math.tanh(2), all[4], 1e-6);
    assertEquals(entropy + slope(0.5) + slope(-1), all[5], 1e-5);
  }

  private static double slope(double x) {
    return Math.log(1 - Math.tanh(x) * Math.tanh(x));
  }

  @Test
  void far_out_actions_have_finite_squashed_log_probabilities() {
    Graph.Builder g = Graph.builder();
    Node mean = g.input("mean", 1);
    Node action = g.input("action", 1);
    float[] log = run(g, Gaussian.squashed(mean, mean.multiply(0f)).logProb(action), (w, first, n) -> {
      set(w, mean, 20f);
      set(w, action, 20f);
    });
    double slope = 2 * (Math.log(2) - 20); // log(1 - tanh(20)^2)
    assertEquals(-0.5 * Math.log(2 * Math.PI) - slope, log[0], 1e-4);
  }

  @Test
  void bits_follow_the_formulas() {
    Graph.Builder g = Graph.builder();
    Node logits = g.input("logits", 2);
    Node bits = g.input("bits", 2);
    MultiBinary pi = MultiBinary.of(logits);
    float[] all = run(g, pi.logProb(bits).concat(pi.entropy(), pi.probabilities()), (w, first, n) -> {
      set(w, logits, (float) Math.log(3), 0f); // 3/4, 1/2
      set(w, bits, 1f, 0f);
    });
    assertEquals(Math.log(0.75 * 0.5), all[0], 1e-6);
    assertEquals(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25) + Math.log(2), all[1], 1e-6);
    assertEquals(0.75, all[2], 1e-6);
    assertEquals(0.5, all[3], 1e-6);
  }
}
