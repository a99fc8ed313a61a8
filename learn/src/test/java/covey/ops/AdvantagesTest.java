package covey.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.rollout.Play;
import covey.rollout.RandomGame;
import covey.rollout.Seats;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
  private static final double CLOSE = 1e-9; // numbers reach some thousands, so 1e-12 of them
  private static final Seats ALONE = Seats.alone(2);

  private static Transitions taken(Script script, double gamma) {
    var transitions = new Transitions(script.rollout(), ALONE, 0, gamma);
    transitions.take(script.rollout());
    return transitions;
  }

  private static double[] gae(Transitions entries, double[] value, double[] next, double lambda) {
    double[] advantage = new double[entries.count()];
    entries.gae(value, next, lambda, advantage);
    return advantage;
  }

  @Test
  void a_hand_table_of_three_decisions_that_terminate() {
    // gamma 1/2, lambda 1/2; rewards 1, 2, 4; values 8, 6, 4, bootstraps 6, 4
    Transitions entries = taken(
        new Script(2).reset("DW").step("DW", 1, 0).step("DW", 2, 0).last("TT", 4, 0), 0.5);
    double[] advantage = gae(entries, new double[] {8, 6, 4}, new double[] {6, 4, 99}, 0.5);
    // deltas: 1 + 3 - 8 = -4; 2 + 2 - 6 = -2; 4 - 4 = 0
    // A2 = 0; A1 = -2 + 0/4 = -2; A0 = -4 - 2/4 = -4.5
    assertArrayEquals(new double[] {-4.5, -2, 0}, advantage);
  }

  @Test
  void a_truncation_is_bootstrapped_and_ends_the_trace() {
    Transitions entries = taken(
        new Script(2).reset("DW").last("XX", 1, 0).reset("DW").step("DW", 16, 0).step("WW", 0, 0), 0.5);
    // delta0 = 1 + 10/2 - 2 = 4, and nothing of the next episode: its delta is 16 + 0 - 0
    assertArrayEquals(new double[] {4, 16}, gae(entries, new double[] {2, 0}, new double[] {10, 0}, 1));
  }

  @Test
  void the_trace_ends_where_the_following_entry_closes_later() {
    Transitions entries = taken(new Script(2).reset("DW").step("DW", 1, 0).step("WW", 100, 0), 0.5);
    assertArrayEquals(new double[] {1 + 0.5 * 8 - 3}, gae(entries, new double[] {3}, new double[] {8}, 1));
  }

  @Test
  void lambda_decays_per_decision_and_the_discount_per_time() {
    // first entry takes 3 units of time (discount 1/8), second one unit
    Transitions entries = taken(
        new Script(2).reset("DW").elapsed(3).step("DW", 0, 0).last("TT", 1, 0), 0.5);
    double[] advantage = gae(entries, new double[] {0, 0}, new double[] {0, 0}, 0.5);
    assertArrayEquals(new double[] {1.0 / 8 * 0.5, 1}, advantage); // lambda once, not three times
  }

  @Test
  void a_generation_inherits_no_advantage() {
    Transitions entries = taken(
        new Script(2).reset("DW").step("TW", 1, 0).step("NW", 0, 0).step("DW", 64, 0).last("TT", 32, 0), 0.5);
    assertArrayEquals(
        new double[] {1, 64 + 16, 32}, gae(entries, new double[3], new double[3], 1));
  }

  @Test
  void arrays_that_are_too_short_are_refused() {
    Transitions entries = taken(new Script(2).reset("DD").step("DD", 1, 0), 0.5);
    double[] two = new double[2];
    for (int wrong = 0; wrong < 3; wrong++) {
      double[] value = wrong == 0 ? new double[1] : two;
      double[] next = wrong == 1 ? new double[1] : two;
      double[] advantage = wrong == 2 ? new double[1] : two;
      String name = new String[] {"value", "next", "advantage"}[wrong];
      var problem = assertThrows(IllegalArgumentException.class, () -> entries.gae(value, next, 1, advantage));
      assertEquals(name + " must hold a number for each of 2 entries, but has 1", problem.getMessage());
    }
    entries.gae(new double[3], two, 1, two); // longer is no fault
  }

  // ---- identities over random histories --------------------------------------------------------------------------------

  private interface Check {
    void of(Rollout rollout, Transitions entries);
  }

  private static void histories(int storage, int steps, long seed, double gamma, Check check) {
    var game = (storage == 0
        ? RandomGame.Config.simultaneous(Storage.EVERYONE_DECIDES)
        : RandomGame.Config.wild(Storage.values()[storage])).withModestRewards();
    Seats seats = seed % 2 == 0 ? Seats.alone(game.agents()) : Seats.of(game.agents(), java.util.List.of(
        java.util.stream.IntStream.range(0, game.agents()).boxed().toList()));
    try (var play = new Play(Play.setup(game, 3, steps, 2, seats, 2))) {
      var entries = new Transitions(play.collector.rollout(), seats, 0, gamma);
      play.collect(5, rollout -> {
        entries.take(rollout);
        check.of(rollout, entries);
      });
    }
  }

  /// Forward from every entry, without traces: sum over k of (gamma lambda)^k delta, as the paper writes it.
  private static double naive(Rollout rollout, Transitions entries, int i, double lambda) {
    double[] value = Entries.values(rollout, entries);
    double[] next = Entries.nextValues(rollout, entries);
    double sum = 0;
    double weight = 1;
    for (int k = i; k >= 0; k = following(entries, k)) {
      double bootstrap = entries.kind(k) == Transitions.TERMINATED ? 0 : entries.discount(k) * next[k];
      sum += weight * (entries.reward(k) + bootstrap - value[k]);
      weight *= entries.discount(k) * lambda;
    }
    return sum;
  }

  /// @return the entry that opens where `k` closes, or -1
  private static int following(Transitions entries, int k) {
    if (entries.kind(k) != Transitions.NEXT) return -1;
    for (int i = k + 1; i < entries.count(); i++) {
      boolean same = entries.game(i) == entries.game(k) && entries.slot(i) == entries.slot(k);
      if (same && entries.openedAt(i) == entries.closedAt(k)) return i;
    }
    return -1;
  }

  @Property(tries = 30)
  void gae_equals_the_sum_of_the_paper(
      @ForAll @IntRange(max = 2) int storage, @ForAll @IntRange(min = 1, max = 40) int steps, @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 1) double gamma, @ForAll @DoubleRange(min = 0, max = 1) double lambda) {
    histories(storage, steps, seed, gamma, (rollout, entries) -> {
      double[] advantage = Entries.advantages(rollout, entries, lambda);
      for (int i = 0; i < advantage.length; i++) {
        double expected = naive(rollout, entries, i, lambda);
        assertEquals(expected, advantage[i], CLOSE);
      }
    });
  }

  @Property(tries = 20)
  void lambda_1_is_monte_carlo_and_0_is_one_step(
      @ForAll @IntRange(max = 2) int storage, @ForAll @IntRange(min = 5, max = 40) int steps, @ForAll long seed,
      @ForAll @DoubleRange(min = 0, max = 1) double gamma) {
    histories(storage, steps, seed, gamma, (rollout, entries) -> {
      double[] value = Entries.values(rollout, entries);
      double[] next = Entries.nextValues(rollout, entries);
      double[] one = Entries.advantages(rollout, entries, 1);
      double[] zero = Entries.advantages(rollout, entries, 0);
      for (int i = 0; i < value.length; i++) {
        double bootstrap = entries.kind(i) == Transitions.TERMINATED ? 0 : entries.discount(i) * next[i];
        assertEquals(entries.reward(i) + bootstrap - value[i], zero[i]);
        double monteCarlo = 0;
        double weight = 1;
        int k = i;
        while (true) {
          monteCarlo += weight * entries.reward(k);
          weight *= entries.discount(k);
          int follows = following(entries, k);
          if (follows < 0) break;
          k = follows;
        }
        if (entries.kind(k) != Transitions.TERMINATED) monteCarlo += weight * next[k];
        assertEquals(monteCarlo, one[i] + value[i], CLOSE);
      }
    });
  }

  /// lambda-returns are the mixture of n-step returns: A(lambda) = (1 - lambda) sum lambda^(n-1) A(n), the last one with
  /// the rest of the weight.
  @Property(tries = 20)
  void lambda_mixes_the_n_step_advantages(
      @ForAll @IntRange(max = 2) int storage, @ForAll @IntRange(min = 5, max = 30) int steps, @ForAll long seed,
      @ForAll @DoubleRange(min = 0.05, max = 0.95) double lambda) {
    histories(storage, steps, seed, 0.9, (rollout, entries) -> {
      double[] value = Entries.values(rollout, entries);
      double[] next = Entries.nextValues(rollout, entries);
      double[] advantage = Entries.advantages(rollout, entries, lambda);
      for (int i = 0; i < value.length; i++) {
        double mixed = 0;
        double paid = 0;
        double discount = 1;
        double weight = 1;
        for (int k = i; k >= 0; ) {
          paid += discount * entries.reward(k);
          discount *= entries.discount(k);
          double nStep = paid + (entries.kind(k) == Transitions.TERMINATED ? 0 : discount * next[k]) - value[i];
          int follows = following(entries, k);
          mixed += weight * (follows < 0 ? 1 : 1 - lambda) * nStep;
          // the critic must agree with itself where one entry ends and the next begins
          if (follows >= 0) assertEquals(next[k], value[follows]);
          weight *= lambda;
          k = follows;
        }
        assertEquals(mixed, advantage[i], CLOSE);
      }
    });
  }
}
