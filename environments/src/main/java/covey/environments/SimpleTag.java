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

/// Slow adversaries catch fast good agents among obstacles.
///
/// - Actions: a move, see [ParticleGame].
/// - Observation, in world units: own velocity, own position, then relative to the observer the obstacles, the (other)
///   adversaries and the (other) good agents, then the velocities of these good agents in the same order. Adversaries'
///   velocities are not observed. With `agentNeighbors`: the nearest others of both kinds as one set, then their
///   velocities, zero for adversaries.
/// - State: all observations. Private state: own velocity and position, the obstacles, all others with their velocities.
/// - Reward of every adversary: 10 per touching pair of an adversary and a good agent, whoever touches. Of a good agent:
///   -10 per adversary that touches it, and per axis minus [#border] of its position.
/// - Ends: truncated after `maxCycles` steps; if wanted, terminated when every good agent is touched.
/// - Metrics: `catches`, touching pairs summed over steps.
///
/// Source: MPE2 1.1.0 `simple_tag_v3` (Lowe et al. 2017), exact to its recorded trajectories; see [ParticleWorld] for the
/// one departure. Its curriculum is the option `preySpeed`, which may be any share of the usual speed. Returns per
/// episode of an adversary and of the good agent (40,000 episodes): random actions 4.2 and -15.7, the script `chase`
/// 42.1 and -46.3; it reaches 65.5 as adversaries and -2.8 as good agent against random actions.
public final class SimpleTag extends ParticleGame {

  public record Config(
      @Option(byDefault = "3", help = "number of adversaries") int adversaries,
      @Option(byDefault = "1", help = "number of good agents, who are chased") int good,
      @Option(byDefault = "2", help = "number of obstacles") int obstacles,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "five numbers in [0, 1] instead of five choices") boolean continuousActions,
      @Option(byDefault = "false", help = "end when every good agent is touched") boolean terminateOnSuccess,
      @Option(byDefault = "1", help = "speed and push of good agents as a share of the usual ones, in (0, 1]")
          double preySpeed,
      @Option(help = "how many other agents are observed, nearest first; none = all, in order")
          Optional<Integer> agentNeighbors,
      @Option(help = "how many obstacles are observed, nearest first; none = all, in order")
          Optional<Integer> landmarkNeighbors)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(adversaries >= 1 && adversaries <= 1000, "adversaries", adversaries,
              "must lie in [1, 1000]; 3 is usual")
          .require(good >= 1 && good <= 1000, "good", good, "must lie in [1, 1000]; 1 is usual")
          .require(obstacles >= 0 && obstacles <= 1000, "obstacles", obstacles, "must lie in [0, 1000]; 2 is usual")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1")
          .require(preySpeed > 0 && preySpeed <= 1, "preySpeed", preySpeed, "must lie in (0, 1]; 1 is usual")
          .require(agentNeighbors.orElse(0) >= 0, "agentNeighbors", agentNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .require(landmarkNeighbors.orElse(0) >= 0, "landmarkNeighbors", landmarkNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .throwIfInvalid();
    }

    /// The usual game with other numbers of agents.
    public static Config of(int adversaries, int good) {
      return new Config(adversaries, good, DEFAULTS.obstacles, DEFAULTS.maxCycles, false, false, 1, Optional.empty(),
          Optional.empty());
    }

    boolean seesAll() {
      return agentNeighbors.isEmpty() && landmarkNeighbors.isEmpty();
    }

    int seenObstacles() {
      return landmarkNeighbors.orElse(obstacles);
    }

    private int agents() {
      return adversaries + good;
    }

    private Rules rules() {
      return new Rules(maxCycles, continuousActions, terminateOnSuccess, 2, 0.9);
    }

    @Override
    public EnvironmentSpec spec() {
      Space action = rules().actions(ADVERSARY);
      var slots = new ArrayList<Slot>();
      var parts = new ArrayList<Part>();
      for (int i = 0; i < agents(); i++) {
        boolean adversary = i < adversaries;
        String id = adversary ? "adversary_" + i : "agent_" + (i - adversaries);
        Space observation = observation(adversary);
        slots.add(new Slot(id, adversary ? "adversary" : "agent", adversary ? "adversaries" : "agents", observation,
            action, false, whole(adversary)));
        parts.add(new Part(id, observation));
      }
      return EnvironmentSpec.of("simple_tag-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Composite(parts))
          .withMetrics(new Metric("catches", Metric.Kind.COUNT));
    }

    private Space observation(boolean adversary) {
      var seen = new ArrayList<Part>(List.of(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(seenObstacles(), 2, seenObstacles() <= obstacles))));
      if (agentNeighbors.isPresent()) {
        int count = agentNeighbors.get();
        var others = new Space.Entities(count, 2, count <= agents() - 1);
        seen.add(new Part("others", others));
        seen.add(new Part("otherVelocities", others));
      } else {
        var goodOnes = new Space.Entities(adversary ? good : good - 1, 2, true);
        seen.add(new Part("adversaries", new Space.Entities(adversary ? adversaries - 1 : adversaries, 2, true)));
        seen.add(new Part("agents", goodOnes));
        seen.add(new Part("agentVelocities", goodOnes));
      }
      return Space.Composite.withoutEmptyParts(seen.toArray(Part[]::new));
    }

    private Space whole(boolean adversary) {
      return Space.Composite.withoutEmptyParts(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(obstacles, 2, true)),
          new Part("adversaries", new Space.Entities(adversary ? adversaries - 1 : adversaries, 4, true)),
          new Part("agents", new Space.Entities(adversary ? good : good - 1, 4, true)));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleTag(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_tag", Config.class, "adversaries catch faster agents among obstacles (competitive, MPE)")
      .withSmallest(Map.of("adversaries", 1, "good", 1, "obstacles", 0))
      .withScript("chase", Chase::of)
      .withRecording(new Catalogue.Recording("simple_tag_v3", Map.of(
          "num_adversaries", "adversaries", "num_good", "good", "num_obstacles", "obstacles",
          "num_agent_neighbors", "agentNeighbors", "num_landmark_neighbors", "landmarkNeighbors")));

  private static final ParticleWorld.Body ADVERSARY = ParticleWorld.Body.agent(0.075).colliding().limited(3, 1);
  private static final ParticleWorld.Body PREY = ParticleWorld.Body.agent(0.05).colliding().limited(4, 1.3);
  private static final ParticleWorld.Body OBSTACLE = ParticleWorld.Body.landmark(0.2).colliding();
  private static final double CATCH = 10;

  private final Config config;
  private final int hunters; // adversaries; the good agents follow
  private final double[] shared; // [games] reward of every adversary
  private final double[][] suffered; // [good agents][games] reward of a good agent
  private final double[] catches; // [games] touching pairs summed over steps

  public SimpleTag(Config config, int games) {
    super(config.spec(), games, world(config, games), config.rules());
    this.config = config;
    this.hunters = config.adversaries();
    this.shared = new double[games];
    this.suffered = new double[config.good()][games];
    this.catches = new double[games];
  }

  private static ParticleWorld world(Config config, int games) {
    int hunters = config.adversaries();
    double share = config.preySpeed();
    var bodies = new ArrayList<>(Collections.nCopies(hunters, ADVERSARY));
    bodies.addAll(Collections.nCopies(
        config.good(), PREY.limited(PREY.push() * share, PREY.maxSpeed() * share)));
    bodies.addAll(Collections.nCopies(config.obstacles(), OBSTACLE));
    int agents = config.agents();
    return new ParticleWorld(
        atLeastOne(games), agents, bodies, (first, second) -> first < hunters && second >= hunters && second < agents);
  }

  @Override
  void measure(int from, int to) {
    Arrays.fill(shared, from, to, 0.0);
    for (int i = hunters; i < n; i++) {
      suffer(world.contacts[i], world.x[i], world.y[i], suffered[i - hunters], from, to);
      double[] touched = world.contacts[i];
      for (int e = from; e < to; e++) shared[e] += touched[e];
    }
    for (int e = from; e < to; e++) {
      catches[e] += shared[e];
      shared[e] *= CATCH;
    }
  }

  private static void suffer(double[] touched, double[] x, double[] y, double[] reward, int from, int to) {
    for (int e = from; e < to; e++) reward[e] = -CATCH * touched[e] - border(x[e]) - border(y[e]);
  }

  /// What a good agent pays for being at `at` on one axis, so that it does not run away for ever: nothing within 0.9,
  /// 10 per unit from there to 1, beyond it exp(2 (|at| - 1)) up to 10.
  static double border(double at) {
    double x = Math.abs(at);
    if (x < 0.9) return 0;
    if (x < 1) return (x - 0.9) * 10;
    return x > 3 ? 10 : Math.min(StrictMath.exp(2 * x - 2), 10); // exp(4) = 54.6
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    for (int i = 0; i < n; i++) {
      pay(columns.reward, first + i, i < hunters ? shared : suffered[i - hunters], from, to);
    }
  }

  @Override
  void describe(int agent, RowWriter row) {
    describe(agent, false, row);
    for (int j = hunters; j < n; j++) if (j != agent) row.add(world.vx[j], world.vy[j]);
  }

  @Override
  void describeWhole(int agent, RowWriter row) {
    describe(agent, true, row);
  }

  /// Own velocity and position, obstacles, others; with everybody's velocities where these are wanted.
  private void describe(int agent, boolean velocities, RowWriter row) {
    double[] x = world.x[agent];
    double[] y = world.y[agent];
    row.add(world.vx[agent], world.vy[agent]);
    row.add(x, y);
    for (int l = n; l < world.x.length; l++) row.addRelative(world.x[l], world.y[l], x, y);
    for (int j = 0; j < n; j++) {
      if (j == agent) continue;
      row.addRelative(world.x[j], world.y[j], x, y);
      if (velocities) row.add(world.vx[j], world.vy[j]);
    }
  }

  @Override
  boolean seesPartially() {
    return !config.seesAll();
  }

  @Override
  void describeNearest(int agent, NearestFirst row) {
    row.add(world.vx[agent], world.vy[agent]);
    row.add(world.x[agent], world.y[agent]);
    row.addSet(n, world.x.length, config.seenObstacles(), config.landmarkNeighbors().isPresent());
    if (config.agentNeighbors().isPresent()) {
      int capacity = config.agentNeighbors().get();
      int count = row.addSet(0, n, capacity, true);
      row.addVelocities(hunters, count, capacity, capacity <= n - 1);
    } else {
      boolean good = agent >= hunters;
      row.addSet(0, hunters, good ? hunters : hunters - 1, false);
      int others = good ? n - hunters - 1 : n - hunters;
      row.addSet(hunters, n, others, false);
      row.addVelocities(hunters, others, others, true);
    }
  }

  @Override
  boolean succeeded(int game) {
    for (int i = hunters; i < n; i++) if (world.contacts[i][game] == 0) return false;
    return true;
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = catches[game];
  }

  @Override
  void forget(int game) {
    catches[game] = 0;
  }
}
