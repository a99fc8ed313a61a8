package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import java.util.Locale;
import java.util.Map;

/// What policies earn in a game: the mean return per episode of every slot.
///
/// `java covey.environments.ParticleScores` prints what the documentation says.
final class ParticleScores {
  private static final int TOGETHER = 1000;
  private static final int EPISODES = 40_000;

  private ParticleScores() {}

  /// Plays whole episodes of `length` steps.
  ///
  /// @param byTeam who plays the slots of each team; `""` plays those of teams that are not named
  static double[] measure(EnvironmentConfig config, int length, int episodes, Map<String, Policy> byTeam) {
    EnvironmentSpec spec = config.spec();
    int agents = spec.agents();
    var sums = new double[agents];
    var actors = new Policy.Actor[agents];
    for (int a = 0; a < agents; a++) {
      Policy policy = byTeam.getOrDefault(spec.slots().get(a).team(), byTeam.get(""));
      actors[a] = java.util.Objects.requireNonNull(policy).actor();
    }
    for (int first = 0; first < episodes; first += TOGETHER) {
      int games = Math.min(TOGETHER, episodes - first);
      try (var played = new Games(config, games, length + 1, first)) {
        while (played.t < length + 1) {
          decide(played, actors);
          played.advance();
        }
        Rollout columns = played.columns;
        for (int e = 0; e < games; e++) if (!columns.last[columns.moment(length + 1, e)]) throw new AssertionError();
        for (int k = 0; k < columns.reward.length; k++) sums[k % agents] += columns.reward[k] / episodes;
      }
    }
    return sums;
  }

  private static void decide(Games games, Policy.Actor[] actors) {
    Rollout columns = games.columns;
    var rows = new Rows(games.columns.games);
    for (int a = 0; a < columns.agents; a++) {
      rows.begin(columns.layout(columns.layoutOf(a)), null);
      for (int e = 0; e < columns.games; e++) {
        int moment = columns.moment(games.t, e);
        if (!columns.last[moment]) {
          rows.add(columns.row(games.t, e, a), a, false, games.noise(e), columns.clock[moment], 0);
        }
      }
      actors[a].act(rows);
    }
  }

  /// The same with all slots played by a policy of the catalogue.
  static double[] measure(String environment, Map<String, Object> options, int episodes, String policy) {
    Catalogue.Entry<?> entry = Catalogue.entry(environment);
    var config = (EnvironmentConfig) entry.configure(options, "");
    return measure(config, 25, episodes, Map.of("", entry.policy(policy, config)));
  }

  private static void print(String environment, String adversaries, String agents) {
    Catalogue.Entry<?> entry = Catalogue.entry(environment);
    var config = (EnvironmentConfig) entry.defaults();
    double[] scores = measure(config, 25, EPISODES,
        Map.of("adversaries", entry.policy(adversaries, config), "", entry.policy(agents, config)));
    var line = new StringBuilder(environment + ", adversaries " + adversaries + ", others " + agents + ":");
    for (double score : scores) line.append(String.format(Locale.ROOT, " %.2f", score));
    System.out.println(line);
  }

  public static void main(String[] arguments) {
    for (String[] each : new String[][] {
        {"simple", "seek"}, {"simple_spread", "assignment"}, {"simple_speaker_listener", "expert"},
        {"simple_reference", "expert"}, {"simple_crypto", "expert"}}) {
      print(each[0], "random", "random");
      print(each[0], each[1], each[1]);
    }
    for (String[] each : new String[][] {
        {"simple_push", "seek"}, {"simple_adversary", "deceive"}, {"simple_tag", "chase"},
        {"simple_world_comm", "chase"}}) {
      print(each[0], "random", "random");
      print(each[0], each[1], "random");
      print(each[0], "random", each[1]);
      print(each[0], each[1], each[1]);
    }
  }
}
