package covey.wrap;

import covey.env.Commands;
import covey.env.EnvironmentSpec;
import covey.env.Timestep;
import covey.env.VectorEnvironment;

/// Games that are played as they are, under another spec. Subclasses change what they must.
public class Forwarding implements VectorEnvironment {
  private final EnvironmentSpec spec;
  private final VectorEnvironment played;

  /// @param spec of which the rows lie in memory as those of `played` do
  public Forwarding(EnvironmentSpec spec, VectorEnvironment played) {
    this.spec = spec;
    this.played = played;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return played.games();
  }

  @Override
  public void advance(Commands in, Timestep out) {
    played.advance(in, out);
  }

  @Override
  public byte[] save(int game) {
    return played.save(game);
  }

  @Override
  public void load(int game, byte[] saved) {
    played.load(game, saved);
  }

  @Override
  public void close() {
    played.close();
  }
}
