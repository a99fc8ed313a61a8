package covey.environments;

import covey.act.Policy;
import covey.act.Rows;

/// A scripted player of [ConnectFour] that looks one ply ahead: it wins if it can, else stops a win of the opponent,
/// else takes the column closest to the middle whose next cell would not let the opponent win. Among equals it draws.
///
/// Scores against a random opponent, over 10,000 episodes (LineGamesTest): 0.997 as the first player, 0.982 as the
/// second.
public final class ConnectFourHeuristic implements Policy {
  private final Lines lines;

  private ConnectFourHeuristic(Lines lines) {
    this.lines = lines;
  }

  /// The player for games with these options: any board will do.
  public static ConnectFourHeuristic of(ConnectFour.Config config) {
    return new ConnectFourHeuristic(config.lines());
  }

  @Override
  public Policy.Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    byte[] bytes = rows.columns().observation.bytes;
    for (int i = 0; i < rows.count(); i++) {
      int at = rows.row(i) * 2 * lines.cells;
      long own = 0;
      long other = 0;
      for (int cell = 0; cell < lines.cells; cell++) {
        own |= (long) bytes[at + 2 * cell] << cell;
        other |= (long) bytes[at + 2 * cell + 1] << cell;
      }
      rows.act(i, PerfectTicTacToe.oneOf(choices(own, other), rows.uniform(i, 0)), 0f);
    }
  }

  /// @return the columns that are equally good, as bits
  long choices(long own, long other) {
    long legal = lines.legal(own | other);
    long winning = winning(own, other, legal);
    if (winning != 0) return winning;
    long blocking = winning(other, own, legal);
    if (blocking != 0) return blocking;
    long safe = 0;
    for (long left = legal; left != 0; left &= left - 1) {
      long column = Long.lowestOneBit(left);
      long mine = own | lines.stone(own | other, Long.numberOfTrailingZeros(column));
      boolean gives = winning(other, mine, column & lines.legal(mine | other)) != 0;
      if (!gives) safe |= column;
    }
    return closestToTheMiddle(safe == 0 ? legal : safe);
  }

  /// @return those of `columns` where a stone wins for the first of the two
  private long winning(long first, long second, long columns) {
    long found = 0;
    for (long left = columns; left != 0; left &= left - 1) {
      int column = Long.numberOfTrailingZeros(left);
      if (lines.won(first | lines.stone(first | second, column))) found |= 1L << column;
    }
    return found;
  }

  private long closestToTheMiddle(long columns) {
    long closest = 0;
    int least = Integer.MAX_VALUE;
    for (long left = columns; left != 0; left &= left - 1) {
      int column = Long.numberOfTrailingZeros(left);
      int distance = Math.abs(2 * column - (lines.columns - 1));
      if (distance < least) closest = 0;
      if (distance <= least) closest |= 1L << column;
      least = Math.min(least, distance);
    }
    return closest;
  }
}
