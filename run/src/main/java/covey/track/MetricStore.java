package covey.track;

/// A place where rows of metrics are kept. After every call it holds whole rows of iterations 1 to [#lastIteration].
///
/// A store that is opened on files which a dying process left behind drops what is torn or damaged at their end.
///
/// All methods throw [TrackingException] if the medium fails; a row that could not be written whole is not there.
public interface MetricStore extends AutoCloseable {
  /// The iteration of the last row; 0 if there is none.
  long lastIteration();

  /// Adds the row of the next iteration. It outlives the death of the process, but not yet that of the machine.
  ///
  /// @throws IllegalArgumentException if the row is not that of iteration `lastIteration() + 1`, or has not one value
  ///                                  per column
  void append(Metrics row);

  /// Removes all rows after `iteration`; none if there are none.
  void cutBackTo(long iteration);

  /// Returns when everything is on the medium and outlives a power failure: before a checkpoint that relies on it.
  void sync();

  @Override
  void close();

  /// Checks what [#append] demands.
  static void checkNext(Schema schema, long lastIteration, Metrics row) {
    if (row.iteration != lastIteration + 1) {
      throw new IllegalArgumentException("the row is of iteration %d, but the next one is %d: rows have no gaps"
          .formatted(row.iteration, lastIteration + 1));
    }
    if (row.size() != schema.size()) {
      throw new IllegalArgumentException(
          "the row has %d values, but there are %d columns".formatted(row.size(), schema.size()));
    }
  }
}
