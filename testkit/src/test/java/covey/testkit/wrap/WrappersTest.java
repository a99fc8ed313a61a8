package covey.testkit.wrap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.ConfigurationException;
import covey.config.Configs;
import covey.config.Option;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.testkit.probes.TakeStones;
import covey.testkit.probes.Whisper;
import covey.wrap.ActionRepeat;
import covey.wrap.AgentId;
import covey.wrap.Curriculum;
import covey.wrap.Flatten;
import covey.wrap.FrameStack;
import covey.wrap.Parallel;
import covey.wrap.Select;
import covey.wrap.SuccessGate;
import covey.wrap.TimeLimit;
import covey.wrap.Wrapped;
import covey.wrap.Wrapper;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class WrappersTest {
  private static final Clockwork LONG = new Clockwork(100, 10);

  // ---- what is seen ------------------------------------------------------------------------------------------------

  @Test
  void frames_are_those_of_one_occupant_in_one_episode() {
    try (Hand hand = Hand.of(new FrameStack(3).around(new Clockwork(3, 20)))) {
      assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0}, hand.seen(0)); // three frames of clock and half
      hand.step(0);
      assertArrayEquals(new float[] {1, 0.5f, 0, 0, 0, 0}, hand.seen(0));
      assertArrayEquals(new int[] {1, 0, 0}, hand.seenInts(0));
      hand.step(0);
      assertArrayEquals(new float[] {2, 1, 1, 0.5f, 0, 0}, hand.seen(0));
      hand.step(0);
      assertEquals(Ending.TERMINATED, hand.ended(0));
      assertArrayEquals(new float[] {3, 1.5f, 2, 1, 1, 0.5f}, hand.seen(0));
      hand.step(0);
      assertEquals(AgentState.ABSENT, hand.state(0));
      hand.step(0); // somebody else, who has seen nothing of all this
      assertArrayEquals(new float[] {105, 2.5f, 105, 2.5f, 105, 2.5f}, hand.seen(0));
      hand.step(0);
      assertArrayEquals(new float[] {106, 3, 105, 2.5f, 105, 2.5f}, hand.seen(0));
    }
  }

  @Test
  void a_new_episode_begins_with_its_own_first_frame() {
    try (Hand hand = Hand.of(new FrameStack(2).around(new Clockwork(100, 2)))) {
      hand.step(0).step(0);
      assertTrue(hand.last());
      hand.reset(2);
      assertArrayEquals(new float[] {0, 0, 0, 0}, hand.seen(0));
    }
  }

  @Test
  void everybody_is_told_which_one_it_is() {
    try (Hand hand = Hand.of(new AgentId().around(TakeStones.Config.DEFAULTS))) {
      int mover = hand.state(0) == AgentState.DECIDES ? 0 : 1;
      int[] ints = hand.seenInts(mover);
      assertEquals(mover, ints[ints.length - 1]);
    }
  }

  @Test
  void parts_are_selected_with_all_that_is_in_them() {
    try (Hand hand = Hand.of(new Select(List.of("inner.half")).around(LONG))) {
      hand.step(0);
      assertArrayEquals(new float[] {0.5f}, hand.seen(0));
      assertEquals(0, hand.seenInts(0).length);
    }
    try (Hand hand = Hand.of(new Select(List.of("inner")).around(LONG))) {
      hand.step(0);
      assertArrayEquals(new float[] {0.5f}, hand.seen(0));
      assertArrayEquals(new int[] {1}, hand.seenInts(0));
    }
    var e = assertThrows(IllegalArgumentException.class, () -> new Select(List.of("halves")).around(LONG));
    assertTrue(e.getMessage().contains("clock, inner, inner.half, inner.parity"), e.getMessage());
  }

  @Test
  void a_flat_observation_has_the_rows_floats_first_and_choices_one_hot() {
    try (Hand hand = Hand.of(new Flatten().around(LONG))) {
      hand.step(0);
      assertArrayEquals(new float[] {1, 0.5f, 0, 1}, hand.seen(0));
    }
    try (Hand hand = Hand.of(Wrapper.around(LONG, List.of(new FrameStack(2), new Flatten())))) {
      hand.step(0);
      assertArrayEquals(new float[] {1, 0.5f, 0, 1, 0, 0, 1, 0}, hand.seen(0)); // each frame flat
    }
    var e = assertThrows(IllegalArgumentException.class,
        () -> Wrapper.around(LONG, List.of(new FrameStack(2), new FrameStack(3))));
    assertTrue(e.getMessage().contains("one frame-stack is allowed"), e.getMessage());
  }

  // ---- time --------------------------------------------------------------------------------------------------------

  @Test
  void a_time_limit_truncates_and_says_so() {
    try (Hand hand = Hand.of(new TimeLimit(3).around(LONG))) {
      hand.step(0).step(0);
      assertFalse(hand.last());
      hand.step(0);
      assertTrue(hand.last());
      assertEquals(Ending.TRUNCATED, hand.ended(0));
      assertEquals(3, hand.seen(0)[0]);
      assertEquals(3, hand.reward(0));
      assertArrayEquals(new double[] {0, 1}, hand.columns.metric); // length unknown, cut
      hand.reset(2);
      assertEquals(AgentState.DECIDES, hand.state(0));
      assertEquals(0, hand.seen(0)[0]);
    }
    try (Hand hand = Hand.of(new TimeLimit(11).around(LONG))) {
      for (int step = 0; step < 10; step++) hand.step(0);
      assertTrue(hand.last());
      assertArrayEquals(new double[] {10, 0}, hand.columns.metric);
    }
  }

  @Test
  void who_waits_at_the_limit_ends_with_what_it_saw_last() {
    try (Hand hand = Hand.of(new TimeLimit(2).around(TakeStones.Config.DEFAULTS))) {
      int first = hand.state(0) == AgentState.DECIDES ? 0 : 1;
      hand.step(0);
      float[] latest = hand.seen(1 - first);
      hand.step(0);
      if (hand.columns.metric[hand.columns.metric.length - 1] == 0) return; // the game was over by itself
      assertEquals(Ending.TRUNCATED, hand.ended(0));
      assertEquals(Ending.TRUNCATED, hand.ended(1));
      assertArrayEquals(latest, hand.seen(1 - first));
    }
  }

  @Test
  void rewards_and_times_of_repeated_actions_add() {
    try (Hand hand = Hand.of(new ActionRepeat(4).around(LONG))) {
      hand.step(1);
      assertEquals(10 * (1 + 2 + 3 + 4), hand.reward(0)); // the action is the same in all four
      assertEquals((1 + 2 + 3 + 4) / 2.0, hand.elapsed());
      assertEquals(4, hand.seen(0)[0]);
      hand.step(0);
      assertEquals(5 + 6 + 7 + 8, hand.reward(0));
      hand.step(0);
      assertEquals(9 + 10, hand.reward(0)); // the episode ends within
      assertTrue(hand.last());
      assertEquals(10, hand.columns.metric[0]);
    }
  }

  @Test
  void nothing_is_repeated_beyond_an_end_or_an_arrival() {
    try (Hand hand = Hand.of(new ActionRepeat(4).around(new Clockwork(3, 20)))) {
      hand.step(0);
      assertEquals(1 + 2 + 3, hand.reward(0));
      assertEquals(Ending.TERMINATED, hand.ended(0));
      hand.step(0); // who ended leaves: a step of its own
      assertEquals(AgentState.ABSENT, hand.state(0));
      hand.step(0);
      assertEquals(AgentState.DECIDES, hand.state(0));
      assertEquals(105, hand.seen(0)[0]);
      assertEquals(0, hand.reward(0));
    }
  }

  @Test
  void in_games_of_turns_nothing_is_repeated() {
    try (Hand plain = Hand.of(Whisper.Config.DEFAULTS);
        Hand repeated = Hand.of(new ActionRepeat(3).around(Whisper.Config.DEFAULTS))) {
      while (!plain.last()) {
        plain.step(1);
        repeated.step(1);
        assertArrayEquals(plain.seenInts(1), repeated.seenInts(1));
        assertEquals(plain.reward(0), repeated.reward(0));
      }
      assertTrue(repeated.last());
    }
  }

  // ---- levels ------------------------------------------------------------------------------------------------------

  private static Curriculum levels() {
    return Curriculum.of(List.of(new Clockwork(100, 2), new Clockwork(100, 4), new Clockwork(100, 6)));
  }

  @Test
  void an_episode_keeps_the_level_it_began_with() {
    Curriculum curriculum = levels();
    try (Hand hand = Hand.of(curriculum)) {
      hand.step(0);
      curriculum.dial().turn(2);
      hand.step(0);
      assertTrue(hand.last()); // two steps: level 0
      hand.reset(2);
      curriculum.dial().turn(1);
      for (int step = 0; step < 6; step++) {
        assertFalse(hand.last());
        hand.step(0);
      }
      assertTrue(hand.last());
    }
  }

  @Test
  void a_running_episode_is_restored_with_its_own_level() {
    Curriculum curriculum = levels();
    curriculum.dial().turn(2);
    try (Hand hand = Hand.of(curriculum); Hand other = new Hand(curriculum, 1, 64)) {
      hand.step(0).step(1).step(1);
      curriculum.dial().turn(0);
      byte[] saved = hand.environment.save(0);
      other.environment.load(0, saved);
      // the timestep that both stand at, as a checkpoint holds it
      var out = new ArchiveWriter();
      copyPresent(hand, out);
      other.columns.load(ArchiveReader.read(out.toBytes(), "present"));
      for (int step = 3; step < 6; step++) {
        hand.step(1);
        other.step(1);
        assertEquals(hand.reward(0), other.reward(0));
        assertArrayEquals(hand.seen(0), other.seen(0));
        assertEquals(hand.last(), other.last());
      }
      assertTrue(other.last());
    }
  }

  private static void copyPresent(Hand hand, ArchiveWriter out) {
    var columns = hand.columns;
    int at = hand.t;
    columns.state[0] = columns.state[columns.cell(at, 0, 0)];
    columns.ended[0] = columns.ended[columns.cell(at, 0, 0)];
    columns.last[0] = columns.last[columns.moment(at, 0)];
    columns.save(out);
  }

  @Test
  void levels_that_are_no_levels_of_one_environment_are_refused() {
    var e = assertThrows(IllegalArgumentException.class,
        () -> Curriculum.of(List.of(LONG, Whisper.Config.DEFAULTS)));
    assertTrue(e.getMessage().contains("level 1 is"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Curriculum.Dial(2).turn(2));
  }

  @Test
  void success_raises_the_level_a_fixed_number_of_iterations_later() {
    var gate = new SuccessGate(3, 0.75, 2);
    assertEquals(0, gate.levelAt(0));
    gate.report(0, 0.7);
    assertEquals(0, gate.levelAt(5));
    gate.report(5, 0.75);
    gate.report(6, 1); // still of the level before
    assertEquals(0, gate.levelAt(6));
    var saved = new ArchiveWriter();
    gate.save(saved);
    assertEquals(1, gate.levelAt(7));
    assertEquals(1, gate.levelAt(8));
    var resumed = new SuccessGate(3, 0.75, 2);
    resumed.load(ArchiveReader.read(saved.toBytes(), "gate"));
    assertEquals(1, resumed.levelAt(7));
    gate.report(8, 0.9);
    assertEquals(2, gate.levelAt(10));
    gate.report(10, 1);
    assertEquals(2, gate.levelAt(100)); // there is no fourth one
  }

  // ---- threads -----------------------------------------------------------------------------------------------------

  /// Each step waits until another game steps too, or does so for 20 seconds.
  private record Meeting(CyclicBarrier barrier) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return LONG.spec();
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Environment() {
        @Override
        public void reset(Stream chance, Writer out) {
          out.decides(0);
        }

        @Override
        public void step(JointAction action, Writer out) {
          try {
            barrier.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("nobody came", e);
          }
          if (action.of(0) == 1) throw new IllegalStateException("game broken");
          out.decides(0);
        }
      });
    }
  }

  @Test
  void games_are_stepped_at_the_same_time() {
    try (Hand hand = new Hand(new Parallel(2).around(new Meeting(new CyclicBarrier(2))), 4, 8)) {
      hand.reset(1).step(0).step(0);
      var e = assertThrows(IllegalStateException.class, () -> hand.step(1));
      assertEquals("game broken", e.getMessage());
    }
  }

  // ---- configuration -----------------------------------------------------------------------------------------------

  /// A run's options, in part.
  public record Run(@Option(help = "changes of the environment, the first one innermost") List<Wrapper> wrappers) {}

  @Test
  void wrappers_are_written_in_configuration_files() {
    Run run = Configs.bind(Run.class, Map.of("wrappers", List.of(
        Map.of("kind", "time-limit", "steps", 7), "agent-id", Map.of("kind", "select", "parts", "clock"))), "");
    assertEquals(List.of(new TimeLimit(7), new AgentId(), new Select(List.of("clock"))), run.wrappers());
    assertEquals(run, Configs.bind(Run.class, Configs.tree(run), ""));
    EnvironmentConfig wrapped = Wrapper.around(LONG, List.of(new TimeLimit(7), new AgentId()));
    assertEquals("clockwork-v1+time-limit(7)+agent-id", wrapped.spec().name());
    assertEquals(new Wrapped(new Wrapped(LONG, new TimeLimit(7)), new AgentId()), wrapped);
    var e = assertThrows(ConfigurationException.class,
        () -> Configs.bind(Run.class, Map.of("wrappers", List.of("timelimit2", Map.of("kind", "frame-stack", "frames", 0))), ""));
    assertTrue(e.getMessage().contains("frames") && e.getMessage().contains("time-limit"), e.getMessage());
  }
}
