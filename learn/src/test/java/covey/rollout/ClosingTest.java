package covey.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.testkit.probes.Matching;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {
  /// Counts how often each vector is closed; vector number `breaks` cannot be made, number `fails` cannot be closed.
  private record Counted(List<Integer> closed, int breaks, int fails) implements EnvironmentConfig {
    @Override
    public EnvironmentSpec spec() {
      return new Matching.Config(2, 2, 3).spec();
    }

    @Override
    public VectorEnvironment create(int games) {
      int number = closed.size();
      if (number == breaks) throw new IllegalStateException("no more licences");
      closed.add(0);
      VectorEnvironment inner = new Matching.Config(2, 2, 3).create(games);
      return new VectorEnvironment() {
        @Override
        public EnvironmentSpec spec() {
          return inner.spec();
        }

        @Override
        public int games() {
          return games;
        }

        @Override
        public void advance(Commands in, Timestep out) {
          inner.advance(in, out);
        }

        @Override
        public void close() {
          closed.set(number, closed.get(number) + 1);
          if (number == fails || number == fails + 1) throw new IllegalStateException("vector " + number);
        }
      };
    }
  }

  private static RolloutCollector.Setup setup(EnvironmentConfig game) {
    return Play.setup(game, 8, 4, 2);
  }

  @Test
  void every_environment_is_closed_exactly_once() {
    var game = new Counted(new ArrayList<>(), -1, -9);
    var play = new Play(setup(game));
    play.collect();
    assertEquals(List.of(0, 0, 0, 0), game.closed);
    play.close();
    assertEquals(List.of(1, 1, 1, 1), game.closed);
    play.close();
    assertEquals(List.of(1, 1, 1, 1), game.closed);
  }

  @Test
  void what_was_made_is_closed_when_the_rest_cannot_be_made() {
    var game = new Counted(new ArrayList<>(), 2, 0);
    var problem = assertThrows(IllegalStateException.class, () -> new RolloutCollector(setup(game)).close());
    assertEquals("no more licences", problem.getMessage());
    assertEquals(List.of(1, 1), game.closed);
    assertEquals("vector 0", problem.getSuppressed()[0].getMessage());
    assertEquals("vector 1", problem.getSuppressed()[1].getMessage());
  }

  @Test
  void one_that_cannot_be_closed_keeps_no_other_open() {
    var game = new Counted(new ArrayList<>(), -1, 1);
    var collector = new RolloutCollector(setup(game));
    var problem = assertThrows(IllegalStateException.class, collector::close);
    assertEquals("vector 1", problem.getMessage());
    assertEquals("vector 2", problem.getSuppressed()[0].getMessage());
    assertEquals(List.of(1, 1, 1, 1), game.closed);
  }

  @Test
  void a_closed_collector_plays_no_more() {
    var play = new Play(setup(new Counted(new ArrayList<>(), -1, -9)));
    play.collector.close();
    assertEquals("this collector is closed", assertThrows(IllegalStateException.class, play::collect).getMessage());
    play.close();
  }
}
