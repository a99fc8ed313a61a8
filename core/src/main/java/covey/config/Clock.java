package covey.config;

import java.util.Locale;

/// What a schedule counts.
public enum Clock {
  /// Joint steps: transitions of an environment in which all its agents take part, resets not counted.
  STEPS,
  /// Updates of the learner: one per rollout it learns from.
  UPDATES,
  /// Finished episodes.
  EPISODES;

  /// The name in texts and configurations: `steps`, `updates`, `episodes`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
