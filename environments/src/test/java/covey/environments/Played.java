package covey.environments;

import covey.act.Policy;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a policy earns in many whole episodes. As a program, it measures the returns that environments state:
///
/// `java covey.environments.Played overcooked cook 100 100 layout=cramped_room agents=2`
///
/// @param episodes number of episodes that ended
/// @param meanReturn per agent and episode
/// @param metrics mean of each metric
record Played(int episodes, double meanReturn, List<Double> metrics) {
  private static final int STEPS = 50;

  /// Plays `games` games side by side until `games * each` episodes have ended, which must all be equally long.
  static Played of(EnvironmentConfig config, Policy policy, int games, int each) {
    int wanted = games * each;
    int episodes = 0;
    double paid = 0;
    double[] metrics = new double[config.spec().metrics().size()];
    Policy.Actor actor = policy.actor();
    try (var some = new Games(config, games, STEPS)) {
      Rollout columns = some.columns;
      while (episodes < wanted) {
        if (some.t == STEPS) some.rollOver();
        some.advance(actor);
        for (int e = 0; e < games; e++) {
          for (int a = 0; a < columns.agents; a++) paid += some.reward(e, a);
          if (!columns.last[columns.moment(some.t, e)]) continue;
          episodes++;
          for (int m = 0; m < metrics.length; m++) metrics[m] += columns.metric[e * metrics.length + m];
        }
      }
      int ended = episodes;
      List<Double> means = Arrays.stream(metrics).map(sum -> sum / ended).boxed().toList();
      return new Played(episodes, paid / columns.agents / episodes, means);
    }
  }

  private static <C extends Record & EnvironmentConfig> Played of(
      Catalogue.Entry<C> entry, String policy, int games, int each, Map<String, String> options) {
    C config = entry.configure(options, "");
    return of(config, entry.policy(policy, config), games, each);
  }

  public static void main(String[] arguments) {
    var options = new LinkedHashMap<String, String>();
    for (String option : Arrays.asList(arguments).subList(4, arguments.length)) {
      String[] parts = option.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    Catalogue.Entry<?> entry = Catalogue.entry(arguments[0]);
    int games = Integer.parseInt(arguments[2]);
    System.out.println(of(entry, arguments[1], games, Integer.parseInt(arguments[3]), options));
  }
}
