package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for the particle games in which agents speak.
class SpeechContractTest {
  @Nested
  class SpeakerAndListener extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleSpeakerListener.Config.DEFAULTS;
    }
  }

  @Nested
  class SpeakerOfNumbersAndOnePlace extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleSpeakerListener.Config(1, 10, true);
    }
  }

  @Nested
  class Reference extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleReference.Config.DEFAULTS;
    }
  }

  @Nested
  class ReferenceByNumbers extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleReference.Config(2, 3, 1, 10, true);
    }
  }

  @Nested
  class Crypto extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return SimpleCrypto.Config.DEFAULTS;
    }
  }

  @Nested
  class CryptoByNumbers extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return new SimpleCrypto.Config(3, 5, 10, true);
    }
  }
}
