package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
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
import java.util.List;

/// Two agents before two doors, a tiger behind one: each hears badly, and neither hears what the other heard.
///
/// - Agents: two, one role, one team, by the rules of the game. Actions: 0 listen, 1 open the left, 2 open the right door.
/// - Observation: what the agent heard in the step before, as a choice: 0 nothing (at the beginning), 1 the tiger on the
///   left, 2 on the right. If both listened it is right with probability 0.85, for each agent by itself. If anybody
///   opened a door, tiger and treasure are placed anew, each side with probability 1/2, and what is heard is a coin's.
/// - Reward, paid to both: -2 if both listen; 20 for the right door together, -50 for the tiger's together, -100 if they
///   open different doors; 9 if one opens the right door alone, -101 the tiger's.
/// - Auxiliary reward: `difference`, the reward less what it would have been had this agent listened.
/// - Ends: terminated after `horizon` steps, which are the task. Metric: `opened`, steps in which a door was opened.
/// - State, for critics: where the tiger is (0 left, 1 right).
///
/// Source: Nair et al., "Taming Decentralized POMDPs: Towards Efficient Policy Computation for Multiagent Settings", 2003,
/// rewards of its table 2. No departure. Known: the value of the best joint policy is -2, -4, 5.190812, 4.802755, 7.026451
/// for horizon 1 to 5 (Oliehoek, Spaan and Vlassis 2008); a test computes the first three. Return of random actions:
/// -416/9 = -46.2 per step; of the scripted `listen`, horizon 3: 5.190812, which is the best.
public final class DecTiger implements Environment {

  public record Config(
      @Option(byDefault = "3", help = "steps of an episode, at least 1", usual = "2 to 10") int horizon)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(horizon >= 1, "horizon", horizon, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      Space heard = new Space.Discrete(3);
      Space doors = new Space.Discrete(3);
      var slots = List.of(
          Slot.of("agent_0", "agent", "team", heard, doors), Slot.of("agent_1", "agent", "team", heard, doors));
      return EnvironmentSpec.of("dec_tiger-v1", slots, Storage.EVERYONE_DECIDES)
          .withState(new Space.Discrete(2))
          .withAuxiliaryRewards("difference")
          .withMetrics(new Metric("opened", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new DecTiger(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "dec_tiger", Config.class, "two agents listen for a tiger and open a door (Dec-POMDP)")
      .withScript("listen", config -> new Listening());

  private static final int LISTEN = 0;
  private static final int AGENTS = 2;
  private static final double HEARD_RIGHT = 0.85;

  private final Config config;
  private final int[] heard = new int[AGENTS]; // 0 nothing, otherwise 1 + side
  private Stream chance = new Stream(0);
  private int tiger; // side: 0 left, 1 right
  private int step;
  private int opened;

  public DecTiger(Config config) {
    this.config = config;
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    opened = 0;
    tiger = chance.nextInt(2);
    heard[0] = 0;
    heard[1] = 0;
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    int one = action.of(0);
    int other = action.of(1);
    double reward = reward(tiger, one, other);
    out.reward(0, reward);
    out.reward(1, reward);
    out.auxiliary(0, 0, reward - reward(tiger, LISTEN, other));
    out.auxiliary(1, 0, reward - reward(tiger, one, LISTEN));
    boolean silent = one == LISTEN && other == LISTEN;
    if (!silent) {
      opened++;
      tiger = chance.nextInt(2);
    }
    for (int agent = 0; agent < AGENTS; agent++) {
      boolean right = chance.nextDouble() < (silent ? HEARD_RIGHT : 0.5);
      heard[agent] = 1 + (right ? tiger : 1 - tiger);
    }
    write(out);
  }

  /// @return what both are paid
  static double reward(int tiger, int one, int other) {
    if (one == LISTEN && other == LISTEN) return -2;
    int deadly = 1 + tiger;
    if (one == LISTEN || other == LISTEN) return Math.max(one, other) == deadly ? -101 : 9;
    if (one != other) return -100;
    return one == deadly ? -50 : 20;
  }

  private void write(Writer out) {
    boolean over = step == config.horizon;
    for (int agent = 0; agent < AGENTS; agent++) {
      if (over) {
        out.terminate(agent);
      } else {
        out.decides(agent);
      }
      out.observeInt(agent, 0, heard[agent]);
    }
    out.stateInt(0, tiger);
    if (over) {
      out.metric(0, opened);
      out.last();
    }
  }

  /// Listens until one side was heard twice more often than the other, and opens the other door. Remembers how much
  /// more often the right was heard.
  private static final class Listening implements Policy, Policy.Actor {
    @Override
    public Actor actor() {
      return this;
    }

    @Override
    public int memory() {
      return 1;
    }

    @Override
    public void act(Rows rows) {
      var observation = rows.columns().observation;
      for (int i = 0; i < rows.count(); i++) {
        int now = observation.ints[rows.row(i)];
        float right = rows.memory(i, 0) + (now == 0 ? 0 : now == 2 ? 1 : -1);
        int action = right >= 2 ? 1 : right <= -2 ? 2 : LISTEN;
        rows.act(i, action, 0f);
        rows.remember(i, 0, action == LISTEN ? right : 0);
      }
    }
  }
}
