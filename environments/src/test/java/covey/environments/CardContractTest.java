package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for card games.
class CardContractTest {
  @Nested
  class Kuhn extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return KuhnPoker.Config.DEFAULTS;
    }
  }

  @Nested
  class KuhnForFive extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new KuhnPoker.Config(5, Beginner.RANDOM);
    }
  }

  @Nested
  class Leduc extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return LeducPoker.Config.DEFAULTS;
    }
  }

  @Nested
  class LeducForFour extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new LeducPoker.Config(4, Beginner.RANDOM, true);
    }
  }
}
