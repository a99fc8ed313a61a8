package covey.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.Timestep;
import covey.testkit.probes.Lanes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/// Shows clauses on environments that break them, and keeps the account of which have been shown.
final class Shown {
  static final Terms TERMS = Terms.USUAL.withLongestEpisode(50);

  /// Everyone decides, masked, with columns for critics.
  static final EnvironmentConfig LANES = Lanes.Config.DEFAULTS;

  private final Set<Clause> clauses = EnumSet.noneOf(Clause.class);

  /// @return the clauses that have found something
  Set<Clause> clauses() {
    return clauses;
  }

  /// The clause finds the environment broken and says so, in these words among others.
  void found(Clause clause, EnvironmentConfig broken, String... said) {
    found(clause, broken, TERMS, said);
  }

  void found(Clause clause, EnvironmentConfig broken, Terms terms, String... said) {
    clauses.add(clause);
    said(clause, broken, terms, said);
  }

  static void said(Clause clause, EnvironmentConfig broken, Terms terms, String... said) {
    String breach = Contract.breach(clause, broken, terms).orElse("nothing was found");
    String head = broken.spec().name() + " breaks the contract (" + clause.promise + "): ";
    assertTrue(breach.startsWith(head), breach);
    for (String each : said) assertTrue(breach.contains(each), breach);
  }

  static LayoutColumns layout(Timestep out, int agent) {
    return out.columns().layout(out.columns().layoutOf(agent));
  }

  /// Row of agent 0 where everyone decides.
  static int row(Timestep out, int game) {
    return out.firstRow(game, 0);
  }

  static boolean last(Timestep out, int game) {
    return out.columns().last[out.moment(game)];
  }

  static boolean decides(Timestep out, int game, int agent) {
    return out.columns().state[out.cell(game, agent)] == AgentState.DECIDES;
  }

  /// Takes agent 0 of [#LANES] every legal choice.
  static void forbid(Timestep out, int game) {
    Arrays.fill(layout(out, 0).mask, 3 * row(out, game), 3 * row(out, game) + 3, false);
  }
}
