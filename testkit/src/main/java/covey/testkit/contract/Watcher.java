package covey.testkit.contract;

import covey.env.Rollout;

/// Looks at what a playback sees.
interface Watcher {
  /// Looks at timestep `t` of game `e`, and at the transition that led there.
  ///
  /// @param clock timesteps since the reset
  void take(Rollout rollout, int t, int e, int clock);
}
