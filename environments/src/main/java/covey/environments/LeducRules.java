package covey.environments;

import covey.act.Policy;
import covey.act.Rows;

/// A scripted player of [LeducPoker] that bets what it holds and never bluffs.
///
/// It raises with a pair or, while no public card is shown, with the highest rank; it calls with the upper half of the
/// ranks; with the rest it checks, and folds where it would have to pay.
public final class LeducRules implements Policy {
  private final int agents;
  private final int width;
  private final boolean ranksOnly;

  private LeducRules(LeducPoker.Config config) {
    this.agents = config.agents();
    this.width = config.cardWidth();
    this.ranksOnly = config.ranksOnly();
  }

  /// The player for games with these options.
  public static LeducRules of(LeducPoker.Config config) {
    return new LeducRules(config);
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      int own = rank(rows, i, agents);
      int shown = rank(rows, i, agents + width);
      boolean strong = shown < 0 ? own == agents : own == shown;
      boolean fair = 2 * own >= agents;
      int wish = strong ? LeducPoker.RAISE : fair ? LeducPoker.CALL : LeducPoker.FOLD;
      rows.act(i, rows.legal(i, wish) ? wish : LeducPoker.CALL, 0f);
    }
  }

  /// @return rank of the card that is told from feature `at` on, or -1 if none is
  private int rank(Rows rows, int i, int at) {
    for (int card = 0; card < width; card++) {
      if (rows.observation(i, at + card) == 1) return ranksOnly ? card : card / 2;
    }
    return -1;
  }
}
