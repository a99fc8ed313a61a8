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
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.Space.Part;
import java.util.List;

/// One agent goes to one landmark: the particle game to begin with, when something does not learn.
///
/// - Actions: a move, see [ParticleGame].
/// - Observation, in world units: own velocity, the landmark relative to the agent.
/// - State: the same.
/// - Reward: minus the squared distance to the landmark.
/// - Ends: truncated after `maxCycles` steps.
/// - Metrics: `distance`, to the landmark at the end.
///
/// Source: MPE2 1.1.0 `simple_v3`, exact to its recorded trajectories; see [ParticleWorld] for the one departure. Random
/// actions return -39.8 per episode, the script `seek` -7.3 (40,000 episodes).
public final class Simple extends ParticleGame {

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
      return new Rules(maxCycles, continuousActions, false, 0, 1);
    }

    @Override
    public EnvironmentSpec spec() {
      Space observation = Space.Composite.of(
          new Part("selfVelocity", Space.Box.unbounded(2)),
          new Part("landmarks", new Space.Entities(1, 2, true)));
      var slot = Slot.of("agent_0", "agent", "team", observation, rules().actions(AGENT));
      return EnvironmentSpec.of("simple-v3", List.of(slot), Storage.EVERYONE_DECIDES)
          .withState(Space.Composite.of(new Part("agent_0", observation)))
          .withMetrics(new Metric("distance", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Simple(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "simple", Config.class, "one agent goes to one landmark (MPE)")
      .withScript("seek", Seek::new)
      .withRecording(new Catalogue.Recording("simple_v3", java.util.Map.of()));

  private static final ParticleWorld.Body AGENT = ParticleWorld.Body.agent(0.05);
  private static final ParticleWorld.Body LANDMARK = ParticleWorld.Body.landmark(0.05);

  private final double[] reward; // [games]

  public Simple(Config config, int games) {
    super(config.spec(), games,
        new ParticleWorld(atLeastOne(games), 1, List.of(AGENT, LANDMARK), (a, b) -> false), config.rules());
    this.reward = new double[games];
  }

  @Override
  void measure(int from, int to) {
    ParticleWorld.squareDistance(world.x[0], world.y[0], world.x[1], world.y[1], reward, from, to);
    for (int e = from; e < to; e++) reward[e] = -reward[e];
  }

  @Override
  void pay(Rollout columns, int first, int from, int to) {
    pay(columns.reward, first, reward, from, to);
  }

  @Override
  void describe(int agent, RowWriter row) {
    row.add(world.vx[0], world.vy[0]);
    row.addRelative(world.x[1], world.y[1], world.x[0], world.y[0]);
  }

  @Override
  void report(int game, double[] metric, int at) {
    metric[at] = Math.sqrt(-reward[game]);
  }

  @Override
  void forget(int game) {}

  /// A scripted player: goes to the landmark.
  private record Seek(Config config) implements Policy {
    @Override
    public Actor actor() {
      var steering = new Steering(config.continuousActions());
      RowLayout layout = RowLayout.of(config.spec().slots().getFirst().observation());
      int velocity = Steering.place(layout, "selfVelocity");
      int landmark = Steering.place(layout, "landmarks");
      return (Rows rows) -> {
        for (int i = 0; i < rows.count(); i++) steering.seek(rows, i, landmark, velocity);
      };
    }
  }
}
