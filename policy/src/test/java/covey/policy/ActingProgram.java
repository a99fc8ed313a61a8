package covey.policy;

import com.sun.management.ThreadMXBean;
import covey.nn.Activation;
import covey.random.Stream;
import covey.space.Space;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Acts and does nothing else, as a deployed policy does, and prints the bytes that it allocates per call once it is warm:
/// the least of many windows, because code that is still being compiled allocates.
final class ActingProgram {
  private static final int ROWS = 768;
  private static final int WINDOW = 500; // calls
  private static final long WARM = 3_000_000_000L; // ns, after which the compiler has usually done its work
  private static final long PATIENCE = 40_000_000_000L; // ns

  private ActingProgram() {}

  public static void main(String[] arguments) {
    var spec = Asked.spec(1, Space.Box.unbounded(18), new Space.Discrete(5), false);
    var blueprint = new PolicyBlueprint(
        ParameterSharing.NONE, List.of(64, 64), Activation.TANH, ActionHead.Bounding.CLIPPED);
    var networks = blueprint.actors(spec, NetworkBuilder.MLP, new StreamSource(new Stream(1)));
    var actor = PolicySnapshot.of(spec, blueprint, networks).policy(false).actor();
    var asked = new Asked(spec, ROWS).draw(1);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    int episode = 0;
    long start = System.nanoTime();
    while (least > 0 && System.nanoTime() - start < PATIENCE) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < WINDOW; i++) asked.act(actor, episode++);
      long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / WINDOW;
      if (System.nanoTime() - start > WARM) least = Math.min(least, bytes);
    }
    System.out.println(least);
  }
}
