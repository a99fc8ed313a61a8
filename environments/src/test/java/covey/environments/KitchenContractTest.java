package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import covey.testkit.contract.Terms;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for kitchens. They draw nothing.
class KitchenContractTest {
  abstract static class Cooking extends EnvironmentContract {
    @Override
    public Terms terms() {
      return Terms.USUAL.withDrawn(false);
    }
  }

  @Nested
  class UsualKitchen extends Cooking {
    @Override
    public EnvironmentConfig config() {
      return Overcooked.ENTRY.configure(Map.of("horizon", 60), "");
    }
  }

  @Nested
  class LonelyCook extends Cooking {
    @Override
    public EnvironmentConfig config() {
      return Overcooked.ENTRY.configure(Map.of("agents", 1, "horizon", 50), "");
    }
  }

  @Nested
  class SetsOfEntities extends Cooking {
    @Override
    public EnvironmentConfig config() {
      return Overcooked.ENTRY.configure(Map.of(
          "observation", "entities", "layout", "counter_circuit_o_1order", "horizon", 45, "oldDynamics", false), "");
    }
  }

  @Nested
  class ThreeCooksWithTomatoes extends Cooking {
    @Override
    public EnvironmentConfig config() {
      return Overcooked.ENTRY.configure(Map.of("grid", List.of("XTPOX", "D123X", "X...S", "XXXXX"), "orders",
          List.of("o", "oot"), "bonusOrders", "too", "oldDynamics", false, "cookTime", 2, "horizon", 120), "");
    }
  }
}
