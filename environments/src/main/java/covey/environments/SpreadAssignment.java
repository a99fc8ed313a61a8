package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.space.RowLayout;
import java.util.Arrays;

/// A scripted player of [SimpleSpread]: every agent goes to the landmark that the best assignment gives it.
///
/// The assignment minimises the sum of distances between agents and landmarks; each agent finds it from its own
/// observation alone, and agents agree because it is (up to rounding) the same for all. An agent then moves along the
/// axis on which it is further from where its target will be when the present velocity has run out, or stays when both
/// distances are small. Scores about -7.45 per agent and episode with three agents (random actions: -26.5).
///
/// Source of the assignment: Kuhn 1955, in the form with potentials and shortest augmenting paths (Jonker and Volgenant
/// 1987); cost O(N^3) per row.
public final class SpreadAssignment implements Policy {
  private static final double LEAD = 0.25; // seconds of present velocity by which an agent is already further on
  private static final double DEAD_ZONE = 0.03; // world units; best of a dozen combinations with LEAD
  private static final double GAIN = 10; // push per world unit, where actions are numbers

  private final int agents;
  private final boolean numbers;
  private final int velocity;
  private final int landmarks;
  private final int others;

  private SpreadAssignment(SimpleSpread.Config config) {
    this.agents = config.agents();
    this.numbers = config.continuousActions();
    RowLayout layout = RowLayout.of(config.spec().slots().getFirst().observation());
    this.velocity = offset(layout, "selfVelocity");
    this.landmarks = offset(layout, "landmarks");
    this.others = agents == 1 ? -1 : offset(layout, "others");
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

  private static int offset(RowLayout layout, String path) {
    for (RowLayout.Leaf leaf : layout.leaves()) if (leaf.path().equals(path)) return leaf.offset();
    throw new IllegalArgumentException("no part of the observation is named " + path);
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
        double dx = rows.observation(i, landmarks + 2 * target) - LEAD * rows.observation(i, velocity);
        double dy = rows.observation(i, landmarks + 2 * target + 1) - LEAD * rows.observation(i, velocity + 1);
        if (numbers) {
          push(rows, i, dx, dy);
        } else {
          rows.act(i, choose(dx, dy), 0f);
        }
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

    private static int choose(double dx, double dy) {
      if (Math.abs(dx) < DEAD_ZONE && Math.abs(dy) < DEAD_ZONE) return 0;
      if (Math.abs(dx) > Math.abs(dy)) return dx < 0 ? 1 : 2;
      return dy < 0 ? 3 : 4;
    }

    private static void push(Rows rows, int i, double dx, double dy) {
      var columns = rows.columns();
      int at = rows.row(i) * 5;
      float right = (float) Math.clamp(GAIN * dx, -1, 1);
      float up = (float) Math.clamp(GAIN * dy, -1, 1);
      float[] applied = columns.applied;
      applied[at] = 0;
      applied[at + 1] = Math.max(-right, 0);
      applied[at + 2] = Math.max(right, 0);
      applied[at + 3] = Math.max(-up, 0);
      applied[at + 4] = Math.max(up, 0);
      System.arraycopy(applied, at, columns.action.floats, at, 5);
      columns.logProb[rows.row(i)] = 0;
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
