package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.Ending;
import covey.env.StateAccess;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForagingTest {
  private static final int NONE = 0;
  private static final int NORTH = 1;
  private static final int SOUTH = 2;
  private static final int WEST = 3;
  private static final int EAST = 4;
  private static final int LOAD = 5;

  private static Foraging.Config config(Object... options) {
    var changed = new LinkedHashMap<String, Object>();
    for (int k = 0; k < options.length; k += 2) changed.put((String) options[k], options[k + 1]);
    return Foraging.ENTRY.configure(changed, "");
  }

  private static Games games(Foraging.Config config, double... situation) {
    var games = new Games(config, 1, config.maxSteps() + 1);
    games.t = 1;
    games.columns.clear(1, 0);
    games.timestep().moveTo(1);
    ((StateAccess) games.environment).load(0, situation, games.timestep());
    return games;
  }

  /// @param foodsAndForagers triples (row, column, level), then a score per forager and the sum of all food
  private static double[] situation(int step, double... foodsAndForagers) {
    var situation = new double[1 + foodsAndForagers.length];
    situation[0] = step;
    System.arraycopy(foodsAndForagers, 0, situation, 1, foodsAndForagers.length);
    return situation;
  }

  private static void play(Games games, int... choices) {
    for (int agent = 0; agent < choices.length; agent++) games.choose(0, agent, choices[agent]);
    games.advance();
  }

  private static float[] observation(Games games, int agent) {
    var seen = games.columns.layout(0).observation;
    int width = seen.layout.floats();
    int from = games.columns.row(games.t, 0, agent) * width;
    return Arrays.copyOfRange(seen.floats, from, from + width);
  }

  private static String mask(Games games, int agent) {
    var text = new StringBuilder();
    for (int action = 0; action < 6; action++) {
      text.append(games.columns.layout(0).mask[games.columns.row(games.t, 0, agent) * 6 + action] ? '1' : '0');
    }
    return text.toString();
  }

  @Test
  void a_game_played_by_hand() {
    // . . . . .     food of level 3 at (1, 1) and of level 1 at (3, 3); a (level 1) at (1, 3), b (level 2) at (3, 1)
    // . 3 . a .
    // . . . . .
    // . b . 1 .
    // . . . . .
    var config = config("rows", 5, "columns", 5);
    try (var games = games(config, situation(0, 1, 1, 3, 3, 3, 1, 1, 3, 1, 3, 1, 2, 0, 0, 4))) {
      assertArrayEquals(new float[] {1, 1, 3, 3, 3, 1, 1, 3, 1, 3, 1, 2}, observation(games, 0));
      assertArrayEquals(new float[] {1, 1, 3, 3, 3, 1, 3, 1, 2, 1, 3, 1}, observation(games, 1));
      assertEquals("111110", mask(games, 0));
      assertEquals("111110", mask(games, 1));
      play(games, SOUTH, NORTH); // a at (2, 3), above the small food; b at (2, 1), below the big one
      assertEquals("110111", mask(games, 0));
      assertEquals("101111", mask(games, 1));
      assertEquals(0, games.reward(0, 0));
      play(games, LOAD, LOAD); // a: 1 * 1 / (1 * 4); b is too weak: 2 < 3, which costs nothing
      assertEquals(0.25, games.reward(0, 0));
      assertEquals(0, games.reward(0, 1));
      assertArrayEquals(new float[] {1, 1, 3, -1, -1, 0, 2, 3, 1, 2, 1, 2}, observation(games, 0));
      play(games, WEST, NONE);
      play(games, NORTH, NONE); // a at (1, 2), right of the food
      assertEquals("111011", mask(games, 0));
      play(games, LOAD, LOAD); // together 3: a 1 * 3 / (3 * 4), b 2 * 3 / (3 * 4)
      assertEquals(0.25, games.reward(0, 0));
      assertEquals(0.5, games.reward(0, 1));
      // Without either the other is too weak: the whole 3/4 is due to each.
      assertEquals(0.75, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 0)]);
      assertEquals(0.75, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 1)]);
      assertTrue(games.columns.last[games.columns.moment(games.t, 0)]);
      assertEquals(Ending.TERMINATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      assertArrayEquals(new double[] {1, 1}, games.columns.metric); // everything eaten, one piece together
    }
  }

  @Test
  void foragers_swap_places_but_stay_where_several_name_a_cell() {
    var config = config("rows", 5, "columns", 5, "agents", 3, "food", 1);
    // a (2, 0), b (2, 1), c (2, 3); the food is far away
    try (var games = games(config, situation(0, 1, 3, 1, 2, 0, 1, 2, 1, 1, 3, 2, 1, 0, 0, 0, 1))) {
      play(games, EAST, WEST, NONE);
      assertArrayEquals(new float[] {2, 1}, Arrays.copyOfRange(observation(games, 0), 3, 5));
      assertArrayEquals(new float[] {2, 0}, Arrays.copyOfRange(observation(games, 1), 3, 5));
      // a names (2, 2), and so does c: both stay. b names a's cell, which a wanted to leave: they share it.
      play(games, EAST, EAST, NORTH);
      assertArrayEquals(new float[] {2, 1, 1, 2, 1, 1, 3, 2, 1}, Arrays.copyOfRange(observation(games, 0), 3, 12));
    }
  }

  @Test
  void a_failed_load_costs_the_penalty_and_so_does_the_difference() {
    var config = config("rows", 5, "columns", 5, "food", 1, "penalty", 0.1, "maxFoodLevel", 9);
    try (var games = games(config, situation(0, 2, 2, 9, 1, 2, 1, 3, 2, 2, 0, 0, 9))) {
      play(games, LOAD, LOAD);
      assertEquals(-0.1, games.reward(0, 0));
      assertEquals(-0.1, games.reward(0, 1));
      assertEquals(-0.1, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 1)]);
    }
  }

  @Test
  void the_difference_is_the_teams_reward_less_that_without_the_forager() {
    // Levels 1, 2, 2 load food of level 3, penalty 0.1, not normalised: 1 * 3 + 2 * 3 + 2 * 3 = 15.
    var config = config("rows", 5, "columns", 5, "food", 1, "agents", 3, "penalty", 0.1, "normalise", false);
    double[] begin = situation(0, 2, 2, 3, 1, 2, 1, 3, 2, 2, 2, 1, 2, 0, 0, 0, 3);
    double[] team = new double[4];
    for (int absent = 0; absent < 4; absent++) { // 3: nobody is
      try (var games = games(config, begin)) {
        play(games, absent == 0 ? NONE : LOAD, absent == 1 ? NONE : LOAD, absent == 2 ? NONE : LOAD);
        for (int agent = 0; agent < 3; agent++) team[absent] += games.reward(0, agent);
        if (absent < 3) continue;
        assertEquals(15, team[3]);
        assertArrayEquals(new double[] {12, 9, 9, 15}, team); // 2 * 3 + 2 * 3, 1 * 3 + 2 * 3
        for (int agent = 0; agent < 3; agent++) {
          assertEquals(team[3] - team[agent], games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, agent)]);
        }
      }
    }
    // Levels 1 and 2 on food of level 3: without either the other fails and pays: 9 - -0.1.
    try (var games = games(config, begin)) {
      play(games, LOAD, LOAD, NONE);
      assertEquals(9.1, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 0)]);
      assertEquals(9.1, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 1)]);
      assertEquals(0, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 2)]);
    }
  }

  @Test
  void the_end_of_time_truncates_unless_it_is_to_terminate() {
    for (TimeUp limit : TimeUp.values()) {
      var config = config("maxSteps", 1, "timeLimit", limit.name());
      try (var games = new Games(config, 1, 2)) {
        games.advance();
        games.advance(RandomPolicy.create().actor());
        assertEquals(limit == TimeUp.TRUNCATES ? Ending.TRUNCATED : Ending.TERMINATED,
            games.columns.ended[games.columns.cell(2, 0, 1)]);
        assertTrue(games.columns.last[2]);
      }
    }
  }

  @Test
  void illegal_actions_are_refused_unless_they_are_to_be_ignored() {
    double[] begin = situation(0, 2, 2, 1, 0, 0, 1, 4, 4, 1, 0, 0, 1);
    try (var games = games(config("rows", 5, "columns", 5, "food", 1), begin)) {
      var e = assertThrows(IllegalArgumentException.class, () -> play(games, NORTH, NONE));
      assertEquals("lbf: the action of agent_0 in game 0 is 1, but must be legal by its mask", e.getMessage());
    }
    try (var games = games(config("rows", 5, "columns", 5, "food", 1, "illegalActions", "ignore"), begin)) {
      play(games, NORTH, LOAD);
      assertArrayEquals(new float[] {2, 2, 1, 0, 0, 1, 4, 4, 1}, observation(games, 0));
      var e = assertThrows(IllegalArgumentException.class, () -> play(games, NONE, 6));
      assertTrue(e.getMessage().contains("one of 0 to 5"), e.getMessage());
    }
  }

  @Test
  void short_sight_is_counted_from_the_corner_of_the_window() {
    var config = config("sight", 1, "food", 2);
    // a at (4, 4) sees rows and columns 3 to 5: corner (3, 3). b at (0, 0): its window is cut off, corner (0, 0).
    try (var games = games(config, situation(0, 3, 4, 2, 6, 6, 1, 4, 4, 1, 0, 0, 2, 0, 0, 3))) {
      assertArrayEquals(new float[] {0, 1, 2, -1, -1, 0, 1, 1, 1, -1, -1, 0}, observation(games, 0));
      assertArrayEquals(new float[] {-1, -1, 0, -1, -1, 0, 0, 0, 2, -1, -1, 0}, observation(games, 1));
    }
    // At the north-west edge others are seen two cells away, because the window is counted from the edge; food is not.
    try (var games = games(config, situation(0, 2, 1, 2, 6, 6, 1, 0, 0, 1, 2, 2, 2, 0, 0, 3))) {
      assertArrayEquals(new float[] {-1, -1, 0, -1, -1, 0, 0, 0, 1, 2, 2, 2}, observation(games, 0));
      // From the other side: corner (1, 1), so that (0, 0) lies at (-1, -1), outside.
      assertArrayEquals(new float[] {1, 0, 2, -1, -1, 0, 1, 1, 2, -1, -1, 0}, observation(games, 1));
    }
  }

  @Test
  void planes_show_foragers_food_and_free_cells_around_the_forager() {
    var config = config("rows", 4, "columns", 4, "sight", 1, "food", 1, "observation", "grid");
    // a (level 1) in the corner (0, 0), b (level 2) at (1, 0), food of level 3 at (1, 1)
    try (var games = games(config, situation(0, 1, 1, 3, 0, 0, 1, 1, 0, 2, 0, 0, 3))) {
      assertArrayEquals(new float[] {
          0, 0, 0, 0, 1, 0, 0, 2, 0, // foragers
          0, 0, 0, 0, 0, 0, 0, 0, 3, // food
          0, 0, 0, 0, 0, 1, 0, 0, 0, // free: only (0, 1)
      }, observation(games, 0));
    }
  }

  @Test
  void fields_begin_as_the_original_says() {
    // Food keeps off the edge and off other food; its level lies between 1 and the sum of the three lowest levels.
    var config = config("rows", 7, "columns", 6, "agents", 4, "food", 3, "maxLevel", 3);
    boolean[] heaviest = new boolean[1];
    try (var games = new Games(config, 300, 1)) {
      games.advance();
      for (int e = 0; e < 300; e++) {
        double[] s = new double[1 + 3 * 7 + 4 + 1];
        ((StateAccess) games.environment).read(e, s);
        double[] levels = {s[12], s[15], s[18], s[21]};
        Arrays.sort(levels);
        assertTrue(levels[0] >= 1 && levels[3] <= 3);
        double sum = 0;
        for (int f = 0; f < 3; f++) {
          double weight = s[3 + 3 * f];
          if (weight == 0) continue;
          sum += weight;
          assertTrue(weight <= levels[0] + levels[1] + levels[2]);
          heaviest[0] |= weight == levels[0] + levels[1] + levels[2];
          assertTrue(s[1 + 3 * f] >= 1 && s[1 + 3 * f] <= 5 && s[2 + 3 * f] >= 1 && s[2 + 3 * f] <= 4);
          for (int g = 0; g < 7; g++) { // other food, then foragers
            if (g == f || s[3 + 3 * g] == 0) continue;
            double dr = Math.abs(s[1 + 3 * f] - s[1 + 3 * g]);
            double dc = Math.abs(s[2 + 3 * f] - s[2 + 3 * g]);
            assertTrue(dr + dc > 0);
            if (g < 3) assertTrue(Math.max(dr, dc) > 1 && dr + dc > 2);
          }
        }
        assertEquals(sum, s[1 + 21 + 4]);
      }
    }
    assertTrue(heaviest[0]);
    try (var games = new Games(config("coop", true), 100, 1)) {
      games.advance();
      for (int e = 0; e < 100; e++) {
        double[] s = new double[1 + 12 + 2 + 1];
        ((StateAccess) games.environment).read(e, s);
        assertEquals(s[9] + s[12], s[3]); // both foragers are needed
        assertEquals(s[9] + s[12], s[6]);
      }
    }
  }

  @Test
  void ids_of_the_original_stand_for_options() {
    var usual = (Foraging.Config) Catalogue.entry("Foraging-8x8-2p-2f-v3").defaults();
    assertEquals(Foraging.Config.DEFAULTS, usual);
    var other = (Foraging.Config) Catalogue.entry("Foraging-2s-15x10-4p-5f-coop-v3").defaults();
    assertEquals(config("rows", 15, "columns", 10, "agents", 4, "food", 5, "coop", true, "sight", 2), other);
    assertEquals(Foraging.Sight.GRID, ((Foraging.Config) Catalogue.entry("Foraging-grid-8x8-2p-2f-v3").defaults())
        .observation());
    var e = assertThrows(IllegalArgumentException.class, () -> Catalogue.entry("Foraging-8x8-2p-2f-v2"));
    assertTrue(e.getMessage().contains("did you mean Foraging-8x8-2p-2f-v3"), e.getMessage());
    var recorded = (Foraging.Config) Catalogue.recorded("Foraging-8x8-2p-2f-v3", Map.of("players", 3)).orElseThrow();
    assertEquals(config("agents", 3, "illegalActions", "ignore", "timeLimit", "terminates"), recorded);
    assertTrue(Catalogue.recorded("Foraging-8x8-2p-2f-v2", Map.of()).isEmpty());
  }

  @Test
  void wrong_options_are_named_with_what_is_allowed() {
    var e = assertThrows(ConfigurationException.class, () -> config("rows", 2, "agents", 99, "minFoodLevel", 5));
    assertEquals(3, e.faults().size(), e.getMessage());
    assertTrue(e.getMessage().contains("must lie in [1, rows * columns / 2 = 8]"), e.getMessage());
  }

  /// Mean return of the team.
  static double score(Foraging.Config config, Policy policy, int episodes) {
    double sum = 0;
    for (int done = 0; done < episodes; done += 500) {
      try (var games = new Games(config, 500, config.maxSteps() + 1, done)) {
        boolean[] over = new boolean[500];
        var actor = policy.actor();
        for (int t = 0; t <= config.maxSteps(); t++) {
          games.advance(actor);
          for (int e = 0; e < 500; e++) {
            for (int agent = 0; agent < config.agents() && !over[e]; agent++) sum += games.reward(e, agent);
            over[e] |= games.columns.last[games.columns.moment(games.t, e)];
          }
        }
      }
    }
    return sum / episodes;
  }

  @Test
  void returns_are_what_the_documentation_says() {
    // 10,000 episodes each; four standard errors: 0.012, 0.0013, 0.0042, 0.0092.
    var small = Foraging.Config.DEFAULTS;
    assertEquals(0.235, score(small, RandomPolicy.create(), 10_000), 0.012);
    assertEquals(0.999, score(small, Forager.of(small), 10_000), 0.0013);
    var big = (Foraging.Config) Catalogue.entry("Foraging-15x15-4p-5f-v3").defaults();
    assertEquals(0.079, score(big, RandomPolicy.create(), 10_000), 0.0042);
    assertEquals(0.846, score(big, Forager.of(big), 10_000), 0.0092);
  }

  @Test
  void the_forager_says_what_it_must_see() {
    var e = assertThrows(IllegalArgumentException.class, () -> Forager.of(config("observation", "grid")));
    assertTrue(e.getMessage().contains("observation = vector"), e.getMessage());
    var alone = config("agents", 1, "food", 1);
    assertTrue(score(alone, Forager.of(alone), 500) > 0.99);
    assertFalse(alone.spec().slots().getFirst().observation().toString().contains("others"));
  }
}
