package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.env.Ending;
import covey.random.Stream;
import org.junit.jupiter.api.Test;

class CartPoleTest {
  @Test
  void a_push_follows_the_equations_by_hand() {
    try (var games = new Games(CartPole.Config.DEFAULTS, 1, 3)) {
      games.advance();
      var chance = new Stream(games.key(0));
      double x = chance.nextDouble(-0.05, 0.05);
      double v = chance.nextDouble(-0.05, 0.05);
      double a = chance.nextDouble(-0.05, 0.05);
      double w = chance.nextDouble(-0.05, 0.05);
      games.choose(0, 0, 1);
      games.advance();
      // (10 + 0.05 w^2 sin a) / 1.1, then the angular acceleration with g = 9.8 and half a metre to the pole's middle.
      double push = (10 + 0.05 * w * w * Math.sin(a)) / 1.1;
      double turn = (9.8 * Math.sin(a) - Math.cos(a) * push)
          / (0.5 * (4.0 / 3 - 0.1 * Math.cos(a) * Math.cos(a) / 1.1));
      assertEquals(x + 0.02 * v, games.observation(0, 0, 0), 1e-8);
      assertEquals(v + 0.02 * (push - 0.05 * turn * Math.cos(a) / 1.1), games.observation(0, 0, 1), 1e-7);
      assertEquals(a + 0.02 * w, games.observation(0, 0, 2), 1e-8);
      assertEquals(w + 0.02 * turn, games.observation(0, 0, 3), 1e-7);
      assertEquals(1, games.reward(0, 0));
    }
  }

  @Test
  void sine_and_cosine_are_right_to_the_last_bit_but_one_wherever_the_pole_still_stands() {
    for (double a = -0.21; a <= 0.21; a += 0.0001) {
      assertEquals(StrictMath.sin(a), CartPole.sin(a), Math.ulp(StrictMath.sin(a)));
      assertEquals(StrictMath.cos(a), CartPole.cos(a), Math.ulp(1.0));
    }
  }

  @Test
  void a_fall_terminates_and_is_still_paid() {
    try (var games = new Games(CartPole.Config.DEFAULTS, 1, 40)) {
      games.advance();
      double paid = 0;
      while (!games.columns.last[games.columns.moment(games.t, 0)]) {
        games.choose(0, 0, 1); // pushed to the right without end, the pole falls to the left
        games.advance();
        paid += games.reward(0, 0);
      }
      assertEquals(Ending.TERMINATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      assertEquals(games.t - 1, paid);
      assertTrue(games.observation(0, 0, 2) < -12 * Math.PI / 180);
      assertTrue(paid >= 8 && paid <= 11, paid + " steps"); // always one direction: 8 to 10 in the original
      assertEquals(0, games.columns.metric[0]);
    }
  }

  @Test
  void the_scripted_policy_balances_to_the_end_and_random_pushes_do_not() {
    assertEquals(500, meanReturn(CartPole.balance(), 50));
    assertEquals(22, meanReturn(RandomPolicy.create(), 2000), 1.5); // 22 is well known
  }

  private static double meanReturn(Policy policy, int games) {
    double sum = 0;
    for (int g = 0; g < games; g += 50) {
      try (var some = new Games(CartPole.Config.DEFAULTS, 50, 501, g)) {
        for (int e = 0; e < 50; e++) sum += firstReturn(some, policy, e);
      }
    }
    return sum / games;
  }

  private static double firstReturn(Games games, Policy policy, int e) {
    if (games.t == 0) games.play(policy.actor());
    double sum = 0;
    for (int t = 1; t < 501; t++) {
      sum += games.columns.reward[games.columns.cell(t, e, 0)];
      if (games.columns.last[games.columns.moment(t + 1, e)]) break;
    }
    return sum;
  }

  @Test
  void it_is_truncated_when_time_is_up() {
    try (var games = new Games(new CartPole.Config(5), 1, 7)) {
      Policy.Actor actor = CartPole.balance().actor();
      for (int k = 0; k < 6; k++) games.advance(actor);
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      assertEquals(1, games.columns.metric[0]);
    }
  }
}
