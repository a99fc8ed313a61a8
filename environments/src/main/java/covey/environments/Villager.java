package covey.environments;

import covey.act.Policy;
import covey.act.Rows;

/// A scripted player of [Commons] who sees only its image: goes to the nearest apple in sight, or wanders.
///
/// The greedy one takes every apple and never cleans. The sustainable one spares apples: it takes none, and steps on
/// none, that has fewer than [#SPARED] other apples within distance 2 in sight. Where there is a river, the
/// sustainable ones instead divide the work by their number: the first third (at least one) clean, the others eat.
public final class Villager implements Policy {
  /// Other apples that must be near one for the sustainable villager to take it.
  static final int SPARED = 4;

  private static final double TURN = 0.1; // chance to turn while wandering
  private static final double LOOK = 0.3; // chance to wander rather than go to the river, for who cleans
  private static final int UNKNOWN = 99; // somebody else

  private final int view;
  private final int cells;
  private final int self; // own cell
  private final int sparing; // the slots below spare apples
  private final int cleaners; // the slots below clean

  private Villager(Commons.Config config, int sustainable) {
    this.view = config.view();
    this.cells = view * view;
    this.self = (view - 2) * view + view / 2;
    boolean river = config.game() == CommonsMap.Game.CLEANUP;
    this.sparing = river ? 0 : sustainable;
    this.cleaners = river ? (sustainable + 2) / 3 : 0;
  }

  /// A village that is sustainable, or greedy.
  static Villager of(Commons.Config config, boolean sustainable) {
    return new Villager(config, sustainable ? config.agents() : 0);
  }

  /// A village of which the first `sustainable` are so, and the others greedy.
  static Villager mixed(Commons.Config config, int sustainable) {
    return new Villager(config, sustainable);
  }

  @Override
  public Policy.Actor actor() {
    return new Actor();
  }

  /// One thread's scratch: the image as codes of [CommonsMap], and the search for a way.
  private final class Actor implements Policy.Actor {
    private final int[] code = new int[cells];
    private final boolean[] target = new boolean[cells];
    private final boolean[] blocked = new boolean[cells];
    private final int[] first = new int[cells]; // first action of the way to a cell, -1 if none is known
    private final int[] queue = new int[cells];
    private boolean spares;

    @Override
    public void act(Rows rows) {
      byte[] bytes = rows.columns().observation.bytes;
      for (int i = 0; i < rows.count(); i++) {
        if (rows.forced(i)) continue;
        decode(bytes, rows.row(i) * cells * 3);
        spares = rows.slot(i) < sparing;
        int action = go(CommonsMap.APPLE);
        if (rows.slot(i) < cleaners) {
          action = clean();
          if (action < 0 && rows.uniform(i, 2) >= LOOK) action = go(CommonsMap.WATER);
        }
        rows.act(i, action >= 0 ? action : wander(rows, i), 0f);
      }
    }

    private void decode(byte[] bytes, int at) {
      for (int c = 0; c < cells; c++, at += 3) {
        int colour = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
        code[c] = UNKNOWN;
        for (int k = 0; k < CommonsMap.COLOURS.length; k++) if (CommonsMap.COLOURS[k] == colour) code[c] = k;
      }
      code[self] = CommonsMap.GRASS;
    }

    /// Cleans the nearest waste in sight, or brings it before the beam; -1 if none is in sight.
    private int clean() {
      int nearest = -1;
      int least = Integer.MAX_VALUE;
      for (int c = 0; c < cells; c++) {
        int steps = Math.abs(ahead(c)) + Math.abs(aside(c));
        if (code[c] != CommonsMap.WASTE || steps >= least) continue;
        nearest = c;
        least = steps;
      }
      if (nearest < 0) return -1;
      int ahead = ahead(nearest);
      int aside = aside(nearest);
      if (ahead < 1) return aside < 0 ? Commons.TURN_LEFT : Commons.TURN_RIGHT;
      if (Math.abs(aside) <= 1) return ahead <= Commons.REACH ? Commons.CLEAN : Commons.FORWARD;
      return aside < 0 ? Commons.LEFT : Commons.RIGHT;
    }

    private int ahead(int cell) {
      return view - 2 - cell / view;
    }

    private int aside(int cell) {
      return cell % view - view / 2;
    }

    /// @return the first action of a shortest way to something of this kind that may be had; -1 if none is in sight
    private int go(int kind) {
      for (int c = 0; c < cells; c++) {
        boolean taboo = spares && code[c] == CommonsMap.APPLE && apples(c) < SPARED;
        target[c] = code[c] == kind && !taboo;
        blocked[c] = code[c] == CommonsMap.WALL || code[c] == UNKNOWN || taboo;
        first[c] = -1;
      }
      first[self] = Commons.STAY;
      queue[0] = self;
      int end = 1;
      for (int k = 0; k < end; k++) {
        int c = queue[k];
        if (target[c]) return first[c];
        for (int action = Commons.FORWARD; action <= Commons.RIGHT; action++) {
          int next = beside(c, action);
          if (next < 0 || blocked[next] || first[next] >= 0) continue;
          first[next] = c == self ? action : first[c];
          queue[end++] = next;
        }
      }
      return -1;
    }

    /// The cell of the image that a step leads to, or -1 if it is out of sight.
    private int beside(int cell, int action) {
      int x = cell % view;
      return switch (action) {
        case Commons.FORWARD -> cell - view;
        case Commons.BACKWARD -> cell + view < cells ? cell + view : -1;
        case Commons.LEFT -> x > 0 ? cell - 1 : -1;
        default -> x < view - 1 ? cell + 1 : -1;
      };
    }

    /// Other apples within distance 2 of a cell, as far as they are in sight.
    private int apples(int cell) {
      int count = 0;
      for (int dy = -2; dy <= 2; dy++) {
        for (int dx = -2; dx <= 2; dx++) {
          int x = cell % view + dx;
          int y = cell / view + dy;
          boolean seen = x >= 0 && x < view && y >= 0 && y < view;
          if (seen && dx * dx + dy * dy <= 4 && (dx != 0 || dy != 0) && code[y * view + x] == CommonsMap.APPLE) count++;
        }
      }
      return count;
    }

    /// Goes ahead, and turns by chance or where there is no way.
    private int wander(Rows rows, int i) {
      boolean turn = blocked[self - view] || rows.uniform(i, 0) < TURN;
      if (!turn) return Commons.FORWARD;
      return rows.uniform(i, 1) < 0.5 ? Commons.TURN_LEFT : Commons.TURN_RIGHT;
    }
  }
}
