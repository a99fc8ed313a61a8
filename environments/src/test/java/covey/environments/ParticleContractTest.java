package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for the particle games in which agents move; see also `SpeechContractTest`.
class ParticleContractTest {
  static EnvironmentConfig smallest(String name) {
    Catalogue.Entry<?> entry = Catalogue.entry(name);
    return (EnvironmentConfig) entry.configure(entry.smallest(), "");
  }

  @Nested
  class OneAgent extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Simple.Config.DEFAULTS;
    }
  }

  @Nested
  class OneAgentByNumbers extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new Simple.Config(7, true);
    }
  }

  @Nested
  class SpreadWithDifferences extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return (EnvironmentConfig) Catalogue.entry("simple_spread").configure(Map.of("differenceReward", true), "");
    }
  }

  @Nested
  class Push extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimplePush.Config.DEFAULTS;
    }
  }

  @Nested
  class PushByNumbers extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimplePush.Config(10, true);
    }
  }

  @Nested
  class Adversary extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleAdversary.Config.DEFAULTS;
    }
  }

  @Nested
  class AdversaryOfOne extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return smallest("simple_adversary");
    }
  }

  @Nested
  class ShortSightedAdversary extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleAdversary.Config(3, 10, true, Optional.of(5), Optional.of(2));
    }
  }

  @Nested
  class Tag extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleTag.Config.DEFAULTS;
    }
  }

  @Nested
  class TagOfTwo extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return smallest("simple_tag");
    }
  }

  @Nested
  class TagByNumbersThatEndsWithSuccess extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleTag.Config(5, 2, 3, 40, true, true, 0.5, Optional.empty(), Optional.empty());
    }
  }

  @Nested
  class ShortSightedTag extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleTag.Config(3, 2, 2, 10, false, false, 1, Optional.of(6), Optional.of(1));
    }
  }

  @Nested
  class TagThatSeesNearObstaclesOnly extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleTag.Config(2, 2, 1, 10, false, false, 1, Optional.empty(), Optional.of(3));
    }
  }

  @Nested
  class WorldComm extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleWorldComm.Config.DEFAULTS;
    }
  }

  @Nested
  class WorldCommOfTwo extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return smallest("simple_world_comm");
    }
  }

  @Nested
  class WorldCommByNumbers extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleWorldComm.Config(2, 3, 2, 3, 1, 10, true);
    }
  }
}
