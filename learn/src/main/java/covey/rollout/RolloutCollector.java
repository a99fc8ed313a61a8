package covey.rollout;

import covey.act.Policy;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.env.VectorEnvironment;
import covey.nn.Workers;
import covey.random.Keys;
import covey.random.Purpose;
import java.util.Arrays;
import java.util.List;

/// The one path by which experience is made: training, evaluation, matches and rendering all come through here.
///
/// Nothing is allocated per step. Every draw is a pure function of (seed, game, episode, ...), so results do not depend
/// on how games are spread over vectors' threads. The collector stores raw rewards and knows no discount.
public final class RolloutCollector implements AutoCloseable {

  /// How experience is made.
  ///
  /// @param environment makes the games
  /// @param games E
  /// @param steps transitions per rollout, T
  /// @param vectorSize games that one thread plays side by side; no result depends on it
  /// @param seats who sits together
  /// @param matchMaker binds policies to seats
  /// @param policies number of policies that matches may name
  /// @param wanted columns for critics
  /// @param memoryWidth floats of the widest policy memory
  /// @param seed root of all streams
  public record Setup(
      EnvironmentConfig environment,
      int games,
      int steps,
      int vectorSize,
      Seats seats,
      MatchMaker matchMaker,
      int policies,
      Rollout.Wanted wanted,
      int memoryWidth,
      long seed) {

    public Setup {
      if (games < 1 || steps < 1 || vectorSize < 1 || policies < 1) {
        throw new IllegalArgumentException("games = %d, steps = %d, vectorSize = %d, policies = %d, but all must be at least 1"
            .formatted(games, steps, vectorSize, policies));
      }
    }

    /// One policy for every agent, each agent alone, no columns for critics.
    public static Setup of(EnvironmentConfig environment, int games, int steps, long seed) {
      return new Setup(environment, games, steps, 64, Seats.alone(environment.spec().agents()), MatchMaker.SELF, 1,
          Rollout.Wanted.NOTHING, 0, seed);
    }

    public Setup wanting(Rollout.Wanted columns) {
      return new Setup(environment, games, steps, vectorSize, seats, matchMaker, policies, columns, memoryWidth, seed);
    }

    public Setup inVectorsOf(int size) {
      return new Setup(environment, games, steps, size, seats, matchMaker, policies, wanted, memoryWidth, seed);
    }
  }

  private final Setup setup;
  private final Rollout rollout;
  private final EpisodeLedger ledger;
  private final VectorPlay[] plays;
  private final Workers.Task play = this::play;
  private Policy.Actor[][] actors = new Policy.Actor[0][]; // [vectors][policies]
  private List<Policy> actorsOf = List.of();
  private int[] versions = new int[0];
  private boolean collected; // the rollout holds experience that has not been rolled over
  private boolean closed;

  public RolloutCollector(Setup setup) {
    this.setup = setup;
    EnvironmentSpec spec = setup.environment().spec();
    int[] sizes = vectorSizes(setup.games(), setup.vectorSize());
    this.rollout = new Rollout(spec, setup.steps(), sizes, setup.wanted(), setup.memoryWidth());
    this.ledger = new EpisodeLedger(rollout, setup.policies());
    this.plays = new VectorPlay[sizes.length];
    long environmentKey = Keys.of(setup.seed(), Purpose.ENVIRONMENT);
    long actionKey = Keys.of(setup.seed(), Purpose.ACTION);
    for (int v = 0; v < plays.length; v++) {
      VectorEnvironment environment = setup.environment().create(sizes[v]);
      plays[v] = new VectorPlay(rollout, v, environment, setup.seats(), setup.matchMaker(), ledger.book(v),
          environmentKey, actionKey);
    }
  }

  private static int[] vectorSizes(int games, int size) {
    int[] sizes = new int[(games + size - 1) / size];
    Arrays.fill(sizes, size);
    sizes[sizes.length - 1] = games - size * (sizes.length - 1);
    return sizes;
  }

  /// Plays at most `episodes` episodes in all, the same number in every game (the first games one more if they do not
  /// divide): never "the first to finish", which would favour short episodes.
  public void limitEpisodes(long episodes) {
    for (int game = 0; game < setup.games(); game++) {
      long share = episodes / setup.games() + (game < episodes % setup.games() ? 1 : 0);
      int vector = game / setup.vectorSize();
      plays[vector].quota[game - rollout.firstGame(vector)] = (int) Math.min(share, Integer.MAX_VALUE);
    }
  }

  /// Plays T transitions in every game and returns the (reused) rollout.
  ///
  /// @param policies by number, as the match-maker names them
  /// @param versionOfPolicy version of each, for the record
  public Rollout collect(Workers workers, List<Policy> policies, int[] versionOfPolicy) {
    settle();
    if (policies.size() != setup.policies()) {
      throw new IllegalArgumentException(
          "got " + policies.size() + " policies, but the setup names " + setup.policies());
    }
    if (!policies.equals(actorsOf)) {
      actors = new Policy.Actor[plays.length][policies.size()];
      for (Policy.Actor[] ofVector : actors) Arrays.setAll(ofVector, p -> policies.get(p).actor());
      actorsOf = List.copyOf(policies);
    }
    versions = versionOfPolicy;
    workers.run(plays.length, play);
    collected = true;
    return rollout;
  }

  private void play(int vector, int worker) {
    plays[vector].play(actors[vector], versions);
  }

  /// Ends the life of the present rollout: keeps what is open, and makes timestep T the next timestep 0.
  private void settle() {
    if (!collected) return;
    if (!rollout.spec.everyoneDecides()) keepOpen();
    rollout.rollOver();
    collected = false;
  }

  private void keepOpen() {
    for (int e = 0; e < rollout.games; e++) {
      for (int seat = 0; seat < setup.seats().count(); seat++) keepOpen(e, setup.seats().slots(seat));
    }
  }

  /// Carries the opening rows of a seat whose transitions are still open at T. A transition opens at a tick (a timestep
  /// where a member decides) and closes at the next tick or at its agent's end.
  private void keepOpen(int e, int[] slots) {
    int opening = rollout.steps;
    boolean ended = false;
    while (opening >= 0) {
      if (rollout.last[rollout.moment(opening, e)]) ended = true;
      if (ended || decides(opening, e, slots)) break;
      opening--;
    }
    // opening = T: closed there by a tick. opening < 0: what was carried before, if anything, is still open.
    for (int slot : slots) {
      boolean open = !ended && opening < rollout.steps && !endedSince(opening, e, slot);
      if (!open) {
        rollout.carryNothing(e, slot);
      } else if (opening >= 0) {
        if (present(opening, e, slot)) {
          rollout.carry(opening, e, slot);
        } else {
          rollout.carryNothing(e, slot);
        }
      }
    }
  }

  private boolean decides(int t, int e, int[] slots) {
    for (int slot : slots) if (rollout.state[rollout.cell(t, e, slot)] == AgentState.DECIDES) return true;
    return false;
  }

  private boolean present(int t, int e, int slot) {
    int cell = rollout.cell(t, e, slot);
    return rollout.state[cell] != AgentState.ABSENT && rollout.ended[cell] == Ending.NO;
  }

  private boolean endedSince(int opening, int e, int slot) {
    for (int t = Math.max(opening, 0); t <= rollout.steps; t++) {
      if (rollout.ended[rollout.cell(t, e, slot)] != Ending.NO) return true;
    }
    return false;
  }

  /// @return whether every game has played its share, see [#limitEpisodes]
  public boolean finished() {
    int t = collected ? rollout.steps : 0;
    for (int game = 0; game < setup.games(); game++) {
      int vector = game / setup.vectorSize();
      int quota = plays[vector].quota[game - rollout.firstGame(vector)];
      int moment = rollout.moment(t, game);
      if (!rollout.last[moment] || rollout.episode[moment] + 1 < quota) return false;
    }
    return true;
  }

  public EpisodeLedger ledger() {
    return ledger;
  }

  public Setup setup() {
    return setup;
  }

  /// The rollout, for builders that need its shape; filled by [#collect].
  public Rollout rollout() {
    return rollout;
  }

  /// Saves everything that the next rollout depends on. Ends the life of the present rollout.
  public void save(ArchiveWriter out) {
    settle();
    rollout.save(out.within("present"));
    ledger.save(out.within("ledger"));
    for (int v = 0; v < plays.length; v++) {
      ArchiveWriter vector = out.within("vector" + v);
      VectorPlay play = plays[v];
      vector.floats("memory", play.memoryNow);
      vector.ints("policyOfSlot", play.policyOfSlot);
      vector.ints("versionOfSlot", play.versionOfSlot);
      vector.longs("noiseKey", play.noiseKey);
      switch (rollout.spec.restore()) {
        case REPLAY -> {
          for (int e = 0; e < play.log.length; e++) play.log[e].save(vector.within("log" + e));
        }
        case STATE -> {
          for (int e = 0; e < play.log.length; e++) {
            if (play.running(e)) vector.bytes("game" + e, play.environment().save(e));
          }
        }
        case NONE -> {}
      }
    }
  }

  /// Takes over what [#save] gave, and rebuilds the running episodes.
  public void load(ArchiveReader in) {
    rollout.load(in.within("present"));
    ledger.load(in.within("ledger"));
    collected = false;
    for (int v = 0; v < plays.length; v++) {
      ArchiveReader vector = in.within("vector" + v);
      VectorPlay play = plays[v];
      vector.into("memory", play.memoryNow);
      vector.into("policyOfSlot", play.policyOfSlot);
      vector.into("versionOfSlot", play.versionOfSlot);
      vector.into("noiseKey", play.noiseKey);
      play.rekey();
      switch (rollout.spec.restore()) {
        case REPLAY -> {
          for (int e = 0; e < play.log.length; e++) play.log[e].load(vector.within("log" + e));
          play.restore();
        }
        case STATE -> {
          for (int e = 0; e < play.log.length; e++) {
            if (play.running(e)) play.environment().load(e, vector.bytes("game" + e));
          }
        }
        case NONE -> play.abandon();
      }
    }
  }

  /// Closes the environments, once.
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    for (VectorPlay play : plays) play.environment().close();
  }
}
