package covey.environments;

/// Boards on which a line of equal stones wins, as sets of bits: cell (row, column) is bit `row * columns + column`,
/// row 0 at the top; at most 64 cells.
final class Lines {
  /// Most cells of a board.
  static final int MOST_CELLS = Long.SIZE;

  private static final int MOST_LISTED = 16; // cells of boards whose sets are listed: 8 KB

  final int rows;
  final int columns;
  final int cells;

  /// Choices of a player: a cell, or a column where stones fall.
  final int choices;

  /// All cells.
  final long full;

  private final int toWin;
  private final boolean falling;
  private final long startsRight; // cells where a line to the right fits on the board; and so on
  private final long startsDown;
  private final long startsDownRight;
  private final long startsDownLeft;
  private final long[] column; // [columns] cells of a column
  private final long[] wins; // a bit for every set of cells that holds a line; empty for boards too large for that

  /// @param toWin stones of a line that wins
  /// @param falling whether a stone falls to the lowest free cell of its column
  Lines(int rows, int columns, int toWin, boolean falling) {
    this.rows = rows;
    this.columns = columns;
    this.cells = rows * columns;
    this.choices = falling ? columns : cells;
    this.full = cells == Long.SIZE ? -1L : (1L << cells) - 1;
    this.toWin = toWin;
    this.falling = falling;
    this.column = new long[columns];
    long fromLeft = 0;
    long fromTop = 0;
    long fromRight = 0;
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        long cell = 1L << (r * columns + c);
        column[c] |= cell;
        if (c + toWin <= columns) fromLeft |= cell;
        if (r + toWin <= rows) fromTop |= cell;
        if (c + 1 >= toWin) fromRight |= cell;
      }
    }
    this.startsRight = fromLeft;
    this.startsDown = fromTop;
    this.startsDownRight = fromTop & fromLeft;
    this.startsDownLeft = fromTop & fromRight;
    this.wins = new long[cells <= MOST_LISTED ? Math.ceilDiv(1 << cells, Long.SIZE) : 0];
    for (int stones = 0; stones < 1 << cells && wins.length > 0; stones++) {
      if (hasLine(stones)) wins[stones / Long.SIZE] |= 1L << stones;
    }
  }

  /// @return the choices that are open, as bits
  long legal(long occupied) {
    return falling ? ~occupied & ((1L << columns) - 1) : ~occupied & full; // the top row is the lowest bits
  }

  /// @return the cell that a legal choice occupies, as a bit
  long stone(long occupied, int choice) {
    if (!falling) return 1L << choice;
    int below = Long.bitCount(occupied & column[choice]);
    return 1L << ((rows - 1 - below) * columns + choice);
  }

  /// @return whether the stones hold a line
  boolean won(long stones) {
    return wins.length > 0 ? (wins[(int) (stones / Long.SIZE)] >>> stones & 1) != 0 : hasLine(stones);
  }

  private boolean hasLine(long stones) {
    long right = stones; // cells where a run of `length` stones begins, direction by direction
    long down = stones;
    long downRight = stones;
    long downLeft = stones;
    int length = 1;
    while (length < toWin) {
      int more = Math.min(length, toWin - length);
      right &= right >>> more;
      down &= down >>> (columns * more);
      downRight &= downRight >>> ((columns + 1) * more);
      downLeft &= downLeft >>> ((columns - 1) * more);
      length += more;
    }
    return ((right & startsRight) | (down & startsDown) | (downRight & startsDownRight) | (downLeft & startsDownLeft))
        != 0;
  }
}
