package covey.environments;

/// What lies about, is held or cooks in a kitchen, as one int: nothing, an onion, a tomato, a dish, or a soup with its
/// ingredients in order and the ticks that it has cooked.
///
/// Bits of a soup: kind (3), number of ingredients (2), for each of three whether it is a tomato (3), ticks + 1.
final class KitchenThing {
  static final int NOTHING = 0;
  static final int ONION = 1;
  static final int TOMATO = 2;
  static final int DISH = 3;
  static final int FULL = 3; // ingredients

  private static final int SOUP = 4;
  private static final int KIND = 7;
  private static final int SIZE_AT = 3;
  private static final int TOMATOES_AT = 5;
  private static final int TICKS_AT = 8;

  /// A soup without ingredients, idle.
  static final int EMPTY_SOUP = SOUP;

  private KitchenThing() {}

  static boolean isSoup(int thing) {
    return (thing & KIND) == SOUP;
  }

  /// @return number of ingredients of a soup
  static int size(int soup) {
    return (soup >>> SIZE_AT) & 3;
  }

  static int tomatoes(int soup) {
    return Integer.bitCount((soup >>> TOMATOES_AT) & 7);
  }

  static int onions(int soup) {
    return size(soup) - tomatoes(soup);
  }

  /// @return ticks that a soup has cooked, or -1 where nobody has started it
  static int ticks(int soup) {
    return (soup >>> TICKS_AT) - 1;
  }

  static boolean idle(int soup) {
    return soup >>> TICKS_AT == 0;
  }

  /// An idle soup with one more ingredient.
  static int with(int soup, int ingredient) {
    int tomato = ingredient == TOMATO ? 1 << (TOMATOES_AT + size(soup)) : 0;
    return (soup | tomato) + (1 << SIZE_AT);
  }

  /// An idle soup that now cooks and has done so for 0 ticks.
  static int heated(int soup) {
    return soup + (1 << TICKS_AT);
  }

  /// A cooking soup one tick later.
  static int cookedOn(int soup) {
    return soup + (1 << TICKS_AT);
  }

  /// Writes a thing as five numbers: kind, three ingredients, ticks.
  static void read(int thing, double[] to, int at) {
    to[at] = thing & KIND;
    for (int k = 0; k < FULL; k++) {
      boolean there = isSoup(thing) && k < size(thing);
      to[at + 1 + k] = there ? 1 + ((thing >>> (TOMATOES_AT + k)) & 1) : 0;
    }
    to[at + 4] = isSoup(thing) ? ticks(thing) : 0;
  }

  /// The thing of five numbers.
  static int load(double[] from, int at) {
    int thing = (int) from[at];
    if (thing != SOUP) return thing;
    for (int k = 0; k < FULL && from[at + 1 + k] != 0; k++) thing = with(thing, (int) from[at + 1 + k]);
    return thing + (((int) from[at + 4] + 1) << TICKS_AT);
  }
}
