package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import covey.env.AgentState;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import covey.testkit.probes.Matching;
import covey.testkit.probes.Respawning;
import covey.testkit.probes.Whisper;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcatenatedStateTest {
  /// Eleven agents who see their own number; agent 3 is away at first, agent 7 dies.
  private record Eleven(Storage storage) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of("eleven-v0", IntStream.range(0, 11)
          .mapToObj(a -> Slot.of("agent_" + a, "r", "t", Space.Box.unbounded(2), new Space.Discrete(2))).toList(), storage);
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Environment() {
        private int clock;

        @Override
        public void reset(Stream chance, Writer out) {
          clock = 0;
          write(out);
        }

        @Override
        public void step(JointAction action, Writer out) {
          clock++;
          write(out);
        }

        private void write(Writer out) {
          for (int a = 0; a < 11; a++) {
            if (storage != Storage.EVERYONE_DECIDES && ((a == 3 && clock == 0) || (a == 7 && clock == 2))) continue;
            if (clock == 2) {
              out.terminate(a);
            } else if (storage != Storage.EVERYONE_DECIDES && a == 7 && clock == 1) {
              out.terminate(a);
            } else if (storage != Storage.EVERYONE_DECIDES && a == 5) {
              out.waits(a);
              continue;
            } else {
              out.decides(a);
            }
            out.observe(a, 0, a);
            out.observe(a, 1, clock);
          }
          if (clock == 2) out.last();
        }
      });
    }
  }

  private static Rollout collected(EnvironmentConfig game) {
    try (var play = new Play(Play.setup(new ConcatenatedState(game), 3, 12, 2))) {
      return play.collect();
    }
  }

  @Test
  void observations_lie_in_the_order_of_slots_and_agent_10_comes_after_agent_9() {
    Rollout rollout = collected(new Eleven(Storage.EVERYONE_DECIDES));
    assertEquals(22, rollout.teamState.layout.floats());
    assertEquals(0, rollout.teamState.layout.bytes());
    for (int t = 1; t <= 3; t++) {
      float[] expected = new float[22];
      for (int a = 0; a < 11; a++) {
        expected[2 * a] = a;
        expected[2 * a + 1] = t - 1;
      }
      for (int e = 0; e < 3; e++) assertArrayEquals(expected, state(rollout, t, e));
    }
  }

  private static float[] state(Rollout rollout, int t, int e) {
    int width = rollout.teamState.layout.floats();
    int row = rollout.stateAt(t, e);
    return Arrays.copyOfRange(rollout.teamState.floats, row * width, (row + 1) * width);
  }

  @Test
  void who_is_missing_leaves_its_place_zero_and_its_switch_off() {
    for (Storage storage : new Storage[] {Storage.DENSE, Storage.PACKED}) {
      Rollout rollout = collected(new Eleven(storage));
      assertEquals(22, rollout.teamState.layout.floats());
      assertEquals(11, rollout.teamState.layout.bytes());
      for (int t = 1; t <= 12; t++) {
        for (int e = 0; e < 3; e++) {
          int row = rollout.stateAt(t, e);
          float[] state = state(rollout, t, e);
          for (int a = 0; a < 11; a++) {
            boolean here = rollout.state[rollout.cell(t, e, a)] != AgentState.ABSENT;
            boolean seen = rollout.row(t, e, a) >= 0;
            assertEquals(here ? 1 : 0, rollout.teamState.bytes[row * 11 + a], "t " + t + " agent " + a);
            assertEquals(seen ? a : 0, state[2 * a]);
            assertEquals(seen ? rollout.clock[rollout.moment(t, e)] : 0, state[2 * a + 1]);
          }
        }
      }
      assertEquals(0, rollout.teamState.bytes[rollout.stateAt(1, 0) * 11 + 3]); // agent 3 is away at first
      assertEquals(1, rollout.teamState.bytes[rollout.stateAt(1, 0) * 11 + 5]); // agent 5 waits: present, unseen
      assertEquals(1, rollout.teamState.bytes[rollout.stateAt(2, 0) * 11 + 7]); // agent 7 dies: its final row is there
      assertEquals(0, rollout.teamState.bytes[rollout.stateAt(3, 0) * 11 + 7]);
    }
  }

  @Test
  void ints_and_bytes_keep_their_types() {
    Rollout rollout = collected(RandomGame.Config.simultaneous(Storage.EVERYONE_DECIDES)); // slot 1 sees one int, two bytes
    assertEquals(3 + 2 + 3 + 3, rollout.teamState.layout.floats());
    assertEquals(1, rollout.teamState.layout.ints());
    assertEquals(2, rollout.teamState.layout.bytes());
    for (int e = 0; e < 3; e++) {
      int state = rollout.stateAt(2, e);
      var seen = rollout.layout(rollout.layoutOf(1)).observation;
      int row = rollout.row(2, e, 1);
      assertEquals(seen.ints[row], rollout.teamState.ints[state]);
      assertEquals(seen.bytes[2 * row], rollout.teamState.bytes[2 * state]);
      assertEquals(seen.bytes[2 * row + 1], rollout.teamState.bytes[2 * state + 1]);
    }
  }

  @Test
  void only_who_offers_nothing_is_wrapped() {
    var matching = new Matching.Config(3, 2, 4);
    assertEquals(new ConcatenatedState(matching), ConcatenatedState.orOffered(matching));
    var whisper = new Whisper.Config(3, 4); // offers a state
    assertSame(whisper, ConcatenatedState.orOffered(whisper));
  }

  @Test
  void a_rollout_that_wants_no_state_stores_none() {
    var game = new ConcatenatedState(new Respawning.Config(3, 4, 2, 12));
    var setup = Play.setup(game, 2, 5, 2).wanting(Rollout.Wanted.NOTHING);
    try (var play = new Play(setup)) {
      assertNull(play.collect().teamState);
    }
  }
}
