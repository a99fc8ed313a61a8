package covey.environments;

import covey.env.EnvironmentConfig;
import covey.testkit.contract.EnvironmentContract;
import java.util.List;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Every environment of the catalogue keeps the contract with its smallest team, where debugging begins.
@ParameterizedClass
@MethodSource("names")
class SmallestTeamsContractTest extends EnvironmentContract {
  @Parameter
  String name;

  static List<String> names() {
    return Catalogue.names();
  }

  @Override
  public EnvironmentConfig config() {
    Catalogue.Entry<?> entry = Catalogue.entry(name);
    return entry.configure(entry.smallest(), "");
  }
}
