package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.List;

/// Scripted players of [SimpleTag] and [SimpleWorldComm].
///
/// - An adversary goes to the closest good agent that it sees, to where it will be when the present velocities have run
///   out. If it sees none, it goes to the quarter of the field that its leader names.
/// - The leader names the quarter in which the good agent is that is closest to the centre: 0 and 1 below, 2 and 3 above,
///   odd ones on the right.
/// - A good agent looks half a second ahead and moves to where the closest adversary is furthest, obstacles and the border
///   considered; while no adversary is near it goes to the closest food, where there is any.
final class Chase implements Policy {
  private static final double AHEAD = 0.25; // seconds of the velocity of the chased
  private static final double HORIZON = 0.5; // seconds a good agent looks ahead
  private static final double NEAR = 0.6; // world units within which an adversary frightens
  private static final double OBSTACLE = 0.3; // world units within which an obstacle is in the way
  private static final int[] RIGHT = {0, -1, 1, 0, 0};
  private static final int[] UP = {0, 0, 0, -1, 1};

  private final Steering steering;
  private final List<View> views;

  /// Where the parts of a slot's observation begin, and how many members sets have.
  private record View(
      boolean chases, boolean leads, int velocity, int position, int landmarks, int landmarkCount, int food,
      int foodCount, int adversaries, int adversaryCount, int agents, int agentCount, int agentVelocities, int speech) {

    static View of(EnvironmentSpec.Slot slot) {
      RowLayout layout = RowLayout.of(slot.observation());
      return new View(
          slot.team().equals("adversaries"),
          slot.role().equals("leader"),
          Steering.place(layout, "selfVelocity"),
          Steering.place(layout, "selfPosition"),
          Steering.place(layout, "landmarks"),
          members(layout, "landmarks"),
          Steering.place(layout, "food"),
          members(layout, "food"),
          Steering.place(layout, "adversaries"),
          members(layout, "adversaries"),
          Steering.place(layout, "agents"),
          members(layout, "agents"),
          Steering.place(layout, "agentVelocities"),
          Steering.place(layout, "speech"));
    }

    private static int members(RowLayout layout, String path) {
      for (RowLayout.Leaf leaf : layout.leaves()) {
        if (leaf.path().equals(path) && leaf.space() instanceof Space.Entities set) return set.capacity();
      }
      return 0;
    }
  }

  private Chase(EnvironmentSpec spec, boolean continuous) {
    this.steering = new Steering(continuous);
    this.views = spec.slots().stream().map(View::of).toList();
  }

  /// The players for games with these options.
  ///
  /// @throws IllegalArgumentException if agents do not observe everybody and every obstacle
  static Chase of(SimpleTag.Config config) {
    if (!config.seesAll()) {
      throw new IllegalArgumentException("the script needs agentNeighbors = none and landmarkNeighbors = none, but"
          + " they are " + config.agentNeighbors() + " and " + config.landmarkNeighbors());
    }
    return new Chase(config.spec(), config.continuousActions());
  }

  static Chase of(SimpleWorldComm.Config config) {
    return new Chase(config.spec(), config.continuousActions());
  }

  @Override
  public Policy.Actor actor() {
    return (Rows rows) -> {
      for (int i = 0; i < rows.count(); i++) {
        View view = views.get(rows.slot(i));
        if (view.chases()) {
          chase(rows, i, view);
        } else {
          flee(rows, i, view);
        }
      }
    };
  }

  private void chase(Rows rows, int i, View view) {
    int target = closest(rows, i, view.agents(), view.agentCount());
    int word = view.leads() ? quarter(rows, i, view) : 0;
    double dx;
    double dy;
    if (target >= 0) {
      int velocity = view.agentVelocities() + 2 * target;
      dx = rows.observation(i, view.agents() + 2 * target) + AHEAD * rows.observation(i, velocity);
      dy = rows.observation(i, view.agents() + 2 * target + 1) + AHEAD * rows.observation(i, velocity + 1);
    } else {
      int named = heard(rows, i, view);
      dx = (named % 2 == 0 ? -0.5 : 0.5) - rows.observation(i, view.position());
      dy = (named < 2 ? -0.5 : 0.5) - rows.observation(i, view.position() + 1);
    }
    dx -= Steering.LEAD * rows.observation(i, view.velocity());
    dy -= Steering.LEAD * rows.observation(i, view.velocity() + 1);
    steering.moveAndSay(rows, i, dx, dy, word);
  }

  private static int quarter(Rows rows, int i, View view) {
    double least = Double.POSITIVE_INFINITY;
    int quarter = 0;
    for (int k = 0; k < view.agentCount(); k++) {
      double x = rows.observation(i, view.position()) + rows.observation(i, view.agents() + 2 * k);
      double y = rows.observation(i, view.position() + 1) + rows.observation(i, view.agents() + 2 * k + 1);
      double square = x * x + y * y;
      if (square < least) {
        least = square;
        quarter = (x < 0 ? 0 : 1) + (y < 0 ? 0 : 2);
      }
    }
    return quarter;
  }

  private static int heard(Rows rows, int i, View view) {
    if (view.speech() < 0) return 0;
    int loudest = 0;
    for (int w = 1; w < SimpleWorldComm.WORDS; w++) {
      if (rows.observation(i, view.speech() + w) > rows.observation(i, view.speech() + loudest)) loudest = w;
    }
    return loudest;
  }

  /// @return the member of a set that is closest; -1 if none is seen: who is hidden lies at exactly (0, 0)
  private static int closest(Rows rows, int i, int set, int members) {
    double least = Double.POSITIVE_INFINITY;
    int best = -1;
    for (int k = 0; k < members; k++) {
      double dx = rows.observation(i, set + 2 * k);
      double dy = rows.observation(i, set + 2 * k + 1);
      double square = dx * dx + dy * dy;
      if (square > 0 && square < least) {
        least = square;
        best = k;
      }
    }
    return best;
  }

  private void flee(Rows rows, int i, View view) {
    int hunter = closest(rows, i, view.adversaries(), view.adversaryCount());
    int meal = closest(rows, i, view.food(), view.foodCount());
    if (meal >= 0 && (hunter < 0 || distance(rows, i, view.adversaries() + 2 * hunter, 0, 0) > NEAR)) {
      steering.seek(rows, i, view.food() + 2 * meal, view.velocity());
      return;
    }
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int move = 0; move < ParticleGame.MOVES; move++) {
      double vx = 0.75 * rows.observation(i, view.velocity()) + 0.4 * RIGHT[move];
      double vy = 0.75 * rows.observation(i, view.velocity() + 1) + 0.4 * UP[move];
      double safety = safety(rows, i, view, HORIZON * vx, HORIZON * vy);
      if (safety > most) {
        most = safety;
        best = move;
      }
    }
    steering.move(rows, i, RIGHT[best], UP[best]);
  }

  /// How good it is to be at (x, y), relative to the present place.
  private static double safety(Rows rows, int i, View view, double x, double y) {
    double safety = 2; // world units to the closest adversary, at most
    for (int k = 0; k < view.adversaryCount(); k++) {
      int at = view.adversaries() + 2 * k;
      boolean hidden = rows.observation(i, at) == 0 && rows.observation(i, at + 1) == 0;
      if (!hidden) safety = Math.min(safety, distance(rows, i, at, x, y));
    }
    for (int k = 0; k < view.landmarkCount(); k++) {
      double gap = distance(rows, i, view.landmarks() + 2 * k, x, y);
      safety -= Math.max(0, OBSTACLE - gap);
    }
    double outX = Math.max(0, Math.abs(rows.observation(i, view.position()) + x) - 0.9);
    double outY = Math.max(0, Math.abs(rows.observation(i, view.position() + 1) + y) - 0.9);
    return safety - 2 * (outX + outY);
  }

  private static double distance(Rows rows, int i, int feature, double x, double y) {
    double dx = rows.observation(i, feature) - x;
    double dy = rows.observation(i, feature + 1) - y;
    return Math.sqrt(dx * dx + dy * dy);
  }
}
