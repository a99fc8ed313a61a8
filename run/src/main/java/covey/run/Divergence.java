package covey.run;

import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.track.Metrics;
import covey.track.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Notices when one agent's return rises while the returns of those around it fall: often a reward that pays an agent
/// for what harms the others.
///
/// Compared are agents that learn and share a team, or share a role: all of them by their mean returns in the rows of
/// metrics, over windows of 40 iterations in which episodes ended, a window every 20. In the later half of a window,
/// compared with the earlier half,
///
/// - the agent's return must be higher and the mean of the others lower, each by Welch's t-test at a level of 1e-5;
/// - each of both must have moved by a tenth of the range that it has had in the whole run, for where thousands of
///   episodes end in each iteration every trifle is significant;
/// - none of the others may have risen.
///
/// Agents whose returns have the same sum in all rows of a window are rivals, and what one wins the others lose: they
/// are not compared. Rows of an iteration are correlated in time while agents learn, so that the level is no
/// probability of a false alarm; it is strict because of that. Each agent is named once. Source of the test: Welch, "The
/// generalization of 'Student's' problem when several different population variances are involved", 1947.
final class Divergence {
  static final int WINDOW = 40; // rows; even
  private static final int HALF = WINDOW / 2;
  private static final double LEVEL = 1e-5; // one-sided
  private static final double LEAST_SHARE = 0.1; // of the range in the whole run
  private static final double ROUNDING = 1e-9; // relative

  private final List<Group> groups = new ArrayList<>();
  private final Set<String> named = new HashSet<>();

  /// @param schema with a column `return/AGENT` for every slot
  /// @param learns whether a slot is one that learns
  Divergence(EnvironmentSpec spec, Schema schema, Predicate<Slot> learns) {
    List<Slot> learning = spec.slots().stream().filter(learns).toList();
    var known = new HashSet<List<Slot>>();
    for (Function<Slot, String> kind : List.<Function<Slot, String>>of(Slot::team, Slot::role)) {
      for (String name : learning.stream().map(kind).distinct().toList()) {
        List<Slot> members = learning.stream().filter(slot -> kind.apply(slot).equals(name)).toList();
        if (members.size() > 1 && known.add(members)) {
          groups.add(new Group(members.stream().map(Slot::id).toList(), schema));
        }
      }
    }
  }

  /// Takes the next row.
  ///
  /// @return what is to be said about it, as sentences without full stops; nearly always nothing
  List<String> watch(Metrics row) {
    List<String> found = List.of();
    for (Group group : groups) {
      if (!group.add(row)) continue;
      for (int member = 0; member < group.ids.size(); member++) {
        if (!group.profits(member) || !named.add(group.ids.get(member))) continue;
        if (found.isEmpty()) found = new ArrayList<>();
        found.add(group.sentence(member, row.iteration));
      }
    }
    return found;
  }

  /// Agents that are compared with each other.
  private static final class Group {
    final List<String> ids;
    private final int[] columns;
    private final Series[] own;
    private final Series[] others; // mean of all but one
    private final Series sum = new Series();
    private final long[] iterations = new long[WINDOW]; // ring
    private double largest; // sum of sizes of returns, of any row

    Group(List<String> ids, Schema schema) {
      this.ids = ids;
      this.columns = ids.stream().mapToInt(id -> schema.index("return/" + id)).toArray();
      this.own = new Series[columns.length];
      this.others = new Series[columns.length];
      for (int member = 0; member < columns.length; member++) {
        own[member] = new Series();
        others[member] = new Series();
      }
    }

    /// @return whether a window is full that begins at least half a window after the last one
    boolean add(Metrics row) {
      double total = 0;
      double sizes = 0;
      for (int column : columns) {
        total += row.value(column);
        sizes += Math.abs(row.value(column));
      }
      if (!Double.isFinite(total)) return false; // no episode ended for one of them
      for (int member = 0; member < columns.length; member++) {
        double value = row.value(columns[member]);
        own[member].add(value);
        others[member].add((total - value) / (columns.length - 1));
      }
      iterations[(int) (sum.count % WINDOW)] = row.iteration;
      sum.add(total);
      largest = Math.max(largest, sizes);
      return sum.count >= WINDOW && sum.count % HALF == 0 && sum.rangeInWindow() > ROUNDING * largest;
    }

    boolean profits(int member) {
      Move up = own[member].move();
      Move down = others[member].move();
      if (up.after <= up.before || down.after >= down.before || !up.isClear() || !down.isClear()) return false;
      for (int other = 0; other < own.length; other++) {
        Move move = own[other].move();
        if (other != member && move.after > move.before) return false;
      }
      return true;
    }

    String sentence(int member, long iteration) {
      Move up = own[member].move();
      Move down = others[member].move();
      long first = iterations[(int) (sum.count % WINDOW)];
      List<String> rest = ids.stream().filter(id -> !id.equals(ids.get(member))).toList();
      return String.format(Locale.ROOT,
          "%s gains while %s: between iterations %d and %d the return of one rose from %.4g to %.4g and that of the"
              + " other%s fell from %.4g to %.4g; do the rewards pay one for what harms the other%s?",
          ids.get(member), rest.size() == 1 ? rest.getFirst() + " loses" : rest.size() + " others of its kind lose",
          first, iteration, up.before, up.after, rest.size() == 1 ? "" : "s", down.before, down.after,
          rest.size() == 1 ? "" : "s");
    }
  }

  /// How the later half of a window differs from the earlier one.
  ///
  /// @param level at which the difference is significant, one-sided
  /// @param share of it in the range of the whole run
  private record Move(double before, double after, double level, double share) {
    boolean isClear() {
      return level < LEVEL && share >= LEAST_SHARE;
    }
  }

  /// The latest values of one quantity.
  private static final class Series {
    private final double[] ring = new double[WINDOW];
    private double lowest = Double.POSITIVE_INFINITY; // in the whole run
    private double highest = Double.NEGATIVE_INFINITY;
    long count; // of all values

    void add(double value) {
      ring[(int) (count++ % WINDOW)] = value;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }

    private double value(int i) { // 0 is the oldest one
      return ring[(int) ((count + i) % WINDOW)];
    }

    double rangeInWindow() {
      double low = ring[0];
      double high = ring[0];
      for (double value : ring) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      return high - low;
    }

    /// @return of a full window
    Move move() {
      double before = mean(0);
      double after = mean(HALF);
      double distance = Math.abs(after - before);
      if (distance <= ROUNDING * Math.max(Math.abs(lowest), Math.abs(highest))) return new Move(before, after, 1, 0);
      double share = distance / (highest - lowest);
      double v = varianceOfMean(0, before);
      double w = varianceOfMean(HALF, after);
      if (v + w == 0) return new Move(before, after, 0, share);
      double freedom = (v + w) * (v + w) * (HALF - 1) / (v * v + w * w);
      return new Move(before, after, 1 - StudentT.cumulative(distance / Math.sqrt(v + w), freedom), share);
    }

    private double mean(int from) {
      double total = 0;
      for (int i = from; i < from + HALF; i++) total += value(i);
      return total / HALF;
    }

    private double varianceOfMean(int from, double mean) {
      double total = 0;
      for (int i = from; i < from + HALF; i++) total += (value(i) - mean) * (value(i) - mean);
      return total / (HALF - 1) / HALF;
    }
  }
}
