package covey.run;

import java.util.List;

/// A return that ends a run as soon as an evaluation shows that it is exceeded: when the lower bound of the 95 %
/// interval of the mean over episodes lies above it.
///
/// Written `mean(-8.4)`, `sum(-25)`, `agent_0(-8)`; a bare number is a mean over agents.
///
/// @param reduction of the agents' returns to one number
/// @param value in units of the environment's rewards
public record Target(Reduction reduction, double value) {
  /// Refuses numbers that nothing can exceed.
  public Target {
    if (!Double.isFinite(value)) throw new IllegalArgumentException("must be a finite number");
  }

  /// Reads the written form.
  public static Target parse(String text) {
    String plain = text.strip();
    int open = plain.indexOf('(');
    try {
      if (open < 0) return new Target(new Reduction.Mean(), Double.parseDouble(plain));
      if (plain.endsWith(")")) {
        return new Target(Reduction.parse(plain.substring(0, open)),
            Double.parseDouble(plain.substring(open + 1, plain.length() - 1)));
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw new IllegalArgumentException(
        "must be a number with its reduction over agents, as in mean(-8.4), sum(-25.2) or agent_0(-8.4)");
  }

  /// Whether `evaluation` shows that the target is exceeded.
  public boolean exceededBy(Evaluation evaluation) {
    return evaluation.ci95(reduction).low() > value;
  }

  /// Refuses a reduction that does not fit the agents of an environment.
  void requireFits(List<String> agents) {
    reduction.of(new double[agents.size()], agents);
  }

  @Override
  public String toString() {
    return "%s(%s)".formatted(reduction, value);
  }
}
