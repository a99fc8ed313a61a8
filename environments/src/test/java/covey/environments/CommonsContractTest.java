package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for the commons.
class CommonsContractTest {
  @Nested
  class UsualHarvest extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Commons.ENTRY.configure(Map.of("maxSteps", 70), "");
    }
  }

  @Nested
  class LonelyVillager extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Commons.ENTRY.configure(Map.of("agents", 1, "maxSteps", 40), "");
    }
  }

  @Nested
  class CrowdedCleanup extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Commons.ENTRY.configure(Map.of("game", "cleanup", "agents", 10, "width", 9, "height", 8, "view", 5,
          "maxSteps", 60, "timeOut", 3, "beamCost", 0.5), "");
    }
  }
}
