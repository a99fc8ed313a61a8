package covey.wrap;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;

/// An environment with a change; nests.
///
/// @param inner the environment that is changed
/// @param wrapper the change
public record Wrapped(EnvironmentConfig inner, Wrapper wrapper) implements EnvironmentConfig {
  /// Refuses what cannot be wrapped so, as early as possible.
  public Wrapped {
    wrapper.spec(inner.spec());
  }

  @Override
  public EnvironmentSpec spec() {
    return wrapper.spec(inner.spec());
  }

  @Override
  public VectorEnvironment create(int games) {
    return wrapper.create(inner, games);
  }
}
