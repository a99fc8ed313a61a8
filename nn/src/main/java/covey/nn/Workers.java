package covey.nn;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A few threads that do numbered tasks together, again and again, with little delay.
///
/// A minibatch of small networks takes some 50 µs, so a helper that has nothing to do spins briefly before it parks,
/// and the caller takes part in the work. Which thread does which task is left to chance: results must not depend on
/// it. Nothing is allocated per run.
public final class Workers implements AutoCloseable {

  /// A piece of work.
  @FunctionalInterface
  public interface Task {

    /// @param task   from 0 to the number of tasks
    /// @param worker from 0 to [Workers#threads]; the same number never runs twice at once
    void run(int task, int worker);
  }

  /// Looks at the ticket before parking: some 20 to 50 µs.
  private static final int SPINS = 4000;

  private static final long SHUT = Integer.MAX_VALUE;

  private final Thread[] helpers;
  private final boolean[] parked;
  private final AtomicLong ticket = new AtomicLong(); // round in the upper half, next task in the lower
  private final AtomicInteger finished = new AtomicInteger();
  private volatile @Nullable Task task;
  private volatile int tasks;
  private volatile boolean closed;
  private final Object failureLock = new Object();
  private @Nullable Throwable failure;
  private int failedTask;

  /// @param threads including the caller's; 1 starts none
  public Workers(int threads) {
    if (threads < 1) throw new IllegalArgumentException("threads = " + threads + ", but there must be at least 1");
    helpers = new Thread[threads - 1];
    parked = new boolean[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int helper = i;
      helpers[i] = Thread.ofPlatform().daemon().name("covey-worker-" + (i + 1)).unstarted(() -> help(helper));
    }
    for (Thread thread : helpers) thread.start(); // only now: a helper reads the whole array
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
      for (int i = 0; i < count; i++) work.run(i, 0);
      return;
    }
    long round = (ticket.get() >>> 32) + 1;
    ticket.set(round << 32 | SHUT); // a helper that is late with the last round now fails to take a ticket
    task = work;
    tasks = count;
    finished.set(0);
    ticket.set((round + 1) << 32);
    wake(Math.min(helpers.length, count - 1));
    takePart(0);
    for (int spins = 0; finished.get() < count; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1000); // a helper has lost its core; ours may be the one it needs
      }
    }
    task = null;
    rethrow();
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

  /// Takes tasks of the present round until none is left. A ticket is taken only if its round has not changed since
  /// the task was read, so nobody ever does a task of an earlier round.
  private void takePart(int worker) {
    while (true) {
      long now = ticket.get();
      int next = (int) now;
      Task work = task;
      if (work == null || next >= tasks) return;
      if (!ticket.compareAndSet(now, now + 1)) continue;
      try {
        work.run(next, worker);
      } catch (Throwable e) {
        note(next, e);
      }
      finished.incrementAndGet();
    }
  }

  private void help(int helper) {
    long seen = 0;
    int idle = 0;
    while (!closed) {
      long round = ticket.get() >>> 32;
      if (round != seen) {
        seen = round;
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

  private void park(int helper, long seen) {
    synchronized (helpers[helper]) {
      parked[helper] = true;
    }
    while (!closed && ticket.get() >>> 32 == seen) {
      LockSupport.park(this);
    }
    synchronized (helpers[helper]) {
      parked[helper] = false;
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
