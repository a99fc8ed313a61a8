package covey.algorithms;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import covey.config.Progress;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.environments.SimpleSpread;
import covey.testkit.probes.ContinuousTarget;
import covey.testkit.probes.Zoo;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// Updates and acting allocate nothing per row: a small constant per update is all (its tally, and shuffle and batch of
/// each network), and per rollout what the account keeps of finished episodes.
///
/// Vectors are only free of allocation once the JIT has compiled their kernels, so each case plays on until it is, for a
/// while at most.
class AllocationTest {
  private static final int BYTES_PER_NETWORK = 1024;
  private static final int BYTES_PER_EPISODE = 512;
  private static final int PATIENCE = 60; // blocks
  private static final int BLOCK = 10; // updates
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static void allocatesNothingPerRow(EnvironmentConfig environment, int networks, Object... options) {
    var all = new java.util.ArrayList<Object>(java.util.List.of("games", 96, "vectorSize", 32, "steps", 25));
    all.addAll(java.util.List.of(options));
    Progress progress = Progress.startOf(TrainingRun.BUDGET);
    try (var run = TrainingRun.of(TrainingRun.ppo(all.toArray()), environment, 1)) {
      double collecting = 0;
      double updating = 0;
      for (int block = 0; block < PATIENCE; block++) {
        long[] bytes = new long[2];
        long episodes = run.collector.ledger().episodes();
        for (int i = 0; i < BLOCK; i++) {
          run.collector.ledger().forgetFinished();
          long start = THREADS.getCurrentThreadAllocatedBytes();
          Rollout rollout = run.collect();
          long middle = THREADS.getCurrentThreadAllocatedBytes();
          run.learner.update(rollout, progress);
          bytes[0] += middle - start;
          bytes[1] += THREADS.getCurrentThreadAllocatedBytes() - middle;
        }
        episodes = run.collector.ledger().episodes() - episodes;
        collecting = (double) bytes[0] / Math.max(1, episodes);
        updating = (double) bytes[1] / BLOCK / networks;
        if (collecting < BYTES_PER_EPISODE && updating < BYTES_PER_NETWORK) return;
      }
      assertThat(updating).as("bytes per update and network, of some 7,000 rows").isLessThan(BYTES_PER_NETWORK);
      assertThat(collecting).as("bytes of collecting per episode").isLessThan(BYTES_PER_EPISODE);
    }
  }

  @Test
  void of_one_network_for_all() {
    allocatesNothingPerRow(SimpleSpread.Config.DEFAULTS, 1, "criticScope", "state");
  }

  @Test
  void of_a_network_for_each() {
    allocatesNothingPerRow(SimpleSpread.Config.DEFAULTS, 3, "sharing", "none");
  }

  @Test
  void of_real_valued_actions() {
    allocatesNothingPerRow(ContinuousTarget.Config.DEFAULTS, 1, "bounding", "squashed");
    allocatesNothingPerRow(ContinuousTarget.Config.DEFAULTS, 1, "bounding", "clipped");
  }

  @Test
  void of_every_kind_of_action_with_waiting_and_carried_rows() {
    allocatesNothingPerRow(Zoo.Config.DEFAULTS, 5, "sharing", "none", "minibatchRows", 256);
  }
}
