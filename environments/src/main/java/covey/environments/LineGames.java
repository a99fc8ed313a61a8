package covey.environments;

import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Games of two players who set stones in turn until one has a line: what [TicTacToe] and [ConnectFour] have in
/// common.
///
/// - The mover DECIDES with a mask, the other WAITS; each sees the board from its own side, so that one network plays
///   both seats. Both are of one role and of different teams.
/// - `beginner = first`: the first agent begins. `random`: either, with equal chance; nothing in the observation
///   depends on who began.
/// - `illegalMoves = refuse`: an action outside the mask is an error that names agent, action and legal actions.
///   `forfeit`: it ends the game, the offender is paid -1 and the other 0, the board stays; both are terminated.
/// - `clock = ply`: each ply takes one unit of time; `round`: half a unit, so that a player's own turns are one apart.
/// - `watching`: the waiting player has a row too (with an empty mask); for critics that look at everybody.
/// - The final rows of both players show the free choices of the final board in their masks, as in the original.
///
/// A position is two sets of bits, one for each player; games lie side by side and nothing is allocated per ply.
public final class LineGames implements VectorEnvironment, StateAccess {
  /// What an action outside the mask does.
  public enum IllegalMoves { REFUSE, FORFEIT }

  /// What counts as one unit of time.
  public enum Clock { PLY, ROUND }

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PLANES = 2;
  private static final int BLOCK = 128; // games per pass: what they touch stays in the core's cache
  private static final int SOME = 4; // cells that are written at once: a long of bytes
  private static final long[] SPREAD = spread();
  private static final boolean[] BOOLEANS = booleans();

  // What a transition led to.
  private static final byte GOES_ON = 0;
  private static final byte BEGUN = 1;
  private static final byte WON = 2;
  private static final byte DRAWN = 3;
  private static final byte FORFEITED = 4;
  private static final byte BLANK = 5;

  private final EnvironmentSpec spec;
  private final Lines lines;
  private final boolean drawsBeginner;
  private final boolean forfeits;
  private final double elapsed; // of a ply
  private final boolean watching;
  private final boolean unusual; // there is something to complete
  private final int games;
  private final int width; // bytes of a row
  private final long[] stones; // [games][2] cells of each player
  private final byte[] mover; // [games] player to move; after the end the one who would be
  private final byte[] beginner; // [games]
  private final byte[] outcome; // [games] what the latest transition led to
  private final boolean[] over; // [games] the present timestep is last
  private final Stream chance = new Stream(0);

  LineGames(
      EnvironmentSpec spec, Lines lines, Beginner beginner, IllegalMoves illegalMoves, Clock clock, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.spec = spec;
    this.lines = lines;
    this.drawsBeginner = beginner == Beginner.RANDOM;
    this.forfeits = illegalMoves == IllegalMoves.FORFEIT;
    this.elapsed = clock == Clock.PLY ? 1 : 0.5;
    this.watching = spec.observesAlways();
    this.unusual = watching || clock != Clock.PLY;
    this.games = games;
    this.width = lines.cells * PLANES;
    this.stones = new long[games * 2];
    this.mover = new byte[games];
    this.beginner = new byte[games];
    this.outcome = new byte[games];
    this.over = new boolean[games];
    Arrays.fill(over, true);
  }

  /// The options as the originals were recorded: they let the opponent look, and punish illegal moves.
  static Map<String, @Nullable Object> asRecorded(Map<String, @Nullable Object> options) {
    var all = new LinkedHashMap<String, @Nullable Object>(options);
    all.put("illegalMoves", "forfeit");
    all.put("watching", true);
    return all;
  }

  /// What makes sense as a board.
  static Validation requireBoard(Validation validation, int rows, int columns, int toWin) {
    int most = Math.max(rows, columns);
    return validation
        .require(rows >= 1 && rows <= Lines.MOST_CELLS, "rows", rows, "must lie in [1, 64]")
        .require(columns >= 1 && columns <= Lines.MOST_CELLS, "columns", columns, "must lie in [1, 64]")
        .require((long) rows * columns <= Lines.MOST_CELLS, "rows", rows,
            "must not exceed 64 / columns, because a board has at most 64 cells")
        .require(toWin >= 2 && toWin <= most, "toWin", toWin,
            "must lie in [2, max(rows, columns) = " + most + "], so that a line fits on the board");
  }

  static EnvironmentSpec spec(String name, String first, String second, Lines lines, boolean watching) {
    var board = new Space.Box(List.of(lines.rows, lines.columns, PLANES), List.of(0f), List.of(1f), Space.Element.UINT8,
        Space.Axes.HEIGHT_WIDTH_CHANNELS);
    var actions = new Space.Discrete(lines.choices);
    var spec = EnvironmentSpec.of(name, List.of(
            new Slot(first, "player", first, board, actions, true, null),
            new Slot(second, "player", second, board, actions, true, null)), EnvironmentSpec.Storage.DENSE)
        .withMetrics(new Metric("beginner_won", Metric.Kind.FLAG), new Metric("drawn", Metric.Kind.FLAG),
            new Metric("plies", Metric.Kind.COUNT));
    return watching ? spec.withObservesAlways() : spec;
  }

  /// Four cells as eight bytes: bits 0 to 3 of the index are the own stones, bits 4 to 7 the opponent's.
  private static long[] spread() {
    var table = new long[1 << (2 * SOME)];
    for (int index = 0; index < table.length; index++) {
      for (int cell = 0; cell < SOME; cell++) {
        table[index] |= (long) (index >>> cell & 1) << (16 * cell);
        table[index] |= (long) (index >>> (SOME + cell) & 1) << (16 * cell + 8);
      }
    }
    return table;
  }

  /// Four bits as four booleans, for each number of four bits.
  private static boolean[] booleans() {
    var table = new boolean[SOME << SOME];
    for (int i = 0; i < table.length; i++) table[i] = (((i / SOME) >>> (i % SOME)) & 1) != 0;
    return table;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return games;
  }

  @Override
  public void advance(Commands in, Timestep out) {
    for (int from = 0; from < games; from += BLOCK) {
      int to = Math.min(from + BLOCK, games);
      move(in, from, to);
      ask(out, from, to);
      finish(out, from, to);
    }
  }

  /// Takes the games `[from, to)` one ply further, or begins them anew.
  private void move(Commands in, int from, int to) {
    int[] actions = in.columns().layout(0).action.ints;
    int row = in.firstRow(0, 0);
    for (int e = from; e < to; e++) {
      Command command = in.command(e, over[e]);
      if (over[e]) {
        if (command == Command.RESET) reset(e, in.key[e]);
        outcome[e] = command == Command.RESET ? BEGUN : BLANK;
        continue;
      }
      int active = 2 * e + mover[e];
      int choice = actions[row + active];
      long mine = stones[active];
      long occupied = mine | stones[active ^ 1];
      long legal = lines.legal(occupied);
      if (choice < 0 || choice >= lines.choices || (legal >>> choice & 1) == 0) {
        refuse(e, choice, legal);
        outcome[e] = FORFEITED;
        continue;
      }
      long stone = lines.stone(occupied, choice);
      mine |= stone;
      stones[active] = mine;
      mover[e] ^= 1;
      outcome[e] = lines.won(mine) ? WON : (occupied | stone) == lines.full ? DRAWN : GOES_ON;
    }
  }

  private void reset(int e, long key) {
    int first = 0;
    if (drawsBeginner) {
      chance.restart(key);
      first = chance.nextInt(2);
    }
    stones[2 * e] = 0;
    stones[2 * e + 1] = 0;
    beginner[e] = (byte) first;
    mover[e] = (byte) first;
    over[e] = false;
  }

  /// @throws IllegalArgumentException unless illegal moves lose the game
  private void refuse(int e, int choice, long legal) {
    boolean known = choice >= 0 && choice < lines.choices;
    if (known && forfeits) return;
    List<Integer> allowed = IntStream.range(0, lines.choices).filter(c -> (legal >>> c & 1) != 0).boxed().toList();
    throw new IllegalArgumentException("%s: %s in game %d takes action %d, but the legal ones are %s%s".formatted(
        spec.name(), spec.slots().get(mover[e]).id(), e, choice, allowed,
        known ? "; with illegalMoves = forfeit it would lose the game" : ""));
  }

  /// Asks the movers: every game is written as if it went on, so that the loop has no branches.
  private void ask(Timestep out, int from, int to) {
    LayoutColumns layout = out.columns().layout(0);
    byte[] state = out.columns().state;
    int cell = out.cell(0, 0);
    int row = out.firstRow(0, 0);
    for (int e = from; e < to; e++) {
      int asked = 2 * e + mover[e];
      int idle = asked ^ 1;
      state[cell + asked] = AgentState.DECIDES;
      state[cell + idle] = AgentState.WAITS;
      observe(layout.observation.bytes, (row + asked) * width, stones[asked], stones[idle]);
      mark(layout.mask, (row + asked) * lines.choices, lines.legal(stones[asked] | stones[idle]));
    }
  }

  /// Writes what is rare: ends, skips, rows of those who wait.
  private void finish(Timestep out, int from, int to) {
    for (int e = from; e < to; e++) {
      if (outcome[e] >= WON) end(e, out);
      if (unusual) complete(e, out);
    }
  }

  private void end(int e, Timestep out) {
    Rollout columns = out.columns();
    int cell = out.cell(e, 0);
    columns.last[out.moment(e)] = true;
    if (outcome[e] == BLANK) {
      columns.state[cell] = AgentState.ABSENT;
      columns.state[cell + 1] = AgentState.ABSENT;
      return;
    }
    over[e] = true;
    columns.state[cell + mover[e]] = AgentState.WAITS;
    columns.ended[cell] = Ending.TERMINATED;
    columns.ended[cell + 1] = Ending.TERMINATED;
    writeOther(e, lines.legal(stones[2 * e] | stones[2 * e + 1]), out);
    boolean won = outcome[e] == WON;
    int winner = mover[e] ^ 1; // the mover is the one who would be next, or who forfeits
    if (won) columns.reward[out.paid(e, 0) + winner] = 1;
    if (won || outcome[e] == FORFEITED) columns.reward[out.paid(e, 0) + mover[e]] = -1;
    int metrics = out.metrics(e);
    columns.metric[metrics] = won && winner == beginner[e] ? 1 : 0;
    columns.metric[metrics + 1] = outcome[e] == DRAWN ? 1 : 0;
    columns.metric[metrics + 2] = Long.bitCount(stones[2 * e] | stones[2 * e + 1]);
  }

  /// What only some options ask for.
  private void complete(int e, Timestep out) {
    if (outcome[e] < BLANK && outcome[e] != BEGUN) out.columns().elapsed[out.transition(e)] = elapsed;
    if (watching && outcome[e] < WON) writeOther(e, 0, out);
  }

  /// Writes the row of the player who does not move.
  private void writeOther(int e, long legal, Timestep out) {
    LayoutColumns layout = out.columns().layout(0);
    int idle = 2 * e + (mover[e] ^ 1);
    int row = out.firstRow(0, 0) + idle;
    observe(layout.observation.bytes, row * width, stones[idle], stones[idle ^ 1]);
    mark(layout.mask, row * lines.choices, legal);
  }

  /// Writes the board as a player sees it, four cells at a time; the last four may overlap those before.
  private void observe(byte[] bytes, int first, long own, long other) {
    int last = lines.cells - SOME;
    for (int cell = 0; cell < last; cell += SOME) LONGS.set(bytes, first + PLANES * cell, some(own, other, cell));
    if (last >= 0) {
      LONGS.set(bytes, first + PLANES * last, some(own, other, last));
      return;
    }
    for (int cell = 0; cell < lines.cells; cell++) {
      bytes[first + PLANES * cell] = (byte) (own >>> cell & 1);
      bytes[first + PLANES * cell + 1] = (byte) (other >>> cell & 1);
    }
  }

  private static long some(long own, long other, int cell) {
    return SPREAD[(int) (((own >>> cell) & 15) | (((other >>> cell) & 15) << SOME))];
  }

  /// Writes bits as booleans. They are looked up, because a comparison may become a branch that nobody can predict.
  private void mark(boolean[] mask, int first, long legal) {
    int choices = lines.choices;
    for (int choice = 0; choice + SOME <= choices; choice += SOME) {
      int from = (int) ((legal >>> choice) & 15) * SOME;
      int at = first + choice;
      mask[at] = BOOLEANS[from];
      mask[at + 1] = BOOLEANS[from + 1];
      mask[at + 2] = BOOLEANS[from + 2];
      mask[at + 3] = BOOLEANS[from + 3];
    }
    for (int choice = choices & -SOME; choice < choices; choice++) {
      mask[first + choice] = BOOLEANS[(int) ((legal >>> choice) & 1) * SOME];
    }
  }

  // ---- situations ---------------------------------------------------------------------------------------------------

  /// The board, row by row from the top left: 0 free, 1 and 2 the first and the second player; and the player to move,
  /// 0 or 1.
  @Override
  public List<Quantity> quantities() {
    return List.of(new Quantity("board", lines.cells), new Quantity("mover", 1));
  }

  @Override
  public void read(int game, double[] situation) {
    for (int cell = 0; cell < lines.cells; cell++) {
      situation[cell] = (stones[2 * game] >>> cell & 1) + 2 * (stones[2 * game + 1] >>> cell & 1);
    }
    situation[lines.cells] = mover[game];
  }

  /// The beginner is taken to be the first player if both have equally many stones and it is to move, and so on.
  @Override
  public void load(int game, double[] situation, Timestep out) {
    stones[2 * game] = 0;
    stones[2 * game + 1] = 0;
    for (int cell = 0; cell < lines.cells; cell++) {
      if (situation[cell] != 0) stones[2 * game + (situation[cell] == 1 ? 0 : 1)] |= 1L << cell;
    }
    long occupied = stones[2 * game] | stones[2 * game + 1];
    mover[game] = (byte) situation[lines.cells];
    beginner[game] = (byte) ((mover[game] + Long.bitCount(occupied)) % 2); // turns alternate
    over[game] = false;
    outcome[game] = BEGUN;
    ask(out, game, game + 1);
    finish(out, game, game + 1);
  }
}
