package covey.run;

import java.util.ArrayDeque;
import java.util.Deque;

/// What must be closed, in reverse order, each exactly once, also if something fails on the way.
final class Belongings implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T belonging) {
    open.push(belonging);
    return belonging;
  }

  /// Closes everything because of `reason`, which is what the caller will hear of.
  void closeAfter(Throwable reason) {
    try {
      close();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /// @throws RuntimeException the first failure, with later ones suppressed in it
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        if (failure == null) failure = e;
        else failure.addSuppressed(e);
      } catch (Exception e) {
        var wrapped = new RunException("something could not be closed: " + e.getMessage(), e);
        if (failure == null) failure = wrapped;
        else failure.addSuppressed(wrapped);
      }
    }
    if (failure != null) throw failure;
  }
}
