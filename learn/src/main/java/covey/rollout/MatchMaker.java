package covey.rollout;

/// Decides who plays: binds a policy to each seat, for a whole episode.
@FunctionalInterface
public interface MatchMaker {
  /// One policy, number 0, in every seat.
  MatchMaker SELF = (_, _, policyOfSeat) -> java.util.Arrays.fill(policyOfSeat, 0);

  /// Asked at each reset. A pure function of game and episode between two rollouts: games ask in any order.
  ///
  /// @param policyOfSeat receives the number of the policy for each seat
  void match(int game, int episode, int[] policyOfSeat);
}
