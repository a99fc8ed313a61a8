package covey.env;

/// What an agent slot is doing at a timestep: codes of the column `state`.
///
/// Parallel, turn-based, masked, event-driven and dying-agent games differ in nothing but these codes.
public final class AgentState {
  /// Not in the episode: dead, or not yet arrived. The code of a cleared column.
  public static final byte ABSENT = 0;

  /// The environment asks this agent; legal actions are in its mask.
  public static final byte DECIDES = 1;

  /// The environment acts for this agent; the action is written with this timestep.
  public static final byte FORCED = 2;

  /// Present, not asked.
  public static final byte WAITS = 3;

  private AgentState() {}

  public static String name(byte state) {
    return switch (state) {
      case ABSENT -> "ABSENT";
      case DECIDES -> "DECIDES";
      case FORCED -> "FORCED";
      case WAITS -> "WAITS";
      default -> "unknown state " + state;
    };
  }
}
