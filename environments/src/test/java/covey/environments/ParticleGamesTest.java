package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.env.StateAccess;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Games played by hand, with the arithmetic beside the numbers.
class ParticleGamesTest {
  private static EnvironmentConfig config(String name, Map<String, Object> options) {
    return (EnvironmentConfig) Catalogue.entry(name).configure(options, "");
  }

  /// One game in a situation: what is not given is zero.
  private static Games games(EnvironmentConfig config, Map<String, double[]> given) {
    var games = new Games(config, 1, 6);
    var access = (StateAccess) games.environment;
    var situation = new double[access.quantities().stream().mapToInt(StateAccess.Quantity::size).sum()];
    int at = 0;
    for (StateAccess.Quantity quantity : access.quantities()) {
      double[] numbers = given.getOrDefault(quantity.name(), new double[0]);
      assertTrue(numbers.length == 0 || numbers.length == quantity.size(), quantity + " of " + numbers.length);
      System.arraycopy(numbers, 0, situation, at, numbers.length);
      at += quantity.size();
    }
    games.t = 1;
    games.columns.clear(1, 0);
    games.timestep().moveTo(1);
    access.load(0, situation, games.timestep());
    for (int a = 0; a < games.columns.agents; a++) games.choose(0, a, 0);
    return games;
  }

  private static double[] state(Games games, String name) {
    var access = (StateAccess) games.environment;
    var situation = new double[access.quantities().stream().mapToInt(StateAccess.Quantity::size).sum()];
    access.read(0, situation);
    int at = 0;
    for (StateAccess.Quantity quantity : access.quantities()) {
      if (quantity.name().equals(name)) return Arrays.copyOfRange(situation, at, at + quantity.size());
      at += quantity.size();
    }
    throw new AssertionError(name);
  }

  private static float[] observation(Games games, int agent) {
    var column = games.columns.layout(games.columns.layoutOf(agent)).observation;
    int width = column.layout.floats();
    int row = games.columns.row(games.t, 0, agent);
    return Arrays.copyOfRange(column.floats, row * width, (row + 1) * width);
  }

  private static float[] floats(double... values) {
    var floats = new float[values.length];
    for (int k = 0; k < values.length; k++) floats[k] = (float) values[k];
    return floats;
  }

  @Test
  void simple_pays_minus_the_squared_distance() {
    try (var games = games(Simple.Config.DEFAULTS,
        Map.of("agent_pos", new double[] {0.5, 0}, "agent_vel", new double[] {1, 0}))) {
      games.choose(0, 0, 1); // left: -5 for 0.1 s
      games.advance();
      assertArrayEquals(new double[] {0.6, 0}, state(games, "agent_pos"));
      assertArrayEquals(new double[] {0.75 - 0.5, 0}, state(games, "agent_vel"));
      assertEquals(-0.36, games.reward(0, 0), 1e-15);
      assertArrayEquals(floats(0.25, 0, -0.6, 0), observation(games, 0));
    }
  }

  @Test
  void in_push_the_adversary_earns_what_the_agent_is_further_from_the_goal_than_itself() {
    // Adversary at (1, 0), agent at the origin, landmarks at (-1, 0) and (0, 1); the goal is the second.
    try (var games = games(SimplePush.Config.DEFAULTS, Map.of("agent_pos", new double[] {1, 0, 0, 0},
        "landmark_pos", new double[] {-1, 0, 0, 1}, "goals", new double[] {1, 1}))) {
      games.advance();
      assertEquals(1 - Math.sqrt(2), games.reward(0, 0));
      assertEquals(-1, games.reward(0, 1));
      assertArrayEquals(floats(0, 0, -2, 0, -1, 1, -1, 0), observation(games, 0)); // landmarks, then the agent
      assertArrayEquals(floats(0, 0, 0, 1, 0.25, 0.25, 0.75, -1, 0, 0, 1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.9, 1, 0),
          observation(games, 1)); // goal, own colour (blue: the second), landmarks, their colours, the adversary
      assertArrayEquals(new double[] {1, 1}, state(games, "goals"));
    }
  }

  @Test
  void in_push_bodies_push() {
    // 0.08 apart, touching at 0.1: depth 0.02, 20 margins. Force 100 * 0.02 for 0.1 s on either.
    try (var games = games(SimplePush.Config.DEFAULTS, Map.of("agent_pos", new double[] {0.08, 0, 0, 0}))) {
      games.advance();
      assertArrayEquals(new double[] {0.2, 0, -0.2, 0}, state(games, "agent_vel"), 1e-9);
    }
  }

  @Test
  void in_adversary_the_closest_good_agent_counts_and_only_good_agents_see_the_goal() {
    // Adversary at (3, 0), good agents at (0, 1) and (0, 2); landmarks at the origin (the goal) and at (5, 5).
    try (var games = games(SimpleAdversary.Config.DEFAULTS, Map.of("agent_pos", new double[] {3, 0, 0, 1, 0, 2},
        "landmark_pos", new double[] {0, 0, 5, 5}, "goals", new double[] {0, 0, 0}))) {
      games.advance();
      assertEquals(-3, games.reward(0, 0));
      assertEquals(3 - 1, games.reward(0, 1));
      assertEquals(3 - 1, games.reward(0, 2));
      assertArrayEquals(floats(-3, 0, 2, 5, -3, 1, -3, 2), observation(games, 0));
      assertArrayEquals(floats(0, -1, 0, -1, 5, 4, 3, -1, 0, 1), observation(games, 1));
      // Private state of the adversary: velocity, the goal, landmarks, others with velocities.
      var whole = games.columns.layout(0).privateState;
      assertArrayEquals(floats(0, 0, -3, 0, -3, 0, 2, 5, -3, 1, 0, 0, -3, 2, 0, 0), Arrays.copyOf(
          Arrays.copyOfRange(whole.floats, games.columns.row(games.t, 0, 0) * 16, whole.floats.length), 16));
    }
  }

  @Test
  void in_tag_all_adversaries_earn_for_each_touching_pair_and_the_good_agents_pay_for_their_own() {
    // Adversaries 0 and 1 touch agent 0 (0.1 apart, touching at 0.125); agent 1 is at 0.95 on x and 2 on y.
    try (var games = games(config("simple_tag", Map.of("good", 2)), Map.of("agent_pos",
        new double[] {0.1, 0, -0.1, 0, -0.9, -0.9, 0, 0, 0.95, -2},
        "landmark_pos", new double[] {5, 5, -5, 5}))) {
      games.advance();
      for (int a = 0; a < 3; a++) assertEquals(20, games.reward(0, a));
      assertEquals(-20, games.reward(0, 3));
      assertEquals(-(10 * (0.95 - 0.9) + Math.exp(2 * 2 - 2)), games.reward(0, 4), 1e-14); // exp(2) = 7.39 < 10
      // Adversary 2: velocity, position, obstacles, adversaries, agents, the agents' velocities.
      assertEquals(20, observation(games, 2).length);
      assertEquals(18, observation(games, 3).length);
    }
  }

  @Test
  void the_border_is_free_then_linear_then_exponential_up_to_ten() {
    assertEquals(0, SimpleTag.border(-0.89));
    assertEquals(0.5, SimpleTag.border(-0.95), 1e-14);
    assertEquals(1, SimpleTag.border(1));
    assertEquals(Math.exp(1), SimpleTag.border(1.5), 1e-15);
    assertEquals(10, SimpleTag.border(2.2)); // exp(2.4) = 11
    assertEquals(10, SimpleTag.border(1e300));
  }

  @Test
  void in_tag_speeds_are_limited_and_prey_may_be_slowed() {
    var velocities = new double[] {1, 0, 0, 1.3}; // both at full speed
    for (double share : new double[] {1, 0.5}) {
      var options = config("simple_tag", Map.of("adversaries", 1, "obstacles", 0, "preySpeed", share));
      try (var games = games(options, Map.of("agent_pos", new double[] {0, 0, 0.5, 0.5}, "agent_vel", velocities))) {
        games.choose(0, 0, 2);
        games.choose(0, 1, 4);
        games.advance();
        // Adversary: 0.75 + 3 * 0.1 = 1.05, limited to 1. Prey: 0.975 + 4 * 0.1 = 1.375, limited to 1.3;
        // at half speed 0.975 + 2 * 0.1 = 1.175, limited to 0.65.
        assertArrayEquals(new double[] {1, 0, 0, 1.3 * share}, state(games, "agent_vel"), 1e-15);
      }
    }
  }

  @Test
  void tag_ends_when_every_good_agent_is_touched_if_that_is_wanted() {
    for (boolean wanted : new boolean[] {false, true}) {
      for (int touched = 1; touched <= 2; touched++) {
        var options = config("simple_tag", Map.of("good", 2, "obstacles", 0, "terminateOnSuccess", wanted));
        double far = touched == 2 ? 0.65 : -0.65; // the second good agent, with adversary 1 at 0.55
        try (var games = games(options, Map.of("agent_pos", new double[] {0.1, 0, 0.55, 0, 0, 0.9, 0, 0, far, 0}))) {
          games.advance();
          byte expected = wanted && touched == 2 ? Ending.TERMINATED : Ending.NO;
          for (int a = 0; a < 5; a++) {
            assertEquals(expected, games.columns.ended[games.columns.cell(games.t, 0, a)]);
          }
          assertEquals(expected != Ending.NO, games.columns.last[games.columns.moment(games.t, 0)]);
          if (expected != Ending.NO) assertEquals(2, games.columns.metric[0]);
        }
      }
    }
  }

  @Test
  void in_world_comm_forests_hide_and_the_leader_sees_all_and_speaks() {
    // Leader (0, 0) and adversary (1, 0) outside; agent 0 at (-0.5, 0) in the forest, agent 1 at (0.5, 0.5) outside.
    var options = config("simple_world_comm", Map.of("adversaries", 2, "obstacles", 0, "food", 1, "forests", 1));
    try (var games = games(options, Map.of(
        "agent_pos", new double[] {0, 0, 1, 0, -0.5, 0, 0.5, 0.5},
        "agent_vel", new double[] {0, 0, 0, 0, 0, 0.5, 0, 0},
        "landmark_pos", new double[] {0.5, 0.55, -0.5, 0.1}))) {
      games.choose(0, 0, 0 + 5 * 3); // the leader stays and says word 3
      games.advance();
      // Agent 0 went up by 0.05 and is at (-0.5, 0.05) with velocity 0.375 up.
      // Own velocity and position, food, forest, the other adversary, agents, their velocities, in no forest, the word.
      assertArrayEquals(floats(0, 0, 0, 0, 0.5, 0.55, -0.5, 0.1, 1, 0, -0.5, 0.05, 0.5, 0.5, 0, 0.375, 0, 0, -1, 0, 0,
          0, 1), observation(games, 0));
      // The adversary does not see agent 0.
      assertArrayEquals(floats(0, 0, 1, 0, -0.5, 0.55, -1.5, 0.1, -1, 0, 0, 0, -0.5, 0.5, 0, 0, 0, 0, -1, 0, 0, 0, 1),
          observation(games, 1));
      // Agent 0 sees nobody, and knows that it is in the forest.
      assertArrayEquals(floats(0, 0.375, -0.5, 0.05, 1, 0.5, 0, 0.05, 0, 0, 0, 0, 0, 0, 1, 0, 0), observation(games, 2),
          1e-7f);
      // Agent 1 touches the food (0.05 away, touching at 0.075); the closest food costs 0.05 times the distance.
      assertEquals(2 - 0.05 * 0.05, games.reward(0, 3), 1e-15);
      assertEquals(-0.05 * Math.sqrt(1 + 0.25), games.reward(0, 2), 1e-15);
      // Adversary rewards: a tenth of the distance to the closest good agent.
      assertEquals(-0.1 * Math.sqrt(0.25 + 0.0025), games.reward(0, 0), 1e-15);
      assertEquals(-0.1 * Math.sqrt(0.25 + 0.25), games.reward(0, 1), 1e-15);
      assertArrayEquals(new double[] {0, 0, 0, 1}, Arrays.copyOf(state(games, "agent_c"), 4));
      games.choose(0, 0, 0);
      games.advance();
      assertArrayEquals(new double[] {1, 0, 0, 0}, Arrays.copyOf(state(games, "agent_c"), 4)); // there is no silence
    }
  }

  @Test
  void in_world_comm_who_shares_a_forest_is_seen() {
    var options = config("simple_world_comm", Map.of("adversaries", 2, "good", 1, "obstacles", 0, "forests", 2));
    // The adversary and the agent stand in the second forest, the adversary in the first one too.
    try (var games = games(options, Map.of(
        "agent_pos", new double[] {3, 3, 0.3, 0, 0.6, 0},
        "landmark_pos", new double[] {5, 5, 5, 5, 0, 0, 0.6, 0}))) {
      games.advance();
      float[] adversary = observation(games, 1);
      // 4 own, 4 food, 4 forests, leader hidden, the agent 0.3 away, its velocity, flags 1 and 1.
      assertArrayEquals(floats(0, 0, 0.3, 0, 0, 0, 1, 1), Arrays.copyOfRange(adversary, 12, 20), 1e-7f);
      assertArrayEquals(floats(-1, 1), Arrays.copyOfRange(observation(games, 2), 16, 18)); // flags of the agent
    }
  }

  @Test
  void in_world_comm_catches_are_shared_and_cost_the_caught() {
    var options = config("simple_world_comm", Map.of("good", 1, "obstacles", 0, "forests", 0));
    try (var games = games(options, Map.of(
        "agent_pos", new double[] {0.1, 0, -0.1, 0, 3, 0, 0, 3, 0, 0},
        "landmark_pos", new double[] {0, 1, 0, 2}))) {
      games.advance();
      assertEquals(10 - 0.1 * 0.1, games.reward(0, 0), 1e-15);
      assertEquals(10 - 0.1 * 3, games.reward(0, 3), 1e-15);
      assertEquals(-10 - 0.05 * 1, games.reward(0, 4), 1e-15);
    }
  }

  @Test
  void the_difference_is_what_the_team_earns_by_an_agents_presence() {
    var options = config("simple_spread", Map.of("agents", 2, "differenceReward", true, "localRatio", 0.25));
    try (var games = games(options, Map.of("agent_pos", new double[] {0, 0, 1, 0},
        "landmark_pos", new double[] {0, 0, 1, 0.5}))) {
      games.advance();
      // Global -(0 + 0.5). Without agent 0: -(1 + 0.5). Without agent 1: -(0 + sqrt(1.25)). Both are paid 3/4 of it.
      assertEquals(2 * 0.75 * 1, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 0)], 1e-15);
      assertEquals(2 * 0.75 * (Math.sqrt(1.25) - 0.5),
          games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 1)], 1e-15);
      assertEquals(-0.5 * 0.75, games.reward(0, 0), 1e-15);
    }
    try (var games = games(options, Map.of("agent_pos", new double[] {0, 0, 0.2, 0}))) {
      games.advance();
      // They touch; both landmarks lie under agent 0: 0.2 closer each. Two fines of 1/4 would not be there.
      assertEquals(2 * 0.75 * 0.4 - 2 * 0.25,
          games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 0)], 1e-15);
      assertEquals(-2 * 0.25, games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, 1)], 1e-15);
    }
  }

  @Test
  void only_the_limited_sets_are_ordered_by_distance() {
    // One landmark neighbour: the nearest; other agents all, in their order, although the second is nearer.
    var options = config("simple_spread", Map.of("landmarkNeighbors", 1));
    try (var games = games(options, Map.of("agent_pos", new double[] {0, 0, 2, 0, 1, 0},
        "landmark_pos", new double[] {0, 3, 0, 4, 0, 2}))) {
      games.advance();
      assertArrayEquals(floats(0, 0, 0, 0, 0, 2, 2, 0, 1, 0, 0, 0, 0, 0), observation(games, 0));
    }
    // Tag: the nearest other is an adversary, whose velocity is not told; then a good agent.
    var tag = config("simple_tag", Map.of("adversaries", 2, "good", 1, "obstacles", 0, "agentNeighbors", 2));
    try (var games = games(tag, Map.of("agent_pos", new double[] {0, 0, 0.5, 0, 0.8, 0},
        "agent_vel", new double[] {0, 0, 0, 0.4, 0, 0.4}))) {
      games.advance();
      assertArrayEquals(floats(0, 0, 0, 0, 0.5, 0.04, 0.8, 0.04, 0, 0, 0, 0.3), observation(games, 0), 1e-7f);
    }
  }

  @Test
  void the_bits_of_a_game_depend_on_no_other_game() {
    for (String name : List.of("simple_tag", "simple_world_comm", "simple_adversary", "simple_push")) {
      EnvironmentConfig options = config(name, Map.of());
      try (var many = new Games(options, 300, 60); var alone = new Games(options, 1, 60, 270)) {
        many.play(RandomPolicy.create().actor());
        alone.play(RandomPolicy.create().actor());
        Rollout ours = alone.columns;
        Rollout theirs = many.columns;
        for (int t = 1; t <= 60; t++) {
          for (int a = 0; a < ours.agents; a++) {
            assertEquals(ours.reward[ours.cell(t - 1, 0, a)], theirs.reward[theirs.cell(t - 1, 270, a)]);
            var mine = ours.layout(ours.layoutOf(a)).observation;
            var other = theirs.layout(theirs.layoutOf(a)).observation;
            int width = mine.layout.floats();
            int row = ours.row(t, 0, a);
            int otherRow = theirs.row(t, 270, a);
            assertArrayEquals(Arrays.copyOfRange(mine.floats, row * width, (row + 1) * width),
                Arrays.copyOfRange(other.floats, otherRow * width, (otherRow + 1) * width));
          }
          int wide = ours.teamState.layout.floats();
          assertArrayEquals(
              Arrays.copyOfRange(ours.teamState.floats, ours.stateAt(t, 0) * wide, (ours.stateAt(t, 0) + 1) * wide),
              Arrays.copyOfRange(
                  theirs.teamState.floats, theirs.stateAt(t, 270) * wide, (theirs.stateAt(t, 270) + 1) * wide));
        }
      }
    }
  }

  @Test
  void the_team_state_is_all_observations_in_the_order_of_slots() {
    try (var games = new Games(SimpleWorldComm.Config.DEFAULTS, 2, 30)) {
      games.play(RandomPolicy.create().actor());
      int at = games.columns.stateAt(30, 1) * (4 * 34 + 2 * 28);
      for (int a = 0; a < 6; a++) {
        var column = games.columns.layout(games.columns.layoutOf(a)).observation;
        int width = column.layout.floats();
        int row = games.columns.row(30, 1, a) * width;
        assertArrayEquals(Arrays.copyOfRange(column.floats, row, row + width),
            Arrays.copyOfRange(games.columns.teamState.floats, at, at + width));
        at += width;
      }
    }
  }

  @Test
  void resets_draw_goals_and_places_within_their_ranges() {
    try (var games = new Games(SimplePush.Config.DEFAULTS, 2000, 1)) {
      games.advance();
      double first = 0;
      for (int e = 0; e < 2000; e++) first += games.observation(e, 1, 5) > 0.5 ? 1 : 0; // green: the first landmark
      assertEquals(1000, first, 90); // standard deviation 22
    }
    try (var games = new Games(SimpleTag.Config.DEFAULTS, 2000, 1)) {
      games.advance();
      double widest = 0;
      double own = 0;
      for (int e = 0; e < 2000; e++) {
        own = Math.max(own, Math.abs(games.observation(e, 3, 2)));
        widest = Math.max(widest, Math.abs(games.observation(e, 3, 4) + games.observation(e, 3, 2)));
      }
      assertTrue(own > 0.99 && own <= 1, own + " of 1");
      assertTrue(widest > 0.89 && widest <= 0.9000001, widest + " of 0.9");
    }
  }

  @Test
  void wrong_actions_are_refused_by_name() {
    try (var games = new Games(SimpleWorldComm.Config.DEFAULTS, 1, 3)) {
      games.advance();
      for (int a = 0; a < 6; a++) games.choose(0, a, 0);
      games.choose(0, 0, 20);
      assertEquals("simple_world_comm: the action of leadadversary_0 in game 0 is 20, but must be one of 0 to 19",
          assertThrows(IllegalArgumentException.class, games::advance).getMessage());
    }
    try (var games = new Games(new Simple.Config(25, true), 1, 3)) {
      games.advance();
      games.columns.layout(0).applied[games.columns.row(games.t, 0, 0) * 5 + 3] = Float.NaN;
      assertEquals("simple: the action of agent_0 in game 0 is NaN, but must be numbers in [0, 1]",
          assertThrows(IllegalArgumentException.class, games::advance).getMessage());
    }
  }

  @Test
  void all_faults_of_the_options_are_told_at_once() {
    var tag = assertThrows(ConfigurationException.class,
        () -> new SimpleTag.Config(0, 0, -1, 0, false, false, 2, Optional.of(-1), Optional.empty()));
    assertEquals(6, tag.faults().size());
    assertTrue(tag.getMessage().contains("adversaries = 0, but it must lie in [1, 1000]; 3 is usual"), tag.getMessage());
    var world = assertThrows(ConfigurationException.class,
        () -> new SimpleWorldComm.Config(0, 0, -1, 0, 32, 0, false));
    assertEquals(6, world.faults().size());
  }

  @Test
  void roles_and_teams_say_who_is_what_and_paid_with_whom() {
    var slots = SimpleWorldComm.Config.DEFAULTS.spec().slots();
    assertEquals(List.of("leader", "adversary", "adversary", "adversary", "agent", "agent"),
        slots.stream().map(slot -> slot.role()).toList());
    assertEquals(List.of("adversaries", "adversaries", "adversaries", "adversaries", "agents", "agents"),
        slots.stream().map(slot -> slot.team()).toList());
    assertFalse(SimpleTag.Config.DEFAULTS.spec().layouts().isEmpty());
    assertEquals(2, SimpleTag.Config.DEFAULTS.spec().layouts().size());
  }
}
