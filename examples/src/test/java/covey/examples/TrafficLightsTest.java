package covey.examples;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;

class TrafficLightsTest extends EnvironmentContract {
  @Override
  public EnvironmentConfig config() {
    return new TrafficLights.Config(3, 12);
  }
}
