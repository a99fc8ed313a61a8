package covey.testkit.contract;

import static covey.testkit.contract.Shown.LANES;
import static covey.testkit.contract.Shown.TERMS;
import static covey.testkit.contract.Shown.layout;
import static covey.testkit.contract.Shown.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.testkit.probes.Deliveries;
import covey.testkit.probes.Elimination;
import covey.testkit.probes.ImageSide;
import covey.testkit.probes.Lanes;
import covey.testkit.probes.OnePaid;
import covey.testkit.probes.Whisper;
import covey.testkit.probes.Zoo;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Each environment here differs from itself where it must not, or wastes what it uses, and the clause that forbids it
/// names the place.
class BrokenComparisonsAreFoundTest {
  private static final Shown SHOWN = new Shown();

  @AfterAll
  static void every_clause_that_shows_between_runs_or_in_resources_has_found_something() {
    assertEquals(EnumSet.range(Clause.SAME_KEY_SAME_BYTES, Clause.CLOSING_IS_SAFE), SHOWN.clauses());
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
    SHOWN.found(
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
    SHOWN.found(
        Clause.KEYS_MATTER,
        OnePaid.Config.DEFAULTS, // knows no chance, but the terms say that it draws
        "no bit of 4 games depends on their keys");
    SHOWN.found(
        Clause.KEYS_MATTER,
        LANES,
        TERMS.withDrawn(false),
        "it is declared to know no chance, but another key changes game ");
  }

  @Test
  void a_game_that_looks_at_its_neighbour() {
    SHOWN.found(
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
    SHOWN.found(Clause.GAMES_ARE_INDEPENDENT, sharing, "observation float 1 of agent agent_0");
  }

  @Test
  void a_game_that_counts_those_beside_it() {
    SHOWN.found(
        Clause.VECTORS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> show(out, game, in.command.length / 16.0)),
        "the games were allotted to two vectors, and in game 0, ",
        "observation float 1 of agent agent_0 is 0.25 in one run and 0.0625 in the other"); // 4 / 16 and 1 / 16
    SHOWN.found(
        Clause.VECTORS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> show(out, game, game / 16.0)),
        "in game 1, ",
        "observation float 1 of agent agent_0 is 0.0625 in one run and 0.0 in the other"); // its own number, 1 / 16
  }

  @Test
  void a_game_that_counts_the_timesteps_of_the_rollout() {
    SHOWN.found(
        Clause.ROLLOUTS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> show(out, game, out.moment(game) / 4096.0)),
        "observation float 1 of agent agent_0");
  }

  @Test
  void a_game_that_shows_what_critics_want() {
    SHOWN.found(
        Clause.UNWANTED_COLUMNS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> {
          if (out.columns().teamState == null) show(out, game, 0.125);
        }),
        "observation float 1 of agent agent_0 is 1.0 in one run and 0.125 in the other");
    SHOWN.found(
        Clause.UNWANTED_COLUMNS_CHANGE_NOTHING,
        Tampered.with(LANES, (in, out, game) -> out.columns().teamState.floats[0]++),
        "it threw java.lang.NullPointerException");
  }

  @Test
  void values_that_are_left_over() {
    SHOWN.found(Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.OBSERVATION), "observation float 1 of agent agent_0 is ");
    SHOWN.found(
        Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.MASK), "mask 1 of agent agent_0 is false in one run and true");
    SHOWN.found(
        Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.PRIVATE_STATE), "private state float 0 of agent agent_0 is ");
    SHOWN.found(Clause.ROWS_ARE_FULLY_WRITTEN, leaving(Left.TEAM_STATE), "team state float 0 is ");
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
    SHOWN.found(
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
    SHOWN.found(
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
    SHOWN.found(
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
    SHOWN.found(
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
    SHOWN.found(Clause.SAVED_GAMES_GO_ON, promising, "it declares restore = STATE, but does not save itself");
  }

  // ---- resources ---------------------------------------------------------------------------------------------------

  private static Object kept = new Object();

  @Test
  void an_environment_that_allocates() {
    var allocating = new Tampered(LANES, () -> (in, out) -> kept = new byte[100]);
    SHOWN.found(
        Clause.NOTHING_IS_ALLOCATED,
        allocating,
        "120.0 bytes per transition of 4 games, still after 100000 transitions"); // 16 of header, 100, 4 to the next 8
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
    SHOWN.found(Clause.NOTHING_IS_ALLOCATED, allocating, " bytes per transition of 4 games");
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
    SHOWN.found(Clause.CLOSING_IS_SAFE, disturbing, "the connection is closed");
    var failing = new Tampered(LANES, () -> new Tampered.Tampering() {
      @Override
      public void after(Commands in, Timestep out) {}

      @Override
      public void close() {
        throw new IllegalStateException("there is nothing to close");
      }
    });
    SHOWN.found(Clause.CLOSING_IS_SAFE, failing, "closing it threw", "there is nothing to close");
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
      Shown.said(clause, throwing, TERMS, "out of fuel");
    }
  }

  @Test
  void honest_environments_are_found_to_be_honest_through_the_same_wrapping() {
    for (EnvironmentConfig honest : new EnvironmentConfig[] {
      LANES,
      new Elimination.Config(4, false),
      Zoo.Config.DEFAULTS,
      ImageSide.Config.DEFAULTS,
      new Deliveries.Config(4, 5, true)
    }) {
      var wrapped = Tampered.with(honest, (in, out, game) -> {});
      for (Clause clause : Clause.values()) {
        assertEquals(Optional.empty(), Contract.breach(clause, wrapped, TERMS));
      }
    }
  }
}
