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
import covey.random.Stream;
import covey.space.Space;
import covey.space.Space.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// N good agents know which of N landmarks is the goal and must be near it; an adversary, who does not, must find out.
///
/// - Actions: a move, see [ParticleGame].
/// - Observation, in world units and relative to the observer: the goal (good agents only), the landmarks, the adversary,
///   the other good agents. Velocities are not observed.
/// - State: all observations. Private state: own velocity, the goal, the landmarks, the others with their velocities.
/// - Reward of every good agent: the adversary's distance to the goal minus the smallest one of the good agents. Of the
///   adversary: minus its distance to the goal.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: at the end, `distance` of the closest good agent to the goal, and `adversaryDistance`.
///
/// Source: MPE2 1.1.0 `simple_adversary_v3`, exact to its recorded trajectories; see [ParticleWorld] for the one
/// departure. Returns per episode of the adversary and of each good agent (40,000 episodes): random actions -28.3 and
/// 7.5, the script `deceive` -17.6 and 9.1; it reaches -18.1 as adversary and 19.8 as good agents against random actions.
public final class SimpleAdversary extends ParticleGame {

  public record Config(
      @Option(byDefault = "2", help = "number of good agents and of landmarks, N", usual = "2 or 3") int agents,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "five numbers in [0, 1] instead of five choices") boolean continuousActions,
      @Option(help = "how many other agents are observed, nearest first; none = all, in order")
          Optional<Integer> agentNeighbors,
      @Option(help = "how many landmarks are observed, nearest first; none = all, in order")
          Optional<Integer> landmarkNeighbors)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1 && agents <= 1000, "agents", agents, "must lie in [1, 1000]; 2 is usual")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1")
          .require(agentNeighbors.orElse(0) >= 0, "agentNeighbors", agentNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .require(landmarkNeighbors.orElse(0) >= 0, "landmarkNeighbors", landmarkNeighbors.orElse(0),
              "must be at least 0; none is usual, which means all")
          .throwIfInvalid();
    }

    boolean seesAll() {
      return agentNeighbors.isEmpty() && landmarkNeighbors.isEmpty();
    }

    int seenLandmarks() {
      return landmarkNeighbors.orElse(agents);
    }

    private Rules rules() {
      return Rules.silent(maxCycles, continuousActions, false);
    }

    @Override
    public EnvironmentSpec spec() {
      var goal = new Part("goal", Space.Box.unbounded(2));
      var landmarks = new Part("landmarks", new Space.Entities(seenLandmarks(), 2, seenLandmarks() <= agents));
      Space whole = Space.Composite.withoutEmptyParts(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          goal,
          new Part("landmarks", new Space.Entities(agents, 2, true)),
          new Part("others", new Space.Entities(agents, 4, true)));
      Space action = rules().actions(AGENT);
      var slots = new ArrayList<Slot>();
      var parts = new ArrayList<Part>();
      for (int i = 0; i <= agents; i++) {
        boolean adversary = i == ADVERSARY;
        var seen = new ArrayList<Part>();
        if (!adversary) seen.add(goal);
        seen.add(landmarks);
        if (agentNeighbors.isPresent()) {
          int count = agentNeighbors.get();
          seen.add(new Part("others", new Space.Entities(count, 2, count <= agents)));
        } else {
          if (!adversary) seen.add(new Part("adversaries", new Space.Entities(1, 2, true)));
          seen.add(new Part("agents", new Space.Entities(adversary ? agents : agents - 1, 2, true)));
        }
        Space observation = Space.Composite.withoutEmptyParts(seen.toArray(Part[]::new));
        String id = adversary ? "adversary_0" : "agent_" + (i - 1);
        slots.add(new Slot(id, adversary ? "adversary" : "agent", adversary ? "adversaries" : "agents", observation,
            action, false, whole));
        parts.add(new Part(id, observation));
      }
      return EnvironmentSpec.of("simple_adversary-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Composite(parts))
          .withMetrics(
              new Metric("distance", Metric.Kind.REAL), new Metric("adversaryDistance", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleAdversary(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_adversary",
      Config.class,
      "good agents hide from an adversary which landmark is their goal (mixed, MPE)")
      .withSmallest(Map.of("agents", 1))
      .withScript("deceive", Deception::of)
      .withRecording(new Catalogue.Recording("simple_adversary_v3", Map.of(
          "N", "agents", "num_agent_neighbors", "agentNeighbors", "num_landmark_neighbors", "landmarkNeighbors")));

  static final int ADVERSARY = 0;

  private static final ParticleWorld.Body AGENT = ParticleWorld.Body.agent(0.15);
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.08);

  private final Config config;
  private final int[] goal; // [games]
  private final double[] goalX; // [games]
  private final double[] goalY;
  private final double[] adversaryDistance; // [games] to the goal
  private final double[] distance; // [games] of the closest good agent
  private final double[] square; // [games] scratch
  private final double[] loss; // [games] the adversary's reward
  private final double[] gain; // [games] a good agent's

  public SimpleAdversary(Config config, int games) {
    super(config.spec(), games, world(config.agents(), games), config.rules());
    this.config = config;
    this.goal = new int[games];
    this.goalX = new double[games];
    this.goalY = new double[games];
    this.adversaryDistance = new double[games];
    this.distance = new double[games];
    this.square = new double[games];
    this.loss = new double[games];
    this.gain = new double[games];
  }

  private static ParticleWorld world(int good, int games) {
    var bodies = new ArrayList<>(Collections.nCopies(good + 1, AGENT));
    bodies.addAll(Collections.nCopies(good, LANDMARK));
    return new ParticleWorld(atLeastOne(games), good + 1, bodies, (a, b) -> false);
  }

  @Override
  void begin(int game, Stream from) {
    setGoal(game, from.nextInt(config.agents()));
  }

  private void setGoal(int game, int landmark) {
    goal[game] = landmark;
    goalX[game] = world.x[n + landmark][game];
    goalY[game] = world.y[n + landmark][game];
  }

  @Override
  void measure(int from, int to) {
    ParticleWorld.squareDistance(world.x[0], world.y[0], goalX, goalY, adversaryDistance, from, to);
    ParticleWorld.roots(adversaryDistance, from, to);
    ParticleWorld.squareDistance(world.x[1], world.y[1], goalX, goalY, distance, from, to);
    for (int i = 2; i < n; i++) {
      ParticleWorld.squareDistance(world.x[i], world.y[i], goalX, goalY, square, from, to);
      for (int e = from; e < to; e++) distance[e] = Math.min(distance[e], square[e]);
    }
    ParticleWorld.roots(distance, from, to);
    for (int e = from; e < to; e++) {
      loss[e] = -adversaryDistance[e];
      gain[e] = -distance[e] + adversaryDistance[e];
    }
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    for (int i = 0; i < n; i++) pay(columns.reward, first + i, i == ADVERSARY ? loss : gain, from, to);
  }

  @Override
  void describe(int agent, RowWriter row) {
    double[] x = world.x[agent];
    double[] y = world.y[agent];
    if (agent != ADVERSARY) row.addRelative(goalX, goalY, x, y);
    for (int l = n; l < world.x.length; l++) row.addRelative(world.x[l], world.y[l], x, y);
    for (int j = 0; j < n; j++) if (j != agent) row.addRelative(world.x[j], world.y[j], x, y);
  }

  @Override
  void describeWhole(int agent, RowWriter row) {
    double[] x = world.x[agent];
    double[] y = world.y[agent];
    row.add(world.vx[agent], world.vy[agent]);
    row.addRelative(goalX, goalY, x, y);
    for (int l = n; l < world.x.length; l++) row.addRelative(world.x[l], world.y[l], x, y);
    for (int j = 0; j < n; j++) {
      if (j == agent) continue;
      row.addRelative(world.x[j], world.y[j], x, y);
      row.add(world.vx[j], world.vy[j]);
    }
  }

  @Override
  boolean seesPartially() {
    return !config.seesAll();
  }

  @Override
  void describeNearest(int agent, NearestFirst row) {
    if (agent != ADVERSARY) row.addRelative(n + goal[row.game()]);
    row.addSet(n, world.x.length, config.seenLandmarks(), config.landmarkNeighbors().isPresent());
    row.addSet(0, n, config.agentNeighbors().orElse(n - 1), config.agentNeighbors().isPresent());
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = distance[game];
    metric[at + 1] = adversaryDistance[game];
  }

  @Override
  void forget(int game) {}

  @Override
  List<Quantity> constants() {
    return List.of(new Quantity("goals", n)); // the same for all
  }

  @Override
  void readConstants(int game, double[] situation, int at) {
    Arrays.fill(situation, at, at + n, goal[game]);
  }

  @Override
  void loadConstants(int game, double[] situation, int at) {
    setGoal(game, (int) situation[at]);
  }
}
