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
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Two agents that move and speak, each of whom knows where the *other* one should go.
///
/// - Actions: `move + 5 * word`, a move being 0 stay, 1 left, 2 right, 3 down, 4 up. With continuous actions five
///   numbers in [0, 1] for the move and one for each word.
/// - Observation: own velocity, the landmarks relative to the observer, the colour of the landmark to which the other
///   one should go (0.75 in its channel, 0.25 elsewhere), and the other one's word of the step just taken (zeros at the
///   beginning), in world units. Landmark i has the colour of channel i: their order has a meaning, so they are no set.
///   The row's floats are the original flat observation.
/// - State: both observations, in order.
/// - Reward of an agent: `global * (1 - localRatio) + local * localRatio`; local is minus the distance of the other one
///   from where the agent knows it should go, global the mean of both locals.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: `distance`, the mean distance from the goals at the end.
///
/// Source: MPE2 1.1.0 `simple_reference_v3` (Lowe et al. 2017, "Multi-Agent Actor-Critic for Mixed
/// Cooperative-Competitive Environments"), exact to its recorded trajectories. The numbers of landmarks and of words
/// are options of ours. Returns per agent and episode, means over 40,000 episodes: random -28.2, [SayAndGo] -7.6.
public final class SimpleReference extends ParticleGame {

  public record Config(
      @Option(byDefault = "3", help = "number of landmarks and of colours") int landmarks,
      @Option(byDefault = "10", help = "number of words") int words,
      @Option(byDefault = "0.5", help = "share of the own local reward, in [0, 1]") double localRatio,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "numbers in [0, 1] instead of choices") boolean continuousActions)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(landmarks >= 1 && landmarks <= 1000, "landmarks", landmarks, "must lie in [1, 1000]; 3 is usual")
          .require(words >= 1 && words <= 1000, "words", words, "must lie in [1, 1000]; 10 is usual")
          .require(localRatio >= 0 && localRatio <= 1, "localRatio", localRatio, "must lie in [0, 1]; 0.5 is usual")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1; 25 is usual")
          .throwIfInvalid();
    }

    private Rules rules() {
      return new Rules(maxCycles, continuousActions, false, words, 1);
    }

    @Override
    public EnvironmentSpec spec() {
      Space observation = Space.Composite.of(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("landmarks", Space.Box.unbounded(2 * landmarks)),
          new Part("goalColor", Space.Box.of(landmarks, 0, 1)),
          new Part("speech", Space.Box.of(words, 0, 1)));
      Space action = rules().actions(AGENT);
      return EnvironmentSpec.of("simple_reference-v3", List.of(
              Slot.of("agent_0", "agent", "team", observation, action),
              Slot.of("agent_1", "agent", "team", observation, action)), Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(new Part("agent_0", observation), new Part("agent_1", observation)))
          .withMetrics(new Metric("distance", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleReference(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_reference",
      Config.class,
      "each of two knows where the other should go (cooperative, speech, MPE)")
      .withScript("expert",
          config -> SayAndGo.of(config.spec(), config.words(), config.continuousActions()))
      .withRecording(new Catalogue.Recording("simple_reference_v3", Map.of()));

  private static final ParticleWorld.Body AGENT = ParticleWorld.Body.agent(0.05).speaking();
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.05);
  private static final double BRIGHT = 0.75; // a colour in its own channel
  private static final double DARK = 0.25; // in the others

  private final double localRatio;
  private final int[][] goal; // [agents][games] the landmark that the agent knows of, to which the other one should go
  private final double[][] goalX; // [agents][games]
  private final double[][] goalY; // [agents][games]
  private final double[][][] goalColor; // [agents][channels][games]
  private final double[][] distance; // [agents][games] of the other one from there

  public SimpleReference(Config config, int games) {
    super(config.spec(), games, world(config.landmarks(), games), config.rules());
    this.localRatio = config.localRatio();
    this.goal = new int[2][games];
    this.goalX = new double[2][games];
    this.goalY = new double[2][games];
    this.goalColor = new double[2][config.landmarks()][games];
    this.distance = new double[2][games];
  }

  private static ParticleWorld world(int landmarks, int games) {
    var bodies = new ArrayList<>(List.of(AGENT, AGENT));
    bodies.addAll(Collections.nCopies(landmarks, LANDMARK));
    return new ParticleWorld(atLeastOne(games), 2, bodies, (a, b) -> false);
  }

  @Override
  void begin(int game, Stream from) {
    for (int i = 0; i < 2; i++) aim(i, game, from.nextInt(goalColor[i].length));
  }

  private void aim(int i, int game, int landmark) {
    goal[i][game] = landmark;
    goalX[i][game] = world.x[n + landmark][game];
    goalY[i][game] = world.y[n + landmark][game];
    for (int c = 0; c < goalColor[i].length; c++) goalColor[i][c][game] = c == landmark ? BRIGHT : DARK;
  }

  @Override
  void measure(int from, int to) {
    for (int i = 0; i < 2; i++) {
      double[] d = distance[i];
      ParticleWorld.squareDistance(world.x[1 - i], world.y[1 - i], goalX[i], goalY[i], d, from, to);
      for (int e = from; e < to; e++) d[e] = Math.sqrt(d[e]);
    }
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    double[] reward = columns.reward;
    for (int i = 0; i < 2; i++) {
      double[] own = distance[i];
      double[] others = distance[1 - i];
      for (int e = from; e < to; e++) {
        double value = -((own[e] + others[e]) / 2) * (1 - localRatio) - own[e] * localRatio;
        reward[first + 2 * e + i] = stepping[e] ? value : 0;
      }
    }
  }

  @Override
  void describe(int agent, RowWriter row) {
    row.add(world.vx[agent], world.vy[agent]);
    for (int l = n; l < world.x.length; l++) {
      row.addRelative(world.x[l], world.y[l], world.x[agent], world.y[agent]);
    }
    for (double[] channel : goalColor[agent]) row.add(channel);
    for (double[] word : speech[1 - agent]) row.add(word);
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = (distance[0][game] + distance[1][game]) / 2;
  }

  @Override
  void forget(int game) {}

  @Override
  List<Quantity> constants() {
    return List.of(new Quantity("goals", 4)); // of each agent: who should go (the other one), and where
  }

  @Override
  void readConstants(int game, double[] situation, int at) {
    for (int i = 0; i < 2; i++) {
      situation[at + 2 * i] = 1 - i;
      situation[at + 2 * i + 1] = goal[i][game];
    }
  }

  @Override
  void loadConstants(int game, double[] situation, int at) {
    for (int i = 0; i < 2; i++) aim(i, game, (int) situation[at + 2 * i + 1]);
  }
}
