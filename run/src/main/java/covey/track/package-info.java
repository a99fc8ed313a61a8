/// Metrics of a run, on disk: one row per iteration, in three stores that say the same.
///
/// A [Schema] fixes the columns when the run starts; a [Metrics] is one row; a [Tracker] writes it to a SQLite database
/// (for live readers and queries), a CSV file (for people and other programs) and a TensorBoard event file. A process
/// that dies at any moment leaves stores that [Tracker#resume] cuts back to the last checkpoint and, where one of them
/// is damaged, fills again from another, so that a resumed run ends with the rows of one that was never interrupted.
@NullMarked
package covey.track;

import org.jspecify.annotations.NullMarked;
