package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;
import java.util.Map;

/// Two players drop stones into columns in turn; a line of four (or `toWin`) wins.
///
/// - Actions: the columns, from the left; the mask allows those that are not full. A stone falls to the lowest free
///   cell. The mover DECIDES, the other WAITS.
/// - Observation: bytes [rows][columns][2], row 0 at the top, 1 where a stone is; plane 0 the observer's own stones,
///   plane 1 the opponent's.
/// - Reward: 1 to the winner and -1 to the loser at the end, 0 otherwise. Ends: both terminated by a line or a full
///   board.
/// - Metrics: `beginner_won`, `drawn`, `plies`. Chance: only `beginner = random` draws.
/// - What else is common to board games (illegal moves, time, who watches) is told at [LineGames].
///
/// Source: PettingZoo `connect_four_v3` (1.27.0), exact to its recorded trajectories. Departures: the agent that is
/// not asked has no observation unless `watching` is set; an illegal move is an error unless `illegalMoves = forfeit`,
/// where both players are terminated, not terminated and truncated at once.
///
/// Returns: between random players the first one gets 0.11 on average over 10,000 games; [ConnectFourHeuristic] gets
/// 0.98 and more against them (LineGamesTest).
public final class ConnectFour {

  /// @param rows of the board
  /// @param columns of the board
  /// @param toWin stones of a line that wins
  /// @param beginner who makes the first move
  /// @param illegalMoves what an action outside the mask does
  /// @param clock what counts as one unit of time
  /// @param watching whether the player who waits observes as well
  public record Config(
      @Option(byDefault = "6", help = "rows of the board; at most 64 cells") int rows,
      @Option(byDefault = "7", help = "columns of the board; at most 64 cells") int columns,
      @Option(byDefault = "4", help = "stones of a line that wins") int toWin,
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
      return LineGames.spec("connect_four-v3", "player_0", "player_1", lines(), watching);
    }

    Lines lines() {
      return new Lines(rows, columns, toWin, true);
    }

    @Override
    public VectorEnvironment create(int games) {
      return new LineGames(spec(), lines(), beginner, illegalMoves, clock, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "connect_four", Config.class, "two players drop stones, a line of four wins (turns, masks, perfect information)")
      .withSmallest(Map.of("rows", 4, "columns", 4, "toWin", 3))
      .withScript("heuristic", ConnectFourHeuristic::of)
      .withRecording(new Catalogue.Recording("connect_four_v3", Map.of(), LineGames::asRecorded));

  private ConnectFour() {}
}
