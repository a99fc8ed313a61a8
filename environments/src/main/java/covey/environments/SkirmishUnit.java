package covey.environments;

/// The kinds of units of a [Skirmish], with what they can take and do.
///
/// Lengths are in units of the field, times in seconds of the game's `normal` speed; weapons reach from edge to edge.
/// The numbers are those of StarCraft II 4.10 as its wikis tell them (times of `faster` speed multiplied by 1.4).
public enum SkirmishUnit {
  MARINE("m", new Body(45, 0, 0, Hide.LIGHT, true, 0.375, 2.25), new Weapon(5, 6, 1, 0.86)),
  MARAUDER("marauder", new Body(125, 0, 1, Hide.ARMOURED, true, 0.5625, 2.25),
      new Weapon(6, 10, 1, 1.5).with(10, Hide.ARMOURED)),
  MEDIVAC("medivac", new Body(150, 0, 1, Hide.ARMOURED, false, 0.75, 2.5), new Weapon(4, 0, 1, 0.5).healing(9)),
  STALKER("s", new Body(80, 80, 1, Hide.ARMOURED, false, 0.625, 2.95),
      new Weapon(6, 13, 1, 1.87).with(5, Hide.ARMOURED)),
  ZEALOT("z", new Body(100, 50, 1, Hide.LIGHT, true, 0.5, 2.25), new Weapon(0.1, 8, 2, 1.2)),
  COLOSSUS("c", new Body(200, 150, 1, Hide.ARMOURED, false, 1, 2.25),
      new Weapon(7, 10, 2, 1.5).with(5, Hide.LIGHT).splashing(1)),
  ZERGLING("zergling", new Body(35, 0, 0, Hide.LIGHT, true, 0.375, 2.95), new Weapon(0.1, 5, 1, 0.7)),
  BANELING("baneling", new Body(30, 0, 0, Hide.NEITHER, true, 0.375, 2.5),
      new Weapon(0.25, 16, 1, 0.83).with(19, Hide.LIGHT).splashing(2.2)),
  HYDRALISK("h", new Body(90, 0, 0, Hide.LIGHT, true, 0.625, 2.25), new Weapon(5, 12, 1, 0.83)),
  SPINE("sc", new Body(300, 0, 2, Hide.ARMOURED, true, 1.125, 0), new Weapon(7, 25, 1, 1.85).with(5, Hide.ARMOURED));

  /// What a weapon may be made against.
  public enum Hide { LIGHT, ARMOURED, NEITHER }

  /// @param armour taken off each hit on health
  /// @param living whether it can be healed
  private record Body(
      double health, double shield, double armour, Hide hide, boolean living, double radius, double speed) {}

  /// @param range from edge to edge
  /// @param damage of a hit
  /// @param hits of an attack
  /// @param period time from attack to attack; at least a step, so that nobody attacks twice in one
  /// @param bonus of a hit on what it is made against
  /// @param splash radius around the target in which all opponents are hit; 0 for none
  /// @param healing health given per second instead of attacking
  private record Weapon(
      double range, double damage, int hits, double period, double bonus, Hide against, double splash, double healing) {
    Weapon(double range, double damage, int hits, double period) {
      this(range, damage, hits, period, 0, Hide.NEITHER, 0, 0);
    }

    Weapon with(double more, Hide hide) {
      return new Weapon(range, damage, hits, period, more, hide, splash, healing);
    }

    Weapon splashing(double radius) {
      return new Weapon(range, damage, hits, period, bonus, against, radius, healing);
    }

    Weapon healing(double perSecond) {
      return new Weapon(range, damage, hits, period, bonus, against, splash, perSecond);
    }
  }

  /// How armies name it: `3m`, `24zergling`; the name in lower case is understood too.
  final String code;

  final double health;
  final double shield;
  final double armour;
  final Hide hide;
  final boolean living;
  final double radius;
  final double speed; // per second
  final double range;
  final double damage; // of a hit
  final int hits; // of an attack
  final double period; // seconds
  final double bonus; // of a hit
  final Hide against;
  final double splash;
  final double healing; // per second

  SkirmishUnit(String code, Body body, Weapon weapon) {
    this.code = code;
    this.health = body.health;
    this.shield = body.shield;
    this.armour = body.armour;
    this.hide = body.hide;
    this.living = body.living;
    this.radius = body.radius;
    this.speed = body.speed;
    this.range = weapon.range;
    this.damage = weapon.damage;
    this.hits = weapon.hits;
    this.period = weapon.period;
    this.bonus = weapon.bonus;
    this.against = weapon.against;
    this.splash = weapon.splash;
    this.healing = weapon.healing;
  }

  boolean heals() {
    return healing > 0;
  }

  /// Over walls of others: neither pushed nor in the way.
  boolean flies() {
    return this == MEDIVAC;
  }

  /// Explodes with its only attack.
  boolean explodes() {
    return this == BANELING;
  }

  /// Name of the role.
  String role() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /// Damage of one hit before shields and armour.
  double hit(SkirmishUnit target) {
    boolean made = bonus > 0 && target.hide == against;
    return damage + (made ? bonus : 0);
  }
}
