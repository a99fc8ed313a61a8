package covey.testkit.contract;

import covey.env.LayoutColumns;

/// Chooses what agents do in a playback, in place of the random policy.
interface Hand {
  /// Writes an action into `row`.
  ///
  /// @param game number of the game, whatever vector it is played in
  /// @param clock timesteps since the reset of `episode`
  /// @param noise key of the action noise of this game and episode
  void act(LayoutColumns columns, int row, int slot, int game, int episode, int clock, long noise);
}
