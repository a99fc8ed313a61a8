package covey.env;

import covey.random.Stream;
import java.util.function.Supplier;

/// Makes a vectorised environment of scalar games, and holds each to the rules of its writer.
public final class ScalarGames implements VectorEnvironment {
  private final EnvironmentSpec spec;
  private final Environment[] game;
  private final Stream[] chance;
  private final Occupants[] occupants;
  private final TimestepWriter writer;
  private final Actions actions = new Actions();

  private ScalarGames(EnvironmentSpec spec, int games, Supplier<? extends Environment> factory) {
    this.spec = spec;
    this.game = new Environment[games];
    this.chance = new Stream[games];
    this.occupants = new Occupants[games];
    for (int e = 0; e < games; e++) {
      game[e] = factory.get();
      chance[e] = new Stream(0);
      occupants[e] = new Occupants(spec.agents());
    }
    this.writer = new TimestepWriter(spec);
  }

  /// @param factory makes one game; called `games` times
  public static VectorEnvironment of(EnvironmentSpec spec, int games, Supplier<? extends Environment> factory) {
    return new ScalarGames(spec, games, factory);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return game.length;
  }

  @Override
  public void advance(Commands in, Timestep out) {
    actions.in = in;
    for (int e = 0; e < game.length; e++) {
      writer.moveTo(out, e, occupants[e]);
      switch (in.command[e]) {
        case STEP -> {
          actions.game = e;
          game[e].step(actions, writer);
          writer.finish();
        }
        case RESET -> {
          chance[e].restart(in.key[e]);
          occupants[e].reset();
          game[e].reset(chance[e], writer);
          writer.finish();
          writer.refusePaymentAtReset();
        }
        case SKIP -> writer.last();
      }
    }
  }

  @Override
  public void close() {
    for (Environment each : game) each.close();
  }

  private static final class Actions implements Environment.JointAction {
    @SuppressWarnings("NullAway.Init")
    Commands in;

    int game;

    @Override
    public int of(int agent) {
      return in.action(game, agent);
    }

    @Override
    public int of(int agent, int branch) {
      return in.action(game, agent, branch);
    }

    @Override
    public boolean on(int agent, int index) {
      return in.on(game, agent, index);
    }

    @Override
    public float real(int agent, int dimension) {
      return in.real(game, agent, dimension);
    }
  }
}
