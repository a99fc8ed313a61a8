package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/// The contract of environments, for those on grids with local sight.
class GridContractTest {
  private static EnvironmentConfig pursuit(Map<String, Object> options) {
    return Catalogue.entry("pursuit").configure(options, "");
  }

  @Nested
  class UsualPursuit extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return pursuit(Map.of("maxSteps", 40));
    }
  }

  @Nested
  class LonelyPursuit extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return pursuit(Catalogue.entry("pursuit").smallest());
    }
  }

  @Nested
  class CrowdedPursuit extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return pursuit(Map.of("agents", 6, "evaders", 2, "size", 5, "block", 1, "sight", 6, "seen", 2, "catchers", 4,
          "evaderMoves", 0.5, "maxSteps", 30));
    }
  }
}
