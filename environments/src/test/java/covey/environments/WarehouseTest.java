package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.ChanceAccess;
import covey.env.Ending;
import covey.env.StateAccess;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarehouseTest {
  private static final int NONE = 0;
  private static final int FORWARD = 1;
  private static final int LEFT = 2;
  private static final int RIGHT = 3;
  private static final int LOAD = 4;
  private static final int SHELVES = 32; // of the tiny warehouse

  private static Warehouse.Config config(Object... options) {
    var changed = new LinkedHashMap<String, Object>();
    for (int k = 0; k < options.length; k += 2) changed.put((String) options[k], options[k + 1]);
    return Warehouse.ENTRY.configure(changed, "");
  }

  /// A tiny warehouse with its shelves in their places, except where a robot holds one.
  ///
  /// @param robots x, y, direction (0 up, 1 down, 2 left, 3 right), carried shelf, has delivered
  private static Games games(Warehouse.Config config, int[] queue, int... robots) {
    var situation = new double[2 + robots.length + 2 * SHELVES + queue.length];
    for (int k = 0; k < robots.length; k++) situation[2 + k] = robots[k];
    int shelves = 2 + robots.length;
    int shelf = 0;
    for (int y = 1; y <= 8; y++) {
      for (int x : new int[] {1, 2, 7, 8}) {
        situation[shelves + 2 * shelf] = x;
        situation[shelves + 2 * shelf + 1] = y;
        shelf++;
      }
    }
    for (int robot = 0; robot < robots.length; robot += 5) {
      int held = robots[robot + 3];
      if (held == 0) continue;
      situation[shelves + 2 * held - 2] = robots[robot];
      situation[shelves + 2 * held - 1] = robots[robot + 1];
    }
    for (int k = 0; k < queue.length; k++) situation[shelves + 2 * SHELVES + k] = queue[k];
    var games = new Games(config, 1, 30);
    games.t = 1;
    games.columns.clear(1, 0);
    games.timestep().moveTo(1);
    ((StateAccess) games.environment).load(0, situation, games.timestep());
    return games;
  }

  private static void play(Games games, int... choices) {
    for (int agent = 0; agent < choices.length; agent++) games.choose(0, agent, choices[agent]);
    games.advance();
  }

  private static double[] robot(Games games, int agent) {
    int agents = games.columns.agents;
    var situation = new double[2 + 5 * agents + 2 * SHELVES + games.columns.spec.agents()];
    ((StateAccess) games.environment).read(0, situation);
    return Arrays.copyOfRange(situation, 2 + 5 * agent, 7 + 5 * agent);
  }

  @Test
  void the_tiny_warehouse_is_laid_out_as_the_original() {
    var plan = Warehouse.Config.DEFAULTS.plan();
    var text = new StringBuilder();
    for (int y = 0; y < plan.height(); y++) {
      for (int x = 0; x < plan.width(); x++) text.append(plan.highway(x, y) ? '1' : '0');
    }
    assertEquals("1111111111" + "1001111001".repeat(8) + "1111111111".repeat(2), text.toString());
    assertEquals(SHELVES, plan.shelves());
    assertEquals(80, config("shelfRows", 2).plan().shelves());
  }

  @Test
  void a_game_played_by_hand() {
    // Shelf 30 at (2, 8) is requested; the robot stands on the street to its right and looks at it.
    try (var games = games(config("agents", 1), new int[] {30}, 3, 8, 2, 0, 0)) {
      assertEquals(71, games.columns.layout(0).observation.layout.floats());
      int left = 8 + 3 * 7; // the cell to the left: no robot, so up; a shelf, requested
      float[] seen = new float[7];
      for (int k = 0; k < 7; k++) seen[k] = games.observation(0, 0, left + k);
      assertArrayEquals(new float[] {0, 1, 0, 0, 0, 1, 1}, seen);
      for (int choice : new int[] {FORWARD, LOAD, RIGHT, RIGHT}) play(games, choice);
      assertArrayEquals(new double[] {2, 8, 3, 30, 0}, robot(games, 0)); // under its shelf, looking right
      for (int choice : new int[] {FORWARD, RIGHT, FORWARD, FORWARD, LEFT}) play(games, choice);
      assertArrayEquals(new double[] {3, 10, 3, 30, 0}, robot(games, 0));
      assertEquals(0, games.reward(0, 0));
      ((ChanceAccess) games.environment).decide(0, "request", 7);
      play(games, FORWARD); // onto the left goal
      assertEquals(1, games.reward(0, 0));
      assertEquals(0f, games.observation(0, 0, 8 + 4 * 7 + 6)); // no longer requested
      play(games, LOAD); // on a highway nothing is put down
      assertArrayEquals(new double[] {4, 10, 3, 30, 0}, robot(games, 0));
      assertEquals(0, games.reward(0, 0)); // shelf 7 is requested now
    }
  }

  @Test
  void a_loaded_robot_does_not_enter_a_cell_with_a_shelf_and_one_without_does() {
    for (int held : new int[] {0, 30}) {
      try (var games = games(config("agents", 1), new int[] {1}, 2, 8, 2, held, 0)) {
        play(games, FORWARD);
        assertEquals(held == 0 ? 1 : 2, robot(games, 0)[0]);
      }
    }
    // A shelf that leaves with its robot is no obstacle: both go right, from (2, 8) and (3, 8).
    try (var games = games(config(), new int[] {1, 2}, 2, 8, 3, 30, 0, 3, 8, 3, 26, 0)) {
      play(games, FORWARD, FORWARD);
      assertArrayEquals(new double[] {3, 8, 3, 30, 0}, robot(games, 0));
      assertArrayEquals(new double[] {4, 8, 3, 26, 0}, robot(games, 1));
    }
  }

  @Test
  void rewards_go_where_the_mode_says() {
    int[] robots = {3, 10, 3, 30, 0, 0, 0, 3, 0, 0};
    double[][] expected = {{1, 0}, {1, 1}, {0.5, 0}};
    for (Warehouse.Reward mode : Warehouse.Reward.values()) {
      try (var games = games(config("reward", mode.name()), new int[] {30, 1}, robots)) {
        play(games, FORWARD, NONE);
        assertArrayEquals(expected[mode.ordinal()], new double[] {games.reward(0, 0), games.reward(0, 1)}, mode.name());
        assertEquals(mode == Warehouse.Reward.TWO_STAGE ? 1 : 0, robot(games, 0)[4]);
      }
    }
    // The second half, when the delivered shelf is put down in a free place: once.
    try (var games = games(config("agents", 1, "reward", "two-stage"), new int[] {1}, 2, 8, 3, 30, 1)) {
      play(games, LOAD);
      assertEquals(0.5, games.reward(0, 0));
      play(games, LOAD);
      play(games, LOAD);
      assertEquals(0, games.reward(0, 0));
    }
  }

  @Test
  void a_shelf_that_stays_on_the_goal_pays_again_when_it_is_requested_again() {
    try (var games = games(config("agents", 1), new int[] {30}, 4, 10, 3, 30, 0)) {
      ((ChanceAccess) games.environment).decide(0, "request", 5);
      play(games, NONE);
      assertEquals(1, games.reward(0, 0));
      play(games, NONE);
      assertEquals(0, games.reward(0, 0));
    }
    try (var games = games(config("agents", 2), new int[] {30, 2}, 4, 10, 3, 30, 0, 5, 10, 3, 2, 0)) {
      // The left goal draws 7 in place of 30, then the right one 30 in place of 2: next time 30 pays again.
      ((ChanceAccess) games.environment).decide(0, "request", 7, 30);
      play(games, NONE, NONE);
      assertArrayEquals(new double[] {1, 1}, new double[] {games.reward(0, 0), games.reward(0, 1)});
      play(games, NONE, NONE);
      assertArrayEquals(new double[] {1, 0}, new double[] {games.reward(0, 0), games.reward(0, 1)});
    }
  }

  @Test
  void only_draws_that_exist_and_outcomes_that_can_be_are_decided() {
    try (var games = games(config("agents", 1), new int[] {30}, 4, 10, 3, 30, 0)) {
      var chance = (ChanceAccess) games.environment;
      var e = assertThrows(IllegalArgumentException.class, () -> chance.decide(0, "weather", 1));
      assertEquals("rware draws request and tie, but nothing named weather", e.getMessage());
      chance.decide(0, "request", 30);
      var taken = assertThrows(IllegalArgumentException.class, () -> play(games, NONE));
      assertTrue(taken.getMessage().contains("that is not requested"), taken.getMessage());
    }
  }

  @Test
  void who_wins_a_tie_can_be_decided_for_one_step() {
    // Two robots want (4, 5), from the left and from the right.
    int[] robots = {3, 5, 3, 0, 0, 5, 5, 2, 0, 0};
    for (int winner = 0; winner < 2; winner++) {
      try (var games = games(config(), new int[] {1, 2}, robots)) {
        if (winner == 1) ((ChanceAccess) games.environment).decide(0, "tie", 1);
        play(games, FORWARD, FORWARD);
        assertEquals(winner == 0 ? 4 : 3, robot(games, 0)[0]);
        assertEquals(winner == 0 ? 5 : 4, robot(games, 1)[0]);
      }
    }
  }

  @Test
  void images_are_turned_so_that_the_robot_looks_up() {
    // At (4, 10), the left goal, looking right: ahead is the other goal, to the right of it the wall.
    try (var games = games(config("observation", "image", "agents", 1), new int[] {30}, 4, 10, 3, 30, 0)) {
      float[] planes = new float[45];
      for (int k = 0; k < 45; k++) planes[k] = games.observation(0, 0, k);
      assertArrayEquals(new float[] {
          0, 0, 0, 0, 1, 0, 0, 0, 0, // shelves: its own
          0, 0, 0, 0, 1, 0, 0, 0, 0, // requested
          0, 0, 0, 0, 1, 0, 0, 0, 0, // robots
          0, 1, 0, 0, 1, 0, 0, 0, 0, // goals: ahead, and here
          1, 1, 0, 1, 0, 0, 1, 1, 0, // free: not here, and not beyond the wall to the right
      }, planes);
    }
  }

  @Test
  void time_and_idleness_end_an_episode() {
    for (TimeUp limit : TimeUp.values()) {
      var config = config("maxSteps", 9, "maxInactivity", 2, "timeLimit", limit.name(), "agents", 1);
      try (var games = games(config, new int[] {30}, 3, 10, 3, 30, 0)) {
        play(games, NONE);
        play(games, FORWARD); // delivered: the count begins anew
        assertFalse(games.columns.last[games.t]);
        play(games, NONE);
        play(games, NONE);
        assertTrue(games.columns.last[games.t]);
        assertEquals(limit == TimeUp.TRUNCATES ? Ending.TRUNCATED : Ending.TERMINATED,
            games.columns.ended[games.columns.cell(games.t, 0, 0)]);
        assertArrayEquals(new double[] {1, 0}, games.columns.metric);
      }
    }
  }

  @Test
  void ids_of_the_original_stand_for_options() {
    assertEquals(Warehouse.Config.DEFAULTS, Catalogue.entry("rware-tiny-2ag-v2").defaults());
    assertEquals(config("agents", 5, "shelfRows", 2, "shelfColumns", 5, "requestQueue", 2),
        Catalogue.entry("rware-medium-5ag-hard-v2").defaults());
    assertEquals(config("agents", 4, "shelfRows", 3, "shelfColumns", 5, "requestQueue", 8),
        Catalogue.entry("rware-large-4ag-easy-v2").defaults());
    assertThrows(IllegalArgumentException.class, () -> Catalogue.entry("rware-huge-2ag-v2"));
    Map<String, Object> options = Map.of("n_agents", 4, "msg_bits", 0, "reward_type", "GLOBAL");
    var recorded = Catalogue.recorded("rware-tiny-4ag-v2", options);
    assertEquals(config("agents", 4, "reward", "global", "timeLimit", "terminates"), recorded.orElseThrow());
    assertThrows(ConfigurationException.class, () -> Catalogue.recorded("rware-tiny-4ag-v2", Map.of("msg_bits", 2)));
  }

  @Test
  void wrong_options_are_named_with_what_is_allowed() {
    var e = assertThrows(ConfigurationException.class, () -> config("shelfColumns", 2, "agents", 60, "sensorRange", 0));
    assertTrue(e.getMessage().contains("must be odd"), e.getMessage());
    assertTrue(e.getMessage().contains("sensorRange = 0, but it must lie in [1, 20]"), e.getMessage());
    var queue = assertThrows(ConfigurationException.class, () -> config("requestQueue", 32));
    assertTrue(queue.getMessage().contains("must lie in [1, shelves - 1 = 31]"), queue.getMessage());
  }

  /// Mean return of the team.
  private static double score(Warehouse.Config config, Policy policy, int episodes) {
    int together = 500;
    int rollout = (config.maxSteps() + 1) / 3; // 501 timesteps are three rollouts
    double sum = 0;
    for (int done = 0; done < episodes; done += together) {
      try (var games = new Games(config, together, rollout, done)) {
        for (int part = 0; part < 3; part++) {
          games.play(policy.actor());
          for (double reward : games.columns.reward) sum += reward;
          games.rollOver();
        }
      }
    }
    return sum / episodes;
  }

  @Test
  void returns_are_what_the_documentation_says() {
    // 10,000 episodes of 500 steps each; four standard errors: 0.008, 0.09.
    var tiny = Warehouse.Config.DEFAULTS;
    assertEquals(0.036, score(tiny, RandomPolicy.create(), 10_000), 0.008);
    assertEquals(8.50, score(tiny, WarehouseWorker.of(tiny), 10_000), 0.09);
  }

  @Test
  void the_worker_delivers_in_every_warehouse() {
    // 100 episodes; measured over 10,000: 22.3 and 15.1, with standard deviations of 2.9 and 2.7.
    assertEquals(22.3, worker("rware-tiny-4ag-v2"), 1.2);
    assertEquals(15.1, worker("rware-small-4ag-v2"), 1.1);
    assertTrue(worker("rware-large-8ag-easy-v2") > 10);
    var e = assertThrows(IllegalArgumentException.class, () -> WarehouseWorker.of(config("observation", "image")));
    assertTrue(e.getMessage().contains("observation = vector"), e.getMessage());
  }

  private static double worker(String name) {
    var config = (Warehouse.Config) Catalogue.entry(name).defaults();
    double sum = 0;
    try (var games = new Games(config, 100, config.maxSteps() + 1)) {
      games.play(WarehouseWorker.of(config).actor());
      for (double reward : games.columns.reward) sum += reward;
    }
    return sum / 100;
  }
}
