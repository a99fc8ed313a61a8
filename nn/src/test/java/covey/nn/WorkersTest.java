package covey.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void every_task_is_done_once_in_each_of_many_runs() {
    try (var workers = new Workers(4)) {
      var count = new AtomicIntegerArray(13);
      for (int run = 1; run <= 3000; run++) {
        workers.run(13, (task, worker) -> count.incrementAndGet(task));
        for (int task = 0; task < 13; task++) assertEquals(run, count.get(task));
      }
    }
  }

  @Test
  void runs_of_different_sizes_do_not_mix() {
    try (var workers = new Workers(3)) {
      for (int run = 0; run < 3000; run++) {
        int tasks = run % 5;
        var done = new AtomicInteger();
        workers.run(tasks, (task, worker) -> {
          assertTrue(task < tasks);
          done.incrementAndGet();
        });
        assertEquals(tasks, done.get());
      }
    }
  }

  @Test
  void a_worker_number_is_never_used_twice_at_once() {
    try (var workers = new Workers(4)) {
      var busy = new AtomicIntegerArray(4);
      for (int run = 0; run < 300; run++) {
        workers.run(16, (task, worker) -> {
          assertEquals(0, busy.getAndIncrement(worker));
          Thread.onSpinWait();
          busy.decrementAndGet(worker);
        });
      }
    }
  }

  @Test
  void helpers_that_have_gone_to_sleep_wake_up() throws InterruptedException {
    try (var workers = new Workers(2)) {
      for (int run = 0; run < 5; run++) {
        Thread.sleep(20); // long enough to park
        workers.run(2, together());
      }
    }
  }

  /// The caller is stopped between announcing a run and waking its helper, who has seen and done everything by then and
  /// sleeps again: that late call must not be taken for one to come.
  @Test
  void a_helper_that_is_woken_late_can_be_woken_again() {
    var stopped = new AtomicBoolean();
    try (var workers = new Workers(2, () -> {
      if (stopped.get()) sleep(20);
    })) {
      for (int run = 0; run < 3; run++) {
        workers.run(2, together());
        stopped.set(true);
        workers.run(2, (task, worker) -> {});
        stopped.set(false);
        sleep(20);
      }
    }
  }

  private final CyclicBarrier both = new CyclicBarrier(2);

  /// A task of two that cannot be done unless two workers do it.
  private Workers.Task together() {
    return (task, worker) -> {
      try {
        both.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new AssertionError("the helper sleeps", e);
      }
    };
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_failure_of_the_lowest_task_is_thrown_and_the_others_still_run() {
    try (var workers = new Workers(3)) {
      var done = new AtomicInteger();
      for (int run = 0; run < 100; run++) {
        done.set(0);
        var e = assertThrows(IllegalStateException.class, () -> workers.run(10, (task, worker) -> {
          done.incrementAndGet();
          if (task == 4 || task == 7) throw new IllegalStateException("task " + task);
        }));
        assertEquals("task 4", e.getMessage());
        assertEquals(10, done.get());
      }
      workers.run(3, (task, worker) -> done.incrementAndGet()); // and they go on working
      assertEquals(13, done.get());
    }
  }

  @Test
  void closed_workers_refuse_to_work() {
    var workers = new Workers(2);
    workers.close();
    assertThrows(IllegalStateException.class, () -> workers.run(2, (task, worker) -> {}));
    assertThrows(IllegalArgumentException.class, () -> new Workers(0));
  }
}
