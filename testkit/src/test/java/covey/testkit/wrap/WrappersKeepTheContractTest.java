package covey.testkit.wrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.space.RowLayout;
import covey.space.Space;
import covey.testkit.contract.Clause;
import covey.testkit.contract.Contract;
import covey.testkit.contract.Terms;
import covey.testkit.probes.Probes;
import covey.wrap.ActionRepeat;
import covey.wrap.AgentId;
import covey.wrap.Curriculum;
import covey.wrap.Flatten;
import covey.wrap.FrameStack;
import covey.wrap.Parallel;
import covey.wrap.PotentialShaping;
import covey.wrap.Select;
import covey.wrap.TimeLimit;
import covey.wrap.Wrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every wrapper around every probe game, under the whole contract.
class WrappersKeepTheContractTest {
  private record Around(String name, UnaryOperator<EnvironmentConfig> wrapper) {
    static Around of(Wrapper wrapper) {
      return new Around(wrapper.toString(), wrapper::around);
    }
  }

  private static List<Around> wrappers() {
    return List.of(
        Around.of(new AgentId()), Around.of(new Flatten()), Around.of(new FrameStack(3)), Around.of(new FrameStack(1)),
        Around.of(new TimeLimit(5)), Around.of(new TimeLimit(1)), Around.of(new ActionRepeat(3)),
        Around.of(new Parallel(2)),
        new Around("shaping", inner -> new PotentialShaping(inner, "shaping", 0.9, (columns, row, slot) -> row(columns
            .observation.layout, columns.observation.floats, row) + slot)),
        new Around("curriculum of one level", inner -> Curriculum.of(List.of(inner))),
        new Around("everything at once", inner -> Wrapper.around(
            Curriculum.of(List.of(inner)),
            List.of(new TimeLimit(9), new ActionRepeat(2), new AgentId(), new FrameStack(2), new Flatten(),
                new TimeLimit(3)))));
  }

  private static double row(RowLayout layout, float[] floats, int row) {
    return layout.floats() == 0 ? 0.5 : floats[row * layout.floats()];
  }

  static List<Arguments> pairs() {
    var pairs = new ArrayList<Arguments>();
    for (Around around : wrappers()) {
      for (Probes.Probe probe : Probes.all()) {
        pairs.add(Arguments.argumentSet(around.name + ", " + probe.name(), around.wrapper.apply(probe.config()),
            probe.drawn()));
      }
    }
    for (Probes.Probe probe : Probes.all()) {
      EnvironmentSpec spec = probe.config().spec();
      boolean alike = spec.layouts().size() == 1;
      if (alike && spec.slots().getFirst().observation() instanceof Space.Composite(List<Space.Part> parts)) {
        EnvironmentConfig selected = new Select(List.of(parts.getFirst().name())).around(probe.config());
        pairs.add(Arguments.argumentSet("select, " + probe.name(), selected, probe.drawn()));
      }
    }
    return pairs;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void a_wrapped_probe_keeps_every_clause(EnvironmentConfig config, boolean drawn) {
    boolean cut = config.spec().metrics().stream().anyMatch(metric -> metric.name().equals("cut"));
    // a game that is cut is made anew
    Terms terms = Terms.USUAL.withDrawn(drawn).withLongestEpisode(100).withAllocates(cut);
    for (Clause clause : Clause.values()) {
      if (clause == Clause.KEYS_MATTER && drawn) continue; // what was left out or cut off may be what was drawn
      assertEquals(Optional.empty(), Contract.breach(clause, config, terms));
    }
  }
}
