package covey.run.bench;

import com.sun.management.ThreadMXBean;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.environments.Catalogue;
import covey.random.Keys;
import covey.space.RowLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Raw stepping: random legal actions are drawn, observations and masks written, games reset independently of each
/// other; no collector and no ledger. One thread.
public final class StepBench {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MOST_GAMES = 256;
  private static final int LEAST_GAMES = 16;
  private static final int MOST_STEPS = 25; // of a rollout
  private static final int LEAST_STEPS = 8;
  private static final int CACHED = 2 << 20; // bytes of observations that stay near the core
  private static final int CYCLES = 25; // over which the games' beginnings are spread
  private static final int WINDOWS = 100; // in which nothing may be allocated
  private static final int FLAT_FROM = 2; // agents
  private static final int FLAT_TO = 100;
  private static final double FLAT = 1.25; // most times the cost per agent-step may grow on the way

  /// What is measured.
  ///
  /// @param name of the result
  /// @param usual whether these are the options that the target of this name is meant for
  public record Case(String name, EnvironmentConfig config, boolean usual) {}

  /// What an environment should reach.
  ///
  /// @param target joint steps/s at the reference P; turn-based games count plies
  /// @param python joint steps/s of the usual Python implementation on one core of the reference machine
  private record Goal(double target, double python) {}

  private static final Map<String, Goal> GOALS = goals();

  private static Map<String, Goal> goals() {
    var goals = new LinkedHashMap<String, Goal>();
    goals.put("simple_spread", new Goal(15e6, 4_000));
    goals.put("simple_tag", new Goal(6e6, 2_700));
    goals.put("simple_speaker_listener", new Goal(20e6, 10_000));
    goals.put("Foraging-8x8-2p-2f-v3", new Goal(10e6, 11_800));
    goals.put("Foraging-15x15-4p-5f-v3", new Goal(5e6, 5_900));
    goals.put("rware-tiny-2ag-v2", new Goal(2.5e6, 4_700));
    goals.put("rware-small-4ag-v2", new Goal(1.2e6, 2_400));
    goals.put("tic_tac_toe", new Goal(30e6, 25_000));
    goals.put("connect_four", new Goal(20e6, 16_000));
    return goals;
  }

  private final Rollout rollout;
  private final VectorEnvironment environment;
  private final Commands commands;
  private final Timestep timestep;
  private final RandomActions actions;
  private final int games;
  private final int[] episode;
  private long transitions; // per game
  private long jointSteps;

  private StepBench(EnvironmentConfig config) {
    EnvironmentSpec spec = config.spec();
    games = games(spec);
    episode = new int[games];
    rollout = new Rollout(spec, steps(spec), new int[] {games}, Rollout.Wanted.NOTHING, 0);
    environment = config.create(games);
    commands = new Commands(rollout, 0);
    timestep = new Timestep(rollout, 0);
    actions = new RandomActions(rollout);
  }

  /// Bytes of one joint observation.
  private static long bytes(EnvironmentSpec spec) {
    long bytes = 0;
    for (EnvironmentSpec.Slot slot : spec.slots()) {
      RowLayout layout = RowLayout.of(slot.observation());
      bytes += 4L * (layout.floats() + layout.ints()) + layout.bytes();
    }
    return Math.max(1, bytes);
  }

  /// As many games, and then as many steps, as keep the observations of a rollout in the cache: what a collector would
  /// choose.
  private static int games(EnvironmentSpec spec) {
    return Math.clamp(CACHED / (bytes(spec) * LEAST_STEPS), LEAST_GAMES, MOST_GAMES);
  }

  private static int steps(EnvironmentSpec spec) {
    return Math.clamp(CACHED / (bytes(spec) * games(spec)), LEAST_STEPS, MOST_STEPS);
  }

  /// The environments that have a target and are in the catalogue.
  public static List<Case> usual() {
    var cases = new ArrayList<Case>();
    for (String name : GOALS.keySet()) {
      if (known(name)) cases.add(new Case(name, Catalogue.entry(name).defaults(), true));
    }
    return cases;
  }

  private static boolean known(String name) {
    try {
      return Catalogue.entry(name).name().equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Measures environments one after another.
  ///
  /// @param p of [Yardstick]
  public static List<Measurement> run(List<Case> cases, double p) {
    var results = new ArrayList<Measurement>();
    for (Case each : cases) {
      Rate rate = rate(each.config());
      Goal goal = each.usual() ? GOALS.get(each.name()) : null;
      Measurement result = goal == null
          ? Measurement.plain(each.name(), rate.perSecond, "joint steps/s")
          : Measurement.rate(each.name(), rate.perSecond, "joint steps/s", goal.target, p)
              .beside("python", goal.python);
      results.add(result.beside("bytesPerStep", rate.bytesPerStep));
    }
    return results;
  }

  /// What a step costs per agent, from two agents to a hundred, in an environment whose rule is linear.
  public static List<Measurement> flatness(double p) {
    var results = new ArrayList<Measurement>();
    double two = 0;
    double last = 0;
    for (int agents : new int[] {FLAT_FROM, 10, 30, FLAT_TO}) {
      EnvironmentConfig config = Catalogue.entry("pursuit").configure(Map.of("agents", agents), "");
      last = 1e9 / rate(config).perSecond / agents;
      if (agents == FLAT_FROM) two = last;
      results.add(Measurement.plain("pursuit, %d agents, per agent-step".formatted(agents), last, "ns"));
    }
    results.add(Measurement.bounded("pursuit, cost per agent-step, 100 agents to 2", last / two, FLAT));
    return results;
  }

  /// A rough figure within half a second: joint steps/s; NaN where nobody can act at random.
  public static double quick(EnvironmentConfig config) {
    StepBench bench;
    try {
      bench = new StepBench(config);
    } catch (IllegalArgumentException e) {
      return Double.NaN;
    }
    try (var _ = bench.environment) {
      Timing.seconds(bench::play, 0.2, 1, 0.01);
      long before = bench.jointSteps;
      long[] calls = new long[1];
      double perCall = Timing.seconds(() -> {
        bench.play();
        calls[0]++;
      }, 0, 3, 0.05);
      return (bench.jointSteps - before) / (double) calls[0] / perCall;
    }
  }

  /// @param bytesPerStep allocated, per joint step
  private record Rate(double perSecond, double bytesPerStep) {}

  private static Rate rate(EnvironmentConfig config) {
    var bench = new StepBench(config);
    try (var environment = bench.environment) {
      if (environment.games() != bench.games) throw new IllegalStateException("made " + environment.games() + " games");
      Timing.seconds(bench::play, 1.5, 1, 0.1);
      // Games begin one after another, so the number of joint steps of one call is counted, not computed.
      long before = bench.jointSteps;
      long[] calls = new long[1];
      double perCall = Timing.seconds(() -> {
        bench.play();
        calls[0]++;
      }, 0, 9, 0.2);
      double perSecond = (bench.jointSteps - before) / (double) calls[0] / perCall;
      return new Rate(perSecond, bench.bytesPerStep());
    }
  }

  /// The least of many windows: while the JVM compiles something anew, its slower code may allocate.
  private double bytesPerStep() {
    double least = Double.MAX_VALUE;
    for (int window = 0; window < WINDOWS && least > 0; window++) {
      long steps = jointSteps;
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 4; i++) play();
      least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) (jointSteps - steps));
    }
    return least;
  }

  private void play() {
    for (int t = 0; t < rollout.steps; t++) {
      commands.moveTo(t);
      timestep.moveTo(t + 1);
      rollout.clear(t + 1, 0);
      actions.draw(t);
      command(t);
      environment.advance(commands, timestep);
    }
    rollout.rollOver();
  }

  private void command(int t) {
    for (int e = 0; e < games; e++) {
      if (!rollout.last[rollout.moment(t, e)]) {
        commands.command[e] = Command.STEP;
        jointSteps++;
      } else if (episode[e] > 0 || transitions >= e % CYCLES) { // staggered: resets never fall together
        commands.command[e] = Command.RESET;
        commands.key[e] = Keys.child(e, episode[e]++);
      } else {
        commands.command[e] = Command.SKIP;
      }
    }
    transitions++;
  }
}
