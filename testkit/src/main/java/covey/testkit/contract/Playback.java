package covey.testkit.contract;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.act.Rows;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import covey.random.Purpose;
import covey.space.SpaceColumn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Plays an environment with a random policy and takes down every bit it writes: a driver that shares nothing with the
/// collector, so that neither can hide the other's faults.
///
/// Each game plays a quota of episodes and is skipped from then on. The memory is filled with a poison before each
/// rollout, so that a value that is not written, or an action that nobody took, shows.
final class Playback implements AutoCloseable {

  /// A NaN that nobody computes.
  private static final double METRIC_POISON = Double.longBitsToDouble(0x7FF8_0BAD_0BAD_0BADL);

  private final EnvironmentSpec spec;
  private final Plan plan;
  private final Rollout rollout;
  private final VectorEnvironment[] environments;
  private final Commands[] commands;
  private final Timestep[] timesteps;
  private final Rules rules;
  private final Trace[] traces;
  private final Policy.Actor policy = RandomPolicy.create().actor();
  private final Rows rows;
  private final int[] episode; // [games] of the latest reset, counted from 0; -1 before the first one
  private final int[] clock; // [games]
  private final int[] pause; // [games] skips left
  private int t;
  private long allocated;
  private @Nullable RuntimeException failure;
  private @Nullable Watcher watcher;

  Playback(EnvironmentConfig config, Plan plan) {
    this.spec = config.spec();
    this.plan = plan;
    this.rollout = new Rollout(spec, plan.rolloutSteps, plan.vectors, plan.wanted, 0);
    int vectors = rollout.vectors();
    this.environments = new VectorEnvironment[vectors];
    this.commands = new Commands[vectors];
    this.timesteps = new Timestep[vectors];
    for (int v = 0; v < vectors; v++) {
      environments[v] = config.create(plan.vectors[v]);
      commands[v] = new Commands(rollout, v);
      timesteps[v] = new Timestep(rollout, v);
    }
    this.rules = new Rules(spec, rollout.games, plan.longestEpisode, METRIC_POISON);
    this.traces = new Trace[rollout.games];
    for (int e = 0; e < rollout.games; e++) traces[e] = new Trace(spec);
    this.rows = new Rows(rollout.games * rollout.agents);
    this.episode = new int[rollout.games];
    this.clock = new int[rollout.games];
    this.pause = new int[rollout.games];
    Arrays.fill(episode, -1);
    Arrays.fill(pause, plan.skips);
    poison();
  }

  /// Shows every timestep, skips apart, to somebody.
  ///
  /// @return this
  Playback shownTo(Watcher watching) {
    watcher = watching;
    return this;
  }

  /// Plays until every game has played its episodes, or something has gone wrong.
  ///
  /// @return this
  Playback play() {
    int left = plan.mostTransitions;
    while (failure == null && !rules.endless() && !over() && left-- > 0) transition();
    return this;
  }

  /// Plays a number of transitions.
  Playback play(int transitions) {
    for (int i = 0; i < transitions && failure == null; i++) transition();
    return this;
  }

  /// Takes over from a playback of the same plan that stands between two rollouts, through what its environments save.
  ///
  /// @return this
  Playback resume(Playback other) {
    if (other.t != 0) throw new IllegalStateException("timestep " + other.t + " is within a rollout, not between two");
    var saved = new ArchiveWriter();
    other.rollout.save(saved);
    rollout.load(ArchiveReader.read(saved.toBytes(), "rollout"));
    System.arraycopy(other.episode, 0, episode, 0, episode.length);
    System.arraycopy(other.clock, 0, clock, 0, clock.length);
    System.arraycopy(other.pause, 0, pause, 0, pause.length);
    try {
      for (int v = 0; v < environments.length; v++) {
        for (int g = 0; g < commands[v].command.length; g++) {
          if (!rollout.last[rollout.firstGame(v) + g]) environments[v].load(g, other.environments[v].save(g));
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
    return this;
  }

  /// Plays at least `transitions`, and on until every game has begun an episode.
  ///
  /// @return how many transitions were played
  int playWindow(int transitions) {
    int[] earlier = episode.clone();
    int played = 0;
    while (failure == null && !rules.endless() && (played < transitions || !newEpisodesSince(earlier))) {
      transition();
      played++;
    }
    return played;
  }

  private boolean newEpisodesSince(int[] earlier) {
    for (int e = 0; e < episode.length; e++) if (episode[e] == earlier[e]) return false;
    return true;
  }

  private boolean over() {
    for (int e = 0; e < rollout.games; e++) {
      if (episode[e] + 1 < plan.episodes) return false;
      if (!rollout.last[rollout.moment(t, e)] && clock[e] < plan.stopAt) return false;
    }
    return true;
  }

  /// @return what game `e` of this playback wrote
  Trace trace(int e) {
    return traces[e];
  }

  Rules rules() {
    return rules;
  }

  /// @return what the environment threw, or null
  @Nullable RuntimeException failure() {
    return failure;
  }

  /// @return how a clause that shows in a single run was broken, be it that the writer of a scalar game refused
  @Nullable Breach breach(Clause clause) {
    Breach seen = rules.breach(clause);
    if (seen != null || failure == null || Breach.clauseOf(failure) != clause) return seen;
    Breach thrown = Breach.thrown(failure);
    return rollout.games > 1 ? thrown : thrown.at(0, episode(0), clock[0] + 1);
  }

  /// @return the clause that was broken first in this run, or null
  @Nullable Clause firstBroken() {
    Clause seen = rules.firstBroken();
    return seen == null && failure != null ? Breach.clauseOf(failure) : seen;
  }

  /// @return number of the present episode of game `e`
  int episode(int e) {
    return plan.firstEpisode + episode[e];
  }

  /// @return bytes that this thread allocated within `advance` so far
  long allocated() {
    return allocated;
  }

  /// @return the spec that an environment which was made tells
  EnvironmentSpec specOf(int vector) {
    return environments[vector].spec();
  }

  @Override
  public void close() {
    for (VectorEnvironment environment : environments) environment.close();
  }

  // ---- one transition ----------------------------------------------------------------------------------------------

  private void transition() {
    try {
      act();
      for (int v = 0; v < environments.length; v++) command(v);
      Arrays.fill(rollout.metric, METRIC_POISON);
      t++;
      for (int v = 0; v < environments.length; v++) {
        rollout.clear(t, v);
        timesteps[v].moveTo(t);
        long before = Allocation.ofThisThread();
        environments[v].advance(commands[v], timesteps[v]);
        allocated += Allocation.ofThisThread() - before;
      }
      for (int v = 0; v < environments.length; v++) {
        for (int g = 0; g < commands[v].command.length; g++) take(v, g);
      }
      if (t == plan.rolloutSteps) {
        rollout.rollOver();
        t = 0;
        poison();
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void act() {
    for (int l = 0; l < rollout.layouts(); l++) {
      LayoutColumns layout = rollout.layout(l);
      rows.begin(layout, null);
      for (int e = 0; e < rollout.games; e++) {
        long noise = key(e, Purpose.ACTION, Math.max(episode[e], 0));
        for (int slot : layout.slots) {
          if (rollout.state[rollout.cell(t, e, slot)] != AgentState.DECIDES) continue;
          int row = rollout.row(t, e, slot);
          if (plan.hand != null) {
            plan.hand.act(layout, row, slot, plan.firstGame + e, plan.firstEpisode + episode[e], clock[e], noise);
          } else {
            rows.add(row, slot, false, noise, clock[e], 0);
          }
        }
      }
      policy.act(rows);
    }
  }

  private void command(int v) {
    commands[v].moveTo(t);
    for (int g = 0; g < commands[v].command.length; g++) {
      int e = rollout.firstGame(v) + g;
      if (!rollout.last[rollout.moment(t, e)]) {
        commands[v].command[g] = Command.STEP;
      } else if (episode[e] + 1 == plan.episodes || pause[e] > 0) {
        commands[v].command[g] = Command.SKIP;
        pause[e]--;
      } else {
        commands[v].command[g] = Command.RESET;
        episode[e]++;
        clock[e] = -1;
        pause[e] = plan.skips;
        commands[v].key[g] = key(e, Purpose.ENVIRONMENT, episode[e]);
      }
    }
  }

  private long key(int e, Purpose purpose, int ofEpisode) {
    int game = plan.firstGame + e;
    long keys = game % 2 == 0 ? plan.evenKeys : plan.oddKeys;
    long noise = game % 2 == 0 ? plan.evenNoise : plan.oddNoise;
    long seed = purpose == Purpose.ACTION ? noise : keys;
    long root = Keys.of(seed, purpose);
    return Keys.child(Keys.child(root, game), plan.firstEpisode + ofEpisode);
  }

  private void take(int v, int g) {
    int e = rollout.firstGame(v) + g;
    Command command = commands[v].command[g];
    clock[e] = command == Command.STEP ? clock[e] + 1 : 0;
    rules.check(rollout, t, e, command, plan.firstEpisode + episode[e], clock[e]);
    if (watcher != null && command != Command.SKIP) watcher.take(rollout, t, e, clock[e]);
    if (plan.traced && command != Command.SKIP) traces[e].take(rollout, t, e, plan.firstEpisode + episode[e], clock[e]);
  }

  // ---- poison ------------------------------------------------------------------------------------------------------

  /// Fills all memory with garbage, except for the rows of timestep 0.
  private void poison() {
    for (int l = 0; l < rollout.layouts(); l++) {
      LayoutColumns layout = rollout.layout(l);
      boolean[] keep = new boolean[layout.logProb.length];
      for (int e = 0; e < rollout.games; e++) {
        for (int slot : layout.slots) {
          int row = rollout.row(0, e, slot);
          if (row >= 0) keep[row] = true;
        }
      }
      for (int row = 0; row < keep.length; row++) if (!keep[row]) poison(layout, row);
    }
    SpaceColumn team = rollout.teamState;
    if (team == null) return;
    for (int row = 0; row < rollout.stateAt(rollout.steps + 1, 0); row++) {
      if (row < rollout.stateAt(0, 0) || row >= rollout.stateAt(1, 0)) poison(team, row, plan.rowPoison);
    }
  }

  private void poison(LayoutColumns layout, int row) {
    poison(layout.observation, row, plan.rowPoison);
    if (layout.privateState != null) poison(layout.privateState, row, plan.rowPoison);
    int masks = layout.maskWidth;
    Arrays.fill(layout.mask, row * masks, (row + 1) * masks, plan.rowPoison);
    poison(layout.action, row, plan.actionPoison);
    int floats = layout.action.layout.floats();
    Arrays.fill(layout.applied, row * floats, (row + 1) * floats, plan.actionPoison ? 7.5e33f : -9.25e32f);
  }

  private static void poison(SpaceColumn column, int row, boolean which) {
    int floats = column.layout.floats();
    int ints = column.layout.ints();
    int bytes = column.layout.bytes();
    Arrays.fill(column.floats, row * floats, (row + 1) * floats, which ? 7.5e33f : -9.25e32f);
    Arrays.fill(column.ints, row * ints, (row + 1) * ints, which ? 1_985_229_328 : -1_234_567_890);
    Arrays.fill(column.bytes, row * bytes, (row + 1) * bytes, (byte) (which ? 0xA5 : 0x5A));
  }
}
