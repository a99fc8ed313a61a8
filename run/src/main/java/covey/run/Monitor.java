package covey.run;

import covey.track.Metrics;
import covey.track.Schema;
import java.nio.file.Path;

/// Is told how a run goes, on the thread that trains. Whatever it does, it changes no result.
public interface Monitor {
  /// Looks away.
  Monitor SILENT = new Monitor() {};

  /// The run is about to start, or to go on.
  default void planned(Plan plan) {}

  /// An iteration is over.
  ///
  /// @param share of the run that is done, in [0, 1]; NaN if it has no limit that counts
  default void iterated(Schema schema, Metrics row, double share) {}

  /// The policy was judged during training.
  default void evaluated(long iteration, Evaluation evaluation) {}

  /// A checkpoint is on the disk.
  default void saved(Path checkpoint) {}

  /// Something that a user should know, as a sentence without a full stop.
  default void noted(String sentence) {}
}
