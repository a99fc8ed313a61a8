package covey.testkit.contract;

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

/// Two boats race over five lengths while gulls come and go: a small game with turns of waiting, masks, deaths and
/// newcomers, and one fault at a time.
///
/// - A boat rests (0), rows (1, one length) or sails (2, two lengths; legal from the second length on). A boat that
///   sails waits for a step. A gull lives three steps; after a step without one the next arrives. It looks (0) or
///   cries (1).
/// - A boat observes its own and the other's lengths and the steps left, as shares; a gull the steps it has left.
/// - Reward: 0.1 per length; at the end 1 to the winner and -1 to the other. A gull is paid 1 for its last step.
/// - Ends: terminated as soon as a boat has five lengths; truncated after 20 steps.
record Regatta(Fault fault) implements EnvironmentConfig {
  private static final int LENGTHS = 5;
  private static final int STEPS = 20;
  private static final int GULL = 2;
  private static long calls; // outlives every game: what no environment may do
  private static int unlike;

  /// What is wrong.
  enum Fault {
    NONE, NAN_OBSERVED, OUT_OF_RANGE, BEYOND_THE_SHAPE, AGENT_NUMBER_THREE, NAN_PAID, INFINITE_PAY, NO_SEED,
    SHARED_STATE, LEFTOVER, UNASKED_ACTION, PAID_AFTER_THE_END, LOSER_UNPAID, LAST_STEP_UNPAID, SAME_VIEW, EMPTY_MASK,
    NO_MASK_AT_TRUNCATION, REVIVED, REPLACED, VANISHED, BLIND, NEVER_LEGAL, ENDLESS, LIMIT_TERMINATES, GOES_ON, TWICE,
    PAID_AT_RESET, METRIC_MISSING, METRIC_TOO_MANY, BACK_IN_TIME, THROWS, FORCED_OUTSIDE, BROKEN_PROMISE, SPEC_CHANGES,
    CLOSING_FAILS, COUNTS_GAMES, HALF_A_RACE_TRUNCATES, NAN_METRIC, NOBODY_PAID
  }

  private boolean is(Fault each) {
    return fault == each;
  }

  @Override
  public EnvironmentSpec spec() {
    Space boat = Space.Composite.of(
        new Space.Part("own", Space.Box.of(1, 0, 1)), new Space.Part("other", Space.Box.of(1, 0, 1)),
        new Space.Part("time", Space.Box.of(1, 0, 1)));
    return EnvironmentSpec.of(is(Fault.SPEC_CHANGES) ? "regatta-v" + unlike++ : "regatta-v1", List.of(
            new Slot("red", "boat", "red", boat, new Space.Discrete(3), true, null),
            new Slot("blue", "boat", "blue", boat, new Space.Discrete(3), true, null),
            Slot.of("gull", "gull", "gulls", Space.Box.of(1, 0, 1), new Space.Discrete(2))),
        is(Fault.BROKEN_PROMISE) ? Storage.EVERYONE_DECIDES : Storage.DENSE)
        .withMetrics(new Metric("steps", Metric.Kind.COUNT));
  }

  @Override
  public VectorEnvironment create(int games) {
    int[] shared = new int[1];
    return ScalarGames.of(spec(), games, () -> new Race(shared, games));
  }

  private final class Race implements Environment {
    private final int[] shared;
    private final int games;
    private final int[] lengths = new int[2];
    private final boolean[] waits = new boolean[2];
    private Stream chance = new Stream(0);
    private int age; // of the gull; 3 at its end, 4 while there is none
    private int gulls;
    private int step;
    private int races;

    Race(int[] shared, int games) {
      this.shared = shared;
      this.games = games;
    }

    @Override
    public void reset(Stream episode, Writer out) {
      chance = episode;
      step = 0;
      age = chance.nextInt(3);
      gulls = 0;
      races++;
      for (int boat = 0; boat < 2; boat++) {
        lengths[boat] = is(Fault.LEFTOVER) && lengths[boat] == 4 ? 1 : 0;
        waits[boat] = false;
      }
      if (is(Fault.PAID_AT_RESET) && races == 2) out.reward(0, 1);
      write(out);
    }

    @Override
    public void step(JointAction action, Writer out) {
      step++;
      boolean sails = false;
      for (int boat = 0; boat < 2; boat++) {
        int choice = waits[boat] && !is(Fault.UNASKED_ACTION) ? 0 : action.of(boat);
        if (is(Fault.THROWS) && choice == 2 && lengths[1 - boat] == 0) throw new ArithmeticException("no wind");
        waits[boat] = choice == 2;
        sails |= choice == 2;
        int before = lengths[boat];
        lengths[boat] = Math.min(LENGTHS, before + choice);
        pay(boat, 0.1 * (lengths[boat] - before), out);
      }
      if (is(Fault.SHARED_STATE) && sails) shared[0] = 1 - shared[0];
      if (is(Fault.NAN_PAID) && sails && lengths[0] == lengths[1]) out.reward(0, Double.NaN);
      if (is(Fault.INFINITE_PAY) && lengths[0] == 3) out.reward(1, 1 / 0.0);
      if (is(Fault.BACK_IN_TIME) && lengths[1] == 3) out.elapsed(-1);
      if (is(Fault.METRIC_TOO_MANY) && lengths[0] == 2) out.metric(1, 0);
      if (is(Fault.PAID_AFTER_THE_END) && age == 3 && step == 4) out.reward(GULL, 1);
      age++;
      if (age == 5) {
        age = 0;
        gulls++;
      }
      if (age == 3 && gulls % 2 == 0) pay(GULL, 1, out);
      write(out);
    }

    private void pay(int agent, double amount, Writer out) {
      if (is(Fault.NOBODY_PAID)) return;
      if (is(Fault.LOSER_UNPAID) && agent == 1) return;
      if (is(Fault.LAST_STEP_UNPAID)) {
        if (step < STEPS && (agent < GULL || amount == 1)) out.reward(agent, 1);
        return;
      }
      out.reward(agent, amount);
    }

    private void write(Writer out) {
      boolean timeless = is(Fault.LIMIT_TERMINATES) || is(Fault.LAST_STEP_UNPAID);
      boolean won = !timeless && (lengths[0] == LENGTHS || lengths[1] == LENGTHS);
      if (is(Fault.HALF_A_RACE_TRUNCATES)) won = lengths[0] == LENGTHS || lengths[1] == LENGTHS;
      boolean over = won || (step == STEPS && !is(Fault.ENDLESS));
      for (int boat = 0; boat < 2; boat++) {
        if (over) {
          end(boat, won, out);
        } else if (waits[boat] && !(is(Fault.VANISHED) && lengths[boat] == 4)) {
          out.waits(boat);
          continue;
        } else if (is(Fault.VANISHED) && lengths[boat] == 4 && waits[boat]) {
          continue;
        } else {
          out.decides(boat);
          if (is(Fault.TWICE) && lengths[boat] == 3) out.decides(boat);
        }
        observe(boat, over && !won, out);
        if (won) pay(boat, lengths[boat] == LENGTHS ? 1 : -1, out);
      }
      gull(over, won, out);
      if (!over) return;
      if (!is(Fault.METRIC_MISSING) || step < STEPS) out.metric(0, is(Fault.NAN_METRIC) && won ? Double.NaN : step);
      out.last();
    }

    private void end(int boat, boolean won, Writer out) {
      if (is(Fault.GOES_ON) && won && lengths[boat] < 2) {
        out.decides(boat);
      } else if ((won && !is(Fault.HALF_A_RACE_TRUNCATES)) || is(Fault.LIMIT_TERMINATES)) {
        out.terminate(boat);
      } else {
        out.truncate(boat);
      }
    }

    private void gull(boolean over, boolean won, Writer out) {
      if (age == 4 && is(Fault.REVIVED) && gulls == 1) {
        out.decides(GULL);
        return;
      }
      if (age == 4) return;
      if (age == 0 && gulls > 0) out.newcomer(GULL);
      if (age == 1 && is(Fault.REPLACED) && step > 3) out.newcomer(GULL);
      boolean cut = over && age < 3;
      if (cut && (!won || is(Fault.HALF_A_RACE_TRUNCATES)) && !is(Fault.LIMIT_TERMINATES)) {
        out.truncate(GULL);
      } else if (over || age == 3) {
        out.terminate(GULL);
      } else if (is(Fault.FORCED_OUTSIDE) && lengths[0] == 2) {
        out.forced(GULL, 2);
      } else {
        out.decides(GULL);
      }
      double view = (3 - Math.min(3, age)) / 3.0;
      if (is(Fault.NO_SEED)) view = calls++ % 7 / 7.0;
      if (is(Fault.COUNTS_GAMES)) view = games / 100.0;
      out.observe(GULL, 0, (float) view);
    }

    private void observe(int boat, boolean cut, Writer out) {
      int first = is(Fault.SAME_VIEW) ? 0 : boat;
      float own = lengths[first] / (float) LENGTHS;
      if (is(Fault.NAN_OBSERVED) && lengths[boat] == 4) own = Float.NaN;
      if (is(Fault.OUT_OF_RANGE) && lengths[0] == 3 && lengths[1] == 3) own = 1.2f;
      if (is(Fault.SHARED_STATE)) own = shared[0];
      if (!is(Fault.BLIND)) {
        out.observe(boat, 0, own);
        out.observe(boat, 1, lengths[1 - first] / (float) LENGTHS);
        if (!is(Fault.LIMIT_TERMINATES)) out.observe(boat, 2, Math.max(0, STEPS - step) / (float) STEPS);
      }
      if (is(Fault.BEYOND_THE_SHAPE) && lengths[boat] == 2) out.observe(boat, 3, 1);
      if (is(Fault.AGENT_NUMBER_THREE) && lengths[boat] == 2) out.reward(3, 1);
      if ((is(Fault.EMPTY_MASK) && lengths[boat] == 4) || (is(Fault.NO_MASK_AT_TRUNCATION) && cut)) return;
      out.legal(boat, 0);
      out.legal(boat, 1);
      if (lengths[boat] >= 2 && !is(Fault.NEVER_LEGAL)) out.legal(boat, 2);
    }

    @Override
    public void close() {
      if (is(Fault.CLOSING_FAILS) && step > 0) throw new IllegalStateException("the harbour is full");
    }
  }
}
