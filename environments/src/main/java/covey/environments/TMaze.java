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
import java.util.stream.IntStream;

/// A sign at the beginning of a corridor says which way to turn at its end: only who remembers it does better than guess.
///
/// - Agents: any number, each in a maze of its own with a sign of its own, paid for itself, one team.
/// - Actions: 0 up, 1 on (towards the junction), 2 down, 3 back. With `walked` the environment walks: the agent is FORCED
///   on until it stands at the junction, where its only decision is (`recall`).
/// - Observation, three switches: at the beginning 0 1 1 if the treasure is up and 1 1 0 if it is down; 1 0 1 in the
///   corridor; 0 1 0 at the junction.
/// - Reward: 4 for turning to the treasure, -0.1 for turning away and for every step into a wall, 0 for walking.
/// - Ends: an agent terminates where it turns and is absent from then on; who has not turned after `maxSteps` steps is
///   truncated. Metric: `found`, the share of agents that found their treasure.
///
/// Source: Bakker, "Reinforcement Learning with Long Short-Term Memory", 2002, section 4; `length` steps from the beginning
/// to the junction. Departures: several agents, the limit, `walked`.
///
/// Known: with memory 4, without it at best (4 - 0.1) / 2 = 1.95. Return of random actions: -4.65, in `recall` 1.90; of the
/// scripted `remember`: 4.
public final class TMaze implements Environment {

  public record Config(
      @Option(byDefault = "1", help = "number of agents, at least 1") int agents,
      @Option(byDefault = "10", help = "steps from the beginning to the junction, at least 1", usual = "5 to 70")
          int length,
      @Option(byDefault = "100", help = "steps before truncation, more than length") int maxSteps,
      @Option(byDefault = "false", help = "whether the environment walks the agents to the junction") boolean walked)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(length >= 1, "length", length, "must be at least 1")
          .require(maxSteps > length, "maxSteps", maxSteps, "must be more than length = " + length)
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = IntStream.range(0, agents).mapToObj(agent -> Slot.of(
          "agent_" + agent, "walker", "team", new Space.MultiBinary(3), new Space.Discrete(4))).toList();
      return EnvironmentSpec.of(walked ? "recall-v1" : "t_maze-v1", slots, Storage.DENSE)
          .withMetrics(new Metric("found", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new TMaze(this));
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "t_maze", Config.class, "a sign, a corridor, and the turn that the sign told (memory)")
      .withSmallest(Map.of("agents", 1))
      .withScript("remember", config -> new Remembering());

  static final Catalogue.Entry<Config> RECALL = new Catalogue.Entry<>(
      "recall", Config.class, "a t_maze that is walked by itself: one decision by a sign seen long ago (memory)",
      Map.of("walked", true), Map.of("agents", 1), Map.of("remember", config -> new Remembering()), null, null);

  private static final int UP = 0;
  private static final int ON = 1;
  private static final int DOWN = 2;
  private static final int TURNED = -1;
  private static final double TREASURE = 4;
  private static final double WRONG = -0.1;

  private final Config config;
  private final int[] place; // [A] steps from the beginning, or TURNED
  private final boolean[] up; // [A] where the treasure is
  private int step;
  private int found;

  public TMaze(Config config) {
    this.config = config;
    this.place = new int[config.agents];
    this.up = new boolean[config.agents];
  }

  @Override
  public void reset(Stream chance, Writer out) {
    step = 0;
    found = 0;
    Arrays.fill(place, 0);
    for (int agent = 0; agent < config.agents; agent++) {
      up[agent] = chance.nextInt(2) == 0;
      ask(agent, out);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    boolean over = step == config.maxSteps;
    boolean somebody = false;
    for (int agent = 0; agent < config.agents; agent++) {
      if (place[agent] == TURNED) continue;
      move(agent, action.of(agent), out);
      if (place[agent] == TURNED) {
        out.terminate(agent);
      } else if (over) {
        out.truncate(agent);
        observe(agent, out);
      } else {
        somebody = true;
        ask(agent, out);
      }
    }
    if (!somebody) {
      out.metric(0, (double) found / config.agents);
      out.last();
    }
  }

  private void move(int agent, int action, Writer out) {
    boolean turns = action == UP || action == DOWN;
    if (turns && place[agent] == config.length) {
      boolean right = action == UP == up[agent];
      out.reward(agent, right ? TREASURE : WRONG);
      if (right) found++;
      place[agent] = TURNED;
      return;
    }
    int to = place[agent] + (turns ? 0 : action == ON ? 1 : -1);
    boolean bumps = turns || to < 0 || to > config.length;
    if (bumps) {
      out.reward(agent, WRONG);
    } else {
      place[agent] = to;
    }
  }

  private void ask(int agent, Writer out) {
    if (config.walked && place[agent] < config.length) {
      out.forced(agent, ON);
    } else {
      out.decides(agent);
    }
    observe(agent, out);
  }

  private void observe(int agent, Writer out) {
    boolean beginning = place[agent] == 0;
    boolean junction = place[agent] == config.length;
    out.observeByte(agent, 0, beginning ? (up[agent] ? 0 : 1) : junction ? 0 : 1);
    out.observeByte(agent, 1, beginning || junction ? 1 : 0);
    out.observeByte(agent, 2, beginning ? (up[agent] ? 1 : 0) : junction ? 0 : 1);
  }

  /// Keeps the sign in mind, walks on, and turns where it said: 4 in every episode.
  private static final class Remembering implements Policy, Policy.Actor {
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
      byte[] seen = rows.columns().observation.bytes;
      for (int i = 0; i < rows.count(); i++) {
        int at = 3 * rows.row(i);
        float sign = rows.memory(i, 0);
        boolean junction = seen[at] == 0 && seen[at + 2] == 0;
        if (seen[at] != seen[at + 2]) sign = seen[at] == 0 ? 1 : -1;
        rows.remember(i, 0, sign);
        if (!rows.forced(i)) rows.act(i, !junction ? ON : sign > 0 ? UP : DOWN, 0f);
      }
    }
  }
}
