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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Prisoners, a room with a switch, and one visitor a day: when somebody says that everybody was there, it had better be
/// true. The switch is all that they can tell each other.
///
/// - Agents: `agents` prisoners, one role, one team. Each day one of them, drawn anew, is in the room and DECIDES; the
///   others are FORCED to do nothing, so that policies with memory see every day pass.
/// - Actions: 0 nothing, 1 flip the switch, 2 tell that everybody has been in the room.
/// - Observation, two switches: whether the agent is in the room; if so, whether the switch is on. It is off at first.
/// - Reward, paid to everybody: 1 for telling what is true, -1 for what is not, otherwise 0.
/// - Ends: terminated by telling, or after `days` days, which belong to the riddle. Metric: `freed`, whether the truth was told.
/// - State, for critics: per prisoner whether it has been in the room (today included), then the switch.
///
/// Source: Foerster et al., "Learning to Communicate with Deep Multi-Agent Reinforcement Learning", 2016, section 6.2; days
/// = 4 agents - 6 as there. Departure: one action for switch and telling, where the paper has a message beside the action.
///
/// Known: nobody can do better than tell as soon as all have been there. The scripted `count` does so for 2 and 3
/// prisoners: 1/2 and 20/27 = 0.7407. With more prisoners a captain counts, as in the riddle without a limit; that is safe
/// and rarely in time. Return of random actions with 3: -0.612.
public final class SwitchRiddle implements Environment {

  public record Config(
      @Option(byDefault = "3", help = "number of prisoners, at least 2", usual = "3 or 4") int agents,
      @Option(help = "days before the riddle ends, at least 1", usual = "none, which is 4 agents - 6") Optional<Integer> days)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 2, "agents", agents, "must be at least 2")
          .require(days.orElse(1) >= 1, "days", days, "must be at least 1, or none")
          .throwIfInvalid();
    }

    int lastDay() {
      return days.orElse(4 * agents - 6);
    }

    @Override
    public EnvironmentSpec spec() {
      Space seen = Space.Composite.of(
          new Space.Part("inRoom", new Space.MultiBinary(1)), new Space.Part("switch", new Space.MultiBinary(1)));
      var slots = IntStream.range(0, agents).mapToObj(agent -> Slot.of(
          "prisoner_" + agent, "prisoner", "team", seen, new Space.Discrete(3))).toList();
      return EnvironmentSpec.of("switch_riddle-v1", slots, Storage.DENSE)
          .withState(new Space.MultiBinary(agents + 1))
          .withMetrics(new Metric("freed", Metric.Kind.FLAG));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new SwitchRiddle(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "switch_riddle", Config.class, "prisoners tell each other by a switch when all have seen it (communication)")
      .withSmallest(Map.of("agents", 2))
      .withScript("count", config -> new Counting(config.agents));

  private static final int NOTHING = 0;
  private static final int FLIP = 1;
  private static final int TELL = 2;

  private final Config config;
  private final boolean[] been; // [A]
  private Stream chance = new Stream(0);
  private boolean on;
  private int visitor;
  private int day;

  public SwitchRiddle(Config config) {
    this.config = config;
    this.been = new boolean[config.agents];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    Arrays.fill(been, false);
    on = false;
    day = 0;
    visit();
    write(false, out);
  }

  private void visit() {
    visitor = chance.nextInt(config.agents);
    been[visitor] = true;
  }

  @Override
  public void step(JointAction action, Writer out) {
    day++;
    int taken = action.of(visitor);
    boolean told = taken == TELL;
    boolean everybody = true;
    for (boolean each : been) everybody &= each;
    if (taken == FLIP) on = !on;
    if (told) for (int agent = 0; agent < config.agents; agent++) out.reward(agent, everybody ? 1 : -1);
    boolean over = told || day == config.lastDay();
    if (!over) visit();
    write(over, out);
    if (over) {
      out.metric(0, told && everybody ? 1 : 0);
      out.last();
    }
  }

  private void write(boolean over, Writer out) {
    for (int agent = 0; agent < config.agents; agent++) {
      boolean inside = agent == visitor && !over;
      if (over) {
        out.terminate(agent);
      } else if (inside) {
        out.decides(agent);
      } else {
        out.forced(agent, NOTHING);
      }
      out.observeByte(agent, 0, inside ? 1 : 0);
      out.observeByte(agent, 1, inside && on ? 1 : 0);
      out.stateByte(agent, been[agent] ? 1 : 0);
    }
    out.stateByte(config.agents, on ? 1 : 0);
  }

  /// The first day's visitor is the captain. Of up to three prisoners, the second one turns the switch on, and whoever comes
  /// for the first time and finds it on (or is the second of two) knows that all have been there. Of more, each turns it
  /// on once where he finds it off; the captain turns it off and counts.
  ///
  /// Memory: days seen; whether been in the room; whether captain; how many times the captain found the switch on.
  private record Counting(int agents) implements Policy, Policy.Actor {
    private static final int DAY = 0;
    private static final int BEEN = 1; // the switch was turned on, in the riddle of many
    private static final int CAPTAIN = 2;
    private static final int COUNT = 3;

    @Override
    public Actor actor() {
      return this;
    }

    @Override
    public int memory() {
      return 4;
    }

    @Override
    public void act(Rows rows) {
      byte[] seen = rows.columns().observation.bytes;
      for (int i = 0; i < rows.count(); i++) {
        for (int h = 0; h < memory(); h++) rows.remember(i, h, rows.memory(i, h));
        rows.remember(i, DAY, rows.memory(i, DAY) + 1);
        if (rows.forced(i)) continue;
        boolean lit = seen[2 * rows.row(i) + 1] != 0;
        rows.act(i, agents <= 3 ? few(rows, i, lit) : many(rows, i, lit), 0f);
      }
    }

    private int few(Rows rows, int i, boolean lit) {
      boolean known = rows.memory(i, BEEN) != 0;
      rows.remember(i, BEEN, 1);
      if (known || rows.memory(i, DAY) == 0) return NOTHING;
      return lit || agents == 2 ? TELL : FLIP;
    }

    private int many(Rows rows, int i, boolean lit) {
      if (rows.memory(i, DAY) == 0) {
        rows.remember(i, CAPTAIN, 1);
        return NOTHING;
      }
      if (rows.memory(i, CAPTAIN) != 0) {
        if (!lit) return NOTHING;
        float count = rows.memory(i, COUNT) + 1;
        rows.remember(i, COUNT, count);
        return count == agents - 1 ? TELL : FLIP;
      }
      if (lit || rows.memory(i, BEEN) != 0) return NOTHING;
      rows.remember(i, BEEN, 1);
      return FLIP;
    }
  }
}
