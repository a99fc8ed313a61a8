package covey.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.rollout.ExactSums;
import covey.rollout.Seats;
import covey.space.Space;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Each rule of transitions in a table small enough to be checked by hand. Gamma is 1/2 throughout.
///
/// A script tells for each timestep what each agent does (D decides, F forced, W waits, . absent, T terminates, X is
/// truncated, N a newcomer who decides, M a newcomer who waits) and what the transition there paid.
class TransitionsTest {
  private static final double GAMMA = 0.5;
  private static final Seats ALONE = Seats.alone(2);
  private static final Seats GROUP = Seats.of(2, List.of(List.of(0, 1)));

  private static Script script() {
    return new Script(2);
  }

  private static List<String> entries(Rollout rollout, Seats seats) {
    return text(taken(rollout, seats));
  }

  private static Transitions taken(Rollout rollout, Seats seats) {
    var transitions = new Transitions(rollout, seats, 0, GAMMA);
    transitions.take(rollout);
    return transitions;
  }

  /// agent, opening timestep > closing timestep, how it closed, reward, elapsed, discount, whether it decided.
  private static List<String> text(Transitions entries) {
    return java.util.stream.IntStream.range(0, entries.count())
        .mapToObj(i -> "a%d %d>%d %s %s in %s x%s%s".formatted(entries.slot(i), entries.openedAt(i), entries.closedAt(i),
            List.of("next", "terminated", "truncated").get(entries.kind(i)), entries.reward(i), entries.elapsed(i),
            entries.discount(i), entries.decided(i) ? "" : " undecided"))
        .toList();
  }

  @Test
  void a_lone_agent_has_a_transition_from_each_decision_to_the_next() {
    Rollout rollout = script()
        .reset("DD")
        .step("DD", 1, 10)
        .step("DD", 2, 20)
        .last("TX", 4, 40)
        .rollout();
    assertEquals(List.of(
        "a0 1>2 next 1.0 in 1.0 x0.5",
        "a1 1>2 next 10.0 in 1.0 x0.5",
        "a0 2>3 next 2.0 in 1.0 x0.5",
        "a1 2>3 next 20.0 in 1.0 x0.5",
        "a0 3>4 terminated 4.0 in 1.0 x0.0",
        "a1 3>4 truncated 40.0 in 1.0 x0.5"), entries(rollout, ALONE));
  }

  @Test
  void a_reward_in_the_opponents_turn_belongs_to_the_decision_before_it() {
    Rollout rollout = script()
        .reset("DW")
        .step("WD", 0, 3) // before agent 1 has decided anything
        .step("DW", 8, 0) // while agent 0 waits: 8 x 1/2
        .last("TT", 1, -1)
        .rollout();
    Transitions entries = taken(rollout, ALONE);
    assertEquals(List.of(
        "a0 1>3 next 4.0 in 2.0 x0.25",
        "a0 3>4 terminated 1.0 in 1.0 x0.0",
        "a1 2>4 terminated -0.5 in 2.0 x0.0"), text(entries)); // 0 + -1 x 1/2
    assertEquals(3, entries.unattributed().value(0));
    assertEquals(8 + 1 - 1, entries.closed().value(0)); // raw, not discounted
  }

  @Test
  void time_that_passes_unevenly_discounts_from_the_decision() {
    Rollout rollout = script()
        .reset("DW")
        .elapsed(2).step("WW", 1, 0) // at time 0: 1
        .elapsed(0).step("WW", 4, 0) // at time 2: 4 / 4
        .elapsed(1).step("WW", 8, 0) // at time 2: 8 / 4
        .elapsed(0.5).step("DW", 16, 0) // at time 3: 16 / 8
        .rollout();
    assertEquals(List.of("a0 1>5 next 6.0 in 3.5 x" + StrictMath.exp(0.5 * StrictMath.log(0.5)) / 8), entries(rollout, ALONE));
  }

  @Test
  void a_decision_from_which_no_time_passes_is_not_discounted() {
    Rollout rollout = script().reset("DW").elapsed(0).step("DW", 1, 0).step("DW", 2, 0).rollout();
    assertEquals(List.of("a0 1>2 next 1.0 in 0.0 x1.0", "a0 2>3 next 2.0 in 1.0 x0.5"), entries(rollout, ALONE));
  }

  @Test
  void forced_actions_are_no_decisions_and_what_they_earn_is_the_decisions_before() {
    Rollout rollout = script().reset("FW").step("DW", 5, 0).step("FW", 1, 0).step("DW", 2, 0).rollout();
    Transitions entries = taken(rollout, ALONE);
    assertEquals(List.of("a0 2>4 next 2.0 in 2.0 x0.25"), text(entries)); // 1 + 2 / 2
    assertEquals(5, entries.unattributed().value(0));
  }

  @Test
  void a_truncated_agent_is_bootstrapped_from_its_final_row_also_when_it_waited() {
    Rollout rollout = script().reset("DD").step("WD", 1, 1).last("XX", 2, 2).rollout();
    Transitions entries = taken(rollout, ALONE);
    assertEquals(List.of(
        "a1 1>2 next 1.0 in 1.0 x0.5",
        "a0 1>3 truncated 2.0 in 2.0 x0.25",
        "a1 2>3 truncated 2.0 in 1.0 x0.5"), text(entries));
    assertEquals(rollout.row(3, 0, 0), entries.nextRow(1));
    assertEquals(rollout.row(1, 0, 0), entries.row(1));
    assertEquals(rollout.row(3, 0, 1), entries.nextRow(2));
    assertEquals(rollout.row(2, 0, 1), entries.nextRow(0));
    assertEquals(1, entries.truncatedWaiting());
  }

  @Test
  void a_terminated_agent_has_no_row_to_bootstrap_from() {
    Rollout rollout = script().reset("DD").last("TT", 1, 1).rollout();
    Transitions entries = taken(rollout, ALONE);
    assertEquals(-1, entries.nextRow(0));
    assertEquals(0, entries.truncatedWaiting());
  }

  @Test
  void a_newcomer_inherits_nothing() {
    Rollout rollout = script()
        .reset("DD")
        .step("TD", 1, 0)
        .step("MD", 4, 0) // paid on arrival, before any decision
        .step("DD", 8, 0)
        .last("TT", 2, 0)
        .rollout();
    Transitions entries = taken(rollout, ALONE);
    assertEquals(List.of("a0 1>2 terminated 1.0 in 1.0 x0.0", "a0 4>5 terminated 2.0 in 1.0 x0.0"),
        text(entries).stream().filter(line -> line.startsWith("a0")).toList());
    assertEquals(12, entries.unattributed().value(0));
    assertEquals(List.of(0, 1), java.util.stream.IntStream.range(0, entries.count())
        .filter(i -> entries.slot(i) == 0).mapToObj(entries::generation).toList());
  }

  @Test
  void entries_tell_where_they_come_from() {
    Rollout rollout = script()
        .reset("DW").last("TT", 1, 0)
        .reset("WW").step("DD", 0, 0).step("NW", 0, 0).rollout();
    java.util.Arrays.fill(rollout.version, 7);
    Transitions entries = taken(rollout, ALONE);
    assertEquals(1, entries.episode(1) - entries.episode(0));
    assertEquals(0, entries.clock(0));
    assertEquals(1, entries.clock(1));
    assertEquals(7, entries.version(1));
    assertEquals(0, entries.layout(1));
    assertEquals(0, entries.game(1));
  }

  // ---- groups --------------------------------------------------------------------------------------------------------

  @Test
  void a_group_ticks_when_a_member_decides_and_everybody_present_has_an_entry() {
    Rollout rollout = script()
        .reset("DW")
        .step("WW", 1, 10) // no tick
        .step("WD", 2, 20) // tick
        .step("DD", 4, 40)
        .last("TX", 8, 80)
        .rollout();
    assertEquals(List.of(
        "a0 1>3 next 2.0 in 2.0 x0.25", // 1 + 2 / 2
        "a1 1>3 next 20.0 in 2.0 x0.25 undecided", // 10 + 20 / 2
        "a0 3>4 next 4.0 in 1.0 x0.5 undecided",
        "a1 3>4 next 40.0 in 1.0 x0.5",
        "a0 4>5 terminated 8.0 in 1.0 x0.0",
        "a1 4>5 truncated 80.0 in 1.0 x0.5"), entries(rollout, GROUP));
  }

  @Test
  void a_member_that_ends_between_ticks_closes_there_and_a_newcomer_enters_at_the_next_tick() {
    Rollout rollout = script()
        .reset("DD")
        .step("WX", 1, 1) // no tick: agent 1 closes alone
        .step("WM", 1, 5) // newcomer, no tick
        .step("DW", 1, 5) // tick: both open
        .step("DW", 1, 3)
        .rollout();
    Transitions entries = taken(rollout, GROUP);
    assertEquals(List.of(
        "a1 1>2 truncated 1.0 in 1.0 x0.5",
        "a0 1>4 next 1.75 in 3.0 x0.125", // 1 + 1/2 + 1/4
        "a0 4>5 next 1.0 in 1.0 x0.5",
        "a1 4>5 next 3.0 in 1.0 x0.5 undecided"), text(entries));
    assertEquals(10, entries.unattributed().value(0));
  }

  @Test
  void a_member_that_ends_at_a_tick_ends_once_and_opens_nothing() {
    Rollout rollout = script().reset("DD").step("DT", 1, 1).step("D.", 1, 0).rollout();
    assertEquals(List.of(
        "a0 1>2 next 1.0 in 1.0 x0.5",
        "a1 1>2 terminated 1.0 in 1.0 x0.0",
        "a0 2>3 next 1.0 in 1.0 x0.5"), entries(rollout, GROUP));
  }

  @Test
  void a_forced_member_has_an_entry_without_a_decision_and_a_row() {
    Rollout rollout = script().reset("DF").step("DD", 1, 1).rollout();
    Transitions entries = taken(rollout, GROUP);
    assertEquals(
        List.of("a0 1>2 next 1.0 in 1.0 x0.5", "a1 1>2 next 1.0 in 1.0 x0.5 undecided"), text(entries));
    assertEquals(rollout.row(1, 0, 1), entries.row(1));
    assertTrue(entries.row(1) >= 0);
    assertEquals(AgentState.FORCED, rollout.state[rollout.cell(1, 0, 1)]);
  }

  @Test
  void a_waiting_member_without_a_row_says_so() {
    Rollout rollout = script().reset("DW").step("DW", 1, 1).rollout();
    Transitions entries = taken(rollout, GROUP);
    assertEquals(-1, entries.row(1));
    assertEquals(-1, entries.nextRow(1));
    assertEquals(rollout.row(2, 0, 0), entries.nextRow(0));
  }

  // ---- other seats, several rollouts -----------------------------------------------------------------------------------

  @Test
  void seats_of_other_policies_are_not_taken() {
    Rollout rollout = script().reset("DD").step("DD", 1, 10).last("TT", 2, 20).rollout();
    for (int t = 0; t < rollout.steps; t++) if (rollout.policy[2 * t] == 0) rollout.policy[2 * t + 1] = 1;
    assertEquals(List.of("a0 1>2 next 1.0 in 1.0 x0.5", "a0 2>3 terminated 2.0 in 1.0 x0.0"), entries(rollout, ALONE));
    var other = new Transitions(rollout, ALONE, 1, GAMMA);
    other.take(rollout);
    assertEquals(List.of("a1 1>2 next 10.0 in 1.0 x0.5", "a1 2>3 terminated 20.0 in 1.0 x0.0"), text(other));
  }

  @Test
  void what_is_open_at_the_end_closes_in_a_later_rollout_with_all_that_was_paid() {
    Script script = script().reset("DW").step("WW", 1, 0);
    Rollout rollout = script.rollout();
    var entries = new Transitions(rollout, ALONE, 0, GAMMA);
    entries.take(rollout);
    assertEquals(0, entries.count());
    assertEquals(1, entries.open().value(0));
    assertEquals(0, entries.closed().value(0));
    rollout.carry(1, 0, 0);
    Script second = script.over().step("WW", 2, 0).step("WW", 4, 0);
    entries.take(second.rollout());
    assertEquals(0, entries.count());
    assertEquals(7, entries.open().value(0));
    Script third = second.over().step("DW", 8, 0).step("WW", 0, 0);
    entries.take(third.rollout());
    assertEquals(List.of("a0 -1>1 next 4.0 in 4.0 x0.0625"), text(entries)); // 1 + 2/2 + 4/4 + 8/8
    assertEquals(third.rollout().carried(0, 0), entries.row(0));
    assertEquals(15, entries.closed().value(0));
    assertTrue(entries.open().isZero(0));
  }

  @Test
  void an_episode_that_was_given_up_leaves_nothing_to_the_next() {
    Script script = script().reset("DD").step("WW", 1, 2);
    Rollout rollout = script.rollout();
    var entries = new Transitions(rollout, ALONE, 0, GAMMA);
    entries.take(rollout);
    Script after = script.givenUp().reset("WD").step("WD", 16, 32).step("DW", 64, 128).last("TT", 0, 0);
    entries.take(after.rollout());
    assertEquals(List.of(
        "a1 1>2 next 32.0 in 1.0 x0.5",
        "a0 3>4 terminated 0.0 in 1.0 x0.0",
        "a1 2>4 terminated 128.0 in 2.0 x0.0"), text(entries));
    assertEquals(160, entries.closed().value(0));
    assertTrue(entries.open().isZero(0));
    assertEquals(3 + 16 + 64, entries.unattributed().value(0));
  }

  @Test
  void closed_sums_are_raw_and_exact() {
    Rollout rollout = script().reset("DW").step("WW", 0.1, 0).step("DW", 0.2, 0).rollout();
    var expected = new ExactSums(1);
    expected.add(0, 0.1);
    expected.add(0, 0.2);
    assertTrue(expected.same(0, taken(rollout, ALONE).closed(), 0));
  }

  @Test
  void gamma_outside_of_its_interval_is_refused() {
    Rollout rollout = script().reset("DD").step("DD", 0, 0).rollout();
    for (double gamma : new double[] {-0.01, 1.01, Double.NaN}) {
      var problem = assertThrows(IllegalArgumentException.class, () -> new Transitions(rollout, ALONE, 0, gamma));
      assertEquals("gamma = " + gamma + ", but it must lie in [0, 1]; 0.99 is usual", problem.getMessage());
    }
    new Transitions(rollout, ALONE, 0, 0);
    new Transitions(rollout, ALONE, 0, 1);
  }

  @Test
  void a_checkpoint_of_other_games_is_refused() {
    Rollout one = script().reset("DD").step("DD", 0, 0).rollout();
    Rollout other = new Script(3).reset("DDD").step("DDD", 0, 0, 0).rollout();
    var out = new ArchiveWriter();
    taken(one, ALONE).save(out);
    var in = ArchiveReader.read(out.toBytes(), "checkpoint");
    assertThrows(covey.archive.ArchiveException.class, () -> new Transitions(other, Seats.alone(3), 0, 1).load(in));
  }

  @Test
  void what_is_learned_may_be_scaled_and_clipped_while_the_sums_stay_raw() {
    Rollout rollout = script()
        .reset("DD")
        .step("DW", 1, 10) // agent 1 waits, so that two rewards are one entry
        .step("DD", -3, 20)
        .last("TT", 0.25, 0.5)
        .rollout();
    var learned = new LearnedReward(0.5, Optional.of(1.0), Map.of());
    var entries = new Transitions(rollout, ALONE, 0, GAMMA, learned);
    entries.take(rollout);
    // agent 0: 0.5; -1.5 clipped to -1; 0.125. agent 1: 5 and 10, both clipped, 1 + 1/2 * 1 = 1.5; 0.25
    assertEquals(List.of(
        "a0 1>2 next 0.5 in 1.0 x0.5",
        "a0 2>3 next -1.0 in 1.0 x0.5",
        "a1 1>3 next 1.5 in 2.0 x0.25",
        "a0 3>4 terminated 0.125 in 1.0 x0.0",
        "a1 3>4 terminated 0.25 in 1.0 x0.0"), text(entries));
    assertEquals(3 / 6.0, entries.clippedShare());
    assertEquals(1 + 10 - 3 + 20 + 0.25 + 0.5, entries.closed().value(0));
  }

  @Test
  void auxiliary_rewards_count_by_their_weights_and_are_no_raw_rewards() {
    var spec = EnvironmentSpec.of("told-v1", List.of(EnvironmentSpec.Slot.of("a", "a", "a", Space.Box.unbounded(1),
        new Space.Discrete(2))), EnvironmentSpec.Storage.EVERYONE_DECIDES).withAuxiliaryRewards("noise", "shaping");
    var rollout = new Rollout(spec, 3, new int[] {1}, Rollout.Wanted.NOTHING, 0);
    rollout.state[1] = AgentState.DECIDES;
    rollout.state[2] = AgentState.DECIDES;
    rollout.state[3] = AgentState.WAITS;
    rollout.ended[3] = Ending.TERMINATED;
    rollout.last[3] = true;
    rollout.policy[1] = 0;
    rollout.policy[2] = 0;
    rollout.reward[1] = 2;
    rollout.auxiliary[0][1] = 100;
    rollout.auxiliary[1][1] = 3;
    rollout.auxiliary[1][2] = -5;
    var entries = new Transitions(rollout, Seats.alone(1), 0, GAMMA, new LearnedReward(1, Optional.empty(), Map.of("shaping", 0.5)));
    entries.take(rollout);
    assertEquals(2, entries.count());
    assertEquals(2 + 0.5 * 3, entries.reward(0));
    assertEquals(-2.5, entries.reward(1));
    assertEquals(2, entries.closed().value(0));
    var e = assertThrows(IllegalArgumentException.class, () -> new Transitions(rollout, Seats.alone(1), 0, GAMMA,
        new LearnedReward(1, Optional.empty(), Map.of("shapping", 1.0))));
    assertEquals("reward.auxiliary gives a weight to shapping, but told-v1 declares noise, shaping", e.getMessage());
  }
}
