package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec.Slot;
import covey.env.StateAccess;
import covey.random.Stream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The three particle games in which agents speak.
class SpeechTest {
  private static final int EVE = 0;
  private static final int BOB = 1;
  private static final int ALICE = 2;

  private static EnvironmentConfig config(String name, Map<String, Object> options) {
    return Catalogue.entry(name).configure(options, "");
  }

  private static float[] row(Games games, int agent) {
    var observation = games.columns.layout(games.columns.layoutOf(agent)).observation;
    int width = observation.layout.floats();
    var row = new float[width];
    System.arraycopy(observation.floats, games.columns.row(games.t, 0, agent) * width, row, 0, width);
    return row;
  }

  /// Puts game 0 into a situation, quantity after quantity; those without numbers are zero.
  private static void load(Games games, Map<String, double[]> situation) {
    var access = (StateAccess) games.environment;
    var all = new double[access.quantities().stream().mapToInt(StateAccess.Quantity::size).sum()];
    int at = 0;
    for (var quantity : access.quantities()) {
      double[] numbers = situation.getOrDefault(quantity.name(), new double[quantity.size()]);
      assertEquals(quantity.size(), numbers.length, quantity.name());
      System.arraycopy(numbers, 0, all, at, numbers.length);
      at += quantity.size();
    }
    games.t = 1;
    games.columns.clear(1, 0);
    games.timestep().moveTo(1);
    access.load(0, all, games.timestep());
  }

  private static void say(Games games, int agent, float... numbers) {
    var layout = games.columns.layout(games.columns.layoutOf(agent));
    int at = games.columns.row(games.t, 0, agent) * numbers.length;
    System.arraycopy(numbers, 0, layout.applied, at, numbers.length);
  }

  // ---- speaker and listener -----------------------------------------------------------------------------------------

  private static final Map<String, double[]> PAIR = Map.of(
      "agent_pos", new double[] {9, 9, 0.5, 0},
      "agent_vel", new double[] {0, 0, 1, 0},
      "agent_c", new double[] {1, 0, 0, 0, 0, 0},
      "landmark_pos", new double[] {1, 1, 0, 0, -0.5, 0.25},
      "goals", new double[] {1, 2});

  @Test
  void the_listener_hears_the_word_of_the_same_step_and_both_are_paid_for_its_distance() {
    try (var games = new Games(config("simple_speaker_listener", Map.of()), 1, 3)) {
      load(games, PAIR);
      assertArrayEquals(new float[] {0.15f, 0.15f, 0.65f}, row(games, 0)); // the colour of landmark 2
      assertArrayEquals(new float[] {1, 0, 0.5f, 1, -0.5f, 0, -1, 0.25f, 1, 0, 0}, row(games, 1));
      games.choose(0, 0, 1); // says word 1
      games.choose(0, 1, 4); // up
      games.advance();
      // Position 0.5 + 1 * 0.1 by the old velocity; velocity 1 * 0.75 and 5 * 0.1.
      double x = 0.5 + 1 * 0.1;
      float[] heard = {0.75f, 0.5f, (float) (1 - x), 1, (float) -x, 0, (float) (-0.5 - x), 0.25f, 0, 1, 0};
      assertArrayEquals(heard, row(games, 1));
      // Squared distance from (0.6, 0) to (-0.5, 0.25): 1.1 * 1.1 + 0.25 * 0.25 = 1.2725.
      assertEquals(-1.2725, games.reward(0, 0), 1e-12);
      assertEquals(-1.2725, games.reward(0, 1), 1e-12);
      var situation = new double[29];
      ((StateAccess) games.environment).read(0, situation);
      assertArrayEquals(new double[] {0, 1, 0, 0, 0, 0}, java.util.Arrays.copyOfRange(situation, 9, 15)); // agent_c
      assertArrayEquals(new double[] {1, 2}, java.util.Arrays.copyOfRange(situation, 27, 29)); // goals
    }
  }

  @Test
  void spoken_numbers_are_clipped_floats() {
    try (var games = new Games(config("simple_speaker_listener", Map.of("continuousActions", true)), 1, 3)) {
      load(games, PAIR);
      say(games, 0, 0.1f, -2, 1.5f);
      say(games, 1, 0, 0, 0, 0, 0);
      games.advance();
      float[] heard = row(games, 1);
      assertArrayEquals(new float[] {0.1f, 0, 1}, java.util.Arrays.copyOfRange(heard, 8, 11));
    }
  }

  @Test
  void an_episode_begins_with_drawn_places_and_a_drawn_goal_in_silence() {
    try (var games = new Games(config("simple_speaker_listener", Map.of("maxCycles", 2)), 1, 3)) {
      games.advance();
      var chance = new Stream(games.key(0));
      var at = new double[10]; // x and y of speaker, listener and three landmarks
      for (int k = 0; k < 10; k++) at[k] = chance.nextDouble(-1, 1);
      int goal = chance.nextInt(3);
      for (int c = 0; c < 3; c++) assertEquals(c == goal ? 0.65f : 0.15f, row(games, 0)[c]);
      assertEquals((float) (at[4] - at[2]), row(games, 1)[2]);
      assertEquals((float) (at[9] - at[3]), row(games, 1)[7]);
      for (int k = 8; k < 11; k++) assertEquals(0f, row(games, 1)[k]);
      for (int k = 0; k < 2; k++) {
        games.choose(0, 0, 0);
        games.choose(0, 1, 0);
        games.advance();
      }
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, 0, 0)]);
      double dx = at[2] - at[4 + 2 * goal];
      double dy = at[3] - at[5 + 2 * goal];
      assertEquals(Math.sqrt(dx * dx + dy * dy), games.columns.metric[0], 1e-15); // it stayed where it was
    }
  }

  // ---- reference ----------------------------------------------------------------------------------------------------

  @Test
  void each_is_paid_for_where_the_other_one_is_and_both_for_the_mean() {
    for (double localRatio : new double[] {0, 0.5, 1}) {
      try (var games = new Games(config("simple_reference", Map.of("localRatio", localRatio)), 1, 3)) {
        load(games, Map.of(
            "agent_pos", new double[] {0, 0, 1, 1},
            "landmark_pos", new double[] {3, 4, 1, 3, 7, 7},
            "goals", new double[] {1, 1, 0, 0})); // agent 1 should go to landmark 1, agent 0 to landmark 0
        assertArrayEquals(new float[] {0.25f, 0.75f, 0.25f}, java.util.Arrays.copyOfRange(row(games, 0), 8, 11));
        assertArrayEquals(new float[] {0.75f, 0.25f, 0.25f}, java.util.Arrays.copyOfRange(row(games, 1), 8, 11));
        games.choose(0, 0, 4 + 5 * 7); // up, and word 7
        games.choose(0, 1, 1 + 5 * 2); // left, and word 2
        games.advance();
        // Nobody has moved yet: agent 1 is 2 from its goal, which agent 0 knows; agent 0 is 5 from its own.
        assertEquals(-3.5 * (1 - localRatio) - 2 * localRatio, games.reward(0, 0), 1e-12);
        assertEquals(-3.5 * (1 - localRatio) - 5 * localRatio, games.reward(0, 1), 1e-12);
        float[] first = row(games, 0);
        float[] second = row(games, 1);
        assertEquals(0.5f, first[1]);
        assertEquals(-0.5f, second[0]);
        for (int w = 0; w < 10; w++) {
          assertEquals(w == 2 ? 1f : 0f, first[11 + w]);
          assertEquals(w == 7 ? 1f : 0f, second[11 + w]);
        }
      }
    }
  }

  @Test
  void a_word_too_many_is_refused() {
    try (var games = new Games(config("simple_reference", Map.of()), 1, 3)) {
      games.advance();
      games.choose(0, 1, 50);
      var e = assertThrows(IllegalArgumentException.class, games::advance);
      assertEquals("simple_reference: the action of agent_1 in game 0 is 50, but must be one of 0 to 49",
          e.getMessage());
    }
  }

  // ---- crypto -------------------------------------------------------------------------------------------------------

  private static final Map<String, double[]> SECRET = Map.of(
      "goals", new double[] {1, 1, 1}, "keys", new double[] {1, 0, 0, 0});

  @Test
  void who_says_the_secret_has_no_error_and_eves_error_pays_the_friends() {
    try (var games = new Games(config("simple_crypto", Map.of("maxCycles", 2)), 1, 4)) {
      load(games, SECRET);
      assertArrayEquals(new float[] {0, 0, 0, 0}, row(games, EVE));
      assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 0, 0}, row(games, BOB)); // key, silence
      assertArrayEquals(new float[] {0, 1, 0, 0, 1, 0, 0, 0}, row(games, ALICE)); // secret, key
      games.choose(0, EVE, 3); // (0, 0, 0, 1) - (0, 1, 0, 0): error 2
      games.choose(0, BOB, 1); // right
      games.choose(0, ALICE, 2);
      games.advance();
      assertEquals(-2, games.reward(0, EVE));
      assertEquals(2, games.reward(0, BOB));
      assertEquals(2, games.reward(0, ALICE));
      assertArrayEquals(new float[] {0, 0, 1, 0}, row(games, EVE));
      assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 1, 0}, row(games, BOB));
      games.choose(0, EVE, 1);
      games.choose(0, BOB, 0);
      games.choose(0, ALICE, 2);
      games.advance();
      assertEquals(0, games.reward(0, EVE));
      assertEquals(-2, games.reward(0, BOB));
      assertArrayEquals(new double[] {1, 1}, games.columns.metric); // (0 + 2) / 2 and (2 + 0) / 2
    }
  }

  @Test
  void numbers_err_by_their_squared_distance_and_silence_does_not_err() {
    try (var games = new Games(config("simple_crypto", Map.of("continuousActions", true)), 1, 4)) {
      load(games, SECRET);
      say(games, EVE, 0.5f, 0.5f, 0, 0); // 0.25 + 0.25
      say(games, BOB, 0, 0.5f, 0, 1); // 0.25 + 1
      say(games, ALICE, 0, 0, 0, 0);
      games.advance();
      assertEquals(-0.5, games.reward(0, EVE));
      assertEquals(0.5 - 1.25, games.reward(0, ALICE));
      say(games, EVE, 0, 0, 0, 0);
      say(games, BOB, 0, 0, 0, 0);
      say(games, ALICE, 0, 0, 0, 0);
      games.advance();
      for (int agent = 0; agent < 3; agent++) assertEquals(0, games.reward(0, agent));
    }
  }

  @Test
  void eve_is_alone_and_the_others_are_a_team() {
    List<Slot> slots = Catalogue.entry("simple_crypto").defaults().spec().slots();
    assertEquals(List.of("eve", "bob", "alice"), slots.stream().map(Slot::role).toList());
    assertEquals(List.of("eve", "friends", "friends"), slots.stream().map(Slot::team).toList());
    slots = Catalogue.entry("simple_speaker_listener").defaults().spec().slots();
    assertEquals(List.of("speaker", "listener"), slots.stream().map(Slot::role).toList());
    assertEquals(slots.get(0).team(), slots.get(1).team());
  }

  // ---- scripts ------------------------------------------------------------------------------------------------------

  @Test
  void scripts_and_random_words_score_what_the_documentation_says() {
    // 4,000 episodes each; the tolerances are four standard errors: 33 / 63 = 0.53 for the first, and so on.
    assertScore("simple_speaker_listener", "random", Map.of(), 2.1, -39.6, -39.6);
    assertScore("simple_speaker_listener", "expert", Map.of(), 0.5, -7.40, -7.40);
    assertScore("simple_reference", "random", Map.of(), 0.65, -28.2, -28.2);
    assertScore("simple_reference", "expert", Map.of(), 0.26, -7.58, -7.58);
    // A random word misses a secret with 3/4: error 2 in 25 steps, 37.5; both listeners are equally bad.
    assertScore("simple_crypto", "random", Map.of(), 0.4, -37.5, 0, 0);
    // Eve's guesses are wrong half of the time, Bob's only in the first step: 25 and 25 - 1.
    assertScore("simple_crypto", "expert", Map.of(), 0.33, -25, 24, 24);
  }

  @Test
  void scripts_also_speak_in_numbers_and_of_more_things() {
    assertScore("simple_speaker_listener", "expert", Map.of("continuousActions", true), 0.4, -5.91, -5.91);
    assertScore("simple_reference", "expert", Map.of("continuousActions", true), 0.2, -5.83, -5.83);
    assertScore("simple_crypto", "expert", Map.of("continuousActions", true), 0, 0, 0, 0);
    // With five secrets a guess is wrong four times out of five: 25 * 1.6 = 40, and Bob's first guess 1.6.
    assertScore("simple_crypto", "expert", Map.of("messages", 5, "words", 6), 0.33, -40, 38.4, 38.4);
    assertScore("simple_speaker_listener", "expert", Map.of("landmarks", 6), 0.5, -7.36, -7.36);
    // With one word for three goals everybody goes to landmark 0, which is right in one episode of three.
    assertScore("simple_reference", "expert", Map.of("words", 1), 0.64, -19.15, -19.15);
    assertScore("simple_reference", "expert", Map.of("words", 1, "continuousActions", true), 0.68, -18.73, -18.73);
  }

  /// Compares mean returns, agent by agent, over 4,000 episodes.
  private static void assertScore(
      String name, String policy, Map<String, Object> options, double tolerance, double... expected) {
    EnvironmentConfig config = config(name, options);
    Policy player = policy.equals("random") ? RandomPolicy.create() : Catalogue.entry(name).policy(policy, config);
    int agents = config.spec().agents();
    var sum = new double[agents];
    try (var games = new Games(config, 4000, 26)) {
      games.play(player.actor());
      for (int k = 0; k < games.columns.reward.length; k++) sum[k % agents] += games.columns.reward[k] / 4000;
    }
    assertArrayEquals(expected, sum, tolerance, name + " " + policy);
  }

  @Test
  void all_faults_of_the_options_are_told() {
    var e = assertThrows(ConfigurationException.class,
        () -> new SimpleReference.Config(0, 10, -1, 25, false));
    assertEquals(2, e.faults().size());
    e = assertThrows(ConfigurationException.class, () -> new SimpleCrypto.Config(5, 4, 25, false));
    assertTrue(e.getMessage().contains("messages = 5, but it must lie in [1, words = 4]; 2 is usual"), e.getMessage());
    assertThrows(ConfigurationException.class, () -> new SimpleSpeakerListener.Config(3, 0, false));
  }
}
