package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.VectorEnvironment;
import covey.space.Space;
import covey.space.Space.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// N agents share N landmarks: each landmark wants an agent, and agents that touch are fined.
///
/// - Actions: 0 stay, 1 left, 2 right, 3 down, 4 up; or five numbers in [0, 1], of which (third minus second, fifth minus
///   fourth) is the push and the first does nothing.
/// - Observation, in world units: own velocity, own position, landmarks and other agents relative to the observer, what
///   the others say (always zero). The row's floats are the original flat observation.
/// - State: the observations of all agents, in order. Private state: the observer's view of the whole game, with the
///   other agents' velocities beside their positions and without the zeros.
/// - Reward of an agent: `global * (1 - localRatio) + local * localRatio`; global is minus the sum over landmarks of the
///   distance to the closest agent, local is -1 per agent touched.
/// - Auxiliary reward `difference`, if wanted: the sum of all agents' rewards minus what it would be if this agent covered
///   and touched nobody. Alone, an agent's difference is its reward.
/// - Ends: truncated after `maxCycles` steps; if wanted, terminated when every landmark has an agent closer than 0.1.
/// - Metrics: `collisions`, touching pairs summed over steps; `covered`, landmarks with an agent closer than 0.1 at the end.
///
/// Source: MPE2 1.1.0 `simple_spread_v3` (Lowe et al. 2017, "Multi-Agent Actor-Critic for Mixed Cooperative-Competitive
/// Environments"), exact to its recorded trajectories; see [ParticleWorld] for the one departure. The task is solved to
/// about -7.45 per agent and episode (N = 3) by [SpreadAssignment]; random actions give -26.5.
public final class SimpleSpread extends ParticleGame {

  public record Config(
      @Option(byDefault = "3", help = "number of agents and of landmarks, N", usual = "3 to 10") int agents,
      @Option(byDefault = "0.5", help = "share of the agent's own fines in its reward, in [0, 1]") double localRatio,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "five numbers in [0, 1] instead of five choices") boolean continuousActions,
      @Option(byDefault = "false", help = "end when every landmark has an agent closer than 0.1")
          boolean terminateOnSuccess,
      @Option(help = "how many other agents are observed, nearest first; none = all, in order")
          Optional<Integer> agentNeighbors,
      @Option(help = "how many landmarks are observed, nearest first; none = all, in order")
          Optional<Integer> landmarkNeighbors,
      @Option(byDefault = "false", help = "offer the auxiliary reward `difference` to learners") boolean differenceReward)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1 && agents <= 1000, "agents", agents, "must lie in [1, 1000]; 3 is usual")
          .require(localRatio >= 0 && localRatio <= 1, "localRatio", localRatio, "must lie in [0, 1]")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1")
          .require(agentNeighbors.orElse(0) >= 0, "agentNeighbors", agentNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .require(landmarkNeighbors.orElse(0) >= 0, "landmarkNeighbors", landmarkNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .throwIfInvalid();
    }

    /// The usual game with another number of agents.
    public static Config of(int agents) {
      return new Config(
          agents, DEFAULTS.localRatio, DEFAULTS.maxCycles, false, false, Optional.empty(), Optional.empty(), false);
    }

    boolean seesAll() {
      return agentNeighbors.isEmpty() && landmarkNeighbors.isEmpty();
    }

    private Rules rules() {
      return Rules.silent(maxCycles, continuousActions, terminateOnSuccess);
    }

    int seenAgents() {
      return agentNeighbors.orElse(agents - 1);
    }

    int seenLandmarks() {
      return landmarkNeighbors.orElse(agents);
    }

    @Override
    public EnvironmentSpec spec() {
      var others = new Space.Entities(seenAgents(), 2, seenAgents() <= agents - 1);
      Space observation = Space.Composite.withoutEmptyParts(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(seenLandmarks(), 2, seenLandmarks() <= agents)),
          new Part("others", others),
          new Part("speech", others));
      Space whole = Space.Composite.withoutEmptyParts(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(agents, 2, true)),
          new Part("others", new Space.Entities(agents - 1, 4, true)));
      Space action = rules().actions(AGENT);
      var slots = new ArrayList<Slot>();
      var parts = new ArrayList<Part>();
      for (int i = 0; i < agents; i++) {
        slots.add(new Slot("agent_" + i, "agent", "team", observation, action, false, whole));
        parts.add(new Part("agent_" + i, observation));
      }
      var spec = EnvironmentSpec.of("simple_spread-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Composite(parts))
          .withMetrics(new Metric("collisions", Metric.Kind.COUNT), new Metric("covered", Metric.Kind.COUNT));
      return differenceReward ? spec.withAuxiliaryRewards("difference") : spec;
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleSpread(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_spread",
      Config.class,
      "agents share landmarks without touching each other (cooperative, MPE)")
      .withSmallest(Map.of("agents", 1))
      .withScript("assignment", SpreadAssignment::of)
      .withRecording(new Catalogue.Recording("simple_spread_v3", Map.of(
          "N", "agents", "num_agent_neighbors", "agentNeighbors", "num_landmark_neighbors", "landmarkNeighbors")));

  private static final ParticleWorld.Body AGENT = ParticleWorld.Body.agent(0.15).colliding();
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.05);
  private static final double COVERED = 0.1; // a landmark with an agent closer than this is covered

  private final Config config;
  private final double[][] closest; // [landmarks][games] distance to the closest agent
  private final double[] global; // [games]
  private final double[][] gained; // [agents][games] how much closer landmarks are for an agent's presence; if wanted
  private final double[] touches; // [games] agents touched, summed over agents and steps: twice the collisions

  public SimpleSpread(Config config, int games) {
    super(config.spec(), games, world(config.agents(), games), config.rules());
    this.config = config;
    this.closest = new double[n][games];
    this.global = new double[games];
    this.gained = new double[config.differenceReward() ? n : 0][games];
    this.touches = new double[games];
  }

  private static ParticleWorld world(int n, int games) {
    var bodies = new ArrayList<>(Collections.nCopies(n, AGENT));
    bodies.addAll(Collections.nCopies(n, LANDMARK));
    return new ParticleWorld(atLeastOne(games), n, bodies, (a, b) -> true);
  }

  @Override
  void measure(int from, int to) {
    Arrays.fill(global, from, to, 0.0);
    for (int l = 0; l < n; l++) {
      double[] best = closest[l];
      double[] lx = world.x[n + l];
      double[] ly = world.y[n + l];
      ParticleWorld.squareDistance(world.x[0], world.y[0], lx, ly, best, from, to);
      for (int i = 1; i < n; i++) keepSmaller(world.x[i], world.y[i], lx, ly, best, from, to);
      subtractRoot(best, global, from, to);
    }
    for (double[] touched : world.contacts) add(touched, touches, from, to);
  }

  private static void keepSmaller(
      double[] ax, double[] ay, double[] bx, double[] by, double[] best, int from, int to) {
    for (int e = from; e < to; e++) {
      double dx = ax[e] - bx[e];
      double dy = ay[e] - by[e];
      best[e] = Math.min(best[e], dx * dx + dy * dy);
    }
  }

  private static void subtractRoot(double[] square, double[] sum, int from, int to) {
    for (int e = from; e < to; e++) {
      double root = Math.sqrt(square[e]);
      square[e] = root;
      sum[e] -= root;
    }
  }

  private static void add(double[] values, double[] sum, int from, int to) {
    for (int e = from; e < to; e++) sum[e] += values[e];
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    double[] reward = columns.reward;
    double local = config.localRatio();
    for (int i = 0; i < n; i++) {
      double[] touched = world.contacts[i];
      for (int e = from; e < to; e++) {
        double value = global[e] * (1 - local) - touched[e] * local;
        reward[first + e * n + i] = stepping[e] ? value : 0;
      }
    }
    if (config.differenceReward()) payDifference(columns, first, from, to);
  }

  private void payDifference(Rollout columns, int first, int from, int to) {
    double local = config.localRatio();
    if (n == 1) {
      System.arraycopy(columns.reward, first + from, columns.auxiliary[0], first + from, to - from);
      return;
    }
    for (double[] gain : gained) Arrays.fill(gain, from, to, 0.0);
    for (int l = n; l < 2 * n; l++) {
      for (int e = from; e < to; e++) attribute(world.x[l][e], world.y[l][e], e);
    }
    for (int i = 0; i < n; i++) {
      double[] gain = gained[i];
      double[] touched = world.contacts[i];
      for (int e = from; e < to; e++) {
        // Everybody is paid for coverage, and both who touch are fined.
        gain[e] = n * (1 - local) * gain[e] - 2 * local * touched[e];
      }
      pay(columns.auxiliary[0], first + i, gain, from, to);
    }
  }

  /// Adds, to the agent that is closest to a place, by how much the second closest is further away.
  private void attribute(double x, double y, int e) {
    double best = Double.POSITIVE_INFINITY;
    double second = Double.POSITIVE_INFINITY;
    int owner = 0;
    for (int i = 0; i < n; i++) {
      double dx = world.x[i][e] - x;
      double dy = world.y[i][e] - y;
      double square = dx * dx + dy * dy;
      if (square < best) {
        second = best;
        best = square;
        owner = i;
      } else if (square < second) {
        second = square;
      }
    }
    gained[owner][e] += Math.sqrt(second) - Math.sqrt(best);
  }

  @Override
  boolean seesPartially() {
    return !config.seesAll();
  }

  @Override
  void describeNearest(int agent, NearestFirst row) {
    row.add(world.vx[agent], world.vy[agent]);
    row.add(world.x[agent], world.y[agent]);
    row.addSet(n, 2 * n, config.seenLandmarks(), config.landmarkNeighbors().isPresent());
    int others = row.addSet(0, n, config.seenAgents(), config.agentNeighbors().isPresent());
    row.addZeros(others, config.seenAgents(), config.seenAgents() <= n - 1);
  }

  @Override
  void describe(int agent, RowWriter row) {
    describe(agent, false, row);
    row.addZeros(n - 1);
  }

  @Override
  void describeWhole(int agent, RowWriter row) {
    describe(agent, true, row);
  }

  /// Own velocity and position, landmarks, others; with their velocities where these are wanted.
  private void describe(int agent, boolean velocities, RowWriter row) {
    double[][] x = world.x;
    double[][] y = world.y;
    row.add(world.vx[agent], world.vy[agent]);
    row.add(x[agent], y[agent]);
    for (int l = n; l < 2 * n; l++) row.addRelative(x[l], y[l], x[agent], y[agent]);
    for (int j = 0; j < n; j++) {
      if (j == agent) continue;
      row.addRelative(x[j], y[j], x[agent], y[agent]);
      if (velocities) row.add(world.vx[j], world.vy[j]);
    }
  }

  @Override
  boolean succeeded(int game) {
    return covered(game) == n;
  }

  private int covered(int game) {
    int count = 0;
    for (int l = 0; l < n; l++) if (closest[l][game] < COVERED) count++;
    return count;
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = touches[game] / 2;
    metric[at + 1] = covered(game);
  }

  @Override
  void forget(int game) {
    touches[game] = 0;
  }
}
