package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.rollout.RandomGame.Payment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpisodeLedgerTest {
  private static RandomGame.Config game(int storage, boolean everyone) {
    Storage how = Storage.values()[storage];
    return everyone || how == Storage.EVERYONE_DECIDES
        ? RandomGame.Config.simultaneous(how)
        : RandomGame.Config.wild(how);
  }

  /// What the games remember, added up without any of the ledger's code; policies as the rollouts' own columns say.
  private static ExactSums byAgent(RandomGame.Diary diary, int agents) {
    var sums = new ExactSums(agents);
    for (List<Payment> game : diary.games) for (Payment p : game) sums.add(p.agent(), p.amount());
    return sums;
  }

  private static ExactSums byGame(RandomGame.Diary diary) {
    var sums = new ExactSums(diary.games.size());
    for (List<Payment> game : diary.games) for (Payment p : game) sums.add(p.game(), p.amount());
    return sums;
  }

  private static ExactSums byPolicy(RandomGame.Diary diary, MatchMaker matches, int policies, int agents) {
    var sums = new ExactSums(policies);
    int[] seats = new int[agents];
    for (List<Payment> game : diary.games) {
      for (Payment p : game) {
        matches.match(p.game(), p.episode(), seats);
        sums.add(seats[p.agent()], p.amount());
      }
    }
    return sums;
  }

  @Property(tries = 40)
  void four_views_equal_what_the_games_paid_at_every_iteration(
      @ForAll @IntRange(max = 2) int storage, @ForAll boolean everyone, @ForAll @IntRange(min = 1, max = 7) int games,
      @ForAll @IntRange(min = 1, max = 4) int vectorSize, @ForAll @IntRange(min = 1, max = 9) int steps,
      @ForAll @IntRange(min = 1, max = 4) int policies) {
    RandomGame.Config game = game(storage, everyone);
    int agents = game.agents();
    try (var play = new Play(Play.setup(game, games, steps, vectorSize, Seats.alone(agents), policies))) {
      EpisodeLedger ledger = play.ledger();
      play.collect(6, _ -> {
        ledger.assertBalanced();
        assertArrayEquals(byAgent(game.diary(), agents).words(), ledger.byAgent().words());
        assertArrayEquals(byAgent(game.diary(), agents).words(), ledger.byEpisode().words());
        assertArrayEquals(byGame(game.diary()).words(), ledger.byGame().words());
        assertArrayEquals(
            byPolicy(game.diary(), Play.mixed(policies), policies, agents).words(), ledger.byPolicy().words());
      });
    }
  }

  @Property(tries = 40)
  void finished_episodes_are_what_the_games_remember_in_canonical_order(
      @ForAll @IntRange(max = 2) int storage, @ForAll boolean everyone, @ForAll @IntRange(min = 1, max = 7) int games,
      @ForAll @IntRange(min = 1, max = 4) int vectorSize, @ForAll @IntRange(min = 1, max = 9) int steps) {
    RandomGame.Config game = game(storage, everyone);
    try (var play = new Play(Play.setup(game, games, steps, vectorSize))) {
      var expected = new ArrayList<FinishedEpisode>();
      long[] before = {0};
      int[] began = new int[games]; // transition of the reset
      play.collect(50 / steps, rollout -> {
        for (int t = 0; t < steps; t++) {
          for (int e = 0; e < games; e++) {
            boolean wasLast = rollout.last[rollout.moment(t, e)];
            if (wasLast) began[e] = (int) before[0] + t;
            if (!wasLast && rollout.last[rollout.moment(t + 1, e)]) {
              expected.add(episode(game, rollout, t, e, before[0] + t, (int) before[0] + t - began[e]));
            }
          }
        }
        before[0] += steps;
      });
      List<FinishedEpisode> finished = play.ledger().finished();
      assertEquals(text(expected), text(finished));
      assertEquals(expected.size(), play.ledger().episodes());
      assertEquals(expected.size(), play.ledger().recent());
      assertEquals(
          finished.stream().sorted(Comparator.comparingLong(FinishedEpisode::moment)
              .thenComparingInt(FinishedEpisode::game)).toList(), finished);
    }
  }

  private static FinishedEpisode episode(
      RandomGame.Config game, Rollout rollout, int t, int e, long moment, int length) {
    int episode = rollout.episode[rollout.moment(t, e)];
    double[] returns = new double[game.agents()];
    int[] policies = new int[game.agents()];
    for (int a = 0; a < game.agents(); a++) {
      var sum = new ExactSums(1);
      for (double paid : game.diary().paid(e, episode, a)) sum.add(0, paid);
      returns[a] = sum.value(0);
    }
    Play.mixed(3).match(e, episode, policies);
    boolean lucky = ((long) rollout.teamState.floats[2 * rollout.stateAt(t + 1, e) + 1]) % 2 == 0;
    return new FinishedEpisode(moment, e, episode, length, returns, new double[] {length, lucky ? 1 : 0}, policies);
  }

  private static List<String> text(List<FinishedEpisode> episodes) {
    return episodes.stream()
        .map(one -> "%d %d %d %d %s %s %s".formatted(one.moment(), one.game(), one.episode(), one.length(),
            java.util.Arrays.toString(one.returns()), java.util.Arrays.toString(one.metrics()),
            java.util.Arrays.toString(one.policies())))
        .toList();
  }

  @Test
  void means_are_those_of_the_finished_episodes_alone() {
    RandomGame.Config game = RandomGame.Config.wild(Storage.DENSE);
    try (var play = new Play(Play.setup(game, 5, 40, 2))) {
      EpisodeLedger ledger = play.ledger();
      assertTrue(Double.isNaN(ledger.meanReturn(0)));
      assertTrue(Double.isNaN(ledger.meanMetrics()[0]));
      assertTrue(Double.isNaN(ledger.meanLength()));
      play.collect();
      List<FinishedEpisode> finished = ledger.finished();
      assertTrue(finished.size() > 5);
      for (int a = 0; a < game.agents(); a++) {
        int agent = a;
        double mean = finished.stream().mapToDouble(one -> one.returns()[agent]).average().orElseThrow();
        assertEquals(mean, ledger.meanReturn(a), 1e-9 * Math.abs(mean));
      }
      assertEquals(finished.stream().mapToInt(FinishedEpisode::length).average().orElseThrow(), ledger.meanLength());
      assertEquals(ledger.meanLength(), ledger.meanMetrics()[0]); // the game reports its steps
      assertEquals(finished.stream().mapToInt(FinishedEpisode::length).sum() + running(play), ledger.jointSteps());
    }
  }

  private static long running(Play play) {
    Rollout rollout = play.collector.rollout();
    long sum = 0;
    for (int e = 0; e < rollout.games; e++) {
      int now = rollout.moment(rollout.steps, e);
      if (!rollout.last[now]) sum += rollout.clock[now];
    }
    return sum;
  }

  @Test
  void forgetting_finished_episodes_keeps_the_account() {
    try (var play = new Play(Play.setup(RandomGame.Config.wild(Storage.PACKED), 4, 30, 4))) {
      EpisodeLedger ledger = play.ledger();
      play.collect();
      long[] byAgent = ledger.byAgent().words();
      long episodes = ledger.episodes();
      assertTrue(ledger.recent() > 0);
      ledger.forgetFinished();
      assertEquals(List.of(), ledger.finished());
      assertEquals(0, ledger.recent());
      assertEquals(episodes, ledger.episodes());
      assertArrayEquals(byAgent, ledger.byAgent().words());
      assertArrayEquals(byAgent, ledger.byEpisode().words());
      play.collect();
      ledger.assertBalanced();
      assertEquals(episodes + ledger.recent(), ledger.episodes());
      try (var whole = new Play(Play.setup(RandomGame.Config.wild(Storage.PACKED), 4, 60, 4))) {
        whole.collect();
        List<String> all = text(whole.ledger().finished());
        assertEquals(all.subList((int) episodes, all.size()), text(ledger.finished()));
      }
    }
  }

  @Test
  void a_leak_from_one_account_to_another_is_found_and_named() {
    try (var play = new Play(Play.setup(RandomGame.Config.wild(Storage.DENSE), 2, 20, 2))) {
      play.collect();
      EpisodeLedger ledger = play.ledger();
      Book book = ledger.book(0);
      book.running.add(1, 0.5); // agent_1 of game 0
      var agent = assertThrows(IllegalStateException.class, ledger::assertBalanced);
      assertTrue(agent.getMessage().contains("agent_1"), agent.getMessage());
      book.running.add(1, -0.5);
      ledger.assertBalanced();
      book.policy.add(0, 0x1.0p-64); // one unit is enough
      var policy = assertThrows(IllegalStateException.class, ledger::assertBalanced);
      assertTrue(policy.getMessage().contains("all policies"), policy.getMessage());
      book.policy.add(0, -0x1.0p-64);
      book.game.add(0, 1);
      var game = assertThrows(IllegalStateException.class, ledger::assertBalanced);
      assertTrue(game.getMessage().contains("all games"), game.getMessage());
    }
  }

  /// Pays `amount` to the second agent at step 3 of the second episode of the second game.
  private record Spoilt(EnvironmentConfig inner, double amount) implements EnvironmentConfig {
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
          Rollout columns = out.columns();
          for (int e = 0; e < games; e++) {
            int paid = out.paid(e, 1);
            int before = paid / columns.agents;
            boolean there = columns.episode[before] == 1 && columns.clock[before] == 2 && before % columns.games == 1;
            if (there) columns.reward[paid] = amount;
          }
        }
      };
    }
  }

  @Test
  void a_reward_that_is_no_number_or_too_large_names_its_place() {
    for (double amount : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 0x1.0p62, -1e300}) {
      var spoilt = new Spoilt(new covey.testkit.probes.Matching.Config(3, 2, 4), amount);
      try (var play = new Play(Play.setup(spoilt, 3, 40, 3))) {
        var problem = assertThrows(IllegalStateException.class, play::collect);
        assertEquals("matching-v1: the reward of agent agent_1 in game 1, episode 1, step 3 cannot be booked: it is "
            + amount + ", but it must be a number below 2^62 = 4.6e18 in size", problem.getMessage());
      }
    }
  }

  @Test
  void sums_that_overflow_name_their_place() {
    var spoilt = new Spoilt(new covey.testkit.probes.Matching.Config(3, 2, 4), Math.nextDown(0x1.0p62));
    try (var play = new Play(Play.setup(spoilt, 3, 40, 3))) {
      play.collector.ledger().book(0).agent.add(1, Math.nextDown(0x1.0p62));
      play.collector.ledger().book(0).agent.add(1, Math.nextDown(0x1.0p62)); // 1023 below 2^63
      var problem = assertThrows(IllegalStateException.class, play::collect);
      assertTrue(problem.getMessage().contains("agent_1 in game 1, episode 1, step 3"), problem.getMessage());
      assertTrue(problem.getMessage().contains("overflows 2^63"), problem.getMessage());
    }
  }

  @Test
  void an_account_is_saved_by_game_and_opens_in_vectors_of_any_size() {
    var setup = Play.setup(RandomGame.Config.wild(Storage.DENSE), 7, 25, 3);
    try (var play = new Play(setup)) {
      play.collect();
      play.ledger().forgetFinished();
      var out = new ArchiveWriter();
      play.ledger().save(out);
      for (int size : new int[] {1, 2, 7}) {
        try (var other = new Play(setup.inVectorsOf(size))) {
          EpisodeLedger ledger = other.ledger();
          ledger.load(ArchiveReader.read(out.toBytes(), "test"));
          ledger.assertBalanced();
          assertArrayEquals(play.ledger().byAgent().words(), ledger.byAgent().words());
          assertArrayEquals(play.ledger().byPolicy().words(), ledger.byPolicy().words());
          assertArrayEquals(play.ledger().byGame().words(), ledger.byGame().words());
          assertArrayEquals(play.ledger().byEpisode().words(), ledger.byEpisode().words());
          assertEquals(play.ledger().jointSteps(), ledger.jointSteps());
          assertEquals(play.ledger().episodes(), ledger.episodes());
          var again = new ArchiveWriter();
          ledger.save(again);
          assertArrayEquals(out.toBytes(), again.toBytes());
        }
      }
    }
  }
}
