package covey.environments;

import java.util.Arrays;
import java.util.List;

/// The physics that the multi-agent particle environments (MPE) share, for many games side by side.
///
/// Everything is an array over games, entity after entity (agents first, then landmarks), so that one loop over games is
/// one loop over vector lanes. Units: world units (the reset square is 2 wide) and units per second; a step is 0.1 s.
///
/// Rules: MPE2 1.1.0, as told in its documentation and checked against recorded trajectories. One departure: two bodies
/// further apart than [#REACH] beyond their touching distance exert no force, where the original computes one below
/// 1e-47 that no float could show.
final class ParticleWorld {
  private static final double STEP = 0.1; // seconds
  private static final double DAMPING = 0.75; // share of the velocity that is left after a step
  private static final double STIFFNESS = 100; // contact force per overlap
  private static final double MARGIN = 0.001; // width over which a contact becomes hard
  private static final double REACH = 105 * MARGIN; // exp(-105) = 2.5e-46

  /// What an entity is made of.
  ///
  /// @param size radius
  /// @param push force of a full move, per axis
  /// @param maxSpeed infinite for none
  /// @param speaks utters a word at every step
  record Body(double size, boolean movable, boolean collides, double push, double maxSpeed, boolean speaks) {
    private static final double PUSH = 5;

    /// Something that moves and that others pass through.
    static Body agent(double size) {
      return new Body(size, true, false, PUSH, Double.POSITIVE_INFINITY, false);
    }

    /// Something that stays where it is and that others pass through.
    static Body landmark(double size) {
      return agent(size).fixed();
    }

    Body colliding() {
      return new Body(size, movable, true, push, maxSpeed, speaks);
    }

    Body speaking() {
      return new Body(size, movable, collides, push, maxSpeed, true);
    }

    Body fixed() {
      return new Body(size, false, collides, push, maxSpeed, speaks);
    }

    Body limited(double otherPush, double otherMaxSpeed) {
      return new Body(size, movable, collides, otherPush, otherMaxSpeed, speaks);
    }
  }

  /// Whether a contact between two entities is counted; the first comes before the second in entity order.
  interface Counted {
    boolean counts(int first, int second);
  }

  final int agents;
  final double[][] x; // [entities][games]
  final double[][] y; // [entities][games]
  final double[][] vx; // [agents][games]
  final double[][] vy; // [agents][games]
  final double[][] forceX; // [agents][games] what an agent's action exerts on it; used up by move
  final double[][] forceY; // [agents][games]
  final double[][] contacts; // [agents][games] how many bodies an agent touches, as far as counted; kept by measure
  final List<Body> bodies;

  private final int[] first; // [pairs] entities that may collide, in entity order
  private final int[] second; // [pairs]
  private final boolean[] counted; // [pairs] contacts of the pair are counted
  private final int[][] near; // [pairs][games] games whose pair is within reach; those of [from, to) begin at from
  private final int[][] nearCount; // [pairs][games] number of them, at place from
  private final double[][] distance; // [pairs][games] aligned with near
  private final double[] square; // [games] scratch

  /// @param bodies agents first
  ParticleWorld(int games, int agents, List<Body> bodies, Counted contact) {
    this.agents = agents;
    this.bodies = List.copyOf(bodies);
    this.x = new double[bodies.size()][games];
    this.y = new double[bodies.size()][games];
    this.vx = new double[agents][games];
    this.vy = new double[agents][games];
    this.forceX = new double[agents][games];
    this.forceY = new double[agents][games];
    this.contacts = new double[agents][games];
    int[] a = new int[bodies.size() * bodies.size()];
    int[] b = new int[a.length];
    int pairs = 0;
    for (int i = 0; i < bodies.size(); i++) {
      for (int j = i + 1; j < bodies.size(); j++) {
        if (bodies.get(i).collides() && bodies.get(j).collides() && i < agents) {
          a[pairs] = i;
          b[pairs++] = j;
        }
      }
    }
    this.first = Arrays.copyOf(a, pairs);
    this.second = Arrays.copyOf(b, pairs);
    this.counted = new boolean[pairs];
    for (int p = 0; p < pairs; p++) counted[p] = contact.counts(first[p], second[p]);
    this.near = new int[pairs][games];
    this.nearCount = new int[pairs][games];
    this.distance = new double[pairs][games];
    this.square = new double[games];
  }

  /// Moves the games `[from, to)` by one step: contact forces are added to those of the actions in pair order, positions
  /// follow the *old* velocities, then velocities are damped and pushed. Needs [#measure] of the present positions over
  /// the same range.
  void move(int from, int to) {
    for (int p = 0; p < first.length; p++) push(p, from);
    for (int i = 0; i < agents; i++) {
      Body body = bodies.get(i);
      if (!body.movable()) continue;
      integrate(x[i], vx[i], forceX[i], from, to);
      integrate(y[i], vy[i], forceY[i], from, to);
      if (body.maxSpeed() < Double.POSITIVE_INFINITY) limit(vx[i], vy[i], body.maxSpeed(), from, to);
    }
  }

  private void push(int pair, int from) {
    int a = first[pair];
    int b = second[pair];
    double touching = bodies.get(a).size() + bodies.get(b).size();
    boolean pushesA = bodies.get(a).movable();
    boolean pushesB = bodies.get(b).movable();
    for (int k = from; k < from + nearCount[pair][from]; k++) {
      int game = near[pair][k];
      double r = distance[pair][k];
      double overlap = overlap(r - touching);
      double fx = STIFFNESS * (x[a][game] - x[b][game]) / r * overlap;
      double fy = STIFFNESS * (y[a][game] - y[b][game]) / r * overlap;
      if (pushesA) {
        forceX[a][game] += fx;
        forceY[a][game] += fy;
      }
      if (pushesB) {
        forceX[b][game] -= fx;
        forceY[b][game] -= fy;
      }
    }
  }

  /// How far two bodies press into each other, smoothly: margin * ln(1 + exp(-gap / margin)).
  static double overlap(double gap) {
    double depth = -gap / MARGIN;
    double small = StrictMath.exp(-Math.abs(depth));
    double soft = small < 0x1.0p-54 ? small : StrictMath.log1p(small); // log1p returns such numbers as they are
    return (depth > 0 ? depth + soft : soft) * MARGIN;
  }

  private static void integrate(double[] position, double[] velocity, double[] force, int from, int to) {
    for (int e = from; e < to; e++) {
      double v = velocity[e];
      position[e] += v * STEP;
      velocity[e] = v * DAMPING + force[e] * STEP;
    }
  }

  private static void limit(double[] vx, double[] vy, double maxSpeed, int from, int to) {
    for (int e = from; e < to; e++) {
      double speed = Math.sqrt(vx[e] * vx[e] + vy[e] * vy[e]);
      if (speed > maxSpeed) {
        vx[e] = vx[e] / speed * maxSpeed;
        vy[e] = vy[e] / speed * maxSpeed;
      }
    }
  }

  /// Looks who is near whom in the games `[from, to)`: fills [#contacts] and what [#move] will need.
  void measure(int from, int to) {
    for (double[] touched : contacts) Arrays.fill(touched, from, to, 0.0);
    for (int p = 0; p < first.length; p++) {
      int a = first[p];
      int b = second[p];
      double touching = bodies.get(a).size() + bodies.get(b).size();
      squareDistance(x[a], y[a], x[b], y[b], square, from, to);
      int count = select(square, (touching + REACH) * (touching + REACH), near[p], from, to);
      nearCount[p][from] = count;
      for (int k = from; k < from + count; k++) {
        int game = near[p][k];
        double r = Math.sqrt(square[game]);
        distance[p][k] = r;
        if (counted[p] && r < touching) {
          contacts[a][game]++;
          if (b < agents) contacts[b][game]++;
        }
      }
    }
  }

  /// Keeps the games whose value is below `bound`, without branches: near pairs are rare and cannot be predicted.
  private static int select(double[] value, double bound, int[] selected, int from, int to) {
    int next = from;
    for (int e = from; e < to; e++) {
      selected[next] = e;
      next += value[e] < bound ? 1 : 0;
    }
    return next - from;
  }

  /// Squared distances between two entities.
  static void squareDistance(
      double[] ax, double[] ay, double[] bx, double[] by, double[] out, int from, int to) {
    for (int e = from; e < to; e++) {
      double dx = ax[e] - bx[e];
      double dy = ay[e] - by[e];
      out[e] = dx * dx + dy * dy;
    }
  }

  /// Replaces squares by their roots.
  static void roots(double[] squares, int from, int to) {
    for (int e = from; e < to; e++) squares[e] = Math.sqrt(squares[e]);
  }
}
