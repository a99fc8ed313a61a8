package covey.environments;

import covey.act.Policy;
import covey.env.EnvironmentConfig;
import java.util.Arrays;
import java.util.List;

/// Mean results of the first episodes of many games, of environments whose episodes have any length.
///
/// @param income mean return of the slots, per slot and episode
/// @param metrics means of the declared metrics
record Scores(double income, List<Double> metrics) {
  private static final int TOGETHER = 200;
  private static final int STEPS = 20;

  static Scores of(EnvironmentConfig config, Policy policy, int episodes) {
    var metrics = new double[config.spec().metrics().size()];
    double income = 0;
    for (int from = 0; from < episodes; from += TOGETHER) {
      try (var games = new Games(config, TOGETHER, STEPS, from)) {
        Policy.Actor actor = policy.actor();
        var over = new boolean[TOGETHER];
        for (int left = TOGETHER; left > 0; ) {
          if (games.t == STEPS) games.rollOver();
          games.advance(actor);
          for (int e = 0; e < TOGETHER; e++) {
            if (over[e]) continue;
            for (int a = 0; a < games.columns.agents; a++) income += games.reward(e, a);
            over[e] = games.columns.last[games.columns.moment(games.t, e)];
            if (!over[e]) continue;
            left--;
            for (int m = 0; m < metrics.length; m++) metrics[m] += games.columns.metric[e * metrics.length + m];
          }
        }
      }
    }
    var means = Arrays.stream(metrics).map(sum -> sum / episodes).boxed().toList();
    return new Scores(income / episodes / config.spec().agents(), means);
  }
}
