package covey.environments;

import covey.env.Command;
import covey.env.Commands;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.random.Keys;
import covey.random.Philox;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// Raw stepping: random actions drawn, observations written, games reset independently (staggered), no collector and no
/// ledger. Prints joint steps per second of thread CPU time: the median and best of several windows.
///
/// `java covey.environments.StepBenchmark [agents [games [rollout steps]]]`
public final class StepBenchmark {
  private static final int WINDOWS = 9;
  private static final int WARM_WINDOWS = 4;
  private static final long WARM_UP = 1L << 26; // joint steps: from then on the vector form of the rows is used
  private static final double SECONDS = 0.4;

  private final Rollout rollout;
  private final SimpleSpread environment;
  private final Commands commands;
  private final Timestep timestep;
  private final long[] bits = new long[2];
  private final int[] episode;
  private long draws;

  private StepBenchmark(int agents, int games, int steps) {
    var config = SimpleSpread.Config.of(agents);
    rollout = new Rollout(config.spec(), steps, new int[] {games}, Rollout.Wanted.NOTHING, 0);
    environment = new SimpleSpread(config, games);
    commands = new Commands(rollout, 0);
    timestep = new Timestep(rollout, 0);
    episode = new int[games];
  }

  private long play() {
    long joint = 0;
    for (int t = 0; t < rollout.steps; t++) {
      commands.moveTo(t);
      timestep.moveTo(t + 1);
      rollout.clear(t + 1, 0);
      drawActions(t);
      joint += command(t);
      environment.advance(commands, timestep);
    }
    rollout.rollOver();
    return joint;
  }

  /// Three choices of five from each word of 32 bits, as one of 125: four words from each block.
  private void drawActions(int t) {
    int[] action = rollout.layout(0).action.ints;
    int at = rollout.firstRow(t, 0, 0);
    int end = at + rollout.games * rollout.agents;
    while (at < end) {
      Philox.block(1, draws++, 0, bits, 0);
      for (int word = 0; word < 4; word++) {
        int three = (int) ((((bits[word >> 1] >>> (32 * (word & 1))) & 0xFFFFFFFFL) * 125) >>> 32);
        for (int k = 0; k < 3 && at < end; k++) {
          action[at++] = three % 5;
          three /= 5;
        }
      }
    }
  }

  private long command(int t) {
    long joint = 0;
    for (int e = 0; e < rollout.games; e++) {
      if (rollout.last[rollout.moment(t, e)]) {
        // Games begin one after another, so that resets never fall together.
        boolean begins = episode[e] > 0 || draws > (e % 25) * 1_000L;
        commands.command[e] = begins ? Command.RESET : Command.SKIP;
        if (begins) commands.key[e] = Keys.child(e, episode[e]++);
      } else {
        commands.command[e] = Command.STEP;
        joint++;
      }
    }
    return joint;
  }

  /// Joint steps per second of thread CPU time, window by window in ascending order, after a warm-up of 2^26 joint steps
  /// and more.
  public static double[] measure(int agents, int games, int steps) {
    var benchmark = new StepBenchmark(agents, games, steps);
    long warm = 0;
    while (warm < WARM_UP) warm += benchmark.play();
    var threads = ManagementFactory.getThreadMXBean();
    var rates = new double[WINDOWS];
    for (int w = -WARM_WINDOWS; w < WINDOWS; w++) {
      long start = threads.getCurrentThreadCpuTime();
      long joint = 0;
      while (threads.getCurrentThreadCpuTime() - start < SECONDS * 1e9) joint += benchmark.play();
      if (w >= 0) rates[w] = joint * 1e9 / (threads.getCurrentThreadCpuTime() - start);
    }
    Arrays.sort(rates);
    return rates;
  }

  public static void main(String[] arguments) {
    int agents = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    int games = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 256;
    int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 25;
    double[] rates = measure(agents, games, steps);
    System.out.printf("N=%d E=%d T=%d: median %.2f, best %.2f M joint steps/s%n",
        agents, games, steps, rates[WINDOWS / 2] * 1e-6, rates[WINDOWS - 1] * 1e-6);
  }
}
