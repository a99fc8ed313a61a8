package covey.examples;

import covey.act.Policy;
import covey.env.Rollout;
import covey.environments.SimpleSpread;
import covey.nn.Workers;
import covey.run.Evaluator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// One learned episode of `simple_spread` step by step, as text: digits are agents, letters landmarks, `*` is where an
/// agent stands on a landmark.
public final class TextView {
  private static final int HEIGHT = 15;
  private static final int WIDTH = 2 * HEIGHT + 1; // a character is about twice as high as wide
  private static final double REACH = 1.5; // half the side of the window; who is further out is drawn at its edge

  private TextView() {}

  /// Trains three agents and prints an episode of theirs.
  ///
  /// @param args joint steps (600,000 if none are given) and seed of the episode (1 if none is given)
  public static void main(String[] args) {
    Policy policy = Roles.learned("full", args.length > 0 ? Long.parseLong(args[0]) : 600_000, null);
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    episode(SimpleSpread.Config.DEFAULTS, policy, seed).forEach(System.out::println);
  }

  /// One picture per timestep, the beginning included.
  static List<String> episode(SimpleSpread.Config environment, Policy policy, long seed) {
    var pictures = new ArrayList<String>();
    try (var workers = new Workers(1)) {
      Evaluator.evaluate("simple_spread", environment, policy, 1, seed, workers, rollout -> watch(rollout, pictures));
    }
    return pictures;
  }

  private static void watch(Rollout rollout, List<String> pictures) {
    for (int t = 1; t <= rollout.steps; t++) {
      boolean before = rollout.last[rollout.moment(t - 1, 0)];
      boolean over = rollout.last[rollout.moment(t, 0)];
      if (before && over) return; // nothing is played any more
      double paid = 0;
      for (int a = 0; a < rollout.agents; a++) paid += rollout.reward[rollout.cell(t - 1, 0, a)] / rollout.agents;
      String pay = before ? "" : String.format(Locale.ROOT, ", reward per agent %.2f", paid);
      pictures.add("step " + pictures.size() + pay + "\n" + picture(rollout, t));
    }
  }

  private static String picture(Rollout rollout, int t) {
    var grid = new char[HEIGHT][WIDTH];
    for (char[] line : grid) Arrays.fill(line, ' ');
    for (int i = 0; i < rollout.agents; i++) { // as many landmarks as agents; the first agent tells where they are
      double[] own = seen(rollout, t, 0, 2);
      double[] away = seen(rollout, t, 0, 4 + 2 * i);
      draw(grid, own[0] + away[0], own[1] + away[1], (char) ('a' + i));
    }
    for (int i = 0; i < rollout.agents; i++) {
      double[] own = seen(rollout, t, i, 2);
      draw(grid, own[0], own[1], (char) ('0' + i));
    }
    var text = new StringBuilder();
    String edge = "+" + "-".repeat(WIDTH) + "+\n";
    text.append(edge);
    for (char[] line : grid) text.append('|').append(line).append("|\n");
    return text.append(edge).toString();
  }

  /// Two numbers of an agent's observation: velocity at 0, position at 2, then where each landmark is from here.
  private static double[] seen(Rollout rollout, int t, int agent, int first) {
    var column = rollout.layout(rollout.layoutOf(agent)).observation;
    int at = rollout.row(t, 0, agent) * column.layout.floats() + first;
    return new double[] {column.floats[at], column.floats[at + 1]};
  }

  private static void draw(char[][] grid, double x, double y, char sign) {
    int column = (int) Math.clamp(Math.round((x + REACH) / (2 * REACH) * (WIDTH - 1)), 0L, WIDTH - 1L);
    int line = (int) Math.clamp(Math.round((REACH - y) / (2 * REACH) * (HEIGHT - 1)), 0L, HEIGHT - 1L);
    grid[line][column] = Character.isLetter(grid[line][column]) && Character.isDigit(sign) ? '*' : sign;
  }
}
