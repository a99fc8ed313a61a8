package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.StateAccess;
import covey.random.Stream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineGamesTest {
  private static final EnvironmentConfig TIC_TAC_TOE = TicTacToe.Config.DEFAULTS;
  private static final EnvironmentConfig CONNECT_FOUR = ConnectFour.Config.DEFAULTS;

  // ---- hand-played games ---------------------------------------------------------------------------------------------

  @Test
  void a_diagonal_wins_and_the_loser_is_paid_in_the_opponents_turn() {
    try (var games = new Games(TIC_TAC_TOE, 1, 10)) {
      games.advance();
      // X . .    X O .    X O O
      // . . .    . X .    . X .
      // . . .    . . .    . . X
      play(games, 0, 1, 4, 2);
      assertEquals(AgentState.DECIDES, state(games, 0));
      assertEquals(AgentState.WAITS, state(games, 1));
      assertArrayEquals(new int[] {1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, board(games, 0));
      assertEquals("000101111", mask(games, 0));
      assertEquals(0, games.reward(0, 0));
      play(games, 8);
      assertTrue(last(games));
      assertEquals(1, games.reward(0, 0));
      assertEquals(-1, games.reward(0, 1));
      assertEquals(Ending.TERMINATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      assertEquals(Ending.TERMINATED, games.columns.ended[games.columns.cell(games.t, 0, 1)]);
      assertArrayEquals(new double[] {1, 0, 5}, games.columns.metric);
      // Both see the final board, each from its side.
      assertArrayEquals(new int[] {1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0}, board(games, 0));
      assertArrayEquals(new int[] {0, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, board(games, 1));
    }
  }

  @Test
  void a_full_board_without_a_line_is_a_draw_and_the_last_free_cell_may_win() {
    try (var games = new Games(TIC_TAC_TOE, 1, 22)) {
      games.advance();
      play(games, 0, 1, 2, 4, 3, 5, 7, 6, 8); // X O X / X O O / O X X
      assertTrue(last(games));
      assertEquals(0, games.reward(0, 0));
      assertEquals(0, games.reward(0, 1));
      assertArrayEquals(new double[] {0, 1, 9}, games.columns.metric);
      games.advance();
      play(games, 0, 1, 2, 3, 5, 4, 6, 7); // X O X / O O X / X O: the middle column, with the last but one mark
      assertTrue(last(games));
      assertEquals(-1, games.reward(0, 0));
      assertArrayEquals(new double[] {0, 0, 8}, games.columns.metric);
    }
  }

  @Test
  void stones_fall_and_a_full_column_is_masked() {
    try (var games = new Games(CONNECT_FOUR, 1, 10)) {
      games.advance();
      play(games, 3, 3, 3, 3, 3, 3); // a tower of six, from row 5 up to row 0
      assertEquals("1110111", mask(games, 0));
      int[] board = board(games, 0);
      for (int row = 0; row < 6; row++) {
        int cell = row * 7 + 3;
        assertEquals(row % 2, board[2 * cell], "own stones lie in rows 5, 3 and 1");
        assertEquals(1 - row % 2, board[2 * cell + 1]);
      }
      assertEquals(6, Arrays.stream(board).sum());
      var e = assertThrows(IllegalArgumentException.class, () -> play(games, 3));
      assertEquals("connect_four-v3: player_0 in game 0 takes action 3, but the legal ones are [0, 1, 2, 4, 5, 6];"
          + " with illegalMoves = forfeit it would lose the game", e.getMessage());
    }
  }

  @Test
  void four_upright_win() {
    try (var games = new Games(CONNECT_FOUR, 1, 10)) {
      games.advance();
      play(games, 6, 0, 6, 1, 6, 2, 6);
      assertTrue(last(games));
      assertEquals(1, games.reward(0, 0));
      assertEquals(-1, games.reward(0, 1));
    }
  }

  // ---- rules ---------------------------------------------------------------------------------------------------------

  /// The line test against one that looks at every cell and direction, on boards of all kinds.
  @Test
  void lines_are_found_wherever_a_slow_search_finds_them() {
    var chance = new Stream(3);
    int found = 0;
    int[][] boards = {{3, 3, 3}, {6, 7, 4}, {8, 8, 5}, {4, 5, 3}, {1, 9, 4}, {9, 1, 2}, {2, 32, 5}, {7, 9, 6}};
    for (int[] b : boards) {
      var lines = new Lines(b[0], b[1], b[2], false);
      for (int trial = 0; trial < 5000; trial++) {
        long stones = 0;
        int share = 2 + chance.nextInt(8);
        for (int cell = 0; cell < lines.cells; cell++) if (chance.nextInt(10) < share) stones |= 1L << cell;
        boolean slow = slowlyWon(b[0], b[1], b[2], stones);
        assertEquals(slow, lines.won(stones), () -> Arrays.toString(b));
        if (slow) found++;
      }
    }
    assertTrue(found > 8000 && found < 32000, found + " of 40000");
  }

  private static boolean slowlyWon(int rows, int columns, int toWin, long stones) {
    int[][] directions = {{0, 1}, {1, 0}, {1, 1}, {1, -1}};
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int[] d : directions) {
          int k = 0;
          while (k < toWin) {
            int r = row + k * d[0];
            int c = column + k * d[1];
            if (r >= rows || c >= columns || c < 0 || (stones >>> (r * columns + c) & 1) == 0) break;
            k++;
          }
          if (k == toWin) return true;
        }
      }
    }
    return false;
  }

  @Test
  void swapped_seats_swap_the_observation() {
    for (EnvironmentConfig config : new EnvironmentConfig[] {TIC_TAC_TOE, CONNECT_FOUR}) {
      try (var games = new Games(config, 2, 12)) {
        var access = (StateAccess) games.environment;
        games.advance(); // both begin
        int cells = access.quantities().getFirst().size();
        var position = new double[cells + 1];
        int[] marks = {1, 2, 0, 2, 1, 0, 1, 2, 0}; // a pattern without a line, wherever it is cut
        for (int cell = cells - 7; cell < cells; cell++) position[cell] = marks[cell % 9];
        double[] swapped = Arrays.stream(position).map(mark -> mark == 0 ? 0 : 3 - mark).toArray();
        position[cells] = 0;
        swapped[cells] = 1;
        games.columns.clear(games.t, 0);
        load(games, 0, position);
        load(games, 1, swapped);
        assertArrayEquals(board(games, 0, 0), board(games, 1, 1), "the mover sees the same, whichever seat it has");
        int[] board = board(games, 0, 0);
        for (int cell = 0; cell < cells; cell++) {
          assertEquals(position[cell], board[2 * cell] + 2 * board[2 * cell + 1], "own marks are 1 in plane 0");
        }
      }
    }
  }

  private static void load(Games games, int game, double[] position) {
    ((StateAccess) games.environment).load(game, position, games.timestep());
    var read = new double[position.length];
    ((StateAccess) games.environment).read(game, read);
    assertArrayEquals(position, read);
  }

  @Test
  void an_illegal_move_loses_the_game_where_it_is_not_refused() {
    var config = Catalogue.entry("tic_tac_toe").configure(Map.of("illegalMoves", "forfeit"), "");
    try (var games = new Games(config, 1, 10)) {
      games.advance();
      play(games, 4, 4); // the second player takes the first one's cell
      assertTrue(last(games));
      assertEquals(0, games.reward(0, 0));
      assertEquals(-1, games.reward(0, 1));
      assertArrayEquals(new double[] {0, 0, 1}, games.columns.metric); // nobody won, nothing drawn, one mark
      assertEquals("111101111", mask(games, 1));
      games.advance();
      var e = assertThrows(IllegalArgumentException.class, () -> play(games, 9));
      assertEquals("tic_tac_toe-v3: player_1 in game 0 takes action 9, but the legal ones are"
          + " [0, 1, 2, 3, 4, 5, 6, 7, 8]", e.getMessage());
    }
  }

  @Test
  void a_refused_move_changes_nothing() {
    try (var games = new Games(TIC_TAC_TOE, 1, 10)) {
      games.advance();
      play(games, 4);
      assertThrows(IllegalArgumentException.class, () -> play(games, 4));
      play(games, 0);
      assertArrayEquals(new int[] {0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, board(games, 0));
    }
  }

  @Test
  void time_is_counted_by_plies_or_by_rounds() {
    for (var clock : LineGames.Clock.values()) {
      var config = Catalogue.entry("tic_tac_toe").configure(Map.of("clock", clock.name().toLowerCase(Locale.ROOT)), "");
      try (var games = new Games(config, 1, 10)) {
        games.advance();
        play(games, 0, 1, 4, 2, 8);
        double time = 0;
        for (int t = 1; t < games.t; t++) time += games.columns.elapsed[games.columns.moment(t, 0)];
        assertEquals(clock == LineGames.Clock.PLY ? 5 : 2.5, time);
      }
    }
  }

  @Test
  void who_waits_observes_only_if_that_is_wanted() {
    try (var games = new Games(TIC_TAC_TOE, 1, 10)) {
      games.advance();
      assertEquals(-1, games.columns.row(games.t, 0, 1));
    }
    var watching = Catalogue.entry("tic_tac_toe").configure(Map.of("watching", "true"), "");
    try (var games = new Games(watching, 1, 10)) {
      games.advance();
      play(games, 2);
      assertArrayEquals(new int[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, board(games, 0));
      assertEquals("000000000", mask(games, 0));
      assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, board(games, 1));
      assertEquals("110111111", mask(games, 1));
    }
  }

  @Test
  void either_player_begins_where_that_is_drawn() {
    var config = Catalogue.entry("connect_four").configure(Map.of("beginner", "random"), "");
    try (var games = new Games(config, 1000, 2)) {
      games.advance();
      int first = 0;
      for (int e = 0; e < 1000; e++) {
        if (games.columns.state[games.columns.cell(1, e, 0)] == AgentState.DECIDES) first++;
      }
      assertEquals(500, first, 60); // four standard deviations of 16
    }
  }

  @Test
  void boards_without_room_for_a_line_are_refused_by_name() {
    var e = assertThrows(ConfigurationException.class, () -> TicTacToe.Config.of(9, 8, 10));
    assertEquals(2, e.faults().size());
    assertTrue(e.getMessage().contains("at most 64 cells"), e.getMessage());
    assertTrue(e.getMessage().contains("must lie in [2, max(rows, columns) = 9]"), e.getMessage());
    assertThrows(ConfigurationException.class, () -> ConnectFour.Config.of(0, 7, 4));
  }

  // ---- players -------------------------------------------------------------------------------------------------------

  @Test
  void random_games_of_tic_tac_toe_end_as_is_well_known() {
    // 58.5 % for the first player, 28.8 % for the second, 12.7 % drawn, by counting all games with their chances.
    double[] result = results(TIC_TAC_TOE, RandomPolicy.create(), RandomPolicy.create());
    assertEquals(0.585, result[0], 0.015);
    assertEquals(0.288, result[1], 0.015);
    assertEquals(0.127, result[2], 0.012);
  }

  @Test
  void the_perfect_player_never_loses() {
    var perfect = PerfectTicTacToe.of(TicTacToe.Config.DEFAULTS);
    double[] first = results(TIC_TAC_TOE, perfect, RandomPolicy.create());
    double[] second = results(TIC_TAC_TOE, RandomPolicy.create(), perfect);
    assertEquals(0, first[1]);
    assertEquals(0, second[0]);
    assertEquals(0.966, first[0], 0.008); // four standard deviations of 0.002; the rest is drawn
    assertEquals(0.769, second[1], 0.017);
    assertArrayEquals(new double[] {0, 0, 1}, results(TIC_TAC_TOE, perfect, perfect));
    assertThrows(IllegalArgumentException.class, () -> PerfectTicTacToe.of(TicTacToe.Config.of(4, 4, 4)));
  }

  @Test
  void the_heuristic_of_connect_four_beats_random() {
    var heuristic = ConnectFourHeuristic.of(ConnectFour.Config.DEFAULTS);
    double[] random = results(CONNECT_FOUR, RandomPolicy.create(), RandomPolicy.create());
    double[] first = results(CONNECT_FOUR, heuristic, RandomPolicy.create());
    double[] second = results(CONNECT_FOUR, RandomPolicy.create(), heuristic);
    assertEquals(0.112, random[0] - random[1], 0.04); // four standard deviations of 0.01
    assertEquals(0.997, first[0] - first[1], 0.005);
    assertEquals(0.982, second[1] - second[0], 0.01);
  }

  @Test
  void the_heuristic_wins_blocks_and_does_not_help() {
    var heuristic = ConnectFourHeuristic.of(ConnectFour.Config.DEFAULTS);
    long own = bottom(0) | bottom(1) | bottom(2);
    long other = bottom(5) | bottom(6);
    assertEquals(1L << 3, heuristic.choices(own, other), "three in a row and the fourth cell free: win");
    assertEquals(1L << 3, heuristic.choices(other, own), "the opponent's three in a row: block");
    assertEquals(1L << 3, heuristic.choices(0, 0), "the middle of an empty board");
    // In the second row from below the opponent holds columns 0 to 2; a stone at the bottom of column 3 would help it.
    long base = bottom(0) | bottom(1) | bottom(2);
    long above = base >>> 7;
    long choices = heuristic.choices(base & ~bottom(1), above | bottom(1));
    assertEquals(0, choices & 1L << 3);
    assertFalse(choices == 0);
  }

  private static long bottom(int column) {
    return 1L << (5 * 7 + column);
  }

  /// Shares of 10,000 games that the first and the second agent win, and of draws.
  private static double[] results(EnvironmentConfig config, Policy first, Policy second) {
    var counts = new double[3];
    for (double[] returns : Seated.returns(config, List.of(first, second), 10_000)) {
      counts[returns[0] > 0 ? 0 : returns[0] < 0 ? 1 : 2]++;
      assertEquals(0, returns[0] + returns[1]);
    }
    return Arrays.stream(counts).map(count -> count / 10_000).toArray();
  }

  // ---- the only game of a vector -------------------------------------------------------------------------------------

  private static void play(Games games, int... choices) {
    for (int choice : choices) {
      int mover = state(games, 0) == AgentState.DECIDES ? 0 : 1;
      games.choose(0, mover, choice);
      games.advance();
    }
  }

  private static byte state(Games games, int agent) {
    return games.columns.state[games.columns.cell(games.t, 0, agent)];
  }

  private static boolean last(Games games) {
    return games.columns.last[games.columns.moment(games.t, 0)];
  }

  private static int[] board(Games games, int agent) {
    return board(games, 0, agent);
  }

  private static int[] board(Games games, int game, int agent) {
    var observation = games.columns.layout(0).observation;
    int width = observation.layout.bytes();
    int row = games.columns.row(games.t, game, agent);
    var board = new int[width];
    for (int k = 0; k < width; k++) board[k] = observation.bytes[row * width + k];
    return board;
  }

  private static String mask(Games games, int agent) {
    LayoutColumns layout = games.columns.layout(0);
    int row = games.columns.row(games.t, 0, agent);
    var text = new StringBuilder();
    for (int k = 0; k < layout.maskWidth; k++) text.append(layout.mask[row * layout.maskWidth + k] ? '1' : '0');
    return text.toString();
  }
}
