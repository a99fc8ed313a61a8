package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for foraging.
class ForagingContractTest {
  private static EnvironmentConfig options(String name, Map<String, Object> changed) {
    return Catalogue.entry(name).configure(changed, "");
  }

  @Nested
  class UsualForaging extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return Foraging.Config.DEFAULTS;
    }
  }

  @Nested
  class LonelyForaging extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options("lbf", Foraging.ENTRY.smallest());
    }
  }

  @Nested
  class ShortSightedForagingWithPenalty extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options("lbf", Map.of("rows", 5, "columns", 7, "agents", 3, "food", 4, "sight", 2, "penalty", 0.1,
          "normalise", false, "maxSteps", 15));
    }
  }

  @Nested
  class ForagingOnPlanes extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options("lbf", Map.of("observation", "grid", "sight", 1, "illegalActions", "ignore", "maxSteps", 12,
          "rows", 3, "columns", 3, "agents", 4));
    }
  }

  @Nested
  class CooperativeForagingOfUnknownLevels extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return options("lbf", Map.of("coop", true, "observeLevels", false, "timeLimit", "terminates", "maxSteps", 20));
    }
  }
}
