package covey.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.rollout.ExactSums;
import covey.rollout.FinishedEpisode;
import covey.rollout.Games;
import covey.rollout.Play;
import covey.rollout.RandomGame;
import covey.rollout.Seats;
import covey.testkit.probes.ConstantReward;
import covey.testkit.probes.MixedEndings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults that other trainers are known to have, each as the invariant it breaks.
class TrapsTest {
  static Stream<EnvironmentConfig> games() {
    return Games.all();
  }

  private interface Check {
    void of(Rollout rollout, Transitions entries);
  }

  /// Plays with one policy, each agent alone.
  private static Play run(EnvironmentConfig game, int steps, int rollouts, double gamma, Check check) {
    Seats seats = Seats.alone(game.spec().agents());
    var play = new Play(Play.setup(game, 3, steps, 2, seats, 1));
    try (play) {
      var entries = new Transitions(play.collector.rollout(), seats, 0, gamma);
      play.collect(rollouts, rollout -> {
        entries.take(rollout);
        check.of(rollout, entries);
      });
    }
    return play;
  }

  // ---- the last reward is lost -----------------------------------------------------------------------------------------

  @Test
  void the_reward_of_the_last_step_reaches_its_transition() {
    double[] sum = new double[1];
    int[] episodes = new int[1];
    run(new ConstantReward.Config(2, 3, 1), 13, 4, 1, (rollout, entries) -> {
      for (int i = 0; i < entries.count(); i++) {
        sum[0] += entries.reward(i);
        if (entries.kind(i) != Transitions.NEXT) episodes[0]++;
      }
    });
    // 52 transitions are 13 episodes of 1 reset and 3 steps; 3 games, 2 agents, reward 1
    assertEquals(13 * 3 * 3 * 2, sum[0]);
    assertEquals(13 * 3 * 2, episodes[0]);
  }

  @ParameterizedTest
  @MethodSource("games")
  void rewards_of_all_transitions_are_rewards_of_the_environment(EnvironmentConfig game) {
    var paid = new ExactSums(1);
    var entered = new ExactSums(1);
    run(game, 7, 20, 1, (rollout, entries) -> {
      for (int t = 0; t < rollout.steps; t++) {
        for (int cell = rollout.cell(t, 0, 0); cell < rollout.cell(t + 1, 0, 0); cell++) paid.add(0, rollout.reward[cell]);
      }
      var sum = new ExactSums(1);
      sum.add(0, entries.closed(), 0);
      sum.add(0, entries.open(), 0);
      sum.add(0, entries.unattributed(), 0);
      assertTrue(sum.same(0, paid, 0), () -> sum.exact(0) + " of " + paid.exact(0));
      for (int i = 0; i < entries.count(); i++) entered.add(0, entries.reward(i));
      double closed = entries.closed().value(0);
      assertEquals(closed, entered.value(0), 1e-3 + 1e-9 * Math.abs(closed)); // gamma = 1: raw sums, rounded on the way
    });
  }

  // ---- ends are never set ----------------------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("games")
  void every_end_of_an_agent_closes_its_transition_once_and_in_its_kind(EnvironmentConfig game) {
    int[] ends = new int[2];
    boolean[] decided = new boolean[3 * game.spec().agents()];
    run(game, 7, 20, 0.9, (rollout, entries) -> {
      int[] closes = new int[2];
      int[] expected = new int[2];
      for (int i = 0; i < entries.count(); i++) {
        byte kind = entries.kind(i);
        byte ended = rollout.ended[rollout.cell(entries.closedAt(i), entries.game(i), entries.slot(i))];
        assertEquals(kind == Transitions.TERMINATED, ended == Ending.TERMINATED);
        assertEquals(kind == Transitions.TRUNCATED, ended == Ending.TRUNCATED);
        if (kind != Transitions.NEXT) closes[kind - 1]++;
      }
      for (int t = 0; t <= rollout.steps; t++) {
        for (int e = 0; e < rollout.games; e++) {
          for (int a = 0; a < rollout.agents; a++) {
            int place = e * rollout.agents + a;
            int cell = rollout.cell(t, e, a);
            if (t > 0 && rollout.ended[cell] != Ending.NO) {
              if (decided[place]) expected[rollout.ended[cell] - 1]++;
              decided[place] = false;
            }
            if (rollout.state[cell] == AgentState.DECIDES) decided[place] = true;
          }
        }
      }
      assertArrayEquals(expected, closes);
      for (int kind = 0; kind < 2; kind++) ends[kind] += closes[kind];
    });
    assertTrue(ends[0] + ends[1] > 0, "nobody ended");
  }

  // ---- truncation is taken for termination -----------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("games")
  void the_value_after_a_transition_counts_exactly_unless_its_agent_terminated(EnvironmentConfig game) {
    run(game, 7, 10, 0.9, (rollout, entries) -> {
      int count = entries.count();
      double[] value = new double[count];
      double[] zero = new double[count];
      double[] one = new double[count];
      double[] next = new double[count];
      entries.gae(value, next, 0, zero);
      Arrays.fill(next, 1000);
      entries.gae(value, next, 0, one);
      for (int i = 0; i < count; i++) {
        boolean ended = entries.kind(i) == Transitions.TERMINATED;
        assertEquals(ended ? 0 : StrictMath.pow(0.9, entries.elapsed(i)), entries.discount(i), 1e-15);
        assertEquals(entries.reward(i) + (ended ? 0 : entries.discount(i) * 1000), one[i]);
        assertEquals(entries.reward(i), zero[i]);
      }
    });
  }

  // ---- an update on a terminal step is skipped, or keeps old data ------------------------------------------------------

  @Test
  void a_rollout_that_ends_with_an_episode_delivers_it_and_the_next_begins_empty() {
    List<Integer> counts = new ArrayList<>();
    run(new ConstantReward.Config(2, 3, 1), 4, 5, 0.9, (rollout, entries) -> { // reset and 3 steps: T is always last
      assertTrue(rollout.last[rollout.moment(4, 0)]);
      assertTrue(entries.open().isZero(0));
      for (int i = 0; i < entries.count(); i++) {
        assertTrue(entries.openedAt(i) > 0, "left from an earlier rollout");
        assertEquals(rollout.episode[rollout.moment(4, 0)], entries.episode(i));
      }
      counts.add(entries.count());
    });
    assertEquals(List.of(18, 18, 18, 18, 18), counts); // 3 games x 2 agents x 3 decisions
  }

  @ParameterizedTest
  @MethodSource("games")
  void no_decision_is_delivered_twice_or_left_out(EnvironmentConfig game) {
    Map<String, Integer> decisions = new TreeMap<>();
    Map<String, Integer> delivered = new TreeMap<>();
    run(game, 5, 30, 0.9, (rollout, entries) -> {
      for (int t = 0; t < rollout.steps; t++) {
        for (int e = 0; e < rollout.games; e++) {
          for (int a = 0; a < rollout.agents; a++) {
            int cell = rollout.cell(t, e, a);
            if (rollout.state[cell] != AgentState.DECIDES) continue;
            int moment = rollout.moment(t, e);
            decisions.merge(name(e, a, rollout.episode[moment], rollout.generation[cell], rollout.clock[moment]), 1,
                Integer::sum);
          }
        }
      }
      for (int i = 0; i < entries.count(); i++) {
        assertTrue(entries.decided(i));
        delivered.merge(name(entries.game(i), entries.slot(i), entries.episode(i), entries.generation(i),
            entries.clock(i)), 1, Integer::sum);
      }
    });
    delivered.forEach((who, times) -> assertEquals(1, times, who));
    for (String who : delivered.keySet()) assertTrue(decisions.containsKey(who), who);
    int left = decisions.size() - delivered.size();
    assertTrue(left >= 0 && left <= 3 * game.spec().agents(), left + " decisions are open");
  }

  private static String name(int game, int agent, int episode, int generation, int clock) {
    return "game %d agent %d episode %d generation %d clock %d".formatted(game, agent, episode, generation, clock);
  }

  // ---- columns that are shifted against each other ---------------------------------------------------------------------

  @Test
  void every_column_of_an_entry_tells_of_the_same_agent_generation_and_time() {
    for (Storage storage : List.of(Storage.DENSE, Storage.PACKED)) {
      int[] carried = new int[1];
      run(RandomGame.Config.wild(storage), 5, 60, 0.9, (rollout, entries) -> {
        for (int i = 0; i < entries.count(); i++) {
          int a = entries.slot(i);
          var columns = rollout.layout(entries.layout(i));
          int row = entries.row(i);
          assertEquals(rollout.layoutOf(a), entries.layout(i));
          if (entries.openedAt(i) < 0) {
            carried[0]++;
            assertEquals(rollout.carried(entries.game(i), a), row);
          } else {
            assertEquals(rollout.row(entries.openedAt(i), entries.game(i), a), row);
          }
          // the game shows its clock and the agent's generation
          boolean viewer = a % 3 == 1;
          int floats = columns.observation.layout.floats();
          assertEquals(entries.generation(i), columns.observation.floats[row * floats + 1]);
          assertEquals(entries.clock(i), viewer
              ? columns.observation.ints[row]
              : columns.observation.floats[row * floats + 2]);
          assertEquals(entries.clock(i), rollout.teamState.floats[2 * rollout.stateRow(entries.layout(i), row)]);
        }
      });
      assertTrue(carried[0] > 20, "too few were carried");
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void the_bootstrap_is_the_agents_own_row(EnvironmentConfig game) {
    run(game, 6, 15, 0.9, (rollout, entries) -> {
      for (int i = 0; i < entries.count(); i++) {
        int expected = entries.kind(i) == Transitions.TERMINATED
            ? -1
            : rollout.row(entries.closedAt(i), entries.game(i), entries.slot(i));
        assertEquals(expected, entries.nextRow(i));
        assertTrue(entries.kind(i) == Transitions.TERMINATED || expected >= 0);
      }
    });
  }

  // ---- one agent's reward reaches another ------------------------------------------------------------------------------

  /// Pays agent `agent` `more` whenever it is there to be paid.
  private record Favoured(EnvironmentConfig inner, int agent, double more) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return inner.spec();
    }

    @Override
    public VectorEnvironment create(int games) {
      VectorEnvironment environment = inner.create(games);
      return new VectorEnvironment() {
        @Override
        public EnvironmentSpec spec() {
          return environment.spec();
        }

        @Override
        public int games() {
          return games;
        }

        @Override
        public void advance(Commands in, Timestep out) {
          environment.advance(in, out);
          for (int e = 0; e < games; e++) {
            boolean step = in.command[e] == covey.env.Command.STEP;
            boolean there = out.columns().state[out.cell(e, agent)] != AgentState.ABSENT;
            if (step && there) out.columns().reward[out.paid(e, agent)] += more;
          }
        }
      };
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void perturbing_one_agents_reward_leaves_the_others_advantages_alone_in_every_bit(EnvironmentConfig game) {
    int favoured = game.spec().agents() - 1;
    List<String> plain = advantages(game, favoured);
    assertEquals(plain.subList(1, plain.size()), rest(advantages(new Favoured(game, favoured, 1000), favoured)));
    assertNotEquals(plain.getFirst(), advantages(new Favoured(game, favoured, 1000), favoured).getFirst());
  }

  private static List<String> rest(List<String> lines) {
    return lines.subList(1, lines.size());
  }

  /// @return all advantages of `apart` on one line, then those of the others
  private static List<String> advantages(EnvironmentConfig game, int apart) {
    var own = new StringBuilder();
    var lines = new ArrayList<String>();
    run(game, 7, 8, 0.9, (rollout, entries) -> {
      double[] advantage = Entries.advantages(rollout, entries, 0.8);
      for (int i = 0; i < advantage.length; i++) {
        if (entries.slot(i) == apart) {
          own.append(advantage[i]).append(' ');
        } else {
          lines.add(entries.game(i) + " " + entries.slot(i) + " " + advantage[i]);
        }
      }
    });
    lines.addFirst(own.toString());
    return lines;
  }

  // ---- the first to end takes the survivors' data with it --------------------------------------------------------------

  @Test
  void one_terminates_while_another_is_truncated_and_each_ends_once_with_one_bootstrap() {
    int[] mixed = new int[1];
    int[] survived = new int[1];
    run(new MixedEndings.Config(3, 8, 5), 11, 40, 0.9, (rollout, entries) -> {
      for (int t = 1; t <= rollout.steps; t++) {
        for (int e = 0; e < rollout.games; e++) {
          int terminated = 0;
          int truncated = 0;
          int bootstraps = 0;
          for (int i = 0; i < entries.count(); i++) {
            if (entries.closedAt(i) != t || entries.game(i) != e) continue;
            if (entries.kind(i) == Transitions.TERMINATED) terminated++;
            if (entries.kind(i) == Transitions.TRUNCATED) truncated++;
            if (entries.kind(i) == Transitions.TRUNCATED && entries.nextRow(i) >= 0) bootstraps++;
            if (entries.kind(i) == Transitions.NEXT && ended(rollout, t, e)) survived[0]++;
          }
          assertEquals(truncated, bootstraps);
          if (terminated > 0 && truncated > 0) {
            mixed[0]++;
            assertTrue(rollout.last[rollout.moment(t, e)]);
          }
        }
      }
    });
    assertTrue(mixed[0] > 5, "no mixed ending was played");
    assertTrue(survived[0] > 5, "nobody survived another's end");
  }

  private static boolean ended(Rollout rollout, int t, int e) {
    for (int a = 0; a < rollout.agents; a++) if (rollout.ended[rollout.cell(t, e, a)] != Ending.NO) return true;
    return false;
  }

  // ---- returns of fragments are not returns of episodes ----------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("games")
  void returns_of_training_in_fragments_equal_those_of_evaluation_episode_by_episode(EnvironmentConfig game) {
    Map<String, String> training = new TreeMap<>();
    Play trained = run(game, 3, 60, 0.9, (_, _) -> {}); // fragments shorter than episodes
    for (FinishedEpisode one : trained.ledger().finished()) training.put(key(one), text(one));
    Seats seats = Seats.alone(game.spec().agents());
    try (var evaluation = new Play(Play.setup(game, 3, 50, 3, seats, 1).wanting(Rollout.Wanted.NOTHING))) {
      evaluation.collector.limitEpisodes(12);
      while (!evaluation.collector.finished()) evaluation.collect();
      assertEquals(12, evaluation.ledger().recent());
      for (FinishedEpisode one : evaluation.ledger().finished()) assertEquals(training.get(key(one)), text(one));
    }
  }

  private static String key(FinishedEpisode one) {
    return one.game() + " " + one.episode();
  }

  private static String text(FinishedEpisode one) {
    return one.length() + Arrays.toString(one.returns()) + Arrays.toString(one.metrics());
  }
}
