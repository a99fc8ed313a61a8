package covey.environments;

import covey.env.Rollout;
import covey.env.Timestep;
import covey.space.Space;
import covey.space.Space.Part;
import covey.space.SpaceColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What cooks see of an [Overcooked] kitchen.
///
/// Channels of the tensor: 0 self, 1 others; 2 to 5 self faces N S E W, 6 to 9 others do; 10 pot, 11 counter, 12 to 14
/// dispensers of onions, tomatoes, dishes, 15 serving; 16, 17 onions and tomatoes in an idle pot (counts); 18, 19 in a
/// soup that cooks, is ready or is plated (counts); 20 ticks until it is ready, in the pot; 21 soup ready or plated;
/// 22 to 24 dishes, onions, tomatoes, loose or held; 25 everywhere 1 when fewer than 40 steps are left.
final class KitchenSight {
  static final int CHANNELS = 26;
  static final int OTHER = 1;
  static final int FACES = 2; // first of four, self
  static final int OTHER_FACES = 6; // first of four
  static final int POT = 10;
  static final int IDLE_ONIONS = 16;
  static final int IDLE_TOMATOES = 17;
  static final int SOUP_ONIONS = 18;
  static final int SOUP_TOMATOES = 19;
  static final int TICKS_LEFT = 20;
  static final int READY = 21;
  static final int DISHES = 22;
  static final int ONIONS = 23;
  static final int TOMATOES = 24;
  private static final int URGENT = 25;
  private static final int HURRY = 40; // steps before the end in which everything is urgent

  private static final int SELF_NUMBERS = 11;
  private static final int COOK_NUMBERS = 10;
  private static final int POT_NUMBERS = 7;
  private static final int STATION_NUMBERS = 6;
  private static final int THING_NUMBERS = 6;

  private final Overcooked game;
  private final Kitchen kitchen;
  private final Overcooked.Config config;
  private final byte[] calm; // [cells, CHANNELS] what never changes
  private final byte[] urgent; // the same when time runs out
  private final byte[] scratch; // a row
  private final int[] holders; // cells on which things can lie: pots and counters that a cook can reach
  private final int[] pots;
  private final int[] tables; // counters that a cook can reach
  private final int[] stations;

  KitchenSight(Overcooked.Config config, Overcooked game) {
    this.config = config;
    this.game = game;
    this.kitchen = game.kitchen;
    this.calm = new byte[kitchen.cells() * CHANNELS];
    for (int cell = 0; cell < kitchen.cells(); cell++) {
      int channel = channel(kitchen.terrain[cell]);
      if (channel >= 0) calm[cell * CHANNELS + channel] = 1;
    }
    this.urgent = calm.clone();
    for (int cell = 0; cell < kitchen.cells(); cell++) urgent[cell * CHANNELS + URGENT] = 1;
    this.scratch = new byte[calm.length];
    this.pots = kitchen.all(Kitchen.POT);
    this.tables = tables(kitchen);
    this.holders = Arrays.copyOf(pots, pots.length + tables.length);
    System.arraycopy(tables, 0, holders, pots.length, tables.length);
    this.stations = stations(kitchen);
  }

  private static int channel(byte terrain) {
    return switch (terrain) {
      case Kitchen.POT -> POT;
      case Kitchen.COUNTER -> 11;
      case Kitchen.ONIONS -> 12;
      case Kitchen.TOMATOES -> 13;
      case Kitchen.DISHES -> 14;
      case Kitchen.SERVING -> 15;
      default -> -1;
    };
  }

  private static int[] tables(Kitchen kitchen) {
    return Arrays.stream(kitchen.all(Kitchen.COUNTER)).filter(kitchen::borders).toArray();
  }

  private static int[] stations(Kitchen kitchen) {
    var found = new ArrayList<Integer>();
    for (byte kind : new byte[] {Kitchen.ONIONS, Kitchen.TOMATOES, Kitchen.DISHES, Kitchen.SERVING}) {
      for (int cell : kitchen.all(kind)) found.add(cell);
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  // ---- spaces ------------------------------------------------------------------------------------------------------

  /// The original's tensor, with the true bound of each number.
  static Space tensor(Overcooked.Config config) {
    Kitchen kitchen = config.kitchen();
    var most = new ArrayList<Float>();
    for (int cell = 0; cell < kitchen.cells(); cell++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        boolean counts = channel >= IDLE_ONIONS && channel <= SOUP_TOMATOES;
        most.add(counts ? KitchenThing.FULL : channel == TICKS_LEFT ? config.cookTime() : 1f);
      }
    }
    return new Space.Box(List.of(kitchen.width, kitchen.height, CHANNELS), List.of(0f), most, Space.Element.UINT8,
        Space.Axes.HEIGHT_WIDTH_CHANNELS);
  }

  /// Self: place (share of the kitchen), facing N S E W, holding onion, tomato, dish, soup; share of time left. Others:
  /// place, facing, holding. Pots: place, onions and tomatoes (thirds), cooks, share of cooking time left, ready.
  /// Stations: place, onions, tomatoes, dishes, serving. Things that lie about: place, onion, tomato, dish, soup.
  static Space entities(Overcooked.Config config) {
    Kitchen kitchen = config.kitchen();
    return Space.Composite.withoutEmptyParts(
        new Part("self", Space.Box.of(SELF_NUMBERS, 0, 1)),
        new Part("others", new Space.Entities(config.cooks() - 1, COOK_NUMBERS, true)),
        new Part("pots", new Space.Entities(kitchen.count(Kitchen.POT), POT_NUMBERS, true)),
        new Part("stations", new Space.Entities(stations(kitchen).length, STATION_NUMBERS, true)),
        new Part("things", new Space.Entities(tables(kitchen).length, THING_NUMBERS, false)));
  }

  // ---- writing -----------------------------------------------------------------------------------------------------

  /// Writes the rows of one game, and the team state where it is wanted.
  void write(int e, Rollout columns, Timestep out) {
    SpaceColumn seen = columns.layout(0).observation;
    int row = out.firstRow(e, 0);
    SpaceColumn team = columns.teamState;
    boolean tensors = config.observation() == Overcooked.View.TENSOR;
    if (tensors || team != null) writeScene(e);
    for (int i = 0; i < game.n; i++) {
      if (tensors) {
        writeTensor(e, i, seen.bytes, (row + i) * scratch.length);
      } else {
        writeEntities(e, i, seen, row + i);
      }
    }
    if (team != null) writeTensor(e, 0, team.bytes, out.stateRow(e) * scratch.length);
  }

  void blank(int e, Rollout columns, Timestep out) {
    for (int i = 0; i < game.n; i++) columns.layout(0).observation.clear(out.firstRow(e, 0) + i);
    if (columns.teamState != null) columns.teamState.clear(out.stateRow(e));
  }

  /// What every cook sees alike.
  private void writeScene(int e) {
    boolean hurry = config.horizon() - game.time[e] < HURRY;
    System.arraycopy(hurry ? urgent : calm, 0, scratch, 0, scratch.length);
    int first = e * kitchen.cells();
    for (int cell : holders) {
      int thing = game.things[first + cell];
      if (thing != KitchenThing.NOTHING) show(thing, cell);
    }
    for (int i = 0; i < game.n; i++) {
      int thing = game.held[e * game.n + i];
      if (thing != KitchenThing.NOTHING) show(thing, game.place[e * game.n + i]);
    }
  }

  private void show(int thing, int cell) {
    int at = cell * CHANNELS;
    switch (thing) {
      case KitchenThing.ONION -> scratch[at + ONIONS] = 1;
      case KitchenThing.TOMATO -> scratch[at + TOMATOES] = 1;
      case KitchenThing.DISH -> scratch[at + DISHES] = 1;
      default -> showSoup(thing, at, kitchen.terrain[cell] == Kitchen.POT);
    }
  }

  private void showSoup(int soup, int at, boolean inPot) {
    boolean idle = inPot && KitchenThing.idle(soup);
    scratch[at + (idle ? IDLE_ONIONS : SOUP_ONIONS)] = (byte) KitchenThing.onions(soup);
    scratch[at + (idle ? IDLE_TOMATOES : SOUP_TOMATOES)] = (byte) KitchenThing.tomatoes(soup);
    if (idle) return;
    int left = config.cookTime() - KitchenThing.ticks(soup);
    if (inPot) scratch[at + TICKS_LEFT] = (byte) left;
    if (!inPot || left == 0) scratch[at + READY] = 1;
  }

  private void writeTensor(int e, int self, byte[] to, int at) {
    System.arraycopy(scratch, 0, to, at, scratch.length);
    for (int i = 0; i < game.n; i++) {
      int cook = e * game.n + i;
      int place = at + game.place[cook] * CHANNELS;
      to[place + (i == self ? 0 : OTHER)] = 1;
      to[place + (i == self ? FACES : OTHER_FACES) + game.facing[cook]] = 1;
    }
  }

  private void writeEntities(int e, int self, SpaceColumn column, int row) {
    float[] to = column.floats;
    int width = column.layout.floats();
    int cook = e * game.n + self;
    int place = game.place[cook];
    Arrays.fill(to, row * width, (row + 1) * width, 0f);
    int at = row * width;
    to[at] = (float) kitchen.x(place) / kitchen.width;
    to[at + 1] = (float) kitchen.y(place) / kitchen.height;
    to[at + 2 + game.facing[cook]] = 1;
    hold(game.held[cook], to, at + 6);
    to[at + 10] = (float) (config.horizon() - game.time[e]) / config.horizon();
    at += SELF_NUMBERS;
    for (int i = 0; i < game.n; i++) {
      if (i == self) continue;
      int other = e * game.n + i;
      locate(game.place[other], place, to, at);
      to[at + 2 + game.facing[other]] = 1;
      hold(game.held[other], to, at + 6);
      at += COOK_NUMBERS;
    }
    for (int pot : pots) {
      locate(pot, place, to, at);
      describePot(game.things[e * kitchen.cells() + pot], to, at + 2);
      at += POT_NUMBERS;
    }
    for (int station : stations) {
      locate(station, place, to, at);
      to[at + 2 + stationKind(kitchen.terrain[station])] = 1;
      at += STATION_NUMBERS;
    }
    if (tables.length > 0) column.ints[row] = writeThings(e, place, to, at);
  }

  private int writeThings(int e, int place, float[] to, int first) {
    int count = 0;
    for (int table : tables) {
      int thing = game.things[e * kitchen.cells() + table];
      if (thing == KitchenThing.NOTHING) continue;
      int at = first + count * THING_NUMBERS;
      locate(table, place, to, at);
      hold(thing, to, at + 2);
      count++;
    }
    return count;
  }

  private void locate(int cell, int from, float[] to, int at) {
    to[at] = kitchen.x(cell) - kitchen.x(from);
    to[at + 1] = kitchen.y(cell) - kitchen.y(from);
  }

  /// Onion, tomato, dish, soup.
  private static void hold(int thing, float[] to, int at) {
    if (thing == KitchenThing.NOTHING) return;
    to[at + (KitchenThing.isSoup(thing) ? 3 : thing - 1)] = 1;
  }

  private void describePot(int soup, float[] to, int at) {
    if (soup == KitchenThing.NOTHING) return;
    to[at] = KitchenThing.onions(soup) / (float) KitchenThing.FULL;
    to[at + 1] = KitchenThing.tomatoes(soup) / (float) KitchenThing.FULL;
    if (KitchenThing.idle(soup)) return;
    int left = config.cookTime() - KitchenThing.ticks(soup);
    to[at + 2] = left > 0 ? 1 : 0;
    to[at + 3] = (float) left / config.cookTime();
    to[at + 4] = left == 0 ? 1 : 0;
  }

  private static int stationKind(byte terrain) {
    return switch (terrain) {
      case Kitchen.ONIONS -> 0;
      case Kitchen.TOMATOES -> 1;
      case Kitchen.DISHES -> 2;
      default -> 3;
    };
  }
}
