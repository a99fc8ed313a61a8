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

/// Good agents eat and hide in forests from adversaries, whose leader sees everybody and speaks to the others.
///
/// - Actions: a move, see [ParticleGame]; the leader also says one of four words.
/// - Observation of the leader and of the adversaries, in world units: own velocity, own position, then relative to the
///   observer the obstacles, the food, the forests, the other adversaries and the good agents, then the velocities of
///   these good agents, for each forest 1 (inside) or -1, and what the leader says (which it hears itself). Of a good
///   agent: the same without the leader's word, and the velocities after the forests.
/// - Who is not seen is zero: agents see each other if they share a forest or are both in none; the leader sees all.
/// - State: all observations. Private state: the observer's view of the whole game, with everybody's velocity, nobody
///   hidden, and the leader's word.
/// - Reward of an adversary: -0.1 times its distance to the closest good agent, and 5 per touching pair of an adversary
///   and a good agent, whoever touches. Of a good agent: -5 per adversary that touches it, per axis minus twice
///   [SimpleTag#border] of its position, 2 per food it touches, -0.05 times its distance to the closest food.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: `catches` and `eaten`, touching pairs of adversary and good agent, and of good agent and food, summed over
///   steps.
///
/// Source: MPE2 1.1.0 `simple_world_comm_v3`, exact to its recorded trajectories; see [ParticleWorld] for the one
/// departure. Returns per episode of an adversary and of a good agent (40,000 episodes): random actions 3.3 and -25.1,
/// the script `chase` 27.4 and -14.8; it reaches 53.7 as adversaries and 9.3 as good agents against random actions.
public final class SimpleWorldComm extends ParticleGame {

  public record Config(
      @Option(byDefault = "4", help = "number of adversaries, the leader among them") int adversaries,
      @Option(byDefault = "2", help = "number of good agents, who are chased") int good,
      @Option(byDefault = "1", help = "number of obstacles") int obstacles,
      @Option(byDefault = "2", help = "number of places with food") int food,
      @Option(byDefault = "2", help = "number of forests to hide in") int forests,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "numbers in [0, 1] instead of choices") boolean continuousActions)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(adversaries >= 1 && adversaries <= 1000, "adversaries", adversaries,
              "must lie in [1, 1000]; 4 is usual")
          .require(good >= 1 && good <= 1000, "good", good, "must lie in [1, 1000]; 2 is usual")
          .require(obstacles >= 0 && obstacles <= 1000, "obstacles", obstacles, "must lie in [0, 1000]; 1 is usual")
          .require(food >= 1 && food <= 1000, "food", food, "must lie in [1, 1000]; 2 is usual")
          .require(forests >= 0 && forests <= 31, "forests", forests, "must lie in [0, 31]; 2 is usual")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1")
          .throwIfInvalid();
    }

    private int agents() {
      return adversaries + good;
    }

    private Rules rules() {
      return new Rules(maxCycles, continuousActions, false, WORDS, 0.9);
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = new ArrayList<Slot>();
      var parts = new ArrayList<Part>();
      for (int i = 0; i < agents(); i++) {
        boolean adversary = i < adversaries;
        String role = i == LEADER ? "leader" : adversary ? "adversary" : "agent";
        String id = i == LEADER
            ? "leadadversary_0"
            : adversary ? "adversary_" + (i - 1) : "agent_" + (i - adversaries);
        Space observation = observation(adversary);
        slots.add(new Slot(id, role, adversary ? "adversaries" : "agents", observation,
            rules().actions(i == LEADER ? HUNTER.speaking() : HUNTER), false, whole(adversary)));
        parts.add(new Part(id, observation));
      }
      return EnvironmentSpec.of("simple_world_comm-v3", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Composite(parts))
          .withMetrics(new Metric("catches", Metric.Kind.COUNT), new Metric("eaten", Metric.Kind.COUNT));
    }

    private List<Part> places() {
      return List.of(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("selfPosition", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(obstacles, 2, true)),
          new Part("food", new Space.Entities(food, 2, true)),
          new Part("forests", new Space.Entities(forests, 2, true)));
    }

    private Space observation(boolean adversary) {
      var seen = new ArrayList<>(places());
      var velocities = new Space.Entities(adversary ? good : good - 1, 2, true);
      seen.add(new Part("adversaries", new Space.Entities(adversary ? adversaries - 1 : adversaries, 2, true)));
      seen.add(new Part("agents", velocities));
      if (adversary) seen.add(new Part("agentVelocities", velocities));
      seen.add(new Part("insideForests", new Space.Entities(forests, 1, true)));
      if (!adversary) seen.add(new Part("agentVelocities", velocities));
      if (adversary) seen.add(new Part("speech", Space.Box.of(WORDS, 0, 1)));
      return Space.Composite.withoutEmptyParts(seen.toArray(Part[]::new));
    }

    private Space whole(boolean adversary) {
      var seen = new ArrayList<>(places());
      seen.add(new Part("adversaries", new Space.Entities(adversary ? adversaries - 1 : adversaries, 4, true)));
      seen.add(new Part("agents", new Space.Entities(adversary ? good : good - 1, 4, true)));
      seen.add(new Part("speech", Space.Box.of(WORDS, 0, 1)));
      return Space.Composite.withoutEmptyParts(seen.toArray(Part[]::new));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleWorldComm(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_world_comm",
      Config.class,
      "agents eat and hide from adversaries with a speaking leader (competitive, MPE)")
      .withSmallest(Map.of("adversaries", 1, "good", 1, "obstacles", 0, "food", 1, "forests", 0))
      .withScript("chase", Chase::of)
      .withRecording(new Catalogue.Recording("simple_world_comm_v3", Map.of(
          "num_adversaries", "adversaries", "num_good", "good", "num_obstacles", "obstacles", "num_food", "food",
          "num_forests", "forests")));

  static final int LEADER = 0;
  static final int WORDS = 4;

  private static final ParticleWorld.Body HUNTER = ParticleWorld.Body.agent(0.075).colliding().limited(3, 1);
  private static final ParticleWorld.Body PREY = ParticleWorld.Body.agent(0.045).colliding().limited(4, 1.3);
  private static final ParticleWorld.Body OBSTACLE = ParticleWorld.Body.landmark(0.2).colliding();
  private static final ParticleWorld.Body FOOD = ParticleWorld.Body.landmark(0.03);
  private static final ParticleWorld.Body FOREST = ParticleWorld.Body.landmark(0.3);

  private final int hunters; // adversaries, the leader first; the good agents follow
  private final int firstFood; // entity
  private final int firstForest; // entity
  private final int[][] inside; // [agents][games] a bit for each forest that the agent is in
  private final double[][][] insideForest; // [agents][forests][games] 1 inside, -1 outside
  private final double[][][] seenX; // [observers][agents][games] relative; 0 where hidden
  private final double[][][] seenY;
  private final double[][][] seenVx; // [observers][agents][games]; 0 where hidden; good agents only
  private final double[][][] seenVy;
  private final double[][] reward; // [agents][games]
  private final double[] square; // [games] scratch
  private final double[] pairs; // [games] touching pairs of adversary and good agent in the latest step
  private final double[] catches; // [games]
  private final double[] eaten; // [games]

  public SimpleWorldComm(Config config, int games) {
    super(config.spec(), games, world(config, games), config.rules());
    this.hunters = config.adversaries();
    this.firstFood = n + config.obstacles();
    this.firstForest = firstFood + config.food();
    this.inside = new int[n][games];
    this.insideForest = new double[n][config.forests()][games];
    this.seenX = new double[n][n][games];
    this.seenY = new double[n][n][games];
    this.seenVx = new double[n][n][games];
    this.seenVy = new double[n][n][games];
    this.reward = new double[n][games];
    this.square = new double[games];
    this.pairs = new double[games];
    this.catches = new double[games];
    this.eaten = new double[games];
  }

  private static ParticleWorld world(Config config, int games) {
    int hunters = config.adversaries();
    int agents = config.agents();
    var bodies = new ArrayList<ParticleWorld.Body>();
    bodies.add(HUNTER.speaking());
    bodies.addAll(Collections.nCopies(hunters - 1, HUNTER));
    bodies.addAll(Collections.nCopies(config.good(), PREY));
    bodies.addAll(Collections.nCopies(config.obstacles(), OBSTACLE));
    bodies.addAll(Collections.nCopies(config.food(), FOOD));
    bodies.addAll(Collections.nCopies(config.forests(), FOREST));
    return new ParticleWorld(
        atLeastOne(games), agents, bodies, (first, second) -> first < hunters && second >= hunters && second < agents);
  }

  @Override
  void measure(int from, int to) {
    for (int i = 0; i < n; i++) enterForests(i, from, to);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) if (j != i) look(i, j, from, to);
    }
    Arrays.fill(pairs, from, to, 0.0);
    for (int i = hunters; i < n; i++) {
      double[] touched = world.contacts[i];
      for (int e = from; e < to; e++) pairs[e] += touched[e];
      eat(i, from, to);
    }
    for (int i = 0; i < hunters; i++) hunt(i, from, to);
    for (int e = from; e < to; e++) catches[e] += pairs[e];
  }

  private void enterForests(int agent, int from, int to) {
    int[] in = inside[agent];
    Arrays.fill(in, from, to, 0);
    for (int f = 0; f < insideForest[agent].length; f++) {
      double reach = world.bodies.get(agent).size() + FOREST.size();
      double[] flag = insideForest[agent][f];
      measure(agent, firstForest + f, from, to);
      for (int e = from; e < to; e++) {
        boolean is = square[e] < reach;
        flag[e] = is ? 1 : -1;
        in[e] |= is ? 1 << f : 0;
      }
    }
  }

  /// Leaves the distance between two entities in `square`.
  private void measure(int a, int b, int from, int to) {
    ParticleWorld.squareDistance(world.x[a], world.y[a], world.x[b], world.y[b], square, from, to);
    ParticleWorld.roots(square, from, to);
  }

  private void look(int observer, int other, int from, int to) {
    boolean all = observer == LEADER;
    int[] here = inside[observer];
    int[] there = inside[other];
    for (int e = from; e < to; e++) {
      boolean sees = all || (here[e] & there[e]) != 0 || (here[e] | there[e]) == 0;
      seenX[observer][other][e] = sees ? world.x[other][e] - world.x[observer][e] : 0;
      seenY[observer][other][e] = sees ? world.y[other][e] - world.y[observer][e] : 0;
      seenVx[observer][other][e] = sees ? world.vx[other][e] : 0;
      seenVy[observer][other][e] = sees ? world.vy[other][e] : 0;
    }
  }

  private void eat(int prey, int from, int to) {
    double reach = world.bodies.get(prey).size() + FOOD.size();
    double[] touched = world.contacts[prey];
    double[] x = world.x[prey];
    double[] y = world.y[prey];
    double[] paid = reward[prey];
    for (int e = from; e < to; e++) {
      paid[e] = -5 * touched[e] - 2 * SimpleTag.border(x[e]) - 2 * SimpleTag.border(y[e]);
    }
    for (int e = from; e < to; e++) {
      double closest = Double.POSITIVE_INFINITY;
      for (int f = firstFood; f < firstForest; f++) {
        double dx = world.x[f][e] - x[e];
        double dy = world.y[f][e] - y[e];
        double distance = Math.sqrt(dx * dx + dy * dy);
        closest = Math.min(closest, distance);
        if (distance < reach) {
          paid[e] += 2;
          eaten[e]++;
        }
      }
      paid[e] -= 0.05 * closest;
    }
  }

  private void hunt(int hunter, int from, int to) {
    double[] closest = reward[hunter];
    Arrays.fill(closest, from, to, Double.POSITIVE_INFINITY);
    for (int i = hunters; i < n; i++) {
      measure(i, hunter, from, to);
      for (int e = from; e < to; e++) closest[e] = Math.min(closest[e], square[e]);
    }
    for (int e = from; e < to; e++) {
      double paid = -0.1 * closest[e];
      for (int k = 0; k < pairs[e]; k++) paid += 5; // one by one, as the original rounds
      closest[e] = paid;
    }
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    for (int i = 0; i < n; i++) pay(columns.reward, first + i, reward[i], from, to);
  }

  @Override
  void describe(int agent, RowWriter row) {
    boolean adversary = agent < hunters;
    describePlaces(agent, row);
    for (int j = 0; j < n; j++) if (j != agent) row.add(seenX[agent][j], seenY[agent][j]);
    if (adversary) describeVelocities(agent, row);
    for (double[] flag : insideForest[agent]) row.add(flag);
    if (!adversary) describeVelocities(agent, row);
    if (adversary) for (double[] word : speech[LEADER]) row.add(word);
  }

  private void describePlaces(int agent, RowWriter row) {
    double[] x = world.x[agent];
    double[] y = world.y[agent];
    row.add(world.vx[agent], world.vy[agent]);
    row.add(x, y);
    for (int l = n; l < world.x.length; l++) row.addRelative(world.x[l], world.y[l], x, y);
  }

  private void describeVelocities(int agent, RowWriter row) {
    for (int j = hunters; j < n; j++) if (j != agent) row.add(seenVx[agent][j], seenVy[agent][j]);
  }

  @Override
  void describeWhole(int agent, RowWriter row) {
    describePlaces(agent, row);
    for (int j = 0; j < n; j++) {
      if (j == agent) continue;
      row.addRelative(world.x[j], world.y[j], world.x[agent], world.y[agent]);
      row.add(world.vx[j], world.vy[j]);
    }
    for (double[] word : speech[LEADER]) row.add(word);
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = catches[game];
    metric[at + 1] = eaten[game];
  }

  @Override
  void forget(int game) {
    catches[game] = 0;
    eaten[game] = 0;
  }
}
