package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.nn.Workers;
import covey.testkit.probes.Matching;
import covey.testkit.probes.TakeStones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutCollectorTest {
  static Stream<EnvironmentConfig> games() {
    return Games.all();
  }

  private static List<String> history(RolloutCollector.Setup setup, int threads, int rollouts) {
    var lines = new ArrayList<String>();
    try (var play = new Play(setup, threads)) {
      for (int i = 0; i < rollouts; i++) {
        play.version(1, i);
        Rollout rollout = play.collect();
        lines.addAll(Columns.of(rollout));
        lines.addAll(Columns.carried(rollout));
      }
      for (FinishedEpisode one : play.ledger().finished()) {
        lines.add(one.moment() + " " + one.game() + " " + Arrays.toString(one.returns()));
      }
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("games")
  void nothing_depends_on_the_size_of_vectors_or_the_number_of_threads(EnvironmentConfig game) {
    List<String> expected = history(Play.setup(game, 5, 6, 5), 1, 5);
    assertEquals(expected, history(Play.setup(game, 5, 6, 1), 1, 5));
    assertEquals(expected, history(Play.setup(game, 5, 6, 2), 2, 5));
    assertEquals(expected, history(Play.setup(game, 5, 6, 1), 3, 5));
  }

  @Test
  void another_seed_is_another_history() {
    var setup = Play.setup(RandomGame.Config.wild(Storage.DENSE), 2, 6, 2);
    var other = new RolloutCollector.Setup(setup.environment(), 2, 6, 2, setup.seats(), setup.matchMaker(), 3,
        setup.wanted(), Play.MEMORY, 43);
    assertNotEquals(history(setup, 1, 1), history(other, 1, 1));
  }

  // ---- resets and skips ----------------------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("games")
  void the_first_transition_is_a_reset_and_resets_are_no_steps(EnvironmentConfig game) {
    try (var play = new Play(Play.setup(game, 3, 40, 2))) {
      Rollout rollout = play.collect();
      long steps = 0;
      for (int t = 0; t < rollout.steps; t++) {
        for (int e = 0; e < rollout.games; e++) {
          boolean reset = rollout.last[rollout.moment(t, e)];
          if (t == 0) assertTrue(reset);
          if (!reset) steps++;
          int next = rollout.moment(t + 1, e);
          assertEquals(rollout.episode[rollout.moment(t, e)] + (reset ? 1 : 0), rollout.episode[next]);
          assertEquals(reset ? 0 : rollout.clock[rollout.moment(t, e)] + 1, rollout.clock[next]);
          for (int a = 0; a < rollout.agents; a++) {
            int cell = rollout.cell(t, e, a);
            assertEquals(reset, rollout.policy[cell] < 0);
            if (reset) {
              assertEquals(0, rollout.reward[cell]);
              assertEquals(-1, rollout.version[cell]);
            }
          }
        }
      }
      assertEquals(steps, play.ledger().jointSteps());
    }
  }

  @Test
  void five_hundred_episodes_end_at_five_hundred_booked_and_skips_leave_nothing() {
    try (var play = new Play(Play.setup(new TakeStones.Config(5, 9, 3, 0.125), 7, 64, 3))) {
      play.collector.limitEpisodes(500);
      int rollouts = 0;
      while (!play.collector.finished()) {
        assertTrue(rollouts++ < 100, "never finished");
        play.collect();
        play.ledger().assertBalanced();
      }
      assertEquals(500, play.ledger().episodes());
      assertEquals(500, play.ledger().recent());
      for (int game = 0; game < 7; game++) {
        int number = game;
        List<Integer> numbers = play.ledger().finished().stream()
            .filter(one -> one.game() == number).map(FinishedEpisode::episode).toList();
        int share = game < 3 ? 72 : 71; // 500 = 7 x 71 + 3
        assertEquals(java.util.stream.IntStream.range(0, share).boxed().toList(), numbers);
      }
      long[] before = play.ledger().byAgent().words();
      long steps = play.ledger().jointSteps();
      Rollout idle = play.collect();
      for (int t = 1; t <= idle.steps; t++) {
        for (int e = 0; e < 7; e++) {
          assertTrue(idle.last[idle.moment(t, e)]);
          for (int a = 0; a < 2; a++) {
            assertEquals(AgentState.ABSENT, idle.state[idle.cell(t, e, a)]);
            assertEquals(-1, idle.row(t, e, a));
          }
        }
      }
      assertArrayEquals(before, play.ledger().byAgent().words());
      assertEquals(steps, play.ledger().jointSteps());
      assertTrue(play.collector.finished());
    }
  }

  @Test
  void a_quota_is_the_same_whatever_the_fragments() {
    var lengths = new ArrayList<List<String>>();
    for (int steps : new int[] {1, 7, 64}) {
      try (var play = new Play(Play.setup(RandomGame.Config.wild(Storage.DENSE), 3, steps, 2))) {
        play.collector.limitEpisodes(20);
        while (!play.collector.finished()) play.collect();
        lengths.add(play.ledger().finished().stream()
            .sorted(java.util.Comparator.comparingInt(FinishedEpisode::game).thenComparingInt(FinishedEpisode::episode))
            .map(one -> one.game() + " " + one.episode() + " " + one.length() + Arrays.toString(one.returns()))
            .toList());
        assertEquals(20, play.ledger().episodes());
      }
    }
    assertEquals(lengths.get(0), lengths.get(1));
    assertEquals(lengths.get(0), lengths.get(2));
  }

  // ---- matches -------------------------------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("games")
  void a_policy_keeps_its_seat_for_the_whole_episode(EnvironmentConfig game) {
    try (var play = new Play(Play.setup(game, 3, 5, 2))) {
      int[] match = new int[game.spec().agents()];
      play.collect(10, rollout -> {
        for (int t = 0; t < rollout.steps; t++) {
          for (int e = 0; e < rollout.games; e++) {
            if (rollout.last[rollout.moment(t, e)]) continue;
            Play.mixed(3).match(e, rollout.episode[rollout.moment(t, e)], match);
            for (int a = 0; a < match.length; a++) assertEquals(match[a], rollout.policy[rollout.cell(t, e, a)]);
          }
        }
      });
    }
  }

  @Test
  void a_group_is_bound_as_one() {
    Seats seats = Seats.of(5, List.of(List.of(3, 0), List.of(1), List.of(4, 2)));
    var setup = Play.setup(RandomGame.Config.wild(Storage.DENSE), 4, 60, 2, seats, 4);
    try (var play = new Play(setup)) {
      Rollout rollout = play.collect();
      for (int t = 1; t < rollout.steps; t++) {
        for (int e = 0; e < 4; e++) {
          assertEquals(rollout.policy[rollout.cell(t, e, 0)], rollout.policy[rollout.cell(t, e, 3)]);
          assertEquals(rollout.policy[rollout.cell(t, e, 2)], rollout.policy[rollout.cell(t, e, 4)]);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void the_last_game_is_unchanged_when_the_others_are_matched_to_other_policies(EnvironmentConfig game) {
    assertEquals(lastGame(game, 0), lastGame(game, 1));
  }

  private static List<String> lastGame(EnvironmentConfig game, int others) {
    var plain = Play.setup(game, 4, 6, 4);
    MatchMaker matches = (number, _, seats) -> Arrays.fill(seats, number == 3 ? 2 : others);
    var setup = new RolloutCollector.Setup(game, 4, 6, 4, plain.seats(), matches, 3, plain.wanted(), Play.MEMORY, 42);
    var lines = new ArrayList<String>();
    try (var play = new Play(setup)) {
      play.collect(5, rollout -> {
        for (int t = 0; t <= rollout.steps; t++) lines.add(Columns.timestep(rollout, t, 3));
      });
    }
    return lines;
  }

  @Test
  void a_match_that_names_no_policy_is_refused() {
    var game = new Matching.Config(3, 2, 4);
    for (int wrong : new int[] {-1, 2, 3}) {
      var setup = new RolloutCollector.Setup(game, 2, 5, 2, Seats.alone(3),
          (_, _, seats) -> Arrays.setAll(seats, seat -> seat == 2 ? wrong : 1), 2, Rollout.Wanted.NOTHING, Play.MEMORY, 1);
      try (var play = new Play(setup)) {
        var problem = assertThrows(IllegalStateException.class, play::collect);
        assertEquals("the match of game 0, episode 0 puts policy " + wrong + " into seat 2, but policies are 0 to 1",
            problem.getMessage());
      }
    }
    MatchMaker forgetful = (_, _, seats) -> seats[0] = 1;
    var setup = new RolloutCollector.Setup(
        game, 2, 5, 2, Seats.alone(3), forgetful, 2, Rollout.Wanted.NOTHING, Play.MEMORY, 1);
    try (var play = new Play(setup)) {
      assertTrue(assertThrows(IllegalStateException.class, play::collect).getMessage().contains("policy -1 into seat 1"));
    }
  }

  // ---- versions and memory -------------------------------------------------------------------------------------------

  /// Walks a run and hands over each slot's cells in order, generation after generation.
  private interface Visitor {
    void see(Rollout rollout, int t, int e, int a, boolean begins);
  }

  private static void walk(EnvironmentConfig game, Visitor visitor) {
    int agents = game.spec().agents();
    int[] generation = new int[3 * agents];
    boolean[] there = new boolean[3 * agents];
    try (var play = new Play(Play.setup(game, 3, 4, 2))) {
      for (int i = 0; i < 20; i++) {
        for (int p = 0; p < 3; p++) play.version(p, 100 * p + i);
        Rollout rollout = play.collect();
        for (int t = 0; t < rollout.steps; t++) {
          for (int e = 0; e < rollout.games; e++) {
            for (int a = 0; a < agents; a++) {
              int cell = rollout.cell(t, e, a);
              int slot = e * agents + a;
              boolean present = rollout.state[cell] != AgentState.ABSENT;
              boolean same = there[slot] && generation[slot] == rollout.generation[cell]
                  && !rollout.last[rollout.moment(t, e)];
              if (present && !rollout.last[rollout.moment(t, e)]) visitor.see(rollout, t, e, a, !same);
              there[slot] = present && rollout.ended[cell] == 0 && !rollout.last[rollout.moment(t, e)];
              generation[slot] = rollout.generation[cell];
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void the_version_is_that_of_the_latest_decision_of_this_generation(EnvironmentConfig game) {
    int agents = game.spec().agents();
    int[] expected = new int[3 * agents];
    int[] rollouts = {-1};
    var current = new Rollout[1];
    walk(game, (rollout, t, e, a, begins) -> {
      int slot = e * agents + a;
      int cell = rollout.cell(t, e, a);
      if (begins) expected[slot] = -1;
      if (rollout.state[cell] == AgentState.DECIDES) {
        int version = rollout.version[cell];
        assertEquals(rollout.policy[cell], version / 100);
        assertTrue(version % 100 >= Math.floorMod(expected[slot], 100) || expected[slot] < 0);
        expected[slot] = version;
      }
      assertEquals(expected[slot], rollout.version[cell]);
      current[0] = rollout;
      rollouts[0]++;
    });
    assertTrue(rollouts[0] > 0);
  }

  @ParameterizedTest
  @MethodSource("games")
  void memory_advances_on_asked_and_forced_rows_alone_and_begins_at_zero(EnvironmentConfig game) {
    int agents = game.spec().agents();
    float[] after = new float[3 * agents * Play.MEMORY];
    int[] rows = new int[2];
    walk(game, (rollout, t, e, a, begins) -> {
      int slot = e * agents + a;
      int cell = rollout.cell(t, e, a);
      if (begins) Arrays.fill(after, slot * Play.MEMORY, (slot + 1) * Play.MEMORY, 0);
      byte state = rollout.state[cell];
      if (state != AgentState.DECIDES && state != AgentState.FORCED) return;
      var columns = rollout.layout(rollout.layoutOf(a));
      int row = rollout.row(t, e, a);
      for (int h = 0; h < Play.MEMORY; h++) {
        assertEquals(after[slot * Play.MEMORY + h], columns.memory[row * Play.MEMORY + h]);
      }
      if (rollout.policy[cell] == 1) return; // keeps none
      float[] next = remembered(rollout, t, e, a);
      for (int h = 0; h < Play.MEMORY; h++) assertNotEquals(0, next[h]);
      System.arraycopy(next, 0, after, slot * Play.MEMORY, Play.MEMORY);
      rows[begins ? 0 : 1]++;
    });
    assertTrue(rows[0] + rows[1] > 0);
  }

  /// What the policy of this row must have left in memory: asks it again, alone.
  private static float[] remembered(Rollout rollout, int t, int e, int a) {
    var columns = rollout.layout(rollout.layoutOf(a));
    int row = rollout.row(t, e, a);
    float[] memory = new float[Play.MEMORY];
    var rows = new Rows(1);
    rows.begin(columns, memory);
    rows.add(row, a, true, 0, 0, 0); // forced: remembers and writes no action
    new HashPolicy(rollout.policy[rollout.cell(t, e, a)], Play.MEMORY).actor().act(rows);
    return memory;
  }

  // ---- what is refused -----------------------------------------------------------------------------------------------

  @Test
  void a_memory_wider_than_there_is_room_for_is_refused() {
    var setup = RolloutCollector.Setup.of(new Matching.Config(3, 2, 4), 2, 5, 1);
    try (var collector = new RolloutCollector(setup); var workers = new Workers(1)) {
      var problem = assertThrows(IllegalArgumentException.class,
          () -> collector.collect(workers, List.of(new HashPolicy(0, 1)), new int[1]));
      assertEquals("policy 0 keeps 1 floats of memory, but the setup has room for 0: set memoryWidth",
          problem.getMessage());
    }
  }

  @Test
  void the_number_of_policies_and_versions_must_be_the_setups() {
    var setup = RolloutCollector.Setup.of(new Matching.Config(3, 2, 4), 2, 5, 1);
    Policy policy = new HashPolicy(0, 0);
    try (var collector = new RolloutCollector(setup); var workers = new Workers(1)) {
      assertThrows(IllegalArgumentException.class, () -> collector.collect(workers, List.of(policy, policy), new int[2]));
      var problem = assertThrows(
          IllegalArgumentException.class, () -> collector.collect(workers, List.of(policy), new int[2]));
      assertEquals("got 1 policies and 2 versions, but the setup names 1", problem.getMessage());
      collector.collect(workers, List.of(policy), new int[1]); // a refused call has changed nothing
      assertTrue(collector.rollout().last[0]);
    }
  }

  @Test
  void a_setup_names_all_its_numbers_when_one_is_wrong() {
    var game = new Matching.Config(3, 2, 4);
    var problem = assertThrows(IllegalArgumentException.class, () -> RolloutCollector.Setup.of(game, 0, 5, 1));
    assertTrue(problem.getMessage().contains("games = 0, steps = 5"), problem.getMessage());
    assertThrows(IllegalArgumentException.class, () -> RolloutCollector.Setup.of(game, 1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> RolloutCollector.Setup.of(game, 1, 1, 1).inVectorsOf(0));
    var seats = assertThrows(IllegalArgumentException.class, () -> new RolloutCollector.Setup(
        game, 1, 1, 1, Seats.alone(2), MatchMaker.SELF, 1, Rollout.Wanted.NOTHING, 0, 1));
    assertEquals("seats are for 2 agents, but matching-v1 has 3", seats.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new RolloutCollector.Setup(
        game, 1, 1, 1, Seats.alone(3), MatchMaker.SELF, 0, Rollout.Wanted.NOTHING, 0, 1));
  }

  @Test
  void a_usual_setup_wants_nothing_more() {
    var setup = RolloutCollector.Setup.of(new Matching.Config(3, 2, 4), 2, 5, 1);
    assertFalse(setup.wanted().teamState());
    assertEquals(Rollout.Wanted.EVERYTHING, setup.wanting(Rollout.Wanted.EVERYTHING).wanted());
    assertEquals(3, setup.inVectorsOf(3).vectorSize());
    assertEquals(setup, setup.wanting(Rollout.Wanted.EVERYTHING).wanting(Rollout.Wanted.NOTHING));
  }
}
