package covey.env;

import java.util.List;

/// Reads and sets the situation of single games, as named groups of numbers. Optional for a [VectorEnvironment]: tests
/// against recorded trajectories need it, and pictures of a game may use it; training never does.
///
/// The numbers are all that the game's future depends on, chance apart. Metrics of the running episode are not part of
/// them and begin anew when a situation is loaded.
public interface StateAccess {
  /// A named group of numbers.
  ///
  /// @param name stable name, for example `agent_pos`
  /// @param size how many numbers
  record Quantity(String name, int size) {}

  /// @return the groups in the order in which they lie in a situation; the same for every game
  List<Quantity> quantities();

  /// Writes the situation of `game` to `situation`, group after group.
  void read(int game, double[] situation);

  /// Puts `game` into a situation, as if an episode had led there, and writes the timestep that it is at. The next
  /// command of this game may be a STEP.
  void load(int game, double[] situation, Timestep out);
}
