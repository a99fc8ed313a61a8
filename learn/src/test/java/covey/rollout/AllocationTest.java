package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.environments.SimpleSpread;
import covey.environments.SpreadAssignment;
import covey.nn.Workers;
import covey.ops.Transitions;
import covey.testkit.probes.Deliveries;
import covey.testkit.probes.TakeStones;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Collecting and cutting into transitions leave the garbage collector nothing to do.
class AllocationTest {
  private static final int STEPS = 64;
  private static final int GAMES = 16;

  /// @return fewest bytes that one rollout of a warm collector allocated, builder included
  private static long fewest(EnvironmentConfig game, Policy policy, long bytesOfOneRollout) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var setup = RolloutCollector.Setup.of(game, GAMES, STEPS, 1).inVectorsOf(8);
    List<Policy> policies = List.of(policy);
    int[] versions = new int[1];
    long fewest = Long.MAX_VALUE;
    try (var collector = new RolloutCollector(setup); var workers = new Workers(1)) {
      var entries = new Transitions(collector.rollout(), setup.seats(), 0, 0.99);
      for (int i = 0; i < 300 && fewest > bytesOfOneRollout; i++) {
        long before = thread.getCurrentThreadAllocatedBytes();
        Rollout rollout = collector.collect(workers, policies, versions);
        entries.take(rollout);
        long used = thread.getCurrentThreadAllocatedBytes() - before;
        collector.ledger().forgetFinished();
        fewest = Math.min(fewest, used);
      }
    }
    return fewest;
  }

  /// The scripted player of the game, or a random one; the JIT needs some rollouts before it removes what escapes nowhere.
  private static void assertNothing(EnvironmentConfig game, Policy policy) {
    long bytes = fewest(game, policy, 0);
    assertEquals(0, bytes, () -> "bytes for " + STEPS * GAMES + " joint steps");
  }

  @Test
  void a_game_where_everyone_decides_allocates_nothing() {
    assertNothing(SimpleSpread.Config.DEFAULTS, SpreadAssignment.of(SimpleSpread.Config.DEFAULTS));
  }

  @Test
  void a_game_of_turns_allocates_nothing() {
    assertNothing(new TakeStones.Config(5, 9, 3, 0.125), RandomPolicy.create());
  }

  @Test
  void a_packed_game_of_events_allocates_nothing() {
    assertNothing(new Deliveries.Config(6, 12, true), RandomPolicy.create());
  }
}
