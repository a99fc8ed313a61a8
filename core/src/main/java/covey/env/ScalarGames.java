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

  private final class Actions implements Environment.JointAction {
    @SuppressWarnings("NullAway.Init")
    Commands in;

    int game;

    @Override
    public int of(int agent) {
      try {
        return in.action(game, agent);
      } catch (IndexOutOfBoundsException e) {
        throw unread(agent, e);
      }
    }

    @Override
    public int of(int agent, int branch) {
      try {
        return in.action(game, agent, branch);
      } catch (IndexOutOfBoundsException e) {
        throw unread(agent, e);
      }
    }

    @Override
    public boolean on(int agent, int index) {
      try {
        return in.on(game, agent, index);
      } catch (IndexOutOfBoundsException e) {
        throw unread(agent, e);
      }
    }

    @Override
    public float real(int agent, int dimension) {
      try {
        return in.real(game, agent, dimension);
      } catch (IndexOutOfBoundsException e) {
        throw unread(agent, e);
      }
    }

    /// An agent that was not asked has no row, so that its action lies nowhere.
    private RuntimeException unread(int agent, IndexOutOfBoundsException e) {
      boolean known = agent >= 0 && agent < spec.agents();
      byte state = known ? in.state(game, agent) : AgentState.ABSENT;
      return state == AgentState.DECIDES || state == AgentState.FORCED ? e : writer.unasked(agent);
    }
  }
}
