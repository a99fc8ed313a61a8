package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.space.RowLayout;

/// Scripted players of [SimpleAdversary]: the good agents share the landmarks so that the adversary learns nothing; the
/// adversary goes where most of them seem to go.
///
/// - A good agent takes the landmark that the best assignment of good agents to landmarks gives it (see
///   [SpreadAssignment]), the goal among them.
/// - The adversary goes to the landmark to which the closest good agent is closest.
final class Deception implements Policy {
  private final int good;
  private final Steering steering;
  private final int goodLandmarks;
  private final int goodOthers;
  private final int landmarks;
  private final int agents;

  private Deception(SimpleAdversary.Config config) {
    this.good = config.agents();
    this.steering = new Steering(config.continuousActions());
    var slots = config.spec().slots();
    RowLayout adversary = RowLayout.of(slots.getFirst().observation());
    RowLayout agent = RowLayout.of(slots.getLast().observation());
    this.landmarks = Steering.place(adversary, "landmarks");
    this.agents = Steering.place(adversary, "agents");
    this.goodLandmarks = Steering.place(agent, "landmarks");
    this.goodOthers = Steering.place(agent, "agents");
  }

  /// The players for games with these options.
  ///
  /// @throws IllegalArgumentException if agents do not observe everybody and every landmark
  static Deception of(SimpleAdversary.Config config) {
    if (!config.seesAll()) {
      throw new IllegalArgumentException("the script needs agentNeighbors = none and landmarkNeighbors = none, but"
          + " they are " + config.agentNeighbors() + " and " + config.landmarkNeighbors());
    }
    return new Deception(config);
  }

  @Override
  public Policy.Actor actor() {
    return new Actor();
  }

  private final class Actor implements Policy.Actor {
    private final double[][] cost = new double[good][good]; // [good agents, self first][landmarks]
    private final SpreadAssignment.Assignment assignment = new SpreadAssignment.Assignment(good);

    @Override
    public void act(Rows rows) {
      for (int i = 0; i < rows.count(); i++) {
        int aim = rows.slot(i) == SimpleAdversary.ADVERSARY
            ? landmarks + 2 * suspected(rows, i)
            : goodLandmarks + 2 * taken(rows, i);
        steering.seek(rows, i, aim, -1);
      }
    }

    private int taken(Rows rows, int i) {
      for (int a = 0; a < good; a++) {
        double x = a == 0 ? 0 : rows.observation(i, goodOthers + 2 * (a - 1));
        double y = a == 0 ? 0 : rows.observation(i, goodOthers + 2 * (a - 1) + 1);
        for (int l = 0; l < good; l++) cost[a][l] = distance(rows, i, goodLandmarks + 2 * l, x, y);
      }
      return assignment.solve(cost)[0];
    }

    private int suspected(Rows rows, int i) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int l = 0; l < good; l++) {
        for (int a = 0; a < good; a++) {
          double x = rows.observation(i, agents + 2 * a);
          double y = rows.observation(i, agents + 2 * a + 1);
          double d = distance(rows, i, landmarks + 2 * l, x, y);
          if (d < least) {
            least = d;
            best = l;
          }
        }
      }
      return best;
    }

    private static double distance(Rows rows, int i, int feature, double x, double y) {
      double dx = rows.observation(i, feature) - x;
      double dy = rows.observation(i, feature + 1) - y;
      return Math.sqrt(dx * dx + dy * dy);
    }
  }
}
