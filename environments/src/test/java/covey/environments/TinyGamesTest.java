package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.environments.MatrixGame.Game;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Matrix games, the two-step game, the switch riddle and the T-maze, played by hand and measured.
class TinyGamesTest {
  private static final int EPISODES = 10_000;

  private static Games begin(EnvironmentConfig config) {
    var games = new Games(config, 1, 30);
    games.advance();
    return games;
  }

  private static void play(Games games, int... actions) {
    for (int agent = 0; agent < actions.length; agent++) games.choose(0, agent, actions[agent]);
    games.advance();
  }

  private static byte ended(Games games, int agent) {
    return games.columns.ended[games.columns.cell(games.t, 0, agent)];
  }

  private static byte state(Games games, int agent) {
    return games.columns.state[games.columns.cell(games.t, 0, agent)];
  }

  // ---- matrix games ------------------------------------------------------------------------------------------------

  @Test
  void every_table_of_two_pays_what_it_says() {
    // [own, other] for player_0; player_1 sees the table from its own side
    double[][] climbing = {{11, -30, 0}, {-30, 7, 6}, {0, 0, 5}};
    double[][] penalty = {{10, 0, -7}, {0, 2, 0}, {-7, 0, 10}};
    check(Game.ROCK_PAPER_SCISSORS, new double[][] {{0, -1, 1}, {1, 0, -1}, {-1, 1, 0}}, false);
    check(Game.PRISONERS_DILEMMA, new double[][] {{3, 0}, {5, 1}}, false);
    check(Game.STAG_HUNT, new double[][] {{4, 1}, {3, 2}}, false);
    check(Game.CLIMBING, climbing, true);
    check(Game.PENALTY, penalty, true);
  }

  private static void check(Game game, double[][] table, boolean shared) {
    for (int one = 0; one < table.length; one++) {
      for (int other = 0; other < table.length; other++) {
        try (Games games = begin(new MatrixGame.Config(game, 2, 1, -7))) {
          play(games, one, other);
          assertEquals(table[one][other], games.reward(0, 0), game + " " + one + other);
          assertEquals(shared ? table[one][other] : table[other][one], games.reward(0, 1), game + " " + one + other);
          assertEquals(Ending.TERMINATED, ended(games, 0));
        }
      }
    }
  }

  @Test
  void many_agents_are_paid_the_mean_of_their_meetings() {
    try (Games games = begin(new MatrixGame.Config(Game.PRISONERS_DILEMMA, 4, 1, 0))) {
      play(games, 0, 0, 1, 1);
      assertEquals((3 + 0 + 0) / 3.0, games.reward(0, 0)); // meets a friend and two defectors
      assertEquals((5 + 5 + 1) / 3.0, games.reward(0, 2));
      assertEquals(0.5, games.columns.metric[0]);
    }
  }

  @Test
  void the_last_joint_action_is_seen_from_each_own_side() {
    try (Games games = begin(new MatrixGame.Config(Game.STAG_HUNT, 3, 2, 0))) {
      for (int feature = 0; feature < 6; feature++) assertEquals(0, games.observation(0, 1, feature));
      play(games, 0, 1, 0);
      float[] seen = {0, 1, 1, 0, 1, 0}; // own hare, then stag of player_0 and stag of player_2
      for (int feature = 0; feature < 6; feature++) assertEquals(seen[feature], games.observation(0, 1, feature));
      play(games, 0, 0, 0);
      assertEquals(Ending.TRUNCATED, ended(games, 1));
    }
  }

  @Test
  void the_difference_is_the_reward_less_the_mean_over_own_actions() {
    try (Games games = begin(MatrixGame.Config.of(Game.CLIMBING))) {
      play(games, 1, 2);
      assertEquals(6 - (0 + 6 + 5) / 3.0, difference(games, 0), 1e-12); // the column c is 0, 6, 5
      assertEquals(6 - (-30 + 7 + 6) / 3.0, difference(games, 1), 1e-12); // the row b is -30, 7, 6
    }
    try (Games games = begin(new MatrixGame.Config(Game.PENALTY, 3, 1, -9))) {
      play(games, 0, 0, 2);
      // the pairs: aa, ac, ac, each counted once
      double with_a = (10 - 9 - 9) / 3.0;
      double with_b = (0 - 9 + 0) / 3.0; // ba 0, ac -9, bc 0
      double with_c = (-9 - 9 + 10) / 3.0; // ca -9, ac -9, cc 10
      assertEquals(with_a, games.reward(0, 0), 1e-12);
      assertEquals(with_a - (with_a + with_b + with_c) / 3, difference(games, 0), 1e-12);
    }
  }

  @Test
  void options_that_make_no_game_are_refused() {
    var e = assertThrows(ConfigurationException.class, () -> new MatrixGame.Config(Game.CLIMBING, 3, 0, 1));
    assertTrue(e.getMessage().contains("must be 2 where game = climbing"), e.getMessage());
    assertTrue(e.getMessage().contains("rounds"), e.getMessage());
    assertTrue(e.getMessage().contains("-100 to 0 is usual"), e.getMessage());
    assertThrows(ConfigurationException.class, () -> new TMaze.Config(1, 10, 10, false));
    assertThrows(ConfigurationException.class, () -> new DecTiger.Config(0));
    assertThrows(ConfigurationException.class, () -> new SwitchRiddle.Config(1, Optional.empty()));
  }

  private static double difference(Games games, int agent) {
    return games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, agent)];
  }

  // ---- the two-step game -------------------------------------------------------------------------------------------

  @Test
  void the_leader_chooses_the_game_and_both_are_paid() {
    double[][] risky = {{0, 1}, {1, 8}};
    for (int code = 0; code < 16; code++) {
      int choice = code & 1;
      int one = code >> 1 & 1;
      int other = code >> 2 & 1;
      try (Games games = begin(TwoStep.Config.DEFAULTS)) {
        play(games, choice, code >> 3); // the follower's first action means nothing
        assertEquals(0, games.reward(0, 0));
        assertEquals(1 + choice, games.columns.layout(0).observation.ints[games.columns.row(games.t, 0, 0)]);
        play(games, one, other);
        assertEquals(choice == 0 ? 7 : risky[one][other], games.reward(0, 0));
        assertEquals(games.reward(0, 0), games.reward(0, 1));
        assertEquals(Ending.TERMINATED, ended(games, 1));
      }
    }
  }

  // ---- the switch riddle -------------------------------------------------------------------------------------------

  @Test
  void only_the_visitor_decides_and_only_he_sees_the_switch() {
    try (Games games = begin(new SwitchRiddle.Config(3, Optional.of(25)))) {
      boolean on = false;
      for (int day = 0; day < 24; day++) {
        int visitor = -1;
        byte[] seen = games.columns.layout(0).observation.bytes;
        for (int agent = 0; agent < 3; agent++) {
          int row = games.columns.row(games.t, 0, agent);
          if (state(games, agent) == AgentState.DECIDES) {
            assertEquals(-1, visitor);
            visitor = agent;
            assertEquals(1, seen[2 * row]);
            assertEquals(on ? 1 : 0, seen[2 * row + 1]);
          } else {
            assertEquals(AgentState.FORCED, state(games, agent));
            assertEquals(0, seen[2 * row] + seen[2 * row + 1]);
          }
        }
        boolean flips = day % 3 != 0;
        if (flips) on = !on;
        games.choose(0, visitor, flips ? 1 : 0);
        games.advance();
        assertEquals(0, games.reward(0, visitor));
      }
    }
  }

  @Test
  void telling_too_early_costs_one_and_in_time_earns_one() {
    for (int until = 0; until < 12; until++) {
      try (Games games = begin(new SwitchRiddle.Config(3, Optional.of(25)))) {
        var been = new java.util.TreeSet<Integer>();
        for (int day = 0; day <= until; day++) {
          int visitor = 0;
          while (state(games, visitor) != AgentState.DECIDES) visitor++;
          been.add(visitor);
          games.choose(0, visitor, day == until ? 2 : 0);
          games.advance();
        }
        for (int agent = 0; agent < 3; agent++) {
          assertEquals(been.size() == 3 ? 1 : -1, games.reward(0, agent));
          assertEquals(Ending.TERMINATED, ended(games, agent));
        }
        assertEquals(been.size() == 3 ? 1 : 0, games.columns.metric[0]);
      }
    }
  }

  // ---- the T-maze --------------------------------------------------------------------------------------------------

  @Test
  void the_sign_is_seen_at_the_beginning_only() {
    try (Games games = begin(new TMaze.Config(1, 2, 10, false))) {
      byte[] seen = games.columns.layout(0).observation.bytes;
      int at = 3 * games.columns.row(games.t, 0, 0);
      boolean up = seen[at] == 0;
      assertEquals(1, seen[at + 1]);
      assertEquals(up ? 1 : 0, seen[at + 2]);
      play(games, 0); // into the wall
      assertEquals(-0.1, games.reward(0, 0));
      play(games, 1);
      assertEquals(0, games.reward(0, 0));
      assertEquals("101", shown(games));
      play(games, 1);
      assertEquals("010", shown(games));
      play(games, 1); // the wall of the junction
      assertEquals(-0.1, games.reward(0, 0));
      play(games, up ? 0 : 2);
      assertEquals(4, games.reward(0, 0));
      assertEquals(Ending.TERMINATED, ended(games, 0));
      assertEquals(1, games.columns.metric[0]);
    }
  }

  private static String shown(Games games) {
    int at = 3 * games.columns.row(games.t, 0, 0);
    byte[] seen = games.columns.layout(0).observation.bytes;
    return "" + seen[at] + seen[at + 1] + seen[at + 2];
  }

  @Test
  void walked_agents_are_forced_on_and_decide_at_the_junction_only() {
    try (Games games = begin(new TMaze.Config(1, 3, 10, true))) {
      for (int step = 0; step < 3; step++) {
        assertEquals(AgentState.FORCED, state(games, 0));
        games.advance();
      }
      assertEquals(AgentState.DECIDES, state(games, 0));
    }
  }

  // ---- measured ----------------------------------------------------------------------------------------------------

  @Test
  void random_and_scripted_returns_are_those_of_the_page() {
    random(MatrixGame.Config.DEFAULTS, 0);
    random(MatrixGame.Config.of(Game.PRISONERS_DILEMMA), 2.25);
    random(MatrixGame.Config.of(Game.STAG_HUNT), 2.5);
    random(MatrixGame.Config.of(Game.CLIMBING), -31 / 9.0);
    random(MatrixGame.Config.of(Game.PENALTY), 2 / 9.0);
    random(TwoStep.Config.DEFAULTS, 4.75);
    random(DecTiger.Config.DEFAULTS, -416 / 3.0);
    // three equal choices a day, so that one day of three tells: sum over days d of (2/3)^(d-1) / 3 (2 P(d) - 1), with
    // P(d) = 1 - 3 (2/3)^d + 3 (1/3)^d, d = 1 .. 6
    double riddle = 0;
    for (int d = 1; d <= 6; d++) {
      double all = 1 - 3 * Math.pow(2 / 3.0, d) + 3 * Math.pow(1 / 3.0, d);
      riddle += Math.pow(2 / 3.0, d - 1) / 3 * (2 * all - 1);
    }
    random(SwitchRiddle.Config.DEFAULTS, riddle);
    scripted("prisoners_dilemma", "first", 3, 0);
    scripted("stag_hunt", "first", 4, 0);
    scripted("climbing", "first", 11, 0);
    scripted("penalty", "first", 10, 0);
    scripted("two_step", "best", 8, 0);
    scripted("dec_tiger", "listen", 5.190812, 1);
    scripted("switch_riddle", "count", 20 / 27.0, 1);
    scripted("t_maze", "remember", 4, 0);
    scripted("recall", "remember", 4, 0);
    random(new TMaze.Config(1, 10, 2_000, true), recallAtRandom());
  }

  /// Value of random actions at the junction of a walked maze: v = 1/2 1.95 + 1/4 (-0.1 + v) + 1/4 v.
  private static double recallAtRandom() {
    return (1.95 / 2 - 0.1 / 4) / (1 - 0.5);
  }

  private static void random(EnvironmentConfig config, double expected) {
    var found = Returns.of(config, RandomPolicy.create(), EPISODES);
    assertEquals(expected, found.mean(), 4 * found.error() + 1e-9, config.spec().name() + ": " + found);
  }

  private static void scripted(String name, String script, double expected, int errors) {
    var entry = Catalogue.entry(name);
    var options = entry.defaults();
    var found = Returns.of(options, entry.policy(script, options), EPISODES);
    assertEquals(expected, found.mean(), errors * 4 * found.error() + 1e-9, name + ": " + found);
    var random = Returns.of(options, RandomPolicy.create(), EPISODES);
    assertTrue(found.mean() > random.mean() + 4 * (random.error() + found.error()), name + " random: " + random);
  }

  @Test
  void a_captain_counts_when_there_are_many_prisoners() {
    var options = new SwitchRiddle.Config(4, Optional.of(120));
    var entry = SwitchRiddle.ENTRY;
    var found = Returns.of(options, entry.policy("count", options), 2_000);
    assertTrue(found.mean() > 0.99, "the captain is never wrong, and 120 days are nearly always enough: " + found);
  }
}
