package covey.wrap;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;

/// Raises the level of a [Curriculum] when the share of successes is high enough. What is measured at iteration k counts
/// from iteration k + `delay` on and from no other, so that a result that comes in beside training enters it at the same
/// place in every run.
///
/// Everything is a function of what was reported, and is saved with the run.
public final class SuccessGate {
  private final int levels;
  private final double threshold;
  private final int delay;
  private int level;
  private long risesAt = Long.MAX_VALUE;

  /// @param levels number of levels, at least 1
  /// @param threshold share of successes from which on the next level is played, in (0, 1]
  /// @param delay iterations between a measurement and its effect, at least 1
  public SuccessGate(int levels, double threshold, int delay) {
    require(levels >= 1, "levels", levels, "must be at least 1");
    require(threshold > 0 && threshold <= 1, "threshold", threshold, "must lie in (0, 1]; 0.8 is usual");
    require(delay >= 1, "delay", delay, "must be at least 1");
    this.levels = levels;
    this.threshold = threshold;
    this.delay = delay;
  }

  private static void require(boolean holds, String what, Object is, String rule) {
    if (!holds) throw new IllegalArgumentException(what + " = " + is + ", but it " + rule);
  }

  /// Reports what was measured of the level that was played at an iteration. While a rise is under way, further reports
  /// are of the old level and change nothing.
  public void report(long iteration, double success) {
    if (success >= threshold && level < levels - 1 && risesAt == Long.MAX_VALUE) risesAt = iteration + delay;
  }

  /// @param iteration that begins; iterations come in order
  /// @return the level to play
  public int levelAt(long iteration) {
    if (iteration >= risesAt) {
      level++;
      risesAt = Long.MAX_VALUE;
    }
    return level;
  }

  public void save(ArchiveWriter out) {
    out.ints("level", level);
    out.longs("risesAt", risesAt);
  }

  public void load(ArchiveReader in) {
    level = in.ints("level", 1)[0];
    risesAt = in.longs("risesAt", 1)[0];
  }
}
