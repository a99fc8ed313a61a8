package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.space.RowLayout;

/// A scripted player of [Foraging]: goes to the nearest food that it can carry alone; if there is none, to the food
/// that all foragers in sight reach with the fewest steps together, waits beside it for help, and loads when those
/// beside it are strong enough.
///
/// It decides from its own observation. Foragers that see the whole field agree on the food that needs help, because
/// they compare the same sums. Ways are not planned: each step is a random one of those that come nearer and are not
/// blocked, any free one where none does; so that foragers who stand in each other's way do not stand there for ever.
public final class Forager implements Policy.Actor {
  private static final int LOAD = 5;
  private static final int[] ROW = {0, -1, 1, 0, 0};
  private static final int[] COLUMN = {0, 0, 0, -1, 1};

  private final int foods;
  private final int agents;
  private final int self;

  private Forager(Foraging.Config config) {
    this.foods = config.food();
    this.agents = config.agents();
    this.self = RowLayout.of(config.spec().slots().getFirst().observation()).leaves().get(1).offset();
  }

  /// The player for games with these options.
  ///
  /// @throws IllegalArgumentException if foragers do not observe triples with levels
  public static Policy of(Foraging.Config config) {
    if (config.observation() != Foraging.Sight.VECTOR || !config.observeLevels()) {
      throw new IllegalArgumentException(
          "the forager needs observation = vector and observeLevels = true, but they are %s and %s"
              .formatted(config.observation(), config.observeLevels()));
    }
    return Policy.of(new Forager(config));
  }

  @Override
  public void act(Rows rows) {
    for (int i = 0; i < rows.count(); i++) if (!rows.forced(i)) rows.act(i, choose(rows, i), 0f);
  }

  private int choose(Rows rows, int i) {
    int target = -1;
    double best = Double.POSITIVE_INFINITY;
    for (int f = 0; f < foods; f++) {
      int food = 3 * f;
      float level = rows.observation(i, food + 2);
      if (level <= 0) continue;
      if (distance(rows, i, self, food) == 1 && strength(rows, i, food, 1) >= level) return LOAD;
      double cost = cost(rows, i, food, level);
      if (cost < best) {
        best = cost;
        target = food;
      }
    }
    if (target >= 0 && distance(rows, i, self, target) == 1) return 0; // waits for help
    return step(rows, i, target);
  }

  /// What food costs in steps; food that needs help comes after all other, and food too heavy for all not at all.
  private double cost(Rows rows, int i, int food, float level) {
    int own = distance(rows, i, self, food);
    if (rows.observation(i, self + 2) >= level) return own;
    if (strength(rows, i, food, Integer.MAX_VALUE) < level) return Double.POSITIVE_INFINITY;
    double together = 1e6;
    for (int agent = self; agent < self + 3 * agents; agent += 3) {
      if (rows.observation(i, agent + 2) > 0) together += distance(rows, i, agent, food);
    }
    return together;
  }

  /// Sum of the levels of foragers in sight that are at most `within` steps from food.
  private float strength(Rows rows, int i, int food, int within) {
    float sum = 0;
    for (int agent = self; agent < self + 3 * agents; agent += 3) {
      float level = rows.observation(i, agent + 2);
      if (level > 0 && distance(rows, i, agent, food) <= within) sum += level;
    }
    return sum;
  }

  private static int distance(Rows rows, int i, int a, int b) {
    return (int) (Math.abs(rows.observation(i, a) - rows.observation(i, b))
        + Math.abs(rows.observation(i, a + 1) - rows.observation(i, b + 1)));
  }

  /// A random move of the best kind that is possible: nearer to the target, else any, else none.
  ///
  /// @param target place of the food among the features, or -1
  private int step(Rows rows, int i, int target) {
    int choice = 0;
    int ways = 0;
    boolean nearer = false;
    for (int move = 1; move < LOAD; move++) {
      if (!rows.legal(i, move) || occupied(rows, i, move)) continue;
      boolean closer = target >= 0 && closer(rows, i, move, target);
      if (nearer && !closer) continue;
      ways = closer == nearer ? ways + 1 : 1;
      nearer = closer;
      if (rows.uniform(i, move) * ways < 1) choice = move;
    }
    return choice;
  }

  private boolean closer(Rows rows, int i, int move, int target) {
    float row = rows.observation(i, target) - rows.observation(i, self);
    float column = rows.observation(i, target + 1) - rows.observation(i, self + 1);
    return ROW[move] * row + COLUMN[move] * column > 0;
  }

  private boolean occupied(Rows rows, int i, int move) {
    float row = rows.observation(i, self) + ROW[move];
    float column = rows.observation(i, self + 1) + COLUMN[move];
    for (int agent = self + 3; agent < self + 3 * agents; agent += 3) {
      if (rows.observation(i, agent) == row && rows.observation(i, agent + 1) == column) return true;
    }
    return false;
  }
}
