package covey.run;

import java.util.List;

/// How the returns of several agents become one number. Every threshold and objective names its reduction, because a
/// mean over agents and a sum over agents differ by a factor that nobody can see in the number.
///
/// Agents paid (1, 3): the mean is 2, the sum is 4.
public sealed interface Reduction {
  /// One number from one return per agent.
  ///
  /// @param returns per agent
  /// @param agents ids, in the same order
  /// @throws IllegalArgumentException if it is about an agent that is not there
  double of(double[] returns, List<String> agents);

  /// The mean over all agents.
  record Mean() implements Reduction {
    @Override
    public double of(double[] returns, List<String> agents) {
      return new Sum().of(returns, agents) / returns.length;
    }

    @Override
    public String toString() {
      return "mean";
    }
  }

  /// The sum over all agents.
  record Sum() implements Reduction {
    @Override
    public double of(double[] returns, List<String> agents) {
      double sum = 0;
      for (double each : returns) sum += each;
      return sum;
    }

    @Override
    public String toString() {
      return "sum";
    }
  }

  /// One agent alone.
  record Agent(String id) implements Reduction {
    @Override
    public double of(double[] returns, List<String> agents) {
      int slot = agents.indexOf(id);
      if (slot < 0) {
        throw new IllegalArgumentException("no agent is named %s; there are %s%s".formatted(
            id, String.join(", ", agents), covey.config.NearMisses.hint(id, agents)));
      }
      return returns[slot];
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /// Reads `mean`, `sum` or the id of an agent.
  static Reduction parse(String text) {
    return switch (text.strip()) {
      case "mean" -> new Mean();
      case "sum" -> new Sum();
      case "" -> throw new IllegalArgumentException("must be mean, sum or the id of an agent; mean is usual");
      case String id -> new Agent(id);
    };
  }
}
