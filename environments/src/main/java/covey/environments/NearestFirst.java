package covey.environments;

import covey.space.RowLayout;
import covey.space.SpaceColumn;

/// Partial observation in particle games: writes one row of one game, in which sets hold only so many members, nearest
/// first, the rest of them zero.
///
/// Game after game, by insertion into the few that are kept.
final class NearestFirst {
  private final ParticleWorld world;
  private final int[] order;
  private final double[] square;
  private float[] out = new float[0];
  private int[] counts = new int[0];
  private int at;
  private int countAt;
  private int game;
  private int observer;

  NearestFirst(ParticleWorld world) {
    this.world = world;
    this.order = new int[world.x.length];
    this.square = new double[world.x.length];
  }

  /// Begins the row of an observer.
  void begin(SpaceColumn rows, int row, int ofGame, int ofAgent) {
    rows.clear(row);
    RowLayout layout = rows.layout;
    out = rows.floats;
    counts = rows.ints;
    at = row * layout.floats();
    countAt = row * layout.ints();
    game = ofGame;
    observer = ofAgent;
  }

  /// The game whose row is written.
  int game() {
    return game;
  }

  void add(double[] x, double[] y) {
    out[at] = (float) x[game];
    out[at + 1] = (float) y[game];
    at += 2;
  }

  /// Adds where an entity is, seen from the observer.
  void addRelative(int entity) {
    out[at] = (float) (world.x[entity][game] - world.x[observer][game]);
    out[at + 1] = (float) (world.y[entity][game] - world.y[observer][game]);
    at += 2;
  }

  /// Adds where the entities `[begin, end)` without the observer are, as a set of `capacity` places; as many as fit.
  ///
  /// @param nearest nearest first, equal ones in their order; otherwise all in their order
  /// @return how many were added
  int addSet(int begin, int end, int capacity, boolean nearest) {
    int others = end - begin - (observer >= begin && observer < end ? 1 : 0);
    int count = Math.min(capacity, others);
    if (nearest) {
      listNearest(begin, end, count);
    } else {
      list(begin, end, count);
    }
    int place = at;
    for (int k = 0; k < count; k++) addRelative(order[k]);
    endSet(place, 2 * capacity, count, others < capacity);
    return count;
  }

  /// Adds the velocities of the members of the set added before, in their order: zero for agents before `first`.
  void addVelocities(int first, int count, int capacity, boolean full) {
    int place = at;
    for (int k = 0; k < count; k++) {
      if (order[k] >= first) {
        add(world.vx[order[k]], world.vy[order[k]]);
      } else {
        at += 2;
      }
    }
    endSet(place, 2 * capacity, count, !full);
  }

  /// Adds a set of zeros.
  void addZeros(int count, int capacity, boolean full) {
    endSet(at, 2 * capacity, count, !full);
  }

  private void endSet(int place, int width, int count, boolean counted) {
    at = place + width;
    if (counted) counts[countAt++] = count;
  }

  private void list(int begin, int end, int most) {
    int count = 0;
    for (int entity = begin; entity < end && count < most; entity++) if (entity != observer) order[count++] = entity;
  }

  /// Leaves the `most` nearest in `order`, nearest first; equal ones keep their order.
  private void listNearest(int begin, int end, int most) {
    double ownX = world.x[observer][game];
    double ownY = world.y[observer][game];
    int count = 0;
    for (int entity = begin; entity < end; entity++) {
      if (entity == observer) continue;
      double dx = world.x[entity][game] - ownX;
      double dy = world.y[entity][game] - ownY;
      double d = dx * dx + dy * dy;
      if (count == most && (most == 0 || square[most - 1] <= d)) continue;
      int place = count < most ? count++ : most - 1;
      while (place > 0 && square[place - 1] > d) {
        square[place] = square[place - 1];
        order[place] = order[place - 1];
        place--;
      }
      square[place] = d;
      order[place] = entity;
    }
  }
}
