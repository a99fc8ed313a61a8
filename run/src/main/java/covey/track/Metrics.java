package covey.track;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One row of metrics: what is known at the end of an iteration.
///
/// NaN means that there is no value (no episode ended, nothing was learned). Minus zero is stored as zero, and every
/// NaN as the same NaN, because not all stores could tell them apart.
public final class Metrics {
  /// The number of the iteration, from 1; rows follow each other without gaps.
  public final long iteration;

  /// Joint steps since the start of the run.
  public final long jointSteps;

  /// Finished episodes since the start of the run.
  public final long episodes;

  /// Seconds of training since the start of the run, pauses between a stop and a resume not counted.
  public final double wallSeconds;

  private final double[] values; // [columns of the schema]

  /// A row with its values in the order of the schema; the array is copied.
  public Metrics(long iteration, long jointSteps, long episodes, double wallSeconds, double... values) {
    if (iteration < 1 || jointSteps < 0 || episodes < 0) {
      throw new IllegalArgumentException(
          "iteration = %d, jointSteps = %d, episodes = %d, but iterations count from 1 and the others from 0"
              .formatted(iteration, jointSteps, episodes));
    }
    this.iteration = iteration;
    this.jointSteps = jointSteps;
    this.episodes = episodes;
    this.wallSeconds = canonical(wallSeconds);
    this.values = new double[values.length];
    for (int i = 0; i < values.length; i++) this.values[i] = canonical(values[i]);
  }

  private static double canonical(double value) {
    return Double.isNaN(value) ? Double.NaN : value + 0.0; // -0.0 + 0.0 is 0.0
  }

  /// The value of a column, by its place in the schema.
  public double value(int column) {
    return values[column];
  }

  /// How many values there are.
  public int size() {
    return values.length;
  }

  /// Equal in every bit, time included.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Metrics m
        && iteration == m.iteration
        && jointSteps == m.jointSteps
        && episodes == m.episodes
        && Double.compare(wallSeconds, m.wallSeconds) == 0
        && Arrays.equals(values, m.values);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(iteration) * 31 + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "iteration %d, %d joint steps, %d episodes, %s s: %s"
        .formatted(iteration, jointSteps, episodes, wallSeconds, Arrays.toString(values));
  }
}
