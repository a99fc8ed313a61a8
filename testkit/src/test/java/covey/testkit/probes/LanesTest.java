package covey.testkit.probes;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;

class LanesTest extends EnvironmentContract {
  @Override
  public EnvironmentConfig config() {
    return Lanes.Config.DEFAULTS;
  }
}
