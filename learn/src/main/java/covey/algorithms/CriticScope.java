package covey.algorithms;

/// What a critic may look at. Actors never see more than their own observation.
public enum CriticScope {
  /// The agent's own observation: independent learning.
  OBSERVATION,
  /// The whole game: the agent's private state where the environment offers one, otherwise the team state.
  STATE
}
