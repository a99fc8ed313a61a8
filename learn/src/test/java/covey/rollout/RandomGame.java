package covey.rollout;

import covey.env.AgentState;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Restore;
import covey.env.EnvironmentSpec.Storage;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A game in which everything that may happen does: agents decide, wait, are forced, end in both ways, stay away and come
/// back as somebody else, while time passes unevenly and rewards of every size are paid. All of it is drawn, and depends
/// on what was done before, so that one wrong action changes everything after it.
///
/// Three layouts in turn: choices with masks; choices without, seen in all types of storage; numbers with a private state.
public final class RandomGame implements Environment {
  /// What was paid, as the game itself remembers it.
  public record Payment(int game, int episode, int agent, int generation, int step, double amount) {}

  /// Keeps what the games of one collector paid; one list per game, so that threads do not meet.
  public static final class Diary {
    public final List<List<Payment>> games = new ArrayList<>();

    /// @return payments of the game's episode number `episode` to `agent`, in order
    public List<Double> paid(int game, int episode, int agent) {
      return games.get(game).stream()
          .filter(p -> p.episode == episode && p.agent == agent)
          .map(Payment::amount)
          .toList();
    }
  }

  /// @param longest most steps of an episode
  /// @param everyone every slot decides until all end together
  /// @param timed time passes unevenly; 1 per transition otherwise
  /// @param large rewards of 1e12 occur, and of 1e-12; otherwise none beyond 10
  public record Config(
      int agents, int longest, boolean everyone, boolean timed, boolean large, Storage storage, boolean observesAlways,
      Restore restore, Diary diary)
      implements EnvironmentConfig {

    /// Everything at once, five agents.
    public static Config wild(Storage storage) {
      return new Config(5, 12, false, true, true, storage, false, Restore.REPLAY, new Diary());
    }

    /// Every agent decides at each timestep.
    public static Config simultaneous(Storage storage) {
      return new Config(4, 9, true, false, true, storage, false, Restore.REPLAY, new Diary());
    }

    public Config observingAlways() {
      return new Config(agents, longest, everyone, timed, large, storage, true, restore, diary);
    }

    public Config restoredBy(Restore how) {
      return new Config(agents, longest, everyone, timed, large, storage, observesAlways, how, diary);
    }

    public Config withModestRewards() {
      return new Config(agents, longest, everyone, timed, false, storage, observesAlways, restore, diary);
    }

    /// The same game with a diary of its own.
    public Config again() {
      return new Config(agents, longest, everyone, timed, large, storage, observesAlways, restore, new Diary());
    }

    @Override
    public EnvironmentSpec spec() {
      var slots = new ArrayList<EnvironmentSpec.Slot>();
      for (int a = 0; a < agents; a++) slots.add(slot(a));
      return new EnvironmentSpec("random_game-v0", slots, Space.Box.unbounded(2), storage, observesAlways, restore,
          List.of("shaped"), List.of(new Metric("steps", Metric.Kind.COUNT), new Metric("lucky", Metric.Kind.FLAG)));
    }

    private static EnvironmentSpec.Slot slot(int a) {
      var seen = Space.Composite.of(
          new Space.Part("trail", Space.Box.unbounded(2)),
          new Space.Part("clock", new Space.Discrete(1000)),
          new Space.Part("switches", new Space.MultiBinary(2)));
      return switch (a % 3) {
        case 0 -> new EnvironmentSpec.Slot(
            "agent_" + a, "chooser", "team", Space.Box.unbounded(3), new Space.Discrete(4), true, null);
        case 1 -> new EnvironmentSpec.Slot("agent_" + a, "viewer", "team", seen, new Space.Discrete(3), false, null);
        default -> new EnvironmentSpec.Slot("agent_" + a, "driver", "rivals", Space.Box.unbounded(3),
            Space.Box.of(2, -1, 1), false, Space.Box.unbounded(1));
      };
    }

    @Override
    public VectorEnvironment create(int games) {
      return ScalarGames.of(spec(), games, () -> {
        var payments = new ArrayList<Payment>();
        diary.games.add(payments);
        return new RandomGame(this, diary.games.size() - 1, payments);
      });
    }
  }

  private final Config config;
  private final int number;
  private final List<Payment> payments;
  private final boolean[] here;
  private final boolean[] came; // in this episode
  private final int[] generation;
  private final byte[] asked;

  @SuppressWarnings("NullAway.Init")
  private Stream chance;

  private int episode = -1;
  private int clock;
  private int length;
  private int trail;

  private RandomGame(Config config, int number, List<Payment> payments) {
    this.config = config;
    this.number = number;
    this.payments = payments;
    this.here = new boolean[config.agents];
    this.came = new boolean[config.agents];
    this.generation = new int[config.agents];
    this.asked = new byte[config.agents];
  }

  @Override
  public void reset(Stream ofEpisode, Writer out) {
    chance = ofEpisode;
    episode++;
    clock = 0;
    length = 1 + chance.nextInt(config.longest);
    trail = chance.nextInt(1_000_003);
    Arrays.fill(here, config.everyone);
    Arrays.fill(came, config.everyone);
    Arrays.fill(generation, 0);
    write(out);
  }

  @Override
  public void step(JointAction action, Writer out) {
    for (int a = 0; a < config.agents; a++) {
      if (asked[a] == AgentState.ABSENT) continue;
      int done = a % 3 == 2 ? Float.floatToIntBits(action.real(a, 0) + action.real(a, 1)) >>> 8 : action.of(a);
      trail = Math.floorMod(31L * trail + done + a, 1_000_003);
    }
    clock++;
    write(out);
  }

  private void write(Writer out) {
    boolean over = clock == length;
    for (int a = 0; a < config.agents; a++) {
      asked[a] = AgentState.ABSENT;
      boolean pays = here[a] && clock > 0;
      if (here[a] && (over || (!config.everyone && chance.nextInt(8) == 0))) {
        end(a, out);
      } else if (here[a]) {
        ask(a, out);
      } else if (!over && chance.nextInt(3) > 0) {
        if (came[a]) {
          out.newcomer(a);
          generation[a]++;
        }
        here[a] = true;
        came[a] = true;
        ask(a, out);
        pays = clock > 0;
      }
      if (pays) pay(a, out);
    }
    if (config.timed && clock > 0) out.elapsed(TIMES[chance.nextInt(TIMES.length)]);
    out.state(0, clock);
    out.state(1, trail);
    if (over) {
      out.metric(0, clock);
      if (trail % 2 == 0) out.metric(1, 1);
      out.last();
    }
  }

  private static final double[] TIMES = {0, 0.5, 1, 1, 2.25};

  private void ask(int a, Writer out) {
    int what = config.everyone ? 0 : chance.nextInt(6);
    if (what <= 2) {
      asked[a] = AgentState.DECIDES;
      out.decides(a);
    } else if (what == 3 && a % 3 != 2) {
      asked[a] = AgentState.FORCED;
      out.forced(a, chance.nextInt(3));
    } else {
      out.waits(a);
      if (!config.observesAlways) return;
    }
    observe(a, out);
  }

  private void end(int a, Writer out) {
    if (chance.nextInt(2) == 0) {
      out.terminate(a);
    } else {
      out.truncate(a);
    }
    here[a] = false;
    observe(a, out);
  }

  private void observe(int a, Writer out) {
    out.observe(a, 0, trail);
    out.observe(a, 1, generation[a]);
    if (a % 3 == 1) {
      out.observeInt(a, 0, clock);
      out.observeByte(a, 0, trail & 1);
      out.observeByte(a, 1, clock & 1);
    } else {
      out.observe(a, 2, clock);
    }
    if (a % 3 == 2) out.privateState(a, 0, 7 * clock);
    if (a % 3 == 0) {
      int sure = chance.nextInt(4);
      for (int choice = 0; choice < 4; choice++) if (choice == sure || chance.nextInt(2) == 0) out.legal(a, choice);
    }
  }

  private void pay(int a, Writer out) {
    double amount = switch (chance.nextInt(6)) {
      case 0, 1 -> 0;
      case 2 -> chance.nextGaussian() * (config.large ? 1e-12 : 1);
      case 3 -> chance.nextGaussian() * (config.large ? 1e12 : 2);
      case 4 -> trail / (config.large ? 7.0 : 1e5);
      default -> chance.nextInt(5) - 2;
    };
    if (amount == 0) return;
    out.reward(a, amount);
    out.auxiliary(a, 0, -amount);
    payments.add(new Payment(number, episode, a, generation[a], clock, amount));
  }
}
