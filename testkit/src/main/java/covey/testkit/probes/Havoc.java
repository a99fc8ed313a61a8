package covey.testkit.probes;

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

/// Everything that the contract allows, at random: for tests of whatever moves and counts experience.
///
/// - At each timestep every slot draws what it does: an occupant decides, is forced, waits, terminates or is truncated;
///   an empty slot stays empty or receives somebody, of the next generation if it was used before.
/// - Agents of even and of odd number have layouts of their own. Observation: drawn numbers. Actions: one of 3 with a
///   drawn mask that has at least one legal choice.
/// - Reward: with probability 1/2 a drawn multiple of 1/64 between -8 and 8, also to newcomers on arrival, to those who
///   wait and to those who end; and 1/64 for every unit of an action that was asked for or forced. All sums are exact.
/// - `elapsed`: a drawn multiple of 1/4 from 0 to 2. Auxiliary reward: another drawn number. Metric: the step's number.
/// - Ends: after `steps` steps, or at any step with probability 1/16; each agent then terminates or is truncated as
///   drawn.
/// - Known: no policy is better than another by more than 2/64 per step; what is drawn does not depend on actions.
public final class Havoc implements Environment {

  /// @param agents number of slots
  /// @param steps longest episode
  /// @param packed whether rows are stored packed
  /// @param observesAlways whether those who wait have rows too
  public record Config(
      @Option(byDefault = "5", help = "number of slots, at least 1") int agents,
      @Option(byDefault = "20", help = "longest episode, in steps, at least 1") int steps,
      @Option(byDefault = "false", help = "whether rows are stored packed") boolean packed,
      @Option(byDefault = "false", help = "whether those who wait have rows too") boolean observesAlways)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(agents >= 1, "agents", agents, "must be at least 1")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = new ArrayList<Slot>();
      for (int agent = 0; agent < agents; agent++) {
        slots.add(new Slot(
            "agent_" + agent, agent % 2 == 0 ? "even" : "odd", "team_" + agent % 3, Space.Box.of(width(agent), 0, 1),
            new Space.Discrete(CHOICES), true, Space.Box.of(1, 0, 1)));
      }
      var spec = EnvironmentSpec.of("havoc-v1", slots, packed ? Storage.PACKED : Storage.DENSE)
          .withState(Space.Box.of(1, 0, 1))
          .withAuxiliaryRewards("noise")
          .withMetrics(new Metric("length", Metric.Kind.COUNT));
      return observesAlways ? spec.withObservesAlways() : spec;
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Havoc(this));
    }
  }

  private static final int CHOICES = 3;

  private final Config config;
  private final boolean[] here; // [A]
  private final boolean[] asked; // [A] decides or is forced
  private final boolean[] ends; // [A] at this timestep
  private final boolean[] used; // [A] somebody was there before in this episode
  private Stream chance = new Stream(0);
  private int step;

  private Havoc(Config config) {
    this.config = config;
    here = new boolean[config.agents];
    asked = new boolean[config.agents];
    ends = new boolean[config.agents];
    used = new boolean[config.agents];
  }

  private static int width(int agent) {
    return 1 + agent % 2;
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    Arrays.fill(here, false);
    Arrays.fill(asked, false);
    Arrays.fill(used, false);
    write(false, out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    for (int agent = 0; agent < here.length; agent++) {
      // whoever was asked is still in the slot at the next timestep, if only to end there
      if (asked[agent]) out.reward(agent, action.of(agent) / 64.0);
    }
    out.elapsed(chance.nextInt(9) / 4.0);
    boolean over = chance.nextInt(16) == 0 || step == config.steps;
    write(over, out);
    for (int agent = 0; agent < here.length; agent++) {
      if (here[agent] && chance.nextInt(2) == 0) out.reward(agent, (chance.nextInt(1025) - 512) / 64.0);
      if (here[agent]) out.auxiliary(agent, 0, chance.nextDouble());
    }
    for (int agent = 0; agent < here.length; agent++) here[agent] &= !ends[agent];
    if (over) {
      out.metric(0, step);
      out.last();
    }
  }

  private void write(boolean over, Writer out) {
    for (int agent = 0; agent < here.length; agent++) {
      asked[agent] = false;
      ends[agent] = false;
      if (here[agent]) {
        occupy(agent, over ? 8 + chance.nextInt(2) : chance.nextInt(10), out);
      } else if (!over && chance.nextInt(step == 0 ? 2 : 4) == 0) {
        if (used[agent]) out.newcomer(agent);
        used[agent] = true;
        here[agent] = true;
        occupy(agent, chance.nextInt(8), out);
      }
    }
    out.state(0, (float) chance.nextDouble());
  }

  /// @param what 0 to 3 decides, 4 is forced, 5 to 7 waits, 8 terminates, 9 is truncated
  private void occupy(int agent, int what, Writer out) {
    asked[agent] = what <= 4;
    ends[agent] = what >= 8;
    switch (what) {
      case 0, 1, 2, 3 -> out.decides(agent);
      case 4 -> out.forced(agent, chance.nextInt(CHOICES));
      case 5, 6, 7 -> {
        out.waits(agent);
        if (!config.observesAlways) return;
      }
      case 8 -> out.terminate(agent);
      default -> out.truncate(agent);
    }
    for (int f = 0; f < width(agent); f++) out.observe(agent, f, (float) chance.nextDouble());
    out.privateState(agent, 0, (float) chance.nextDouble());
    int legal = chance.nextInt(CHOICES);
    for (int choice = 0; choice < CHOICES; choice++) {
      if (choice == legal || chance.nextInt(2) == 0) out.legal(agent, choice);
    }
  }
}
