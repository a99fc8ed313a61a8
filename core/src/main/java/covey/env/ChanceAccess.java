package covey.env;

/// Decides what single games would otherwise draw. Optional for a [VectorEnvironment], beside [StateAccess]: with it a
/// trajectory that was recorded elsewhere, with another generator of chance, can be replayed; training never uses it.
public interface ChanceAccess {
  /// Decides draws of the next transition of `game`. What is not decided is drawn as ever; what the transition does not
  /// draw is forgotten.
  ///
  /// @param draw which draw: one of the names that the environment's class comment tells
  /// @param outcomes of the draws of this name, in the order in which they are made
  /// @throws IllegalArgumentException if there is no draw of this name
  void decide(int game, String draw, int... outcomes);
}
