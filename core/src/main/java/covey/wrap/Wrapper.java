package covey.wrap;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.VectorEnvironment;
import java.util.List;

/// A change of an environment that consists of options alone, so that it can be written into a configuration file:
///
/// ```yaml
/// wrappers:
///   - {kind: time-limit, steps: 100}
///   - agent-id
/// ```
///
/// Wrappers that take code ([PotentialShaping], [Curriculum]) are environment options of their own.
public sealed interface Wrapper permits ActionRepeat, AgentId, Flatten, FrameStack, Parallel, Select, TimeLimit {

  /// @return what the wrapped environment promises
  /// @throws IllegalArgumentException if this environment cannot be wrapped so
  EnvironmentSpec spec(EnvironmentSpec inner);

  /// Makes `games` games of the wrapped environment.
  VectorEnvironment create(EnvironmentConfig inner, int games);

  /// @return the environment with this change
  default EnvironmentConfig around(EnvironmentConfig inner) {
    return new Wrapped(inner, this);
  }

  /// @return the environment with all changes, the first one innermost
  static EnvironmentConfig around(EnvironmentConfig inner, List<? extends Wrapper> wrappers) {
    EnvironmentConfig wrapped = inner;
    for (Wrapper wrapper : wrappers) wrapped = wrapper.around(wrapped);
    return wrapped;
  }
}
