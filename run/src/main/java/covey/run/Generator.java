package covey.run;

/// The source of all chance. There is one; it stands in the resolved configuration because a seed means nothing without
/// it.
public enum Generator {
  /// Counter-based, Salmon et al. 2011; see [covey.random.Philox].
  PHILOX4X32_10
}
