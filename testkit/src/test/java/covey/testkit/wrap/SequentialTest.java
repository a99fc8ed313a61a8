package covey.testkit.wrap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import covey.random.Stream;
import covey.space.Space;
import covey.testkit.contract.EnvironmentContract;
import covey.testkit.contract.Terms;
import covey.testkit.probes.Deliveries;
import covey.wrap.Sequential;
import covey.wrap.Sequential.Me;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SequentialTest {
  private static EnvironmentSpec spec(String name, int agents, int floats, Storage storage) {
    var slots = IntStream.range(0, agents).mapToObj(i -> Slot.of("agent_" + i, "agent", "team",
        Space.Box.of(floats, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY), new Space.Discrete(2))).toList();
    return EnvironmentSpec.of(name, slots, storage);
  }

  private record Config(EnvironmentSpec spec, double horizon, Supplier<Sequential.Simulation> factory)
      implements EnvironmentConfig {
    @Override
    public VectorEnvironment create(int games) {
      return Sequential.games(spec, games, horizon, factory);
    }
  }

  /// The couriers of [Deliveries], told from their own side.
  private static final class Couriers implements Sequential.Simulation {
    private Stream chance = new Stream(0);
    private int trips;

    @Override
    public void begin(Stream episode) {
      chance = episode;
      trips = 0;
    }

    @Override
    public void live(Me me) {
      double trip = 0;
      while (true) {
        boolean brief = me.decide((float) trip, 1 - (float) (4 * me.now()) / 48) == 0;
        trip = (brief ? 4 + chance.nextInt(5) : 12 + chance.nextInt(9)) / 4.0;
        me.sleep(trip);
        me.earn(brief ? 1 : 3);
        trips++;
      }
    }

    @Override
    public void report(double[] metrics) {
      metrics[0] = trips;
    }
  }

  private static Config couriers(int agents) {
    return new Config(
        spec("couriers-v1", agents, 2, Storage.PACKED).withMetrics(new Metric("trips", Metric.Kind.COUNT)), 12,
        Couriers::new);
  }

  @Nested
  class CouriersKeepTheContract extends EnvironmentContract {
    @Override
    public EnvironmentConfig config() {
      return couriers(7);
    }

    @Override
    public Terms terms() {
      return Terms.USUAL.withAllocates(true); // threads that sleep and wake allocate
    }
  }

  /// But for those who come back just when the day ends: their code is cut short before it is paid.
  @Test
  void sequential_code_is_the_same_game_as_the_event_driven_form() {
    try (Hand told = new Hand(couriers(50), 1, 400); Hand plain = new Hand(new Deliveries.Config(50, 12, true), 1, 400)) {
      told.reset(5);
      plain.reset(5);
      for (int step = 0; !plain.last(); step++) {
        assertFalse(told.last());
        for (int a = 0; a < 50; a++) {
          assertEquals(plain.state(a), told.state(a));
          if (plain.state(a) == AgentState.DECIDES) assertArrayEquals(plain.seen(a), told.seen(a));
        }
        int[] choices = new int[50];
        for (int a = 0; a < 50; a++) choices[a] = (int) (Keys.uniform(3, step, a, 0) * 2);
        plain.step(choices);
        told.step(choices);
        assertEquals(plain.elapsed(), told.elapsed());
        for (int a = 0; a < 50 && !plain.last(); a++) assertEquals(plain.reward(a), told.reward(a));
      }
      assertTrue(told.last());
      for (int a = 0; a < 50; a++) assertEquals(Ending.TRUNCATED, told.ended(a));
    }
  }

  /// Everybody adds to a common number in turn, so that any other order would show.
  private static final class Chain implements Sequential.Simulation {
    private final AtomicInteger running;
    private int common;

    Chain(AtomicInteger running) {
      this.running = running;
    }

    @Override
    public void begin(Stream chance) {
      common = 1;
    }

    @Override
    public void live(Me me) {
      for (int round = 0; round < 4; round++) {
        int choice = me.decide(common);
        assertEquals(0, running.getAndIncrement(), "one agent runs at a time");
        common = common * 31 + me.slot() * 2 + choice; // wraps around
        running.decrementAndGet();
        me.earn(common % 1000);
        me.sleep(1);
      }
    }
  }

  @Test
  void five_thousand_agents_decide_together_and_run_in_the_order_of_their_slots() {
    int agents = 5_000;
    var running = new AtomicInteger();
    var config = new Config(
        spec("chain-v1", agents, 1, Storage.DENSE), Double.POSITIVE_INFINITY, () -> new Chain(running));
    try (Hand hand = new Hand(config, 1, 8)) {
      hand.reset(1);
      int common = 1;
      for (int round = 0; round < 4; round++) {
        int[] choices = new int[agents];
        for (int a = 0; a < agents; a++) {
          assertEquals(AgentState.DECIDES, hand.state(a)); // all in one batch
          choices[a] = (int) (Keys.uniform(9, round, a, 0) * 2);
        }
        assertEquals((float) common, hand.seen(agents - 1)[0]);
        hand.step(choices);
        for (int a = 0; a < agents; a++) {
          common = common * 31 + a * 2 + choices[a];
          assertEquals(common % 1000, hand.reward(a));
        }
        assertEquals(1, hand.elapsed());
      }
      assertTrue(hand.last());
      for (int a = 0; a < agents; a++) assertEquals(Ending.TERMINATED, hand.ended(a));
    }
  }

  @Test
  void lives_that_are_cut_short_unwind_and_begin_anew() {
    var left = new AtomicInteger();
    var config = new Config(spec("cut-v1", 3, 1, Storage.DENSE), 2.5, () -> new Sequential.Simulation() {
      @Override
      public void begin(Stream chance) {}

      @Override
      public void live(Me me) {
        try {
          while (true) {
            me.decide((float) me.now());
            me.sleep(1);
          }
        } finally {
          left.incrementAndGet();
        }
      }
    });
    Hand hand = Hand.of(config);
    hand.step(0).step(0).step(0);
    assertTrue(hand.last());
    assertEquals(0.5, hand.elapsed()); // to the horizon
    assertEquals(Ending.TRUNCATED, hand.ended(2));
    assertEquals(3, left.get());
    hand.reset(2);
    assertEquals(0, hand.seen(0)[0]);
    hand.close();
    assertEquals(6, left.get());
  }

  @Test
  void what_an_agents_code_throws_reaches_the_caller() {
    var config = new Config(spec("broken-v1", 2, 1, Storage.DENSE), 9, () -> new Sequential.Simulation() {
      @Override
      public void begin(Stream chance) {}

      @Override
      public void live(Me me) {
        me.decide(0f);
        if (me.slot() == 1) throw new IllegalStateException("out of fuel");
        me.sleep(1);
      }
    });
    try (Hand hand = Hand.of(config)) {
      assertEquals("out of fuel", assertThrows(IllegalStateException.class, () -> hand.step(0)).getMessage());
    }
    var e = assertThrows(IllegalArgumentException.class, () -> Sequential.games(
        spec("all-v1", 2, 1, Storage.EVERYONE_DECIDES), 1, 9, () -> new Couriers()));
    assertTrue(e.getMessage().contains("DENSE is usual"), e.getMessage());
    assertEquals(List.of(), config.spec().metrics());
  }
}
