package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.testkit.contract.EnvironmentCheck;
import covey.testkit.contract.EnvironmentCheck.Effort;
import covey.testkit.contract.EnvironmentCheck.Report;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The fuzzer finds nothing in any built-in environment, and needs to be told nothing about it.
class CheckTest {
  private static final Effort QUICK = Effort.USUAL.withEpisodes(48).withSeconds(1);

  static List<String> names() {
    return Catalogue.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothing_is_found_with_the_defaults(String name) {
    Report report = EnvironmentCheck.of(name, Catalogue.entry(name).defaults(), QUICK);
    assertEquals(List.of(), report.findings());
    assertTrue(report.episodes() >= 12, report.toString()); // of one round
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothing_is_found_in_the_smallest_team(String name) {
    Catalogue.Entry<?> entry = Catalogue.entry(name);
    Report report = EnvironmentCheck.of(name, entry.configure(entry.smallest(), ""), QUICK.withSeed(2));
    assertEquals(List.of(), report.findings());
    assertTrue(report.episodes() >= 12, report.toString());
  }
}
