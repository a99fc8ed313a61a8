package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.RandomPolicy;
import covey.env.AgentState;
import covey.env.Ending;
import org.junit.jupiter.api.Test;

class ArenaTest {
  private static final int STAY = 0;
  private static final int STRIKE = 5;

  private static int cell(Games games, int game, int agent) {
    return games.columns.cell(games.t, game, agent);
  }

  private static int energy(Games games, Arena.Config config, int game, int agent) {
    return Math.round(games.observation(game, agent, 0) * config.mostEnergy());
  }

  private static int foods(Games games, int game, int agent) {
    var observation = games.columns.layout(0).observation;
    int ints = observation.layout.ints();
    return observation.ints[games.columns.row(games.t, game, agent) * ints + ints - 1];
  }

  @Test
  void who_starves_is_followed_by_a_newcomer_of_the_next_generation() {
    // One agent on four cells with energy 3, meals of 2, nothing growing, and slots that stay empty for 2 timesteps.
    var config = new Arena.Config(1, 2, 0, 3, 2, 1, 2, 20);
    try (var games = new Games(config, 1, 30)) {
      games.advance();
      int food = foods(games, 0, 0);
      for (int left = 3; left > 0; left--) {
        assertEquals(left, energy(games, config, 0, 0));
        assertEquals(AgentState.DECIDES, games.columns.state[cell(games, 0, 0)]);
        games.choose(0, 0, STAY);
        games.advance();
        assertEquals(0, games.reward(0, 0));
      }
      assertEquals(Ending.TERMINATED, games.columns.ended[cell(games, 0, 0)]);
      assertEquals(0, energy(games, config, 0, 0));
      assertEquals(food + 1, foods(games, 0, 0), "it leaves food");
      for (int absent = 0; absent < 2; absent++) {
        games.advance();
        assertEquals(AgentState.ABSENT, games.columns.state[cell(games, 0, 0)]);
      }
      games.advance();
      assertEquals(AgentState.DECIDES, games.columns.state[cell(games, 0, 0)]);
      assertEquals(1, games.columns.generation[cell(games, 0, 0)]);
      assertEquals(3, energy(games, config, 0, 0));

      double meals = 0;
      int before = 3;
      while (!games.columns.last[games.columns.moment(games.t, 0)]) {
        games.advance(Arena.forager(config).actor());
        if (games.columns.state[cell(games, 0, 0)] == AgentState.ABSENT) continue;
        meals += games.reward(0, 0);
        int now = energy(games, config, 0, 0);
        if (before > 0) assertEquals(Math.max(0, before - 1 + 2 * games.reward(0, 0)), now);
        before = now == 0 ? -1 : now;
      }
      assertTrue(meals >= food + 1, "it found what was there: " + meals);
      assertEquals(meals, games.columns.metric[1], "eaten");
      assertEquals(21, games.t, "20 steps after the reset");
    }
  }

  @Test
  void a_strike_hits_who_stands_beside_and_may_kill() {
    var config = new Arena.Config(2, 2, 0, 10, 6, 4, 5, 20);
    int games = 16; // of which some begin side by side
    try (var played = new Games(config, games, 10)) {
      played.advance();
      var layout = played.columns.layout(0);
      int hit = 0;
      var beside = new boolean[games];
      for (int e = 0; e < games; e++) {
        beside[e] = layout.mask[played.columns.row(played.t, e, 0) * layout.maskWidth + STRIKE];
        float away = Math.abs(played.observation(e, 0, 3)) + Math.abs(played.observation(e, 0, 4));
        assertEquals(beside[e], away == 0.5f, "one cell of two away");
        if (beside[e]) hit++;
      }
      assertTrue(hit >= 4 && hit < games, hit + " begin side by side");
      for (int step = 1; step <= 2; step++) {
        for (int e = 0; e < games; e++) {
          played.choose(e, 0, beside[e] ? STRIKE : STAY);
          played.choose(e, 1, STAY);
        }
        played.advance();
        for (int e = 0; e < games; e++) {
          assertEquals(10 - step, energy(played, config, e, 0), "hunger takes 1");
          assertEquals(10 - (beside[e] ? 5 : 1) * step, energy(played, config, e, 1), "and a strike 4");
          boolean dead = beside[e] && step == 2;
          assertEquals(dead ? Ending.TERMINATED : Ending.NO, played.columns.ended[cell(played, e, 1)]);
          assertEquals(0, played.reward(e, 0));
        }
      }
    }
  }

  @Test
  void the_script_and_random_actions_score_what_the_documentation_says() {
    var config = Arena.Config.DEFAULTS;
    assertEquals(14.57, Scores.of(config, RandomPolicy.create(), 10_000).income(), 0.1);
    assertEquals(30.82, Scores.of(config, Arena.forager(config), 10_000).income(), 0.1);
  }
}
