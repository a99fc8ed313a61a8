package covey.environments;

import covey.env.EnvironmentConfig;
import covey.environments.MatrixGame.Game;
import covey.testkit.contract.EnvironmentContract;
import covey.testkit.contract.Terms;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for matrix and tiny games.
class TinyGamesContractTest {
  /// No table draws anything.
  abstract static class WithoutChance extends EnvironmentContract {
    @Override
    public Terms terms() {
      return Terms.USUAL.withDrawn(false);
    }
  }

  @Nested
  class OneRoundOfRockPaperScissors extends WithoutChance {
    @Override
    public EnvironmentConfig config() {
      return MatrixGame.Config.DEFAULTS;
    }
  }

  @Nested
  class TwelveRoundsOfTheDilemmaForFour extends WithoutChance {
    @Override
    public EnvironmentConfig config() {
      return new MatrixGame.Config(Game.PRISONERS_DILEMMA, 4, 12, 0);
    }
  }

  @Nested
  class StagHunt extends WithoutChance {
    @Override
    public EnvironmentConfig config() {
      return MatrixGame.Config.of(Game.STAG_HUNT);
    }
  }

  @Nested
  class ClimbingTwice extends WithoutChance {
    @Override
    public EnvironmentConfig config() {
      return new MatrixGame.Config(Game.CLIMBING, 2, 2, 0);
    }
  }

  @Nested
  class PenaltyForFive extends WithoutChance {
    @Override
    public EnvironmentConfig config() {
      return new MatrixGame.Config(Game.PENALTY, 5, 3, -100);
    }
  }

  @Nested
  class TwoSteps extends WithoutChance {
    @Override
    public EnvironmentConfig config() {
      return TwoStep.Config.DEFAULTS;
    }
  }

  @Nested
  class Tiger extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new DecTiger.Config(7);
    }
  }

  @Nested
  class UsualRiddle extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SwitchRiddle.Config.DEFAULTS;
    }
  }

  @Nested
  class RiddleOfTwoOverManyDays extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SwitchRiddle.Config(2, Optional.of(30));
    }
  }

  @Nested
  class UsualMaze extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return TMaze.Config.DEFAULTS;
    }
  }

  @Nested
  class ShortMazesOfThree extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new TMaze.Config(3, 1, 20, false);
    }
  }

  @Nested
  class WalkedMazesOfTwo extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new TMaze.Config(2, 4, 30, true);
    }
  }
}
