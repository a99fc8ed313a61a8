package covey.env;

/// What the games of one vector are told for one transition: a command each, the key of its chance, and the joint action.
///
/// A window over the [Rollout] at the timestep where the transition starts; games are counted from 0 within the vector.
public final class Commands {
  /// [games]
  public final Command[] command;

  /// [games] key of the episode's chance, see [covey.random.Keys]: constant during an episode, new at a RESET
  public final long[] key;

  private final Rollout rollout;
  private final int firstGame;
  private int t;

  public Commands(Rollout rollout, int vector) {
    this.rollout = rollout;
    this.firstGame = rollout.firstGame(vector);
    int games = rollout.firstGame(vector + 1) - firstGame;
    this.command = new Command[games];
    java.util.Arrays.fill(command, Command.SKIP);
    this.key = new long[games];
  }

  /// Points at the transition that starts at `timestep`.
  public void moveTo(int timestep) {
    t = timestep;
  }

  public Rollout columns() {
    return rollout;
  }

  /// The command of a game, which must be allowed at its present timestep: STEP where that is not last, else RESET or
  /// SKIP.
  ///
  /// @param last whether the present timestep of the game is last
  /// @throws IllegalStateException if it is not allowed
  public Command command(int game, boolean last) {
    Command told = command[game];
    if ((told == Command.STEP) == last) {
      throw new IllegalStateException("game " + game + " is told to " + told + ", but its present timestep is "
          + (last ? "last: only RESET and SKIP are allowed" : "not last: only STEP is allowed"));
    }
    return told;
  }

  /// @return the choice of an agent with a `Discrete` action; defined where it DECIDES or is FORCED
  public int action(int game, int agent) {
    return action(game, agent, 0);
  }

  /// @return the choice in one branch of an action of several choices
  public int action(int game, int agent, int branch) {
    var action = rollout.layout(rollout.layoutOf(agent)).action;
    return action.ints[rollout.row(t, firstGame + game, agent) * action.layout.ints() + branch];
  }

  /// @return one switch of a `MultiBinary` action
  public boolean on(int game, int agent, int index) {
    var action = rollout.layout(rollout.layoutOf(agent)).action;
    return action.bytes[rollout.row(t, firstGame + game, agent) * action.layout.bytes() + index] != 0;
  }

  /// @return one number of a `Box` action, within its bounds
  public float real(int game, int agent, int dimension) {
    var layout = rollout.layout(rollout.layoutOf(agent));
    return layout.applied[rollout.row(t, firstGame + game, agent) * layout.action.layout.floats() + dimension];
  }

  /// Dense storage: @return row of the first member of a layout; games and members follow without gaps.
  public int firstRow(int game, int layout) {
    return rollout.firstRow(t, firstGame + game, layout);
  }

  /// @return row of an agent at the timestep where the transition starts, or -1 where it has none
  public int row(int game, int agent) {
    return rollout.row(t, firstGame + game, agent);
  }

  /// @return state of an agent at the timestep where the transition starts
  public byte state(int game, int agent) {
    return rollout.state[rollout.cell(t, firstGame + game, agent)];
  }
}
