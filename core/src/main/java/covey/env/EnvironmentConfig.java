package covey.env;

/// The options of an environment: a record that cannot exist in a wrong state, and that makes the environment.
public interface EnvironmentConfig {
  /// @return the spec, without making anything
  EnvironmentSpec spec();

  /// Makes `games` games. Dense environments implement [VectorEnvironment] directly; scalar ones return
  /// [ScalarGames#of].
  VectorEnvironment create(int games);
}
