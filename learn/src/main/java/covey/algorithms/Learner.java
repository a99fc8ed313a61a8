package covey.algorithms;

import covey.act.Policy;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.Progress;
import covey.env.Rollout;
import covey.policy.PolicySnapshot;
import java.util.List;

/// Parameters and how they improve. The learner alone sees live parameters; everybody else acts with what it publishes.
public interface Learner extends AutoCloseable {
  /// @return the policy that makes experience: the latest version, exploring; it changes inside [#update] only
  Policy policy();

  /// @return number of updates made; the version of [#policy]
  int version();

  /// Takes the next rollout and learns from it.
  ///
  /// @param progress of the run, before this rollout is counted: what schedules read
  /// @return measures in the order of [#measures]; valid until the next update
  double[] update(Rollout rollout, Progress progress);

  /// @return names of what [#update] reports: loss terms, KL, entropy, explained variance ...
  List<String> measures();

  /// @return an immutable copy of the present policy
  PolicySnapshot snapshot();

  /// Saves everything that the next update depends on.
  void save(ArchiveWriter out);

  /// Takes over what [#save] gave.
  void load(ArchiveReader in);

  @Override
  default void close() {}
}
