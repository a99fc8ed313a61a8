package covey.benchmarks;

import covey.run.bench.Yardstick;

/// What the seeds of a benchmark must reach together.
///
/// @param quantity what is looked at
/// @param value its bound
/// @param scalesWithP whether `value` is meant for a core of [Yardstick#REFERENCE] and grows with the core at hand
record Goal(Quantity quantity, double value, boolean scalesWithP) {

  /// What can be asked for.
  enum Quantity {
    /// Mean over seeds of the mean return per agent: at least.
    RETURN("mean return per agent", true),
    /// Seconds from the start of the command to its end, slowest seed: at most.
    WALL("wall seconds of the whole command, slowest seed", false),
    /// Mean over seeds of joint steps per second of processor time: at least.
    SPEED("joint steps per CPU-second", true);

    final String words;
    final boolean isFloor;

    Quantity(String words, boolean isFloor) {
      this.words = words;
      this.isFloor = isFloor;
    }
  }

  static Goal of(Quantity quantity, double value) {
    return new Goal(quantity, value, false);
  }

  /// The bound on a core that multiplies matrices at `p` GFLOP/s.
  double bound(double p) {
    return scalesWithP ? value * p / Yardstick.REFERENCE : value;
  }

  /// By how much `reached` is on the right side of the bound; negative if it is not.
  double margin(double reached, double p) {
    return quantity.isFloor ? reached - bound(p) : bound(p) - reached;
  }
}
