package covey.cli;

import java.util.concurrent.CountDownLatch;

/// Turns Ctrl-C (and a friendly kill) into a request: the process stays until the work has put its things in order and
/// the command has said so. The JVM then ends with 128 + the signal's number, 130 for Ctrl-C.
final class Interrupts implements AutoCloseable {
  private static final CountDownLatch SETTLED = new CountDownLatch(1);

  private final Thread hook;
  private volatile boolean interrupted;

  private Interrupts(Runnable request) {
    hook = new Thread(() -> {
      interrupted = true;
      request.run();
      awaitOrder();
    }, "covey-interrupt");
  }

  /// Until it is closed, an interrupt calls `request`, from another thread, instead of ending the process.
  static Interrupts ask(Runnable request) {
    var interrupts = new Interrupts(request);
    Runtime.getRuntime().addShutdownHook(interrupts.hook);
    return interrupts;
  }

  /// The command is over, and everything is said: an interrupted process may end.
  static void settle() {
    SETTLED.countDown();
  }

  private static void awaitOrder() {
    boolean settled = false;
    while (!settled) {
      try {
        SETTLED.await();
        settled = true;
      } catch (InterruptedException _) {
        // nothing may interrupt this: a checkpoint is being written
      }
    }
  }

  @Override
  public void close() {
    if (interrupted) return; // the process is ending; whoever started the command settles
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // it began to end just now, and waits for the command like any other time
    }
  }
}
