package covey.examples;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.VectorEnvironment;
import covey.environments.SimpleSpread;
import covey.random.Stream;
import covey.run.RunConfig;
import covey.space.Space;
import covey.wrap.ActionRepeat;
import covey.wrap.AgentId;
import covey.wrap.Curriculum;
import covey.wrap.FrameStack;
import covey.wrap.PotentialShaping;
import covey.wrap.Select;
import covey.wrap.Sequential;
import covey.wrap.Sequential.Me;
import covey.wrap.SuccessGate;
import covey.wrap.TimeLimit;
import covey.wrap.Wrapper;
import java.util.List;
import java.util.stream.IntStream;

/// Environments around environments: the pieces of `docs/wrappers.md`.
public final class Wrapping {
  private Wrapping() {}

  // example: wrappers
  static EnvironmentConfig wrapped() {
    return Wrapper.around(SimpleSpread.Config.of(3), List.of(
        new TimeLimit(20), // innermost
        new ActionRepeat(2),
        new Select(List.of("landmarks", "others")), // no velocities
        new FrameStack(2), // but two moments
        new AgentId()));
  }
  // end

  // example: a run
  static RunConfig run() {
    return RunConfig.preset("simple_spread").wrappedBy(new ActionRepeat(2), new FrameStack(4));
  }
  // end

  // example: shaping
  static EnvironmentConfig shaped() {
    // the nearer the first landmark, the better; floats 4 and 5 are where it is, seen from the agent
    return new PotentialShaping(SimpleSpread.Config.of(3), "shaping", 0.99, (columns, row, slot) -> {
      int at = row * columns.observation.layout.floats();
      float[] seen = columns.observation.floats;
      return -Math.sqrt(seen[at + 4] * seen[at + 4] + seen[at + 5] * seen[at + 5]);
    });
  }
  // end

  // example: curriculum
  static Curriculum harder() {
    // the spaces are those of three agents at every level; what grows is the time to get there
    return Curriculum.of(List.of(
        new TimeLimit(50).around(SimpleSpread.Config.of(3)),
        new TimeLimit(25).around(SimpleSpread.Config.of(3)),
        new TimeLimit(15).around(SimpleSpread.Config.of(3))));
  }

  /// Between two iterations: what an evaluation found at iteration k is played from k + 2 on.
  static void turn(Curriculum curriculum, SuccessGate gate, long iteration, double success) {
    gate.report(iteration, success);
    curriculum.dial().turn(gate.levelAt(iteration + 1));
  }
  // end

  // example: sequential
  /// Vans that sell: each decides where to go, drives there, and sells what nobody has sold before.
  static final class Vans implements Sequential.Simulation {
    private final int[] demand = new int[2];
    private Stream chance = new Stream(0);
    private double sold;

    @Override
    public void begin(Stream episode) {
      chance = episode;
      sold = 0;
      demand[0] = 3 + chance.nextInt(4); // a market near by
      demand[1] = 12; // and a larger one further away
    }

    @Override
    public void live(Me me) {
      for (int trip = 0; trip < 4; trip++) {
        int market = me.decide(demand[0], demand[1], (float) me.now());
        me.sleep(market == 0 ? 1 : 2.5);
        int sale = Math.min(demand[market], 2);
        demand[market] -= sale;
        sold += sale;
        me.earn(sale);
      }
    }

    @Override
    public void report(double[] metrics) {
      metrics[0] = sold;
    }
  }

  /// @param agents number of vans
  public record VansConfig(int agents) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      var slots = IntStream.range(0, agents).mapToObj(
          i -> Slot.of("van_" + i, "van", "company", Space.Box.of(3, 0, 20), new Space.Discrete(2))).toList();
      return EnvironmentSpec.of("vans-v1", slots, Storage.DENSE).withMetrics(new Metric("sold", Metric.Kind.REAL));
    }

    @Override
    public VectorEnvironment create(int games) {
      return Sequential.games(spec(), games, 10, Vans::new);
    }
  }
  // end
}
