package covey.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.Timestep;
import covey.testkit.contract.EnvironmentCheck.Effort;
import covey.testkit.contract.EnvironmentCheck.Finding;
import covey.testkit.contract.EnvironmentCheck.Report;
import covey.testkit.contract.Regatta.Fault;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.Probes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The check finds each fault of a suite of broken environments and calls it by its name, with the shortest actions
/// that show it; in environments that are not broken it finds nothing.
class BrokenEnvironmentsAreFoundTest {
  private static final int MANY = -1; // a place that only many episodes show, or that chance decides

  /// What a fault is called, at whom it shows, and the fewest actions that show it.
  record Expected(Fault fault, String clause, @Nullable String agent, int actions) {
    @Override
    public String toString() {
      return fault + " is " + clause;
    }
  }

  private static final List<Expected> FAULTS = List.of(
      // A boat has four lengths after four rows; two rows and a sail are quicker, but then it waits for a step.
      new Expected(Fault.NAN_OBSERVED, "values_are_within_bounds", "blue", 4),
      new Expected(Fault.OUT_OF_RANGE, "values_are_within_bounds", "red", 3), // both row three times
      new Expected(Fault.BEYOND_THE_SHAPE, "values_have_a_place", "red", 2),
      new Expected(Fault.AGENT_NUMBER_THREE, "values_have_a_place", null, 2),
      new Expected(Fault.METRIC_TOO_MANY, "values_have_a_place", null, 2),
      new Expected(Fault.NAN_PAID, "rewards_are_finite", "red", 3), // both row twice and sail
      new Expected(Fault.INFINITE_PAY, "rewards_are_finite", "blue", 3),
      new Expected(Fault.NO_SEED, "same_key_same_bytes", "gull", 0),
      new Expected(Fault.SHARED_STATE, "games_are_independent", null, MANY),
      new Expected(Fault.LEFTOVER, "episodes_stand_alone", null, 0), // of the second episode
      new Expected(Fault.UNASKED_ACTION, "unasked_actions_are_not_read", "blue", 4), // rows twice, sails, waits
      new Expected(Fault.PAID_AFTER_THE_END, "absent_agents_are_not_paid", "gull", 4),
      new Expected(Fault.VANISHED, "absent_agents_are_not_paid", "blue", 3),
      new Expected(Fault.EMPTY_MASK, "decisions_have_a_legal_action", "blue", 4),
      new Expected(Fault.NO_MASK_AT_TRUNCATION, "truncations_have_a_legal_action", "red", 20),
      new Expected(Fault.REVIVED, "ends_are_final", "gull", 8),
      new Expected(Fault.REPLACED, "nobody_vanishes", "gull", 5),
      new Expected(Fault.ENDLESS, "episodes_end", null, MANY),
      new Expected(Fault.GOES_ON, "last_ends_everybody", "red", 4), // five lengths: three rows and a sail
      new Expected(Fault.TWICE, "states_are_known", "red", 3),
      new Expected(Fault.PAID_AT_RESET, "resets_pay_nothing", "red", 0),
      new Expected(Fault.METRIC_MISSING, "metrics_come_at_the_end", null, 20),
      new Expected(Fault.NAN_METRIC, "metrics_come_at_the_end", null, 4),
      new Expected(Fault.BACK_IN_TIME, "time_runs_forward", null, 3),
      new Expected(Fault.THROWS, "nothing_is_thrown", null, 3), // rows twice and sails
      new Expected(Fault.FORCED_OUTSIDE, "forced_actions_are_actions", "gull", MANY),
      new Expected(Fault.BROKEN_PROMISE, "everyone_decides", "gull", MANY),
      new Expected(Fault.SPEC_CHANGES, "spec_is_stable", null, MANY),
      new Expected(Fault.CLOSING_FAILS, "closing_is_safe", null, MANY),
      new Expected(Fault.COUNTS_GAMES, "vectors_change_nothing", "gull", 0),
      new Expected(Fault.LOSER_UNPAID, "every_team_is_paid", "blue", MANY),
      new Expected(Fault.NOBODY_PAID, "somebody_is_paid", null, MANY),
      new Expected(Fault.LAST_STEP_UNPAID, "last_steps_are_paid", null, MANY),
      new Expected(Fault.SAME_VIEW, "opponents_see_their_own_side", "red", MANY),
      new Expected(Fault.BLIND, "observations_tell_something", "red", MANY),
      new Expected(Fault.NEVER_LEGAL, "every_choice_is_legal_sometimes", "red", MANY),
      new Expected(Fault.LIMIT_TERMINATES, "time_limits_truncate", null, MANY));

  static Stream<Expected> faults() {
    return FAULTS.stream();
  }

  private static Report check(EnvironmentConfig config) {
    return EnvironmentCheck.of("broken", config, Effort.USUAL);
  }

  private static Finding finding(String clause, EnvironmentConfig config) {
    Report report = check(config);
    assertEquals(1, report.findings().size(), report.toString());
    assertEquals(clause, report.findings().getFirst().clause(), report.toString());
    return report.findings().getFirst();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_fault_is_found_and_named_with_the_fewest_actions_that_show_it(Expected expected) {
    Finding finding = finding(expected.clause, new Regatta(expected.fault));
    if (expected.agent != null) assertEquals(expected.agent, finding.agent(), finding.toString());
    if (expected.actions == MANY) return;
    assertEquals(expected.actions, finding.actions().size(), finding.toString());
    assertEquals(expected.actions, finding.step(), finding.toString());
  }

  @Test
  void every_fault_of_the_suite_is_expected_and_there_are_many() {
    Set<Fault> expected = EnumSet.of(Fault.NONE, Fault.HALF_A_RACE_TRUNCATES);
    for (Expected each : FAULTS) assertTrue(expected.add(each.fault), each.toString());
    assertEquals(EnumSet.allOf(Fault.class), expected);
    assertTrue(FAULTS.size() >= 25, FAULTS.size() + " faults");
  }

  @Test
  void without_a_fault_nothing_is_found() {
    Report report = check(new Regatta(Fault.NONE));
    assertTrue(report.passed(), report.toString());
    assertEquals(List.of(), report.remarks());
    assertEquals(240, report.episodes());
    assertTrue(report.steps() >= 240 * 3, report.toString()); // three rows and a sail at least
  }

  @Test
  void endings_that_come_early_and_are_called_truncation_are_remarked() {
    Report report = check(new Regatta(Fault.HALF_A_RACE_TRUNCATES));
    assertTrue(report.passed(), report.toString());
    assertEquals(List.of("episodes_are_cut_at_a_limit"),
        report.remarks().stream().map(EnvironmentCheck.Remark::clause).toList());
  }

  @Test
  void plain_actions_take_the_place_of_those_that_do_not_matter() {
    Finding finding = finding("values_are_within_bounds", new Regatta(Fault.NAN_OBSERVED));
    // Blue alone has to move; red and the gull do what is plainest, as far as they are asked at all.
    for (Map<String, Object> step : finding.actions()) {
      assertTrue(step.getOrDefault("red", 0L).equals(0L) && step.getOrDefault("gull", 0L).equals(0L), step.toString());
    }
    assertTrue(finding.sentence().contains("timestep 4 after its reset: agent blue observes: float 0 of own is NaN"),
        finding.sentence());
  }

  @Test
  void what_takes_two_episodes_is_told_with_the_earlier_one() {
    Finding finding = finding("episodes_stand_alone", new Regatta(Fault.LEFTOVER));
    assertEquals(1, finding.earlier().size(), finding.toString());
    assertTrue(finding.earlier().getFirst().size() >= 3, finding.toString()); // somebody comes to four lengths
  }

  @Test
  void a_report_is_a_tree_of_plain_values() {
    Map<String, Object> tree = check(new Regatta(Fault.TWICE)).asTree();
    assertEquals(Set.of("environment", "episodes", "steps", "findings", "remarks"), tree.keySet());
    var finding = (Map<?, ?>) ((List<?>) tree.get("findings")).getFirst();
    assertEquals(Set.of("clause", "sentence", "agent", "step", "episode", "actions"), finding.keySet());
    assertEquals(3L, finding.get("step"));
    assertEquals(List.of("red", "blue", "gull"), ((Map<?, ?>) ((List<?>) finding.get("actions")).getFirst()).keySet()
        .stream().toList());
  }

  // ---- faults that only environments with columns of their own can have ---------------------------------------------

  private static final EnvironmentConfig LANES = Lanes.Config.DEFAULTS;

  @Test
  void a_value_that_is_not_written() {
    Finding finding = finding("values_are_within_bounds", Tampered.with(LANES, (in, out, game) -> {
      if (in.command[game] != Command.STEP) return;
      var layout = Shown.layout(out, 0); // what was there before: the next rollout's poison shows it
      layout.observation.floats[layout.observation.layout.floats() * Shown.row(out, game) + 1] = -9.25e32f;
    }));
    assertEquals(1, finding.actions().size(), finding.toString());
  }

  @Test
  void skips_that_draw() {
    var skips = new int[1];
    finding("skips_change_nothing", new Tampered(LANES, () -> {
      skips[0] = 0;
      return new Tampered.Tampering() {
        @Override
        public void after(Commands in, Timestep out) {
          for (int game = 0; game < in.command.length; game++) {
            if (in.command[game] == Command.SKIP) skips[0]++;
            if (in.command[game] == Command.STEP && skips[0] > 0 && skips[0] < 100) {
              out.columns().reward[out.paid(game, 0)] += 1;
            }
          }
        }
      };
    }));
  }

  private static final List<int[]> WASTED = new ArrayList<>(); // kept, so that no compiler leaves it out

  @Test
  void an_environment_that_allocates_is_remarked() {
    Report report = check(new Tampered(LANES, () -> (in, out) -> WASTED.add(new int[16])));
    WASTED.clear();
    assertTrue(report.passed(), report.toString());
    assertEquals(List.of("nothing_is_allocated"),
        report.remarks().stream().map(EnvironmentCheck.Remark::clause).toList());
  }

  @Test
  void a_spec_that_throws_is_a_finding() {
    EnvironmentConfig broken = new Tampered(LANES, () -> {
      throw new IllegalStateException("not one was made");
    });
    Finding finding = finding("nothing_is_thrown", broken);
    assertNull(finding.agent());
    assertTrue(finding.sentence().contains("not one was made"), finding.sentence());
  }

  // ---- environments that are not broken ----------------------------------------------------------------------------

  static Stream<Probes.Probe> probes() {
    return Probes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("probes")
  void probes_have_no_findings(Probes.Probe probe) {
    Report report = EnvironmentCheck.of(probe.name(), probe.config(), Effort.USUAL.withEpisodes(100).withSeed(5));
    assertEquals(List.of(), report.findings());
    assertTrue(report.episodes() >= 60, report.toString());
    boolean unmoved = report.remarks().stream().anyMatch(each -> each.clause().equals("chance_matters"));
    assertEquals(!probe.drawn(), unmoved, report.toString());
  }

  @Test
  void effort_that_finds_nothing_is_refused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Effort.USUAL.withEpisodes(0));
    assertTrue(e.getMessage().contains("240, 10000 and 5 are usual"), e.getMessage());
  }
}
