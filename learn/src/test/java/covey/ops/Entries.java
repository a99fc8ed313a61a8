package covey.ops;

import covey.env.Rollout;
import covey.rollout.Columns;
import java.util.ArrayList;
import java.util.List;

/// Entries as text, and a value for every row: what two ways of cutting a run into rollouts must agree on.
final class Entries {
  private Entries() {}

  /// A link of a slot's chain: what is needed to compute advantages over a whole run.
  record Link(int place, double delta, double discount, boolean follows) {}

  /// @return a line per entry: who, when, what, the content of both rows, and delta under [#value]
  static List<String> of(Rollout rollout, Transitions entries) {
    double[] delta = deltas(rollout, entries);
    var lines = new ArrayList<String>();
    for (int i = 0; i < entries.count(); i++) {
      int slot = entries.slot(i);
      var part = entries.decided(i) ? Columns.Part.DECIDED : Columns.Part.SEEN;
      lines.add("e%d a%d layout %d episode %d generation %d clock %d version %d kind %d %b %s in %s x%s delta %s: %s then %s"
          .formatted(entries.game(i), slot, entries.layout(i), entries.episode(i), entries.generation(i), entries.clock(i),
              entries.version(i), entries.kind(i), entries.decided(i), entries.reward(i), entries.elapsed(i),
              entries.discount(i), delta[i], row(rollout, slot, entries.row(i), part),
              row(rollout, slot, entries.nextRow(i), Columns.Part.SEEN)));
    }
    return lines;
  }

  private static String row(Rollout rollout, int slot, int row, Columns.Part part) {
    return row < 0 ? "no row" : Columns.row(rollout, slot, row, part);
  }

  /// A critic of sorts: some number for every observation, the same for the same.
  static double value(Rollout rollout, int slot, int row) {
    return row < 0 ? 0 : Columns.row(rollout, slot, row, Columns.Part.SEEN).hashCode() / 1e7;
  }

  static double[] values(Rollout rollout, Transitions entries) {
    double[] value = new double[entries.count()];
    for (int i = 0; i < value.length; i++) value[i] = value(rollout, entries.slot(i), entries.row(i));
    return value;
  }

  static double[] nextValues(Rollout rollout, Transitions entries) {
    double[] next = new double[entries.count()];
    for (int i = 0; i < next.length; i++) {
      next[i] = entries.kind(i) == Transitions.TERMINATED
          ? Double.NaN // must not be used
          : value(rollout, entries.slot(i), entries.nextRow(i));
    }
    return next;
  }

  static double[] advantages(Rollout rollout, Transitions entries, double lambda) {
    double[] advantage = new double[entries.count()];
    entries.gae(values(rollout, entries), nextValues(rollout, entries), lambda, advantage);
    return advantage;
  }

  private static double[] deltas(Rollout rollout, Transitions entries) {
    return advantages(rollout, entries, 0);
  }

  static List<Link> links(Rollout rollout, Transitions entries) {
    double[] delta = deltas(rollout, entries);
    var links = new ArrayList<Link>();
    for (int i = 0; i < delta.length; i++) {
      links.add(new Link(entries.game(i) * rollout.agents + entries.slot(i), delta[i], entries.discount(i),
          entries.kind(i) == Transitions.NEXT));
    }
    return links;
  }

  /// @return advantages over a whole run, from the deltas of all its fragments
  static double[] chained(List<Link> links, int places, double lambda) {
    double[] advantage = new double[links.size()];
    double[] trace = new double[places];
    for (int i = links.size() - 1; i >= 0; i--) {
      Link link = links.get(i);
      double after = link.follows ? link.discount * lambda * trace[link.place] : 0;
      advantage[i] = link.delta + after;
      trace[link.place] = advantage[i];
    }
    return advantage;
  }
}
