package covey.config;

import java.util.List;

/// A scalar that changes while training goes on: a learning rate, an entropy weight, an exploration probability.
///
/// | text | value after n steps |
/// |---|---|
/// | `3e-4` | always 3e-4 |
/// | `linear(2e-3, 0)` | from 2e-3 to 0 over the whole budget, whatever limits the run |
/// | `linear(2e-3, 0, 50%)` | the same over its first half, then 0 |
/// | `linear(2e-3, 0, 1e6)` | the same over the first million joint steps, then 0 |
/// | `piecewise(0: 2e-5, 1e6: 1e-8)` | straight lines between the points, constant outside them |
/// | `exponential(1, 0.995, 0.1)` | max(0.1, 1 * 0.995ⁿ) |
///
/// `n` counts joint steps, or what a last word says: `updates` or `episodes`, as in
/// `exponential(1, 0.995, 0.1, episodes)`. Values are computed with IEEE operations and `StrictMath`, so that they are
/// the same bits on every machine.
public sealed interface Schedule {

  /// The value at a moment of the run.
  ///
  /// @throws IllegalStateException if the schedule follows the budget and the run has none
  double at(Progress progress);

  /// The least value it can ever take, for checks such as "must be positive".
  double least();

  /// The greatest value it can ever take.
  double greatest();

  /// What its owner should be told when a run is built, as whole sentences; `name` is the option's path.
  ///
  /// A schedule that ends within the first tenth of the budget is nearly always one that was written for another run:
  /// from its end on, the value stands still.
  default List<String> warnings(String name, Progress progress) {
    return Schedules.warnings(this, name, progress);
  }

  /// Reads any of the texts above; [Object#toString] of the result is the same text in its canonical form.
  ///
  /// @throws IllegalArgumentException if it is none of them; the message says what is allowed
  static Schedule parse(String text) {
    return Schedules.parse(text);
  }

  /// A schedule that is no schedule.
  static Schedule constant(double value) {
    return new Constant(value);
  }

  /// From `from` to `to` over the whole budget.
  static Schedule linear(double from, double to) {
    return new Linear(from, to, 1);
  }

  /// The same value, always.
  record Constant(double value) implements Schedule {
    public Constant {
      Schedules.finite("constant", value);
    }

    @Override
    public double at(Progress progress) {
      return value;
    }

    @Override
    public double least() {
      return value;
    }

    @Override
    public double greatest() {
      return value;
    }

    @Override
    public String toString() {
      return Numbers.shortest(value);
    }
  }

  /// A straight line over a share of the budget, then `to`: `from + (to - from) * min(1, used / share)`.
  ///
  /// @param share of the budget, in (0, 1]
  record Linear(double from, double to, double share) implements Schedule {
    public Linear {
      Schedules.finite("linear", from, to);
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "linear takes a share of the budget in (0%%, 100%%], not %s%%; 100%% is usual"
                .formatted(Numbers.shortest(share * 100)));
      }
    }

    @Override
    public double at(Progress progress) {
      double done = progress.fraction() / share;
      return done >= 1 ? to : from + (to - from) * done;
    }

    @Override
    public double least() {
      return Math.min(from, to);
    }

    @Override
    public double greatest() {
      return Math.max(from, to);
    }

    @Override
    public String toString() {
      String ends = "linear(%s, %s".formatted(Numbers.shortest(from), Numbers.shortest(to));
      return share == 1 ? ends + ")" : ends + ", %s)".formatted(Schedules.percent(share));
    }
  }

  /// A straight line over a number of steps, updates or episodes, then `to`: `from + (to - from) * min(1, n / length)`.
  record LinearOver(double from, double to, long length, Clock clock) implements Schedule {
    public LinearOver {
      Schedules.finite("linear", from, to);
      if (length <= 0) {
        throw new IllegalArgumentException(
            "linear takes a length of at least 1, not %d; leave it out to use the whole budget".formatted(length));
      }
    }

    @Override
    public double at(Progress progress) {
      long n = progress.count(clock);
      return n >= length ? to : from + (to - from) * ((double) n / length);
    }

    @Override
    public double least() {
      return Math.min(from, to);
    }

    @Override
    public double greatest() {
      return Math.max(from, to);
    }

    @Override
    public String toString() {
      return "linear(%s, %s, %d%s)"
          .formatted(Numbers.shortest(from), Numbers.shortest(to), length, Schedules.suffix(clock));
    }
  }

  /// Straight lines between points, constant before the first and after the last.
  record Piecewise(List<Point> points, Clock clock) implements Schedule {
    /// The value when the clock shows `n`.
    public record Point(long n, double value) {}

    public Piecewise {
      points = List.copyOf(points);
      Schedules.checkPoints(points);
    }

    @Override
    public double at(Progress progress) {
      long n = progress.count(clock);
      Point left = points.getFirst();
      if (n <= left.n) return left.value;
      for (int i = 1; i < points.size(); i++) {
        Point right = points.get(i);
        if (n < right.n) {
          double way = (double) (n - left.n) / (right.n - left.n);
          return left.value + (right.value - left.value) * way;
        }
        left = right;
      }
      return left.value;
    }

    @Override
    public double least() {
      double least = Double.POSITIVE_INFINITY;
      for (Point point : points) least = Math.min(least, point.value);
      return least;
    }

    @Override
    public double greatest() {
      double greatest = Double.NEGATIVE_INFINITY;
      for (Point point : points) greatest = Math.max(greatest, point.value);
      return greatest;
    }

    @Override
    public String toString() {
      var text = new StringBuilder();
      for (Point point : points) {
        text.append(text.isEmpty() ? "piecewise(" : ", ");
        text.append(point.n).append(": ").append(Numbers.shortest(point.value));
      }
      return text.append(Schedules.suffix(clock)).append(')').toString();
    }
  }

  /// Geometric decay: `max(floor, start * rateⁿ)`.
  ///
  /// @param start the first value, positive
  /// @param rate  the factor per tick of the clock, in (0, 1]
  /// @param floor in [0, start]
  record Exponential(double start, double rate, double floor, Clock clock) implements Schedule {
    public Exponential {
      Schedules.finite("exponential", start, rate, floor);
      if (!(start > 0 && rate > 0 && rate <= 1 && floor >= 0 && floor <= start)) {
        throw new IllegalArgumentException(
            "exponential takes a start > 0, a rate in (0, 1] and a floor in [0, start], not %s, %s, %s"
                .formatted(
                    Numbers.shortest(start), Numbers.shortest(rate), Numbers.shortest(floor)));
      }
    }

    @Override
    public double at(Progress progress) {
      return Math.max(floor, start * StrictMath.pow(rate, (double) progress.count(clock)));
    }

    @Override
    public double least() {
      return rate == 1 ? start : floor;
    }

    @Override
    public double greatest() {
      return start;
    }

    @Override
    public String toString() {
      return "exponential(%s, %s, %s%s)".formatted(Numbers.shortest(start), Numbers.shortest(rate),
          Numbers.shortest(floor), Schedules.suffix(clock));
    }
  }
}
