package covey.testkit.contract;

import static covey.testkit.contract.Shown.LANES;
import static covey.testkit.contract.Shown.decides;
import static covey.testkit.contract.Shown.forbid;
import static covey.testkit.contract.Shown.last;
import static covey.testkit.contract.Shown.layout;
import static covey.testkit.contract.Shown.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec.Storage;
import covey.env.EnvironmentSpec;
import covey.env.Timestep;
import covey.testkit.probes.Elimination;
import covey.testkit.probes.ForcedActions;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.Matching;
import covey.testkit.probes.Whisper;
import covey.testkit.probes.Zoo;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Each environment here breaks one rule that shows in a single run, and the clause that forbids it names the place.
class BrokenRulesAreFoundTest {
  private static final EnvironmentConfig ELIMINATION = new Elimination.Config(4, false); // agents end one by one
  private static final Shown SHOWN = new Shown();

  @AfterAll
  static void every_clause_that_shows_in_a_single_run_has_found_something() {
    assertEquals(EnumSet.range(Clause.SPEC_IS_STABLE, Clause.SKIPS_ARE_BLANK), SHOWN.clauses());
  }

  @Test
  void a_spec_that_is_not_the_promised_one() {
    SHOWN.found(
        Clause.SPEC_IS_STABLE,
        new Tampered(LANES, () -> new Tampered.Tampering() {
          @Override
          public void after(Commands in, Timestep out) {}

          @Override
          public EnvironmentSpec spec(EnvironmentSpec promised) {
            return promised.withStorage(Storage.DENSE);
          }
        }),
        "EVERYONE_DECIDES",
        "but the environment says",
        "DENSE");
  }

  @Test
  void a_game_that_throws() {
    SHOWN.found(Clause.NOTHING_IS_THROWN, new Regatta(Regatta.Fault.THROWS), "it threw", "no wind");
  }

  @Test
  void a_value_beyond_its_space() {
    SHOWN.found(
        Clause.VALUES_HAVE_A_PLACE, new Regatta(Regatta.Fault.BEYOND_THE_SHAPE),
        "has 3 float value(s), but number 3 was written");
  }

  @Test
  void an_episode_that_does_not_end() {
    SHOWN.found(
        Clause.EPISODES_END, new Lanes.Config(2, 4, 1_000_000, false), "the episode goes on after 50 timesteps");
  }

  @Test
  void a_state_that_does_not_exist() {
    SHOWN.found(
        Clause.STATES_ARE_KNOWN,
        Tampered.with(LANES, (in, out, game) -> out.columns().state[out.cell(game, 1)] = 9),
        "game 0, episode 0, timestep 0 after its reset: agent agent_1 is in unknown state 9");
  }

  @Test
  void an_agent_that_decides_at_its_end() {
    SHOWN.found(
        Clause.STATES_ARE_KNOWN,
        Tampered.with(LANES, (in, out, game) -> {
          if (last(out, game)) out.columns().state[out.cell(game, 0)] = AgentState.DECIDES;
        }),
        "timestep 8 after its reset: agent agent_0 ends and is DECIDES, but who ends WAITS");
  }

  @Test
  void an_agent_that_waits_although_everyone_decides() {
    SHOWN.found(
        Clause.EVERYONE_DECIDES,
        Tampered.with(LANES, (in, out, game) -> out.columns().state[out.cell(game, 1)] = AgentState.WAITS),
        "agent agent_1 is WAITS");
  }

  @Test
  void an_agent_that_ends_before_the_others_although_everyone_decides() {
    SHOWN.found(
        Clause.EVERYONE_DECIDES,
        Tampered.with(LANES, (in, out, game) -> {
          if (last(out, game)) {
            out.columns().state[out.cell(game, 1)] = AgentState.ABSENT;
            out.columns().ended[out.cell(game, 1)] = Ending.NO;
          }
        }),
        "agent agent_1 is ABSENT and has not ended with the others");
  }

  @Test
  void an_agent_that_lives_on_after_its_end() {
    SHOWN.found(
        Clause.ENDS_ARE_FINAL,
        Tampered.with(ELIMINATION, (in, out, game) -> {
          for (int agent = 0; agent < 4 && in.command[game] == Command.STEP; agent++) {
            byte[] state = out.columns().state;
            if (state[out.cell(game, agent)] == AgentState.ABSENT) state[out.cell(game, agent)] = AgentState.WAITS;
          }
        }),
        "is WAITS as generation 0, but generation 0 has ended");
  }

  @Test
  void an_agent_that_vanishes() {
    SHOWN.found(
        Clause.NOBODY_VANISHES,
        Tampered.with(ELIMINATION, (in, out, game) -> {
          byte[] state = out.columns().state;
          if (in.command[game] == Command.STEP && state[out.cell(game, 2)] == AgentState.DECIDES) {
            state[out.cell(game, 2)] = AgentState.ABSENT;
          }
        }),
        "agent agent_2 is ABSENT, but was there one timestep before and did not end");
  }

  @Test
  void an_agent_that_is_replaced_without_an_end() {
    SHOWN.found(
        Clause.NOBODY_VANISHES,
        Tampered.with(ELIMINATION, (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().generation[out.cell(game, 3)] = 1;
        }),
        "agent agent_3 is of generation 1, but generation 0 was there one timestep before and did not end");
  }

  @Test
  void an_agent_that_goes_on_at_the_last_timestep() {
    SHOWN.found(
        Clause.LAST_ENDS_EVERYBODY,
        Tampered.with(LANES, (in, out, game) -> out.columns().ended[out.cell(game, 1)] = Ending.NO),
        "timestep 8 after its reset: agent agent_1 is WAITS at the last timestep and has not ended");
  }

  @Test
  void a_decision_without_a_legal_action() {
    SHOWN.found(
        Clause.DECISIONS_HAVE_A_LEGAL_ACTION,
        Tampered.with(LANES, (in, out, game) -> {
          if (!last(out, game)) forbid(out, game);
        }),
        "agent agent_0 DECIDES, but branch 0 has no legal choice");
  }

  @Test
  void a_truncation_without_a_mask() {
    SHOWN.found(
        Clause.TRUNCATIONS_HAVE_A_LEGAL_ACTION,
        Tampered.with(LANES, (in, out, game) -> {
          if (last(out, game) && in.command[game] == Command.STEP) forbid(out, game);
        }),
        "agent agent_0 is truncated, but branch 0 of its mask has no legal choice");
  }

  @Test
  void a_forced_action_that_does_not_exist() {
    SHOWN.found(
        Clause.FORCED_ACTIONS_ARE_ACTIONS,
        Tampered.with(ForcedActions.Config.DEFAULTS, (in, out, game) -> {
          for (int agent = 0; agent < 2; agent++) {
            if (out.columns().state[out.cell(game, agent)] == AgentState.FORCED) {
              layout(out, agent).action.ints[out.firstRow(game, 0) + agent] = 3;
            }
          }
        }),
        "is forced to an action whose int 0 is 3, but must lie in [0, 2]");
  }

  @Test
  void an_observation_that_is_no_number() {
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> layout(out, 0).observation.floats[2 * row(out, game) + 1] = Float.NaN),
        "agent agent_0 observes: float 1 is NaN, but must lie in [0.0, 1.0]");
  }

  @Test
  void an_observation_beyond_its_bounds() {
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> layout(out, 0).observation.floats[2 * row(out, game)] += 0.5f),
        "agent agent_0 observes: float 0 is ",
        ", but must lie in [0.0, 1.0]");
  }

  @Test
  void critics_who_see_what_cannot_be() {
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> layout(out, 0).privateState.floats[2 * row(out, game)] = -1),
        "agent agent_0 has a private state whose float 0 is -1.0");
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] != Command.SKIP) out.columns().teamState.floats[2 * out.stateRow(game)] = 2;
        }),
        "the team state's float 0 is 2.0");
  }

  @Test
  void a_set_with_more_members_than_it_can_hold_or_with_members_beyond_its_count() {
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          int row = out.firstRow(game, 0); // the walker
          if (decides(out, game, 0)) layout(out, 0).observation.ints[2 * row] = 4;
        }),
        "agent walker observes: the count of others is 4, but must lie in [0, 3]");
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          if (!decides(out, game, 0)) return;
          var seen = layout(out, 0).observation;
          int row = out.firstRow(game, 0);
          if (seen.ints[2 * row] < 3) seen.floats[8 * row + 7] = 0.5f; // 2 floats of place, then members of 2
        }),
        "agent walker observes: float 5 of others is 0.5, but members beyond the count, here ",
        ", are zero");
  }

  @Test
  void whole_numbers_choices_and_switches_outside_of_their_spaces() {
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          int row = out.firstRow(game, 1); // the switcher sees two ints, 0 to 9
          if (decides(out, game, 1)) layout(out, 1).observation.ints[2 * row + 1] = 10;
        }),
        "agent switcher observes: int 1 is 10, but must lie in [0.0, 9.0]");
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(new Whisper.Config(3, 4), (in, out, game) -> {
          if (in.command[game] == Command.STEP) layout(out, 0).observation.ints[out.firstRow(game, 0)] = 3;
        }),
        "agent speaker observes: int 0 is 3, but must lie in [0, 2]");
    SHOWN.found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(new Whisper.Config(3, 4), (in, out, game) -> {
          if (in.command[game] == Command.STEP) layout(out, 1).observation.bytes[out.firstRow(game, 1)] = 2;
        }),
        "agent listener observes: byte 0 of spoken is 2, but must lie in [0, 1]");
  }

  @Test
  void a_reward_that_is_no_number() {
    SHOWN.found(
        Clause.REWARDS_ARE_FINITE,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().reward[out.paid(game, 1)] = Double.NaN;
        }),
        "timestep 1 after its reset: agent agent_1 is paid a reward of NaN");
    SHOWN.found(
        Clause.REWARDS_ARE_FINITE,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          double[] lateness = out.columns().auxiliary[0];
          if (in.command[game] == Command.STEP) lateness[out.paid(game, 1)] = Double.POSITIVE_INFINITY;
        }),
        "agent switcher is paid auxiliary reward lateness of Infinity");
  }

  @Test
  void pay_for_who_is_not_there() {
    SHOWN.found(
        Clause.ABSENT_AGENTS_ARE_NOT_PAID,
        Tampered.with(ELIMINATION, (in, out, game) -> {
          for (int agent = 0; agent < 4 && in.command[game] == Command.STEP; agent++) {
            boolean absent = out.columns().state[out.cell(game, agent)] == AgentState.ABSENT;
            if (absent) out.columns().reward[out.paid(game, agent)] = 0.5;
          }
        }),
        "is ABSENT and is paid a reward of 0.5");
  }

  @Test
  void pay_in_a_reset() {
    SHOWN.found(
        Clause.RESETS_PAY_NOTHING,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.RESET) out.columns().reward[out.paid(game, 0)] = 1;
        }),
        "agent agent_0 is paid a reward of 1.0 in a reset");
  }

  @Test
  void time_that_runs_backwards() {
    SHOWN.found(
        Clause.TIME_RUNS_FORWARD,
        Tampered.with(LANES, (in, out, game) -> out.columns().elapsed[out.transition(game)] = -0.25),
        "elapsed = -0.25");
  }

  @Test
  void metrics_that_are_missing_or_early_or_no_numbers() {
    SHOWN.found(
        Clause.METRICS_COME_AT_THE_END,
        Tampered.with(new Matching.Config(2, 2, 4), (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().metric[out.metrics(game)] = 3;
        }),
        "timestep 1 after its reset: metric matches was reported, but the episode goes on");
    SHOWN.found(
        Clause.METRICS_COME_AT_THE_END,
        Tampered.with(new Matching.Config(2, 2, 4), (in, out, game) -> {
          if (last(out, game) && in.command[game] == Command.STEP) out.columns().metric[out.metrics(game)] = Double.NaN;
        }),
        "timestep 4 after its reset: metric matches is NaN");
    var forgetful = new Tampered(new Matching.Config(2, 2, 4), () -> new Tampered.Tampering() {
      private final double[] earlier = new double[64];

      @Override
      public void before(Commands in, Timestep out) {
        System.arraycopy(out.columns().metric, 0, earlier, 0, out.columns().metric.length);
      }

      @Override
      public void after(Commands in, Timestep out) {
        System.arraycopy(earlier, 0, out.columns().metric, 0, out.columns().metric.length);
      }
    });
    SHOWN.found(
        Clause.METRICS_COME_AT_THE_END,
        forgetful,
        "timestep 4 after its reset: metric matches was not reported at the end of the episode");
  }

  @Test
  void a_skip_that_is_not_blank() {
    SHOWN.found(
        Clause.SKIPS_ARE_BLANK,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.SKIP) out.columns().state[out.cell(game, 0)] = AgentState.WAITS;
        }),
        "agent agent_0 is WAITS in a skip");
    SHOWN.found(
        Clause.SKIPS_ARE_BLANK,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.SKIP) out.columns().reward[out.paid(game, 1)] = 2;
        }),
        "agent agent_1 was paid 2.0 in a skip");
    SHOWN.found(
        Clause.SKIPS_ARE_BLANK,
        Tampered.with(new Matching.Config(2, 2, 4), (in, out, game) -> {
          if (in.command[game] == Command.SKIP) out.columns().metric[out.metrics(game)] = 2;
        }),
        "a metric was reported in a skip");
    var endless = new Tampered(LANES, () -> new Tampered.Tampering() {
      private int skips;

      @Override
      public void after(Commands in, Timestep out) {
        if (in.command[0] == Command.SKIP && skips++ == 0) out.columns().last[out.moment(0)] = false;
      }
    });
    SHOWN.found(Clause.SKIPS_ARE_BLANK, endless, "a skip ended the last timestep");
  }
}
