package covey.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.testkit.probes.Probes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbesKeepTheContractTest {
  static List<Probes.Probe> probes() {
    return Probes.all();
  }

  @ParameterizedTest
  @MethodSource("probes")
  void every_probe_keeps_every_clause(Probes.Probe probe) {
    Terms terms = Terms.USUAL.withDrawn(probe.drawn()).withLongestEpisode(100);
    for (Clause clause : Clause.values()) {
      assertEquals(Optional.empty(), Contract.breach(clause, probe.config(), terms));
    }
  }

  @Test
  void probes_are_told_apart_by_their_names() {
    var names = new HashSet<String>();
    for (Probes.Probe probe : Probes.all()) assertTrue(names.add(probe.name()));
    assertTrue(names.size() >= 25, "probes: " + names.size());
  }
}
