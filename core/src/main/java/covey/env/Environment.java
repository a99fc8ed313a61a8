package covey.env;

import covey.random.Stream;

/// One game, written plainly: the form in which users bring an environment of their own. [ScalarGames] drives many.
///
/// A game owns its dynamics and nothing more: it never sums rewards, never resets itself, and writes each timestep
/// through a [Writer] into memory that the caller owns. Single-threaded.
public interface Environment extends AutoCloseable {
  /// Starts an episode and writes its first timestep.
  ///
  /// @param chance the only source of randomness until the next reset
  void reset(Stream chance, Writer out);

  /// Applies one joint action and writes the timestep that follows. Never called at a last timestep.
  void step(JointAction action, Writer out);

  /// Frees what the garbage collector cannot; called once.
  @Override
  default void close() {}

  /// What the agents do. Defined for agents that DECIDE or are FORCED at the present timestep.
  interface JointAction {
    /// @return the choice of an agent with a `Discrete` action
    int of(int agent);

    /// @return the choice in one branch of a `MultiDiscrete` action
    int of(int agent, int branch);

    /// @return one switch of a `MultiBinary` action
    boolean on(int agent, int index);

    /// @return one number of a `Box` action, within its bounds
    float real(int agent, int dimension);
  }

  /// Where one timestep is written. Whatever is not written is ABSENT, zero, illegal, elapsed 1, and the episode goes on.
  /// State comes before features: an agent's row exists once its state is said.
  interface Writer {
    /// The agent is asked for an action. Opens its row.
    void decides(int agent);

    /// The environment takes `action` for the agent in the transition that starts here. Opens its row.
    void forced(int agent, int action);

    /// As [#forced(int, int)] for actions of any space: all zero until [#force] or [#forceReal] says otherwise.
    void forced(int agent);

    /// The choice in one branch of a forced agent's action; a switch is a branch of two.
    void force(int agent, int branch, int choice);

    /// One number of a forced agent's action, within its bounds.
    void forceReal(int agent, int dimension, float value);

    /// Present, but not asked. Opens a row only if the environment observes always.
    void waits(int agent);

    /// Somebody else is in the slot from here on: the next generation. Comes before the newcomer's state.
    void newcomer(int agent);

    /// The task is over for this agent. Its slot waits here with a final row, and nothing follows.
    void terminate(int agent);

    /// Time is up for this agent. Its slot waits here with a final row (and mask), from which learners bootstrap.
    void truncate(int agent);

    /// Writes float number `feature` of the agent's observation, in the order of its [covey.space.RowLayout].
    void observe(int agent, int feature, float value);

    /// Writes int number `index` of the observation: choices, counts of sets, integer boxes.
    void observeInt(int agent, int index, int value);

    /// Writes byte number `index` of the observation, 0 to 255: images, switches.
    void observeByte(int agent, int index, int value);

    /// Marks a choice as legal, in the mask of a masked agent.
    void legal(int agent, int action);

    /// Writes float number `feature` of the team state.
    void state(int feature, float value);

    /// Writes int number `index` of the team state.
    void stateInt(int index, int value);

    /// Writes byte number `index` of the team state, 0 to 255.
    void stateByte(int index, int value);

    /// Writes float number `feature` of the agent's private state.
    void privateState(int agent, int feature, float value);

    /// Writes int number `index` of the agent's private state.
    void privateStateInt(int agent, int index, int value);

    /// Writes byte number `index` of the agent's private state, 0 to 255.
    void privateStateByte(int agent, int index, int value);

    /// Pays the agent for the transition that led here, in the environment's own unit. Several payments add.
    void reward(int agent, double value);

    /// Pays auxiliary reward number `index`.
    void auxiliary(int agent, int index, double value);

    /// Time that passed in the transition that led here, at least 0.
    void elapsed(double time);

    /// Reports metric number `index` of the episode that ends here.
    void metric(int index, double value);

    /// The episode ends here: every present agent terminates or is truncated at this timestep.
    void last();
  }
}
