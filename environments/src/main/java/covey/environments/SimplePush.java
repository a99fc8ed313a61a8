package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
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
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.Space.Part;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// An agent goes to one of two landmarks; an adversary, who does not know which, keeps it away by pushing.
///
/// - Actions: a move, see [ParticleGame].
/// - Observation of the adversary, in world units: own velocity, the landmarks, then the agent, relative to the observer.
///   Of the agent: own velocity, its goal, its colour (which tells the goal), the landmarks, their colours (red, green,
///   blue in [0, 1]), the adversary.
/// - State: both observations. Private state: own velocity, the goal, the landmarks, the other with its velocity.
/// - Reward of the agent: minus its distance to the goal. Of the adversary: the agent's distance minus its own.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: `distance`, of the agent to its goal at the end.
///
/// Source: MPE2 1.1.0 `simple_push_v3`, exact to its recorded trajectories; see [ParticleWorld] for the one departure.
/// Returns per episode of adversary and agent (40,000 episodes): random actions 0.1 and -28.3, the script `seek` -3.2
/// and -7.9; it reaches 12.1 as adversary and -7.5 as agent against random actions.
public final class SimplePush extends ParticleGame {

  public record Config(
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "five numbers in [0, 1] instead of five choices") boolean continuousActions)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1")
          .throwIfInvalid();
    }

    private Rules rules() {
      return Rules.silent(maxCycles, continuousActions, false);
    }

    @Override
    public EnvironmentSpec spec() {
      var velocity = new Part("selfVelocity", Space.Box.unbounded(2));
      var goal = new Part("goal", Space.Box.unbounded(2));
      var landmarks = new Part("landmarks", new Space.Entities(2, 2, true));
      var other = new Space.Entities(1, 2, true);
      Space adversary = Space.Composite.of(velocity, landmarks, new Part("agents", other));
      Space agent = Space.Composite.of(
          velocity,
          goal,
          new Part("selfColor", Space.Box.of(3, 0, 1)),
          landmarks,
          new Part("landmarkColors", Space.Box.of(6, 0, 1)),
          new Part("adversaries", other));
      Space whole = Space.Composite.of(velocity, goal, landmarks, new Part("others", new Space.Entities(1, 4, true)));
      Space action = rules().actions(AGENT);
      var slots = List.of(
          new Slot("adversary_0", "adversary", "adversaries", adversary, action, false, whole),
          new Slot("agent_0", "agent", "agents", agent, action, false, whole));
      return EnvironmentSpec.of("simple_push-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(new Part("adversary_0", adversary), new Part("agent_0", agent)))
          .withMetrics(new Metric("distance", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimplePush(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_push", Config.class, "an adversary pushes an agent away from its goal (competitive, MPE)")
      .withScript("seek", Seek::new)
      .withRecording(new Catalogue.Recording("simple_push_v3", Map.of()));

  private static final ParticleWorld.Body AGENT = ParticleWorld.Body.agent(0.05).colliding();
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.05);
  private static final int ADVERSARY = 0;
  private static final int GOOD = 1;
  private static final int LANDMARKS = 2;
  private static final double FAINT = 0.1; // colour of a landmark but for the channel that is its own
  private static final double DARK = 0.25; // colour of the agent but for the channel of its goal

  private final int[] goal; // [games] 0 or 1
  private final double[] goalX; // [games]
  private final double[] goalY;
  private final double[][] distance; // [agents][games] to the goal
  private final double[] advantage; // [games] the adversary's reward
  private final double[] distaste; // [games] the agent's
  private final double[][] color; // [green, blue][games] of the agent
  private final double[] faint; // [games]
  private final double[] bright;
  private final double[] dark;

  public SimplePush(Config config, int games) {
    super(config.spec(), games, new ParticleWorld(
        atLeastOne(games), 2, List.of(AGENT, AGENT, LANDMARK, LANDMARK), (a, b) -> false), config.rules());
    this.goal = new int[games];
    this.goalX = new double[games];
    this.goalY = new double[games];
    this.distance = new double[2][games];
    this.advantage = new double[games];
    this.distaste = new double[games];
    this.color = new double[2][games];
    this.faint = filled(FAINT);
    this.bright = filled(FAINT + 0.8);
    this.dark = filled(DARK);
  }

  private double[] filled(double value) {
    var values = new double[games];
    Arrays.fill(values, value);
    return values;
  }

  @Override
  void begin(int game, Stream from) {
    setGoal(game, from.nextInt(LANDMARKS));
  }

  private void setGoal(int game, int landmark) {
    goal[game] = landmark;
    goalX[game] = world.x[n + landmark][game];
    goalY[game] = world.y[n + landmark][game];
    for (int l = 0; l < LANDMARKS; l++) color[l][game] = l == landmark ? DARK + 0.5 : DARK;
  }

  @Override
  void measure(int from, int to) {
    for (int i = 0; i < n; i++) {
      ParticleWorld.squareDistance(world.x[i], world.y[i], goalX, goalY, distance[i], from, to);
      ParticleWorld.roots(distance[i], from, to);
    }
    for (int e = from; e < to; e++) {
      advantage[e] = distance[GOOD][e] - distance[ADVERSARY][e];
      distaste[e] = -distance[GOOD][e];
    }
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    pay(columns.reward, first + ADVERSARY, advantage, from, to);
    pay(columns.reward, first + GOOD, distaste, from, to);
  }

  @Override
  void describe(int agent, RowWriter row) {
    double[] x = world.x[agent];
    double[] y = world.y[agent];
    row.add(world.vx[agent], world.vy[agent]);
    if (agent == GOOD) {
      row.addRelative(goalX, goalY, x, y);
      row.add(dark);
      row.add(color[0], color[1]);
    }
    for (int l = n; l < n + LANDMARKS; l++) row.addRelative(world.x[l], world.y[l], x, y);
    if (agent == GOOD) {
      row.add(faint);
      row.add(bright, faint);
      row.add(faint);
      row.add(faint, bright);
    }
    row.addRelative(world.x[1 - agent], world.y[1 - agent], x, y);
  }

  @Override
  void describeWhole(int agent, RowWriter row) {
    double[] x = world.x[agent];
    double[] y = world.y[agent];
    row.add(world.vx[agent], world.vy[agent]);
    row.addRelative(goalX, goalY, x, y);
    for (int l = n; l < n + LANDMARKS; l++) row.addRelative(world.x[l], world.y[l], x, y);
    row.addRelative(world.x[1 - agent], world.y[1 - agent], x, y);
    row.add(world.vx[1 - agent], world.vy[1 - agent]);
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = distance[GOOD][game];
  }

  @Override
  void forget(int game) {}

  @Override
  List<Quantity> constants() {
    return List.of(new Quantity("goals", n)); // the same for both
  }

  @Override
  void readConstants(int game, double[] situation, int at) {
    Arrays.fill(situation, at, at + n, goal[game]);
  }

  @Override
  void loadConstants(int game, double[] situation, int at) {
    setGoal(game, (int) situation[at]);
  }

  /// Scripted players: the agent goes to its goal, the adversary to the landmark that is closest to the agent.
  private record Seek(Config config) implements Policy {
    @Override
    public Actor actor() {
      var steering = new Steering(config.continuousActions());
      var spec = config.spec();
      RowLayout adversary = RowLayout.of(spec.slots().get(ADVERSARY).observation());
      RowLayout agent = RowLayout.of(spec.slots().get(GOOD).observation());
      int velocity = Steering.place(agent, "selfVelocity"); // first in both
      int goal = Steering.place(agent, "goal");
      int landmarks = Steering.place(adversary, "landmarks");
      int seen = Steering.place(adversary, "agents");
      return (Rows rows) -> {
        for (int i = 0; i < rows.count(); i++) {
          int aim = rows.slot(i) == GOOD ? goal : landmarks + 2 * closest(rows, i, landmarks, seen);
          steering.seek(rows, i, aim, velocity);
        }
      };
    }

    private static int closest(Rows rows, int i, int landmarks, int seen) {
      return square(rows, i, landmarks, seen) <= square(rows, i, landmarks + 2, seen) ? 0 : 1;
    }

    private static double square(Rows rows, int i, int a, int b) {
      double dx = rows.observation(i, a) - rows.observation(i, b);
      double dy = rows.observation(i, a + 1) - rows.observation(i, b + 1);
      return dx * dx + dy * dy;
    }
  }
}
