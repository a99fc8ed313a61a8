package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for warehouses.
class WarehouseContractTest {
  private static EnvironmentConfig options(Map<String, Object> changed) {
    return Warehouse.ENTRY.configure(changed, "");
  }

  @Nested
  class UsualWarehouse extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options(Map.of("maxSteps", 60));
    }
  }

  @Nested
  class SmallestWarehouse extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options(Map.of("agents", 1, "shelfRows", 2, "shelfColumns", 1, "columnHeight", 2, "maxSteps", 20));
    }
  }

  @Nested
  class CrowdedWarehouseWithWideSensors extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options(Map.of("agents", 12, "columnHeight", 3, "sensorRange", 2, "reward", "global", "maxSteps", 25,
          "requestQueue", 11));
    }
  }

  @Nested
  class WarehouseOfImagesThatEndsWhenNothingHappens extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options(Map.of("observation", "image", "reward", "two-stage", "maxInactivity", 10, "timeLimit",
          "terminates", "shelfRows", 2));
    }
  }
}
