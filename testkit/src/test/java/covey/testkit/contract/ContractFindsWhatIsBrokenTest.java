package covey.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Storage;
import covey.env.LayoutColumns;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.testkit.probes.Deliveries;
import covey.testkit.probes.Elimination;
import covey.testkit.probes.ForcedActions;
import covey.testkit.probes.ImageSide;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.Matching;
import covey.testkit.probes.OnePaid;
import covey.testkit.probes.Whisper;
import covey.testkit.probes.Zoo;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Each environment here is broken in one way, and the clause that forbids it says so, naming the place.
class ContractFindsWhatIsBrokenTest {
  private static final Terms TERMS = Terms.USUAL.withLongestEpisode(50);
  private static final EnvironmentConfig LANES = Lanes.Config.DEFAULTS; // everyone decides, masked, with critics' columns
  private static final EnvironmentConfig ELIMINATION = new Elimination.Config(4, false); // agents end one by one
  private static final Set<Clause> SHOWN = EnumSet.noneOf(Clause.class);

  private static void found(Clause clause, EnvironmentConfig broken, String... said) {
    found(clause, broken, TERMS, said);
  }

  private static void found(Clause clause, EnvironmentConfig broken, Terms terms, String... said) {
    SHOWN.add(clause);
    said(clause, broken, terms, said);
  }

  private static void said(Clause clause, EnvironmentConfig broken, Terms terms, String... said) {
    String breach = Contract.breach(clause, broken, terms).orElse("nothing was found");
    String head = broken.spec().name() + " breaks the contract (" + clause.promise + "): ";
    assertTrue(breach.startsWith(head), breach);
    for (String each : said) assertTrue(breach.contains(each), breach);
  }

  @AfterAll
  static void every_clause_has_found_something() {
    assertEquals(EnumSet.allOf(Clause.class), SHOWN);
  }

  private static LayoutColumns layout(Timestep out, int agent) {
    return out.columns().layout(out.columns().layoutOf(agent));
  }

  /// Row of agent 0 where everyone decides.
  private static int row(Timestep out, int game) {
    return out.firstRow(game, 0);
  }

  private static boolean last(Timestep out, int game) {
    return out.columns().last[out.moment(game)];
  }

  // ---- rules -------------------------------------------------------------------------------------------------------

  @Test
  void a_spec_that_is_not_the_promised_one() {
    found(
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
  void an_episode_that_does_not_end() {
    found(Clause.EPISODES_END, new Lanes.Config(2, 4, 1_000_000, false), "the episode goes on after 50 timesteps");
  }

  @Test
  void a_state_that_does_not_exist() {
    found(
        Clause.STATES_ARE_KNOWN,
        Tampered.with(LANES, (in, out, game) -> out.columns().state[out.cell(game, 1)] = 9),
        "game 0, episode 0, timestep 0 after its reset: agent agent_1 is in unknown state 9");
  }

  @Test
  void an_agent_that_decides_at_its_end() {
    found(
        Clause.STATES_ARE_KNOWN,
        Tampered.with(LANES, (in, out, game) -> {
          if (last(out, game)) out.columns().state[out.cell(game, 0)] = AgentState.DECIDES;
        }),
        "timestep 8 after its reset: agent agent_0 ends and is DECIDES, but who ends WAITS");
  }

  @Test
  void an_agent_that_waits_although_everyone_decides() {
    found(
        Clause.EVERYONE_DECIDES,
        Tampered.with(LANES, (in, out, game) -> out.columns().state[out.cell(game, 1)] = AgentState.WAITS),
        "agent agent_1 is WAITS");
  }

  @Test
  void an_agent_that_ends_before_the_others_although_everyone_decides() {
    found(
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
    found(
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
    found(
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
    found(
        Clause.NOBODY_VANISHES,
        Tampered.with(ELIMINATION, (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().generation[out.cell(game, 3)] = 1;
        }),
        "agent agent_3 is of generation 1, but generation 0 was there one timestep before and did not end");
  }

  @Test
  void an_agent_that_goes_on_at_the_last_timestep() {
    found(
        Clause.LAST_ENDS_EVERYBODY,
        Tampered.with(LANES, (in, out, game) -> out.columns().ended[out.cell(game, 1)] = Ending.NO),
        "timestep 8 after its reset: agent agent_1 is WAITS at the last timestep and has not ended");
  }

  @Test
  void a_decision_without_a_legal_action() {
    found(
        Clause.DECISIONS_HAVE_A_LEGAL_ACTION,
        Tampered.with(LANES, (in, out, game) -> {
          if (!last(out, game)) java.util.Arrays.fill(layout(out, 0).mask, 3 * row(out, game), 3 * row(out, game) + 3, false);
        }),
        "agent agent_0 DECIDES, but branch 0 has no legal choice");
  }

  @Test
  void a_truncation_without_a_mask() {
    found(
        Clause.TRUNCATIONS_HAVE_A_LEGAL_ACTION,
        Tampered.with(LANES, (in, out, game) -> {
          if (last(out, game) && in.command[game] == Command.STEP) {
            java.util.Arrays.fill(layout(out, 0).mask, 3 * row(out, game), 3 * row(out, game) + 3, false);
          }
        }),
        "agent agent_0 is truncated, but branch 0 of its mask has no legal choice");
  }

  @Test
  void a_forced_action_that_does_not_exist() {
    found(
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
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> layout(out, 0).observation.floats[2 * row(out, game) + 1] = Float.NaN),
        "agent agent_0 observes: float 1 is NaN, but must lie in [0.0, 1.0]");
  }

  @Test
  void an_observation_beyond_its_bounds() {
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> layout(out, 0).observation.floats[2 * row(out, game)] += 0.5f),
        "agent agent_0 observes: float 0 is ",
        ", but must lie in [0.0, 1.0]");
  }

  @Test
  void critics_who_see_what_cannot_be() {
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> layout(out, 0).privateState.floats[2 * row(out, game)] = -1),
        "agent agent_0 has a private state whose float 0 is -1.0");
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] != Command.SKIP) out.columns().teamState.floats[2 * out.stateRow(game)] = 2;
        }),
        "the team state's float 0 is 2.0");
  }

  @Test
  void a_set_with_more_members_than_it_can_hold_or_with_members_beyond_its_count() {
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          int row = out.firstRow(game, 0); // the walker
          if (out.columns().state[out.cell(game, 0)] == AgentState.DECIDES) layout(out, 0).observation.ints[2 * row] = 4;
        }),
        "agent walker observes: the count of others is 4, but must lie in [0, 3]");
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          if (out.columns().state[out.cell(game, 0)] != AgentState.DECIDES) return;
          var seen = layout(out, 0).observation;
          int row = out.firstRow(game, 0);
          if (seen.ints[2 * row] < 3) seen.floats[8 * row + 7] = 0.5f; // place is floats 0 and 1, the third member 6 and 7
        }),
        "agent walker observes: float 5 of others is 0.5, but members beyond the count, here ",
        ", are zero");
  }

  @Test
  void whole_numbers_choices_and_switches_outside_of_their_spaces() {
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          int row = out.firstRow(game, 1); // the switcher sees two ints, 0 to 9
          if (out.columns().state[out.cell(game, 1)] == AgentState.DECIDES) layout(out, 1).observation.ints[2 * row + 1] = 10;
        }),
        "agent switcher observes: int 1 is 10, but must lie in [0.0, 9.0]");
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(new Whisper.Config(3, 4), (in, out, game) -> {
          if (in.command[game] == Command.STEP) layout(out, 0).observation.ints[out.firstRow(game, 0)] = 3;
        }),
        "agent speaker observes: int 0 is 3, but must lie in [0, 2]");
    found(
        Clause.VALUES_ARE_WITHIN_BOUNDS,
        Tampered.with(new Whisper.Config(3, 4), (in, out, game) -> {
          if (in.command[game] == Command.STEP) layout(out, 1).observation.bytes[out.firstRow(game, 1)] = 2;
        }),
        "agent listener observes: byte 0 of spoken is 2, but must lie in [0, 1]");
  }

  @Test
  void a_reward_that_is_no_number() {
    found(
        Clause.REWARDS_ARE_FINITE,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().reward[out.paid(game, 1)] = Double.NaN;
        }),
        "timestep 1 after its reset: agent agent_1 is paid a reward of NaN");
    found(
        Clause.REWARDS_ARE_FINITE,
        Tampered.with(Zoo.Config.DEFAULTS, (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().auxiliary[0][out.paid(game, 1)] = Double.POSITIVE_INFINITY;
        }),
        "agent switcher is paid auxiliary reward lateness of Infinity");
  }

  @Test
  void pay_for_who_is_not_there() {
    found(
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
    found(
        Clause.RESETS_PAY_NOTHING,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.RESET) out.columns().reward[out.paid(game, 0)] = 1;
        }),
        "agent agent_0 is paid a reward of 1.0 in a reset");
  }

  @Test
  void time_that_runs_backwards() {
    found(
        Clause.TIME_RUNS_FORWARD,
        Tampered.with(LANES, (in, out, game) -> out.columns().elapsed[out.transition(game)] = -0.25),
        "elapsed = -0.25");
  }

  @Test
  void metrics_that_are_missing_or_early_or_no_numbers() {
    found(
        Clause.METRICS_COME_AT_THE_END,
        Tampered.with(new Matching.Config(2, 2, 4), (in, out, game) -> {
          if (in.command[game] == Command.STEP) out.columns().metric[out.metrics(game)] = 3;
        }),
        "timestep 1 after its reset: metric matches was reported, but the episode goes on");
    found(
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
    found(
        Clause.METRICS_COME_AT_THE_END,
        forgetful,
        "timestep 4 after its reset: metric matches was not reported at the end of the episode");
  }

  @Test
  void a_skip_that_is_not_blank() {
    found(
        Clause.SKIPS_ARE_BLANK,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.SKIP) out.columns().state[out.cell(game, 0)] = AgentState.WAITS;
        }),
        "agent agent_0 is WAITS in a skip");
    found(
        Clause.SKIPS_ARE_BLANK,
        Tampered.with(LANES, (in, out, game) -> {
          if (in.command[game] == Command.SKIP) out.columns().reward[out.paid(game, 1)] = 2;
        }),
        "agent agent_1 was paid 2.0 in a skip");
    found(
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
    found(Clause.SKIPS_ARE_BLANK, endless, "a skip ended the last timestep");
  }

  // ---- comparisons -------------------------------------------------------------------------------------------------

  /// Writes a value into float 1 of agent 0's observation, which is the share of the time that is left.
  private static void show(Timestep out, int game, double value) {
    layout(out, 0).observation.floats[2 * row(out, game) + 1] = (float) (value - Math.floor(value));
  }

  private static int created;

  @Test
  void an_environment_that_differs_from_its_twin() {
    created = 0;
    found(
        Clause.SAME_KEY_SAME_BYTES,
        new Tampered(LANES, () -> {
          double own = created++ / 1024.0;
          return (in, out) -> show(out, 0, own);
        }),
        "game 0, episode 0, timestep 0 after its reset: observation float 1 of agent agent_0 is 0.0 in one run and"
            + " 9.765625E-4 in the other"); // 1 / 1024
  }

  @Test
  void an_environment_that_does_not_use_its_key() {
    found(
        Clause.KEYS_MATTER,
        OnePaid.Config.DEFAULTS, // knows no chance, but the terms say that it draws
        "no bit of 4 games depends on their keys");
    found(
        Clause.KEYS_MATTER,
        LANES,
        TERMS.withDrawn(false),
        "it is declared to know no chance, but another key changes game ");
  }

  @Test
  void a_game_that_looks_at_its_neighbour() {
    found(
        Clause.GAMES_ARE_INDEPENDENT,
        Tampered.with(LANES, (in, out, game) -> {
          if (game > 0) show(out, game, layout(out, 0).observation.floats[2 * row(out, game - 1)]);
        }),
        "the other games took other actions under other keys, and in game ",
        "observation float 1 of agent agent_0");
  }

  @Test
  void games_that_share_a_stream_of_chance() {
    var sharing = new Tampered(LANES, () -> new Tampered.Tampering() {
      private long drawn;

      @Override
      public void after(Commands in, Timestep out) {
        for (int game = 0; game < in.command.length; game++) {
          if (in.command[game] == Command.SKIP) continue;
          if (in.command[game] == Command.RESET) drawn = in.key[game];
          drawn = drawn * 6_364_136_223_846_793_005L + 1; // any generator: the fault is that there is one for all
          show(out, game, (drawn >>> 40) / 16_777_216.0);
        }
      }
    });
    found(Clause.GAMES_ARE_INDEPENDENT, sharing, "observation float 1 of agent agent_0");
  }

  @Test
  void a_game_that_counts_those_beside_it() {
    found(
        Clause.VECTORS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> show(out, game, in.command.length / 16.0)),
        "the games were allotted to two vectors, and in game 0, ",
        "observation float 1 of agent agent_0 is 0.25 in one run and 0.0625 in the other"); // 4 / 16 and 1 / 16
    found(
        Clause.VECTORS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> show(out, game, game / 16.0)),
        "in game 1, ",
        "observation float 1 of agent agent_0 is 0.0625 in one run and 0.0 in the other"); // its own number, 1 / 16
  }

  @Test
  void a_game_that_counts_the_timesteps_of_the_rollout() {
    found(
        Clause.ROLLOUTS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> show(out, game, out.moment(game) / 4096.0)),
        "observation float 1 of agent agent_0");
  }

  @Test
  void a_game_that_shows_what_critics_want() {
    found(
        Clause.UNWANTED_COLUMNS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> {
          if (out.columns().teamState == null) show(out, game, 0.125);
        }),
        "observation float 1 of agent agent_0 is 1.0 in one run and 0.125 in the other");
    found(
        Clause.UNWANTED_COLUMNS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> out.columns().teamState.floats[0]++),
        "it threw java.lang.NullPointerException");
  }

  @Test
  void values_that_are_left_over() {
    found(Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.OBSERVATION), "observation float 1 of agent agent_0 is ");
    found(Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.MASK), "mask 1 of agent agent_0 is false in one run and true");
    found(Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.PRIVATE_STATE), "private state float 0 of agent agent_0 is ");
    found(Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.TEAM_STATE), "team state float 0 is ");
  }

  private enum Left { OBSERVATION, MASK, PRIVATE_STATE, TEAM_STATE }

  /// Puts one value of game 0 back to what lay in the memory before.
  private static Tampered leaving(Left what) {
    return new Tampered(LANES, () -> new Tampered.Tampering() {
      private float lay;
      private boolean wasLegal;

      @Override
      public void before(Commands in, Timestep out) {
        int row = row(out, 0);
        wasLegal = layout(out, 0).mask[3 * row + 1];
        lay = place(out)[at(out)];
      }

      @Override
      public void after(Commands in, Timestep out) {
        if (in.command[0] == Command.SKIP) return;
        if (what == Left.MASK) layout(out, 0).mask[3 * row(out, 0) + 1] = wasLegal;
        else place(out)[at(out)] = lay;
      }

      private float[] place(Timestep out) {
        if (what == Left.TEAM_STATE) return out.columns().teamState.floats;
        return what == Left.PRIVATE_STATE ? layout(out, 0).privateState.floats : layout(out, 0).observation.floats;
      }

      private int at(Timestep out) {
        if (what == Left.TEAM_STATE) return 2 * out.stateRow(0);
        return 2 * row(out, 0) + (what == Left.PRIVATE_STATE ? 0 : 1);
      }
    });
  }

  @Test
  void a_game_that_reads_actions_nobody_took() {
    found(
        Clause.UNASKED_ACTIONS_ARE_NOT_READ,
        Tampered.with(Whisper.Config.DEFAULTS, (in, out, game) -> {
          if (in.command[game] == Command.STEP && in.state(game, 0) == AgentState.WAITS) {
            out.columns().reward[out.paid(game, 0)] += in.action(game, 0) / 1e9;
          }
        }),
        "reward of agent speaker is ");
  }

  @Test
  void a_game_that_counts_its_skips() {
    var counting = new Tampered(LANES, () -> new Tampered.Tampering() {
      private int skips;

      @Override
      public void after(Commands in, Timestep out) {
        if (in.command[0] == Command.SKIP) skips++;
        else show(out, 0, skips / 16.0);
      }
    });
    found(
        Clause.SKIPS_CHANGE_NOTHING,
        counting,
        "game 0, episode 0, timestep 0 after its reset: observation float 1 of agent agent_0 is 0.0 in one run and"
            + " 0.0625 in the other");
  }

  @Test
  void a_game_that_remembers_its_earlier_episodes() {
    var remembering = new Tampered(LANES, () -> new Tampered.Tampering() {
      private int episodes;

      @Override
      public void after(Commands in, Timestep out) {
        if (in.command[0] == Command.RESET) episodes++;
        show(out, 0, episodes / 16.0);
      }
    });
    found(
        Clause.EPISODES_STAND_ALONE,
        remembering,
        "a fresh environment repeated the episode's actions from its reset, and in game 0, episode 1, timestep 0",
        "observation float 1 of agent agent_0 is 0.125 in one run and 0.0625 in the other"); // 2 / 16 and 1 / 16
  }

  @Test
  void a_game_that_forgets_a_part_of_itself_or_cannot_be_saved() {
    var saving = new Lanes.Config(2, 4, 8, true);
    var forgetful = new Tampered(saving, () -> new Tampered.Tampering() {
      @Override
      public void after(Commands in, Timestep out) {}

      @Override
      public byte[] save(VectorEnvironment honest, int game) {
        byte[] saved = honest.save(game);
        saved[3] = 0; // the number of the step
        return saved;
      }
    });
    found(
        Clause.SAVED_GAMES_GO_ON,
        forgetful,
        "a fresh environment took over after transition 4, and in game 0, episode 0, timestep 4 after its reset: "
            + "observation float 1 of agent agent_0 is 0.5 in one run and 0.875 in the other"); // 4 of 8 left, not 7
    var promising = new Tampered(saving, () -> new Tampered.Tampering() {
      @Override
      public void after(Commands in, Timestep out) {}

      @Override
      public byte[] save(VectorEnvironment honest, int game) {
        throw new IllegalStateException("it declares restore = STATE, but does not save itself");
      }
    });
    found(Clause.SAVED_GAMES_GO_ON, promising, "it declares restore = STATE, but does not save itself");
  }

  // ---- resources ---------------------------------------------------------------------------------------------------

  private static Object kept = new Object();

  @Test
  void an_environment_that_allocates() {
    var allocating = new Tampered(LANES, () -> (in, out) -> kept = new byte[100]);
    found(Clause.NOTHING_IS_ALLOCATED, allocating, "120.0 bytes per transition of 4 games, still after 100000 transitions"); // 16 of header, 100, 4 to the next 8
    assertEquals(
        Optional.empty(),
        Contract.breach(Clause.NOTHING_IS_ALLOCATED, allocating, TERMS.withAllocates(true)));
    assertTrue(kept instanceof byte[]);
  }

  @Test
  void an_environment_that_allocates_in_resets_alone() {
    var allocating = Tampered.with(LANES, (in, out, game) -> {
      if (in.command[game] == Command.RESET) kept = new byte[100];
    });
    found(Clause.NOTHING_IS_ALLOCATED, allocating, " bytes per transition of 4 games");
  }

  private static boolean closed;

  @Test
  void an_environment_whose_closing_disturbs_others_or_fails() {
    closed = false;
    var disturbing = new Tampered(LANES, () -> new Tampered.Tampering() {
      @Override
      public void after(Commands in, Timestep out) {
        if (closed) throw new IllegalStateException("the connection is closed");
      }

      @Override
      public void close() {
        closed = true;
      }
    });
    found(Clause.CLOSING_IS_SAFE, disturbing, "the connection is closed");
    var failing = new Tampered(LANES, () -> new Tampered.Tampering() {
      @Override
      public void after(Commands in, Timestep out) {}

      @Override
      public void close() {
        throw new IllegalStateException("there is nothing to close");
      }
    });
    found(Clause.CLOSING_IS_SAFE, failing, "closing it threw", "there is nothing to close");
  }

  // ---- whatever it is ----------------------------------------------------------------------------------------------

  @Test
  void an_environment_that_throws_breaks_every_clause_that_it_does_not_break_in_another_way() {
    for (Clause clause : Clause.values()) {
      if (clause == Clause.SPEC_IS_STABLE || clause == Clause.SAVED_GAMES_GO_ON) continue; // nothing is played
      var throwing = new Tampered(LANES, () -> new Tampered.Tampering() {
        private int transitions;

        @Override
        public void after(Commands in, Timestep out) {
          if (++transitions == 5) throw new IllegalStateException("out of fuel");
        }
      });
      said(clause, throwing, TERMS, "out of fuel");
    }
  }

  @Test
  void honest_environments_are_found_to_be_honest_through_the_same_wrapping() {
    for (EnvironmentConfig honest : new EnvironmentConfig[] {
      LANES, ELIMINATION, Zoo.Config.DEFAULTS, ImageSide.Config.DEFAULTS, new Deliveries.Config(4, 5, true)
    }) {
      var wrapped = Tampered.with(honest, (in, out, game) -> {});
      for (Clause clause : Clause.values()) {
        assertEquals(Optional.empty(), Contract.breach(clause, wrapped, TERMS));
      }
    }
  }
}
