package covey.wrap;

import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Games whose agents see something else; all the rest is as it was. A history of observations becomes a history of what is
/// seen instead.
final class Shown implements VectorEnvironment {
  private final EnvironmentSpec spec;
  private final InnerGames inner;
  private final InnerGames.Showing showing;

  Shown(EnvironmentSpec spec, EnvironmentConfig inner, int games, InnerGames.Showing showing) {
    this.spec = spec;
    this.inner = InnerGames.together(inner, games);
    this.showing = showing;
  }

  /// The spec with other observations.
  ///
  /// @param suffix what is said of the change in the name
  /// @param path where a set of the observation that actions point into is found now; null: it is no set any more
  static EnvironmentSpec spec(EnvironmentSpec inner, String suffix, UnaryOperator<Space> observation,
      UnaryOperator<@Nullable String> path) {
    var slots = new ArrayList<Slot>();
    for (Slot slot : inner.slots()) {
      Space action = slot.action();
      if (action instanceof Space.Discrete(int count, Space.Pointer(String set, int from))) {
        String now = path.apply(set);
        action = now == null ? new Space.Discrete(count) : Space.Discrete.pointing(count, now, from);
      }
      Space seen = observation.apply(RowLayout.present(slot.observation()));
      if (slot.observation() instanceof Space.History(_, int frames)) seen = new Space.History(seen, frames);
      slots.add(new Slot(slot.id(), slot.role(), slot.team(), seen, action, slot.masked(), slot.privateState()));
    }
    return inner.withName(inner.name() + "+" + suffix).withSlots(slots);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return inner.games();
  }

  @Override
  public void advance(Commands in, Timestep out) {
    inner.take(in);
    inner.advance();
    for (int e = 0; e < games(); e++) inner.give(e, out, showing);
  }

  @Override
  public byte[] save(int game) {
    return inner.save(game);
  }

  @Override
  public void load(int game, byte[] saved) {
    inner.load(game, saved);
  }

  @Override
  public void close() {
    inner.close();
  }
}
