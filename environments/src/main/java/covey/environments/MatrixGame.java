package covey.environments;

import covey.act.Policy;
import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Matrix games: everybody acts at once, a table says what it pays, and the same game may be played for many rounds.
///
/// | game | actions | table: own payoff, own action down, the other's across |
/// |---|---|---|
/// | rock-paper-scissors | rock, paper, scissors | `0 -1 1` / `1 0 -1` / `-1 1 0` |
/// | prisoners-dilemma | cooperate, defect | `3 0` / `5 1` |
/// | stag-hunt | stag, hare | `4 1` / `3 2` |
/// | climbing | a, b, c | `11 -30 0` / `-30 7 6` / `0 0 5`, the row player's action down; paid to both |
/// | penalty | a, b, c | `10 0 k` / `0 2 0` / `k 0 10`; paid to both |
///
/// - Agents: two; but for climbing, whose players differ, any number may play. Everybody then meets everybody: an agent is
///   paid the mean over the others of what the table says, in penalty all agents the mean over all pairs.
/// - Observation: what the agent itself and then each other agent (a set) did in the round before, one-hot; zeros before
///   the first round. The floats are: own choices, then those of the others in the order of their slots.
/// - Ends: one round: terminated. Several: truncated after the last one, for nobody knows when the meetings stop.
/// - Auxiliary reward (climbing, penalty): `difference`, the team's reward less the mean of what it would have been with
///   each of the agent's actions, those of the others unchanged.
/// - Metric: the share of all choices that were the first action, under its name.
/// - Roles: `row` and `column` in climbing, `player` elsewhere. Teams: one where both are paid alike, otherwise each its own.
///
/// Sources: climbing and penalty are those of Claus and Boutilier, "The Dynamics of Reinforcement Learning in
/// Cooperative Multiagent Systems", 1998, fig. 2 (k = -10 is ours); the others have their usual numbers. Departure: more
/// than two agents, as said above.
///
/// Mean return per agent and round, random: 0, 2.25, 2.5, -31/9, (22 + 2k)/9; if all take their first action (scripted
/// `first`): 0, 3, 4, 11, 10.
public final class MatrixGame implements Environment {

  /// The games.
  public enum Game {
    ROCK_PAPER_SCISSORS(false, "rock paper scissors", "0 -1 1 / 1 0 -1 / -1 1 0"),
    PRISONERS_DILEMMA(false, "cooperate defect", "3 0 / 5 1"),
    STAG_HUNT(false, "stag hare", "4 1 / 3 2"),
    CLIMBING(true, "a b c", "11 -30 0 / -30 7 6 / 0 0 5"),
    PENALTY(true, "a b c", "10 0 k / 0 2 0 / k 0 10");

    private final boolean shared; // everybody is paid the same
    private final String names; // of the actions
    private final String table; // own action down, the other's across; k stands for the penalty

    Game(boolean shared, String names, String table) {
      this.shared = shared;
      this.names = names;
      this.table = table;
    }

    List<String> actions() {
      return List.of(names.split(" ", -1));
    }

    double[][] table(double penalty) {
      return Arrays.stream(table.split(" / ", -1)).map(row -> Arrays.stream(row.split(" ", -1))
          .mapToDouble(payoff -> payoff.equals("k") ? penalty : Double.parseDouble(payoff)).toArray())
          .toArray(double[][]::new);
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public record Config(
      @Option(byDefault = "rock-paper-scissors", help = "which game: rock-paper-scissors, prisoners-dilemma, stag-hunt, "
          + "climbing, penalty") Game game,
      @Option(byDefault = "2", help = "number of agents, at least 2; 2 in climbing") int agents,
      @Option(byDefault = "1", help = "rounds of an episode, at least 1", usual = "1, or 10 to 100") int rounds,
      @Option(byDefault = "-10", help = "what the worst meetings pay in the penalty game, k, at most 0",
          usual = "-100 to 0") double penalty)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2, "agents", agents, "must be at least 2")
          .require(game != Game.CLIMBING || agents == 2, "agents", agents, "must be 2 where game = climbing")
          .require(rounds >= 1, "rounds", rounds, "must be at least 1")
          .require(penalty <= 0 && penalty > Double.NEGATIVE_INFINITY, "penalty", penalty,
              "must be finite and at most 0")
          .throwIfInvalid();
    }

    /// Two agents, one round, the usual penalty.
    public static Config of(Game game) {
      return new Config(game, DEFAULTS.agents, DEFAULTS.rounds, DEFAULTS.penalty);
    }

    @Override
    public EnvironmentSpec spec() {
      int actions = game.actions().size();
      Space seen = Space.Composite.of(
          new Space.Part("own", Space.Box.of(actions, 0, 1)),
          new Space.Part("others", new Space.Entities(agents - 1, actions, true)));
      var slots = new ArrayList<Slot>();
      for (int agent = 0; agent < agents; agent++) {
        String role = game != Game.CLIMBING ? "player" : agent == 0 ? "row" : "column";
        slots.add(Slot.of("player_" + agent, role, game.shared ? "team" : "player_" + agent, seen,
            new Space.Discrete(actions)));
      }
      var spec = EnvironmentSpec.of(game.id() + "-v1", slots, Storage.EVERYONE_DECIDES)
          .withMetrics(new Metric(game.actions().getFirst(), Metric.Kind.REAL));
      return game.shared ? spec.withAuxiliaryRewards("difference") : spec;
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new MatrixGame(this));
    }
  }

  static final Catalogue.Entry<Config> ROCK_PAPER_SCISSORS =
      entry(Game.ROCK_PAPER_SCISSORS, "each beats one and loses to one (matrix game, mixed equilibrium)");
  static final Catalogue.Entry<Config> PRISONERS_DILEMMA =
      entry(Game.PRISONERS_DILEMMA, "each does better alone, both do better together (matrix game)");
  static final Catalogue.Entry<Config> STAG_HUNT =
      entry(Game.STAG_HUNT, "a stag needs both, a hare nobody (matrix game, two equilibria)");
  static final Catalogue.Entry<Config> CLIMBING =
      entry(Game.CLIMBING, "the best meeting is surrounded by bad ones (matrix game, one team)");
  static final Catalogue.Entry<Config> PENALTY =
      entry(Game.PENALTY, "two best meetings, and a penalty for mixing them up (matrix game, one team)");

  private static Catalogue.Entry<Config> entry(Game game, String summary) {
    return new Catalogue.Entry<>(game.id(), Config.class, summary, Map.of("game", game.id()), Map.of("agents", 2),
        Map.of("first", config -> first()), null, null);
  }

  private static final int NOTHING = -1;

  private final Config config;
  private final int actions;
  private final double[][] table; // [own, other]
  private final int[] taken; // [A] in the latest round
  private final int[] count; // [actions] how many took it
  private int round;
  private int firsts;

  public MatrixGame(Config config) {
    this.config = config;
    this.actions = config.game.actions().size();
    this.table = config.game.table(config.penalty);
    this.taken = new int[config.agents];
    this.count = new int[actions];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    round = 0;
    firsts = 0;
    Arrays.fill(taken, NOTHING);
    for (int agent = 0; agent < config.agents; agent++) out.decides(agent);
  }

  @Override
  public void step(JointAction action, Writer out) {
    Arrays.fill(count, 0);
    for (int agent = 0; agent < config.agents; agent++) {
      taken[agent] = action.of(agent);
      count[taken[agent]]++;
    }
    firsts += count[0];
    round++;
    if (config.game.shared) {
      payTogether(out);
    } else {
      for (int agent = 0; agent < config.agents; agent++) {
        out.reward(agent, against(agent, taken[agent]) / (config.agents - 1));
      }
    }
    boolean over = round == config.rounds;
    for (int agent = 0; agent < config.agents; agent++) {
      if (!over) {
        out.decides(agent);
      } else if (config.rounds == 1) {
        out.terminate(agent);
      } else {
        out.truncate(agent);
      }
      observe(agent, out);
    }
    if (over) {
      out.metric(0, (double) firsts / (config.agents * config.rounds));
      out.last();
    }
  }

  private void payTogether(Writer out) {
    double pairs = (double) config.agents * (config.agents - 1);
    double sum = 0;
    for (int agent = 0; agent < config.agents; agent++) sum += against(agent, taken[agent]);
    for (int agent = 0; agent < config.agents; agent++) {
      double usual = 0;
      for (int own = 0; own < actions; own++) usual += against(agent, own) / actions;
      out.reward(agent, sum / pairs);
      // every pair is counted twice in the sum, from both sides
      out.auxiliary(agent, 0, 2 * (against(agent, taken[agent]) - usual) / pairs);
    }
  }

  /// @return what an agent's action `own` meets in the table, added over the others
  private double against(int agent, int own) {
    boolean across = config.game == Game.CLIMBING && agent == 1;
    double sum = 0;
    for (int other = 0; other < actions; other++) {
      int met = count[other] - (taken[agent] == other ? 1 : 0);
      if (met > 0) sum += met * (across ? table[other][own] : table[own][other]);
    }
    return sum;
  }

  private void observe(int agent, Writer out) {
    out.observe(agent, taken[agent], 1);
    int at = actions;
    for (int other = 0; other < config.agents; other++) {
      if (other == agent) continue;
      out.observe(agent, at + taken[other], 1);
      at += actions;
    }
  }

  /// Everybody takes the first action: cooperates, hunts the stag, meets at the best place; in rock-paper-scissors it is
  /// an opponent that is easily beaten.
  public static Policy first() {
    return Policy.of(rows -> {
      for (int i = 0; i < rows.count(); i++) rows.act(i, 0, 0f);
    });
  }
}
