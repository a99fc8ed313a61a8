package covey.environments;

import covey.act.Policy;
import covey.act.Rows;

/// A scripted player of [TicTacToe] that cannot be beaten: it wins as soon as it can and loses as late as it must, and
/// draws among the moves that are equally good.
///
/// Every position is solved once, by minimax. Scores against a random opponent, over 10,000 episodes (LineGamesTest):
/// 0.966 as the first player, 0.769 as the second, and no game is lost; against itself every game is a draw.
public final class PerfectTicTacToe implements Policy {
  private static final int CELLS = 9;
  private static final int FULL = (1 << CELLS) - 1;

  /// The best moves of a position as bits, by own and other marks: `own << 9 | other`.
  private static final short[] BEST = solve();

  private PerfectTicTacToe() {}

  /// The player for games with these options.
  ///
  /// @throws IllegalArgumentException unless the board is the usual one
  public static PerfectTicTacToe of(TicTacToe.Config config) {
    if (config.rows() != 3 || config.columns() != 3 || config.toWin() != 3) {
      throw new IllegalArgumentException(
          "perfect knows the board of rows = 3, columns = 3, toWin = 3, but they are %d, %d, %d"
              .formatted(config.rows(), config.columns(), config.toWin()));
    }
    return new PerfectTicTacToe();
  }

  private static short[] solve() {
    var best = new short[1 << (2 * CELLS)];
    value(new Lines(3, 3, 3, false), best, new byte[best.length], 0, 0);
    return best;
  }

  /// @param known values found so far, plus 100; 0 where there is none
  /// @return 10 minus the plies until the end if the player to move wins, minus that if it loses, 0 for a draw; the
  ///     plies are counted from the empty board
  private static int value(Lines lines, short[] best, byte[] known, int own, int other) {
    int marks = Integer.bitCount(own | other);
    if (lines.won(other)) return marks - 10;
    if (marks == CELLS) return 0;
    int at = (own << CELLS) | other;
    if (known[at] != 0) return known[at] - 100;
    int most = Integer.MIN_VALUE;
    int moves = 0;
    for (int free = FULL & ~(own | other); free != 0; free &= free - 1) {
      int mark = Integer.lowestOneBit(free);
      int value = -value(lines, best, known, other, own | mark);
      if (value > most) moves = 0;
      if (value >= most) moves |= mark;
      most = Math.max(most, value);
    }
    best[at] = (short) moves;
    known[at] = (byte) (most + 100);
    return most;
  }

  @Override
  public Policy.Actor actor() {
    return PerfectTicTacToe::act;
  }

  private static void act(Rows rows) {
    byte[] bytes = rows.columns().observation.bytes;
    for (int i = 0; i < rows.count(); i++) {
      int at = rows.row(i) * 2 * CELLS;
      int own = 0;
      int other = 0;
      for (int cell = 0; cell < CELLS; cell++) {
        own |= bytes[at + 2 * cell] << cell;
        other |= bytes[at + 2 * cell + 1] << cell;
      }
      rows.act(i, oneOf(BEST[(own << CELLS) | other], rows.uniform(i, 0)), 0f);
    }
  }

  /// @param draw uniform in [0, 1)
  /// @return one of the set bits, each with equal chance
  static int oneOf(long bits, double draw) {
    long left = bits;
    for (int skip = (int) (draw * Long.bitCount(bits)); skip > 0; skip--) left &= left - 1;
    return Long.numberOfTrailingZeros(left);
  }
}
