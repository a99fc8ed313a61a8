package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import java.util.Arrays;

/// A scripted player of [Overcooked]: each cook looks at the kitchen, decides what is missing most, and fetches it.
///
/// It fills pots with the ingredients of the most valuable order it can make, fetches a dish in time, plates and
/// serves. A cook that cannot reach the next station puts things on a counter that cooks beyond it can reach. Cooks do
/// not talk: where they meet, each steps aside by chance. Needs the tensor as observation.
public final class KitchenCook implements Policy {
  private static final int FETCH_DISH = 12; // ticks before a soup is ready
  private static final double STEP_ASIDE = 0.15; // chance, next to another cook
  private static final double IDLE_MOVE = 0.3; // chance, with nothing to do and another cook about

  private final Overcooked.Config config;
  private final Kitchen kitchen;
  private final int onions; // of the soup that it makes
  private final int tomatoes;
  private final int[] region; // [cells] floor cells that are connected have one number; -1 elsewhere

  private KitchenCook(Overcooked.Config config) {
    this.config = config;
    this.kitchen = config.kitchen();
    int best = -1;
    double most = 0;
    for (int o = 0; o <= KitchenThing.FULL; o++) {
      for (int t = 0; t <= KitchenThing.FULL - o; t++) {
        boolean possible = (o == 0 || kitchen.count(Kitchen.ONIONS) > 0)
            && (t == 0 || kitchen.count(Kitchen.TOMATOES) > 0)
            && (o + t == KitchenThing.FULL || !config.oldDynamics());
        if (possible && config.value(o, t) > most) {
          most = config.value(o, t);
          best = o * 4 + t;
        }
      }
    }
    if (best < 0) {
      throw new IllegalArgumentException(
          "the cook can make none of the orders " + config.orders() + " in this kitchen");
    }
    this.onions = best / 4;
    this.tomatoes = best % 4;
    this.region = regions(kitchen);
  }

  /// The player for games with these options.
  ///
  /// @throws IllegalArgumentException if cooks see no tensor, or if no order can be made in this kitchen
  public static KitchenCook of(Overcooked.Config config) {
    if (config.observation() != Overcooked.View.TENSOR) {
      throw new IllegalArgumentException("the cook needs observation = tensor, but it is entities");
    }
    return new KitchenCook(config);
  }

  private static int[] regions(Kitchen kitchen) {
    int[] region = new int[kitchen.cells()];
    Arrays.fill(region, -1);
    int[] queue = new int[kitchen.cells()];
    int found = 0;
    for (int start = 0; start < region.length; start++) {
      if (kitchen.terrain[start] != Kitchen.FLOOR || region[start] >= 0) continue;
      int end = 0;
      queue[end++] = start;
      region[start] = found;
      for (int k = 0; k < end; k++) {
        for (int d = 0; d < 4; d++) {
          int next = kitchen.ahead(queue[k], d);
          if (kitchen.terrain[next] != Kitchen.FLOOR || region[next] >= 0) continue;
          region[next] = found;
          queue[end++] = next;
        }
      }
      found++;
    }
    return region;
  }

  @Override
  public Policy.Actor actor() {
    return new Actor();
  }

  /// One thread's scratch: the scene as the present row shows it, and the search for a way.
  private final class Actor implements Policy.Actor {
    private final boolean[] taken = new boolean[kitchen.cells()]; // another cook stands there
    private final boolean[] wanted = new boolean[kitchen.cells()]; // to interact with one of these is the aim
    private final int[] firstMove = new int[kitchen.cells()];
    private final int[] queue = new int[kitchen.cells()];
    private byte[] bytes = new byte[0];
    private int at; // place of the row's first byte
    private int me;
    private int facing;
    private int aims;
    private int dishesAbout; // held by others
    private int onionsAbout;
    private int tomatoesAbout;
    private boolean company; // another cook is next to me

    @Override
    public void act(Rows rows) {
      bytes = rows.columns().observation.bytes;
      for (int i = 0; i < rows.count(); i++) {
        if (rows.forced(i)) continue;
        at = rows.row(i) * kitchen.cells() * KitchenSight.CHANNELS;
        look();
        rows.act(i, choose(rows, i), 0f);
      }
    }

    private int see(int cell, int channel) {
      return bytes[at + cell * KitchenSight.CHANNELS + channel] & 0xFF;
    }

    private void look() {
      Arrays.fill(wanted, false);
      aims = 0;
      dishesAbout = 0;
      onionsAbout = 0;
      tomatoesAbout = 0;
      for (int cell = 0; cell < taken.length; cell++) {
        taken[cell] = see(cell, KitchenSight.OTHER) != 0;
        if (see(cell, 0) != 0) me = cell;
        if (!taken[cell]) continue;
        dishesAbout += see(cell, KitchenSight.DISHES);
        onionsAbout += see(cell, KitchenSight.ONIONS);
        tomatoesAbout += see(cell, KitchenSight.TOMATOES);
      }
      company = false;
      for (int d = 0; d < 4; d++) {
        if (see(me, KitchenSight.FACES + d) != 0) facing = d;
        int next = kitchen.ahead(me, d);
        company |= taken[next];
        for (int f = 0; f < 4 && kitchen.terrain[next] == Kitchen.FLOOR; f++) company |= taken[kitchen.ahead(next, f)];
      }
    }

    private int choose(Rows rows, int i) {
      if (company && rows.uniform(i, 0) < STEP_ASIDE) return (int) (rows.uniform(i, 1) * 4);
      aim();
      if (aims == 0) {
        boolean move = config.cooks() > 1 && rows.uniform(i, 2) < IDLE_MOVE;
        return move ? (int) (rows.uniform(i, 1) * 4) : Overcooked.STAY;
      }
      int move = way(true);
      return move >= 0 ? move : Math.max(way(false), 0);
    }

    private void aim() {
      if (see(me, KitchenSight.READY) != 0) {
        aimAt(Kitchen.SERVING);
        if (aims == 0) passOn();
      } else if (see(me, KitchenSight.DISHES) != 0) {
        aimAtSoups();
        if (aims == 0) passOn();
      } else if (see(me, KitchenSight.ONIONS) != 0 || see(me, KitchenSight.TOMATOES) != 0) {
        boolean onion = see(me, KitchenSight.ONIONS) != 0;
        for (int pot = 0; pot < wanted.length; pot++) if (lacks(pot, onion) > 0) want(pot);
        if (aims == 0) passOn();
      } else {
        aimWithEmptyHands();
      }
    }

    /// Soups that are ready, or else those that cook.
    private void aimAtSoups() {
      for (int pot = 0; pot < wanted.length; pot++) if (ready(pot)) want(pot);
      if (aims > 0) return;
      for (int pot = 0; pot < wanted.length; pot++) if (cooks(pot)) want(pot);
    }

    private void aimWithEmptyHands() {
      int dishes = -dishesAbout;
      int lackOnions = -onionsAbout;
      int lackTomatoes = -tomatoesAbout;
      for (int cell = 0; cell < wanted.length; cell++) {
        lackOnions += lacks(cell, true);
        lackTomatoes += lacks(cell, false);
        if (ready(cell) || (cooks(cell) && see(cell, KitchenSight.TICKS_LEFT) <= FETCH_DISH)) dishes++;
        if (complete(cell)) want(cell);
        if (beyond(cell)) { // waits for a cook on the other side
          dishes -= see(cell, KitchenSight.DISHES);
          lackOnions -= see(cell, KitchenSight.ONIONS);
          lackTomatoes -= see(cell, KitchenSight.TOMATOES);
        }
      }
      if (aims > 0) return;
      if (reaches(Kitchen.SERVING)) wantLoose(KitchenSight.READY);
      if (aims == 0 && dishes > 0) fetch(Kitchen.DISHES, KitchenSight.DISHES);
      if (aims == 0 && lackOnions > 0) fetch(Kitchen.ONIONS, KitchenSight.ONIONS);
      if (aims == 0 && lackTomatoes > 0) fetch(Kitchen.TOMATOES, KitchenSight.TOMATOES);
    }

    private boolean isPot(int cell) {
      return kitchen.terrain[cell] == Kitchen.POT;
    }

    private boolean ready(int cell) {
      return isPot(cell) && see(cell, KitchenSight.READY) != 0;
    }

    private boolean cooks(int cell) {
      return isPot(cell) && see(cell, KitchenSight.TICKS_LEFT) != 0;
    }

    /// Whether a pot holds all that it needs and waits for somebody to start it.
    private boolean complete(int cell) {
      return isPot(cell) && !config.oldDynamics() && see(cell, KitchenSight.IDLE_ONIONS) == onions
          && see(cell, KitchenSight.IDLE_TOMATOES) == tomatoes;
    }

    /// How many onions (or tomatoes) a pot still needs.
    private int lacks(int cell, boolean onion) {
      if (!isPot(cell) || ready(cell) || cooks(cell)) return 0;
      return onion
          ? Math.max(onions - see(cell, KitchenSight.IDLE_ONIONS), 0)
          : Math.max(tomatoes - see(cell, KitchenSight.IDLE_TOMATOES), 0);
    }

    private void fetch(byte dispenser, int channel) {
      if (reaches(Kitchen.POT)) wantLoose(channel);
      aimAt(dispenser);
    }

    private void wantLoose(int channel) {
      for (int cell = 0; cell < wanted.length; cell++) {
        if (kitchen.terrain[cell] == Kitchen.COUNTER && see(cell, channel) != 0) want(cell);
      }
    }

    private void aimAt(byte terrain) {
      for (int cell = 0; cell < wanted.length; cell++) if (kitchen.terrain[cell] == terrain) want(cell);
    }

    private boolean reaches(byte terrain) {
      for (int cell = 0; cell < wanted.length; cell++) {
        if (kitchen.terrain[cell] == terrain && inReach(cell)) return true;
      }
      return false;
    }

    /// Any free counter, but one that leads to other cooks where there is one and what is held is of no use here.
    private void passOn() {
      boolean useless = !reaches(see(me, KitchenSight.READY) != 0 ? Kitchen.SERVING : Kitchen.POT);
      for (int cell = 0; cell < wanted.length && useless; cell++) if (free(cell) && beyond(cell)) want(cell);
      for (int cell = 0; cell < wanted.length && aims == 0; cell++) if (free(cell)) want(cell);
    }

    private boolean free(int cell) {
      return kitchen.terrain[cell] == Kitchen.COUNTER && see(cell, KitchenSight.DISHES) == 0
          && see(cell, KitchenSight.ONIONS) == 0 && see(cell, KitchenSight.TOMATOES) == 0
          && see(cell, KitchenSight.READY) == 0;
    }

    private void want(int cell) {
      if (!inReach(cell)) return;
      wanted[cell] = true;
      aims++;
    }

    private boolean inReach(int cell) {
      return touches(cell, true);
    }

    /// Whether a counter in reach also borders on floor that is not, while the pots are out of reach.
    private boolean beyond(int cell) {
      return kitchen.terrain[cell] == Kitchen.COUNTER && touches(cell, true) && touches(cell, false)
          && !(reaches(Kitchen.POT) && reaches(Kitchen.SERVING));
    }

    /// Whether a neighbour of a cell is floor of my own region, or of another one.
    private boolean touches(int cell, boolean own) {
      int x = kitchen.x(cell);
      int y = kitchen.y(cell);
      return (y > 0 && isRegion(cell - 1, own)) || (y < kitchen.height - 1 && isRegion(cell + 1, own))
          || (x > 0 && isRegion(cell - kitchen.height, own))
          || (x < kitchen.width - 1 && isRegion(cell + kitchen.height, own));
    }

    private boolean isRegion(int cell, boolean own) {
      return region[cell] >= 0 && (region[cell] == region[me]) == own;
    }

    /// The first action on a shortest way to something wanted.
    ///
    /// @param around whether cooks are in the way
    /// @return -1 if there is no way
    private int way(boolean around) {
      Arrays.fill(firstMove, -1);
      int end = 0;
      queue[end++] = me;
      firstMove[me] = Overcooked.STAY;
      for (int k = 0; k < end; k++) {
        int cell = queue[k];
        for (int d = 0; d < 4; d++) {
          int next = kitchen.ahead(cell, (d + facing) % 4); // what is ahead comes first
          if (wanted[next]) {
            if (cell != me) return firstMove[cell];
            return d == 0 ? Overcooked.INTERACT : (d + facing) % 4;
          }
          if (kitchen.terrain[next] != Kitchen.FLOOR || firstMove[next] >= 0 || (around && taken[next])) continue;
          firstMove[next] = cell == me ? (d + facing) % 4 : firstMove[cell];
          queue[end++] = next;
        }
      }
      return -1;
    }
  }
}
