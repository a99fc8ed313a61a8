package covey.environments;

/// What it means that the time of an episode is up.
///
/// The future of a game that is cut off by the clock is worth as much as before: learners have to look beyond the cut.
/// Libraries that report a cut as a natural end teach them that everything stops there.
public enum TimeUp {
  /// Agents are truncated: correct for learning.
  TRUNCATES,
  /// Agents are terminated, as some original libraries report it: for comparisons with these alone.
  TERMINATES
}
