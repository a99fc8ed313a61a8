package covey.env;

/// Several games of one environment, side by side. What the collector drives; users may write the scalar form instead,
/// see [Environment] and [ScalarGames].
///
/// An environment owns its dynamics and nothing more: it never sums rewards and never resets itself, and it writes into
/// memory that the caller owns. The bits of one game depend on its commands, key and actions, and on no other game.
public interface VectorEnvironment extends AutoCloseable {
  EnvironmentSpec spec();

  /// @return number of games
  int games();

  /// Takes every game through one transition and writes the timestep that follows.
  ///
  /// - STEP: applies the joint action; allowed where the present timestep is not last.
  /// - RESET: begins an episode whose only source of chance is `in.key[game]`; allowed at a last timestep.
  /// - SKIP: writes a last timestep with every slot ABSENT; allowed at a last timestep.
  void advance(Commands in, Timestep out);

  /// Saves one game in the middle of an episode. Only called where the spec declares `restore` = STATE.
  default byte[] save(int game) {
    throw new IllegalStateException(spec().name() + " declares restore = STATE, but does not save itself");
  }

  /// Takes over what [#save] gave, in a game that has not played yet. Only called where the spec declares
  /// `restore` = STATE.
  default void load(int game, byte[] saved) {
    throw new IllegalStateException(spec().name() + " declares restore = STATE, but does not load itself");
  }

  /// Frees what the garbage collector cannot; called once.
  @Override
  default void close() {}
}
