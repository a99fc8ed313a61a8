package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.space.Space.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Poker with a private and a public card and two rounds of betting: N players, N + 1 ranks, two cards of each.
///
/// - Each player pays an ante of 1 and gets a card. A round of betting, then a public card, then another round. A
///   raise adds 2 in the first round and 4 in the second, and a round has at most two. It is over when everybody left
///   has acted since the latest raise. The first of those left in the order of play begins each round.
/// - Actions: 0 fold (legal where there is something to pay), 1 call or check, 2 raise (legal up to the second one).
///   The mover DECIDES, the others WAIT, also after a fold: they are paid at the end.
/// - Observation, one-hot: the own position in the order of play (N), the own card (2N + 2), the public card (zeros
///   while hidden), the betting of both rounds, two numbers for each of at most 3N - 2 actions: 1 0 call, 0 1 raise, 1
///   1 fold. With `ranksOnly` cards are told by rank (N + 1). Private state: the same and the others' cards, in the
///   order of play after the observer.
/// - Reward, at the end and to everybody: chips won or lost, in antes; the sum is zero. A pair with the public card
///   beats the higher rank; equal hands share the pot.
/// - Ends: all terminated. Metrics: `showdown` (at least two compare cards), `pot`. Chance: the cards, and who begins.
///
/// Source: Southey et al. 2005, "Bayes' Bluff: Opponent Modelling in Poker". The flat observation is that of
/// OpenSpiel's `leduc_poker` when the first agent begins; departure: a fold is 1 1 there, where the original has 0 0,
/// which hides it.
/// Returns against random actions, over 10,000 games (CardGamesTest): [LeducRules] 0.77 as the first player and 0.98 as
/// the second, each to 0.04.
public final class LeducPoker implements Environment {

  /// @param agents number of players, N
  /// @param beginner who acts first
  /// @param ranksOnly whether cards are told by rank
  public record Config(
      @Option(byDefault = "2", help = "number of players, N; there are N + 1 ranks", usual = "2 or 3") int agents,
      @Option(byDefault = "first", help = "who acts first: the first agent, or any by chance") Beginner beginner,
      @Option(byDefault = "false", help = "cards are told by rank, without their suit") boolean ranksOnly)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2 && agents <= 20, "agents", agents, "must lie in [2, 20]")
          .throwIfInvalid();
    }

    /// Numbers by which a card is told.
    int cardWidth() {
      return ranksOnly ? agents + 1 : 2 * agents + 2;
    }

    /// Most actions of a round: all but one check, a raise, all but one of the others call, a raise, all others call.
    int longestRound() {
      return 3 * agents - 2;
    }

    @Override
    public EnvironmentSpec spec() {
      var position = new Part("position", Space.Box.of(agents, 0, 1));
      var card = new Part("card", Space.Box.of(cardWidth(), 0, 1));
      var shown = new Part("public", Space.Box.of(cardWidth(), 0, 1));
      var betting = new Part("betting", Space.Box.of(ROUNDS * longestRound() * 2, 0, 1));
      var others = new Part("others", Space.Box.of((agents - 1) * cardWidth(), 0, 1));
      var seen = Space.Composite.of(position, card, shown, betting);
      var whole = Space.Composite.of(position, card, shown, betting, others);
      List<Slot> slots = IntStream.range(0, agents).mapToObj(seat -> new Slot(
          "player_" + seat, "player", "player_" + seat, seen, new Space.Discrete(3), true, whole)).toList();
      return EnvironmentSpec.of("leduc_poker-v1", slots, Storage.DENSE)
          .withMetrics(new Metric("showdown", Metric.Kind.FLAG), new Metric("pot", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new LeducPoker(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "leduc_poker", Config.class, "poker with a private and a public card (turns, masks, hidden cards, chance)")
      .withSmallest(Map.of("agents", 2))
      .withScript("rules", LeducRules::of);

  static final int FOLD = 0;
  static final int CALL = 1;
  static final int RAISE = 2;
  private static final int ROUNDS = 2;
  private static final int MOST_RAISES = 2; // in a round
  private static final int[] RAISES_BY = {2, 4}; // by round

  private final Config config;
  private final int n;
  private final int[] deck; // position p in the order of play holds deck[p]; deck[n] is the public card
  private final int[] paid; // [positions] chips
  private final boolean[] folded; // [positions]
  private final int[][] betting; // [rounds][longest round] actions
  private final int[] length; // [rounds]
  private int first; // seat that acts first
  private int round;
  private int mover; // position
  private int stake; // chips that whoever goes on has to pay in all
  private int raises; // in this round
  private int toAct; // players who have to act before the round is over
  private int left; // players who have not folded

  private LeducPoker(Config config) {
    this.config = config;
    this.n = config.agents();
    this.deck = new int[2 * n + 2];
    this.paid = new int[n];
    this.folded = new boolean[n];
    this.betting = new int[ROUNDS][config.longestRound()];
    this.length = new int[ROUNDS];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    for (int card = 0; card < deck.length; card++) deck[card] = card;
    chance.shuffle(deck, 0, deck.length);
    first = config.beginner() == Beginner.RANDOM ? chance.nextInt(n) : 0;
    Arrays.fill(paid, 1);
    Arrays.fill(folded, false);
    stake = 1;
    left = n;
    begin(0);
    ask(out);
  }

  private void begin(int nextRound) {
    round = nextRound;
    length[round] = 0;
    raises = 0;
    toAct = left;
    mover = 0;
    while (folded[mover]) mover++;
  }

  @Override
  public void step(JointAction action, Writer out) {
    act(action.of(seat(mover)));
    if (left == 1 || (toAct == 0 && round == ROUNDS - 1)) {
      settle(out);
      return;
    }
    if (toAct == 0) {
      begin(round + 1);
    } else {
      do mover = (mover + 1) % n; while (folded[mover]);
    }
    ask(out);
  }

  private void act(int choice) {
    boolean legal = choice == CALL || (choice == FOLD && mayFold()) || (choice == RAISE && mayRaise());
    if (!legal) {
      throw new IllegalArgumentException("leduc_poker: player_%d takes action %d, but the legal ones are %s1 (call)%s"
          .formatted(seat(mover), choice, mayFold() ? "0 (fold), " : "", mayRaise() ? ", 2 (raise)" : ""));
    }
    betting[round][length[round]++] = choice;
    toAct--;
    if (choice == FOLD) {
      folded[mover] = true;
      left--;
      return;
    }
    if (choice == RAISE) {
      stake += RAISES_BY[round];
      raises++;
      toAct = left - 1;
    }
    paid[mover] = stake;
  }

  private boolean mayFold() {
    return paid[mover] < stake;
  }

  private boolean mayRaise() {
    return raises < MOST_RAISES;
  }

  private int seat(int position) {
    return (first + position) % n;
  }

  private void ask(Writer out) {
    for (int position = 0; position < n; position++) {
      if (position == mover) {
        out.decides(seat(position));
        observe(position, out);
      } else {
        out.waits(seat(position));
      }
    }
    if (mayFold()) out.legal(seat(mover), FOLD);
    out.legal(seat(mover), CALL);
    if (mayRaise()) out.legal(seat(mover), RAISE);
  }

  private void settle(Writer out) {
    int best = -1;
    int winners = 0;
    int pot = 0;
    for (int position = 0; position < n; position++) {
      pot += paid[position];
      int hand = hand(position);
      if (hand > best) winners = 0;
      if (hand >= best) winners++;
      best = Math.max(best, hand);
    }
    for (int position = 0; position < n; position++) {
      double won = hand(position) == best ? (double) pot / winners : 0;
      out.terminate(seat(position));
      out.reward(seat(position), won - paid[position]);
      observe(position, out);
    }
    out.metric(0, left > 1 ? 1 : 0);
    out.metric(1, pot);
    out.last();
  }

  /// @return strength of a hand; -2 for who has folded
  private int hand(int position) {
    if (folded[position]) return -2;
    int rank = deck[position] / 2;
    return rank == deck[n] / 2 ? n + 1 + rank : rank;
  }

  private void observe(int position, Writer out) {
    int seat = seat(position);
    int width = config.cardWidth();
    int bets = n + 2 * width;
    int others = bets + ROUNDS * config.longestRound() * 2;
    see(seat, position, out);
    see(seat, n + told(deck[position]), out);
    if (round > 0) see(seat, n + width + told(deck[n]), out);
    for (int r = 0; r <= round; r++) {
      for (int k = 0; k < length[r]; k++) {
        int at = bets + (r * config.longestRound() + k) * 2;
        if (betting[r][k] != RAISE) see(seat, at, out);
        if (betting[r][k] != CALL) see(seat, at + 1, out);
      }
    }
    for (int k = 1; k < n; k++) {
      out.privateState(seat, others + (k - 1) * width + told(deck[(position + k) % n]), 1);
    }
  }

  private int told(int card) {
    return config.ranksOnly() ? card / 2 : card;
  }

  private static void see(int seat, int feature, Writer out) {
    out.observe(seat, feature, 1);
    out.privateState(seat, feature, 1);
  }
}
