package covey.environments;

import covey.config.Configs;
import covey.config.Option;
import covey.config.Validation;
import covey.env.AgentState;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Cooks fill pots, wait for the soup, plate and serve it, and get in each other's way.
///
/// - Actions: 0 north, 1 south, 2 east, 3 west, 4 stay, 5 interact with what is ahead. A direction always turns the
///   cook; it also moves where there is floor.
/// - Observation `tensor`: the original's lossless encoding, an image of bytes [width, height, 26] that lies on its
///   side (its rows are the kitchen's columns); channels in [KitchenSight]. `entities`: the same, but for the order of
///   ingredients, as sets: other cooks, pots, stations and loose things, in cells relative to the observer.
/// - State: the tensor as cook 0 sees it.
/// - Reward: to every cook, the value of all soups served in this step: `deliveryReward` for an ordered soup,
///   `orderBonus` times as much for a bonus order, nothing for others.
/// - Auxiliary rewards: `shaping`, per cook: 3 for an ingredient into a pot, 5 for a soup taken from a pot, 3 for a
///   dish from a dispenser while it is useful; `served`: the value of the soups that this cook served itself.
/// - Ends: truncated after `horizon` steps, and never otherwise. Metrics: `deliveries` (soups that were paid for),
///   `potted` (ingredients put into pots). No chance: every episode begins alike.
///
/// Source: overcooked_ai 1.1.0 (Carroll et al. 2019, "On the Utility of Learning about Humans for Human-AI
/// Coordination"), exact to its recorded trajectories, with two cooks. Departures: with another number of cooks the
/// tensor's "other" channels show all the others, and dishes can be useful. Mean return in the cramped
/// room, over 10,000 episodes: random actions 0.93 (0.047 soups), two of [KitchenCook] 178.75, one alone always 200.
public final class Overcooked implements VectorEnvironment, StateAccess {

  /// How cooks see.
  public enum View { TENSOR, ENTITIES }

  public record Config(
      @Option(byDefault = "cramped_room", help = "name of a kitchen; grid goes before it") Kitchen.Plan layout,
      @Option(help = "a kitchen of one's own, row by row: X counter, O T D dispensers of onions, tomatoes, dishes, P"
          + " pot, S serving, . floor, 1 to 9 cooks") List<String> grid,
      @Option(help = "number of cooks, at most those of the kitchen; none = all of them", usual = "none")
          Optional<Integer> agents,
      @Option(byDefault = "400", help = "steps before truncation") int horizon,
      @Option(byDefault = "true", help = "pots begin to cook by themselves when they hold three things; otherwise a"
          + " cook starts them, with any number") boolean oldDynamics,
      @Option(byDefault = "20", help = "steps that a soup cooks, in [1, 255]") int cookTime,
      @Option(byDefault = "ooo", help = "soups that are paid for, by their ingredients: o onion, t tomato")
          List<String> orders,
      @Option(help = "orders that are paid more", usual = "none of the orders") List<String> bonusOrders,
      @Option(byDefault = "20", help = "reward for an ordered soup") double deliveryReward,
      @Option(byDefault = "2", help = "factor of the reward for a bonus order") double orderBonus,
      @Option(byDefault = "tensor", help = "what cooks see: an image of bytes, or sets of entities") View observation)
      implements EnvironmentConfig {

    public static final Config DEFAULTS = Configs.defaults(Config.class);

    public Config {
      grid = List.copyOf(grid);
      orders = List.copyOf(orders);
      bonusOrders = List.copyOf(bonusOrders);
      String wrong = faultOf(grid);
      int cooks = wrong.isEmpty() ? kitchen(layout, grid).starts.length : 9;
      List<String> all = orders.stream().map(Config::sorted).toList();
      Validation.of(Config.class)
          .require(wrong.isEmpty(), "grid", grid, wrong)
          .require(agents.orElse(1) >= 1 && agents.orElse(1) <= cooks, "agents", agents.orElse(1),
              "must lie in [1, " + cooks + "], the cooks of the kitchen; none is usual, which means all")
          .require(horizon >= 1, "horizon", horizon, "must be at least 1")
          .require(cookTime >= 1 && cookTime <= 255, "cookTime", cookTime, "must lie in [1, 255]")
          .require(!orders.isEmpty() && orders.stream().allMatch(Config::isRecipe), "orders", orders,
              "must name soups of 1 to 3 ingredients o and t")
          .require(bonusOrders.stream().allMatch(soup -> all.contains(sorted(soup))), "bonusOrders", bonusOrders,
              "must be among the orders = " + orders)
          .require(Double.isFinite(deliveryReward), "deliveryReward", deliveryReward, "must be finite")
          .require(Double.isFinite(orderBonus), "orderBonus", orderBonus, "must be finite")
          .throwIfInvalid();
    }

    /// The usual game in a kitchen of the original.
    static Config of(Kitchen.Plan layout) {
      return ENTRY.configure(Map.of("layout", layout.title()), "");
    }

    private static String faultOf(List<String> grid) {
      if (grid.isEmpty()) return "";
      try {
        Kitchen.of(grid);
        return "";
      } catch (IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
      }
    }

    private static boolean isRecipe(String soup) {
      return soup.matches("[ot]{1,3}");
    }

    private static String sorted(String soup) {
      char[] ingredients = soup.toCharArray();
      Arrays.sort(ingredients);
      return new String(ingredients);
    }

    private static Kitchen kitchen(Kitchen.Plan layout, List<String> grid) {
      return Kitchen.of(grid.isEmpty() ? layout.rows() : grid);
    }

    Kitchen kitchen() {
      return kitchen(layout, grid);
    }

    int cooks() {
      return agents.orElseGet(() -> kitchen().starts.length);
    }

    /// What a soup of so many onions and tomatoes is worth.
    double value(int onions, int tomatoes) {
      String soup = "o".repeat(onions) + "t".repeat(tomatoes);
      if (orders.stream().noneMatch(order -> sorted(order).equals(soup))) return 0;
      boolean bonus = bonusOrders.stream().anyMatch(order -> sorted(order).equals(soup));
      return bonus ? orderBonus * deliveryReward : deliveryReward;
    }

    @Override
    public EnvironmentSpec spec() {
      Space tensor = KitchenSight.tensor(this);
      Space seen = observation == View.TENSOR ? tensor : KitchenSight.entities(this);
      var slots = new ArrayList<Slot>();
      for (int i = 0; i < cooks(); i++) {
        slots.add(Slot.of("agent_" + i, "cook", "kitchen", seen, new Space.Discrete(6)));
      }
      return EnvironmentSpec.of("overcooked-v1", slots, Storage.EVERYONE_DECIDES)
          .withState(tensor)
          .withAuxiliaryRewards("shaping", "served")
          .withMetrics(new Metric("deliveries", Metric.Kind.COUNT), new Metric("potted", Metric.Kind.COUNT));
    }

    @Override
    public VectorEnvironment create(int games) {
      return new Overcooked(this, games);
    }
  }

  static final Catalogue.Entry<Config> ENTRY = Catalogue.Entry.of(
      "overcooked", Config.class, "cooks share a kitchen and serve soups (cooperative, images or sets)")
      .withSmallest(Map.of("agents", 1))
      .withScript("cook", KitchenCook::of)
      .withRecording(new Catalogue.Recording("overcooked", Map.of()))
      .withFamily(new Catalogue.Family("the name of a kitchen, for example cramped_room",
          Stream.of(Kitchen.Plan.values()).map(Kitchen.Plan::title).toList(), Overcooked::named));

  static final int STAY = 4;
  static final int INTERACT = 5;

  private static final int SHAPING = 0;
  private static final int SERVED = 1;
  private static final double POTTED_REWARD = 3;
  private static final double DISH_REWARD = 3;
  private static final double SOUP_REWARD = 5;
  private static final int THING_NUMBERS = 5; // of a thing in a situation: kind, three ingredients, ticks

  final Kitchen kitchen;
  final int games;
  final int n;
  final int[] place; // [games, cooks] cell
  final int[] facing; // [games, cooks]
  final int[] held; // [games, cooks] what a cook holds, see KitchenThing
  final int[] things; // [games, cells] what lies on counters and in pots
  final int[] time; // [games] steps since the reset

  private final Config config;
  private final EnvironmentSpec spec;
  private final KitchenSight sight;
  private final int[] pots; // cells
  private final int[] counters; // cells
  private final double[] value; // [onions * 4 + tomatoes] of a soup
  private final int[] next; // [cooks] scratch: where each wants to be
  private final int[] deliveries; // [games]
  private final int[] potted; // [games]
  private final boolean[] over; // [games] the present timestep is last

  public Overcooked(Config config, int games) {
    if (games < 1) throw new IllegalArgumentException("games = " + games + ", but there must be at least 1");
    this.config = config;
    this.spec = config.spec();
    this.kitchen = config.kitchen();
    this.games = games;
    this.n = config.cooks();
    this.place = new int[games * n];
    this.facing = new int[games * n];
    this.held = new int[games * n];
    this.things = new int[games * kitchen.cells()];
    this.time = new int[games];
    this.pots = kitchen.all(Kitchen.POT);
    this.counters = kitchen.all(Kitchen.COUNTER);
    this.value = new double[16];
    for (int onions = 0; onions <= 3; onions++) {
      for (int tomatoes = 0; tomatoes <= 3 - onions; tomatoes++) {
        value[onions * 4 + tomatoes] = config.value(onions, tomatoes);
      }
    }
    this.next = new int[n];
    this.deliveries = new int[games];
    this.potted = new int[games];
    this.over = new boolean[games];
    Arrays.fill(over, true);
    this.sight = new KitchenSight(config, this);
  }

  private static Optional<Map<String, Object>> named(String id) {
    return Stream.of(Kitchen.Plan.values()).filter(plan -> plan.title().equals(id)).findFirst()
        .map(plan -> Map.of("layout", plan.title()));
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int games() {
    return games;
  }

  @Override
  public void advance(Commands in, Timestep out) {
    Rollout columns = out.columns();
    Arrays.fill(columns.state, out.cell(0, 0), out.cell(0, 0) + games * n, AgentState.DECIDES);
    for (int e = 0; e < games; e++) {
      switch (in.command(e, over[e])) {
        case STEP -> {
          step(e, in, columns, out);
          sight.write(e, columns, out);
        }
        case RESET -> {
          reset(e);
          sight.write(e, columns, out);
        }
        case SKIP -> {
          Arrays.fill(columns.state, out.cell(e, 0), out.cell(e, 0) + n, AgentState.ABSENT);
          columns.last[out.moment(e)] = true;
          sight.blank(e, columns, out);
        }
      }
    }
  }

  private void reset(int e) {
    for (int i = 0; i < n; i++) {
      place[e * n + i] = kitchen.starts[i];
      facing[e * n + i] = Kitchen.NORTH;
      held[e * n + i] = KitchenThing.NOTHING;
    }
    Arrays.fill(things, e * kitchen.cells(), (e + 1) * kitchen.cells(), KitchenThing.NOTHING);
    begin(e, 0);
  }

  private void begin(int e, int step) {
    time[e] = step;
    deliveries[e] = 0;
    potted[e] = 0;
    over[e] = false;
  }

  /// Interactions in the order of the cooks, then all moves at once, then the pots.
  private void step(int e, Commands in, Rollout columns, Timestep out) {
    int paid = out.paid(e, 0);
    int busy = busyPots(e);
    boolean moving = false;
    for (int i = 0; i < n; i++) {
      int action = in.action(e, i);
      if (action < 0 || action > INTERACT) {
        throw new IllegalArgumentException("overcooked: the action of agent_" + i + " in game " + e + " is " + action
            + ", but must be one of 0 to 5");
      }
      next[i] = place[e * n + i];
      if (action == INTERACT) {
        interact(e, i, busy, columns, paid);
      } else if (action < STAY) {
        moving |= turn(e, i, action);
      }
    }
    if (moving && !collide(e)) System.arraycopy(next, 0, place, e * n, n);
    cook(e);
    time[e]++;
    if (time[e] >= config.horizon()) end(e, columns, out);
  }

  /// Turns a cook, and notes where it goes.
  ///
  /// @return whether it wants to leave its cell
  private boolean turn(int e, int i, int direction) {
    int at = e * n + i;
    // A cook interacts with the pose that it had before the step: it either interacts or turns, so order is no matter.
    facing[at] = direction;
    int target = kitchen.ahead(place[at], direction);
    if (kitchen.terrain[target] != Kitchen.FLOOR) return false;
    next[i] = target;
    return true;
  }

  /// Whether any two cooks would share a cell or swap: then all stay, also those who are not involved.
  private boolean collide(int e) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        if (next[i] == next[j]) return true;
        if (next[i] == place[e * n + j] && next[j] == place[e * n + i]) return true;
      }
    }
    return false;
  }

  /// Pots for which a dish is useful: ready, cooking, or idle with one or two ingredients.
  private int busyPots(int e) {
    int busy = 0;
    for (int pot : pots) {
      int soup = things[e * kitchen.cells() + pot];
      if (soup == KitchenThing.NOTHING) continue;
      if (!KitchenThing.idle(soup) || KitchenThing.size(soup) < KitchenThing.FULL) busy++;
    }
    return busy;
  }

  private void interact(int e, int i, int busy, Rollout columns, int paid) {
    int at = e * n + i;
    int target = kitchen.ahead(place[at], facing[at]);
    int cell = e * kitchen.cells() + target;
    switch (kitchen.terrain[target]) {
      case Kitchen.COUNTER -> {
        if ((held[at] == KitchenThing.NOTHING) != (things[cell] == KitchenThing.NOTHING)) {
          int thing = held[at];
          held[at] = things[cell];
          things[cell] = thing;
        }
      }
      case Kitchen.ONIONS -> {
        if (held[at] == KitchenThing.NOTHING) held[at] = KitchenThing.ONION;
      }
      case Kitchen.TOMATOES -> {
        if (held[at] == KitchenThing.NOTHING) held[at] = KitchenThing.TOMATO;
      }
      case Kitchen.DISHES -> {
        if (held[at] == KitchenThing.NOTHING) {
          if (dishIsUseful(e, busy)) columns.auxiliary[SHAPING][paid + i] += DISH_REWARD;
          held[at] = KitchenThing.DISH;
        }
      }
      case Kitchen.POT -> usePot(e, at, cell, columns, paid + i);
      case Kitchen.SERVING -> {
        if (KitchenThing.isSoup(held[at])) serve(e, at, columns, paid, i);
      }
      default -> {} // floor
    }
  }

  /// No dish lies about, and fewer are held than pots want.
  private boolean dishIsUseful(int e, int busy) {
    for (int counter : counters) if (things[e * kitchen.cells() + counter] == KitchenThing.DISH) return false;
    int dishes = 0;
    for (int i = 0; i < n; i++) if (held[e * n + i] == KitchenThing.DISH) dishes++;
    return dishes < busy;
  }

  private void usePot(int e, int at, int cell, Rollout columns, int paid) {
    int soup = things[cell];
    int hand = held[at];
    if (hand == KitchenThing.NOTHING) {
      boolean starts = !config.oldDynamics() && soup != KitchenThing.NOTHING && KitchenThing.idle(soup);
      if (starts) things[cell] = KitchenThing.heated(soup);
    } else if (hand == KitchenThing.DISH) {
      if (soup == KitchenThing.NOTHING || KitchenThing.ticks(soup) < config.cookTime()) return;
      held[at] = soup;
      things[cell] = KitchenThing.NOTHING;
      columns.auxiliary[SHAPING][paid] += SOUP_REWARD;
    } else if (!KitchenThing.isSoup(hand)) {
      int broth = soup == KitchenThing.NOTHING ? KitchenThing.EMPTY_SOUP : soup;
      if (!KitchenThing.idle(broth) || KitchenThing.size(broth) == KitchenThing.FULL) return;
      things[cell] = KitchenThing.with(broth, hand);
      held[at] = KitchenThing.NOTHING;
      columns.auxiliary[SHAPING][paid] += POTTED_REWARD;
      potted[e]++;
    }
  }

  private void serve(int e, int at, Rollout columns, int paid, int server) {
    double worth = value[KitchenThing.onions(held[at]) * 4 + KitchenThing.tomatoes(held[at])];
    held[at] = KitchenThing.NOTHING;
    if (worth == 0) return;
    for (int i = 0; i < n; i++) columns.reward[paid + i] += worth;
    columns.auxiliary[SERVED][paid + server] += worth;
    deliveries[e]++;
  }

  private void cook(int e) {
    for (int pot : pots) {
      int cell = e * kitchen.cells() + pot;
      int soup = things[cell];
      if (soup == KitchenThing.NOTHING) continue;
      if (config.oldDynamics() && KitchenThing.idle(soup) && KitchenThing.size(soup) == KitchenThing.FULL) {
        soup = KitchenThing.heated(soup);
      }
      int ticks = KitchenThing.ticks(soup);
      things[cell] = ticks >= 0 && ticks < config.cookTime() ? KitchenThing.cookedOn(soup) : soup;
    }
  }

  private void end(int e, Rollout columns, Timestep out) {
    int cell = out.cell(e, 0);
    Arrays.fill(columns.state, cell, cell + n, AgentState.WAITS);
    Arrays.fill(columns.ended, cell, cell + n, Ending.TRUNCATED);
    columns.last[out.moment(e)] = true;
    columns.metric[out.metrics(e)] = deliveries[e];
    columns.metric[out.metrics(e) + 1] = potted[e];
    over[e] = true;
  }

  /// Of a cook: x, y and direction. Of a thing: kind (0 nothing, 1 onion, 2 tomato, 3 dish, 4 soup), three ingredients
  /// (0 none, 1 onion, 2 tomato) and ticks of cooking (-1 idle). Objects are listed for every cell, column by column.
  @Override
  public List<Quantity> quantities() {
    return List.of(
        new Quantity("timestep", 1),
        new Quantity("players", 3 * n),
        new Quantity("held", THING_NUMBERS * n),
        new Quantity("objects", THING_NUMBERS * kitchen.cells()));
  }

  @Override
  public void read(int game, double[] situation) {
    int k = 0;
    situation[k++] = time[game];
    for (int i = game * n; i < (game + 1) * n; i++) {
      situation[k++] = kitchen.x(place[i]);
      situation[k++] = kitchen.y(place[i]);
      situation[k++] = facing[i];
    }
    for (int i = game * n; i < (game + 1) * n; i++, k += THING_NUMBERS) KitchenThing.read(held[i], situation, k);
    int cells = kitchen.cells();
    for (int c = game * cells; c < (game + 1) * cells; c++, k += THING_NUMBERS) {
      KitchenThing.read(things[c], situation, k);
    }
  }

  @Override
  public void load(int game, double[] situation, Timestep out) {
    int k = 1;
    for (int i = game * n; i < (game + 1) * n; i++, k += 3) {
      place[i] = (int) (situation[k] * kitchen.height + situation[k + 1]);
      facing[i] = (int) situation[k + 2];
    }
    for (int i = game * n; i < (game + 1) * n; i++, k += THING_NUMBERS) held[i] = KitchenThing.load(situation, k);
    int cells = kitchen.cells();
    for (int c = game * cells; c < (game + 1) * cells; c++, k += THING_NUMBERS) {
      things[c] = KitchenThing.load(situation, k);
    }
    begin(game, (int) situation[0]);
    Arrays.fill(out.columns().state, out.cell(game, 0), out.cell(game, 0) + n, AgentState.DECIDES);
    sight.write(game, out.columns(), out);
  }
}
