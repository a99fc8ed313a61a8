package covey.env;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.space.RowLayout;
import covey.space.SpaceColumn;

/// Which rows came before a row, where a space is a [covey.space.Space.History]: links instead of copies, so that every
/// frame is stored once. A history never crosses an episode or a generation: at the first row of an occupant all frames
/// are that one.
///
/// Rows that a later rollout can still reach are kept at the end of the column: for each *place* (slot of a game, or game)
/// the rows before the one at timestep 0, and for each *carried* row the rows before that.
final class Histories {
  private final SpaceColumn column;
  private final int past; // rows of a history besides its own
  private final int keptForPlaces; // first of [places, past] rows, the latest first
  private final int keptForCarried; // first of [carried, past] rows
  private final int[] latest; // [places] latest row, or -1 before an episode's first
  private final int[] occupant; // [places] generation to which it belongs
  private final int[] chain; // [past] scratch, one thread at a time

  /// @param rows that the column has besides those kept here
  Histories(SpaceColumn column, int rows, int places, int carried) {
    this.column = column;
    this.past = column.layout.frames() - 1;
    this.keptForPlaces = rows;
    this.keptForCarried = rows + places * past;
    this.latest = new int[places];
    java.util.Arrays.fill(latest, -1);
    this.occupant = new int[places];
    this.chain = new int[past];
    for (int kept = 0; kept < places + carried; kept++) {
      for (int i = 0; i < past; i++) {
        int row = rows + kept * past + i;
        column.previous[row] = i + 1 < past ? row + 1 : row;
      }
    }
  }

  /// @return rows that are kept beside the others in a column of `layout`
  static int rows(RowLayout layout, int places, int carried) {
    return Math.multiplyExact(layout.frames() - 1, places + carried);
  }

  /// Notes that an episode begins.
  void begin(int place) {
    latest[place] = -1;
  }

  /// Notes what is seen at a place, timestep by timestep.
  void see(int place, int row, int generation) {
    column.previous[row] = latest[place] >= 0 && occupant[place] == generation ? latest[place] : row;
    latest[place] = row;
    occupant[place] = generation;
  }

  /// Keeps what came before `from`, which has been copied to carried row `to`.
  void carry(int from, int to, int carried) {
    int kept = keptForCarried + carried * past;
    keep(column.previous[from], kept);
    column.previous[to] = kept;
  }

  /// Keeps what the next rollout can still reach. Call before any row is moved.
  ///
  /// @param row of the place at timestep T, or -1
  void keepPlace(int place, int row) {
    if (latest[place] < 0) return;
    keep(row < 0 ? latest[place] : column.previous[row], keptForPlaces + place * past);
  }

  /// Links the row of the new timestep 0 to what was kept.
  ///
  /// @param row of the place at timestep 0, or -1
  void moveOn(int place, int row) {
    if (latest[place] < 0) return;
    latest[place] = keptForPlaces + place * past;
    if (row < 0) return;
    column.previous[row] = latest[place];
    latest[place] = row;
  }

  /// Copies a row and those before it. From the oldest on: what is kept here may be among them, and lies nearer the head.
  private void keep(int row, int kept) {
    for (int i = 0; i < past; i++) {
      chain[i] = row;
      row = column.previous[row];
    }
    for (int i = past - 1; i >= 0; i--) column.copy(chain[i], kept + i, 1);
  }

  // ---- checkpoints ---------------------------------------------------------------------------------------------------

  /// Saves what is kept. Call at timestep 0.
  ///
  /// @param carriedRow of each carried place its row, or -1
  void save(ArchiveWriter out, int[] carriedRow) {
    byte[] seen = new byte[latest.length];
    for (int place = 0; place < seen.length; place++) seen[place] = (byte) (latest[place] >= 0 ? 1 : 0);
    out.bytes("seen", seen);
    out.ints("occupant", occupant);
    column.save(out, used(seen, carriedRow));
  }

  /// Takes over what [#save] gave, before rows are linked by [#moveOn].
  ///
  /// @param carriedRow of each carried place its row, or -1
  void load(ArchiveReader in, int[] carriedRow) {
    byte[] seen = in.bytes("seen", latest.length);
    System.arraycopy(in.ints("occupant", occupant.length), 0, occupant, 0, occupant.length);
    for (int c = 0; c < carriedRow.length; c++) {
      if (carriedRow[c] >= 0) column.previous[carriedRow[c]] = keptForCarried + c * past;
    }
    for (int place = 0; place < seen.length; place++) {
      latest[place] = seen[place] != 0 ? keptForPlaces + place * past : -1;
    }
    column.load(in, used(seen, carriedRow));
  }

  private int[] used(byte[] seen, int[] carriedRow) {
    var rows = java.util.stream.IntStream.builder();
    for (int place = 0; place < seen.length; place++) {
      for (int i = 0; seen[place] != 0 && i < past; i++) rows.add(keptForPlaces + place * past + i);
    }
    for (int c = 0; c < carriedRow.length; c++) {
      for (int i = 0; carriedRow[c] >= 0 && i < past; i++) rows.add(keptForCarried + c * past + i);
    }
    return rows.build().toArray();
  }
}
