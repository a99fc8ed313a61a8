package covey.ops;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;

/// Lets a critic learn in units of the targets' own spread: a value v of the network stands for `mean + deviation * v`.
///
/// Mean and deviation are frozen while they are used; targets are noted in canonical order and merged between updates,
/// by an exponential average over updates that is corrected for its start (as Adam's moments are).
public final class ValueNormaliser {
  private static final double DECAY = 0.99;

  private double weight; // 1 - DECAY^merges
  private double first; // biased average of the means
  private double second; // biased average of the mean squares
  private double mean;
  private double deviation = 1;

  private long count;
  private double sum;
  private double squares;

  /// Begins unset: values are in reward units until the first merge.
  public ValueNormaliser() {}

  /// @return whether nothing has been merged: values are then in reward units
  public boolean isUnset() {
    return weight == 0;
  }

  /// Notes a target in reward units.
  public void note(double target) {
    count++;
    sum += target;
    squares += target * target;
  }

  /// Merges what was noted since the last merge; nothing noted changes nothing.
  public void merge() {
    if (count == 0) return;
    weight = DECAY * weight + (1 - DECAY);
    first = DECAY * first + (1 - DECAY) * (sum / count);
    second = DECAY * second + (1 - DECAY) * (squares / count);
    mean = first / weight;
    deviation = Math.max(Math.sqrt(Math.max(second / weight - mean * mean, 0)), 1e-4);
    count = 0;
    sum = 0;
    squares = 0;
  }

  /// @return a target in the network's units
  public double normalise(double target) {
    return (target - mean) / deviation;
  }

  /// @return a network's value in reward units
  public double denormalise(double value) {
    return mean + deviation * value;
  }

  public void save(ArchiveWriter out) {
    out.doubles("moments", weight, first, second, mean, deviation);
  }

  public void load(ArchiveReader in) {
    double[] moments = new double[5];
    in.into("moments", moments);
    weight = moments[0];
    first = moments[1];
    second = moments[2];
    mean = moments[3];
    deviation = moments[4];
  }
}
