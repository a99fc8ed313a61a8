package covey.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.rollout.EpisodeLedger;
import covey.rollout.ExactSums;
import covey.rollout.Games;
import covey.rollout.Play;
import covey.rollout.RandomGame;
import covey.rollout.RolloutCollector;
import covey.rollout.Seats;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A run is the same however it is cut into rollouts.
class FragmentsTest {
  private static final int TOTAL = 192; // 192 of 1, 3 of 64, 1 of 192; 189 = 27 of 7
  private static final int GAMES = 2;
  private static final int POLICIES = 2;
  private static final double GAMMA = 0.97;

  static Stream<EnvironmentConfig> games() {
    return Games.all();
  }

  /// Every agent alone, all together, and the first apart from the others.
  private static List<Seats> seatings(EnvironmentConfig game) {
    int agents = game.spec().agents();
    List<Integer> all = IntStream.range(0, agents).boxed().toList();
    var seatings = new ArrayList<Seats>(List.of(Seats.alone(agents)));
    if (agents > 1) seatings.add(Seats.of(agents, List.of(all)));
    if (agents > 2) seatings.add(Seats.of(agents, List.of(all.subList(1, agents), all.subList(0, 1))));
    return seatings;
  }

  private static EnvironmentConfig fresh(EnvironmentConfig game) {
    return game instanceof RandomGame.Config random ? random.again() : game;
  }

  private static Play play(EnvironmentConfig game, Seats seats, int steps) {
    return new Play(Play.setup(fresh(game), GAMES, steps, 2, seats, POLICIES));
  }

  private static List<Transitions> builders(Play play, Seats seats) {
    return IntStream.range(0, POLICIES)
        .mapToObj(p -> new Transitions(play.collector.rollout(), seats, p, GAMMA))
        .toList();
  }

  private record Run(List<List<String>> lines, List<List<Entries.Link>> links) {}

  private static Run run(EnvironmentConfig game, Seats seats, int steps, int total) {
    var lines = new ArrayList<List<String>>();
    var links = new ArrayList<List<Entries.Link>>();
    for (int p = 0; p < POLICIES; p++) {
      lines.add(new ArrayList<>());
      links.add(new ArrayList<>());
    }
    try (Play play = play(game, seats, steps)) {
      List<Transitions> builders = builders(play, seats);
      play.collect(total / steps, rollout -> {
        for (int p = 0; p < POLICIES; p++) {
          builders.get(p).take(rollout);
          lines.get(p).addAll(Entries.of(rollout, builders.get(p)));
          links.get(p).addAll(Entries.links(rollout, builders.get(p)));
        }
        assertAccounted(play.ledger(), builders);
      });
    }
    return new Run(lines, links);
  }

  /// closed + open + unattributed = what the ledger booked for the policy's seats, in every bit, at every iteration.
  private static void assertAccounted(EpisodeLedger ledger, List<Transitions> builders) {
    ExactSums byPolicy = ledger.byPolicy();
    for (int p = 0; p < POLICIES; p++) {
      var sum = new ExactSums(1);
      sum.add(0, builders.get(p).closed(), 0);
      sum.add(0, builders.get(p).open(), 0);
      sum.add(0, builders.get(p).unattributed(), 0);
      int policy = p;
      assertTrue(sum.same(0, byPolicy, p), () -> sum.exact(0) + " but " + byPolicy.exact(policy));
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void fragments_of_any_length_deliver_the_same_closed_transitions(EnvironmentConfig game) {
    for (Seats seats : seatings(game)) {
      List<List<String>> whole = run(game, seats, TOTAL, TOTAL).lines;
      assertTrue(whole.getFirst().size() > 20, "too little to compare");
      assertEquals(whole, run(game, seats, 1, TOTAL).lines);
      assertEquals(whole, run(game, seats, 64, TOTAL).lines);
      assertEquals(run(game, seats, 189, 189).lines, run(game, seats, 7, 189).lines);
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void the_deltas_of_all_fragments_chain_to_the_advantages_of_the_whole_run(EnvironmentConfig game) {
    for (Seats seats : seatings(game)) {
      List<Entries.Link> links = run(game, seats, 3, TOTAL).links.getFirst();
      try (Play play = play(game, seats, TOTAL)) {
        Transitions whole = builders(play, seats).getFirst();
        Rollout rollout = play.collect();
        whole.take(rollout);
        double[] expected = Entries.advantages(rollout, whole, 0.9);
        assertArrayEquals(expected, Entries.chained(links, GAMES * rollout.agents, 0.9)); // no tolerance: every bit
      }
    }
  }

  @ParameterizedTest
  @MethodSource("games")
  void a_builder_saved_at_any_iteration_continues_bit_for_bit(EnvironmentConfig game) {
    for (Seats seats : seatings(game)) {
      try (Play whole = play(game, seats, 4)) {
        List<Transitions> builders = builders(whole, seats);
        byte[] checkpoint = saved(whole, builders);
        for (int i = 0; i < 8; i++) {
          List<List<String>> expected = iteration(whole, builders);
          byte[] after = saved(whole, builders);
          RolloutCollector.Setup setup = Play.setup(fresh(game), GAMES, 4, 1, seats, POLICIES);
          try (Play resumed = new Play(setup)) {
            var in = ArchiveReader.read(checkpoint, "checkpoint");
            resumed.collector.load(in.within("collector"));
            List<Transitions> again = builders(resumed, seats);
            for (int p = 0; p < POLICIES; p++) again.get(p).load(in.within("transitions" + p));
            assertEquals(expected, iteration(resumed, again));
            assertArrayEquals(after, saved(resumed, again));
          }
          checkpoint = after;
        }
      }
    }
  }

  private static List<List<String>> iteration(Play play, List<Transitions> builders) {
    Rollout rollout = play.collect();
    return builders.stream().map(builder -> {
      builder.take(rollout);
      return Entries.of(rollout, builder);
    }).toList();
  }

  private static byte[] saved(Play play, List<Transitions> builders) {
    var out = new ArchiveWriter();
    play.collector.save(out.within("collector"));
    for (int p = 0; p < builders.size(); p++) builders.get(p).save(out.within("transitions" + p));
    return out.toBytes();
  }

  @Test
  void the_promise_that_everyone_decides_changes_nothing_but_storage() {
    var promised = RandomGame.Config.simultaneous(Storage.EVERYONE_DECIDES);
    for (Seats seats : seatings(promised)) {
      List<List<String>> expected = run(promised, seats, 7, TOTAL).lines;
      assertEquals(expected, run(RandomGame.Config.simultaneous(Storage.DENSE), seats, 7, TOTAL).lines);
      assertEquals(expected, run(RandomGame.Config.simultaneous(Storage.PACKED), seats, 7, TOTAL).lines);
    }
  }

  @Test
  void storage_of_the_wildest_game_shows_nowhere() {
    var dense = RandomGame.Config.wild(Storage.DENSE);
    for (Seats seats : seatings(dense)) {
      assertEquals(
          run(dense, seats, 7, TOTAL).lines, run(RandomGame.Config.wild(Storage.PACKED), seats, 7, TOTAL).lines);
    }
  }

  @Test
  void a_builder_has_room_for_whatever_a_rollout_closes() {
    try (Play play = play(RandomGame.Config.simultaneous(Storage.EVERYONE_DECIDES), Seats.alone(4), 64)) {
      var builder = new Transitions(play.collector.rollout(), Seats.alone(4), 0, GAMMA);
      play.collect(3, rollout -> {
        builder.take(rollout);
        assertTrue(builder.count() <= builder.capacity());
      });
    }
  }
}
