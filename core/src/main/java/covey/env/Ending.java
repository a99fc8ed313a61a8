package covey.env;

/// How an agent's part in the episode ended: codes of the column `ended`.
///
/// At the timestep where an agent ends, its slot WAITS and carries its final observation and reward; from the next
/// timestep on the slot is ABSENT or holds a newcomer of the next generation.
public final class Ending {
  /// It goes on. The code of a cleared column.
  public static final byte NO = 0;

  /// The task is over for this agent: never paid again, the future is worth nothing.
  public static final byte TERMINATED = 1;

  /// Time is up: the future still has value and is bootstrapped from the final observation.
  public static final byte TRUNCATED = 2;

  private Ending() {}
}
