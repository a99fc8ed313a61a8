package covey.run.bench;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.environments.SimpleSpread;
import covey.nn.Activation;
import covey.policy.ActionHead;
import covey.policy.NetworkBuilder;
import covey.policy.ParameterSharing;
import covey.policy.PolicyBlueprint;
import covey.policy.PolicySnapshot;
import covey.policy.StreamSource;
import covey.random.Keys;
import covey.random.Purpose;
import covey.random.Stream;
import java.util.List;

/// Acting: the policy of one agent, 18-64-64-5, through the same calls as in training, with sampling and log-probability.
/// One thread.
public final class InferenceBench {
  private static final double RATE = 2.5e6;
  private static final double ONE_ROW = 2; // microseconds

  private InferenceBench() {}

  /// Measures many rows at once, a team's worth, and one.
  ///
  /// @param p of [Yardstick]
  public static List<Measurement> run(double p) {
    return List.of(
        Measurement.rate("inference 18-64-64-5, 768 rows", 768 / seconds(768), "rows/s", RATE, p),
        Measurement.plain("inference 18-64-64-5, 3 rows", 1e6 * seconds(3), "us"),
        Measurement.time("inference 18-64-64-5, 1 row", 1e6 * seconds(1), "us", ONE_ROW, p));
  }

  private static double seconds(int count) {
    EnvironmentConfig config = SimpleSpread.Config.of(3);
    var blueprint =
        new PolicyBlueprint(ParameterSharing.NONE, List.of(64, 64), Activation.TANH, ActionHead.Bounding.CLIPPED);
    var stream = new Stream(Keys.of(1, Purpose.INITIALISATION));
    var networks = blueprint.actors(config.spec(), NetworkBuilder.MLP, new StreamSource(stream));
    Policy.Actor actor = PolicySnapshot.of(config.spec(), blueprint, networks).policy(false).actor();
    var rollout = new Rollout(config.spec(), 1, new int[] {count}, Rollout.Wanted.NOTHING, 0);
    var columns = rollout.layout(0);
    for (int i = 0; i < columns.observation.floats.length; i++) {
      columns.observation.floats[i] = (float) stream.nextGaussian();
    }
    var rows = new Rows(count);
    int[] clock = new int[1];
    Runnable once = () -> {
      clock[0]++;
      rows.begin(columns, null);
      for (int e = 0; e < count; e++) rows.add(rollout.firstRow(0, e, 0), 0, false, e, clock[0], 0);
      actor.act(rows);
    };
    return Timing.seconds(once, 1.5, 9, 0.1);
  }
}
