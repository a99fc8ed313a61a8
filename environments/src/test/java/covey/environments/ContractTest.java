package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for the built-in ones.
class ContractTest {
  @Nested
  class UsualSpread extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleSpread.Config.DEFAULTS;
    }
  }

  @Nested
  class LonelySpread extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleSpread.Config.of(1);
    }
  }

  @Nested
  class SpreadByNumbersThatEndsWithSuccess extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleSpread.Config(2, 0.25, 40, true, true, Optional.empty(), Optional.empty(), false);
    }
  }

  @Nested
  class ShortSightedSpread extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleSpread.Config(4, 0.5, 10, false, false, Optional.of(2), Optional.of(5), false);
    }
  }

  @Nested
  class Cart extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new CartPole.Config(100);
    }
  }
}
