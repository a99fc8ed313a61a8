package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;
import java.util.Map;

/// Two players put marks on a board in turn; a line of three (or `toWin`) wins.
///
/// - Actions: the cells, row by row from the top left; the mask allows the free ones. The mover DECIDES, the other
///   WAITS.
/// - Observation: bytes [rows][columns][2], 1 where a mark is; plane 0 the observer's own marks, plane 1 the
///   opponent's.
/// - Reward: 1 to the winner and -1 to the loser at the end, 0 otherwise. Ends: both terminated by a line or a full
///   board.
/// - Metrics: `beginner_won`, `drawn`, `plies`. Chance: only `beginner = random` draws.
/// - What else is common to board games (illegal moves, time, who watches) is told at [LineGames].
///
/// Source: PettingZoo `tictactoe_v3` (1.27.0), exact to its recorded trajectories. Departures: the agent that is not
/// asked has no observation unless `watching` is set; an illegal move is an error unless `illegalMoves = forfeit`,
/// where both players are terminated, not terminated and truncated at once.
///
/// Returns: between random players the first one wins 58.8 % of 10,000 games, the second 28.2 % (LineGamesTest). Under
/// perfect play the game is a draw ([PerfectTicTacToe]).
public final class TicTacToe {

  /// @param rows of the board
  /// @param columns of the board
  /// @param toWin marks of a line that wins
  /// @param beginner who makes the first move
  /// @param illegalMoves what an action outside the mask does
  /// @param clock what counts as one unit of time
  /// @param watching whether the player who waits observes as well
  public record Config(
      @Option(byDefault = "3", help = "rows of the board; at most 64 cells") int rows,
      @Option(byDefault = "3", help = "columns of the board; at most 64 cells") int columns,
      @Option(byDefault = "3", help = "marks of a line that wins") int toWin,
      @Option(byDefault = "first", help = "who makes the first move: the first player, or either by chance")
          Beginner beginner,
      @Option(byDefault = "refuse", help = "an action outside the mask is an error (refuse) or loses (forfeit)")
          LineGames.IllegalMoves illegalMoves,
      @Option(byDefault = "ply", help = "what counts as one unit of time: a ply, or a round of two plies")
          LineGames.Clock clock,
      @Option(byDefault = "false", help = "the player who waits observes the board as well") boolean watching)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      LineGames.requireBoard(Validation.of(Config.class), rows, columns, toWin).throwIfInvalid();
    }

    /// The usual rules on another board.
    public static Config of(int rows, int columns, int toWin) {
      return new Config(rows, columns, toWin, Beginner.FIRST, LineGames.IllegalMoves.REFUSE,
          LineGames.Clock.PLY, false);
    }

    @Override
    public EnvironmentSpec spec() {
      return LineGames.spec("tic_tac_toe-v3", "player_1", "player_2", lines(), watching);
    }

    Lines lines() {
      return new Lines(rows, columns, toWin, false);
    }

    @Override
    public VectorEnvironment create(int games) {
      return new LineGames(spec(), lines(), beginner, illegalMoves, clock, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "tic_tac_toe", Config.class, "two players, a line of three wins (turns, masks, perfect information)")
      .withScript("perfect", PerfectTicTacToe::of)
      .withRecording(new Catalogue.Recording("tictactoe_v3", Map.of(), LineGames::asRecorded));

  private TicTacToe() {}
}
