package covey.rollout;

import covey.env.AgentState;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import covey.wrap.Forwarding;
import java.util.ArrayList;

/// Gives an environment that offers no state one for centralised critics: the observations of all agents side by side, in
/// the order of their slots (never of their names: agent_10 comes after agent_9), of fixed width. Where agents may be
/// missing, their place is zero and a switch per slot says who has a row. Where agents see histories, so do critics, of
/// the state timestep by timestep.
///
/// @param inner the environment whose observations are put together
public record ConcatenatedState(EnvironmentConfig inner) implements EnvironmentConfig {
  @Override
  public EnvironmentSpec spec() {
    EnvironmentSpec spec = inner.spec();
    var parts = new ArrayList<Space.Part>();
    int frames = 1;
    for (int slot = 0; slot < spec.agents(); slot++) {
      Space seen = spec.slots().get(slot).observation();
      parts.add(new Space.Part("slot" + slot, RowLayout.present(seen)));
      if (seen instanceof Space.History(_, int latest)) frames = Math.max(frames, latest);
    }
    if (tellsPresence(spec)) parts.add(new Space.Part("present", new Space.MultiBinary(spec.agents())));
    Space state = new Space.Composite(parts);
    return spec.withState(frames == 1 ? state : new Space.History(state, frames));
  }

  /// A lone agent is always where its own row is, and who always decides is always there.
  private static boolean tellsPresence(EnvironmentSpec spec) {
    return !spec.everyoneDecides() && spec.agents() > 1;
  }

  @Override
  public VectorEnvironment create(int games) {
    boolean presence = tellsPresence(inner.spec());
    return new Forwarding(spec(), inner.create(games)) {
      @Override
      public void advance(Commands in, Timestep out) {
        super.advance(in, out);
        SpaceColumn state = out.columns().teamState;
        if (state != null) for (int e = 0; e < games; e++) write(out, e, state, presence);
      }
    };
  }

  private static void write(Timestep out, int game, SpaceColumn state, boolean presence) {
    Rollout columns = out.columns();
    int row = out.stateRow(game);
    state.clear(row);
    int floats = row * state.layout.floats();
    int ints = row * state.layout.ints();
    int bytes = row * state.layout.bytes();
    int present = (row + 1) * state.layout.bytes() - columns.agents;
    for (int a = 0; a < columns.agents; a++) {
      SpaceColumn seen = columns.layout(columns.layoutOf(a)).observation;
      int from = out.row(game, a);
      if (from >= 0) {
        System.arraycopy(seen.floats, from * seen.layout.floats(), state.floats, floats, seen.layout.floats());
        System.arraycopy(seen.ints, from * seen.layout.ints(), state.ints, ints, seen.layout.ints());
        System.arraycopy(seen.bytes, from * seen.layout.bytes(), state.bytes, bytes, seen.layout.bytes());
      }
      boolean here = columns.state[out.cell(game, a)] != AgentState.ABSENT;
      if (presence) state.bytes[present + a] = (byte) (here ? 1 : 0);
      floats += seen.layout.floats();
      ints += seen.layout.ints();
      bytes += seen.layout.bytes();
    }
  }

  /// @return `environment` itself if it offers critics anything, otherwise wrapped
  public static EnvironmentConfig orOffered(EnvironmentConfig environment) {
    EnvironmentSpec spec = environment.spec();
    boolean offers = spec.state() != null || spec.slots().stream().allMatch(slot -> slot.privateState() != null);
    return offers ? environment : new ConcatenatedState(environment);
  }
}
