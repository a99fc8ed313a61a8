package covey.environments;

import covey.space.RowLayout;
import covey.space.SpaceColumn;
import java.util.Arrays;

/// Partial observation in particle environments: the nearest landmarks and the nearest other agents, nearest first, the
/// rest of the row zero.
///
/// Not on any fast path: game after game, by insertion.
final class NearestFirst {
  private final ParticleWorld world;
  private final int seenLandmarks;
  private final int seenAgents;
  private final int[] order;
  private final double[] square;

  NearestFirst(ParticleWorld world, int seenLandmarks, int seenAgents) {
    this.world = world;
    this.seenLandmarks = seenLandmarks;
    this.seenAgents = seenAgents;
    this.order = new int[world.x.length];
    this.square = new double[world.x.length];
  }

  /// Writes the rows of the games `[from, to)`: own velocity, own position, landmarks, others, two zeros per other.
  ///
  /// @param first row of agent 0 of game 0
  void observe(SpaceColumn rows, int first, int from, int to) {
    for (int e = from; e < to; e++) {
      for (int i = 0; i < world.agents; i++) observeOne(rows, first + e * world.agents + i, e, i);
    }
  }

  private void observeOne(SpaceColumn rows, int row, int e, int observer) {
    rows.clear(row);
    RowLayout layout = rows.layout;
    float[] out = rows.floats;
    int at = row * layout.floats();
    out[at] = (float) world.vx[observer][e];
    out[at + 1] = (float) world.vy[observer][e];
    out[at + 2] = (float) world.x[observer][e];
    out[at + 3] = (float) world.y[observer][e];
    int landmarks = Math.min(seenLandmarks, sort(e, observer, world.agents, world.x.length));
    write(out, at + 4, landmarks, e, observer);
    int others = Math.min(seenAgents, sort(e, observer, 0, world.agents));
    write(out, at + 4 + 2 * seenLandmarks, others, e, observer);
    for (RowLayout.Leaf leaf : layout.leaves()) {
      if (leaf.count() < 0) continue;
      rows.ints[row * layout.ints() + leaf.count()] = leaf.path().equals("landmarks") ? landmarks : others;
    }
  }

  /// Orders the entities `[begin, end)` without the observer by distance; equal ones keep their order.
  ///
  /// @return how many there are
  private int sort(int e, int observer, int begin, int end) {
    int count = 0;
    for (int entity = begin; entity < end; entity++) {
      if (entity == observer) continue;
      double dx = world.x[entity][e] - world.x[observer][e];
      double dy = world.y[entity][e] - world.y[observer][e];
      double d = dx * dx + dy * dy;
      int place = count;
      while (place > 0 && square[place - 1] > d) place--;
      System.arraycopy(square, place, square, place + 1, count - place);
      System.arraycopy(order, place, order, place + 1, count - place);
      square[place] = d;
      order[place] = entity;
      count++;
    }
    Arrays.fill(order, count, order.length, -1);
    return count;
  }

  private void write(float[] out, int at, int count, int e, int observer) {
    for (int k = 0; k < count; k++) {
      out[at + 2 * k] = (float) (world.x[order[k]][e] - world.x[observer][e]);
      out[at + 2 * k + 1] = (float) (world.y[order[k]][e] - world.y[observer][e]);
    }
  }
}
