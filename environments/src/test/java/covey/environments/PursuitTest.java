package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.config.Configs;
import covey.env.Ending;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PursuitTest {
  private static final int STAY = 0;
  private static final int LEFT = 1;
  private static final int RIGHT = 2;
  private static final int UP = 4;

  /// A board of 3 x 3 cells without wall, on which one evader stands still.
  private static Pursuit.Config still(int agents, int catchers, int maxSteps) {
    return config(Map.of("agents", agents, "catchers", catchers, "evaders", 1, "size", 3, "block", 0,
        "evaderMoves", 0, "maxSteps", maxSteps));
  }

  private static Pursuit.Config config(Map<String, Object> options) {
    return Configs.bind(Pursuit.Config.class, new LinkedHashMap<>(options), "");
  }

  /// Everybody's cells as x and y, hunters first, read from the team state.
  private static int[] cells(Games games, int e) {
    int width = games.columns.teamState.layout.floats();
    int at = games.columns.stateAt(games.t, e) * width;
    var cells = new int[width];
    int side = side(games);
    for (int k = 0; k < width; k++) cells[k] = Math.round(games.columns.teamState.floats[at + k] * (side - 1));
    return cells;
  }

  private static int side(Games games) {
    return games.columns.agents <= 3 ? 3 : 6;
  }

  /// The first of many games that begins in a situation.
  private static int find(Games games, int... cells) {
    for (int e = 0; e < games.columns.games; e++) if (Arrays.equals(cells, cells(games, e))) return e;
    throw new AssertionError("none of " + games.columns.games + " games begins with " + Arrays.toString(cells));
  }

  private static double difference(Games games, int e, int agent) {
    return games.columns.auxiliary[0][games.columns.cell(games.t - 1, e, agent)];
  }

  @Test
  void a_hand_played_hunt_pays_touches_time_and_a_shared_catch() {
    try (var games = new Games(still(2, 2, 50), 4000, 4)) {
      games.advance();
      int e = find(games, 0, 0, 2, 0, 1, 1); // hunters in both lower corners, the evader in the middle
      // Hunter 0: position 0, 0; walls to the left and below; hunter 1 two cells to the right of a sight of three; the
      // evader one cell to the right and one up.
      float[] row = {0, 0, 1, 0, 1, 0, 2 / 3f, 0, 1 / 3f, 1 / 3f};
      for (int k = 0; k < row.length; k++) assertEquals(row[k], games.observation(e, 0, k));

      games.choose(e, 0, RIGHT); // to (1, 0), below the evader
      games.choose(e, 1, RIGHT); // against the border
      games.advance();
      assertArrayEquals(new int[] {1, 0, 2, 0, 1, 1}, cells(games, e));
      assertEquals(-0.1 + 0.01, games.reward(e, 0), 1e-15);
      assertEquals(-0.1, games.reward(e, 1), 1e-15);

      games.choose(e, 0, UP); // against the evader: it stays and goes on touching
      games.choose(e, 1, UP); // to (2, 1), right of the evader
      games.advance();
      for (int agent = 0; agent < 2; agent++) {
        assertEquals(-0.1 + 0.01 + 5.0 / 2, games.reward(e, agent), 1e-15);
        assertEquals(-0.1 + 0.01 + 5, difference(games, e, agent), 1e-15); // without either there is no catch
        assertEquals(Ending.TERMINATED, games.columns.ended[games.columns.cell(games.t, e, agent)]);
      }
      assertEquals(1, games.columns.metric[e]);
    }
  }

  @Test
  void an_evader_in_a_corner_is_caught_by_hunters_on_both_open_cells() {
    try (var games = new Games(still(3, 3, 50), 30_000, 3)) {
      games.advance();
      int apart = find(games, 1, 0, 0, 1, 2, 2, 0, 0); // the evader in the lower left corner, hunter 2 far away
      int sharing = find(games, 1, 0, 0, 1, 1, 0, 0, 0); // hunters 0 and 2 share a cell
      for (int agent = 0; agent < 3; agent++) {
        games.choose(apart, agent, STAY);
        games.choose(sharing, agent, STAY);
      }
      games.advance();
      double[] paid = {2.41, 2.41, -0.1}; // 5 / 2 + 0.01 - 0.1
      double[] made = {4.91, 4.91, -0.1};
      for (int agent = 0; agent < 3; agent++) {
        assertEquals(paid[agent], games.reward(apart, agent), 1e-12);
        assertEquals(made[agent], difference(games, apart, agent), 1e-12);
      }
      for (int agent = 0; agent < 3; agent++) {
        assertEquals(5.0 / 3 - 0.09, games.reward(sharing, agent), 1e-12);
        // Without hunter 0 or 2 the other one still holds its cell; without hunter 1 one cell is free.
        assertEquals(agent == 1 ? 4.91 : -0.09, difference(games, sharing, agent), 1e-12);
      }
    }
  }

  @Test
  void a_lone_hunter_catches_by_a_touch_and_too_little_time_truncates() {
    try (var games = new Games(still(1, 2, 1), 500, 3)) {
      games.advance();
      int near = find(games, 0, 0, 1, 1);
      int far = find(games, 2, 2, 0, 0);
      games.choose(near, 0, RIGHT);
      games.choose(far, 0, LEFT);
      games.advance();
      assertEquals(-0.1 + 0.01 + 5, games.reward(near, 0), 1e-15);
      assertEquals(Ending.TERMINATED, games.columns.ended[games.columns.cell(games.t, near, 0)]);
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, far, 0)]);
      assertEquals(0, games.columns.metric[far]);
    }
  }

  /// Six hunters and four evaders on 6 x 6 cells with a wall of 2 x 2: crowded, so that everything happens.
  private static final Map<String, Object> CROWD = Map.of("agents", 6, "evaders", 4, "size", 6, "block", 2, "sight", 2,
      "seen", 3, "catchers", 3, "maxSteps", 60);

  @Test
  void rewards_and_differences_are_those_of_a_plain_recount() {
    try (var games = new Games(config(CROWD), 200, 60)) {
      var actor = RandomPolicy.create().actor();
      games.advance(actor);
      int catches = 0;
      for (int k = 0; k < 58; k++) {
        var before = new int[200][];
        var left = new int[200];
        for (int e = 0; e < 200; e++) {
          before[e] = cells(games, e);
          left[e] = games.columns.teamState.ints[games.columns.stateAt(games.t, e)];
        }
        boolean[] reset = Arrays.copyOfRange(games.columns.last, games.t * 200, games.t * 200 + 200);
        games.advance(actor);
        for (int e = 0; e < 200; e++) {
          if (reset[e]) continue;
          int[] hunters = Arrays.copyOf(cells(games, e), 12); // they were there when catches were judged
          int[] evaders = Arrays.copyOfRange(before[e], 12, 12 + 2 * left[e]);
          double team = team(hunters, evaders, -1);
          double sum = 0;
          for (int i = 0; i < 6; i++) {
            sum += games.reward(e, i);
            assertEquals(team - team(hunters, evaders, i), difference(games, e, i), 1e-12);
          }
          assertEquals(team, sum, 1e-12);
          if (team > 4) catches++;
        }
      }
      assertTrue(catches > 100, catches + " steps with catches");
    }
  }

  /// What the team is paid in a step, with one hunter left out (-1 for none).
  private static double team(int[] hunters, int[] evaders, int without) {
    double sum = without < 0 ? -0.6 : -0.5;
    for (int k = 0; k < evaders.length; k += 2) {
      int touching = 0;
      int open = 0;
      var held = new HashSet<Integer>();
      for (int way = 0; way < 4; way++) {
        int x = evaders[k] + (way == 0 ? -1 : way == 1 ? 1 : 0);
        int y = evaders[k + 1] + (way == 2 ? -1 : way == 3 ? 1 : 0);
        if (x >= 0 && x < 6 && y >= 0 && y < 6 && !wall(x, y)) open++;
        for (int i = 0; i < 6; i++) {
          if (i == without || hunters[2 * i] != x || hunters[2 * i + 1] != y) continue;
          touching++;
          held.add(way);
        }
      }
      sum += 0.01 * touching + (touching >= 3 || held.size() == open ? 5 : 0);
    }
    return sum;
  }

  private static boolean wall(int x, int y) {
    return x >= 2 && x < 4 && y >= 2 && y < 4;
  }

  @Test
  void nobody_stands_in_a_wall_and_evaders_stand_alone() {
    try (var games = new Games(config(CROWD), 100, 60)) {
      var actor = RandomPolicy.create().actor();
      while (games.t < 60) {
        games.advance(actor);
        for (int e = 0; e < 100; e++) {
          int[] cells = cells(games, e);
          int all = 12 + 2 * games.columns.teamState.ints[games.columns.stateAt(games.t, e)];
          var taken = new HashSet<Integer>();
          for (int k = 0; k < all; k += 2) {
            assertTrue(!wall(cells[k], cells[k + 1]));
            boolean alone = taken.add(cells[k] + 6 * cells[k + 1]);
            assertTrue(alone || k < 12, "an evader shares its cell"); // evaders come after hunters
          }
        }
      }
    }
  }

  @Test
  void the_nearest_in_sight_are_observed_nearest_first() {
    try (var games = new Games(config(CROWD), 100, 10)) {
      games.play(RandomPolicy.create().actor());
      var column = games.columns.layout(0).observation;
      for (int e = 0; e < 100; e++) {
        int[] cells = cells(games, e);
        int all = 12 + 2 * games.columns.teamState.ints[games.columns.stateAt(games.t, e)];
        for (int i = 0; i < 6; i++) {
          int row = games.columns.row(games.t, e, i);
          compare(column.floats, row * 18 + 6, column.ints[row * 2], cells, 0, 12, i);
          compare(column.floats, row * 18 + 12, column.ints[row * 2 + 1], cells, 12, all, i);
        }
      }
    }
  }

  /// The set at `at` must be the nearest three of `cells[from, to)` that are at most two cells away on both axes.
  private static void compare(float[] row, int at, int count, int[] cells, int from, int to, int i) {
    var distances = new java.util.ArrayList<Integer>();
    for (int k = from; k < to; k += 2) {
      int dx = cells[k] - cells[2 * i];
      int dy = cells[k + 1] - cells[2 * i + 1];
      if (k != 2 * i && Math.abs(dx) <= 2 && Math.abs(dy) <= 2) distances.add(dx * dx + dy * dy);
    }
    distances.sort(null);
    assertEquals(Math.min(3, distances.size()), count);
    for (int k = 0; k < 3; k++) {
      int dx = Math.round(2 * row[at + 2 * k]);
      int dy = Math.round(2 * row[at + 2 * k + 1]);
      assertEquals(k < count ? distances.get(k) : 0, dx * dx + dy * dy);
    }
  }

  @Test
  void the_script_scores_what_the_documentation_says_and_random_hunters_do_not() {
    // Standard deviation of an episode's mean over eight hunters: 1.8 and 3.3; 300 episodes, four standard errors.
    assertEquals(SCRIPTED, score(PursuitHunter.of(Pursuit.Config.DEFAULTS)), 0.4);
    assertEquals(RANDOM, score(RandomPolicy.create()), 0.8);
  }

  private static final double SCRIPTED = 5.93;
  private static final double RANDOM = -41.2;

  /// Mean return per hunter over the first episodes of 300 games.
  private static double score(Policy policy) {
    try (var games = new Games(Pursuit.Config.DEFAULTS, 300, 501)) {
      games.play(policy.actor());
      double sum = 0;
      for (int e = 0; e < 300; e++) {
        for (int t = 1; t < 501; t++) {
          for (int i = 0; i < 8; i++) sum += games.columns.reward[games.columns.cell(t, e, i)];
          if (games.columns.last[games.columns.moment(t + 1, e)]) break;
        }
      }
      return sum / 300 / 8;
    }
  }

  @Test
  void the_board_grows_with_the_team_and_wrong_options_are_told() {
    assertEquals(16, Pursuit.Config.DEFAULTS.side()); // 16 * 16 = 8 * 32
    assertEquals(57, Pursuit.Config.of(100).side()); // 57 * 57 = 3249 is the first square from 3200
    assertEquals(6, Pursuit.Config.of(1).side());
    var e = assertThrows(ConfigurationException.class, () -> config(Map.of("agents", 20, "size", 6, "sight", 0)));
    assertTrue(e.getMessage().contains("sight = 0, but it must be at least 1; 3 is usual"), e.getMessage());
    assertTrue(e.getMessage().contains("size = 6, but it must leave at least two open cells for each of the 20 hunters"
        + " and 40 evaders"), e.getMessage());
  }
}
