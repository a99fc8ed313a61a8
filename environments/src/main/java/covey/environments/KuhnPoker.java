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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Poker with N + 1 cards and one bet: each of N players pays an ante of 1, gets one card, and in turn passes or bets
/// 1.
///
/// - Actions: 0 pass, 1 bet. Once somebody has bet, to pass is to fold and to bet is to call, and each of the others
///   acts once more; if nobody bets, everybody acts once. Both are always legal, so nothing is masked. The mover
///   DECIDES, the others WAIT.
/// - Observation, one-hot: the own position in the order of play (N), the own card (N + 1), the betting so far, two
///   numbers for each of at most 2N - 1 actions, in their order. It tells nothing of the seat: one network plays all.
///   Private state: the same and the others' cards, in the order of play after the observer.
/// - Reward, at the end and to everybody: chips won or lost, in antes; the sum is zero. The highest card among those
///   who have bet (all, if nobody has) takes the pot.
/// - Ends: all terminated. Metrics: `showdown` (at least two compare cards), `pot`. Chance: the deal, and who begins.
///
/// Source: Kuhn 1950, "A Simplified Two-Person Poker"; for more players Abou Risk and Szafron 2010. The flat
/// observation is that of OpenSpiel's `kuhn_poker` when the first agent begins. With two players the game is worth -1/18
/// to the first one under perfect play; random actions against each other give it 1/8, and [KuhnNash] gets 1/6 from them
/// in either seat (exact, by the tree of CardGamesTest).
public final class KuhnPoker implements Environment {

  /// @param agents number of players, N
  /// @param beginner who acts first
  public record Config(
      @Option(byDefault = "2", help = "number of players, N; there are N + 1 cards", usual = "2 or 3") int agents,
      @Option(byDefault = "first", help = "who acts first: the first agent, or any by chance") Beginner beginner)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2 && agents <= 20, "agents", agents, "must lie in [2, 20]")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      var position = new Part("position", Space.Box.of(agents, 0, 1));
      var card = new Part("card", Space.Box.of(agents + 1, 0, 1));
      var betting = new Part("betting", Space.Box.of(2 * (2 * agents - 1), 0, 1));
      var others = new Part("others", Space.Box.of((agents - 1) * (agents + 1), 0, 1));
      var seen = Space.Composite.of(position, card, betting);
      var whole = Space.Composite.of(position, card, betting, others);
      List<Slot> slots = IntStream.range(0, agents).mapToObj(seat -> new Slot(
          "player_" + seat, "player", "player_" + seat, seen, new Space.Discrete(2), false, whole)).toList();
      return EnvironmentSpec.of("kuhn_poker-v1", slots, Storage.DENSE)
          .withMetrics(new Metric("showdown", Metric.Kind.FLAG), new Metric("pot", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new KuhnPoker(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "kuhn_poker", Config.class, "poker with one card each and one bet (turns, hidden cards, chance)")
      .withSmallest(Map.of("agents", 2))
      .withScript("nash", KuhnNash::of);

  static final int PASS = 0;
  static final int BET = 1;

  private final int n;
  private final Beginner beginner;
  private final int[] deck; // position p in the order of play holds deck[p]
  private final int[] betting; // actions so far
  private int length; // of betting
  private int firstBet; // place of the first bet in betting, or -1
  private int first; // seat that acts first

  private KuhnPoker(Config config) {
    this.n = config.agents();
    this.beginner = config.beginner();
    this.deck = new int[n + 1];
    this.betting = new int[2 * n - 1];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    for (int card = 0; card <= n; card++) deck[card] = card;
    chance.shuffle(deck, 0, n + 1);
    first = beginner == Beginner.RANDOM ? chance.nextInt(n) : 0;
    length = 0;
    firstBet = -1;
    ask(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    int choice = action.of(seat(length % n));
    betting[length] = choice;
    if (choice == BET && firstBet < 0) firstBet = length;
    length++;
    boolean over = firstBet < 0 ? length == n : length == firstBet + n;
    if (over) {
      settle(out);
    } else {
      ask(out);
    }
  }

  private int seat(int position) {
    return (first + position) % n;
  }

  private void ask(Writer out) {
    int mover = length % n;
    for (int position = 0; position < n; position++) {
      if (position == mover) {
        out.decides(seat(position));
        observe(position, out);
      } else {
        out.waits(seat(position));
      }
    }
  }

  private void settle(Writer out) {
    int winner = -1;
    int pot = n;
    int showing = 0;
    for (int position = 0; position < n; position++) {
      if (firstBet >= 0 && !bets(position)) continue;
      if (firstBet >= 0) pot++;
      showing++;
      if (winner < 0 || deck[position] > deck[winner]) winner = position;
    }
    for (int position = 0; position < n; position++) {
      int paid = bets(position) ? 2 : 1;
      out.terminate(seat(position));
      out.reward(seat(position), position == winner ? pot - paid : -paid);
      observe(position, out);
    }
    out.metric(0, showing > 1 ? 1 : 0);
    out.metric(1, pot);
    out.last();
  }

  /// @return whether a position has bet, be it first or as a call
  private boolean bets(int position) {
    for (int turn = position; turn < length; turn += n) if (betting[turn] == BET) return true;
    return false;
  }

  private void observe(int position, Writer out) {
    int seat = seat(position);
    int cards = n;
    int actions = cards + n + 1;
    int others = actions + 2 * betting.length;
    see(seat, position, out);
    see(seat, cards + deck[position], out);
    for (int turn = 0; turn < length; turn++) see(seat, actions + 2 * turn + betting[turn], out);
    for (int k = 1; k < n; k++) {
      out.privateState(seat, others + (k - 1) * (n + 1) + deck[(position + k) % n], 1);
    }
  }

  private static void see(int seat, int feature, Writer out) {
    out.observe(seat, feature, 1);
    out.privateState(seat, feature, 1);
  }
}
