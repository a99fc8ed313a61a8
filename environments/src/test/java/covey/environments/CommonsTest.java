package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.StateAccess;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommonsTest {
  private static final int SIDE = 7; // cells of the land, each way; its one patch is a diamond around (3, 3)
  private static final int VIEW = 5;
  private static final int NORTH = 0;
  private static final int EAST = 1;
  private static final int SOUTH = 2;
  private static final int WEST = 3;

  // ---- by hand -----------------------------------------------------------------------------------------------------

  @Test
  void steps_and_turns_follow_the_direction_of_sight() {
    try (var games = village("harvest", 1, 20)) {
      put(games, land(), agent(1, 5, EAST, 0));
      play(games, Commons.FORWARD);
      assertAgent(games, 0, 2, 5, EAST);
      play(games, Commons.RIGHT); // to the south
      assertAgent(games, 0, 2, 6, EAST);
      play(games, Commons.RIGHT); // a wall
      assertAgent(games, 0, 2, 6, EAST);
      play(games, Commons.BACKWARD);
      assertAgent(games, 0, 1, 6, EAST);
      play(games, Commons.LEFT);
      assertAgent(games, 0, 1, 5, EAST);
      play(games, Commons.TURN_LEFT);
      assertAgent(games, 0, 1, 5, NORTH);
      play(games, Commons.TURN_RIGHT);
      play(games, Commons.TURN_RIGHT);
      assertAgent(games, 0, 1, 5, SOUTH);
      play(games, Commons.STAY);
      assertAgent(games, 0, 1, 5, SOUTH);
    }
  }

  @Test
  void an_image_is_turned_so_that_the_agent_looks_up() {
    try (var games = village("harvest", 2, 20)) {
      double[] land = land();
      land[at(4, 5)] = CommonsMap.APPLE;
      land[at(2, 6)] = CommonsMap.WATER;
      put(games, land, agent(2, 5, EAST, 0), agent(5, 4, SOUTH, 0));
      // Rows: three ahead, own, one behind. Columns: two to the left (north) to two to the right (south).
      assertPixel(games, 0, 3, 2, 0xFFFFFF);
      assertPixel(games, 0, 1, 2, 0x00DC00); // two ahead
      assertPixel(games, 0, 3, 3, 0x1E5ADC); // to the right
      assertPixel(games, 0, 0, 1, 0xDC3200); // three ahead, one left: somebody turned clockwise by a quarter
      assertPixel(games, 0, 3, 4, 0x646464); // y = 7 is no land
      assertPixel(games, 0, 4, 2, 0x000000); // behind
      assertPixel(games, 0, 2, 1, 0x003C00); // (3, 4), a place for apples
      // The other looks south from (5, 4); west is to the right. East is three quarters clockwise from south.
      assertPixel(games, 1, 3, 2, 0xFFFFFF);
      assertPixel(games, 1, 2, 3, 0x00DC00);
      assertPixel(games, 1, 0, 2, 0x646464);
      put(games, land, agent(5, 5, SOUTH, 0), agent(3, 6, EAST, 0));
      assertPixel(games, 0, 2, 4, 0xDC0000 + 3 * 0x3200);
    }
  }

  @Test
  void an_apple_is_eaten_by_standing_on_it_and_pays_one() {
    try (var games = village("harvest", 1, 20)) {
      double[] land = land();
      land[at(3, 5)] = CommonsMap.APPLE;
      put(games, land, agent(2, 5, EAST, 0));
      play(games, Commons.STAY);
      assertEquals(0, games.reward(0, 0));
      play(games, Commons.FORWARD);
      assertEquals(1, games.reward(0, 0));
      assertEquals(CommonsMap.TREE, cells(games)[at(3, 5)]);
      play(games, Commons.STAY); // the last apple of the patch: nothing ever grows there again
      assertEquals(0, games.reward(0, 0));
    }
  }

  @Test
  void apples_grow_by_the_number_of_apples_within_distance_two() {
    // One step from situations with 0, 1, 2, 3 and 4 apples around (3, 3); the villager stands aside. A thousandfold
    // regrowth is not allowed, twentyfold is: probabilities 0, 0.1, 0.4, 1, 1.
    int[][] around = {{3, 2}, {2, 3}, {4, 3}, {3, 4}};
    double[] probability = {0, 0.1, 0.4, 1, 1};
    for (int apples = 0; apples <= 4; apples++) {
      double[] land = land();
      for (int k = 0; k < apples; k++) land[at(around[k][0], around[k][1])] = CommonsMap.APPLE;
      int grown = 0;
      try (var games = new Games(small("harvest", 1, Map.of("regrowth", 20.0)), 1, 2_000)) {
        games.advance();
        for (int trial = 0; trial < 1_000; trial++) {
          put(games, land, agent(0, 0, NORTH, 0));
          play(games, Commons.STAY);
          if (cells(games)[at(3, 3)] == CommonsMap.APPLE) grown++;
        }
      }
      assertEquals(probability[apples] * 1_000, grown, probability[apples] == 0 || probability[apples] == 1 ? 0 : 60);
    }
  }

  @Test
  void whoever_is_tagged_pays_waits_and_comes_back() {
    try (var games = village("harvest", 3, 40)) {
      // Agent 0 at (1, 6) looks east along the bottom. Agent 1 stands three ahead, in the lane to its left; agent 2
      // behind agent 1 in the same lane, where the beam does not come.
      put(games, land(), agent(1, 6, EAST, 0), agent(4, 5, EAST, 0), agent(5, 5, EAST, 0));
      play(games, Commons.TAG, Commons.STAY, Commons.STAY);
      assertEquals(-1, games.reward(0, 0));
      assertEquals(-50, games.reward(0, 1));
      assertEquals(0, games.reward(0, 2));
      assertPixel(games, 0, 2, 2, 0xF0DC00); // the beam is seen
      assertPixel(games, 0, 0, 1, 0xF0DC00); // also where agent 1 was
      int waited = 0;
      while (state(games, 1) == AgentState.WAITS) {
        waited++;
        assertEquals(-1, games.columns.row(games.t, 0, 1));
        play(games, Commons.STAY, Commons.STAY, Commons.STAY);
        assertEquals(0, games.reward(0, 1));
      }
      assertEquals(3, waited); // timeOut = 3
      assertEquals(AgentState.DECIDES, state(games, 1));
      double[] back = agentNow(games, 1);
      int cell = at((int) back[0], (int) back[1]);
      assertEquals(CommonsMap.GRASS, cells(games)[cell], "nobody comes back on a tree");
    }
  }

  @Test
  void two_who_tag_each_other_are_both_out_and_a_miss_costs_too() {
    try (var games = village("harvest", 2, 20)) {
      put(games, land(), agent(1, 6, EAST, 0), agent(5, 6, WEST, 0));
      play(games, Commons.TAG, Commons.TAG);
      assertEquals(-51, games.reward(0, 0));
      assertEquals(-51, games.reward(0, 1));
      put(games, land(), agent(0, 6, EAST, 0), agent(6, 6, WEST, 0));
      play(games, Commons.TAG, Commons.STAY); // six cells away, a beam reaches five
      assertEquals(-1, games.reward(0, 0));
      assertEquals(0, games.reward(0, 1));
    }
  }

  @Test
  void a_cell_that_several_want_goes_to_one_of_them_by_chance() {
    int first = 0;
    try (var games = new Games(small("harvest", 2, Map.of()), 1, 2_000)) {
      games.advance();
      for (int trial = 0; trial < 1_000; trial++) {
        put(games, land(), agent(1, 6, EAST, 0), agent(3, 6, WEST, 0));
        play(games, Commons.FORWARD, Commons.FORWARD);
        if (agentNow(games, 0)[0] == 2) first++;
        assertEquals(1, agentNow(games, 1)[0] - agentNow(games, 0)[0], "one moves, the other stays");
      }
    }
    assertEquals(500, first, 60);
  }

  @Test
  void the_cleaning_beam_takes_the_first_waste_of_each_lane() {
    // The river is the column x = 0. From (0, 6) north: waste at distances 2 and 4 straight ahead. New waste comes to
    // one of six clean cells with probability 0.5, after the beam.
    int cleaned = 0;
    try (var games = village("cleanup", 1, 300)) {
      double[] land = river();
      land[at(0, 4)] = CommonsMap.WASTE;
      land[at(0, 2)] = CommonsMap.WASTE;
      for (int trial = 0; trial < 240; trial++) {
        put(games, land, agent(0, 6, NORTH, 0));
        play(games, Commons.CLEAN);
        if (cells(games)[at(0, 4)] == CommonsMap.WATER) cleaned++;
        assertEquals(CommonsMap.WASTE, cells(games)[at(0, 2)]);
        assertEquals(0, games.reward(0, 0));
        assertPixel(games, 0, 2, 2, 0x00DCDC);
      }
    }
    assertEquals(220, cleaned, 16); // 240 * 11 / 12
  }

  @Test
  void nothing_grows_beside_a_dead_river_and_most_beside_a_clean_one() {
    // The river has 7 cells; 3 / 7 > 0.4 is dead, 1 / 7 leaves 1 - (1 / 7) / 0.4 = 0.643 of 0.05 per place and step.
    assertEquals(0, grown(3), 0);
    assertEquals(0.05, grown(0), 0.005);
    assertEquals(0.05 * 0.643, grown(1), 0.005);
  }

  /// Share of the places where an apple grows in one step.
  private static double grown(int waste) {
    int apples = 0;
    int places = 0;
    try (var games = new Games(small("cleanup", 1, Map.of()), 1, 3_000)) {
      games.advance();
      double[] land = river();
      for (int y = 0; y < waste; y++) land[at(0, y)] = CommonsMap.WASTE;
      for (int trial = 0; trial < 2_000; trial++) {
        put(games, land, agent(3, 3, NORTH, 0));
        play(games, Commons.STAY);
        for (double code : cells(games)) {
          if (code == CommonsMap.APPLE) apples++;
          if (code == CommonsMap.APPLE || code == CommonsMap.TREE) places++;
        }
      }
    }
    return (double) apples / places;
  }

  @Test
  void an_episode_reports_apples_equality_sustainability_and_beams() {
    try (var games = new Games(small("harvest", 2, Map.of("maxSteps", 4)), 1, 10)) {
      double[] land = land();
      for (int x = 2; x <= 3; x++) land[at(x, 4)] = CommonsMap.APPLE;
      land[at(3, 5)] = CommonsMap.APPLE;
      games.advance();
      put(games, land, agent(1, 4, EAST, 0), agent(4, 5, WEST, 0));
      play(games, Commons.FORWARD, Commons.STAY); // step 1: agent 0 eats
      play(games, Commons.FORWARD, Commons.STAY); // step 2: and again
      play(games, Commons.STAY, Commons.FORWARD); // step 3: agent 1 eats
      play(games, Commons.STAY, Commons.TAG); // step 4: nobody is in the west of (3, 5) or beside; a beam for nothing
      assertTrue(games.columns.last[games.columns.moment(games.t, 0)]);
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      // Equality: 1 - (|2 - 1| + |1 - 2|) / (2 * 2 agents * 3 apples) = 5 / 6. Sustainability: (1 + 2 + 3) / 3 = 2.
      double[] metric = games.columns.metric;
      assertArrayEquals(new double[] {3, 1 - 2 / 12.0, 2, 1, 0}, metric, 1e-12);
    }
  }

  // ---- the dilemma -------------------------------------------------------------------------------------------------

  @Test
  void a_sustainable_village_eats_far_more_than_a_greedy_one() {
    for (String game : new String[] {"harvest", "cleanup"}) {
      var config = Commons.ENTRY.configure(Map.of("game", game), "");
      Played greedy = Played.of(config, Villager.of(config, false), 20, 1);
      Played sustainable = Played.of(config, Villager.of(config, true), 20, 1);
      assertTrue(greedy.meanReturn() < 25, game + ", greedy: " + greedy.meanReturn());
      assertTrue(sustainable.meanReturn() > 200, game + ", sustainable: " + sustainable.meanReturn());
      assertTrue(sustainable.metrics().get(2) > 400, "eaten until the end");
      assertTrue(greedy.metrics().get(2) < 60, "eaten at once");
    }
  }

  @Test
  void one_greedy_villager_among_sustainable_ones_does_better_than_they_do() {
    var config = Commons.ENTRY.configure(Map.of("maxSteps", 100), "");
    double greedy = 0;
    double others = 0;
    try (var games = new Games(config, 20, 101)) {
      games.play(Villager.mixed(config, 4).actor());
      for (int t = 1; t < 101; t++) {
        for (int e = 0; e < 20; e++) {
          for (int i = 0; i < 5; i++) {
            double reward = games.columns.reward[games.columns.cell(t, e, i)];
            if (i == 4) greedy += reward / 20;
            else others += reward / 80;
          }
        }
      }
    }
    assertTrue(greedy > 1.5 * others, "the greedy one eats " + greedy + ", the others " + others + " each");
  }

  @Test
  void random_villagers_hurt_each_other() {
    Played random = Played.of(Commons.Config.DEFAULTS, RandomPolicy.create(), 40, 1);
    assertEquals(-359, random.meanReturn(), 40);
    assertTrue(random.metrics().get(4) > 10, "tagged: " + random.metrics().get(4));
  }

  @Test
  void options_that_make_no_sense_are_refused() {
    var e = assertThrows(ConfigurationException.class, () -> Commons.ENTRY.configure(
        Map.of("width", 6, "view", 4, "timeOut", 0, "regrowth", 21), ""));
    assertEquals(4, e.faults().size(), e.getMessage());
    // 7 x 7 with a patch of 13 leaves 36 cells.
    assertTrue(assertThrows(ConfigurationException.class, () -> small("harvest", 37, Map.of())).getMessage()
        .contains("agents = 37, but it must lie in [1, 36]"));
  }

  // ---- helpers -----------------------------------------------------------------------------------------------------

  private static Commons.Config small(String game, int agents, Map<String, Object> more) {
    var options = new HashMap<String, Object>(more);
    options.put("game", game);
    options.put("agents", agents);
    options.put("width", SIDE);
    options.put("height", SIDE);
    options.put("view", VIEW);
    options.putIfAbsent("timeOut", 3);
    return Commons.ENTRY.configure(options, "");
  }

  private static Games village(String game, int agents, int steps) {
    var games = new Games(small(game, agents, Map.of()), 1, steps);
    games.advance();
    return games;
  }

  private static int at(int x, int y) {
    return y * SIDE + x;
  }

  /// A patch without apples.
  private static double[] land() {
    double[] land = new double[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        land[at(x, y)] = Math.abs(x - 3) + Math.abs(y - 3) <= 2 ? CommonsMap.TREE : CommonsMap.GRASS;
      }
    }
    return land;
  }

  /// A clean river in the column x = 0, and trees without apples in the two columns in the east.
  private static double[] river() {
    double[] land = new double[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean tree = x >= 5 && (x + y) % 2 == 0;
        land[at(x, y)] = x == 0 ? CommonsMap.WATER : tree ? CommonsMap.TREE : CommonsMap.GRASS;
      }
    }
    return land;
  }

  private static double[] agent(int x, int y, int direction, int out) {
    return new double[] {x, y, direction, out};
  }

  private static void put(Games games, double[] land, double[]... agents) {
    double[] situation = new double[1 + 4 * agents.length + land.length];
    for (int i = 0; i < agents.length; i++) System.arraycopy(agents[i], 0, situation, 1 + 4 * i, 4);
    System.arraycopy(land, 0, situation, 1 + 4 * agents.length, land.length);
    ((StateAccess) games.environment).load(0, situation, games.timestep());
  }

  private static double[] situation(Games games) {
    var access = (StateAccess) games.environment;
    double[] situation = new double[access.quantities().stream().mapToInt(StateAccess.Quantity::size).sum()];
    access.read(0, situation);
    return situation;
  }

  private static double[] cells(Games games) {
    double[] situation = situation(games);
    return Arrays.copyOfRange(situation, situation.length - SIDE * SIDE, situation.length);
  }

  private static double[] agentNow(Games games, int agent) {
    return Arrays.copyOfRange(situation(games), 1 + 4 * agent, 5 + 4 * agent);
  }

  private static void assertAgent(Games games, int agent, int x, int y, int direction) {
    assertArrayEquals(agent(x, y, direction, 0), agentNow(games, agent));
  }

  /// Plays one step: an action for each agent; who is out is not asked.
  private static void play(Games games, int... actions) {
    for (int i = 0; i < actions.length; i++) {
      if (games.columns.row(games.t, 0, i) >= 0) games.choose(0, i, actions[i]);
    }
    games.advance();
  }

  private static byte state(Games games, int agent) {
    return games.columns.state[games.columns.cell(games.t, 0, agent)];
  }

  private static void assertPixel(Games games, int agent, int row, int column, int colour) {
    byte[] bytes = games.columns.layout(0).observation.bytes;
    int at = (games.columns.row(games.t, 0, agent) * VIEW * VIEW + row * VIEW + column) * 3;
    int seen = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
    assertEquals("%06X".formatted(colour), "%06X".formatted(seen), "row " + row + ", column " + column);
  }
}
