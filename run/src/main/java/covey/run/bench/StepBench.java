package covey.run.bench;

import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.environments.SimpleSpread;
import covey.random.Keys;
import covey.random.Philox;
import java.util.List;

/// Raw stepping: random actions are drawn, observations written, games reset independently of each other; no collector and
/// no ledger. One thread.
public final class StepBench {
  private static final double TARGET = 15e6;
  private static final int GAMES = 256;
  private static final int STEPS = 25;
  private static final int CYCLES = 25; // of an episode
  private static final int CHOICES = 5;

  private final Rollout rollout;
  private final VectorEnvironment environment;
  private final Commands commands;
  private final Timestep timestep;
  private final long[] bits = new long[2];
  private final int[] episode = new int[GAMES];
  private long draws;
  private long transitions; // per game
  private long jointSteps;

  private StepBench(EnvironmentConfig config) {
    rollout = new Rollout(config.spec(), STEPS, new int[] {GAMES}, Rollout.Wanted.NOTHING, 0);
    environment = config.create(GAMES);
    commands = new Commands(rollout, 0);
    timestep = new Timestep(rollout, 0);
  }

  /// Measures `simple_spread` with 3 and with more agents.
  ///
  /// @param p of [Yardstick]
  public static List<Measurement> run(double p) {
    double three = rate(3);
    double ten = rate(10);
    double thirty = rate(30);
    return List.of(
        Measurement.rate("raw stepping, simple_spread N=3", three, "joint steps/s", TARGET, p),
        Measurement.plain("raw stepping, simple_spread N=10", ten, "joint steps/s"),
        Measurement.plain("raw stepping, simple_spread N=30", thirty, "joint steps/s"));
  }

  private static double rate(int agents) {
    var bench = new StepBench(SimpleSpread.Config.of(agents));
    try (var environment = bench.environment) {
      if (environment.games() != GAMES) throw new IllegalStateException("made " + environment.games() + " games");
      Timing.seconds(bench::play, 1.5, 1, 0.1);
      // Games begin one after another, so the number of joint steps of one call is counted, not computed.
      long before = bench.jointSteps;
      long[] calls = new long[1];
      double perCall = Timing.seconds(() -> {
        bench.play();
        calls[0]++;
      }, 0, 9, 0.2);
      return (bench.jointSteps - before) / (double) calls[0] / perCall;
    }
  }

  private void play() {
    for (int t = 0; t < STEPS; t++) {
      commands.moveTo(t);
      timestep.moveTo(t + 1);
      rollout.clear(t + 1, 0);
      drawActions(t);
      command(t);
      environment.advance(commands, timestep);
    }
    rollout.rollOver();
  }

  /// Three choices of five from each word of 32 bits, as one of 125.
  private void drawActions(int t) {
    int[] action = rollout.layout(0).action.ints;
    int at = rollout.firstRow(t, 0, 0);
    int end = at + GAMES * rollout.agents;
    while (at < end) {
      Philox.block(1, draws++, 0, bits, 0);
      for (int word = 0; word < 4; word++) {
        int three = (int) ((((bits[word >> 1] >>> (32 * (word & 1))) & 0xFFFFFFFFL) * 125) >>> 32);
        for (int k = 0; k < 3 && at < end; k++) {
          action[at++] = three % CHOICES;
          three /= CHOICES;
        }
      }
    }
  }

  private void command(int t) {
    for (int e = 0; e < GAMES; e++) {
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
