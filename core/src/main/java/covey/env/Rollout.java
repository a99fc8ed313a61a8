package covey.env;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.space.RowLayout;
import covey.space.SpaceColumn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Experience of E games over T transitions, as flat columns (structure of arrays); allocated once and reused.
///
/// There are T + 1 timesteps and T transitions; transition `t` leads from timestep `t` to `t + 1`. A transition that
/// starts at a last timestep is a reset (or a skip): it is no joint step, and no loss sees it.
///
/// *Narrow* columns are dense; a *cell* is a place in an array of shape [T+1, E, A], see [#cell].
///
/// | column | shape | written by | meaning |
/// |---|---|---|---|
/// | `state` | [T+1, E, A] | environment | [AgentState] |
/// | `ended` | [T+1, E, A] | environment | [Ending] |
/// | `generation` | [T+1, E, A] | environment | which occupant of the slot; no value crosses a generation |
/// | `last` | [T+1, E] | environment | the timestep ends its episode |
/// | `episode`, `clock` | [T+1, E] | collector | number of the game's episode; timesteps since its reset |
/// | `elapsed` | [T, E] | environment | time that passes in the transition, for semi-Markov discounting; usually 1 |
/// | `reward` | [T, E, A] | environment | raw; belongs to whoever is in the slot at timestep t + 1 |
/// | `auxiliary[i]` | [T, E, A] | environment | auxiliary reward number i; learners only |
/// | `policy` | [T, E, A] | collector | the policy bound to the slot's seat; -1 in resets and skips |
/// | `version` | [T, E, A] | collector | version of the policy at the slot's latest decision in this generation |
/// | `metric` | [E, metrics] | environment | what the latest ended episode of each game reported |
///
/// *Wide* columns hold one value per *row* ([LayoutColumns], one per layout; `teamState` by [#stateRow]). This class
/// alone knows where a row lies; nothing outside computes it. Whether a row exists follows from the state: for DECIDES,
/// FORCED and final timesteps, and for every present agent where the environment observes always.
///
/// Where an environment does not promise that everyone decides, a block of *carried* rows precedes timestep 0: the
/// opening rows of what was still open when the rollout began, see [#carried].
public final class Rollout {
  /// Which of the offered columns for critics are stored: the others are neither written nor allocated.
  public record Wanted(boolean teamState, boolean privateState) {
    public static final Wanted NOTHING = new Wanted(false, false);
    public static final Wanted EVERYTHING = new Wanted(true, true);
  }

  public final EnvironmentSpec spec;
  public final int steps;
  public final int games;
  public final int agents;
  public final byte[] state;
  public final byte[] ended;
  public final int[] generation;
  public final boolean[] last;
  public final int[] episode;
  public final int[] clock;
  public final double[] elapsed;
  public final double[] reward;
  public final double[][] auxiliary;
  public final int[] policy;
  public final int[] version;
  public final double[] metric;
  public final @Nullable SpaceColumn teamState;

  private final LayoutColumns[] layouts;
  private final int[] layoutOf; // [A]
  private final int[] memberOf; // [A]
  private final boolean everyoneDecides;
  private final boolean observesAlways;
  private final int @Nullable [] rowOf; // [T+1, E, A], packed storage only
  private final int @Nullable [][] momentOfRow; // per layout [rows]: t * E + e, packed storage only
  private final int[] vectorStart; // first game of each vector, then E
  private final int[][] nextRow; // per vector and layout: rows opened, packed storage only
  private final int[] carriedRow; // [E, A], -1 where nothing is carried
  private final @Nullable Histories states; // places are games; null unless the team state is a history
  private final boolean hasHistories;

  /// @param steps transitions T
  /// @param vectorSizes games of each vector: a vector's games lie together and are played by one thread
  /// @param memoryWidth floats of memory per slot that the widest policy keeps; 0 for none
  public Rollout(EnvironmentSpec spec, int steps, int[] vectorSizes, Wanted wanted, int memoryWidth) {
    if (steps < 1) throw new IllegalArgumentException("steps = " + steps + ", but it must be at least 1");
    this.spec = spec;
    this.steps = steps;
    this.games = Arrays.stream(vectorSizes).sum();
    this.agents = spec.agents();
    this.everyoneDecides = spec.everyoneDecides();
    this.observesAlways = spec.observesAlways();
    int moments = Math.multiplyExact(steps + 1, games);
    int cells = Math.multiplyExact(moments, agents);
    this.state = new byte[cells];
    this.ended = new byte[cells];
    this.generation = new int[cells];
    this.last = new boolean[moments];
    this.episode = new int[moments];
    this.clock = new int[moments];
    this.elapsed = new double[steps * games];
    this.reward = new double[steps * games * agents];
    this.auxiliary = new double[spec.auxiliaryRewards().size()][steps * games * agents];
    this.policy = new int[steps * games * agents];
    this.version = new int[steps * games * agents];
    this.metric = new double[games * spec.metrics().size()];
    var offered = spec.state();
    if (wanted.teamState() && offered != null) {
      RowLayout seen = RowLayout.of(offered);
      int carried = everyoneDecides ? 0 : games * agents;
      this.teamState = new SpaceColumn(seen, moments + carried + Histories.rows(seen, games, carried));
      this.states = seen.frames() > 1 ? new Histories(teamState, moments + carried, games, carried) : null;
    } else {
      this.teamState = null;
      this.states = null;
    }

    List<List<Integer>> groups = spec.layouts();
    this.layouts = new LayoutColumns[groups.size()];
    this.layoutOf = new int[agents];
    this.memberOf = new int[agents];
    boolean histories = states != null;
    for (int l = 0; l < layouts.length; l++) {
      int[] slots = groups.get(l).stream().mapToInt(Integer::intValue).toArray();
      for (int m = 0; m < slots.length; m++) {
        layoutOf[slots[m]] = l;
        memberOf[slots[m]] = m;
      }
      int rows = Math.multiplyExact(games * slots.length, steps + (everyoneDecides ? 1 : 2));
      layouts[l] = new LayoutColumns(
          l, slots, spec.slots().get(slots[0]), rows, games, !everyoneDecides, wanted.privateState(), memoryWidth);
      histories |= layouts[l].histories != null;
    }
    this.hasHistories = histories;

    this.vectorStart = new int[vectorSizes.length + 1];
    for (int v = 0; v < vectorSizes.length; v++) vectorStart[v + 1] = vectorStart[v] + vectorSizes[v];
    this.nextRow = new int[vectorSizes.length][layouts.length];
    this.carriedRow = new int[games * agents];
    Arrays.fill(carriedRow, -1);
    Arrays.fill(policy, -1);
    Arrays.fill(version, -1);
    boolean packed = spec.storage() == EnvironmentSpec.Storage.PACKED;
    this.rowOf = packed ? new int[cells] : null;
    this.momentOfRow = packed ? new int[layouts.length][] : null;
    if (rowOf != null && momentOfRow != null) {
      Arrays.fill(rowOf, -1);
      for (int l = 0; l < layouts.length; l++) momentOfRow[l] = new int[layouts[l].logProb.length];
    }
    blank();
  }

  /// Puts every game at a blank last timestep 0, where a collector begins: the first transition is then a reset.
  public void blank() {
    for (int e = 0; e < games; e++) {
      last[e] = true;
      episode[e] = -1;
    }
  }

  // ---- places ------------------------------------------------------------------------------------------------------

  /// @return place of (timestep or transition t, game e, agent a) in columns of shape [.., E, A]
  public int cell(int t, int e, int a) {
    return (t * games + e) * agents + a;
  }

  /// @return place of (t, e) in columns of shape [.., E]
  public int moment(int t, int e) {
    return t * games + e;
  }

  public int layouts() {
    return layouts.length;
  }

  public LayoutColumns layout(int index) {
    return layouts[index];
  }

  /// @return number of the layout of slot `a`
  public int layoutOf(int a) {
    return layoutOf[a];
  }

  /// @return which member of its layout slot `a` is
  public int memberOf(int a) {
    return memberOf[a];
  }

  /// @return whether the timestep of this cell has a row, which follows from its state alone
  public boolean hasRow(int cell) {
    byte s = state[cell];
    return s == AgentState.DECIDES
        || s == AgentState.FORCED
        || ended[cell] != Ending.NO
        || (observesAlways && s != AgentState.ABSENT);
  }

  /// @return the row of agent `a` in its layout's columns, or -1 where it has none
  public int row(int t, int e, int a) {
    int cell = cell(t, e, a);
    if (rowOf != null) return rowOf[cell];
    return hasRow(cell) ? denseRow(t, e, a) : -1;
  }

  /// @return first row of (t, e) in a layout of dense storage; its members follow in order
  public int firstRow(int t, int e, int layout) {
    if (rowOf != null) throw new IllegalStateException("packed rows are not in order; use row(t, e, a)");
    return ((everyoneDecides ? t : t + 1) * games + e) * layouts[layout].slots.length;
  }

  private int denseRow(int t, int e, int a) {
    return firstRow(t, e, layoutOf[a]) + memberOf[a];
  }

  /// @return the carried row in which the open transition of this slot began before this rollout, or -1
  public int carried(int e, int a) {
    return everyoneDecides ? -1 : carriedRow[e * agents + a];
  }

  /// @return number of carried rows at the head of a layout's columns, used or not
  public int carriedRows(int layout) {
    return everyoneDecides ? 0 : games * layouts[layout].slots.length;
  }

  /// @return row of `teamState` at (t, e)
  public int stateAt(int t, int e) {
    return (everyoneDecides ? 0 : games * agents) + t * games + e;
  }

  /// @return row of `teamState` at the timestep to which a row of a layout belongs, carried rows included
  public int stateRow(int layout, int row) {
    int members = layouts[layout].slots.length;
    if (row < carriedRows(layout)) return (row / members) * agents + layouts[layout].slots[row % members];
    if (momentOfRow != null) return games * agents + momentOfRow[layout][row];
    return (everyoneDecides ? 0 : games * agents) + row / members - (everyoneDecides ? 0 : games);
  }

  // ---- writing (collector and the writers of this package) -----------------------------------------------------------

  /// Clears the narrow columns of a vector's timestep `t` and of the transition that leads there.
  public void clear(int t, int vector) {
    int from = vectorStart[vector];
    int to = vectorStart[vector + 1];
    int first = cell(t, from, 0);
    int end = cell(t, to, 0);
    Arrays.fill(state, first, end, AgentState.ABSENT);
    Arrays.fill(ended, first, end, Ending.NO);
    Arrays.fill(generation, first, end, 0);
    if (rowOf != null) Arrays.fill(rowOf, first, end, -1);
    Arrays.fill(last, moment(t, from), moment(t, to), false);
    if (t > 0) {
      Arrays.fill(elapsed, moment(t - 1, from), moment(t - 1, to), 1.0);
      int paidFrom = cell(t - 1, from, 0);
      int paidTo = cell(t - 1, to, 0);
      Arrays.fill(reward, paidFrom, paidTo, 0.0);
      for (double[] column : auxiliary) Arrays.fill(column, paidFrom, paidTo, 0.0);
    }
  }

  /// Opens the row of agent `a` of a vector at timestep `t`, after which [#row] finds it; each row is opened once.
  int open(int vector, int t, int e, int a) {
    if (rowOf == null || momentOfRow == null) return denseRow(t, e, a);
    int l = layoutOf[a];
    int members = layouts[l].slots.length;
    int row = carriedRows(l) + vectorStart[vector] * members * (steps + 1) + nextRow[vector][l]++;
    rowOf[cell(t, e, a)] = row;
    momentOfRow[l][row] = moment(t, e);
    return row;
  }

  /// Links what is seen at timestep `t` of a game to what was seen before, where spaces are histories. The collector calls
  /// it for each timestep that an environment has written, skips apart.
  ///
  /// @param reset whether the timestep begins an episode
  public void link(int t, int e, boolean reset) {
    if (!hasHistories) return;
    if (states != null) {
      if (reset) states.begin(e);
      states.see(e, stateAt(t, e), 0);
    }
    for (int a = 0; a < agents; a++) {
      Histories histories = layouts[layoutOf[a]].histories;
      if (histories == null) continue;
      if (reset) histories.begin(place(e, a));
      int row = row(t, e, a);
      if (row >= 0) histories.see(place(e, a), row, generation[cell(t, e, a)]);
    }
  }

  /// @return place of a slot among those of its layout, all games together
  private int place(int e, int a) {
    return e * layouts[layoutOf[a]].slots.length + memberOf[a];
  }

  /// Keeps the row that slot (e, a) has at timestep `t` as carried, because its transition is still open at T.
  /// A row that was carried before stays where it is (pass t = -1).
  public void carry(int t, int e, int a) {
    if (everyoneDecides) throw new IllegalStateException("where everyone decides nothing is ever carried");
    int at = e * agents + a;
    if (t < 0) return;
    int from = row(t, e, a);
    if (from < 0) {
      carriedRow[at] = -1;
      return;
    }
    int l = layoutOf[a];
    int to = place(e, a);
    layouts[l].copy(from, to, 1);
    Histories histories = layouts[l].histories;
    if (histories != null) histories.carry(from, to, to);
    byte was = state[cell(t, e, a)];
    boolean forced = was == AgentState.FORCED;
    if (was != AgentState.DECIDES) layouts[l].forgetUnacted(to, forced, forced);
    if (teamState != null) teamState.copy(stateAt(t, e), at, 1);
    if (states != null) states.carry(stateAt(t, e), at, at);
    carriedRow[at] = to;
  }

  /// Forgets what is carried for slot (e, a).
  public void carryNothing(int e, int a) {
    carriedRow[e * agents + a] = -1;
  }

  /// Makes timestep T the timestep 0 of the next rollout. Call after everything that is open has been carried.
  public void rollOver() {
    if (hasHistories) keepHistories();
    System.arraycopy(state, cell(steps, 0, 0), state, 0, games * agents);
    System.arraycopy(ended, cell(steps, 0, 0), ended, 0, games * agents);
    System.arraycopy(generation, cell(steps, 0, 0), generation, 0, games * agents);
    System.arraycopy(last, moment(steps, 0), last, 0, games);
    System.arraycopy(episode, moment(steps, 0), episode, 0, games);
    System.arraycopy(clock, moment(steps, 0), clock, 0, games);
    if (teamState != null) teamState.copy(stateAt(steps, 0), stateAt(0, 0), games);
    if (rowOf != null && momentOfRow != null) {
      rollOverPacked(rowOf, momentOfRow);
    } else {
      for (LayoutColumns layout : layouts) {
        int count = games * layout.slots.length;
        layout.copy(firstRow(steps, 0, layout.index), firstRow(0, 0, layout.index), count);
      }
    }
    if (hasHistories) moveHistoriesOn();
    if (!everyoneDecides) forgetUnacted();
  }

  private void keepHistories() {
    for (int e = 0; e < games; e++) {
      if (states != null) states.keepPlace(e, stateAt(steps, e));
      for (int a = 0; a < agents; a++) {
        Histories histories = layouts[layoutOf[a]].histories;
        if (histories != null) histories.keepPlace(place(e, a), row(steps, e, a));
      }
    }
  }

  private void moveHistoriesOn() {
    for (int e = 0; e < games; e++) {
      if (states != null) states.moveOn(e, stateAt(0, e));
      for (int a = 0; a < agents; a++) {
        Histories histories = layouts[layoutOf[a]].histories;
        if (histories != null) histories.moveOn(place(e, a), row(0, e, a));
      }
    }
  }

  /// Nobody has acted at timestep 0 yet: what an earlier use left in the policies' columns there is no experience.
  private void forgetUnacted() {
    for (int e = 0; e < games; e++) {
      for (int a = 0; a < agents; a++) {
        int row = row(0, e, a);
        if (row < 0) continue;
        layouts[layoutOf[a]].forgetUnacted(row, state[cell(0, e, a)] == AgentState.FORCED, false);
      }
    }
  }

  private void rollOverPacked(int[] rows, int[][] moments) {
    for (int v = 0; v < nextRow.length; v++) {
      for (LayoutColumns layout : layouts) {
        int l = layout.index;
        int base = carriedRows(l) + vectorStart[v] * layout.slots.length * (steps + 1);
        int from = Integer.MAX_VALUE; // the rows of timestep T lie together: they were opened one after another
        int count = 0;
        for (int e = vectorStart[v]; e < vectorStart[v + 1]; e++) {
          for (int slot : layout.slots) {
            int row = rows[cell(steps, e, slot)];
            if (row >= 0) {
              from = Math.min(from, row);
              count++;
            }
          }
        }
        if (count > 0) layout.copy(from, base, count);
        for (int e = vectorStart[v]; e < vectorStart[v + 1]; e++) {
          for (int slot : layout.slots) {
            int row = rows[cell(steps, e, slot)];
            rows[cell(0, e, slot)] = row < 0 ? -1 : row - from + base;
            if (row >= 0) moments[l][row - from + base] = moment(0, e);
          }
        }
        nextRow[v][l] = count;
      }
    }
  }

  /// @return number of vectors
  public int vectors() {
    return nextRow.length;
  }

  /// @return first game of vector `v`; `v` = number of vectors gives E
  public int firstGame(int v) {
    return vectorStart[v];
  }

  // ---- checkpoints ---------------------------------------------------------------------------------------------------

  /// Saves timestep 0 and what is carried: all that the next rollout depends on. Call after [#rollOver]. Nothing saved
  /// depends on the number of steps or on how games are spread over vectors.
  public void save(ArchiveWriter out) {
    int cells = games * agents;
    out.bytes("state", Arrays.copyOf(state, cells));
    out.bytes("ended", Arrays.copyOf(ended, cells));
    out.ints("generation", Arrays.copyOf(generation, cells));
    byte[] lasts = new byte[games];
    for (int e = 0; e < games; e++) lasts[e] = (byte) (last[e] ? 1 : 0);
    out.bytes("last", lasts);
    out.ints("episode", Arrays.copyOf(episode, games));
    out.ints("clock", Arrays.copyOf(clock, games));
    out.doubles("metric", metric);
    out.ints("carried", carriedRow);
    for (LayoutColumns layout : layouts) {
      layout.save(out.within("layout" + layout.index), rowsToKeep(layout));
      if (layout.histories != null) layout.histories.save(out.within("history" + layout.index), carriedRows(layout));
    }
    if (states != null) states.save(out.within("stateHistory"), carriedStates());
    if (teamState != null) {
      int rows = stateAt(0, 0) + games;
      out.floats("teamFloats", Arrays.copyOf(teamState.floats, rows * teamState.layout.floats()));
      out.ints("teamInts", Arrays.copyOf(teamState.ints, rows * teamState.layout.ints()));
      out.bytes("teamBytes", Arrays.copyOf(teamState.bytes, rows * teamState.layout.bytes()));
    }
  }

  /// Takes over what [#save] gave.
  public void load(ArchiveReader in) {
    int cells = games * agents;
    System.arraycopy(in.bytes("state", cells), 0, state, 0, cells);
    System.arraycopy(in.bytes("ended", cells), 0, ended, 0, cells);
    System.arraycopy(in.ints("generation", cells), 0, generation, 0, cells);
    byte[] lasts = in.bytes("last", games);
    for (int e = 0; e < games; e++) last[e] = lasts[e] != 0;
    System.arraycopy(in.ints("episode", games), 0, episode, 0, games);
    System.arraycopy(in.ints("clock", games), 0, clock, 0, games);
    in.into("metric", metric);
    System.arraycopy(in.ints("carried", cells), 0, carriedRow, 0, cells);
    if (rowOf != null) {
      for (int[] counts : nextRow) Arrays.fill(counts, 0);
      Arrays.fill(rowOf, 0, cells, -1);
      for (int v = 0; v < nextRow.length; v++) {
        for (int e = vectorStart[v]; e < vectorStart[v + 1]; e++) {
          for (int a = 0; a < agents; a++) if (hasRow(cell(0, e, a))) open(v, 0, e, a);
        }
      }
    }
    for (LayoutColumns layout : layouts) {
      layout.load(in.within("layout" + layout.index), rowsToKeep(layout));
      if (layout.histories != null) layout.histories.load(in.within("history" + layout.index), carriedRows(layout));
    }
    if (states != null) states.load(in.within("stateHistory"), carriedStates());
    if (hasHistories) moveHistoriesOn();
    if (teamState != null) {
      in.head("teamFloats", teamState.floats);
      in.head("teamInts", teamState.ints);
      in.head("teamBytes", teamState.bytes);
    }
  }

  /// @return rows of a layout at timestep 0 and carried ones, in the order of (game, slot)
  private int[] rowsToKeep(LayoutColumns layout) {
    int[] rows = new int[2 * games * layout.slots.length];
    int count = 0;
    for (int e = 0; e < games; e++) {
      for (int slot : layout.slots) {
        int row = row(0, e, slot);
        if (row >= 0) rows[count++] = row;
        int carried = carried(e, slot);
        if (carried >= 0) rows[count++] = carried;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /// @return [carried rows of the layout] the carried row of each place, or -1
  private int[] carriedRows(LayoutColumns layout) {
    int[] rows = new int[carriedRows(layout.index)];
    for (int place = 0; place < rows.length; place++) {
      int members = layout.slots.length;
      rows[place] = carried(place / members, layout.slots[place % members]);
    }
    return rows;
  }

  /// @return [E, A] the carried row of the team state of each slot, or -1; empty where nothing is carried
  private int[] carriedStates() {
    int[] rows = new int[everyoneDecides ? 0 : games * agents];
    for (int at = 0; at < rows.length; at++) rows[at] = carriedRow[at] >= 0 ? at : -1;
    return rows;
  }
}
