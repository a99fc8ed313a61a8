package covey.testkit.probes;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;

/// Agents die, and newcomers take their places: values must not cross a generation.
///
/// - An occupant of a slot lives for a drawn number of steps, 1 to `longestLife`, then terminates; after a drawn gap of
///   0 to `longestGap` empty timesteps the next generation arrives. A slot may be empty when the episode begins.
/// - Observation: steps left to live, as a share of `longestLife`. Actions: 0 or 1, without effect.
/// - Reward: 1 to who dies of age, at its death. Ends: those alive after `steps` steps are truncated, unpaid.
/// - Known: the value with r steps left is gamma^(r - 1), in every generation; a learner that lets values cross
///   generations finds more.
public final class Respawning implements Environment {

  /// @param slots number of slots
  /// @param longestLife largest number of steps an occupant lives
  /// @param longestGap largest number of timesteps a slot stays empty
  /// @param steps steps of an episode
  public record Config(
      @Option(byDefault = "3", help = "number of slots, at least 1") int slots,
      @Option(byDefault = "4", help = "largest number of steps an occupant lives, at least 1") int longestLife,
      @Option(byDefault = "2", help = "largest number of timesteps a slot stays empty, at least 0") int longestGap,
      @Option(byDefault = "12", help = "steps of an episode, at least 1") int steps)
      implements EnvironmentConfig {
    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      Validation.of(Config.class)
          .require(slots >= 1, "slots", slots, "must be at least 1")
          .require(longestLife >= 1, "longestLife", longestLife, "must be at least 1")
          .require(longestGap >= 0, "longestGap", longestGap, "must not be negative")
          .require(steps >= 1, "steps", steps, "must be at least 1")
          .throwIfInvalid();
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.of(
              "respawning-v1",
              Slots.alike(slots, Space.Box.of(1, 0, 1), new Space.Discrete(2)),
              EnvironmentSpec.Storage.DENSE)
          .withMetrics(new EnvironmentSpec.Metric("deaths", EnvironmentSpec.Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> new Respawning(this));
    }
  }

  private final Config config;
  private final int[] left; // [slots] steps to live; 0 where empty
  private final int[] gap; // [slots] empty timesteps to come
  private final boolean[] used; // [slots] somebody was there before in this episode
  private Stream chance = new Stream(0);
  private int step;
  private int deaths;

  private Respawning(Config config) {
    this.config = config;
    left = new int[config.slots];
    gap = new int[config.slots];
    used = new boolean[config.slots];
  }

  @Override
  public void reset(Stream episode, Writer out) {
    chance = episode;
    step = 0;
    deaths = 0;
    for (int slot = 0; slot < left.length; slot++) {
      gap[slot] = chance.nextInt(config.longestGap + 1);
      left[slot] = 0;
      used[slot] = false;
      if (gap[slot] == 0) arrive(slot, out);
    }
  }

  @Override
  public void step(JointAction action, Writer out) {
    step++;
    boolean over = step == config.steps;
    for (int slot = 0; slot < left.length; slot++) {
      if (left[slot] > 0) {
        live(slot, over, out);
      } else if (gap[slot] > 0) {
        gap[slot]--;
      } else if (!over) {
        arrive(slot, out);
      }
    }
    if (over) {
      out.metric(0, deaths);
      out.last();
    }
  }

  private void live(int slot, boolean over, Writer out) {
    left[slot]--;
    if (left[slot] == 0) {
      out.terminate(slot);
      out.reward(slot, 1);
      deaths++;
      gap[slot] = chance.nextInt(config.longestGap + 1);
    } else if (over) {
      out.truncate(slot);
    } else {
      out.decides(slot);
    }
    out.observe(slot, 0, (float) left[slot] / config.longestLife);
  }

  private void arrive(int slot, Writer out) {
    if (used[slot]) out.newcomer(slot); // the first occupant is generation 0, however late it comes
    used[slot] = true;
    left[slot] = 1 + chance.nextInt(config.longestLife);
    out.decides(slot);
    out.observe(slot, 0, (float) left[slot] / config.longestLife);
  }
}
