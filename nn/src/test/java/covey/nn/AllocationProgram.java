package covey.nn;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What [AllocationTest] runs: prints the bytes allocated by an update, by a forward pass and by acting.
final class AllocationProgram {
  private AllocationProgram() {}

  public static void main(String[] arguments) {
    var f = new PpoFixture(300, 64, true, 0);
    try (var workers = new Workers(1)) {
      var trainer = new Trainer(f.training, Trainer.usualSegmentRows(300), workers);
      var adamActor = new Adam(f.actor, 0.9f, 0.999f, 1e-5f);
      var adamCritic = new Adam(f.critic, 0.9f, 0.999f, 1e-5f);
      System.out.println("update " + least(() -> {
        trainer.gradient(f.feed, 300, 1f / 300);
        trainer.step(adamActor, 1e-6f, 10f);
        trainer.step(adamCritic, 1e-6f, 10f);
      }));
    }
    Workspace w = f.training.workspace();
    Feed nowhere = (s, first, n) -> {};
    System.out.println("forward " + least(() -> w.forward(f.feed, 300, nowhere)));
    act(f);
  }

  private static void act(PpoFixture f) {
    Graph.Builder g = Graph.builder();
    Node x = g.input("observation", 18);
    MaskInput mask = g.mask("legal", 5);
    Categorical pi = Categorical.masked(f.actorNet.apply(x), mask);
    Node probabilities = pi.probabilities();
    Node logProbs = pi.logProbs();
    Graph graph = g.buildForward(logProbs, probabilities);
    Workspace w = graph.workspace();
    Parameters snapshot = f.actor.copy();
    float[] sum = new float[1];
    System.out.println("act " + least(() -> {
      w.use(snapshot);
      for (int row = 0; row < 50; row++) {
        PpoFixture.copy(f.observation, 18, row, 1, w.of(x), w.stride(x));
        System.arraycopy(f.legal, row * 5, w.of(mask), 0, 5);
        w.forward(1);
        sum[0] += w.of(logProbs)[Categorical.sample(w.of(probabilities), 0, 5, row / 50.0)];
      }
      snapshot.copyFrom(f.actor);
    }));
  }

  /// Code that is not yet compiled passes vectors as objects, so the least of many rounds counts.
  private static long least(Runnable work) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 600 && least > 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 50; i++) work.run();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
