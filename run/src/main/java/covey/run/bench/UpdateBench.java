package covey.run.bench;

import covey.algorithms.Learner;
import covey.algorithms.Ppo;
import covey.config.Configs;
import covey.config.Progress;
import covey.env.Rollout;
import covey.environments.SimpleSpread;
import covey.nn.Workers;
import covey.policy.NetworkBuilder;
import covey.rollout.RolloutCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// PPO updates of MAPPO on `simple_spread`, in useful floating-point operations per second against P. One thread.
///
/// Each update goes through the whole learner: values, advantages, shuffling, loss, gradients, clipping, Adam. Only what
/// gradients need counts as useful; with 10 epochs the rest takes little.
public final class UpdateBench {
  private static final int EPOCHS = 10;
  private static final int INPUTS = 18 + 3; // of actor and critic: the agent's view, and its id
  private static final int ACTIONS = 5;

  private UpdateBench() {}

  /// Measures minibatches of 300 and of 10,000 rows with 64 and 256 units.
  ///
  /// @param p of [Yardstick]
  public static List<Measurement> run(double p) {
    var results = new ArrayList<Measurement>();
    for (int hidden : new int[] {64, 256}) {
      for (int rows : new int[] {300, 10_000}) {
        double rate = rowsPerSecond(hidden, rows);
        String name = "PPO update, hidden %d, minibatches of %d rows".formatted(hidden, rows);
        results.add(Measurement.share(name, rate * flops(hidden) * 1e-9, hidden == 64 ? 0.6 : 0.7, p));
        results.add(Measurement.plain(name + ", rows", rate, "rows/s"));
      }
    }
    return results;
  }

  private static double rowsPerSecond(int hidden, int minibatch) {
    Ppo ppo = Configs.bind(Ppo.DEFAULTS, Map.of("hidden", List.of(hidden, hidden), "minibatchRows", minibatch,
        "epochs", EPOCHS, "games", 400, "steps", 25, "gamma", 0.9, "learningRate", "1e-5"), "");
    var config = SimpleSpread.Config.of(3);
    try (var workers = new Workers(1);
        var collector = new RolloutCollector(ppo.setup(config, 1));
        Learner learner = ppo.learner(collector, workers, NetworkBuilder.MLP)) {
      Rollout rollout = collector.collect(workers, List.of(learner.policy()), new int[1]);
      long rows = 3 * collector.ledger().jointSteps();
      Progress progress = Progress.startOf(Progress.NO_BUDGET);
      double seconds = Timing.seconds(() -> learner.update(rollout, progress), 2.5, 5, 0.5);
      return rows * EPOCHS / seconds;
    }
  }

  /// Useful operations per row and epoch: twice the weights forward, the same for the gradients of the weights, and the
  /// same again for those of the inputs, but for the first layer, whose inputs need none.
  private static double flops(int hidden) {
    return flops(INPUTS, hidden, ACTIONS) + flops(INPUTS, hidden, 1);
  }

  private static double flops(int inputs, int hidden, int outputs) {
    double weights = (double) inputs * hidden + (double) hidden * hidden + (double) hidden * outputs;
    return 6 * weights - 2.0 * inputs * hidden;
  }
}
