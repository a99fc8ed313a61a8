package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.space.RowLayout;
import java.util.Arrays;

/// A scripted player of [SimpleSpread]: every agent goes to the landmark that the best assignment gives it.
///
/// The assignment minimises the sum of distances between agents and landmarks; each agent finds it from its own
/// observation alone, and agents agree because it is (up to rounding) the same for all; then it goes there ([Steering]).
/// Scores about -7.45 per agent and episode with three agents (random actions: -26.5).
///
/// Source of the assignment: Kuhn 1955, in the form with potentials and shortest augmenting paths (Jonker and Volgenant
/// 1987); cost O(N^3) per row.
public final class SpreadAssignment implements Policy {
  private final int agents;
  private final Steering steering;
  private final int velocity;
  private final int landmarks;
  private final int others;

  private SpreadAssignment(SimpleSpread.Config config) {
    this.agents = config.agents();
    this.steering = new Steering(config.continuousActions());
    RowLayout layout = RowLayout.of(config.spec().slots().getFirst().observation());
    this.velocity = Steering.place(layout, "selfVelocity");
    this.landmarks = Steering.place(layout, "landmarks");
    this.others = Steering.place(layout, "others");
  }

  /// The player for games with these options.
  ///
  /// @throws IllegalArgumentException if agents do not observe everybody and every landmark
  public static SpreadAssignment of(SimpleSpread.Config config) {
    if (!config.seesAll()) {
      throw new IllegalArgumentException("the assignment needs agentNeighbors = none and landmarkNeighbors = none, but"
          + " they are " + config.agentNeighbors() + " and " + config.landmarkNeighbors());
    }
    return new SpreadAssignment(config);
  }

  @Override
  public Policy.Actor actor() {
    return new Actor();
  }

  private final class Actor implements Policy.Actor {
    private final double[][] cost = new double[agents][agents]; // [agents, self first][landmarks]
    private final Assignment assignment = new Assignment(agents);

    @Override
    public void act(Rows rows) {
      for (int i = 0; i < rows.count(); i++) {
        if (rows.forced(i)) continue;
        int target = target(rows, i);
        double dx = rows.observation(i, landmarks + 2 * target) - Steering.LEAD * rows.observation(i, velocity);
        double dy = rows.observation(i, landmarks + 2 * target + 1) - Steering.LEAD * rows.observation(i, velocity + 1);
        steering.move(rows, i, dx, dy);
      }
    }

    private int target(Rows rows, int i) {
      for (int a = 0; a < agents; a++) {
        double x = a == 0 ? 0 : rows.observation(i, others + 2 * (a - 1));
        double y = a == 0 ? 0 : rows.observation(i, others + 2 * (a - 1) + 1);
        for (int l = 0; l < agents; l++) {
          double dx = rows.observation(i, landmarks + 2 * l) - x;
          double dy = rows.observation(i, landmarks + 2 * l + 1) - y;
          cost[a][l] = Math.sqrt(dx * dx + dy * dy);
        }
      }
      return assignment.solve(cost)[0];
    }
  }

  /// Assigns n workers to n jobs at the least total cost. Holds its scratch memory.
  static final class Assignment {
    private final int n;
    private final int[] job; // [workers] the answer
    private final int[] worker; // [jobs] -1 while free
    private final double[] workerPrice; // [workers] dual variables: workerPrice + jobPrice <= cost, equal on the answer
    private final double[] jobPrice; // [jobs]
    private final double[] slack; // [jobs] least reduced cost from the tree of reached workers
    private final int[] from; // [jobs] the worker that gives the slack
    private final boolean[] reached; // [jobs]

    Assignment(int n) {
      this.n = n;
      this.job = new int[n];
      this.worker = new int[n];
      this.workerPrice = new double[n];
      this.jobPrice = new double[n];
      this.slack = new double[n];
      this.from = new int[n];
      this.reached = new boolean[n];
    }

    /// Finds the cheapest assignment.
    ///
    /// @param cost of shape workers by jobs
    /// @return the job of each worker; valid until the next call
    int[] solve(double[][] cost) {
      Arrays.fill(job, -1);
      Arrays.fill(worker, -1);
      Arrays.fill(workerPrice, 0);
      Arrays.fill(jobPrice, 0);
      for (int w = 0; w < n; w++) place(w, cost);
      return job;
    }

    /// Grows a tree of tight edges from a free worker until it reaches a free job, then moves everybody along the path.
    private void place(int free, double[][] cost) {
      Arrays.fill(slack, Double.POSITIVE_INFINITY);
      Arrays.fill(reached, false);
      int w = free;
      while (true) {
        int best = -1;
        for (int j = 0; j < n; j++) {
          if (reached[j]) continue;
          double reduced = cost[w][j] - workerPrice[w] - jobPrice[j];
          if (reduced < slack[j]) {
            slack[j] = reduced;
            from[j] = w;
          }
          if (best < 0 || slack[j] < slack[best]) best = j;
        }
        reprice(free, slack[best]);
        reached[best] = true;
        if (worker[best] < 0) {
          augment(free, best);
          return;
        }
        w = worker[best];
      }
    }

    private void reprice(int free, double delta) {
      workerPrice[free] += delta;
      for (int j = 0; j < n; j++) {
        if (reached[j]) {
          workerPrice[worker[j]] += delta;
          jobPrice[j] -= delta;
        } else {
          slack[j] -= delta;
        }
      }
    }

    private void augment(int free, int end) {
      int j = end;
      while (true) {
        int w = from[j];
        int next = job[w];
        worker[j] = w;
        job[w] = j;
        if (w == free) return;
        j = next;
      }
    }
  }
}
