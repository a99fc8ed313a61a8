package covey.env;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.EnvironmentSpec.Storage;
import covey.random.Stream;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutTest {
  private static final int T = 4;
  private static final int[] VECTORS = {2, 1, 3};
  private static final int GAMES = 6;
  private static final int AGENTS = 5;

  /// Slots 0, 2, 3 share a layout, slots 1, 4 another: members are not neighbours.
  private static EnvironmentSpec spec(Storage storage, boolean observesAlways) {
    var slots = new ArrayList<EnvironmentSpec.Slot>();
    for (int a = 0; a < AGENTS; a++) {
      boolean small = a == 0 || a == 2 || a == 3;
      slots.add(new EnvironmentSpec.Slot(
          "agent" + a, "player", "all", Space.Box.unbounded(small ? 2 : 3), new Space.Discrete(small ? 3 : 2), true,
          Space.Box.unbounded(1)));
    }
    var spec = EnvironmentSpec.of("history-v0", slots, storage).withState(Space.Box.unbounded(1));
    return observesAlways ? spec.withObservesAlways() : spec;
  }

  // ---- any history -------------------------------------------------------------------------------------------------

  /// What a row is to hold: numbers that tell it from every other row.
  ///
  /// @param seen in what the environment wrote
  /// @param logProb,action,memory in what policies and collector wrote, until it is blanked between rollouts
  /// @param team in the team state of the row's timestep
  private record Row(float seen, float logProb, float action, float memory, float team) {
    static Row written(int number, float team) {
      return new Row(number, number, number, number, team);
    }

    /// As carried: who did not decide has no log-probability, who was not asked has neither action nor memory.
    Row carried(byte state) {
      return switch (state) {
        case AgentState.DECIDES -> this;
        case AgentState.FORCED -> new Row(seen, 0, action, memory, team);
        default -> new Row(seen, 0, 0, 0, team);
      };
    }

    /// At timestep 0 of the next rollout, where nobody has acted yet, except for the environment.
    Row rolledOver(byte state) {
      return new Row(seen, 0, state == AgentState.FORCED ? action : 0, 0, team);
    }
  }

  /// What was written where, kept in the plainest possible form: by timestep, game and slot.
  private static final class History {
    final Rollout rollout;
    final Timestep[] vectors = new Timestep[VECTORS.length];
    final Stream chance;
    final @Nullable Row[][] rows = new Row[T + 1][GAMES * AGENTS];
    final @Nullable Row[] carried = new Row[GAMES * AGENTS];
    final boolean everyone;
    int next = 1;

    History(EnvironmentSpec spec, long seed) {
      rollout = new Rollout(spec, T, VECTORS, Rollout.Wanted.EVERYTHING, 2);
      everyone = spec.everyoneDecides();
      chance = new Stream(seed);
      for (int v = 0; v < vectors.length; v++) vectors[v] = new Timestep(rollout, v);
    }

    void write(int t) {
      for (int v = 0; v < vectors.length; v++) {
        Timestep out = vectors[v];
        out.moveTo(t);
        rollout.clear(t, v);
        for (int g = 0; g < out.games(); g++) {
          float team = next++;
          rollout.teamState.floats[out.stateRow(g)] = team;
          for (int a = 0; a < AGENTS; a++) {
            rows[t][(rollout.firstGame(v) + g) * AGENTS + a] = write(out, g, a, team);
          }
        }
      }
    }

    private @Nullable Row write(Timestep out, int g, int a, float team) {
      int what = chance.nextInt(6);
      int cell = out.cell(g, a);
      rollout.state[cell] = everyone ? AgentState.DECIDES : (byte) Math.min(what, 3);
      if (!everyone && what >= 4) rollout.ended[cell] = (byte) (what - 3);
      if (!rollout.hasRow(cell)) return null;
      int row = out.open(g, a);
      var layout = rollout.layout(rollout.layoutOf(a));
      Arrays.fill(layout.mask, row * layout.maskWidth, (row + 1) * layout.maskWidth, next % 2 == 0);
      int width = layout.observation.layout.floats();
      Arrays.fill(layout.observation.floats, row * width, (row + 1) * width, next);
      layout.privateState.floats[row] = next;
      layout.action.ints[row] = next;
      layout.logProb[row] = next;
      layout.memory[2 * row] = next;
      layout.memory[2 * row + 1] = next;
      return Row.written(next++, team);
    }

    /// Carries, keeps or forgets an opening row for each slot, at random, then goes on to the next rollout.
    void rollOver() {
      for (int e = 0; e < GAMES && !everyone; e++) {
        for (int a = 0; a < AGENTS; a++) {
          int at = e * AGENTS + a;
          int t = chance.nextInt(T + 3) - 2;
          if (t == -2) {
            rollout.carryNothing(e, a);
            carried[at] = null;
          } else {
            rollout.carry(t, e, a); // -1: what is carried stays
            Row row = t == -1 ? carried[at] : rows[t][at];
            carried[at] = t == -1 || row == null ? row : row.carried(rollout.state[rollout.cell(t, e, a)]);
          }
        }
      }
      rollout.rollOver();
      for (int at = 0; at < GAMES * AGENTS; at++) {
        Row row = rows[T][at];
        rows[0][at] = row == null || everyone ? row : row.rolledOver(rollout.state[at]);
      }
    }

    /// Every row that should be there is, holds what was written, belongs to its timestep, and shares no place.
    void check(int timesteps) {
      var places = new HashSet<List<Integer>>();
      for (int e = 0; e < GAMES; e++) {
        for (int a = 0; a < AGENTS; a++) {
          int at = e * AGENTS + a;
          for (int t = 0; t <= timesteps; t++) RolloutTest.check(rollout, rows[t][at], rollout.row(t, e, a), a, places);
          RolloutTest.check(rollout, carried[at], rollout.carried(e, a), a, places);
        }
      }
    }
  }

  private static void check(
      Rollout rollout, @Nullable Row expected, int row, int a, Set<List<Integer>> places) {
    assertEquals(expected == null, row < 0);
    if (expected == null) return;
    int l = rollout.layoutOf(a);
    var layout = rollout.layout(l);
    assertTrue(places.add(List.of(l, row)), "a row is used twice");
    int width = layout.observation.layout.floats();
    for (int f = 0; f < width; f++) assertEquals(expected.seen, layout.observation.floats[row * width + f]);
    for (int c = 0; c < layout.maskWidth; c++) {
      assertEquals(expected.seen % 2 == 0, layout.mask[row * layout.maskWidth + c]);
    }
    assertEquals(expected.seen, layout.privateState.floats[row]);
    assertEquals(expected.logProb, layout.logProb[row]);
    assertEquals(expected.action, layout.action.ints[row]);
    assertEquals(expected.memory, layout.memory[2 * row]);
    assertEquals(expected.memory, layout.memory[2 * row + 1]);
    assertEquals(expected.team, rollout.teamState.floats[rollout.stateRow(l, row)]);
  }

  @ParameterizedTest
  @CsvSource({"DENSE,false", "DENSE,true", "PACKED,false", "PACKED,true", "EVERYONE_DECIDES,false"})
  void rows_are_found_again_in_any_history_whatever_the_storage(Storage storage, boolean observesAlways) {
    for (long seed = 0; seed < 40; seed++) {
      var history = new History(spec(storage, observesAlways), seed);
      for (int fragment = 0; fragment < 6; fragment++) {
        for (int t = 1; t <= T; t++) {
          history.write(t);
          history.check(t);
        }
        history.rollOver();
        history.check(0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"DENSE,false", "PACKED,false", "PACKED,true", "EVERYONE_DECIDES,false"})
  void a_saved_rollout_goes_on_in_one_of_other_length_and_other_vectors(Storage storage, boolean observesAlways) {
    for (long seed = 0; seed < 20; seed++) {
      var history = new History(spec(storage, observesAlways), seed);
      for (int fragment = 0; fragment < 3; fragment++) {
        for (int t = 1; t <= T; t++) history.write(t);
        history.rollOver();
      }
      byte[] saved = save(history.rollout);
      var other = new Rollout(history.rollout.spec, T + 3, new int[] {1, 5}, Rollout.Wanted.EVERYTHING, 2);
      other.load(ArchiveReader.read(saved, "rollout"));
      assertArrayEquals(saved, save(other));
      int cells = GAMES * AGENTS;
      assertArrayEquals(Arrays.copyOf(history.rollout.state, cells), Arrays.copyOf(other.state, cells));
      var places = new HashSet<List<Integer>>();
      for (int e = 0; e < GAMES; e++) {
        for (int a = 0; a < AGENTS; a++) {
          check(other, history.rows[0][e * AGENTS + a], other.row(0, e, a), a, places);
          check(other, history.carried[e * AGENTS + a], other.carried(e, a), a, places);
        }
      }
      var timestep = new Timestep(other, 1); // a row opened after loading takes no place that is taken
      timestep.moveTo(1);
      other.state[timestep.cell(0, 0)] = AgentState.DECIDES;
      int opened = timestep.open(0, 0);
      for (int e = 0; e < GAMES; e++) for (int a : new int[] {0, 2, 3}) assertTrue(other.row(0, e, a) != opened);
    }
  }

  private static byte[] save(Rollout rollout) {
    var out = new ArchiveWriter();
    rollout.save(out);
    return out.toBytes();
  }

  @Test
  void packed_storage_holds_what_dense_storage_holds() {
    for (long seed = 0; seed < 40; seed++) {
      var dense = new History(spec(Storage.DENSE, false), seed); // same chance, so the same history
      var packed = new History(spec(Storage.PACKED, false), seed);
      for (int fragment = 0; fragment < 6; fragment++) {
        for (int t = 1; t <= T; t++) {
          dense.write(t);
          packed.write(t);
        }
        assertArrayEquals(dense.rollout.state, packed.rollout.state);
        for (int t = 0; t <= T; t++) {
          assertArrayEquals(dense.rows[t], packed.rows[t]);
          for (int e = 0; e < GAMES; e++) {
            for (int a = 0; a < AGENTS; a++) {
              assertEquals(observed(dense.rollout, t, e, a), observed(packed.rollout, t, e, a));
            }
          }
        }
        dense.rollOver();
        packed.rollOver();
      }
    }
  }

  private static float observed(Rollout rollout, int t, int e, int a) {
    int row = rollout.row(t, e, a);
    var observation = rollout.layout(rollout.layoutOf(a)).observation;
    return row < 0 ? -1 : observation.floats[row * observation.layout.floats()];
  }

  // ---- places ------------------------------------------------------------------------------------------------------

  @Test
  void dense_rows_of_a_layout_follow_game_after_game_member_after_member() {
    for (Storage storage : new Storage[] {Storage.DENSE, Storage.EVERYONE_DECIDES}) {
      var rollout = new Rollout(spec(storage, false), T, VECTORS, Rollout.Wanted.NOTHING, 0);
      assertArrayEquals(new int[] {0, 2, 3}, rollout.layout(0).slots);
      assertArrayEquals(new int[] {1, 4}, rollout.layout(1).slots);
      for (int t = 0; t <= T; t++) {
        for (int e = 0; e < GAMES; e++) {
          for (int a = 0; a < AGENTS; a++) {
            rollout.state[rollout.cell(t, e, a)] = AgentState.DECIDES;
            assertEquals(
                rollout.firstRow(t, e, rollout.layoutOf(a)) + rollout.memberOf(a), rollout.row(t, e, a));
          }
          if (e > 0) assertEquals(3, rollout.firstRow(t, e, 0) - rollout.firstRow(t, e - 1, 0));
        }
        if (t > 0) assertEquals(3 * GAMES, rollout.firstRow(t, 0, 0) - rollout.firstRow(t - 1, 0, 0));
      }
      // timestep 0 begins after the block of carried rows, where there is one: 6 games of 3 and of 2 members
      assertEquals(storage == Storage.DENSE ? 18 : 0, rollout.firstRow(0, 0, 0));
      assertEquals(storage == Storage.DENSE ? 12 : 0, rollout.carriedRows(1));
    }
  }

  @Test
  void packed_rows_have_no_order_to_rely_on() {
    var rollout = new Rollout(spec(Storage.PACKED, false), T, VECTORS, Rollout.Wanted.NOTHING, 0);
    assertEquals(
        "packed rows are not in order; use row(t, e, a)",
        assertThrows(IllegalStateException.class, () -> rollout.firstRow(1, 0, 0)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whether_a_row_exists_follows_from_the_state(boolean observesAlways) {
    var rollout = new Rollout(spec(Storage.DENSE, observesAlways), T, VECTORS, Rollout.Wanted.NOTHING, 0);
    byte[] states = {AgentState.ABSENT, AgentState.DECIDES, AgentState.FORCED, AgentState.WAITS};
    boolean[] expected = {false, true, true, observesAlways};
    for (int i = 0; i < 4; i++) {
      rollout.state[i] = states[i];
      assertEquals(expected[i], rollout.hasRow(i), AgentState.name(states[i]));
    }
    rollout.state[0] = AgentState.WAITS;
    for (byte how : new byte[] {Ending.TERMINATED, Ending.TRUNCATED}) {
      rollout.ended[0] = how;
      assertTrue(rollout.hasRow(0)); // the final row
    }
  }

  @Test
  void a_rollout_begins_at_a_blank_last_timestep_of_every_game() {
    for (Storage storage : Storage.values()) {
      var rollout = new Rollout(spec(storage, false), T, VECTORS, Rollout.Wanted.NOTHING, 0);
      for (int e = 0; e < GAMES; e++) {
        assertTrue(rollout.last[rollout.moment(0, e)]);
        assertFalse(rollout.last[rollout.moment(1, e)]);
        assertEquals(-1, rollout.episode[e]);
        for (int a = 0; a < AGENTS; a++) {
          assertEquals(AgentState.ABSENT, rollout.state[rollout.cell(0, e, a)]);
          assertEquals(-1, rollout.row(0, e, a));
          assertEquals(-1, rollout.carried(e, a));
        }
      }
    }
  }

  @Test
  void clearing_a_timestep_of_a_vector_touches_no_other_vector_or_timestep() {
    var spec = spec(Storage.DENSE, false).withAuxiliaryRewards("shaping");
    var rollout = new Rollout(spec, T, VECTORS, Rollout.Wanted.NOTHING, 0);
    Arrays.fill(rollout.state, AgentState.DECIDES);
    Arrays.fill(rollout.ended, Ending.TRUNCATED);
    Arrays.fill(rollout.generation, 3);
    Arrays.fill(rollout.last, true);
    Arrays.fill(rollout.elapsed, 7);
    Arrays.fill(rollout.reward, 7);
    Arrays.fill(rollout.auxiliary[0], 7);
    rollout.clear(2, 1); // game 2 alone
    for (int t = 0; t <= T; t++) {
      for (int e = 0; e < GAMES; e++) {
        boolean cleared = t == 2 && e == 2;
        boolean paid = t == 1 && e == 2;
        assertEquals(!cleared, rollout.last[rollout.moment(t, e)]);
        if (t < T) assertEquals(paid ? 1 : 7, rollout.elapsed[rollout.moment(t, e)]);
        for (int a = 0; a < AGENTS; a++) {
          int cell = rollout.cell(t, e, a);
          assertEquals(cleared ? AgentState.ABSENT : AgentState.DECIDES, rollout.state[cell]);
          assertEquals(cleared ? Ending.NO : Ending.TRUNCATED, rollout.ended[cell]);
          assertEquals(cleared ? 0 : 3, rollout.generation[cell]);
          if (t < T) assertEquals(paid ? 0 : 7, rollout.reward[cell]);
          if (t < T) assertEquals(paid ? 0 : 7, rollout.auxiliary[0][cell]);
        }
      }
    }
  }

  @Test
  void narrow_columns_of_the_final_timestep_become_those_of_the_first() {
    var rollout = new Rollout(spec(Storage.DENSE, false), T, VECTORS, Rollout.Wanted.NOTHING, 0);
    int from = rollout.cell(T, 0, 0);
    for (int i = 0; i < GAMES * AGENTS; i++) {
      rollout.state[from + i] = (byte) (i % 4);
      rollout.ended[from + i] = (byte) (i % 3);
      rollout.generation[from + i] = i;
    }
    for (int e = 0; e < GAMES; e++) {
      rollout.last[rollout.moment(T, e)] = e % 2 == 0;
      rollout.episode[rollout.moment(T, e)] = 10 + e;
      rollout.clock[rollout.moment(T, e)] = 20 + e;
    }
    rollout.rollOver();
    for (int i = 0; i < GAMES * AGENTS; i++) {
      assertEquals(i % 4, rollout.state[i]);
      assertEquals(i % 3, rollout.ended[i]);
      assertEquals(i, rollout.generation[i]);
    }
    for (int e = 0; e < GAMES; e++) {
      assertEquals(e % 2 == 0, rollout.last[e]);
      assertEquals(10 + e, rollout.episode[e]);
      assertEquals(20 + e, rollout.clock[e]);
    }
  }

  @Test
  void columns_for_critics_are_stored_only_when_wanted_and_offered() {
    var offered = spec(Storage.DENSE, false);
    var nothing = new Rollout(offered, T, VECTORS, Rollout.Wanted.NOTHING, 0);
    assertNull(nothing.teamState);
    assertNull(nothing.layout(0).privateState);
    var unoffered = EnvironmentSpec.of(
        "plain-v0",
        List.of(EnvironmentSpec.Slot.of("a", "r", "t", Space.Box.unbounded(1), new Space.Discrete(2))),
        Storage.DENSE);
    var everything = new Rollout(unoffered, T, VECTORS, Rollout.Wanted.EVERYTHING, 0);
    assertNull(everything.teamState);
    assertNull(everything.layout(0).privateState);
    assertEquals(0, everything.layout(0).maskWidth);
    assertEquals(0, everything.layout(0).mask.length);
  }

  @Test
  void games_are_allotted_to_vectors_in_order() {
    var rollout = new Rollout(spec(Storage.PACKED, false), T, VECTORS, Rollout.Wanted.NOTHING, 0);
    assertEquals(3, rollout.vectors());
    assertEquals(6, rollout.games);
    assertArrayEquals(
        new int[] {0, 2, 3, 6}, new int[] {
          rollout.firstGame(0), rollout.firstGame(1), rollout.firstGame(2), rollout.firstGame(3)
        });
  }

  @Test
  void a_rollout_without_transitions_is_refused() {
    assertEquals(
        "steps = 0, but it must be at least 1",
        assertThrows(
            IllegalArgumentException.class,
            () -> new Rollout(spec(Storage.DENSE, false), 0, VECTORS, Rollout.Wanted.NOTHING, 0)).getMessage());
  }
}
