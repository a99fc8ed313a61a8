package covey.testkit.contract;

import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.space.RowLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What shows only over many episodes: which numbers ever change, which choices are ever legal, who is ever paid, when
/// and how episodes end. One survey watches any number of playbacks of one environment.
final class Survey implements Watcher {
  private static final int REMEMBERED = 20_000; // joint actions whose rewards are compared

  private static final int PAIRS = 100; // of opponents that are compared

  /// What one slot has seen, done and earned.
  static final class Life {
    double[] low = new double[0]; // [features] least value observed
    double[] high = new double[0]; // [features]
    long rows;
    long present; // timesteps
    long decisions;
    int decisionsNow; // in this episode
    int mostDecisions; // in any episode
    long paidSteps; // transitions with a reward that is not 0
    boolean arbitrary; // equal joint actions were paid differently

    boolean constant() {
      return rows > 0 && Arrays.equals(low, high);
    }
  }

  /// Two slots of different teams whose rows look alike.
  static final class Pair {
    final int one;
    final int other;
    long occasions; // timesteps at which both have a row and are in the same state
    long deciding; // of those, timesteps at which both decide
    long equal;
    long first;
    boolean varied;

    /// Whether both have always seen the same, which was not always the same thing.
    boolean alike() {
      return occasions >= Signs.EPISODES && equal == occasions && varied;
    }

    Pair(int one, int other) {
      this.one = one;
      this.other = other;
    }
  }

  final EnvironmentSpec spec;
  final Life[] lives; // [slots]
  final List<Pair> pairs = new ArrayList<>();
  final long[][] legal; // [layouts][choices] rows in which a choice was legal
  final long[] masked; // [layouts] rows with a mask
  final long[] forbidding; // [layouts] rows whose mask forbids something
  final double[] leastMetric;
  final double[] mostMetric;
  long episodes;
  long steps;
  double longestTime; // elapsed
  int shortest = Integer.MAX_VALUE;
  int longest;
  long terminated; // episodes at whose end everybody terminates
  long truncated; // episodes at whose end everybody is truncated
  long cut; // episodes at whose end anybody is truncated
  boolean unitTime = true;
  long usualSteps; // that do not end an episode
  long usualPaid; // of those, steps that pay anybody
  long cutPaid; // steps into a time limit that pay anybody
  private final Map<Long, double[]> rewardOf = new HashMap<>();
  private final Map<Integer, Double> time = new HashMap<>(); // by game, in this episode
  private final boolean discrete;

  Survey(EnvironmentSpec spec) {
    this.spec = spec;
    int slots = spec.agents();
    lives = new Life[slots];
    for (int slot = 0; slot < slots; slot++) lives[slot] = new Life();
    List<List<Integer>> layouts = spec.layouts();
    for (List<Integer> alike : layouts) {
      for (int i = 0; i < alike.size(); i++) {
        for (int k = i + 1; k < alike.size(); k++) {
          boolean rivals = !spec.slots().get(alike.get(i)).team().equals(spec.slots().get(alike.get(k)).team());
          if (rivals && pairs.size() < PAIRS) pairs.add(new Pair(alike.get(i), alike.get(k)));
        }
      }
    }
    legal = new long[layouts.size()][];
    masked = new long[layouts.size()];
    forbidding = new long[layouts.size()];
    for (int l = 0; l < legal.length; l++) {
      legal[l] = new long[RowLayout.maskWidth(spec.slots().get(layouts.get(l).getFirst()).action())];
    }
    leastMetric = new double[spec.metrics().size()];
    mostMetric = new double[spec.metrics().size()];
    Arrays.fill(leastMetric, Double.POSITIVE_INFINITY);
    Arrays.fill(mostMetric, Double.NEGATIVE_INFINITY);
    discrete = spec.slots().stream().allMatch(slot -> RowLayout.maskWidth(slot.action()) > 0);
  }

  @Override
  public void take(Rollout rollout, int t, int e, int clock) {
    for (int slot = 0; slot < lives.length; slot++) takeAgent(rollout, t, e, slot, clock);
    for (Pair pair : pairs) compare(rollout, t, e, pair);
    if (clock == 0) return;
    steps++;
    double elapsed = rollout.elapsed[rollout.moment(t - 1, e)];
    unitTime &= elapsed == 1;
    if (clock == 1) time.put(e, 0.0);
    time.merge(e, elapsed, Double::sum);
    takePay(rollout, t, e);
    if (rollout.last[rollout.moment(t, e)]) takeEnd(rollout, t, e, clock);
  }

  private void takeAgent(Rollout rollout, int t, int e, int slot, int clock) {
    Life life = lives[slot];
    byte state = rollout.state[rollout.cell(t, e, slot)];
    if (clock == 0) life.decisionsNow = 0;
    if (state == AgentState.ABSENT) return;
    life.present++;
    if (state == AgentState.DECIDES) {
      life.decisions++;
      life.mostDecisions = Math.max(life.mostDecisions, ++life.decisionsNow);
    }
    int row = rollout.row(t, e, slot);
    if (row < 0) return;
    LayoutColumns layout = rollout.layout(rollout.layoutOf(slot));
    int size = Features.size(layout.observation);
    if (life.rows++ == 0) {
      life.low = new double[size];
      life.high = new double[size];
      for (int i = 0; i < size; i++) life.low[i] = life.high[i] = Features.of(layout.observation, row, i);
    }
    for (int i = 0; i < size; i++) {
      double value = Features.of(layout.observation, row, i);
      if (value < life.low[i]) life.low[i] = value;
      if (value > life.high[i]) life.high[i] = value;
    }
    boolean asked = state == AgentState.DECIDES;
    if (layout.maskWidth == 0 || (!asked && rollout.ended[rollout.cell(t, e, slot)] == Ending.NO)) return;
    if (asked) masked[layout.index]++;
    boolean forbids = false;
    for (int choice = 0; choice < layout.maskWidth; choice++) {
      if (layout.mask[row * layout.maskWidth + choice]) {
        legal[layout.index][choice]++;
      } else {
        forbids = true;
      }
    }
    if (forbids && asked) forbidding[layout.index]++;
  }

  private static void compare(Rollout rollout, int t, int e, Pair pair) {
    int one = rollout.row(t, e, pair.one);
    int other = rollout.row(t, e, pair.other);
    byte state = rollout.state[rollout.cell(t, e, pair.one)];
    if (one < 0 || other < 0 || state != rollout.state[rollout.cell(t, e, pair.other)]) return;
    var column = rollout.layout(rollout.layoutOf(pair.one)).observation;
    long hash = Features.hash(column, one);
    if (pair.occasions++ == 0) pair.first = hash;
    if (state == AgentState.DECIDES) pair.deciding++;
    pair.varied |= hash != pair.first;
    if (hash == Features.hash(column, other)) pair.equal++;
  }

  private void takePay(Rollout rollout, int t, int e) {
    boolean anybody = false;
    for (int slot = 0; slot < lives.length; slot++) {
      if (rollout.reward[rollout.cell(t - 1, e, slot)] == 0) continue;
      lives[slot].paidSteps++;
      anybody = true;
    }
    boolean last = rollout.last[rollout.moment(t, e)];
    if (!last) {
      usualSteps++;
      if (anybody) usualPaid++;
    } else if (anybody && everybody(rollout, t, e, Ending.TRUNCATED)) {
      cutPaid++;
    }
    if (discrete) comparePay(rollout, t, e);
  }

  /// Whether the same joint action is paid as before.
  private void comparePay(Rollout rollout, int t, int e) {
    long joint = 0;
    for (int slot = 0; slot < lives.length; slot++) {
      byte state = rollout.state[rollout.cell(t - 1, e, slot)];
      joint = joint * 0x9E3779B97F4A7C15L + state;
      if (state != AgentState.DECIDES && state != AgentState.FORCED) continue;
      LayoutColumns layout = rollout.layout(rollout.layoutOf(slot));
      int row = rollout.row(t - 1, e, slot);
      for (int branch = 0; branch < layout.branches.length; branch++) {
        joint = joint * 0x9E3779B97F4A7C15L + Choices.of(layout, row, branch);
      }
    }
    double[] known = rewardOf.get(joint);
    if (known == null && rewardOf.size() < REMEMBERED) {
      known = new double[lives.length];
      for (int slot = 0; slot < lives.length; slot++) known[slot] = rollout.reward[rollout.cell(t - 1, e, slot)];
      rewardOf.put(joint, known);
    }
    if (known == null) return;
    for (int slot = 0; slot < lives.length; slot++) {
      lives[slot].arbitrary |= known[slot] != rollout.reward[rollout.cell(t - 1, e, slot)];
    }
  }

  private void takeEnd(Rollout rollout, int t, int e, int clock) {
    episodes++;
    shortest = Math.min(shortest, clock);
    longest = Math.max(longest, clock);
    longestTime = Math.max(longestTime, time.getOrDefault(e, 0.0));
    if (everybody(rollout, t, e, Ending.TERMINATED)) terminated++;
    if (everybody(rollout, t, e, Ending.TRUNCATED)) truncated++;
    if (anybodyTruncated(rollout, t, e)) cut++;
    for (int i = 0; i < leastMetric.length; i++) {
      double value = rollout.metric[e * leastMetric.length + i];
      leastMetric[i] = Math.min(leastMetric[i], value);
      mostMetric[i] = Math.max(mostMetric[i], value);
    }
  }

  private static boolean anybodyTruncated(Rollout rollout, int t, int e) {
    for (int slot = 0; slot < rollout.agents; slot++) {
      if (rollout.ended[rollout.cell(t, e, slot)] == Ending.TRUNCATED) return true;
    }
    return false;
  }

  private static boolean everybody(Rollout rollout, int t, int e, byte ending) {
    boolean any = false;
    for (int slot = 0; slot < rollout.agents; slot++) {
      int cell = rollout.cell(t, e, slot);
      if (rollout.state[cell] == AgentState.ABSENT) continue;
      if (rollout.ended[cell] != ending) return false;
      any = true;
    }
    return any;
  }
}
