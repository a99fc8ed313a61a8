package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.rollout.FinishedEpisode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private static final List<String> AGENTS = List.of("left", "right");

  @Test
  void two_agents_paid_1_and_3_have_mean_2_and_sum_4() {
    double[] paid = {1, 3};
    assertEquals(2, new Reduction.Mean().of(paid, AGENTS));
    assertEquals(4, new Reduction.Sum().of(paid, AGENTS));
    assertEquals(3, new Reduction.Agent("right").of(paid, AGENTS));
  }

  @Test
  void an_agent_who_is_not_there_is_named_with_those_who_are() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Reduction.Agent("rihgt").of(new double[2], AGENTS));
    assertEquals("no agent is named rihgt; there are left, right; did you mean right?", e.getMessage());
  }

  @Test
  void is_read_as_it_is_written() {
    for (String text : List.of("mean(-8.4)", "sum(-25.0)", "right(3.0)")) {
      assertEquals(text, Target.parse(text).toString());
    }
  }

  @Test
  void a_bare_number_is_a_mean_and_says_so_from_then_on() {
    assertEquals("mean(-8.4)", Target.parse("-8.4").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mean", "mean(", "mean()", "(3)", "mean(NaN)", "mean(1) 2"})
  void anything_else_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Target.parse(text));
  }

  @Test
  void is_exceeded_when_the_whole_interval_lies_above_it() {
    // means over agents 2 and 4 in turn: mean 3, sd 1.0260, 20 episodes: reach 2.093 * 1.0260 / sqrt(20) = 0.4802
    Evaluation evaluation = evaluation(20);
    assertEquals(3 - 0.4802, evaluation.ci95().low(), 1e-4);
    assertTrue(Target.parse("2.51").exceededBy(evaluation));
    assertFalse(Target.parse("2.53").exceededBy(evaluation));
    assertTrue(Target.parse("sum(5.03)").exceededBy(evaluation));
    assertFalse(Target.parse("sum(5.05)").exceededBy(evaluation));
    assertFalse(Target.parse("left(2.51)").exceededBy(evaluation)); // left earns 1 and 3
  }

  private static Evaluation evaluation(int episodes) {
    var played = new ArrayList<FinishedEpisode>();
    for (int i = 0; i < episodes; i++) {
      double[] returns = i % 2 == 0 ? new double[] {1, 3} : new double[] {3, 5};
      played.add(new FinishedEpisode(i, 0, i, 7, returns, new double[] {i % 2}, new int[2]));
    }
    return new Evaluation("test", AGENTS, List.of(0, 1), List.of("won"), played);
  }

  @Test
  void an_evaluation_is_told_by_name() {
    Map<String, Object> tree = evaluation(20).asTree();
    assertEquals(List.of("environment", "episodes", "perAgentReturn", "meanReturn", "ci95", "teamReturn", "meanLength",
        "metrics"), List.copyOf(tree.keySet()));
    assertEquals(Map.of("left", 2.0, "right", 4.0), tree.get("perAgentReturn"));
    assertEquals(3.0, tree.get("meanReturn"));
    assertEquals(6.0, tree.get("teamReturn"));
    assertEquals(7.0, tree.get("meanLength"));
    assertEquals(Map.of("won", 0.5), tree.get("metrics"));
    assertEquals(20L, tree.get("episodes"));
  }
}
