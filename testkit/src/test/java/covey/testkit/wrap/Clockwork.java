package covey.testkit.wrap;

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

/// One slot without chance: observation 100 x the occupant's number + the step, reward the step times 10^action, elapsed
/// half the step. An occupant lives for `life` steps, terminates, and is followed by the next one two timesteps later.
///
/// @param life steps of an occupant's life
/// @param steps steps of an episode, after which it is truncated
record Clockwork(int life, int steps) implements EnvironmentConfig {
  @Override
  public EnvironmentSpec spec() {
    Space seen = Space.Composite.of(new Space.Part("clock", Space.Box.of(1, 0, 1000)),
        new Space.Part("inner", Space.Composite.of(new Space.Part("parity", new Space.Discrete(2)),
            new Space.Part("half", Space.Box.of(1, 0, 500)))));
    return EnvironmentSpec.of("clockwork-v1", List.of(Slot.of("it", "it", "it", seen, new Space.Discrete(2))),
        Storage.DENSE).withMetrics(new Metric("length", Metric.Kind.COUNT));
  }

  @Override
  public VectorEnvironment create(int games) {
    return ScalarGames.of(spec(), games, () -> new Game(this));
  }

  private static final class Game implements Environment {
    private final Clockwork config;
    private int step;
    private int occupant;
    private int born; // step at which the occupant came

    Game(Clockwork config) {
      this.config = config;
    }

    @Override
    public void reset(Stream chance, Writer out) {
      step = 0;
      occupant = 0;
      born = 0;
      out.decides(0);
      observe(out);
    }

    @Override
    public void step(JointAction action, Writer out) {
      boolean there = step >= born;
      int taken = there ? action.of(0) : 0;
      step++;
      out.elapsed(step / 2.0);
      boolean over = step == config.steps;
      if (there) {
        out.reward(0, taken == 1 ? 10 * step : step);
        boolean dies = step - born == config.life;
        if (dies) {
          out.terminate(0);
          born = step + 2;
        } else if (over) {
          out.truncate(0);
        } else {
          out.decides(0);
        }
        observe(out);
      } else if (step == born && !over) {
        occupant++;
        out.newcomer(0);
        out.decides(0);
        observe(out);
      }
      if (over) {
        out.metric(0, step);
        out.last();
      }
    }

    private void observe(Writer out) {
      out.observe(0, 0, 100 * occupant + step);
      out.observe(0, 1, step / 2f);
      out.observeInt(0, 0, step % 2);
    }
  }
}
