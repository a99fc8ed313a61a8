package covey.rollout;

import covey.act.Policy;
import covey.archive.ArchiveException;
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
      int agents = environment.spec().agents();
      if (seats.agents() != agents) {
        throw new IllegalArgumentException("seats are for %d agents, but %s has %d"
            .formatted(seats.agents(), environment.spec().name(), agents));
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

    /// The same experience with other players in some seats.
    ///
    /// @param count number of policies that matches may name
    /// @param memory floats of the widest policy memory
    public Setup playedBy(MatchMaker other, int count, int memory) {
      return new Setup(environment, games, steps, vectorSize, seats, other, count, wanted, memory, seed);
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
  private boolean played; // the environments are no longer fresh
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
    try {
      for (int v = 0; v < plays.length; v++) {
        VectorEnvironment environment = setup.environment().create(sizes[v]);
        plays[v] = new VectorPlay(rollout, v, environment, setup, ledger.book(v), environmentKey, actionKey);
      }
    } catch (RuntimeException | Error problem) {
      closeAfter(problem);
      throw problem;
    }
  }

  @SuppressWarnings("ConstantValue") // a constructor that failed leaves places empty
  private void closeAfter(Throwable problem) {
    for (VectorPlay made : plays) {
      try {
        if (made != null) made.environment().close();
      } catch (RuntimeException | Error another) {
        problem.addSuppressed(another);
      }
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
    if (closed) throw new IllegalStateException("this collector is closed");
    if (policies.size() != setup.policies() || versionOfPolicy.length != setup.policies()) {
      throw new IllegalArgumentException("got %d policies and %d versions, but the setup names %d"
          .formatted(policies.size(), versionOfPolicy.length, setup.policies()));
    }
    settle();
    played = true;
    if (!policies.equals(actorsOf)) {
      requireRoomForMemory(policies);
      actors = new Policy.Actor[plays.length][policies.size()];
      for (Policy.Actor[] ofVector : actors) Arrays.setAll(ofVector, p -> policies.get(p).actor());
      actorsOf = List.copyOf(policies);
    }
    versions = versionOfPolicy;
    workers.run(plays.length, play);
    collected = true;
    return rollout;
  }

  private void requireRoomForMemory(List<Policy> policies) {
    for (int p = 0; p < policies.size(); p++) {
      int width = policies.get(p).memory();
      if (width > setup.memoryWidth()) {
        throw new IllegalArgumentException("policy %d keeps %d floats of memory, but the setup has room for %d: set memoryWidth"
            .formatted(p, width, setup.memoryWidth()));
      }
    }
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
  ///
  /// What is saved is told by game: it can be loaded by a collector of the same games that spreads them over vectors
  /// differently, or takes another number of steps at a time.
  public void save(ArchiveWriter out) {
    settle();
    int slots = rollout.games * rollout.agents;
    int width = setup.memoryWidth();
    float[] memory = new float[slots * width];
    int[] policyOfSlot = new int[slots];
    int[] versionOfSlot = new int[slots];
    long[] noiseKey = new long[rollout.games];
    long[] chanceKey = new long[rollout.games];
    for (int v = 0; v < plays.length; v++) {
      VectorPlay play = plays[v];
      int game = rollout.firstGame(v);
      int slot = game * rollout.agents;
      System.arraycopy(play.memoryNow, 0, memory, slot * width, play.memoryNow.length);
      System.arraycopy(play.policyOfSlot, 0, policyOfSlot, slot, play.policyOfSlot.length);
      System.arraycopy(play.versionOfSlot, 0, versionOfSlot, slot, play.versionOfSlot.length);
      System.arraycopy(play.noiseKey, 0, noiseKey, game, play.noiseKey.length);
      System.arraycopy(play.chanceKey(), 0, chanceKey, game, play.chanceKey().length);
      for (int e = 0; e < play.log.length; e++) saveGame(out.within("game" + (game + e)), play, e);
    }
    out.text("environment", rollout.spec.name());
    rollout.save(out.within("present"));
    ledger.save(out.within("ledger"));
    out.floats("memory", memory);
    out.ints("policyOfSlot", policyOfSlot);
    out.ints("versionOfSlot", versionOfSlot);
    out.longs("noiseKey", noiseKey);
    out.longs("chanceKey", chanceKey);
  }

  private void saveGame(ArchiveWriter out, VectorPlay play, int e) {
    if (!play.running(e)) return;
    switch (rollout.spec.restore()) {
      case REPLAY -> play.log[e].save(out);
      case STATE -> out.bytes("state", play.environment().save(e));
      case NONE -> {}
    }
  }

  /// Takes over what [#save] gave, and rebuilds the running episodes. For a collector that has not played yet.
  ///
  /// @throws IllegalStateException if this collector has played, or the environment does not repeat what it did
  public void load(ArchiveReader in) {
    if (played) throw new IllegalStateException("this collector has played: only a fresh one can take over a checkpoint");
    String saved = in.text("environment");
    if (!saved.equals(rollout.spec.name())) {
      throw new ArchiveException("the checkpoint is one of %s, but the environment is %s".formatted(saved, rollout.spec.name()));
    }
    played = true;
    rollout.load(in.within("present"));
    ledger.load(in.within("ledger"));
    int slots = rollout.games * rollout.agents;
    int width = setup.memoryWidth();
    float[] memory = in.floats("memory", slots * width);
    int[] policyOfSlot = in.ints("policyOfSlot", slots);
    int[] versionOfSlot = in.ints("versionOfSlot", slots);
    long[] noiseKey = in.longs("noiseKey", rollout.games);
    long[] chanceKey = in.longs("chanceKey", rollout.games);
    for (int v = 0; v < plays.length; v++) {
      VectorPlay play = plays[v];
      int game = rollout.firstGame(v);
      int slot = game * rollout.agents;
      System.arraycopy(memory, slot * width, play.memoryNow, 0, play.memoryNow.length);
      System.arraycopy(policyOfSlot, slot, play.policyOfSlot, 0, play.policyOfSlot.length);
      System.arraycopy(versionOfSlot, slot, play.versionOfSlot, 0, play.versionOfSlot.length);
      System.arraycopy(noiseKey, game, play.noiseKey, 0, play.noiseKey.length);
      System.arraycopy(chanceKey, game, play.chanceKey(), 0, play.chanceKey().length);
      loadGames(in, play, game);
    }
  }

  private void loadGames(ArchiveReader in, VectorPlay play, int firstGame) {
    switch (rollout.spec.restore()) {
      case REPLAY -> {
        for (int e = 0; e < play.log.length; e++) {
          if (play.running(e)) play.log[e].load(in.within("game" + (firstGame + e)));
        }
        play.restore();
      }
      case STATE -> {
        for (int e = 0; e < play.log.length; e++) {
          if (play.running(e)) play.environment().load(e, in.within("game" + (firstGame + e)).bytes("state"));
        }
      }
      case NONE -> play.abandon();
    }
  }

  /// Closes the environments, each once, whatever one of them throws.
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    RuntimeException problem = null;
    for (VectorPlay play : plays) {
      try {
        play.environment().close();
      } catch (RuntimeException another) {
        if (problem == null) {
          problem = another;
        } else {
          problem.addSuppressed(another);
        }
      }
    }
    if (problem != null) throw problem;
  }
}
