package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import covey.testkit.contract.Terms;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for board games.
class BoardContractTest {
  @Nested
  class UsualTicTacToe extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return TicTacToe.Config.DEFAULTS;
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withDrawn(false);
    }
  }

  @Nested
  class WideTicTacToeWithEverything extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new TicTacToe.Config(4, 5, 3, Beginner.RANDOM, LineGames.IllegalMoves.FORFEIT,
          LineGames.Clock.ROUND, true);
    }
  }

  @Nested
  class SmallestTicTacToe extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return TicTacToe.Config.of(1, 2, 2);
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withDrawn(false);
    }
  }

  @Nested
  class LargestTicTacToe extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return TicTacToe.Config.of(8, 8, 5);
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withDrawn(false);
    }
  }

  @Nested
  class UsualConnectFour extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return ConnectFour.Config.DEFAULTS;
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withDrawn(false);
    }
  }

  @Nested
  class SmallConnectThreeWithEverything extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new ConnectFour.Config(3, 3, 3, Beginner.RANDOM, LineGames.IllegalMoves.FORFEIT,
          LineGames.Clock.ROUND, true);
    }
  }
}
