package covey.ops;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.Rollout;
import covey.rollout.ExactSums;
import covey.rollout.Seats;
import java.util.Arrays;

/// Turns rollouts into the transitions of one policy's agents: from one decision to the next, or to the agent's end.
///
/// Seats have a clock of their own. A *tick* of a seat is a timestep where one of its members DECIDES. At each tick every
/// present member opens an entry, which closes at the seat's next tick, or earlier where the member ends. For a lone agent
/// an entry is one of its decisions; in a group a member that waits at a tick has an entry without a decision.
///
/// An entry is delivered in the rollout where it closes. What is open at T is carried: the collector keeps the rows, this
/// class keeps the sums. Therefore every rollout must be taken once, in order, even when nothing is learned from it; and
/// the closed entries of a run are the same, bit for bit, however the run is cut into rollouts.
///
/// With `s` the time elapsed since the decision, the entry's reward is the sum of gamma^s times the rewards paid
/// while it was open (s taken at the start of each transition), and its discount is gamma^(time of the whole entry), 0 if
/// the agent terminated.
///
/// Entries are in canonical order: (closing timestep, game, seat, member).
public final class Transitions {
  /// Closed by a tick: bootstrapped from the row there.
  public static final byte NEXT = 0;

  /// Closed by termination: nothing follows.
  public static final byte TERMINATED = 1;

  /// Closed by truncation: bootstrapped from the final row.
  public static final byte TRUNCATED = 2;

  private static final int NOT_OPEN = -2;
  private static final int CARRIED = -1;

  private final Seats seats;
  private final int policy;
  private final double gamma;
  private final double logGamma;
  private final LearnedReward learned;
  private final double[] weights; // of auxiliary rewards
  private final int agents;

  // open entries [E, A]
  private final int[] openAt; // timestep of the decision in the present rollout, CARRIED or NOT_OPEN
  private final double[] openReward;
  private final double[] openElapsed;
  private final boolean[] openDecided;
  private final int[] openEpisode;
  private final int[] openGeneration;
  private final int[] openClock;
  private final int[] openVersion;
  private final ExactSums openPaid;
  private final double[] trace; // scratch of gae

  // closed entries of the rollout taken last
  private int count;
  private final int[] row;
  private final int[] nextRow;
  private final int[] layout;
  private final int[] slot;
  private final int[] game;
  private final boolean[] decided;
  private final byte[] kind;
  private final double[] reward;
  private final double[] elapsed;
  private final double[] discount;
  private final int[] episode;
  private final int[] generation;
  private final int[] clock;
  private final int[] version;
  private final int[] openedAt; // timestep in the rollout taken last, CARRIED before it
  private final int[] closedAt;

  private final ExactSums closed = new ExactSums(1);
  private final ExactSums unattributed = new ExactSums(1);
  private long truncatedWaiting;
  private int payments; // of the rollout taken last, to agents with an open entry, other than 0
  private int clipped; // of these

  /// @param shape a rollout of the collector that will be taken; only its shape matters
  /// @param policy number of the policy whose seats are taken
  /// @param gamma discount per unit of time, in [0, 1]
  public Transitions(Rollout shape, Seats seats, int policy, double gamma) {
    this(shape, seats, policy, gamma, LearnedReward.RAW);
  }

  /// @param learned what of the rewards is learned from; sums that are compared with the ledger stay raw
  public Transitions(Rollout shape, Seats seats, int policy, double gamma, LearnedReward learned) {
    if (!(gamma >= 0 && gamma <= 1)) {
      throw new IllegalArgumentException("gamma = " + gamma + ", but it must lie in [0, 1]; 0.99 is usual");
    }
    this.seats = seats;
    this.policy = policy;
    this.gamma = gamma;
    this.logGamma = StrictMath.log(gamma);
    this.learned = learned;
    this.weights = learned.weights(shape.spec);
    this.agents = shape.agents;
    int open = shape.games * agents;
    openAt = new int[open];
    Arrays.fill(openAt, NOT_OPEN);
    openReward = new double[open];
    openElapsed = new double[open];
    openDecided = new boolean[open];
    openEpisode = new int[open];
    openGeneration = new int[open];
    openClock = new int[open];
    openVersion = new int[open];
    openPaid = new ExactSums(open);
    trace = new double[open];
    int most = open * (shape.steps + 1);
    row = new int[most];
    nextRow = new int[most];
    layout = new int[most];
    slot = new int[most];
    game = new int[most];
    decided = new boolean[most];
    kind = new byte[most];
    reward = new double[most];
    elapsed = new double[most];
    discount = new double[most];
    episode = new int[most];
    generation = new int[most];
    clock = new int[most];
    version = new int[most];
    openedAt = new int[most];
    closedAt = new int[most];
  }

  /// Takes the next rollout; the closed entries replace those of the one before.
  public void take(Rollout rollout) {
    count = 0;
    payments = 0;
    clipped = 0;
    for (int i = 0; i < openAt.length; i++) if (openAt[i] != NOT_OPEN) openAt[i] = CARRIED;
    for (int e = 0; e < rollout.games; e++) if (rollout.last[rollout.moment(0, e)]) giveUp(e);
    for (int t = 0; t <= rollout.steps; t++) {
      for (int e = 0; e < rollout.games; e++) {
        boolean stepped = t > 0 && !rollout.last[rollout.moment(t - 1, e)];
        for (int seat = 0; seat < seats.count(); seat++) take(rollout, t, e, seats.slots(seat), stepped);
      }
    }
  }

  /// Drops what is open in a game whose episode was given up on resume: it has no end to close at.
  private void giveUp(int e) {
    for (int place = e * agents; place < (e + 1) * agents; place++) {
      if (openAt[place] == NOT_OPEN) continue;
      unattributed.add(0, openPaid, place);
      openPaid.clear(place);
      openAt[place] = NOT_OPEN;
    }
  }

  private void take(Rollout rollout, int t, int e, int[] slots, boolean stepped) {
    boolean tick = false;
    for (int a : slots) tick |= rollout.state[rollout.cell(t, e, a)] == AgentState.DECIDES;
    if (stepped) {
      for (int a : slots) {
        if (rollout.policy[rollout.cell(t - 1, e, a)] == policy) pay(rollout, t, e, a, tick);
      }
    }
    if (tick && t < rollout.steps) {
      for (int a : slots) {
        if (rollout.policy[rollout.cell(t, e, a)] == policy) open(rollout, t, e, a);
      }
    }
  }

  /// Adds what transition t - 1 paid, and closes the entry if its agent ends here or its seat ticks.
  private void pay(Rollout rollout, int t, int e, int a, boolean tick) {
    int place = e * agents + a;
    int paid = rollout.cell(t - 1, e, a);
    int cell = rollout.cell(t, e, a);
    double amount = rollout.reward[paid];
    if (openAt[place] == NOT_OPEN) {
      if (amount != 0) unattributed.add(0, amount);
      return;
    }
    if (amount != 0) {
      openReward[place] += discount(openElapsed[place]) * learned.of(amount);
      openPaid.add(place, amount);
      payments++;
      if (learned.clips(amount)) clipped++;
    }
    for (int i = 0; i < weights.length; i++) {
      double extra = weights[i] == 0 ? 0 : weights[i] * rollout.auxiliary[i][paid];
      if (extra != 0) openReward[place] += discount(openElapsed[place]) * extra;
    }
    openElapsed[place] += rollout.elapsed[rollout.moment(t - 1, e)];
    byte ending = rollout.ended[cell];
    if (ending == Ending.TERMINATED) {
      close(rollout, t, e, a, TERMINATED, -1);
    } else if (ending == Ending.TRUNCATED) {
      if (rollout.state[rollout.cell(t - 1, e, a)] == AgentState.WAITS) truncatedWaiting++;
      close(rollout, t, e, a, TRUNCATED, rollout.row(t, e, a));
    } else if (tick) {
      close(rollout, t, e, a, NEXT, rollout.row(t, e, a));
    }
  }

  /// @return gamma^time: by multiplication for the whole part, so that hand tables hold exactly; allocates nothing,
  ///     which StrictMath.pow does
  private double discount(double time) {
    if (time > Integer.MAX_VALUE) return StrictMath.exp(time * logGamma);
    double fraction = time - (int) time;
    double power = fraction == 0 ? 1 : StrictMath.exp(fraction * logGamma);
    double square = gamma;
    for (int left = (int) time; left > 0; left >>= 1) {
      if ((left & 1) == 1) power *= square;
      square *= square;
    }
    return power;
  }

  private void close(Rollout rollout, int t, int e, int a, byte how, int next) {
    int place = e * agents + a;
    int at = openAt[place];
    int i = count++;
    row[i] = at == CARRIED ? rollout.carried(e, a) : rollout.row(at, e, a);
    nextRow[i] = next;
    layout[i] = rollout.layoutOf(a);
    slot[i] = a;
    game[i] = e;
    decided[i] = openDecided[place];
    kind[i] = how;
    reward[i] = openReward[place];
    elapsed[i] = openElapsed[place];
    discount[i] = how == TERMINATED ? 0 : discount(openElapsed[place]);
    episode[i] = openEpisode[place];
    generation[i] = openGeneration[place];
    clock[i] = openClock[place];
    version[i] = openVersion[place];
    openedAt[i] = at;
    closedAt[i] = t;
    closed.add(0, openPaid, place);
    openPaid.clear(place);
    openAt[place] = NOT_OPEN;
  }

  private void open(Rollout rollout, int t, int e, int a) {
    int cell = rollout.cell(t, e, a);
    if (rollout.state[cell] == AgentState.ABSENT || rollout.ended[cell] != Ending.NO) return;
    int place = e * agents + a;
    openAt[place] = t;
    openReward[place] = 0;
    openElapsed[place] = 0;
    openDecided[place] = rollout.state[cell] == AgentState.DECIDES;
    openEpisode[place] = rollout.episode[rollout.moment(t, e)];
    openGeneration[place] = rollout.generation[cell];
    openClock[place] = rollout.clock[rollout.moment(t, e)];
    openVersion[place] = rollout.version[cell];
  }

  /// Generalised advantage estimation over the entries of the rollout taken last.
  ///
  /// ```
  /// delta[i] = reward[i] + discount[i] * next[i] - value[i]
  /// A[i]     = delta[i] + discount[i] * lambda * A[the entry that opens where i closes]
  /// ```
  ///
  /// The trace ends where the agent ends, and where the following entry closes in a later rollout. Lambda decays per
  /// decision, the discount per time elapsed.
  ///
  /// Source: Schulman et al., "High-Dimensional Continuous Control Using Generalized Advantage Estimation", 2016, eq. 16,
  /// <https://arxiv.org/abs/1506.02438>. Departure: entries may span several timesteps (semi-Markov), and truncation keeps
  /// its bootstrap.
  ///
  /// @param value critic's estimate at each entry's row, in reward units
  /// @param next estimate at each entry's next row; unused where the agent terminated
  /// @param lambda trace decay per decision, in [0, 1]; 0 is one-step TD, 1 is Monte Carlo
  /// @param advantage result for each entry, in reward units
  public void gae(double[] value, double[] next, double lambda, double[] advantage) {
    requireLength("value", value);
    requireLength("next", next);
    requireLength("advantage", advantage);
    Arrays.fill(trace, 0);
    for (int i = count - 1; i >= 0; i--) {
      int place = game[i] * agents + slot[i];
      double bootstrap = kind[i] == TERMINATED ? 0 : discount[i] * next[i];
      double delta = reward[i] + bootstrap - value[i];
      double carried = kind[i] == NEXT ? discount[i] * lambda * trace[place] : 0;
      advantage[i] = delta + carried;
      trace[place] = advantage[i];
    }
  }

  private void requireLength(String name, double[] values) {
    if (values.length < count) {
      throw new IllegalArgumentException(name + " must hold a number for each of " + count + " entries, but has "
          + values.length);
    }
  }

  /// @return number of entries
  public int count() {
    return count;
  }

  /// @return most entries that one rollout can close
  public int capacity() {
    return row.length;
  }

  /// @return row of the decision in the columns of [#layout]; carried rows included; -1: a waiting member without a row
  public int row(int i) {
    return row[i];
  }

  /// @return row from which to bootstrap; -1 where terminated, or where a waiting member has no row
  public int nextRow(int i) {
    return nextRow[i];
  }

  public int layout(int i) {
    return layout[i];
  }

  public int slot(int i) {
    return slot[i];
  }

  public int game(int i) {
    return game[i];
  }

  /// @return whether the entry carries an action of its agent; false for waiting members of a group
  public boolean decided(int i) {
    return decided[i];
  }

  /// @return [#NEXT], [#TERMINATED] or [#TRUNCATED]
  public byte kind(int i) {
    return kind[i];
  }

  /// @return discounted reward, in the environment's unit unless [LearnedReward] scales it
  public double reward(int i) {
    return reward[i];
  }

  /// @return time from the decision to the close
  public double elapsed(int i) {
    return elapsed[i];
  }

  /// @return gamma^elapsed, 0 where terminated
  public double discount(int i) {
    return discount[i];
  }

  /// @return number of the game's episode at the decision
  public int episode(int i) {
    return episode[i];
  }

  public int generation(int i) {
    return generation[i];
  }

  /// @return timesteps from the reset to the decision
  public int clock(int i) {
    return clock[i];
  }

  /// @return version of the policy that decided
  public int version(int i) {
    return version[i];
  }

  /// @return timestep of the decision in the rollout taken last, or -1 if the entry was carried into it
  public int openedAt(int i) {
    return openedAt[i];
  }

  /// @return timestep where the entry closed
  public int closedAt(int i) {
    return closedAt[i];
  }

  /// @return raw rewards of all entries closed so far, exactly; an array of one
  public ExactSums closed() {
    return closed;
  }

  /// @return raw rewards of entries that are open, exactly; an array of one
  public ExactSums open() {
    return openPaid.total();
  }

  /// @return raw rewards that were paid while no entry was open (before an agent's first decision) or in entries that were
  ///     given up with their episode, exactly
  public ExactSums unattributed() {
    return unattributed;
  }

  /// @return share of the rewards other than 0 that were clipped, in the rollout taken last
  public double clippedShare() {
    return payments == 0 ? 0 : (double) clipped / payments;
  }

  /// @return number of entries, over the whole run, whose agent was truncated while it waited
  public long truncatedWaiting() {
    return truncatedWaiting;
  }

  public void save(ArchiveWriter out) {
    byte[] flags = new byte[openAt.length];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = (byte) ((openAt[i] == NOT_OPEN ? 0 : 1) | (openDecided[i] ? 2 : 0));
    }
    out.bytes("open", flags);
    out.doubles("reward", openReward);
    out.doubles("elapsed", openElapsed);
    out.ints("episode", openEpisode);
    out.ints("generation", openGeneration);
    out.ints("clock", openClock);
    out.ints("version", openVersion);
    out.longs("paid", openPaid.words());
    out.longs("closed", closed.words());
    out.longs("unattributed", unattributed.words());
    out.longs("truncatedWaiting", truncatedWaiting);
  }

  public void load(ArchiveReader in) {
    byte[] flags = in.bytes("open", openAt.length);
    for (int i = 0; i < flags.length; i++) {
      openAt[i] = (flags[i] & 1) == 0 ? NOT_OPEN : CARRIED;
      openDecided[i] = (flags[i] & 2) != 0;
    }
    in.into("reward", openReward);
    in.into("elapsed", openElapsed);
    in.into("episode", openEpisode);
    in.into("generation", openGeneration);
    in.into("clock", openClock);
    in.into("version", openVersion);
    openPaid.load(in.longs("paid", 2 * openPaid.size()));
    closed.load(in.longs("closed", 2));
    unattributed.load(in.longs("unattributed", 2));
    truncatedWaiting = in.longs("truncatedWaiting", 1)[0];
    count = 0;
  }
}
