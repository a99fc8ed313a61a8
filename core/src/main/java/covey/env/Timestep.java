package covey.env;

/// Where a vectorised environment writes timestep `t` of its games, and what it pays for the transition that led there.
///
/// A window over a [Rollout]; games are counted from 0 within the vector. Narrow columns are already cleared: whatever is
/// not written is ABSENT, not ended, generation 0, reward 0, elapsed 1, and the episode goes on. Of each row it opens an
/// environment writes every value: observation, mask (if masked), private state and team state (if stored).
public final class Timestep {
  private final Rollout rollout;
  private final int vector;
  private final int firstGame;
  private int t;

  public Timestep(Rollout rollout, int vector) {
    this.rollout = rollout;
    this.vector = vector;
    this.firstGame = rollout.firstGame(vector);
  }

  /// Points at timestep `timestep`, at least 1.
  public void moveTo(int timestep) {
    t = timestep;
  }

  public Rollout columns() {
    return rollout;
  }

  /// @return number of games of this vector
  public int games() {
    return rollout.firstGame(vector + 1) - firstGame;
  }

  /// @return place in `state`, `ended` and `generation`
  public int cell(int game, int agent) {
    return rollout.cell(t, firstGame + game, agent);
  }

  /// @return place in `reward` and the auxiliary rewards
  public int paid(int game, int agent) {
    return rollout.cell(t - 1, firstGame + game, agent);
  }

  /// @return place in `last`
  public int moment(int game) {
    return rollout.moment(t, firstGame + game);
  }

  /// @return place in `elapsed`
  public int transition(int game) {
    return rollout.moment(t - 1, firstGame + game);
  }

  /// @return place of the first metric of `game` in `metric`
  public int metrics(int game) {
    return (firstGame + game) * rollout.spec.metrics().size();
  }

  /// @return row of the team state
  public int stateRow(int game) {
    return rollout.stateAt(t, firstGame + game);
  }

  /// Opens the row of an agent whose state says that it has one.
  ///
  /// @return its number in the columns of the agent's layout
  public int open(int game, int agent) {
    return rollout.open(vector, t, firstGame + game, agent);
  }

  /// @return row of an agent that has been opened or, in dense storage, whose state says that it has one; otherwise -1
  public int row(int game, int agent) {
    return rollout.row(t, firstGame + game, agent);
  }

  /// Dense storage: @return row of the first member of a layout; games and members follow without gaps.
  public int firstRow(int game, int layout) {
    return rollout.firstRow(t, firstGame + game, layout);
  }
}
