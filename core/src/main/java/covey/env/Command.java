package covey.env;

/// What a game is told to do in one transition.
public enum Command {
  /// Apply the joint action. Allowed at every timestep that is not last.
  STEP,
  /// Begin a new episode. Allowed at a last timestep only.
  RESET,
  /// Stay at a blank last timestep: no rows, no rewards, no draws. Allowed at a last timestep only.
  SKIP
}
