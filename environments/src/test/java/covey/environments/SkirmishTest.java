package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.AgentState;
import covey.env.Ending;
import covey.environments.SkirmishScenario.Army;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SkirmishTest {
  private static final int FIRST = Skirmish.FIRST_TARGET;
  private static final Skirmish.Config DUEL =
      Skirmish.Config.DEFAULTS.withArmies("1m", "1m").withOpponent(Skirmish.Opponent.SELF);

  /// A game after its reset, whose units a test puts where it wants them.
  private static Games game(Skirmish.Config config) {
    var games = new Games(config, 1, 200);
    games.advance();
    return games;
  }

  private static SkirmishBattle battle(Games games) {
    return ((Skirmish) games.environment).battle(0);
  }

  private static void choose(Games games, int... choices) {
    for (int a = 0; a < choices.length; a++) if (choices[a] > 0) games.choose(0, a, choices[a]);
    games.advance();
  }

  private static byte state(Games games, int agent) {
    return games.columns.state[games.columns.cell(games.t, 0, agent)];
  }

  private static byte ended(Games games, int agent) {
    return games.columns.ended[games.columns.cell(games.t, 0, agent)];
  }

  private static boolean legal(Games games, int agent, int choice) {
    var layout = games.columns.layout(games.columns.layoutOf(agent));
    return layout.mask[games.columns.row(games.t, 0, agent) * layout.maskWidth + choice];
  }

  private static double difference(Games games, int agent) {
    return games.columns.auxiliary[0][games.columns.cell(games.t - 1, 0, agent)];
  }

  // ---- hand-played games -------------------------------------------------------------------------------------------

  @Test
  void a_marine_kills_another_in_eight_hits_at_the_rate_of_its_weapon() {
    try (var games = game(DUEL)) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 15, 16); // 5 - 2 * 0.375 = 4.25 from edge to edge: in range of 5
      // Seconds until ready at the start of each step: 0, .36, .72, .22, .58, .08, .44, .80, .30, .66, .16, .52, .02
      // A weapon fires where that is below a step of 0.5, and again 0.86 later.
      int[] fires = {1, 2, 4, 6, 7, 9, 11, 13};
      double sum = 0;
      for (int step = 1, hits = 0; step <= 13; step++) {
        choose(games, FIRST, SkirmishBattle.STOP);
        if (fires[hits] == step) hits++;
        assertEquals(Math.max(0, 45 - 6.0 * hits), b.health[1], "after step " + step);
        sum += games.reward(0, 0);
        if (step == 1) assertEquals(20 * 6 / 255.0, games.reward(0, 0), 1e-12); // 45 + 10 + 200 = 255 is worth 20
        assertEquals(0, games.reward(0, 1));
      }
      assertEquals(20, sum, 1e-12);
      assertEquals(Ending.TERMINATED, ended(games, 0));
      assertEquals(Ending.TERMINATED, ended(games, 1));
      assertEquals(1, games.columns.metric[0], "won");
      assertEquals(0, games.columns.metric[1], "lost");
      assertEquals(1, games.columns.metric[2], "allies alive");
      assertEquals(1, games.columns.metric[3], "enemies killed");
      assertEquals(0, games.columns.metric[4], "timeout");
    }
  }

  @Test
  void all_fire_at_once_so_that_two_may_kill_each_other() {
    try (var games = game(DUEL)) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 15, 16);
      b.health[0] = 6;
      b.health[1] = 5;
      choose(games, FIRST, FIRST);
      assertTrue(games.columns.last[games.columns.moment(games.t, 0)]);
      assertEquals(20 * (5 + 10) / 255.0, games.reward(0, 0), 1e-12); // no victory
      assertEquals(20 * (6 + 10) / 255.0, games.reward(0, 1), 1e-12);
      assertEquals(0, games.columns.metric[0] + games.columns.metric[1], "a draw");
    }
  }

  @Test
  void rewards_of_the_two_sides_add_up_to_zero_where_that_is_wanted() {
    try (var games = game(DUEL.withReward(Skirmish.Reward.ZERO_SUM))) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 15, 16);
      b.health[1] = 5;
      choose(games, FIRST, FIRST);
      assertEquals(20 * (5 + 10 + 200 - 6) / 255.0, games.reward(0, 0), 1e-12);
      assertEquals(-games.reward(0, 0), games.reward(0, 1));
    }
    try (var games = game(DUEL.withReward(Skirmish.Reward.SPARSE))) {
      battle(games).place(0, 10, 16);
      battle(games).place(1, 15, 16);
      choose(games, FIRST, FIRST);
      assertEquals(0, games.reward(0, 0));
      battle(games).health[1] = 5;
      choose(games, FIRST, SkirmishBattle.STOP);
      assertEquals(1, games.reward(0, 0));
      assertEquals(-1, games.reward(0, 1));
    }
  }

  @Test
  void shields_are_hit_first_and_armour_is_taken_off_each_hit_on_health() {
    var config = DUEL.withArmies("1z", "1s");
    try (var games = game(config)) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 11, 16); // 1 - 0.5 - 0.625 overlaps
      b.shield[1] = 5;
      choose(games, FIRST, SkirmishBattle.STOP);
      // Two hits of 8 on 5 of shield and 80 of health with armour 1: 5 and 8 - 5 - 1 = 2, then 8 - 1 = 7.
      assertEquals(0, b.shield[1]);
      assertEquals(71, b.health[1]);
      double scale = 20 / (200 + 10 + 160.0);
      assertEquals(scale * (5 + 9), games.reward(0, 0), 1e-12);
    }
  }

  @Test
  void shields_regain_points_ten_seconds_after_the_latest_hit() {
    try (var games = game(DUEL.withArmies("1m", "1s"))) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 15, 16);
      choose(games, FIRST, SkirmishBattle.STOP);
      assertEquals(74, b.shield[1]); // 80 - 6
      for (int step = 1; step <= 20; step++) {
        assertEquals(74, b.shield[1]);
        choose(games, SkirmishBattle.STOP, SkirmishBattle.STOP);
      }
      assertEquals(75, b.shield[1]);
      assertEquals(80, b.health[1]);
    }
  }

  @Test
  void a_medivac_heals_whoever_is_hurt_and_nobody_else() {
    try (var games = game(DUEL.withArmies("1medivac2m", "1m"))) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 12, 16);
      b.place(2, 12, 14);
      b.place(3, 25, 16);
      b.health[1] = 20;
      choose(games, SkirmishBattle.STOP, SkirmishBattle.STOP, SkirmishBattle.STOP, SkirmishBattle.STOP);
      assertTrue(legal(games, 0, FIRST)); // first of the others: unit 1
      assertFalse(legal(games, 0, FIRST + 1));
      choose(games, FIRST, SkirmishBattle.STOP, SkirmishBattle.STOP, SkirmishBattle.STOP);
      assertEquals(24.5, b.health[1]); // 9 per second
    }
  }

  @Test
  void a_baneling_takes_its_surroundings_with_it() {
    try (var games = game(DUEL.withArmies("1baneling1m", "3m"))) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 2, 2);
      b.place(2, 11, 16); // 1 - 0.75 = 0.25: in range
      b.place(3, 11, 18.5); // 2.5 - 0.375 = 2.125 from the target: within 2.2
      b.place(4, 11, 19.5); // 3.5 - 0.375 is not
      choose(games, FIRST, SkirmishBattle.STOP, SkirmishBattle.STOP, SkirmishBattle.STOP, SkirmishBattle.STOP);
      assertEquals(45 - 35, b.health[2]); // 16, and 19 more on what is light
      assertEquals(45 - 35, b.health[3]);
      assertEquals(45, b.health[4]);
      assertFalse(b.alive[0]);
      assertEquals(AgentState.WAITS, state(games, 0));
      assertEquals(20 * 70 / (200 + 3 * 55.0), games.reward(0, 0), 1e-12); // the dead are paid with their side
      assertEquals(20 * (30 + 10) / (200 + 40 + 55.0), games.reward(0, 2), 1e-12);
    }
  }

  @Test
  void the_difference_reward_is_what_the_unit_added_in_this_step() {
    var config = DUEL.withArmies("2m", "1m");
    double scale = 20 / 255.0;
    try (var games = game(config)) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 10, 18);
      b.place(2, 14, 17);
      b.health[2] = 12;
      choose(games, FIRST, FIRST, SkirmishBattle.STOP);
      assertEquals(scale * (12 + 10 + 200), games.reward(0, 0), 1e-12);
      assertEquals(scale * (12 + 10 + 200 - 6), difference(games, 0), 1e-12); // alone, the other had hit for 6
      assertEquals(scale * (12 + 10 + 200 - 6), difference(games, 1), 1e-12);
      assertEquals(0, difference(games, 2));
    }
    try (var games = game(config)) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 10, 18);
      b.place(2, 14, 17);
      b.health[2] = 6;
      choose(games, FIRST, FIRST, SkirmishBattle.STOP);
      assertEquals(scale * (6 + 10 + 200), games.reward(0, 0), 1e-12);
      assertEquals(0, difference(games, 0), 1e-12); // the other would have done it alone
      assertEquals(0, difference(games, 1), 1e-12);
    }
  }

  // ---- moves, sight, sides -----------------------------------------------------------------------------------------

  @Test
  void units_walk_in_four_directions_and_as_close_as_their_weapon_needs() {
    try (var games = game(DUEL)) {
      var b = battle(games);
      b.place(0, 10, 16);
      b.place(1, 16.5, 16); // 5.75 from edge to edge: may be attacked, but the weapon reaches 5
      choose(games, FIRST, SkirmishBattle.NORTH);
      assertEquals(10.75, b.x[0], 1e-12); // closed the gap of 0.75
      assertEquals(16 + 2.25 / 2, b.y[1], 1e-12);
      assertEquals(45, b.health[1], "it walked away from the shot");
      choose(games, SkirmishBattle.SOUTH, SkirmishBattle.SOUTH);
      assertEquals(16 - 2.25 / 2, b.y[0], 1e-12);
      b.place(0, 0.5, 31.5);
      choose(games, SkirmishBattle.STOP, SkirmishBattle.STOP);
      assertFalse(legal(games, 0, SkirmishBattle.NORTH)); // 31.5 + 1.125 > 32
      assertTrue(legal(games, 0, SkirmishBattle.SOUTH));
      assertTrue(legal(games, 0, SkirmishBattle.EAST));
      assertFalse(legal(games, 0, SkirmishBattle.WEST));
      assertEquals(0, games.observation(0, 0, 0)); // north
      assertEquals(1, games.observation(0, 0, 1));
    }
  }

  @Test
  void both_sides_see_themselves_on_the_left() {
    try (var games = game(DUEL)) {
      var b = battle(games);
      b.place(0, 10, 12);
      b.place(1, 15, 12 + 1.125);
      b.health[0] = 9;
      choose(games, SkirmishBattle.STOP, SkirmishBattle.SOUTH);
      double[] expected = {1, 1, 5 / 9.0, 5 / 9.0, 0, 1, 0}; // seen, in reach, distance, dx, dy, health, shield
      double[] mirrored = {1, 1, 5 / 9.0, 5 / 9.0, 0, 0.2, 0};
      for (int f = 0; f < 7; f++) {
        assertEquals((float) expected[f], games.observation(0, 0, 4 + f), "feature " + f);
        assertEquals((float) mirrored[f], games.observation(0, 1, 4 + f), "feature " + f);
      }
      assertEquals(10 / 32f, games.observation(0, 0, 13)); // health, shield, x
      assertEquals(17 / 32f, games.observation(0, 1, 13));
      choose(games, SkirmishBattle.STOP, SkirmishBattle.EAST); // forward
      assertEquals(15 - 1.125, b.x[1], 1e-12);
      var last = games.columns.layout(0).observation;
      assertEquals(SkirmishBattle.EAST, last.ints[games.columns.row(games.t, 0, 1)], "its latest action");
    }
  }

  @Test
  void what_is_out_of_sight_is_zero_and_cannot_be_attacked() {
    try (var games = game(DUEL)) {
      battle(games).place(0, 10, 16);
      battle(games).place(1, 19.5, 16);
      choose(games, SkirmishBattle.STOP, SkirmishBattle.STOP);
      for (int f = 4; f < 11; f++) assertEquals(0, games.observation(0, 0, f));
      assertFalse(legal(games, 0, FIRST));
      games.choose(0, 0, FIRST);
      games.choose(0, 1, SkirmishBattle.STOP);
      var e = assertThrows(IllegalArgumentException.class, games::advance);
      assertTrue(e.getMessage().contains("action 6 of left_0 in game 0 is not legal"), e.getMessage());
    }
  }

  @Test
  void who_dies_waits_paid_or_ends_as_the_option_says() {
    var config = Skirmish.Config.DEFAULTS.withArmies("2m", "2m").withOpponent(Skirmish.Opponent.SELF);
    for (var afterDeath : Skirmish.AfterDeath.values()) {
      boolean ends = afterDeath == Skirmish.AfterDeath.ENDS;
      try (var games = game(config.withAfterDeath(afterDeath))) {
        var b = battle(games);
        b.place(0, 10, 16);
        b.place(1, 10, 18);
        b.place(2, 14, 16);
        b.place(3, 14, 18);
        b.health[0] = 6;
        choose(games, FIRST, FIRST, FIRST, SkirmishBattle.STOP);
        assertEquals(AgentState.WAITS, state(games, 0));
        assertEquals(ends ? Ending.TERMINATED : Ending.NO, ended(games, 0));
        if (ends) {
          assertTrue(legal(games, 0, SkirmishBattle.NOTHING));
          assertFalse(legal(games, 0, SkirmishBattle.STOP));
        }
        choose(games, 0, FIRST, SkirmishBattle.STOP, SkirmishBattle.STOP);
        assertEquals(ends ? AgentState.ABSENT : AgentState.WAITS, state(games, 0));
        assertEquals(20 * 6 / (200 + 110.0), games.reward(0, 1), 1e-12);
        assertEquals(ends ? 0 : games.reward(0, 1), games.reward(0, 0));
        assertFalse(legal(games, 2, FIRST), "the dead are no targets");
        while (!games.columns.last[games.columns.moment(games.t, 0)]) {
          choose(games, 0, SkirmishBattle.STOP, SkirmishBattle.STOP, SkirmishBattle.STOP);
        }
        assertEquals(61, games.t, "3m's limit of 60 steps, after the reset");
        assertEquals(Ending.TRUNCATED, ended(games, 1));
        assertEquals(ends ? Ending.NO : Ending.TRUNCATED, ended(games, 0));
        assertEquals(1, games.columns.metric[4], "timeout");
      }
    }
  }

  // ---- options -----------------------------------------------------------------------------------------------------

  @Test
  void armies_are_read_written_and_resized() {
    assertEquals("1medivac2marauder7m", Army.parse("1medivac2marauder7marine").toString());
    assertEquals("2s3z", Army.parse("2s3z").toString());
    assertEquals("2s3z2s", Army.parse("2s3z").resized(7).toString());
    for (String wrong : new String[] {"", "m", "3", "3q", "3m 2s", "2medivac", "0m"}) {
      assertThrows(IllegalArgumentException.class, () -> Army.parse(wrong), wrong);
    }
  }

  @Test
  void scenarios_are_found_by_name_and_changed_by_options() {
    var config = (Skirmish.Config) Catalogue.entry("skirmish-5m_vs_6m").defaults();
    assertEquals(5, config.spec().agents());
    assertEquals(FIRST + 6, Skirmish.Config.choices(config.left(), config.right()));
    var ten = (Skirmish.Config) Catalogue.entry("skirmish-5m_vs_6m").configure(Map.of("agents", 10), "");
    assertEquals("10m", ten.left().toString());
    assertEquals("11m", ten.right().toString());
    var own = (Skirmish.Config) Catalogue.entry("skirmish")
        .configure(Map.of("allies", "1c2h", "enemies", "12zergling", "opponent", "self"), "");
    assertEquals(15, own.spec().agents());
    assertEquals("hydralisk", own.spec().slots().get(1).role());
    assertEquals("right_zergling", own.spec().slots().get(3).role(), "the sides see differently");
    var mirror = (Skirmish.Config) Catalogue.entry("skirmish-2s3z").configure(Map.of("opponent", "self"), "");
    assertEquals("stalker", mirror.spec().slots().get(5).role(), "one policy may play both sides");
    assertEquals("right", mirror.spec().slots().get(5).team());
    assertEquals(22, SkirmishScenario.ALL.size());
    var e = assertThrows(ConfigurationException.class, () -> Catalogue.entry("skirmish").configure(
        Map.of("scenario", "5m_vs_7m", "agents", 0), ""));
    assertTrue(e.getMessage().contains("did you mean 5m_vs_6m") && e.getMessage().contains("[1, 100]"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Catalogue.entry("skirmish-5m_vs_7m"));
  }

  @Test
  void every_scenario_is_played_in_both_forms() {
    for (var scenario : SkirmishScenario.ALL) {
      for (var opponent : Skirmish.Opponent.values()) {
        var config = Skirmish.Config.of(scenario.name()).withOpponent(opponent);
        boolean self = opponent == Skirmish.Opponent.SELF;
        int units = scenario.allies().size() + (self ? scenario.enemies().size() : 0);
        assertEquals(units, config.spec().agents(), scenario.name());
        try (var games = new Games(config, 2, scenario.maxSteps() + 1)) {
          games.play(SkirmishFocus.of(config).actor());
          int ends = 0;
          for (boolean last : games.columns.last) if (last) ends++;
          assertTrue(ends >= 4, scenario.name() + " ends within its limit"); // two are the blank beginnings
        }
      }
    }
  }

  // ---- results -----------------------------------------------------------------------------------------------------

  private static void scores(String scenario, int episodes, double won, double focused, double random) {
    var config = Skirmish.Config.of(scenario);
    var focus = Scores.of(config, SkirmishFocus.of(config), episodes);
    var chance = Scores.of(config, RandomPolicy.create(), episodes);
    double error = 0.5 / Math.sqrt(episodes); // most that the standard error of a share can be: 0.011 of 2,000
    assertEquals(won, focus.metrics().getFirst(), 2 * error, scenario + " is won: " + focus);
    assertEquals(focused, focus.income(), 0.15, scenario + ": " + focus);
    // standard deviation of an episode of random actions: 1.3 in 2s3z, less elsewhere; 3.4 standard errors of 2,000
    assertEquals(random, chance.income(), 0.1, scenario + ": " + chance);
    assertTrue(chance.metrics().getFirst() < 0.001, scenario + ": " + chance);
  }

  @Test
  void the_script_and_random_actions_score_what_the_documentation_says() {
    scores("3m", 10_000, 0.80, 17.51, 2.13);
    scores("8m", 2_000, 0.95, 19.65, 2.75);
    scores("2s3z", 2_000, 0.68, 18.35, 5.58);
    scores("5m_vs_6m", 2_000, 0.35, 13.51, 2.12);
  }

  @Test
  void the_script_wins_self_play_against_itself_as_often_as_it_loses() {
    var config = Skirmish.Config.of("3m").withOpponent(Skirmish.Opponent.SELF);
    double won = Scores.of(config, SkirmishFocus.of(config), 2_000).metrics().getFirst();
    assertEquals(0.45, won, 0.05, "left won");
  }
}
