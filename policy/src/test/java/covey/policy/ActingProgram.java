package covey.policy;

import com.sun.management.ThreadMXBean;
import covey.nn.Activation;
import covey.random.Stream;
import covey.space.Space;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Acts and does nothing else, as a deployed policy does, and prints the bytes that it allocated per call once it is warm.
final class ActingProgram {
  private static final int ROWS = 768;
  private static final int MEASURED = 2000;
  private static final long WARM = 3_000_000_000L; // ns

  private ActingProgram() {}

  public static void main(String[] arguments) {
    var spec = Asked.spec(1, Space.Box.unbounded(18), new Space.Discrete(5), false);
    var blueprint = new PolicyBlueprint(
        ParameterSharing.NONE, List.of(64, 64), Activation.TANH, ActionHead.Bounding.CLIPPED);
    var networks = blueprint.actors(spec, NetworkBuilder.MLP, new StreamSource(new Stream(1)));
    var actor = PolicySnapshot.of(spec, blueprint, networks).policy(false).actor();
    var asked = new Asked(spec, ROWS).draw(1);
    int episode = 0;
    for (long start = System.nanoTime(); System.nanoTime() - start < WARM;) asked.act(actor, episode++);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MEASURED; i++) asked.act(actor, episode++);
    System.out.println((threads.getCurrentThreadAllocatedBytes() - before) / MEASURED);
  }
}
