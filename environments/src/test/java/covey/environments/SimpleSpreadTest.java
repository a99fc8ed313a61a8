package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Ending;
import covey.env.StateAccess;
import covey.random.Stream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimpleSpreadTest {
  private static final SimpleSpread.Config DEFAULTS = SimpleSpread.Config.DEFAULTS;

  private static SimpleSpread.Config config(int agents, boolean continuous, boolean terminates, int maxCycles) {
    return new SimpleSpread.Config(
        agents, 0.5, maxCycles, continuous, terminates, Optional.empty(), Optional.empty(), false);
  }

  @Test
  void the_observation_is_the_original_flat_vector_and_a_reset_draws_agents_before_landmarks() {
    try (var games = new Games(DEFAULTS, 2, 1)) {
      games.advance();
      var chance = new Stream(games.key(1));
      var at = new double[12]; // x and y of three agents, then of three landmarks
      for (int k = 0; k < 12; k++) at[k] = chance.nextDouble(-1, 1);
      // Agent 1: velocity 0, position, landmarks minus position, agents 0 and 2 minus position, silence.
      assertEquals(0f, games.observation(1, 1, 0));
      assertEquals((float) at[2], games.observation(1, 1, 2));
      assertEquals((float) at[3], games.observation(1, 1, 3));
      assertEquals((float) (at[6] - at[2]), games.observation(1, 1, 4));
      assertEquals((float) (at[11] - at[3]), games.observation(1, 1, 9));
      assertEquals((float) (at[0] - at[2]), games.observation(1, 1, 10));
      assertEquals((float) (at[5] - at[3]), games.observation(1, 1, 13));
      for (int k = 14; k < 18; k++) assertEquals(0f, games.observation(1, 1, k));
      assertEquals(18, games.columns.layout(0).observation.layout.floats());
    }
  }

  @Test
  void positions_follow_the_old_velocity_and_velocities_are_damped_and_then_pushed() {
    try (var games = new Games(config(1, false, false, 25), 1, 4)) {
      var situation = new double[9]; // steps, position, velocity, speech, landmark position, landmark velocity
      situation[1] = 0.5;
      situation[3] = 1; // velocity 1 to the right
      situation[7] = -1;
      situation[8] = 0.25;
      load(games, situation);
      games.choose(0, 0, 4); // up: a push of 5 for 0.1 s
      games.advance();
      ((StateAccess) games.environment).read(0, situation);
      assertArrayEquals(new double[] {1, 0.5 + 1 * 0.1, 0, 0.75, 5 * 0.1, 0, 0, -1, 0.25}, firstOf(situation, 9));
      // One landmark, one agent, no contact: half of minus the distance from (0.6, 0) to (-1, 0.25).
      assertEquals(-0.5 * Math.sqrt(1.6 * 1.6 + 0.25 * 0.25), games.reward(0, 0), 1e-15);
    }
  }

  @Test
  void touching_agents_push_each_other_apart_and_are_fined() {
    try (var games = new Games(config(2, false, false, 25), 1, 3)) {
      var situation = new double[17];
      situation[1] = -0.1; // agents at (-0.1, 0) and (0.1, 0): 0.2 apart, touching at 0.3
      situation[3] = 0.1;
      load(games, situation); // both landmarks lie at (0, 0), 0.1 from both agents
      games.choose(0, 0, 0);
      games.choose(0, 1, 0);
      games.advance();
      ((StateAccess) games.environment).read(0, situation);
      // Depth 0.1 = 100 margins: ln(1 + exp(100)) = 100 to the last bit. Force 100 * 0.1 = 10 for 0.1 s.
      assertArrayEquals(new double[] {-1, 0, 1, 0}, Arrays.copyOfRange(situation, 5, 9), 1e-12);
      // Positions have not moved yet: global -(0.1 + 0.1), local -1.
      assertEquals(0.5 * -0.2 + 0.5 * -1, games.reward(0, 0), 1e-15);
      games.advance();
      // Now at -0.2 and 0.2: 0.4 apart, no contact; landmarks at 0.2.
      assertEquals(0.5 * -0.4, games.reward(0, 1), 1e-12);
    }
  }

  @Test
  void an_episode_is_truncated_after_its_cycles_and_reports_its_metrics() {
    try (var games = new Games(config(2, false, true, 3), 1, 6)) {
      var situation = new double[17];
      situation[1] = -0.1;
      situation[3] = 0.1;
      situation[13] = 5; // one landmark is out of reach
      load(games, situation);
      games.advance();
      games.advance();
      assertFalse(games.columns.last[games.columns.moment(games.t, 0)]);
      games.advance();
      assertTrue(games.columns.last[games.columns.moment(games.t, 0)]);
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, 0, 1)]);
      assertEquals(AgentState.WAITS, games.columns.state[games.columns.cell(games.t, 0, 1)]);
      // One pair touched after the first step (see above), and not after the others; no landmark is covered.
      assertArrayEquals(new double[] {1, 0}, games.columns.metric);
    }
  }

  @Test
  void success_terminates_only_where_it_is_wanted_and_time_is_not_up() {
    for (boolean wanted : new boolean[] {false, true}) {
      for (int cycles = 1; cycles <= 2; cycles++) {
        try (var games = new Games(config(1, false, wanted, cycles), 1, 3)) {
          load(games, new double[9]); // the agent sits on its landmark
          games.advance();
          byte expected = cycles == 1 ? Ending.TRUNCATED : wanted ? Ending.TERMINATED : Ending.NO;
          assertEquals(expected, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
          if (expected != Ending.NO) assertEquals(1, games.columns.metric[1]);
        }
      }
    }
  }

  @Test
  void numbers_are_clipped_and_their_difference_is_rounded_to_float() {
    try (var games = new Games(config(1, true, false, 25), 1, 3)) {
      load(games, new double[9]);
      float[] applied = {9, 0.1f, 0.7f, -3, 2.5f}; // right 0.7 - 0.1, up 1 - 0
      System.arraycopy(applied, 0, games.columns.layout(0).applied, games.columns.row(games.t, 0, 0) * 5, 5);
      games.advance();
      var situation = new double[9];
      ((StateAccess) games.environment).read(0, situation);
      assertEquals((double) (0.7f - 0.1f) * 5 * 0.1, situation[3], 0);
      assertEquals(0.5, situation[4], 0);
    }
  }

  @Test
  void the_bits_of_a_game_depend_on_no_other_game() {
    // 300 games are more than one block; game 270 also plays alone, with other neighbours and other lanes.
    try (var many = new Games(DEFAULTS, 300, 60); var alone = new Games(DEFAULTS, 1, 60, 270)) {
      many.play(RandomPolicy.create().actor());
      alone.play(RandomPolicy.create().actor());
      for (int t = 1; t <= 60; t++) {
        for (int a = 0; a < 3; a++) {
          assertEquals(alone.columns.reward[alone.columns.cell(t - 1, 0, a)],
              many.columns.reward[many.columns.cell(t - 1, 270, a)]);
          var ours = alone.columns.layout(0).observation.floats;
          var theirs = many.columns.layout(0).observation.floats;
          int row = many.columns.row(t, 270, a) * 18;
          assertArrayEquals(
              Arrays.copyOfRange(ours, alone.columns.row(t, 0, a) * 18, alone.columns.row(t, 0, a) * 18 + 18),
              Arrays.copyOfRange(theirs, row, row + 18));
        }
      }
      assertArrayEquals(alone.columns.metric, Arrays.copyOfRange(many.columns.metric, 540, 542));
    }
  }

  @Test
  void the_team_state_is_all_observations_and_the_private_state_adds_velocities() {
    try (var games = new Games(DEFAULTS, 3, 30)) {
      games.play(RandomPolicy.create().actor());
      var layout = games.columns.layout(0);
      var rows = layout.observation.floats;
      int first = games.columns.row(30, 2, 0);
      int state = games.columns.stateAt(30, 2) * 54;
      assertArrayEquals(Arrays.copyOfRange(rows, first * 18, first * 18 + 54),
          Arrays.copyOfRange(games.columns.teamState.floats, state, state + 54));
      float[] whole = layout.privateState.floats;
      int own = (first + 1) * 18; // agent 1
      for (int k = 0; k < 10; k++) assertEquals(rows[own + k], whole[own + k]);
      for (int other = 0; other < 2; other++) {
        int row = (first + 2 * other) * 18; // agents 0 and 2
        for (int k = 0; k < 2; k++) {
          assertEquals(rows[own + 10 + 2 * other + k], whole[own + 10 + 4 * other + k]);
          assertEquals(rows[row + k], whole[own + 12 + 4 * other + k]);
        }
      }
    }
  }

  @Test
  void the_nearest_are_observed_first_and_missing_ones_are_zero() {
    var partial = new SimpleSpread.Config(2, 0.5, 25, false, false, Optional.of(3), Optional.of(1), false);
    try (var games = new Games(partial, 1, 3)) {
      var situation = new double[17];
      situation[3] = 0.5; // agents at (0, 0) and (0.5, 0)
      situation[14] = 2; // landmarks at (0, 2) and (0, 0)
      load(games, situation);
      int width = games.columns.layout(0).observation.layout.floats();
      assertEquals(4 + 2 + 6 + 6, width);
      float[] row = Arrays.copyOf(games.columns.layout(0).observation.floats, width * 4);
      int second = games.columns.row(games.t, 0, 1) * width;
      assertArrayEquals(new float[] {0, 0, 0.5f, 0, -0.5f, 0, -0.5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
          Arrays.copyOfRange(row, second, second + width));
      assertEquals(1, games.columns.layout(0).observation.ints[games.columns.row(games.t, 0, 1) * 2]);
    }
  }

  @Test
  void a_skipped_game_stays_blank_and_pays_nothing() {
    try (var games = new Games(DEFAULTS, 2, 2)) {
      games.commands.command[0] = Command.SKIP;
      games.commands.command[1] = Command.RESET;
      games.obey();
      assertEquals(AgentState.ABSENT, games.columns.state[games.columns.cell(1, 0, 0)]);
      assertEquals(AgentState.DECIDES, games.columns.state[games.columns.cell(1, 1, 0)]);
      assertTrue(games.columns.last[games.columns.moment(1, 0)]);
      games.commands.command[0] = Command.RESET;
      games.commands.command[1] = Command.STEP;
      games.obey();
      assertEquals(0, games.columns.reward[games.columns.cell(1, 0, 0)]);
      assertTrue(games.columns.reward[games.columns.cell(1, 1, 0)] < 0);
    }
  }

  @Test
  void commands_at_the_wrong_moment_and_wrong_actions_are_refused() {
    try (var games = new Games(DEFAULTS, 1, 4)) {
      games.commands.command[0] = Command.STEP;
      var early = assertThrows(IllegalStateException.class, games::obey);
      assertTrue(early.getMessage().contains("only RESET and SKIP are allowed"), early.getMessage());
      games.advance();
      games.commands.command[0] = Command.SKIP;
      var late = assertThrows(IllegalStateException.class, games::obey);
      assertTrue(late.getMessage().contains("only STEP is allowed"), late.getMessage());
      games.choose(0, 1, 5);
      var wrong = assertThrows(IllegalArgumentException.class, games::advance);
      assertEquals("simple_spread: the action of agent_1 in game 0 is 5, but must be one of 0 to 4",
          wrong.getMessage());
    }
  }

  @Test
  void all_faults_of_the_options_are_told_at_once() {
    var e = assertThrows(ConfigurationException.class,
        () -> new SimpleSpread.Config(0, 1.5, 0, false, false, Optional.of(-1), Optional.empty(), false));
    assertEquals(4, e.faults().size());
    assertTrue(e.getMessage().contains("agents = 0, but it must lie in [1, 1000]; 3 is usual"), e.getMessage());
  }

  @Test
  void nothing_is_allocated_per_step() {
    try (var games = new Games(DEFAULTS, 64, 25)) {
      var actor = RandomPolicy.create().actor();
      for (int k = 0; k < 40; k++) {
        games.play(actor);
        games.rollOver();
      }
      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int k = 0; k < 20; k++) {
        games.play(actor);
        games.rollOver();
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < 4096, allocated + " bytes in " + 20 * 25 * 64 + " joint steps");
    }
  }

  private static void load(Games games, double[] situation) {
    games.t = 1;
    games.columns.clear(1, 0);
    games.timestep().moveTo(1);
    ((StateAccess) games.environment).load(0, situation, games.timestep());
  }

  private static double[] firstOf(double[] values, int count) {
    return Arrays.copyOf(values, count);
  }
}
