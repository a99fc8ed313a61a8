package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.RandomPolicy;
import covey.env.AgentState;
import covey.env.Ending;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final double NEVER = 1e-9; // orders per unit of time

  private static byte state(Games games, int agent) {
    return games.columns.state[games.columns.cell(games.t, 0, agent)];
  }

  private static double elapsed(Games games) {
    return games.columns.elapsed[games.columns.moment(games.t - 1, 0)];
  }

  private static int waiting(Games games, int agent) {
    return games.columns.layout(0).observation.ints[games.columns.row(games.t, 0, agent)];
  }

  /// Length of the way to the start of an order, or from there to its goal, as the agent sees it.
  private static double length(Games games, int agent, int order, int from) {
    double dx = games.observation(0, agent, 3 + 5 * order + from);
    double dy = games.observation(0, agent, 3 + 5 * order + from + 1);
    return 10 * Math.sqrt(dx * dx + dy * dy);
  }

  @Test
  void a_delivery_takes_the_time_of_its_way_and_pays_less_for_a_longer_wait() {
    try (var games = new Games(new Dispatch.Config(1, 10, NEVER, 100, 8, 0.05), 1, 10)) {
      games.advance();
      assertEquals(AgentState.DECIDES, state(games, 0));
      assertEquals(1, waiting(games, 0));
      double approach = length(games, 0, 0, 0);
      double trip = length(games, 0, 0, 2);
      games.choose(0, 0, 0);
      games.advance();
      assertEquals(approach + trip, elapsed(games), 1e-3); // in ticks of 1 / 1024
      assertEquals(elapsed(games) * 1024, Math.rint(elapsed(games) * 1024));
      assertEquals(1 - 0.05 * approach, games.reward(0, 0), 1e-6);
      assertEquals(AgentState.WAITS, state(games, 0), "no order waits: nobody is asked");
      double first = elapsed(games);
      games.advance();
      assertEquals(100 - first, elapsed(games), "to the end of the day");
      assertTrue(games.columns.last[games.columns.moment(games.t, 0)]);
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      assertEquals(0, games.observation(0, 0, 2), "nothing is left of the day");
      assertEquals(1, games.columns.metric[0], "delivered");
      assertEquals(0, games.columns.metric[1], "refused");
      assertEquals(approach, games.columns.metric[2], 1e-5, "mean wait");
    }
  }

  @Test
  void couriers_who_are_free_at_once_decide_in_turn_and_no_time_passes_in_between() {
    try (var games = new Games(new Dispatch.Config(2, 10, NEVER, 100, 8, 0.05), 1, 10)) {
      games.advance();
      assertEquals(AgentState.DECIDES, state(games, 0));
      assertEquals(AgentState.WAITS, state(games, 1));
      assertEquals(2, waiting(games, 0));
      double times = length(games, 0, 1, 0) + length(games, 0, 1, 2);
      double oldest = length(games, 0, 0, 2);
      games.choose(0, 0, 1);
      games.advance();
      assertEquals(0, elapsed(games));
      assertEquals(AgentState.WAITS, state(games, 0));
      assertEquals(AgentState.DECIDES, state(games, 1));
      assertEquals(1, waiting(games, 1), "the oldest order is left");
      assertEquals(oldest, length(games, 1, 0, 2), 1e-9);
      assertEquals(times / 10, games.observation(0, 1, 3 + 5 * 8 + 2), 1e-4, "time until the other is free");
      var layout = games.columns.layout(0);
      int mask = games.columns.row(games.t, 0, 1) * layout.maskWidth;
      assertTrue(layout.mask[mask]);
      assertFalse(layout.mask[mask + 1]);
      double own = length(games, 1, 0, 0) + length(games, 1, 0, 2);
      games.choose(0, 1, 0);
      games.advance();
      assertEquals(Math.min(times, own), elapsed(games), 1e-3);
      assertEquals(0, games.reward(0, times < own ? 1 : 0), "only who delivers is paid");
      assertTrue(games.reward(0, times < own ? 0 : 1) > 0.2); // waits at most 10 * sqrt(2): 1 - 0.05 * 14.2 = 0.29
    }
  }

  @Test
  void at_most_one_decides_and_the_times_of_a_day_add_up_exactly() {
    var config = new Dispatch.Config(12, 2, 20, 7, 3, 1);
    try (var games = new Games(config, 1, 1000)) {
      double time = 0;
      int decisions = 0;
      games.advance();
      while (!games.columns.last[games.columns.moment(games.t, 0)]) {
        int deciding = 0;
        for (int a = 0; a < 12; a++) if (state(games, a) == AgentState.DECIDES) deciding++;
        assertTrue(deciding <= 1);
        decisions += deciding;
        games.advance(RandomPolicy.create().actor());
        time += elapsed(games);
      }
      assertEquals(7, time);
      double delivered = games.columns.metric[0];
      assertTrue(delivered > 20 && delivered <= decisions, "delivered " + delivered);
      assertTrue(games.columns.metric[1] > 0, "3 orders can wait, and 140 come");
    }
  }

  @Test
  void the_script_and_random_actions_score_what_the_documentation_says() {
    var config = Dispatch.Config.DEFAULTS;
    assertEquals(2.59, Scores.of(config, RandomPolicy.create(), 10_000).income(), 0.1);
    assertEquals(5.81, Scores.of(config, Dispatch.nearest(), 10_000).income(), 0.1);
  }
}
