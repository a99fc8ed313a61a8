package covey.wrap;

import covey.config.Option;
import covey.config.Validation;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import org.jspecify.annotations.Nullable;

/// Steps the games of one vector on several threads, each game in turn by whoever is free: for simulations of which one
/// step takes long (a tenth of a millisecond and more). The same bytes as without it.
///
/// The threads are platform threads of the vector and end with it. Each game writes into memory of its own, and one
/// thread copies all of it in the order of the games.
///
/// @param threads threads beside the caller's, which waits meanwhile
public record Parallel(
    @Option(byDefault = "4", help = "threads that step games, at least 1", usual = "the number of cores") int threads)
    implements Wrapper {

  public Parallel {
    Validation.of(Parallel.class)
        .require(threads >= 1, "threads", threads, "must be at least 1")
        .throwIfInvalid();
  }

  /// The spec itself: nothing shows outside.
  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    return inner;
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    return new Spread(inner, games, Math.min(threads, games));
  }

  private static final class Spread implements VectorEnvironment {
    private final EnvironmentSpec spec;
    private final InnerGames inner;
    private final Thread[] threads;
    private final @Nullable Throwable[] problem; // [games]
    private final Object turn = new Object(); // guards what follows
    private int next; // game that is to be stepped next
    private int done; // games that have been stepped
    private boolean closed;

    Spread(EnvironmentConfig config, int games, int count) {
      this.spec = config.spec();
      this.inner = InnerGames.apart(config, games);
      this.problem = new Throwable[games];
      this.next = games;
      this.done = games;
      this.threads = new Thread[count];
      for (int i = 0; i < count; i++) {
        threads[i] = Thread.ofPlatform().daemon().name(spec.name() + "-" + i).start(this::work);
      }
    }

    private void work() {
      for (int game = draw(); game >= 0; game = draw()) {
        try {
          inner.advance(game);
        } catch (RuntimeException | Error e) {
          problem[game] = e;
        }
        synchronized (turn) {
          if (++done == games()) turn.notifyAll();
        }
      }
    }

    /// Waits for a game that is to be stepped.
    ///
    /// @return its number, or -1 if there will be none any more
    private int draw() {
      synchronized (turn) {
        try {
          while (next == games() && !closed) turn.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return -1;
        }
        return closed ? -1 : next++;
      }
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public int games() {
      return problem.length;
    }

    @Override
    public void advance(Commands in, Timestep out) {
      inner.take(in);
      synchronized (turn) {
        next = 0;
        done = 0;
        turn.notifyAll();
        try {
          while (done < games()) turn.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(spec.name() + ": interrupted while games are stepped", e);
        }
      }
      for (Throwable each : problem) {
        if (each instanceof RuntimeException e) throw e;
        if (each instanceof Error e) throw e;
      }
      for (int e = 0; e < games(); e++) inner.give(e, out, InnerGames.AS_IT_IS);
    }

    @Override
    public byte[] save(int game) {
      return inner.save(game);
    }

    @Override
    public void load(int game, byte[] saved) {
      inner.load(game, saved);
    }

    @Override
    public void close() {
      synchronized (turn) {
        closed = true;
        turn.notifyAll();
      }
      boolean interrupted = false;
      for (Thread each : threads) {
        try {
          each.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) Thread.currentThread().interrupt();
      inner.close();
    }
  }
}
