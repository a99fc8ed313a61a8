package covey.environments;

/// Who acts first in a game of turns.
public enum Beginner {
  /// The first agent.
  FIRST,
  /// Any agent, with equal chance.
  RANDOM
}
