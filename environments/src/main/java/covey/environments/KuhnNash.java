package covey.environments;

import covey.act.Policy;
import covey.act.Rows;

/// A scripted player of [KuhnPoker] for two that nobody can exploit: it plays one of the equilibria of the game.
///
/// The equilibria differ in how often the first player bets with the lowest card: `alpha`, in [0, 1/3]. With it the
/// first player bets the highest card with probability 3 alpha, never bets the middle one, and calls with it with
/// probability alpha + 1/3. The second player bets the lowest card with probability 1/3 after a pass and calls with
/// the middle one with probability 1/3. The first player loses 1/18 of an ante per game, whatever the second does that
/// is not a mistake.
///
/// Source: Kuhn 1950, "A Simplified Two-Person Poker".
public final class KuhnNash implements Policy {
  private static final int LOWEST = 0;
  private static final int HIGHEST = 2;
  private static final int CARD = 2; // offsets in the observation
  private static final int BETTING = 5;

  private final double alpha;

  private KuhnNash(double alpha) {
    this.alpha = alpha;
  }

  /// The player with alpha = 1/3.
  ///
  /// @throws IllegalArgumentException unless there are two players
  public static KuhnNash of(KuhnPoker.Config config) {
    if (config.agents() != 2) {
      throw new IllegalArgumentException("nash knows the game of agents = 2, but they are " + config.agents());
    }
    return withAlpha(1.0 / 3);
  }

  /// @param alpha how often the first player bets with the lowest card, in [0, 1/3]
  public static KuhnNash withAlpha(double alpha) {
    if (!(alpha >= 0 && alpha <= 1.0 / 3)) {
      throw new IllegalArgumentException("alpha = " + alpha + ", but it must lie in [0, 1/3]; 1/3 is usual");
    }
    return new KuhnNash(alpha);
  }

  /// @param card 0 to 2
  /// @param first whether the player acts first
  /// @param facing whether the opponent has bet
  /// @return probability to bet, or to call
  double bets(int card, boolean first, boolean facing) {
    if (facing) return card == LOWEST ? 0 : card == HIGHEST ? 1 : first ? alpha + 1.0 / 3 : 1.0 / 3;
    if (first) return card == LOWEST ? alpha : card == HIGHEST ? 3 * alpha : 0;
    return card == LOWEST ? 1.0 / 3 : card == HIGHEST ? 1 : 0;
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      int card = LOWEST;
      while (rows.observation(i, CARD + card) == 0) card++;
      boolean first = rows.observation(i, 0) == 1;
      int opponent = first ? 1 : 0; // the opponent's only action so far, if any
      boolean facing = rows.observation(i, BETTING + 2 * opponent + KuhnPoker.BET) == 1;
      rows.act(i, rows.uniform(i, 0) < bets(card, first, facing) ? KuhnPoker.BET : KuhnPoker.PASS, 0f);
    }
  }
}
