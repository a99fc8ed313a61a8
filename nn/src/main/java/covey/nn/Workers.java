package covey.nn;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A few threads that do numbered tasks together, again and again, with little delay.
///
/// A minibatch of small networks takes some 50 µs, so a helper that has nothing to do spins briefly before it parks,
/// and the caller takes part in the work. Each worker begins at its own share of the tasks, so that what it touched in
/// the last run is still in its core's cache, and then takes what others have not begun: a thread that the system has
/// stopped delays only the task it is at. Results must not depend on who does what. Nothing is allocated per run.
public final class Workers implements AutoCloseable {

  /// A piece of work.
  @FunctionalInterface
  public interface Task {

    /// @param task   from 0 to the number of tasks
    /// @param worker from 0 to [Workers#threads]; the same number never runs twice at once
    void run(int task, int worker);
  }

  /// Looks at the round before parking: some 20 to 50 µs.
  private static final int SPINS = 4000;

  private final Thread[] helpers;
  private final boolean[] parked; // by helper, guarded by the helper
  private final AtomicLong round = new AtomicLong(); // odd while a run is being set up
  private final AtomicInteger finished = new AtomicInteger();
  private volatile AtomicLongArray claims = new AtomicLongArray(64); // by task: the last round somebody took it in
  private volatile @Nullable Task task;
  private volatile int tasks;
  private volatile boolean closed;
  private final Runnable announced;
  private final Object failureLock = new Object();
  private @Nullable Throwable failure;
  private int failedTask;

  /// @param threads including the caller's; 1 starts none
  public Workers(int threads) {
    this(threads, () -> {});
  }

  /// @param announced run by the caller where the system may stop it at the worst time: helpers see the run, and have not
  ///     been woken
  Workers(int threads, Runnable announced) {
    if (threads < 1) throw new IllegalArgumentException("threads = " + threads + ", but there must be at least 1");
    this.announced = announced;
    helpers = new Thread[threads - 1];
    parked = new boolean[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int helper = i;
      helpers[i] = Thread.ofPlatform().daemon().name("covey-worker-" + (i + 1)).unstarted(() -> help(helper));
    }
    for (Thread helper : helpers) helper.start();
  }

  public int threads() {
    return helpers.length + 1;
  }

  /// Does tasks 0 to `count` and returns when all are done. If some fail, the others still run, and the failure of
  /// the lowest number is thrown.
  ///
  /// Only one thread may call this at a time, and no task may.
  public void run(int count, Task work) {
    if (closed) throw new IllegalStateException("these workers are closed");
    if (helpers.length == 0 || count <= 1) {
      alone(count, work);
    } else {
      long now = round.get();
      round.set(now + 1);
      if (claims.length() < count) claims = new AtomicLongArray(2 * count);
      task = work;
      tasks = count;
      finished.set(0);
      round.set(now + 2);
      announced.run();
      wake(Math.min(helpers.length, count - 1));
      takePart(0);
      await(count);
      task = null;
    }
    rethrow();
  }

  private void alone(int count, Task work) {
    for (int i = 0; i < count; i++) perform(work, i, 0);
  }

  private void perform(Task work, int number, int worker) {
    try {
      work.run(number, worker);
    } catch (Throwable e) {
      note(number, e);
    }
  }

  private void await(int count) {
    for (int spins = 0; finished.get() < count; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1000); // a helper has lost its core; ours may be the one it needs
      }
    }
  }

  private void wake(int wanted) {
    for (int i = 0; i < wanted; i++) {
      boolean sleeps;
      synchronized (helpers[i]) {
        sleeps = parked[i];
        parked[i] = false;
      }
      if (sleeps) LockSupport.unpark(helpers[i]);
    }
  }

  /// Takes tasks of the present round until none is left. Task, number and claims are read between two looks at the
  /// round, so they belong together; in a round that is over, every task is claimed already.
  private void takePart(int worker) {
    long now = round.get();
    Task work = task;
    int count = tasks;
    AtomicLongArray claim = claims;
    if ((now & 1) != 0 || round.get() != now || work == null) return;
    int first = (int) ((long) worker * count / threads());
    for (int i = 0; i < count; i++) {
      int number = first + i < count ? first + i : first + i - count;
      long last = claim.get(number);
      if (last < now && claim.compareAndSet(number, last, now)) {
        perform(work, number, worker);
        finished.incrementAndGet();
      }
    }
  }

  private void help(int helper) {
    long seen = 0;
    int idle = 0;
    while (!closed) {
      long now = round.get();
      if (now != seen && (now & 1) == 0) {
        seen = now;
        idle = 0;
        takePart(helper + 1);
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        park(helper, seen);
        idle = 0;
      }
    }
  }

  /// Sleeps until the round has moved on. Says so before each look at the round, again after every wake-up: a caller that
  /// was stopped before it woke us may do so for a round that we have seen already.
  private void park(int helper, long seen) {
    while (!closed) {
      sleeps(helper, true);
      if (round.get() != seen) break;
      LockSupport.park(this);
    }
    sleeps(helper, false);
  }

  private void sleeps(int helper, boolean now) {
    synchronized (helpers[helper]) {
      parked[helper] = now;
    }
  }

  private void note(int number, Throwable e) {
    synchronized (failureLock) {
      if (failure == null || number < failedTask) {
        failure = e;
        failedTask = number;
      }
    }
  }

  private void rethrow() {
    Throwable e;
    synchronized (failureLock) {
      e = failure;
      failure = null;
    }
    if (e instanceof RuntimeException unchecked) throw unchecked;
    if (e instanceof Error error) throw error;
    if (e != null) throw new IllegalStateException(e);
  }

  /// Ends the helpers and waits for them.
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) LockSupport.unpark(helper);
    boolean interrupted = false;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
