package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for battles, the arena and dispatch.
class BattleContractTest {
  @Nested
  class ThreeMarines extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Skirmish.Config.DEFAULTS;
    }
  }

  @Nested
  class SmallestSkirmish extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Skirmish.Config.of("3m").withAgents(1).withDifficulty(Skirmish.Difficulty.EASY);
    }
  }

  @Nested
  class DyingAgainstTheBest extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Skirmish.Config.of("2s3z")
          .withDifficulty(Skirmish.Difficulty.HARD)
          .withAfterDeath(Skirmish.AfterDeath.ENDS);
    }
  }

  @Nested
  class SelfPlayWithMedics extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Skirmish.Config.of("MMM")
          .withAgents(4)
          .withOpponent(Skirmish.Opponent.SELF)
          .withReward(Skirmish.Reward.ZERO_SUM);
    }
  }

  @Nested
  class UnequalSelfPlayWhereTheDeadEnd extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Skirmish.Config.DEFAULTS
          .withArmies("1c1h", "2baneling2zergling1sc")
          .withOpponent(Skirmish.Opponent.SELF)
          .withReward(Skirmish.Reward.SPARSE)
          .withAfterDeath(Skirmish.AfterDeath.ENDS);
    }
  }

  @Nested
  class UsualArena extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Arena.Config.DEFAULTS;
    }
  }

  @Nested
  class LonelyArena extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new Arena.Config(1, 2, 0.3, 3, 2, 1, 2, 60);
    }
  }

  @Nested
  class CrowdedArenaOfShortLives extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new Arena.Config(8, 4, 0.2, 3, 4, 3, 0, 50);
    }
  }

  @Nested
  class UsualDispatch extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Dispatch.Config.DEFAULTS;
    }
  }

  @Nested
  class LonelyDispatch extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Dispatch.Config.of(1);
    }
  }

  @Nested
  class BusyDispatch extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new Dispatch.Config(12, 2, 20, 7, 3, 1);
    }
  }
}
