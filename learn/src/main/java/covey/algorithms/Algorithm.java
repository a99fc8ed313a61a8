package covey.algorithms;

import covey.env.EnvironmentConfig;
import covey.nn.Workers;
import covey.policy.NetworkBuilder;
import covey.rollout.RolloutCollector;

/// How one method learns: a configuration record that makes learners. It is the whole algorithm: options, defaults,
/// checks, factory and learner share a file.
public interface Algorithm {
  /// @return how this algorithm wants its experience made in this environment
  /// @throws IllegalArgumentException if the algorithm cannot learn there, saying why
  RolloutCollector.Setup setup(EnvironmentConfig environment, long seed);

  /// Makes a learner of the rollouts of one collector.
  ///
  /// @param collector made from [#setup]; the learner reads its shape and takes its rollouts, every one, in order
  /// @param workers threads for updates; no result depends on their number
  /// @param networks makes the networks; [NetworkBuilder#MLP] for the algorithm's own
  Learner learner(RolloutCollector collector, Workers workers, NetworkBuilder networks);
}
