package covey.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.random.Keys;
import covey.random.Stream;
import covey.space.Space;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ScalarGamesTest {
  private static void bothDecide(Environment.Writer out) {
    out.decides(0);
    out.decides(1);
  }

  @SafeVarargs
  private static void refused(String message, EnvironmentSpec spec, Consumer<Environment.Writer>... script) {
    var stage = new Stage(spec, 2, script);
    if (script.length > 1) stage.play(script.length - 1);
    assertEquals("stage-v0: " + message, assertThrows(IllegalStateException.class, stage::play).getMessage());
  }

  private static EnvironmentSpec two() {
    return Stage.spec(2, EnvironmentSpec.Storage.DENSE);
  }

  // ---- what is written ---------------------------------------------------------------------------------------------

  @Test
  void what_a_game_writes_lands_in_its_own_cells_and_rows_and_the_rest_is_blank() {
    var spec = two()
        .withAuxiliaryRewards("shaping", "difference")
        .withMetrics(new EnvironmentSpec.Metric("won", EnvironmentSpec.Metric.Kind.FLAG));
    var stage = new Stage(spec, 3, ScalarGamesTest::bothDecide, out -> {
      out.waits(0);
      out.decides(1);
      out.observe(1, 1, 2.5f);
      out.privateState(1, 0, 7);
      out.state(1, 9);
      out.reward(0, 1.5);
      out.reward(0, -0.25);
      out.auxiliary(1, 1, 4);
      out.elapsed(0.5);
    }, out -> {
      out.terminate(0);
      out.truncate(1);
      out.observe(0, 0, 3);
      out.metric(0, 1);
      out.last();
    });
    var all = stage.play(3).rollout;
    for (int e = 0; e < 3; e++) {
      assertEquals(AgentState.WAITS, all.state[all.cell(2, e, 0)]);
      assertEquals(AgentState.DECIDES, all.state[all.cell(2, e, 1)]);
      assertEquals(-1, all.row(2, e, 0));
      int row = all.row(2, e, 1);
      assertArrayEquals(new float[] {0, 2.5f}, floats(all.layout(0).observation, row));
      assertArrayEquals(new float[] {7}, floats(all.layout(0).privateState, row));
      assertArrayEquals(new float[] {0, 9}, floats(all.teamState, all.stateAt(2, e)));
      assertEquals(1.25, all.reward[all.cell(1, e, 0)]); // 1.5 - 0.25
      assertEquals(0, all.reward[all.cell(1, e, 1)]);
      assertEquals(4, all.auxiliary[1][all.cell(1, e, 1)]);
      assertEquals(0, all.auxiliary[0][all.cell(1, e, 1)]);
      assertEquals(0.5, all.elapsed[all.moment(1, e)]);
      assertEquals(1, all.elapsed[all.moment(0, e)]);
      assertFalse(all.last[all.moment(2, e)]);

      assertTrue(all.last[all.moment(3, e)]);
      assertEquals(Ending.TERMINATED, all.ended[all.cell(3, e, 0)]);
      assertEquals(Ending.TRUNCATED, all.ended[all.cell(3, e, 1)]);
      assertEquals(AgentState.WAITS, all.state[all.cell(3, e, 0)]);
      assertArrayEquals(new float[] {3, 0}, floats(all.layout(0).observation, all.row(3, e, 0)));
      assertEquals(1, all.metric[e]);
    }
  }

  private static float[] floats(covey.space.SpaceColumn column, int row) {
    int width = column.layout.floats();
    return Arrays.copyOfRange(column.floats, row * width, (row + 1) * width);
  }

  @Test
  void rows_are_blank_before_they_are_written_whatever_lay_there() {
    var stage = new Stage(Stage.spec(1, true, EnvironmentSpec.Storage.DENSE), 1, out -> {
      out.decides(0);
      out.legal(0, 2);
    });
    Arrays.fill(stage.rollout.layout(0).observation.floats, Float.NaN);
    Arrays.fill(stage.rollout.layout(0).privateState.floats, Float.NaN);
    Arrays.fill(stage.rollout.teamState.floats, Float.NaN);
    Arrays.fill(stage.rollout.layout(0).mask, true);
    var all = stage.play().rollout;
    int row = all.row(1, 0, 0);
    assertArrayEquals(new float[] {0, 0}, floats(all.layout(0).observation, row));
    assertArrayEquals(new float[] {0}, floats(all.layout(0).privateState, row));
    assertArrayEquals(new float[] {0, 0}, floats(all.teamState, all.stateAt(1, 0)));
    assertArrayEquals(new boolean[] {false, false, true}, Arrays.copyOfRange(all.layout(0).mask, row * 3, row * 3 + 3));
  }

  @Test
  void ints_and_bytes_are_written_like_floats() {
    var see = Space.Composite.of(
        new Space.Part("kind", new Space.Discrete(9)),
        new Space.Part("view", Space.Box.image(1, 1, 2, Space.Axes.HEIGHT_WIDTH_CHANNELS)));
    var spec = EnvironmentSpec.of(
        "stage-v0", List.of(EnvironmentSpec.Slot.of("a", "r", "t", see, Stage.THREE)), EnvironmentSpec.Storage.DENSE);
    var all = new Stage(spec, 1, out -> {
      out.decides(0);
      out.observeInt(0, 0, 8);
      out.observeByte(0, 1, 255);
    }).play().rollout;
    int row = all.row(1, 0, 0);
    assertEquals(8, all.layout(0).observation.ints[row]);
    assertEquals(0, all.layout(0).observation.bytes[row * 2]);
    assertEquals(255, all.layout(0).observation.bytes[row * 2 + 1] & 0xFF);
  }

  @Test
  void a_forced_action_is_written_with_its_timestep() {
    var all = new Stage(two(), 2, out -> {
      out.forced(0, 2);
      out.decides(1);
    }).play().rollout;
    for (int e = 0; e < 2; e++) {
      assertEquals(AgentState.FORCED, all.state[all.cell(1, e, 0)]);
      assertEquals(2, all.layout(0).action.ints[all.row(1, e, 0)]);
    }
  }

  @Test
  void those_who_wait_have_rows_where_the_environment_observes_always() {
    var all = new Stage(two().withObservesAlways(), 1, out -> {
      out.waits(0);
      out.decides(1);
      out.observe(0, 0, 4);
    }).play().rollout;
    assertArrayEquals(new float[] {4, 0}, floats(all.layout(0).observation, all.row(1, 0, 0)));
  }

  @Test
  void newcomers_count_the_generations_of_a_slot_from_zero_in_every_episode() {
    var stage = new Stage(
        two(),
        1,
        ScalarGamesTest::bothDecide,
        out -> {
          out.terminate(0);
          out.decides(1);
        },
        out -> {
          out.newcomer(0);
          out.decides(0);
          out.decides(1);
        },
        out -> {
          out.truncate(0);
          out.truncate(1);
          out.last();
        });
    var all = stage.play(5).rollout;
    int[] generation = new int[5];
    for (int t = 1; t <= 5; t++) generation[t - 1] = all.generation[all.cell(t, 0, 0)];
    assertArrayEquals(new int[] {0, 0, 1, 1, 0}, generation);
  }

  @Test
  void a_skipped_game_stays_at_a_blank_last_timestep() {
    var stage = new Stage(two(), 2, ScalarGamesTest::bothDecide);
    Arrays.fill(stage.rollout.teamState.floats, 5);
    var all = stage.skip().skip().rollout;
    for (int e = 0; e < 2; e++) {
      assertTrue(all.last[all.moment(2, e)]);
      assertEquals(AgentState.ABSENT, all.state[all.cell(2, e, 0)]);
      assertEquals(-1, all.row(2, e, 0));
    }
    stage.play();
    assertFalse(all.last[all.moment(3, 0)]);
  }

  @Test
  void the_chance_of_an_episode_comes_from_its_key_alone() {
    var drawn = new java.util.ArrayList<Long>();
    var keyed = ScalarGames.of(two(), 2, () -> new Environment() {
      @Override
      public void reset(Stream chance, Writer out) {
        drawn.add(chance.nextLong());
        bothDecide(out);
      }

      @Override
      public void step(JointAction action, Writer out) {}
    });
    var rollout = new Rollout(two(), 2, new int[] {2}, Rollout.Wanted.NOTHING, 0);
    var commands = new Commands(rollout, 0);
    var timestep = new Timestep(rollout, 0);
    Arrays.fill(commands.command, Command.RESET);
    commands.key[0] = Keys.child(1, 2);
    commands.key[1] = Keys.child(1, 3);
    timestep.moveTo(1);
    keyed.advance(commands, timestep);
    assertEquals(
        List.of(new Stream(Keys.child(1, 2)).nextLong(), new Stream(Keys.child(1, 3)).nextLong()), drawn);
  }

  @Test
  void closing_closes_each_game_once() {
    int[] closed = new int[1];
    var games = ScalarGames.of(two(), 3, () -> new Environment() {
      @Override
      public void reset(Stream chance, Writer out) {}

      @Override
      public void step(JointAction action, Writer out) {}

      @Override
      public void close() {
        closed[0]++;
      }
    });
    games.close();
    assertEquals(3, closed[0]);
    assertEquals(3, games.games());
    assertEquals(two(), games.spec());
  }

  // ---- what is refused ---------------------------------------------------------------------------------------------

  @Test
  void two_states_of_an_agent_at_one_timestep_are_refused() {
    refused(
        "agent a is DECIDES and again WAITS at one timestep: say each agent's state once",
        two(),
        out -> {
          out.decides(0);
          out.waits(0);
        });
    refused(
        "agent b is DECIDES and again WAITS at one timestep: say each agent's state once",
        two(),
        out -> {
          out.decides(1);
          out.terminate(1);
        });
  }

  @Test
  void life_after_the_end_is_refused() {
    refused(
        "agent a has ended and is DECIDES again: after its end a slot is ABSENT or holds a newcomer",
        two(),
        ScalarGamesTest::bothDecide,
        out -> {
          out.terminate(0);
          out.decides(1);
        },
        ScalarGamesTest::bothDecide);
    refused(
        "agent a has ended and is WAITS again: after its end a slot is ABSENT or holds a newcomer",
        two(),
        ScalarGamesTest::bothDecide,
        out -> {
          out.truncate(0);
          out.decides(1);
        },
        out -> out.decides(1),
        out -> out.waits(0));
  }

  @Test
  void vanishing_without_an_end_is_refused() {
    refused(
        "agent b is ABSENT, but has not ended: terminate or truncate it at its last timestep",
        two(),
        ScalarGamesTest::bothDecide,
        out -> out.decides(0));
    refused(
        "agent b is ABSENT, but has not ended: terminate or truncate it at its last timestep",
        two(),
        ScalarGamesTest::bothDecide,
        out -> {
          out.terminate(0);
          out.last();
        });
  }

  @Test
  void a_newcomer_in_an_occupied_slot_is_refused() {
    refused(
        "agent a is a newcomer, but its predecessor is still there: terminate or truncate it first",
        two(),
        ScalarGamesTest::bothDecide,
        out -> {
          out.newcomer(0);
          bothDecide(out);
        });
    refused(
        "agent a is a newcomer, but its state is already written: say newcomer first",
        two(),
        ScalarGamesTest::bothDecide,
        out -> {
          out.terminate(0);
          out.newcomer(0);
        });
  }

  @Test
  void features_before_the_state_are_refused() {
    String hint = " has no row at this timestep: say that it decides, is forced or ends before its features";
    refused("agent a" + hint, two(), out -> out.observe(0, 0, 1));
    refused("agent b" + hint, two(), out -> {
      out.waits(1);
      out.observe(1, 0, 1);
    });
    refused("agent b" + hint, two(), out -> out.privateState(1, 0, 1));
  }

  @Test
  void features_beyond_the_space_are_refused() {
    refused("agent a has 2 float value(s), but number 2 was written", two(), out -> {
      out.decides(0);
      out.observe(0, 2, 1);
    });
    refused("agent a has 2 float value(s), but number -1 was written", two(), out -> {
      out.decides(0);
      out.observe(0, -1, 1);
    });
    refused("agent a has 0 int value(s), but number 0 was written", two(), out -> {
      out.decides(0);
      out.observeInt(0, 0, 1);
    });
    refused("agent a has 0 byte value(s), but number 0 was written", two(), out -> {
      out.decides(0);
      out.observeByte(0, 0, 1);
    });
    refused("agent a has 0 choice value(s), but number 1 was written", two(), out -> {
      out.decides(0);
      out.legal(0, 1); // not masked
    });
    refused("agent a has 1 private float value(s), but number 1 was written", two(), out -> {
      out.decides(0);
      out.privateState(0, 1, 1);
    });
  }

  @Test
  void what_would_land_in_the_next_game_is_refused() {
    refused("the team state has 2 float value(s), but number 2 was written", two(), out -> out.state(2, 1));
    refused("the team state has 2 float value(s), but number -1 was written", two(), out -> out.state(-1, 1));
    refused("there is no agent number 2, but only 0 to 1", two(), ScalarGamesTest::bothDecide, out -> out.reward(2, 1));
    refused("there is no agent number 2, but only 0 to 1", two(), out -> out.waits(2));
    refused("there is no agent number -1, but only 0 to 1", two(), out -> out.decides(-1));
    refused(
        "there is no agent number 2, but only 0 to 1",
        two().withAuxiliaryRewards("shaping"),
        ScalarGamesTest::bothDecide,
        out -> out.auxiliary(2, 0, 1));
    refused("metric number 0 was reported, but 0 are declared", two(), out -> out.metric(0, 1));
  }

  @Test
  void a_forced_action_outside_of_the_space_is_refused() {
    refused(
        "agent a is forced to take action 3, but its actions are " + Stage.THREE, two(), out -> out.forced(0, 3));
    refused(
        "agent a is forced to take action -1, but its actions are " + Stage.THREE, two(), out -> out.forced(0, -1));
  }

  @Test
  void an_agent_that_goes_on_at_the_last_timestep_is_refused() {
    refused(
        "agent b goes on, but the episode is at its last timestep: terminate or truncate it",
        two(),
        ScalarGamesTest::bothDecide,
        out -> {
          out.terminate(0);
          out.waits(1);
          out.last();
        });
  }

  @Test
  void pay_for_the_absent_is_refused() {
    refused("agent a is ABSENT and was paid 2.0", two(), out -> out.decides(1), out -> {
      out.decides(1);
      out.reward(0, 2);
    });
    refused("agent a is ABSENT and was paid NaN", two(), out -> out.decides(1), out -> {
      out.decides(1);
      out.reward(0, Double.NaN);
    });
  }

  @Test
  void pay_in_a_reset_is_refused() {
    refused("agent b was paid 1.0 by a reset", two(), out -> {
      bothDecide(out);
      out.reward(1, 1);
    });
  }

  @Test
  void time_that_runs_backwards_or_is_no_number_is_refused() {
    for (double time : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(
          "elapsed = " + time + ", but it must be a finite time of at least 0; 1 is usual",
          two(),
          ScalarGamesTest::bothDecide,
          out -> out.elapsed(time));
    }
  }

  @Test
  void the_promise_that_everyone_decides_is_held() {
    var promised = Stage.spec(2, EnvironmentSpec.Storage.EVERYONE_DECIDES);
    String but = ", but the environment promises that everyone decides";
    refused("agent b is WAITS" + but, promised, out -> {
      out.decides(0);
      out.waits(1);
    });
    refused("agent a is ABSENT" + but, promised, out -> out.decides(1));
    refused("agent b is WAITS" + but, promised, ScalarGamesTest::bothDecide, out -> {
      out.decides(0);
      out.terminate(1);
    });
    refused("agent b is ABSENT" + but, promised, ScalarGamesTest::bothDecide, out -> {
      out.terminate(0);
      out.last();
    });
  }
}
