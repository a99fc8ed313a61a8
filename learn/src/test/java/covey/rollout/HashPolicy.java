package covey.rollout;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.LayoutColumns;
import covey.random.Philox;
import covey.space.SpaceColumn;

/// Acts by a hash of all it is shown, memory and draws included: whoever shows it something else gets another action.
///
/// @param id tells policies apart
/// @param memory floats of memory, each a hash of what was seen since the generation began
public record HashPolicy(int id, int memory) implements Policy {
  @Override
  public Actor actor() {
    return this::act;
  }

  private void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) {
      long seen = seen(rows, i);
      if (!rows.forced(i)) decide(rows, i, seen);
      for (int h = 0; h < memory; h++) rows.remember(i, h, 1 + (int) (Philox.bits(seen, h, 2) >>> 44));
    }
  }

  private long seen(Rows rows, int i) {
    SpaceColumn observation = rows.columns().observation;
    int row = rows.row(i);
    long hash = frame(observation, row, id);
    for (int frame = 1; frame < observation.layout.frames(); frame++) {
      row = observation.previous[row];
      hash = frame(observation, row, hash);
    }
    for (int h = 0; h < memory; h++) hash = Philox.bits(hash, Float.floatToIntBits(rows.memory(i, h)), h);
    return hash;
  }

  private static long frame(SpaceColumn seen, int row, long before) {
    int floats = seen.layout.floats();
    int ints = seen.layout.ints();
    int bytes = seen.layout.bytes();
    long hash = before;
    for (int k = 0; k < floats; k++) hash = Philox.bits(hash, Float.floatToIntBits(seen.floats[row * floats + k]), k);
    for (int k = 0; k < ints; k++) hash = Philox.bits(hash, seen.ints[row * ints + k], k);
    for (int k = 0; k < bytes; k++) hash = Philox.bits(hash, seen.bytes[row * bytes + k], k);
    return hash;
  }

  private void decide(Rows rows, int i, long seen) {
    LayoutColumns columns = rows.columns();
    long drawn = Philox.bits(seen, Double.doubleToLongBits(rows.uniform(i, 0)), 1);
    columns.logProb[rows.row(i)] = -(int) (drawn >>> 45);
    int at = 0;
    for (int branch = 0; branch < columns.branches.length; branch++) {
      int choice = Math.floorMod(Philox.bits(drawn, branch, 3), columns.branches[branch]);
      while (!rows.legal(i, at + choice)) choice = (choice + 1) % columns.branches[branch];
      var action = columns.action;
      if (action.layout.ints() > 0) action.ints[rows.row(i) * action.layout.ints() + branch] = choice;
      if (action.layout.bytes() > 0) action.bytes[rows.row(i) * action.layout.bytes() + branch] = (byte) choice;
      at += columns.branches[branch];
    }
    int floats = columns.action.layout.floats();
    for (int k = 0; k < floats; k++) {
      float raw = (int) (Philox.bits(drawn, k, 4) >> 40) * 0x1.0p-22f; // in [-2, 2]
      columns.action.floats[rows.row(i) * floats + k] = raw;
      columns.applied[rows.row(i) * floats + k] = Math.clamp(raw, -1f, 1f);
    }
  }
}
