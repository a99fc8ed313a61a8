package covey.examples;

import covey.run.Experiment;
import covey.run.Interval;
import covey.run.RunConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Does a critic that sees everybody help? IPPO and MAPPO on `simple_spread`, which differ in nothing but the critic.
///
/// What is compared are runs, not episodes: the intervals are over seeds, because a run that was lucky is no evidence.
public final class SharedCritic {
  private SharedCritic() {}

  /// One algorithm's mean return per agent and episode, seed by seed.
  @SuppressWarnings("ArrayRecordComponent") // equality is not asked for
  record Outcome(String algorithm, double[] returns) {
    double mean() {
      return Arrays.stream(returns).average().orElseThrow();
    }

    Interval ci95() {
      return Interval.ofMean(returns);
    }
  }

  /// Trains both algorithms with some seeds and prints what came of it.
  ///
  /// @param args joint steps of a run (300,000 if none are given) and number of seeds (5 if none is given)
  public static void main(String[] args) {
    long steps = args.length > 0 ? Long.parseLong(args[0]) : 300_000;
    int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Outcome independent = train("ippo", steps, seeds, null);
    Outcome shared = train("mappo", steps, seeds, null);
    for (Outcome each : new Outcome[] {independent, shared}) {
      System.out.printf("%s %.2f, 95 %% interval [%.2f, %.2f], %d runs%n",
          each.algorithm(), each.mean(), each.ci95().low(), each.ci95().high(), each.returns().length);
    }
    Interval gain = gain(shared, independent);
    System.out.printf("mappo - ippo %.2f, 95 %% interval [%.2f, %.2f]%n",
        shared.mean() - independent.mean(), gain.low(), gain.high());
  }

  /// @param runs where the runs go; null for the usual place
  static Outcome train(String algorithm, long steps, int seeds, @Nullable Path runs) {
    double[] returns = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      RunConfig config = RunConfig.preset("simple_spread", algorithm).with("budget.steps=" + steps).withSeed(1 + seed);
      Path folder = runs == null ? null : runs.resolve(algorithm + seed);
      try (var experiment = Experiment.start(config, folder)) {
        returns[seed] = Objects.requireNonNull(experiment.run().evaluation()).meanReturn();
      }
    }
    return new Outcome(algorithm, returns);
  }

  static Interval gain(Outcome shared, Outcome independent) {
    return Interval.ofDifference(shared.returns(), independent.returns());
  }
}
