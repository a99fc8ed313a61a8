package covey.testkit.contract;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// The JVM's counts of what a thread has used.
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /// @return bytes that this thread has allocated since its start; the call itself allocates nothing
  static long ofThisThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /// @return nanoseconds of processor time that this thread has used
  static long timeOfThisThread() {
    return THREADS.getCurrentThreadCpuTime();
  }
}
