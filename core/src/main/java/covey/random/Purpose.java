package covey.random;

/// What a stream of chance is for. Each purpose has streams of its own, so that drawing more for one changes no other.
///
/// The codes are part of the meaning of a seed: never renumber them.
public enum Purpose {
  /// Chance of an environment: one key per (game, episode).
  ENVIRONMENT(1),
  /// Noise of actions: one key per (game, episode).
  ACTION(2),
  /// Initial parameters of networks.
  INITIALISATION(3),
  /// Order of rows within a learner's epochs.
  SHUFFLE(4),
  /// Evaluation: the root of a run of its own.
  EVALUATION(5),
  /// Which policies meet in an episode.
  MATCH(6),
  /// Search over hyperparameters.
  TUNING(7),
  /// Probes, fuzzers and tests.
  TEST(8);

  final long code;

  Purpose(long code) {
    this.code = code;
  }
}
