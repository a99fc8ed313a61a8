package covey.environments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import covey.act.RandomPolicy;
import covey.config.ConfigurationException;
import covey.env.Ending;
import covey.env.StateAccess;
import covey.testkit.golden.GoldenReplay;
import covey.testkit.golden.GoldenReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvercookedTest {
  private static final Path OURS = Path.of("src/test/resources/golden/overcooked");
  private static final Path ALL = Path.of("../../shared/golden/overcooked");
  private static final int HEIGHT = 4; // of the cramped room
  private static final String ACTIONS = "NSEW.I";

  @TempDir Path folder;

  // ---- by hand -----------------------------------------------------------------------------------------------------

  @Test
  void a_cook_alone_makes_a_soup_step_by_step() {
    // XXPXX   The cook begins at (1, 2) and looks north. Onions at (0, 1), the pot at (2, 0), dishes at (1, 3), serving
    // O   O   at (3, 3). A direction without floor ahead only turns.
    // X1  X
    // XDXSX
    try (var games = new Games(cramped(Map.of("agents", 1)), 1, 60)) {
      games.advance();
      play(games, "NWI"); // to (1, 1), turned west, an onion
      assertEquals(1, tensor(games, 0, 1, 1, 23));
      assertEquals(1, tensor(games, 0, 1, 1, 5), "looks west");
      assertEquals(0, shaping(games, 0));
      play(games, "ENI"); // to (2, 1), turned north, into the pot
      assertEquals(3, shaping(games, 0));
      assertEquals(1, tensor(games, 0, 2, 0, 16));
      assertEquals(0, tensor(games, 0, 2, 1, 23));
      play(games, "WIENI");
      assertEquals(2, tensor(games, 0, 2, 0, 16));
      play(games, "WIENI"); // step 16: full, begins to cook and has cooked one tick
      assertEquals(3, shaping(games, 0));
      assertArrayEquals(new int[] {0, 3, 19, 0}, pot(games));
      play(games, "WSSI"); // step 20: a dish, while the pot cooks and no dish is held
      assertEquals(3, shaping(games, 0));
      assertEquals(1, tensor(games, 0, 1, 2, 22));
      assertArrayEquals(new int[] {0, 3, 15, 0}, pot(games));
      play(games, "NENIIIIIIIIIII"); // step 34: the soup is not ready, the dish stays
      assertArrayEquals(new int[] {0, 3, 1, 0}, pot(games));
      play(games, "I"); // step 35: its twentieth tick comes after the cooks have acted
      assertArrayEquals(new int[] {0, 3, 0, 1}, pot(games));
      assertEquals(0, shaping(games, 0));
      play(games, "I");
      assertEquals(5, shaping(games, 0));
      assertArrayEquals(new int[] {0, 0, 0, 0}, pot(games));
      assertEquals(3, tensor(games, 0, 2, 1, 18), "onions on the plate");
      assertEquals(1, tensor(games, 0, 2, 1, 21));
      play(games, "SES"); // to (2, 2), (3, 2), turned south
      assertEquals(0, games.reward(0, 0));
      play(games, "I");
      assertEquals(20, games.reward(0, 0));
      assertEquals(20, auxiliary(games, 1, 0));
      assertEquals(0, tensor(games, 0, 3, 2, 21));
    }
  }

  @Test
  void cooks_that_would_share_a_cell_or_swap_stay_and_yet_turn() {
    // Cook 0 begins at (1, 2), cook 1 at (3, 1).
    try (var games = new Games(Overcooked.Config.DEFAULTS, 1, 20)) {
      games.advance();
      play(games, "NW"); // (1, 1) and (2, 1)
      assertEquals(1, tensor(games, 0, 1, 1, 0));
      assertEquals(1, tensor(games, 0, 2, 1, 1));
      play(games, "EW"); // a swap
      assertEquals(1, tensor(games, 0, 1, 1, 0));
      assertEquals(1, tensor(games, 0, 1, 1, 4), "turned east all the same");
      play(games, "E."); // onto a cook who waits
      assertEquals(1, tensor(games, 0, 1, 1, 0));
      play(games, "SS"); // (1, 2) and (2, 2)
      play(games, ".N"); // (2, 1)
      play(games, "ES"); // both to (2, 2): cook 1 would have been free, but stays too
      assertEquals(1, tensor(games, 1, 2, 1, 0));
      assertEquals(1, tensor(games, 1, 1, 2, 1));
      play(games, "E."); // a follower takes a cell that is free
      assertEquals(1, tensor(games, 0, 2, 2, 0));
      play(games, ".N");
      assertEquals(1, tensor(games, 0, 2, 1, 1), "the pot is no floor");
    }
  }

  @Test
  void the_first_cook_interacts_first() {
    // Both face the same counter: what cook 0 puts there, cook 1 takes in the same step, but not the other way round.
    var grid = List.of("XOX", "X1X", "SXP", "X2X", "XDX");
    try (var games = new Games(cramped(Map.of("grid", grid)), 1, 20)) {
      games.advance();
      play(games, "I."); // cook 0 looks north at the onions
      play(games, "SN");
      play(games, "II");
      assertEquals(1, tensorOf(games, 0, 1, 3, 23, 5));
      play(games, "II"); // cook 0 has nothing; cook 1 puts the onion down
      assertEquals(1, tensorOf(games, 0, 1, 2, 23, 5));
      play(games, "I."); // and now cook 0 takes it
      assertEquals(1, tensorOf(games, 0, 1, 1, 23, 5));
    }
  }

  @Test
  void a_dish_is_useful_while_pots_want_one_and_none_lies_about() {
    var grid = List.of("XPXDX", "O1.2X", "X...X", "XXSXX");
    try (var games = new Games(cramped(Map.of("grid", grid)), 1, 20)) {
      games.advance();
      play(games, ".I"); // the pot is empty
      assertEquals(0, shaping(games, 1));
      play(games, "WE"); // cook 1 looks at the counter to the east
      play(games, "II"); // an onion; the dish lies on the counter
      play(games, "NN");
      play(games, "I."); // the pot holds one onion
      assertEquals(3, shaping(games, 0));
      play(games, ".I"); // but a dish lies about
      assertEquals(0, shaping(games, 1));
      play(games, ".S"); // carries the second dish away and lays it down to the east
      play(games, ".E");
      play(games, ".I");
      play(games, ".N");
      play(games, ".E");
      play(games, ".I"); // takes the first dish up again: one dish lies about still
      assertEquals(0, shaping(games, 1));
      assertEquals(1, tensorOf(games, 1, 3, 1, 22, 4));
    }
  }

  @Test
  void new_pots_wait_for_a_cook_and_take_any_number_of_ingredients() {
    Map<String, Object> options = Map.of(
        "agents", 1, "oldDynamics", false, "cookTime", 3, "orders", "o", "bonusOrders", "o");
    try (var games = new Games(cramped(options), 1, 30)) {
      games.advance();
      play(games, "NWIENI..");
      assertArrayEquals(new int[] {1, 0, 0, 0}, pot(games));
      play(games, "I"); // starts, and cooks one of three ticks
      assertArrayEquals(new int[] {0, 1, 2, 0}, pot(games));
      play(games, "WSSI");
      assertArrayEquals(new int[] {0, 1, 0, 1}, pot(games));
      play(games, "NENISESI");
      assertEquals(40, games.reward(0, 0)); // a bonus order: 2 * 20
    }
  }

  @Test
  void soups_that_nobody_ordered_are_gone_without_pay() {
    Map<String, Object> options = Map.of("agents", 1, "oldDynamics", false, "cookTime", 1);
    try (var games = new Games(cramped(options), 1, 30)) {
      games.advance();
      play(games, "NWIENIIWSSINENISES");
      assertEquals(1, tensor(games, 0, 3, 2, 18));
      play(games, "I");
      assertEquals(0, games.reward(0, 0));
      assertEquals(0, tensor(games, 0, 3, 2, 18));
    }
  }

  @Test
  void recipes_do_not_care_for_the_order_of_ingredients() {
    Overcooked.Config config = cramped(Map.of("orders", List.of("oto", "ttt"), "bonusOrders", "ttt"));
    assertEquals(20, config.value(2, 1));
    assertEquals(40, config.value(0, 3));
    assertEquals(0, config.value(3, 0));
  }

  @Test
  void everything_is_urgent_when_fewer_than_forty_steps_are_left_and_time_truncates() {
    try (var games = new Games(cramped(Map.of("horizon", 42)), 1, 45)) {
      games.advance();
      for (int step = 1; step <= 42; step++) {
        play(games, "..");
        assertEquals(42 - step < 40 ? 1 : 0, tensor(games, 0, 0, 0, 25), "step " + step);
      }
      assertEquals(Ending.TRUNCATED, games.columns.ended[games.columns.cell(games.t, 0, 1)]);
      assertTrue(games.columns.last[games.columns.moment(games.t, 0)]);
    }
  }

  @Test
  void sets_of_entities_show_what_the_tensor_shows() {
    try (var games = new Games(cramped(Map.of("observation", "entities")), 1, 20)) {
      games.advance();
      for (String joint : new String[] {"NE", "WI", "I.", "E.", "N.", "I."}) play(games, joint);
      // Self: at (2, 1) of 5 x 4, looks north, holds nothing, 394 of 400 steps left.
      assertRow(games, 0, 0, 2 / 5f, 1 / 4f, 1, 0, 0, 0, 0, 0, 0, 0, 394 / 400f);
      // The other: one to the right, looks east, holds an onion.
      assertRow(games, 0, 11, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0);
      // The pot: one up, an onion, idle.
      assertRow(games, 0, 21, 0, -1, 1 / 3f, 0, 0, 0, 0);
      // Stations: onions at (0, 1) and (4, 1), dishes at (1, 3), serving at (3, 3).
      assertRow(games, 0, 28, -2, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, -1, 2, 0, 0, 1, 0, 1, 2, 0, 0, 0, 1);
      assertEquals(0, games.columns.layout(0).observation.ints[games.columns.row(games.t, 0, 0)]);
      play(games, "WN");
      play(games, "SI"); // cook 1, at (3, 1), puts its onion on the counter (3, 0)
      assertEquals(1, games.columns.layout(0).observation.ints[games.columns.row(games.t, 0, 1)]);
      assertRow(games, 1, 52, 0, -1, 1, 0, 0, 0);
    }
  }

  private static void assertRow(Games games, int agent, int from, float... expected) {
    for (int k = 0; k < expected.length; k++) {
      assertEquals(expected[k], games.observation(0, agent, from + k), 1e-6f, "number " + (from + k));
    }
  }

  // ---- options -----------------------------------------------------------------------------------------------------

  @Test
  void a_kitchen_that_does_not_work_is_refused_with_a_reason() {
    assertFault("must have rows of one length, but row 1 has 3 signs and row 0 has 5", "XXPXX", "O1X");
    assertFault("must have no floor at its border, but has at row 1, column 0", "XXPXX", ".1..O", "XDXSX");
    assertFault("has 'Z' in row 1, column 3", "XXPXX", "O1.ZX", "XDXSX");
    assertFault("must show cook 1 once", "XXPXX", "O1.1X", "XDXSX");
    assertFault("must number its cooks from 1 on, but has cook 2 and no cook 1", "XXPXX", "O2..X", "XDXSX");
    assertFault("must show where a cook begins", "XXPXX", "O...X", "XDXSX");
    assertFault("must hold a pot", "XXXXX", "O1..X", "XDXSX");
    assertFault("must hold a dispenser of onions or tomatoes", "XXPXX", "X1..X", "XDXSX");
    var e = assertThrows(ConfigurationException.class,
        () -> cramped(Map.of("agents", 3, "orders", "ox", "bonusOrders", "t", "cookTime", 256)));
    assertEquals(4, e.faults().size(), e.getMessage());
    assertTrue(e.getMessage().contains("agents = 3, but it must lie in [1, 2]"), e.getMessage());
    assertTrue(assertThrows(ConfigurationException.class, () -> cramped(Map.of("layout", "cramped_rom"))).getMessage()
        .contains("did you mean cramped-room?"));
  }

  private static void assertFault(String rule, String... rows) {
    var e = assertThrows(ConfigurationException.class, () -> cramped(Map.of("grid", List.of(rows))));
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }

  @Test
  void a_kitchen_is_an_environment_by_its_name() {
    var config = Catalogue.entry("forced_coordination").defaults();
    assertEquals(Overcooked.Config.of(Kitchen.Plan.FORCED_COORDINATION), config);
    assertThrows(IllegalArgumentException.class, () -> Catalogue.entry("forced_cooperation"));
  }

  // ---- scripts -----------------------------------------------------------------------------------------------------

  @Test
  void the_scripted_cook_delivers_where_random_cooks_hardly_ever_do() {
    // A cook alone never draws: 10 soups in 400 steps of the cramped room, always.
    var alone = cramped(Map.of("agents", 1));
    assertEquals(200, Played.of(alone, KitchenCook.of(alone), 2, 1).meanReturn());
    double[] least = {8, 17, 11, 12, 8}; // soups of two cooks, by kitchen
    for (var plan : Kitchen.Plan.values()) {
      var two = Overcooked.Config.of(plan);
      Played played = Played.of(two, KitchenCook.of(two), 20, 1);
      double soups = played.metrics().getFirst();
      assertTrue(soups >= least[plan.ordinal()], plan + ": " + soups + " soups");
      assertEquals(20 * soups, played.meanReturn(), 1e-9);
    }
    Played random = Played.of(Overcooked.Config.DEFAULTS, RandomPolicy.create(), 200, 50);
    assertEquals(10_000, random.episodes());
    assertEquals(0.92, random.meanReturn(), 0.15); // 0.046 soups; standard error 0.04
  }

  @Test
  void the_scripted_cook_serves_bonus_orders_of_tomatoes_from_pots_that_must_be_started() {
    var config = cramped(Map.of("grid", List.of("XTPOX", "D1..X", "X..2S", "XXXXX"), "orders", List.of("ooo", "to"),
        "bonusOrders", "to", "oldDynamics", false));
    assertTrue(Played.of(config, KitchenCook.of(config), 10, 1).meanReturn() >= 200);
  }

  @Test
  void the_scripted_cook_says_what_it_cannot_do() {
    var sets = cramped(Map.of("observation", "entities"));
    assertThrows(IllegalArgumentException.class, () -> KitchenCook.of(sets));
    var tomatoes = cramped(Map.of("orders", "ttt"));
    assertThrows(IllegalArgumentException.class, () -> KitchenCook.of(tomatoes));
  }

  // ---- recordings --------------------------------------------------------------------------------------------------

  @Test
  void the_recordings_beside_this_test_are_replayed_exactly() {
    GoldenReport report = GoldenReplay.verify(OURS, Catalogue::recorded);
    assertEquals("[]", report.problems().toString());
    assertEquals(4, report.files());
    assertEquals(1600, report.steps()); // 300 + 400 + 450 + 450
    report.largestError().forEach((quantity, error) -> assertEquals(0, error, quantity));
  }

  @Test
  void every_recorded_kitchen_is_replayed_exactly() {
    assumeTrue(Files.isDirectory(ALL), "no recordings at " + ALL.toAbsolutePath().normalize() + ": nothing replayed");
    GoldenReport report = GoldenReplay.verify(ALL, Catalogue::recorded);
    assertEquals("[]", report.problems().toString());
    assertTrue(report.skipped().isEmpty());
    assertTrue(report.files() >= 7 && report.steps() >= 2950, report.files() + " files, " + report.steps() + " steps");
  }

  @Test
  void an_altered_number_is_found_wherever_it_stands() throws IOException {
    assertProblem(text -> text.replaceFirst("\"reward\":0", "\"reward\":1"), "reward[0] = 0.0, but 1.0 is recorded");
    assertProblem(text -> text.replaceFirst("\"sparse_by_agent\":\\[0,20\\]", "\"sparse_by_agent\":[20,0]"),
        "sparse_by_agent[0] = 0.0, but 20.0 is recorded");
    assertProblem(text -> text.replaceFirst("\"shaped_by_agent\":\\[0,5\\]", "\"shaped_by_agent\":[0,4]"),
        "shaped_by_agent[1] = 5.0, but 4.0 is recorded");
    assertProblem(text -> text.replaceFirst("\"done\":false", "\"done\":true"), "done = false, but true is recorded");
    // Number (2 * 4 + 0) * 26 + 16 = 224.
    assertProblem(text -> text.replaceFirst("2,0,16,1", "2,0,16,2"), "obs of player 0[224] = 1.0, but 2.0 is recorded");
    assertProblem(text -> text.replaceFirst("\"tick\":7", "\"tick\":8"), "objects[");
    assertProblem(text -> text.replaceFirst("\"ingredients\":\\[\"onion\"\\]", "\"ingredients\":[\"tomato\"]"),
        "objects[");
  }

  @Test
  void another_rule_is_found() {
    for (var wrong : Map.<String, Object>of("cookTime", 19, "oldDynamics", false, "deliveryReward", 10).entrySet()) {
      GoldenReport report = GoldenReplay.verify(OURS, (name, options) -> {
        var changed = new HashMap<String, Object>(options);
        if (wrong.getKey().equals("oldDynamics")) changed.remove("old_dynamics");
        changed.put(wrong.getKey(), wrong.getValue());
        return Catalogue.recorded(name, changed);
      });
      assertTrue(report.mismatches() > 1, wrong + " is not noticed");
    }
  }

  private void assertProblem(UnaryOperator<String> change, String sentence) throws IOException {
    Path source = OURS.resolve("cramped_room__old_dynamics__full400.jsonl.gz");
    String text;
    try (var in = new GZIPInputStream(Files.newInputStream(source))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String changed = change.apply(text);
    assertTrue(!changed.equals(text), "the change changes nothing: " + sentence);
    try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("file.jsonl.gz")))) {
      out.write(changed.getBytes(StandardCharsets.UTF_8));
    }
    GoldenReport report = GoldenReplay.verify(folder, Catalogue::recorded);
    assertTrue(report.problems().stream().anyMatch(problem -> problem.contains(sentence)),
        sentence + " is not among " + report.problems());
  }

  @Test
  void a_situation_is_read_as_it_was_loaded() {
    try (var games = new Games(Overcooked.Config.DEFAULTS, 1, 400)) {
      var cook = KitchenCook.of(Overcooked.Config.DEFAULTS).actor();
      for (int t = 0; t < 200; t++) games.advance(cook);
      var access = (StateAccess) games.environment;
      int size = access.quantities().stream().mapToInt(StateAccess.Quantity::size).sum();
      double[] before = new double[size];
      access.read(0, before);
      assertEquals(1 + 2 * 3 + 2 * 5 + 20 * 5, size);
      access.load(0, before, games.timestep());
      double[] after = new double[size];
      access.read(0, after);
      assertArrayEquals(before, after);
    }
  }

  // ---- helpers -----------------------------------------------------------------------------------------------------

  private static Overcooked.Config cramped(Map<String, Object> options) {
    return Overcooked.ENTRY.configure(options, "");
  }

  /// Plays signs, one per cook and step: N S E W, `.` stay, I interact.
  private static void play(Games games, String signs) {
    int cooks = games.columns.agents;
    for (int k = 0; k < signs.length(); k += cooks) {
      for (int i = 0; i < cooks; i++) games.choose(0, i, ACTIONS.indexOf(signs.charAt(k + i)));
      games.advance();
    }
  }

  private static int tensor(Games games, int cook, int x, int y, int channel) {
    return tensorOf(games, cook, x, y, channel, HEIGHT);
  }

  private static int tensorOf(Games games, int cook, int x, int y, int channel, int height) {
    var seen = games.columns.layout(0).observation;
    int at = games.columns.row(games.t, 0, cook) * seen.layout.bytes();
    return seen.bytes[at + (x * height + y) * 26 + channel] & 0xFF;
  }

  /// Of the pot at (2, 0): onions while it is idle, onions once it cooks, ticks left, ready.
  private static int[] pot(Games games) {
    return new int[] {tensor(games, 0, 2, 0, 16), tensor(games, 0, 2, 0, 18), tensor(games, 0, 2, 0, 20),
        tensor(games, 0, 2, 0, 21)};
  }

  private static double shaping(Games games, int cook) {
    return auxiliary(games, 0, cook);
  }

  private static double auxiliary(Games games, int index, int cook) {
    return games.columns.auxiliary[index][games.columns.cell(games.t - 1, 0, cook)];
  }
}
