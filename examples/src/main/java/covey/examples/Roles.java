package covey.examples;

import covey.act.Policy;
import covey.env.Rollout;
import covey.environments.Catalogue;
import covey.environments.SimpleSpread;
import covey.nn.Workers;
import covey.policy.NetworkBuilder;
import covey.run.Checkpoint;
import covey.run.Evaluator;
import covey.run.Experiment;
import covey.run.RunConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Do agents take roles? Counts which landmark each agent covers at the end of an episode of `simple_spread`.
///
/// Landmarks lie anywhere, but each has a number: the order in which it is observed. A team may share them out by
/// number, always the same agent to the same landmark, or by distance, anew in every episode.
public final class Roles {
  private static final int AGENTS = 3;
  private static final double NEAR = 0.1; // as the environment's metric `covered` counts

  /// [agents][landmarks] episodes at whose end the agent was near the landmark.
  final int[][] count = new int[AGENTS][AGENTS];

  /// Trains, and prints the roles of what has learned beside those of the script, which shares out by distance.
  ///
  /// @param args joint steps (600,000 if none are given)
  public static void main(String[] args) {
    long steps = args.length > 0 ? Long.parseLong(args[0]) : 600_000;
    var three = SimpleSpread.Config.DEFAULTS;
    of(three, Catalogue.entry("simple_spread").policy("assignment", three), 2_000).print("scripted assignment");
    for (String sharing : List.of("full", "none")) {
      of(three, learned(sharing, steps, null), 2_000).print("learned, sharing = " + sharing);
    }
  }

  /// @param sharing `full`: one network for all, told who it plays; `none`: a network for each
  /// @param folder of the run; null for the usual place
  static Policy learned(String sharing, long steps, @Nullable Path folder) {
    RunConfig config =
        RunConfig.preset("simple_spread").with("algorithm.sharing=" + sharing, "budget.steps=" + steps);
    try (var experiment = Experiment.start(config, folder)) {
      Path run = experiment.run().directory();
      return Checkpoint.of(run).policy(config, NetworkBuilder.MLP).policy(true);
    }
  }

  static Roles of(SimpleSpread.Config environment, Policy policy, long episodes) {
    var roles = new Roles();
    try (var workers = new Workers(1)) {
      Evaluator.evaluate("simple_spread", environment, policy, episodes, 1, workers, roles::watch);
    }
    return roles;
  }

  private void watch(Rollout rollout) {
    for (int t = 1; t <= rollout.steps; t++) {
      for (int game = 0; game < rollout.games; game++) {
        boolean ends = rollout.last[rollout.moment(t, game)] && !rollout.last[rollout.moment(t - 1, game)];
        if (!ends) continue;
        for (int agent = 0; agent < AGENTS; agent++) add(rollout, rollout.row(t, game, agent), agent);
      }
    }
  }

  private void add(Rollout rollout, int row, int agent) {
    var seen = rollout.layout(rollout.layoutOf(agent)).observation;
    int first = row * seen.layout.floats() + 4; // behind own velocity and position: where landmarks are from here
    for (int landmark = 0; landmark < AGENTS; landmark++) {
      if (Math.hypot(seen.floats[first + 2 * landmark], seen.floats[first + 2 * landmark + 1]) < NEAR) {
        count[agent][landmark]++;
      }
    }
  }

  /// How open it is where an agent goes, in bits, mean over agents: 0 if each has its landmark, log2 3 = 1.58 if none.
  double entropy() {
    double bits = 0;
    for (int[] row : count) {
      double all = Arrays.stream(row).sum();
      for (int n : row) if (n > 0) bits -= n / all * Math.log(n / all) / Math.log(2) / AGENTS;
    }
    return bits;
  }

  private void print(String who) {
    System.out.printf("%s: role entropy %.2f bits of %.2f%n", who, entropy(), Math.log(AGENTS) / Math.log(2));
    for (int a = 0; a < AGENTS; a++) System.out.println("  agent_" + a + " covered " + Arrays.toString(count[a]));
  }
}
