package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.archive.ArchiveException;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Restore;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import covey.testkit.probes.Matching;
import covey.testkit.probes.Respawning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A run that was interrupted continues as if it had not been.
class ResumeTest {
  private static final int ROLLOUTS = 6;

  static Stream<EnvironmentConfig> games() {
    return Games.all();
  }

  private static RolloutCollector.Setup setup(EnvironmentConfig game) {
    return Play.setup(game instanceof RandomGame.Config random ? random.again() : game, 3, 5, 2);
  }

  private static byte[] saved(Play play) {
    var out = new ArchiveWriter();
    play.collector.save(out);
    return out.toBytes();
  }

  private static Play resumed(byte[] archive, RolloutCollector.Setup setup) {
    var play = new Play(setup);
    play.collector.load(ArchiveReader.read(archive, "checkpoint"));
    return play;
  }

  /// What a rollout says, what is carried into it, and where the accounts stand.
  private static List<String> next(Play play, int iteration) {
    play.version(0, iteration);
    Rollout rollout = play.collect();
    var lines = new ArrayList<>(Columns.of(rollout));
    lines.addAll(Columns.carried(rollout));
    play.ledger().assertBalanced();
    lines.add(List.of(play.ledger().jointSteps(), play.ledger().episodes()).toString());
    lines.add(java.util.Arrays.toString(play.ledger().byEpisode().words()));
    for (FinishedEpisode one : play.ledger().finished()) {
      lines.add(one.moment() + " " + one.game() + " " + one.episode() + " " + one.length() + " "
          + java.util.Arrays.toString(one.returns()) + java.util.Arrays.toString(one.metrics()));
    }
    play.ledger().forgetFinished();
    return lines;
  }

  @ParameterizedTest
  @MethodSource("games")
  void a_run_resumed_after_any_iteration_continues_bit_for_bit(EnvironmentConfig game) {
    assertContinues(game, setup(game), setup(game));
  }

  @ParameterizedTest
  @MethodSource("games")
  void a_checkpoint_opens_in_vectors_of_another_size(EnvironmentConfig game) {
    assertContinues(game, setup(game), setup(game).inVectorsOf(1));
    assertContinues(game, setup(game), setup(game).inVectorsOf(3));
  }

  private static void assertContinues(
      EnvironmentConfig game, RolloutCollector.Setup of, RolloutCollector.Setup resumes) {
    try (var whole = new Play(of)) {
      var checkpoints = new ArrayList<byte[]>();
      var experience = new ArrayList<List<String>>();
      for (int i = 0; i < ROLLOUTS; i++) {
        checkpoints.add(saved(whole));
        experience.add(next(whole, i));
      }
      for (int from = 0; from < ROLLOUTS; from++) {
        try (var play = resumed(checkpoints.get(from), resumes)) {
          for (int i = from; i < ROLLOUTS; i++) {
            assertArrayEquals(checkpoints.get(i), saved(play), game + ": checkpoint " + i + " after resuming at " + from);
            assertEquals(experience.get(i), next(play, i), game + ": rollout " + i + " after resuming at " + from);
          }
        }
      }
    }
  }

  @Test
  void a_checkpoint_opens_with_other_steps_per_rollout() {
    for (Storage storage : List.of(Storage.DENSE, Storage.PACKED)) {
      var game = RandomGame.Config.wild(storage);
      try (var whole = new Play(Play.setup(game, 3, 4, 2)); var first = new Play(Play.setup(game.again(), 3, 4, 2))) {
        whole.collect(3, _ -> {});
        first.collect(3, _ -> {});
        var expected = new ArrayList<String>();
        whole.collect(3, rollout -> {
          for (int t = 1; t <= 4; t++) for (int e = 0; e < 3; e++) expected.add(withoutTime(rollout, t, e));
        });
        try (var play = resumed(saved(first), Play.setup(game.again(), 3, 12, 3))) {
          Rollout rollout = play.collect();
          var lines = new ArrayList<String>();
          for (int t = 1; t <= 12; t++) for (int e = 0; e < 3; e++) lines.add(withoutTime(rollout, t, e));
          assertEquals(expected, lines);
        }
      }
    }
  }

  private static String withoutTime(Rollout rollout, int t, int e) {
    var text = new StringBuilder("e" + e + " clock " + rollout.clock[rollout.moment(t, e)]);
    for (int a = 0; a < rollout.agents; a++) {
      text.append(" ").append(rollout.state[rollout.cell(t, e, a)]);
      text.append(" ").append(rollout.reward[rollout.cell(t - 1, e, a)]);
      int row = rollout.row(t, e, a);
      if (row >= 0) text.append(Columns.row(rollout, a, row, Columns.Part.SEEN));
    }
    return text.toString();
  }

  @Test
  void a_running_episode_keeps_its_chance_and_noise_when_the_seed_changes() {
    var setup = setup(RandomGame.Config.wild(Storage.DENSE));
    var reseeded = new RolloutCollector.Setup(((RandomGame.Config) setup.environment()).again(), 3, 5, 2, setup.seats(),
        setup.matchMaker(), 3, setup.wanted(), Play.MEMORY, 43);
    try (var whole = new Play(setup)) {
      whole.collect();
      try (var play = resumed(saved(whole), reseeded)) {
        Rollout expected = whole.collect();
        Rollout rollout = play.collect();
        int same = 0;
        for (int e = 0; e < 3; e++) {
          for (int t = 0; t < 5 && rollout.episode[t * 3 + e] == rollout.episode[e]; t++) {
            assertEquals(Columns.timestep(expected, t, e), Columns.timestep(rollout, t, e));
            same++;
          }
        }
        assertTrue(same > 3);
      }
    }
  }

  // ---- the three ways of restoring -----------------------------------------------------------------------------------

  /// Walks along a line of numbers by chance; saves itself, or hides from the key what it does.
  private record Walk(Restore restore, boolean hides) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return new EnvironmentSpec("walk-v0", new Matching.Config(2, 2, 1).spec().slots(), null, Storage.EVERYONE_DECIDES,
          false, restore, List.of(), List.of());
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Walkers(this, games);
    }
  }

  private static final class Walkers implements VectorEnvironment {
    private static long hidden;
    private final Walk config;
    private final int[] at;
    private final int[] clock;
    private final long[] key;

    Walkers(Walk config, int games) {
      this.config = config;
      at = new int[games];
      clock = new int[games];
      key = new long[games];
    }

    @Override
    public EnvironmentSpec spec() {
      return config.spec();
    }

    @Override
    public int games() {
      return at.length;
    }

    @Override
    public void advance(Commands in, Timestep out) {
      Rollout columns = out.columns();
      for (int e = 0; e < at.length; e++) {
        switch (in.command[e]) {
          case STEP -> {
            clock[e]++;
            at[e] += in.action(e, 0) - in.action(e, 1) + (int) (Keys.uniform(key[e], clock[e], 0, 0) * 5);
          }
          case RESET -> {
            key[e] = in.key[e] + (config.hides ? hidden++ : 0);
            clock[e] = 0;
            at[e] = (int) (Keys.uniform(key[e], 0, 0, 0) * 100);
          }
          case SKIP -> {
            columns.last[out.moment(e)] = true;
            continue;
          }
        }
        boolean over = clock[e] == 7;
        columns.last[out.moment(e)] = over;
        for (int a = 0; a < 2; a++) {
          int cell = out.cell(e, a);
          columns.state[cell] = over ? covey.env.AgentState.WAITS : covey.env.AgentState.DECIDES;
          columns.ended[cell] = over ? covey.env.Ending.TRUNCATED : covey.env.Ending.NO;
          columns.layout(0).observation.floats[out.open(e, a)] = at[e];
          if (clock[e] > 0) columns.reward[out.paid(e, a)] = at[e] / 3.0;
        }
      }
    }

    @Override
    public byte[] save(int game) {
      return java.nio.ByteBuffer.allocate(16).putInt(at[game]).putInt(clock[game]).putLong(key[game]).array();
    }

    @Override
    public void load(int game, byte[] saved) {
      var in = java.nio.ByteBuffer.wrap(saved);
      at[game] = in.getInt();
      clock[game] = in.getInt();
      key[game] = in.getLong();
    }
  }

  @Test
  void an_environment_that_saves_itself_continues_bit_for_bit() {
    assertContinues(new Walk(Restore.STATE, false), Play.setup(new Walk(Restore.STATE, false), 3, 5, 2),
        Play.setup(new Walk(Restore.STATE, false), 3, 5, 3));
    var hides = Play.setup(new Walk(Restore.STATE, true), 3, 4, 2); // not replayed: hidden chance does not matter
    try (var whole = new Play(hides)) {
      whole.collect();
      byte[] archive = saved(whole);
      Rollout expected = whole.collect();
      try (var play = resumed(archive, hides)) {
        Rollout rollout = play.collect();
        for (int t = 0; t <= 3; t++) assertEquals(Columns.timestep(expected, t, 2), Columns.timestep(rollout, t, 2));
      }
    }
  }

  @Test
  void an_environment_that_does_not_repeat_itself_is_found_out_when_it_is_replayed() {
    var setup = Play.setup(new Walk(Restore.REPLAY, true), 3, 4, 2);
    try (var whole = new Play(setup)) {
      whole.collect();
      byte[] archive = saved(whole);
      var problem = assertThrows(IllegalStateException.class, () -> resumed(archive, setup).close());
      assertTrue(problem.getMessage().startsWith("walk-v0 does not repeat itself: game 0"), problem.getMessage());
      assertTrue(problem.getMessage().contains("agent_0"), problem.getMessage());
      assertTrue(problem.getMessage().contains("declare restore = NONE"), problem.getMessage());
    }
  }

  @Test
  void running_episodes_that_cannot_be_restored_are_given_up_and_stay_in_the_account() {
    for (Storage storage : List.of(Storage.DENSE, Storage.PACKED)) {
      var game = RandomGame.Config.wild(storage).restoredBy(Restore.NONE);
      try (var whole = new Play(Play.setup(game, 4, 9, 2))) {
        Rollout before = whole.collect();
        int running = 0;
        for (int e = 0; e < 4; e++) if (!before.last[before.moment(9, e)]) running++;
        assertTrue(running > 1);
        long[] paid = whole.ledger().byAgent().words();
        try (var play = resumed(saved(whole), Play.setup(game.again(), 4, 9, 3))) {
          assertEquals(running, play.ledger().abandoned());
          assertEquals(whole.ledger().episodes(), play.ledger().episodes());
          play.ledger().assertBalanced();
          assertArrayEquals(paid, play.ledger().byEpisode().words());
          Rollout rollout = play.collect();
          play.ledger().assertBalanced();
          for (int e = 0; e < 4; e++) {
            assertTrue(rollout.last[e], "resets first");
            assertEquals(0, rollout.clock[rollout.moment(1, e)]);
            assertEquals(before.episode[before.moment(9, e)] + 1, rollout.episode[rollout.moment(1, e)]);
          }
          assertEquals(List.of(), Columns.carried(rollout));
          for (FinishedEpisode one : play.ledger().finished()) {
            int first = play.ledger().finished().stream().filter(f -> f.game() == one.game())
                .mapToInt(FinishedEpisode::episode).min().orElseThrow();
            if (one.episode() == first) assertEquals(one.length(), one.moment() - before.steps, "lengths begin anew");
          }
        }
      }
    }
  }

  // ---- what is refused -----------------------------------------------------------------------------------------------

  @Test
  void only_a_fresh_collector_takes_over_a_checkpoint() {
    var setup = setup(new Respawning.Config(3, 4, 2, 12));
    try (var play = new Play(setup)) {
      play.collect();
      byte[] archive = saved(play);
      var problem = assertThrows(
          IllegalStateException.class, () -> play.collector.load(ArchiveReader.read(archive, "checkpoint")));
      assertTrue(problem.getMessage().contains("only a fresh one"), problem.getMessage());
      try (var other = resumed(archive, setup)) {
        assertThrows(IllegalStateException.class, () -> other.collector.load(ArchiveReader.read(archive, "checkpoint")));
      }
    }
  }

  @Test
  void a_checkpoint_of_other_games_is_refused_in_one_sentence() {
    byte[] archive;
    try (var play = new Play(setup(new Respawning.Config(3, 4, 2, 12)))) {
      play.collect();
      archive = saved(play);
    }
    try (var other = new Play(Play.setup(new Matching.Config(3, 2, 4), 3, 5, 2))) {
      var problem = assertThrows(
          ArchiveException.class, () -> other.collector.load(ArchiveReader.read(archive, "checkpoint")));
      assertEquals("the checkpoint is one of respawning-v1, but the environment is matching-v1", problem.getMessage());
    }
    for (var different : List.of(
        Play.setup(new Respawning.Config(2, 4, 2, 12), 3, 5, 2), Play.setup(new Respawning.Config(3, 4, 2, 12), 4, 5, 2),
        Play.setup(new Respawning.Config(3, 4, 2, 12), 3, 5, 2, Seats.alone(3), 4))) {
      try (var other = new Play(different)) {
        var problem = assertThrows(
            ArchiveException.class, () -> other.collector.load(ArchiveReader.read(archive, "checkpoint")));
        assertTrue(problem.getMessage().startsWith("checkpoint does not fit"), problem.getMessage());
      }
    }
  }

  @Test
  void checkpoints_of_different_iterations_differ() {
    try (var play = new Play(setup(new Respawning.Config(3, 4, 2, 12)))) {
      byte[] first = saved(play);
      play.collect();
      assertFalse(java.util.Arrays.equals(first, saved(play)));
      assertArrayEquals(saved(play), saved(play));
    }
  }
}
