package covey.algorithms;

import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.ScalarGames;
import covey.env.VectorEnvironment;
import covey.random.Stream;
import covey.space.Space;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A lone agent sees a number that no other row of the first rollout has: with linear networks every row has weights of
/// its own, and the moments of Adam tell when and how often it was learned from.
///
/// Game g at its step s shows number g `perGame` + s. Reward: sin of the number. Never ends.
///
/// @param games number of games; must be played in one vector
/// @param perGame numbers per game
record NumberedRows(int games, int perGame) implements EnvironmentConfig {
  static double reward(int number) {
    return StrictMath.sin(number);
  }

  int rows() {
    return games * perGame;
  }

  @Override
  public EnvironmentSpec spec() {
    return EnvironmentSpec.of(
        "numbered_rows-v1",
        List.of(EnvironmentSpec.Slot.of("reader", "reader", "team", new Space.Discrete(rows()), new Space.Discrete(2))),
        EnvironmentSpec.Storage.EVERYONE_DECIDES);
  }

  @Override
  public VectorEnvironment create(int count) {
    if (count != games) throw new IllegalArgumentException("play all " + games + " games in one vector");
    var next = new AtomicInteger();
    return ScalarGames.of(spec(), count, () -> new Game(next.getAndIncrement()));
  }

  private final class Game implements Environment {
    private final int first;
    private int step;

    Game(int number) {
      first = number * perGame;
    }

    @Override
    public void reset(Stream chance, Writer out) {
      step = 0;
      show(out);
    }

    @Override
    public void step(JointAction action, Writer out) {
      out.reward(0, reward(number()));
      step++;
      show(out);
    }

    private int number() {
      return first + step % perGame;
    }

    private void show(Writer out) {
      out.decides(0);
      out.observeInt(0, 0, number());
    }
  }
}
