package covey.act;

import covey.space.Space;

/// Acts uniformly at random: over the legal choices of each branch, over the bounds of each number (a missing bound is
/// -1 or 1). Acts in choices, switches and boxes of floats.
public final class RandomPolicy implements Policy.Actor {
  private static final RandomPolicy ACTOR = new RandomPolicy();

  private RandomPolicy() {}

  public static Policy create() {
    return Policy.of(ACTOR);
  }

  @Override
  public void act(Rows rows) {
    var columns = rows.columns();
    Space space = columns.example.action();
    for (int i = 0; i < rows.count(); i++) {
      if (!rows.forced(i)) columns.logProb[rows.row(i)] = (float) act(rows, i, space);
    }
  }

  private static double act(Rows rows, int i, Space space) {
    return switch (space) {
      case Space.Discrete(int count, _) -> choose(rows, i, 0, 0, count);
      case Space.MultiDiscrete(var counts) -> {
        double logProb = 0;
        int first = 0;
        for (int branch = 0; branch < counts.size(); branch++) {
          logProb += choose(rows, i, branch, first, counts.get(branch));
          first += counts.get(branch);
        }
        yield logProb;
      }
      case Space.MultiBinary(int count) -> {
        var action = rows.columns().action;
        double logProb = 0;
        for (int index = 0; index < count; index++) {
          boolean off = rows.legal(i, 2 * index);
          boolean on = rows.legal(i, 2 * index + 1);
          if (!off && !on) throw nothingLegal(rows, i);
          boolean chosen = on && (!off || rows.uniform(i, index) < 0.5);
          action.bytes[rows.row(i) * action.layout.bytes() + index] = (byte) (chosen ? 1 : 0);
          if (on && off) logProb -= StrictMath.log(2);
        }
        yield logProb;
      }
      case Space.Box box when box.element() == Space.Element.FLOAT -> {
        var columns = rows.columns();
        double logProb = 0;
        for (int d = 0; d < box.size(); d++) {
          double low = low(box, d);
          double high = high(box, d);
          float value = Math.clamp((float) (low + (high - low) * rows.uniform(i, d)), box.low(d), box.high(d));
          columns.action.floats[rows.row(i) * box.size() + d] = value;
          columns.applied[rows.row(i) * box.size() + d] = value;
          logProb -= StrictMath.log(high - low);
        }
        yield logProb;
      }
      case Space.Box _, Space.Entities _, Space.Composite _, Space.History _ ->
          throw new IllegalArgumentException("a random policy cannot act in " + space);
    };
  }

  private static double choose(Rows rows, int i, int branch, int first, int count) {
    int legal = 0;
    for (int choice = 0; choice < count; choice++) if (rows.legal(i, first + choice)) legal++;
    if (legal == 0) throw nothingLegal(rows, i);
    int left = (int) (rows.uniform(i, branch) * legal);
    int choice = 0;
    while (!rows.legal(i, first + choice) || left-- > 0) choice++;
    var action = rows.columns().action;
    action.ints[rows.row(i) * action.layout.ints() + branch] = choice;
    return -StrictMath.log(legal);
  }

  private static IllegalStateException nothingLegal(Rows rows, int i) {
    return new IllegalStateException("agent in slot " + rows.slot(i) + " DECIDES, but has no legal action");
  }

  /// A missing bound is -1 or 1; where the other bound lies beyond that, it is the other bound less or plus 2.
  private static double low(Space.Box box, int d) {
    if (!Float.isInfinite(box.low(d))) return box.low(d);
    return box.high(d) > -1 ? -1 : box.high(d) - 2.0;
  }

  private static double high(Space.Box box, int d) {
    if (!Float.isInfinite(box.high(d))) return box.high(d);
    return box.low(d) < 1 ? 1 : box.low(d) + 2.0;
  }
}
