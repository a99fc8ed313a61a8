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

/// A speaker that cannot move knows the landmark to which a listener that cannot speak should go.
///
/// - Actions: the speaker says one of as many words as there are landmarks; the listener moves: 0 stay, 1 left, 2
///   right, 3 down, 4 up. With continuous actions a word is as many numbers in [0, 1], and a move five.
/// - Observation: the speaker sees the colour of the goal (0.65 in the goal's channel, 0.15 elsewhere) and nothing
///   else; the listener its own velocity, the landmarks relative to itself and the speaker's word of the step just
///   taken (zeros at the beginning), in world units. Landmark i has the colour of channel i: their order has a meaning,
///   so they are no set. The row's floats are the original flat observation.
/// - State: both observations, in order.
/// - Reward, to both: minus the squared distance between listener and goal.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: `distance` between listener and goal at the end.
///
/// Source: MPE2 1.1.0 `simple_speaker_listener_v4` (Lowe et al. 2017, "Multi-Agent Actor-Critic for Mixed
/// Cooperative-Competitive Environments"), exact to its recorded trajectories. The number of landmarks is an option of
/// ours. Returns per agent and episode, means over 40,000 episodes: random -39.6, [SayAndGo] -7.4.
public final class SimpleSpeakerListener extends ParticleGame {

  public record Config(
      @Option(byDefault = "3", help = "number of landmarks, of colours and of words") int landmarks,
      @Option(byDefault = "25", help = "steps before truncation") int maxCycles,
      @Option(byDefault = "false", help = "numbers in [0, 1] instead of choices") boolean continuousActions)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(landmarks >= 1 && landmarks <= 1000, "landmarks", landmarks, "must lie in [1, 1000]; 3 is usual")
          .require(maxCycles >= 1, "maxCycles", maxCycles, "must be at least 1; 25 is usual")
          .throwIfInvalid();
    }

    private Rules rules() {
      return new Rules(maxCycles, continuousActions, false, landmarks, 1);
    }

    @Override
    public EnvironmentSpec spec() {
      Space goal = Space.Composite.of(new Part("goalColor", Space.Box.of(landmarks, 0, 1)));
      Space heard = Space.Composite.of(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("landmarks", Space.Box.unbounded(2 * landmarks)),
          new Part("speech", Space.Box.of(landmarks, 0, 1)));
      return EnvironmentSpec.of("simple_speaker_listener-v4", List.of(
              Slot.of("speaker_0", "speaker", "team", goal, rules().actions(SPEAKER)),
              Slot.of("listener_0", "listener", "team", heard, rules().actions(LISTENER))), Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(new Part("speaker_0", goal), new Part("listener_0", heard)))
          .withMetrics(new Metric("distance", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new SimpleSpeakerListener(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple_speaker_listener",
      Config.class,
      "one tells the other where to go (cooperative, speech, MPE)")
      .withScript("expert",
          config -> SayAndGo.of(config.spec(), config.landmarks(), config.continuousActions()))
      .withRecording(new Catalogue.Recording("simple_speaker_listener_v4", Map.of()));

  private static final ParticleWorld.Body SPEAKER = ParticleWorld.Body.agent(0.075).fixed().speaking();
  private static final ParticleWorld.Body LISTENER = ParticleWorld.Body.agent(0.075);
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.04);
  private static final double BRIGHT = 0.65; // a colour in its own channel
  private static final double DARK = 0.15; // in the others

  private final int[] goal; // [games] number of the landmark
  private final double[] goalX; // [games]
  private final double[] goalY; // [games]
  private final double[][] goalColor; // [channels][games]
  private final double[] square; // [games] squared distance from listener to goal

  public SimpleSpeakerListener(Config config, int games) {
    super(config.spec(), games, world(config.landmarks(), games), config.rules());
    this.goal = new int[games];
    this.goalX = new double[games];
    this.goalY = new double[games];
    this.goalColor = new double[config.landmarks()][games];
    this.square = new double[games];
  }

  private static ParticleWorld world(int landmarks, int games) {
    var bodies = new ArrayList<>(List.of(SPEAKER, LISTENER));
    bodies.addAll(Collections.nCopies(landmarks, LANDMARK));
    return new ParticleWorld(atLeastOne(games), 2, bodies, (a, b) -> false);
  }

  @Override
  void begin(int game, Stream from) {
    aim(game, from.nextInt(goalColor.length));
  }

  private void aim(int game, int landmark) {
    goal[game] = landmark;
    goalX[game] = world.x[n + landmark][game];
    goalY[game] = world.y[n + landmark][game];
    for (int c = 0; c < goalColor.length; c++) goalColor[c][game] = c == landmark ? BRIGHT : DARK;
  }

  @Override
  void measure(int from, int to) {
    ParticleWorld.squareDistance(world.x[1], world.y[1], goalX, goalY, square, from, to);
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    double[] reward = columns.reward;
    for (int e = from; e < to; e++) {
      double value = stepping[e] ? -square[e] : 0;
      reward[first + 2 * e] = value;
      reward[first + 2 * e + 1] = value;
    }
  }

  @Override
  void describe(int agent, RowWriter row) {
    if (agent == 0) {
      for (double[] channel : goalColor) row.add(channel);
      return;
    }
    row.add(world.vx[1], world.vy[1]);
    for (int l = n; l < world.x.length; l++) row.addRelative(world.x[l], world.y[l], world.x[1], world.y[1]);
    for (double[] word : speech[0]) row.add(word);
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = Math.sqrt(square[game]);
  }

  @Override
  void forget(int game) {}

  @Override
  List<Quantity> constants() {
    return List.of(new Quantity("goals", 2)); // the speaker's: who should go (agent 1), and where
  }

  @Override
  void readConstants(int game, double[] situation, int at) {
    situation[at] = 1;
    situation[at + 1] = goal[game];
  }

  @Override
  void loadConstants(int game, double[] situation, int at) {
    aim(game, (int) situation[at + 1]);
  }
}
