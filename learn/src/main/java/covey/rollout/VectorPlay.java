package covey.rollout;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import java.util.Arrays;

/// Plays the games of one vector through a rollout: act, advance, book, again. One thread at a time; vectors share nothing
/// that they write, so a thread plays a vector from timestep 0 to T without waiting for anybody.
final class VectorPlay {
  private final Rollout rollout;
  private final int vector;
  private final int from;
  private final int games;
  private final VectorEnvironment environment;
  private final Seats seats;
  private final MatchMaker matchMaker;
  private final int policies;
  private final Book book;
  private final Commands commands;
  private final Timestep next;
  private final Rows rows;
  private final long environmentKey;
  private final long actionKey;
  private final int memoryWidth;
  private final boolean needsRestore;

  final float[] memoryNow; // [games, A, memoryWidth] memory of each slot after its latest row
  final int[] policyOfSlot; // [games, A] binding for the present episode
  final int[] versionOfSlot; // [games, A] version of the latest decision in this generation, -1 before it
  final long[] noiseKey; // [games] key of the action noise of the present episode
  final ActionLog[] log; // [games]
  final int[] quota; // [games] episodes to begin, at most
  private final int[] match; // [seats]
  private Policy.Actor[] actors = new Policy.Actor[0];

  VectorPlay(
      Rollout rollout, int vector, VectorEnvironment environment, RolloutCollector.Setup setup, Book book,
      long environmentKey, long actionKey) {
    this.rollout = rollout;
    this.vector = vector;
    this.from = rollout.firstGame(vector);
    this.games = rollout.firstGame(vector + 1) - from;
    this.environment = environment;
    this.seats = setup.seats();
    this.matchMaker = setup.matchMaker();
    this.policies = setup.policies();
    this.book = book;
    this.commands = new Commands(rollout, vector);
    this.next = new Timestep(rollout, vector);
    this.rows = new Rows(games * rollout.agents);
    this.environmentKey = environmentKey;
    this.actionKey = actionKey;
    this.memoryWidth = rollout.layout(0).memoryWidth;
    this.memoryNow = new float[games * rollout.agents * memoryWidth];
    this.policyOfSlot = new int[games * rollout.agents];
    this.versionOfSlot = new int[games * rollout.agents];
    Arrays.fill(versionOfSlot, -1);
    this.noiseKey = new long[games];
    this.log = new ActionLog[games];
    for (int e = 0; e < games; e++) log[e] = new ActionLog(rollout);
    this.quota = new int[games];
    Arrays.fill(quota, Integer.MAX_VALUE);
    this.match = new int[seats.count()];
    this.needsRestore = environment.spec().restore() == covey.env.EnvironmentSpec.Restore.REPLAY;
  }

  VectorEnvironment environment() {
    return environment;
  }

  /// Plays T transitions.
  void play(Policy.Actor[] actorOfPolicy, int[] versionOfPolicy) {
    actors = actorOfPolicy;
    for (int t = 0; t < rollout.steps; t++) {
      bind(t, versionOfPolicy);
      act(t);
      command(t);
      rollout.clear(t + 1, vector);
      next.moveTo(t + 1);
      commands.moveTo(t);
      environment.advance(commands, next);
      count(t);
      book.book(t);
    }
  }

  /// Writes who is bound to each slot, and which version acts for it.
  private void bind(int t, int[] versionOfPolicy) {
    for (int e = 0; e < games; e++) {
      int cell = rollout.cell(t, from + e, 0);
      if (rollout.last[rollout.moment(t, from + e)]) {
        Arrays.fill(rollout.policy, cell, cell + rollout.agents, -1);
        Arrays.fill(rollout.version, cell, cell + rollout.agents, -1);
        continue;
      }
      for (int a = 0; a < rollout.agents; a++) {
        int slot = e * rollout.agents + a;
        if (rollout.state[cell + a] == AgentState.DECIDES) versionOfSlot[slot] = versionOfPolicy[policyOfSlot[slot]];
        rollout.policy[cell + a] = policyOfSlot[slot];
        rollout.version[cell + a] = versionOfSlot[slot];
      }
    }
  }

  /// Asks each policy about its rows, layout by layout.
  private void act(int t) {
    for (int policy = 0; policy < actors.length; policy++) {
      for (int l = 0; l < rollout.layouts(); l++) {
        LayoutColumns columns = rollout.layout(l);
        rows.begin(columns, memoryNow);
        for (int e = 0; e < games; e++) gather(t, e, columns, policy);
        if (rows.count() > 0) actors[policy].act(rows);
      }
    }
  }

  private void gather(int t, int e, LayoutColumns columns, int policy) {
    int game = from + e;
    int moment = rollout.moment(t, game);
    for (int slot : columns.slots) {
      int cell = rollout.cell(t, game, slot);
      if (rollout.policy[cell] != policy) continue;
      byte state = rollout.state[cell];
      boolean forced = state == AgentState.FORCED;
      if (state != AgentState.DECIDES && !(forced && memoryWidth > 0)) continue;
      int row = rollout.row(t, game, slot);
      if (columns.maskWidth > 0 && !forced) requireLegal(t, e, slot, columns, row);
      int memoryAt = (e * rollout.agents + slot) * memoryWidth;
      if (memoryWidth > 0) {
        System.arraycopy(memoryNow, memoryAt, columns.memory, row * memoryWidth, memoryWidth);
      }
      rows.add(row, slot, forced, noiseKey[e], rollout.clock[moment], memoryAt);
    }
  }

  /// An agent that is asked must have a legal choice in every branch.
  private void requireLegal(int t, int e, int slot, LayoutColumns columns, int row) {
    int at = row * columns.maskWidth;
    for (int width : columns.branches) {
      boolean legal = false;
      for (int choice = 0; choice < width; choice++) legal |= columns.mask[at + choice];
      if (!legal) {
        int moment = rollout.moment(t, from + e);
        throw new IllegalStateException("%s: agent %s in game %d, episode %d, step %d is asked, but has no legal action"
            .formatted(rollout.spec.name(), rollout.spec.slots().get(slot).id(), from + e, rollout.episode[moment],
                rollout.clock[moment]));
      }
      at += width;
    }
  }

  private void command(int t) {
    for (int e = 0; e < games; e++) {
      int moment = rollout.moment(t, from + e);
      if (!rollout.last[moment]) {
        commands.command[e] = Command.STEP;
        if (needsRestore) log[e].note(t, from + e);
      } else if (rollout.episode[moment] + 1 < quota[e]) {
        commands.command[e] = Command.RESET;
        begin(e, rollout.episode[moment] + 1);
      } else {
        commands.command[e] = Command.SKIP;
      }
    }
  }

  private void begin(int e, int episode) {
    int game = from + e;
    commands.key[e] = Keys.child(Keys.child(environmentKey, game), episode);
    noiseKey[e] = Keys.child(Keys.child(actionKey, game), episode);
    bindSeats(e, episode);
    log[e].clear();
    int metrics = rollout.spec.metrics().size();
    Arrays.fill(rollout.metric, game * metrics, (game + 1) * metrics, 0); // what this episode does not report is 0
  }

  private void bindSeats(int e, int episode) {
    Arrays.fill(match, -1);
    matchMaker.match(from + e, episode, match);
    for (int seat = 0; seat < match.length; seat++) {
      if (match[seat] < 0 || match[seat] >= policies) {
        throw new IllegalStateException("the match of game %d, episode %d puts policy %d into seat %d, but policies are 0 to %d"
            .formatted(from + e, episode, match[seat], seat, policies - 1));
      }
    }
    for (int a = 0; a < rollout.agents; a++) policyOfSlot[e * rollout.agents + a] = match[seats.seatOf(a)];
  }

  /// Numbers the timestep that was written, and forgets what must not cross a generation.
  private void count(int t) {
    for (int e = 0; e < games; e++) {
      int now = rollout.moment(t, from + e);
      int then = rollout.moment(t + 1, from + e);
      boolean reset = commands.command[e] == Command.RESET;
      boolean skip = commands.command[e] == Command.SKIP;
      rollout.episode[then] = rollout.episode[now] + (reset ? 1 : 0);
      rollout.clock[then] = reset || skip ? 0 : rollout.clock[now] + 1;
      if (!skip) rollout.link(t + 1, from + e, reset);
      int before = rollout.cell(t, from + e, 0);
      int after = rollout.cell(t + 1, from + e, 0);
      for (int a = 0; a < rollout.agents; a++) {
        if (reset || rollout.generation[before + a] != rollout.generation[after + a]) {
          int slot = e * rollout.agents + a;
          versionOfSlot[slot] = -1;
          Arrays.fill(memoryNow, slot * memoryWidth, (slot + 1) * memoryWidth, 0f);
        }
      }
    }
  }

  /// @return [games] key of the chance of each game's present episode
  long[] chanceKey() {
    return commands.key;
  }

  /// Rebuilds the games that stand in the middle of an episode at timestep 0, by repeating their actions.
  ///
  /// All games replay side by side and reach the present together: a game with a short episode skips first.
  ///
  /// @throws IllegalStateException if an environment does not repeat what it did
  void restore() {
    int longest = -1;
    for (int e = 0; e < games; e++) {
      if (running(e)) longest = Math.max(longest, log[e].steps());
    }
    if (longest < 0) return;
    var scratch = new Rollout(rollout.spec, 1, new int[] {games}, Rollout.Wanted.NOTHING, 0);
    var scratchCommands = new Commands(scratch, 0);
    var scratchNext = new Timestep(scratch, 0);
    scratchNext.moveTo(1);
    for (int step = -1; step < longest; step++) {
      for (int e = 0; e < games; e++) {
        int own = step - (longest - log[e].steps()); // -1 is this game's reset
        if (!running(e) || own < -1) {
          scratchCommands.command[e] = Command.SKIP;
        } else if (own == -1) {
          scratchCommands.command[e] = Command.RESET;
          scratchCommands.key[e] = commands.key[e];
        } else {
          scratchCommands.command[e] = Command.STEP;
          log[e].replay(own, scratch, 0, e);
        }
      }
      scratch.clear(1, 0);
      environment.advance(scratchCommands, scratchNext);
      scratch.rollOver();
    }
    for (int e = 0; e < games; e++) requireSamePresent(scratch, e);
  }

  private void requireSamePresent(Rollout scratch, int e) {
    if (!running(e)) return;
    for (int a = 0; a < rollout.agents; a++) {
      boolean same = scratch.state[scratch.cell(0, e, a)] == rollout.state[rollout.cell(0, from + e, a)];
      int row = rollout.row(0, from + e, a);
      if (same && row >= 0) {
        LayoutColumns was = rollout.layout(rollout.layoutOf(a));
        same = sameRow(was, row, scratch.layout(was.index), scratch.row(0, e, a));
      }
      if (!same) {
        throw new IllegalStateException(("%s does not repeat itself: game %d replayed from its reset shows agent %s "
            + "something else; declare restore = NONE, or let all chance come from the stream it is given")
            .formatted(rollout.spec.name(), from + e, rollout.spec.slots().get(a).id()));
      }
    }
  }

  /// @return whether two rows show the same observation and the same legal actions
  private static boolean sameRow(LayoutColumns was, int row, LayoutColumns is, int again) {
    int f = was.observation.layout.floats();
    int i = was.observation.layout.ints();
    int b = was.observation.layout.bytes();
    int m = was.maskWidth;
    return Arrays.equals(
            was.observation.floats, row * f, (row + 1) * f, is.observation.floats, again * f, (again + 1) * f)
        && Arrays.equals(was.observation.ints, row * i, (row + 1) * i, is.observation.ints, again * i, (again + 1) * i)
        && Arrays.equals(
            was.observation.bytes, row * b, (row + 1) * b, is.observation.bytes, again * b, (again + 1) * b)
        && Arrays.equals(was.mask, row * m, (row + 1) * m, is.mask, again * m, (again + 1) * m);
  }

  /// @return whether game `e` of this vector stands in the middle of an episode at timestep 0
  boolean running(int e) {
    return !rollout.last[rollout.moment(0, from + e)];
  }

  /// Gives up the running episodes of an environment that cannot be restored: booked as such, reset next.
  void abandon() {
    for (int e = 0; e < games; e++) {
      if (running(e)) book.abandon(e);
    }
    rollout.clear(0, vector);
    for (int e = 0; e < games; e++) {
      rollout.last[rollout.moment(0, from + e)] = true;
      for (int a = 0; a < rollout.agents; a++) rollout.carryNothing(from + e, a);
    }
  }
}
