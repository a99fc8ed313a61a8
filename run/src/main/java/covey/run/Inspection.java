package covey.run;

import covey.act.Policy;
import covey.env.AgentState;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.nn.Workers;

/// What an environment is like to somebody who acts at random: how it pays, and how much its masks leave.
///
/// @param evaluation what random play returned, as the ledger booked it
/// @param agentSteps steps of agents that were there
/// @param mean reward of an agent-step; times `agentSteps` it is the sum of all returns
/// @param deviation standard deviation of a reward
/// @param least smallest reward
/// @param most largest reward
/// @param paid share of the agent-steps that paid anything but 0
/// @param legal share of the choices of those who decide that were legal; NaN where nothing is masked
public record Inspection(
    Evaluation evaluation, long agentSteps, double mean, double deviation, double least, double most, double paid,
    double legal) {

  private static final int FIRST = 32; // episodes that tell how many more there is time for

  /// Plays at random.
  ///
  /// @param name of the environment, for the record
  /// @param seed of the episodes
  public static Inspection of(
      String name, EnvironmentConfig environment, Policy random, long episodes, long seed, Workers workers) {
    var sums = new Sums();
    Evaluation played = Evaluator.evaluate(name, environment, random, episodes, seed, workers, sums::add);
    double mean = sums.reward / Math.max(1, sums.agentSteps);
    double variance = Math.max(0, sums.squares / Math.max(1, sums.agentSteps) - mean * mean);
    return new Inspection(played, sums.agentSteps, mean, Math.sqrt(variance), sums.least, sums.most,
        sums.paid / (double) Math.max(1, sums.agentSteps), sums.legal / (double) sums.choices);
  }

  /// How many episodes, at most `most`, fit into `seconds`, judging by a few.
  public static long affordable(
      String name, EnvironmentConfig environment, Policy policy, long most, double seconds, Workers workers) {
    if (most <= FIRST) return most;
    long start = System.nanoTime();
    Evaluator.evaluate(name, environment, policy, FIRST, 1, workers);
    double each = (System.nanoTime() - start) * 1e-9 / FIRST;
    return Math.clamp((long) (seconds / each), FIRST, most);
  }

  private static final class Sums {
    long agentSteps;
    double reward;
    double squares;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    long paid;
    long choices;
    long legal;

    void add(Rollout rollout) {
      for (int t = 0; t < rollout.steps; t++) {
        for (int e = 0; e < rollout.games; e++) {
          if (rollout.last[rollout.moment(t, e)]) continue; // a reset or a skip, not a step
          for (int slot = 0; slot < rollout.agents; slot++) {
            add(rollout.reward[rollout.cell(t, e, slot)], rollout.state[rollout.cell(t + 1, e, slot)]);
            addMask(rollout, t, e, slot);
          }
        }
      }
    }

    private void add(double pay, byte state) {
      if (state == AgentState.ABSENT) return;
      agentSteps++;
      reward += pay;
      squares += pay * pay;
      least = Math.min(least, pay);
      most = Math.max(most, pay);
      if (pay != 0) paid++;
    }

    private void addMask(Rollout rollout, int t, int e, int slot) {
      LayoutColumns layout = rollout.layout(rollout.layoutOf(slot));
      if (layout.maskWidth == 0 || rollout.state[rollout.cell(t, e, slot)] != AgentState.DECIDES) return;
      int first = rollout.row(t, e, slot) * layout.maskWidth;
      choices += layout.maskWidth;
      for (int i = 0; i < layout.maskWidth; i++) if (layout.mask[first + i]) legal++;
    }
  }
}
