package covey.wrap;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.List;

/// Tells every agent which one it is: a part `agent` is added to the observation, the number of its slot as a choice,
/// which networks read as one-hot. Policies of Covey that share a network are told anyway; others may want it.
public record AgentId() implements Wrapper {
  private static final String PART = "agent";
  private static final String REST = "observation"; // of observations without parts

  @Override
  public EnvironmentSpec spec(EnvironmentSpec inner) {
    return Shown.spec(inner, "agent-id", seen -> extended(seen, inner.agents()),
        path -> path == null || !path.isEmpty() ? path : REST);
  }

  private static Space extended(Space seen, int agents) {
    var parts = new ArrayList<Space.Part>(
        seen instanceof Space.Composite(List<Space.Part> own) ? own : List.of(new Space.Part(REST, seen)));
    parts.add(new Space.Part(PART, new Space.Discrete(agents)));
    return new Space.Composite(parts);
  }

  @Override
  public VectorEnvironment create(EnvironmentConfig inner, int games) {
    return new Shown(spec(inner.spec()), inner, games, AgentId::show);
  }

  private static void show(int game, int slot, SpaceColumn from, int row, SpaceColumn to, int at) {
    int floats = from.layout.floats();
    int ints = from.layout.ints();
    int bytes = from.layout.bytes();
    System.arraycopy(from.floats, row * floats, to.floats, at * floats, floats);
    System.arraycopy(from.ints, row * ints, to.ints, at * (ints + 1), ints);
    System.arraycopy(from.bytes, row * bytes, to.bytes, at * bytes, bytes);
    to.ints[at * (ints + 1) + ints] = slot;
  }
}
