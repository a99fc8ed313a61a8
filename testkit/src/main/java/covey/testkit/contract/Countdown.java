package covey.testkit.contract;

import covey.env.AgentState;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.space.SpaceColumn;
import java.util.Arrays;

/// Whether agents can see that an episode of fixed length is about to end: whether some number that one of them
/// observes takes values at the last decision that it takes at no earlier timestep.
final class Countdown implements Watcher {
  private final int length;
  private final double[][][] low; // [slots][timesteps][features]
  private final double[][][] high;

  /// @param length timesteps of every episode
  Countdown(EnvironmentSpec spec, int length) {
    this.length = length;
    low = new double[spec.agents()][length][];
    high = new double[spec.agents()][length][];
  }

  @Override
  public void take(Rollout rollout, int t, int e, int clock) {
    if (clock >= length) return;
    for (int slot = 0; slot < rollout.agents; slot++) {
      int row = rollout.row(t, e, slot);
      if (row < 0 || rollout.state[rollout.cell(t, e, slot)] != AgentState.DECIDES) continue;
      SpaceColumn column = rollout.layout(rollout.layoutOf(slot)).observation;
      int size = Features.size(column);
      if (low[slot][clock] == null) {
        low[slot][clock] = new double[size];
        high[slot][clock] = new double[size];
        Arrays.fill(low[slot][clock], Double.POSITIVE_INFINITY);
        Arrays.fill(high[slot][clock], Double.NEGATIVE_INFINITY);
      }
      for (int i = 0; i < size; i++) {
        double value = Features.of(column, row, i);
        low[slot][clock][i] = Math.min(low[slot][clock][i], value);
        high[slot][clock][i] = Math.max(high[slot][clock][i], value);
      }
    }
  }

  boolean seen() {
    for (int slot = 0; slot < low.length; slot++) {
      if (low[slot][length - 1] == null) continue;
      for (int i = 0; i < low[slot][length - 1].length; i++) if (tells(slot, i)) return true;
    }
    return false;
  }

  private boolean tells(int slot, int feature) {
    double least = low[slot][length - 1][feature];
    double most = high[slot][length - 1][feature];
    for (int clock = 0; clock < length - 1; clock++) {
      if (low[slot][clock] == null) continue;
      if (low[slot][clock][feature] <= most && high[slot][clock][feature] >= least) return false;
    }
    return true;
  }
}
