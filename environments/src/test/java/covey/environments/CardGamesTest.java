package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.env.AgentState;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Chance is enumerated by many games side by side: they play the same actions, and every deal is among them.
class CardGamesTest {
  private static final EnvironmentConfig KUHN = KuhnPoker.Config.DEFAULTS;
  private static final EnvironmentConfig LEDUC = LeducPoker.Config.DEFAULTS;
  private static final String[] KUHN_ENDS = {"pp", "pbp", "pbb", "bp", "bb"};

  // ---- Kuhn poker --------------------------------------------------------------------------------------------------

  @Test
  void all_endings_of_kuhn_poker_pay_by_the_rules() {
    for (int[] deal : kuhnPayoffs().keySet().stream().map(CardGamesTest::cards).toList()) {
      int higher = deal[0] > deal[1] ? 1 : -1;
      double[] paid = kuhnPayoffs().get(deal[0] + " " + deal[1]);
      // Nobody bets: the ante. Pass, bet, fold: the ante. A called bet: two. A folded bet: the ante.
      assertArrayEquals(new double[] {higher, -1, 2 * higher, 1, 2 * higher}, paid, Arrays.toString(deal));
    }
    assertEquals(6, kuhnPayoffs().size());
  }

  private static int[] cards(String text) {
    return Arrays.stream(text.split(" ", 2)).mapToInt(Integer::parseInt).toArray();
  }

  /// What the first player wins, for both cards "own other" and each of the five endings.
  private static Map<String, double[]> kuhnPayoffs() {
    var payoffs = new HashMap<String, double[]>();
    for (int end = 0; end < KUHN_ENDS.length; end++) {
      int[] actions = KUHN_ENDS[end].chars().map(letter -> letter == 'b' ? KuhnPoker.BET : KuhnPoker.PASS).toArray();
      try (var games = play(KUHN, 100, actions)) {
        for (int e = 0; e < 100; e++) {
          assertTrue(games.columns.last[games.columns.moment(games.t, e)]);
          assertEquals(0, games.reward(e, 0) + games.reward(e, 1));
          String deal = one(games, e, 0, 2, 3) + " " + one(games, e, 1, 2, 3);
          payoffs.computeIfAbsent(deal, _ -> new double[KUHN_ENDS.length])[end] = games.reward(e, 0);
        }
      }
    }
    return payoffs;
  }

  /// The value of the game for the first player, by the tree: 6 deals, 5 endings.
  ///
  /// @param first probability to bet at each card: with nothing said before; after a pass and a bet
  /// @param second likewise, after a pass; after a bet
  private static double kuhnValue(Map<String, double[]> payoffs, double[][] first, double[][] second) {
    double value = 0;
    for (var entry : payoffs.entrySet()) {
      int[] deal = cards(entry.getKey());
      double bet = first[0][deal[0]];
      double call = first[1][deal[0]];
      double bluff = second[0][deal[1]];
      double follow = second[1][deal[1]];
      double[] paid = entry.getValue();
      value += ((1 - bet) * ((1 - bluff) * paid[0] + bluff * ((1 - call) * paid[1] + call * paid[2]))
          + bet * ((1 - follow) * paid[3] + follow * paid[4])) / 6;
    }
    return value;
  }

  private static double[][] strategy(KuhnNash nash, boolean first) {
    var probabilities = new double[2][3];
    for (int card = 0; card < 3; card++) {
      probabilities[0][card] = nash.bets(card, first, false);
      probabilities[1][card] = nash.bets(card, first, true);
    }
    return probabilities;
  }

  /// Pure strategy number `code` of 64: a bit for each card and situation.
  private static double[][] pure(int code) {
    var probabilities = new double[2][3];
    for (int k = 0; k < 6; k++) probabilities[k / 3][k % 3] = (code >>> k) & 1;
    return probabilities;
  }

  @Test
  void the_value_of_kuhn_poker_is_minus_one_eighteenth_and_nobody_can_exploit_the_equilibrium() {
    var payoffs = kuhnPayoffs();
    for (double alpha : new double[] {0, 0.2, 1.0 / 3}) {
      var nash = KuhnNash.withAlpha(alpha);
      double[][] first = strategy(nash, true);
      double[][] second = strategy(nash, false);
      assertEquals(-1.0 / 18, kuhnValue(payoffs, first, second), 1e-15);
      double best = Double.NEGATIVE_INFINITY;
      double worst = Double.POSITIVE_INFINITY;
      for (int code = 0; code < 64; code++) {
        best = Math.max(best, kuhnValue(payoffs, pure(code), second));
        worst = Math.min(worst, kuhnValue(payoffs, first, pure(code)));
      }
      assertEquals(-1.0 / 18, best, 1e-15);
      assertEquals(-1.0 / 18, worst, 1e-15);
    }
    // The test can fail: who never bluffs is exploited.
    double[][] honest = strategy(KuhnNash.withAlpha(0), false);
    honest[0][0] = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int code = 0; code < 64; code++) best = Math.max(best, kuhnValue(payoffs, pure(code), honest));
    assertTrue(best > -1.0 / 18 + 0.01, best + " against a player who never bluffs");
    assertThrows(IllegalArgumentException.class, () -> KuhnNash.withAlpha(0.34));
    assertThrows(IllegalArgumentException.class, () -> KuhnNash.of(new KuhnPoker.Config(3, Beginner.FIRST)));
  }

  @Test
  void the_scripted_equilibrium_plays_as_it_says() {
    var nash = KuhnNash.of(KuhnPoker.Config.DEFAULTS);
    double[][] random = {{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}};
    var payoffs = kuhnPayoffs();
    double againstRandom = kuhnValue(payoffs, strategy(nash, true), random);
    double asSecond = -kuhnValue(payoffs, random, strategy(nash, false));
    assertEquals(1.0 / 8, kuhnValue(payoffs, random, random), 1e-15); // 1/4 folded to the first, 1/8 to the second
    assertEquals(1.0 / 6, againstRandom, 1e-15);
    assertEquals(1.0 / 6, asSecond, 1e-15);
    // What is played comes as close as 10,000 games can: four standard deviations of 0.014.
    assertEquals(-1.0 / 18, mean(KUHN, nash, nash, 0), 0.056);
    assertEquals(againstRandom, mean(KUHN, nash, RandomPolicy.create(), 0), 0.056);
    assertEquals(asSecond, mean(KUHN, RandomPolicy.create(), nash, 1), 0.056);
    assertEquals(1.0 / 8, mean(KUHN, RandomPolicy.create(), RandomPolicy.create(), 0), 0.056);
  }

  @Test
  void three_play_kuhn_poker() {
    // The first passes, the second bets, the third folds, the first calls: a pot of 3 antes and 2 bets.
    try (var games = play(new KuhnPoker.Config(3, Beginner.FIRST), 100, 0, 1, 0, 1)) {
      for (int e = 0; e < 100; e++) {
        boolean higher = one(games, e, 0, 3, 4) > one(games, e, 1, 3, 4);
        assertEquals(higher ? 3 : -2, games.reward(e, 0));
        assertEquals(higher ? -2 : 3, games.reward(e, 1));
        assertEquals(-1, games.reward(e, 2));
        assertEquals(5, games.columns.metric[2 * e + 1]);
        // The private state of the second tells the cards of the third and of the first, in this order.
        int[] others = {one(games, e, 2, 3, 4), one(games, e, 0, 3, 4)};
        int seen = 3 + 4 + 10;
        assertEquals(1, privately(games, e, 1, seen + others[0]));
        assertEquals(1, privately(games, e, 1, seen + 4 + others[1]));
      }
    }
  }

  // ---- Leduc poker -------------------------------------------------------------------------------------------------

  @Test
  void leduc_poker_has_936_information_sets_and_288_by_rank() {
    var cards = new HashSet<String>();
    assertEquals(49, explore(LEDUC, new int[0], cards)); // 4 folds, and 5 second rounds with 9 endings each
    assertEquals(936, cards.size());
    var ranks = new HashSet<String>();
    assertEquals(49, explore(new LeducPoker.Config(2, Beginner.FIRST, true), new int[0], ranks));
    assertEquals(288, ranks.size());
  }

  /// Plays all actions that may follow, in 2,000 games at once, and collects what is seen by whoever decides.
  ///
  /// @return number of endings
  private static int explore(EnvironmentConfig config, int[] actions, Set<String> seen) {
    boolean[] legal = new boolean[3];
    try (var games = play(config, 2000, actions)) {
      if (games.columns.last[games.columns.moment(games.t, 0)]) {
        for (int e = 0; e < 2000; e++) assertEquals(0, games.reward(e, 0) + games.reward(e, 1));
        return 1;
      }
      LayoutColumns layout = games.columns.layout(0);
      for (int e = 0; e < 2000; e++) {
        int row = games.columns.row(games.t, e, mover(games, e));
        int width = layout.observation.layout.floats();
        seen.add(Arrays.toString(Arrays.copyOfRange(layout.observation.floats, row * width, (row + 1) * width)));
        for (int action = 0; action < 3; action++) legal[action] = layout.mask[row * 3 + action];
      }
    }
    int ends = 0;
    for (int action = 0; action < 3; action++) {
      if (!legal[action]) continue;
      int[] longer = Arrays.copyOf(actions, actions.length + 1);
      longer[actions.length] = action;
      ends += explore(config, longer, seen);
    }
    return ends;
  }

  @Test
  void stakes_of_leduc_poker_by_hand() {
    showdown("cccc", 1); // the antes
    showdown("rccc", 3); // and a raise of 2
    showdown("crrccrrc", 13); // two raises of 2 and two of 4
    showdown("ccrc", 5);
    folded("rf", 1, 0); // the second folds and loses its ante
    folded("crf", -1, 0); // the first checks, then folds
    folded("rrf", -3, 0); // the first has paid 1 + 2
    folded("rccrf", -3, 1); // the first folds in the second round
    folded("ccrrf", -5, 1);
  }

  private static void showdown(String text, int stake) {
    int ties = 0;
    try (var games = play(LEDUC, 500, letters(text))) {
      for (int e = 0; e < 500; e++) {
        int[] strength = new int[2];
        int shown = one(games, e, 0, 8, 6) / 2;
        for (int seat = 0; seat < 2; seat++) {
          int rank = one(games, e, seat, 2, 6) / 2;
          strength[seat] = rank == shown ? 10 : rank;
        }
        int better = Integer.compare(strength[0], strength[1]);
        if (better == 0) ties++;
        assertEquals(better * stake, games.reward(e, 0), text);
        assertEquals(-better * stake, games.reward(e, 1), text);
        assertEquals(1, games.columns.metric[2 * e]);
        assertEquals(2 * stake, games.columns.metric[2 * e + 1]);
      }
    }
    assertEquals(100, ties, 40); // the second card has the rank of the first with probability 1/5
  }

  private static void folded(String text, int paid, int round) {
    try (var games = play(LEDUC, 50, letters(text))) {
      for (int e = 0; e < 50; e++) {
        assertEquals(paid, games.reward(e, 0), text);
        assertEquals(0, games.columns.metric[2 * e]);
        int shown = 0;
        for (int card = 0; card < 6; card++) shown += (int) games.observation(e, 0, 8 + card);
        assertEquals(round, shown, "the public card is seen in the second round only");
      }
    }
  }

  private static int[] letters(String text) {
    return text.chars().map("fcr"::indexOf).toArray();
  }

  @Test
  void masks_of_leduc_poker_follow_the_betting() {
    String[] betting = {"", "r", "rr", "rc", "rcc", "rcr"};
    String[] masks = {"011", "111", "110", "011", "011", "111"}; // fold, call, raise
    for (int k = 0; k < betting.length; k++) {
      try (var games = play(LEDUC, 1, letters(betting[k]))) {
        LayoutColumns layout = games.columns.layout(0);
        int row = games.columns.row(games.t, 0, mover(games, 0));
        var mask = new StringBuilder();
        for (int action = 0; action < 3; action++) mask.append(layout.mask[row * 3 + action] ? '1' : '0');
        assertEquals(masks[k], mask.toString(), betting[k]);
      }
    }
    var e = assertThrows(IllegalArgumentException.class, () -> play(LEDUC, 1, LeducPoker.FOLD));
    assertEquals("leduc_poker: player_0 takes action 0, but the legal ones are 1 (call), 2 (raise)", e.getMessage());
  }

  @Test
  void who_folds_among_three_is_passed_over_and_paid_at_the_end() {
    // The first raises, the second folds, the third calls; then the first checks, the third raises, the first folds.
    try (var games = play(new LeducPoker.Config(3, Beginner.FIRST, false), 20, letters("rfccrf"))) {
      for (int e = 0; e < 20; e++) {
        assertEquals(-3, games.reward(e, 0)); // ante and first raise
        assertEquals(-1, games.reward(e, 1)); // the ante
        assertEquals(4, games.reward(e, 2));
      }
    }
  }

  @Test
  void the_rules_of_leduc_poker_beat_random_from_both_seats() {
    var rules = LeducRules.of(LeducPoker.Config.DEFAULTS);
    double first = mean(LEDUC, rules, RandomPolicy.create(), 0);
    double second = mean(LEDUC, RandomPolicy.create(), rules, 1);
    assertEquals(0.77, first, 0.16); // four standard deviations of 0.04
    assertEquals(0.98, second, 0.16);
  }

  // ---- games -------------------------------------------------------------------------------------------------------

  /// Mean return of a seat over 10,000 games.
  private static double mean(EnvironmentConfig config, Policy first, Policy second, int seat) {
    List<double[]> returns = Seated.returns(config, List.of(first, second), 10_000);
    return returns.stream().mapToDouble(paid -> paid[seat]).sum() / returns.size();
  }

  /// Games that all begin and then take the same actions.
  private static Games play(EnvironmentConfig config, int count, int... actions) {
    var games = new Games(config, count, actions.length + 1);
    games.advance();
    for (int action : actions) {
      for (int e = 0; e < count; e++) games.choose(e, mover(games, e), action);
      games.advance();
    }
    return games;
  }

  private static int mover(Games games, int e) {
    Rollout columns = games.columns;
    int mover = 0;
    while (columns.state[columns.cell(games.t, e, mover)] != AgentState.DECIDES) mover++;
    return mover;
  }

  /// Which of `width` features from `at` on is 1.
  private static int one(Games games, int e, int seat, int at, int width) {
    for (int k = 0; k < width; k++) if (games.observation(e, seat, at + k) == 1) return k;
    throw new AssertionError("none is 1");
  }

  private static float privately(Games games, int e, int seat, int feature) {
    var column = games.columns.layout(0).privateState;
    if (column == null) throw new AssertionError("no private state");
    return column.floats[games.columns.row(games.t, e, seat) * column.layout.floats() + feature];
  }
}
