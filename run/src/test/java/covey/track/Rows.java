package covey.track;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/// Rows for tests: a function of the iteration, with everything that is awkward about doubles.
final class Rows {
  static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  static final Schema SCHEMA = new Schema(List.of(
      Column.result("return/agent_0"), Column.result("return/agent, \"1\""), Column.result("loss"),
      Column.time("stepsPerSecond"), Column.result("noValue")));

  private Rows() {}

  static Metrics row(long iteration) {
    var random = new SplittableRandom(iteration);
    double[] odd = {-0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, 0.1, 1e23, 3};
    double any = Double.longBitsToDouble(random.nextLong());
    return new Metrics(iteration, 512 * iteration, random.nextLong(99), iteration * 0.1, any, random.nextDouble() - 26,
        odd[(int) (iteration % odd.length)], random.nextDouble() * 1e5, Double.NaN);
  }

  static List<Metrics> rows(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(Rows::row).toList();
  }
}
