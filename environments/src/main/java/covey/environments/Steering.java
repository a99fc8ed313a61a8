package covey.environments;

import covey.act.Rows;
import covey.space.RowLayout;

/// How scripted players of particle games reach a place: as a move and a word, chosen or as numbers.
///
/// A mover goes along the axis on which it is further from its aim, or stays when both distances are small. Aims should
/// lie [#LEAD] seconds of the present velocity before the place, because an agent drifts on by about that much.
final class Steering {
  /// Seconds of present velocity by which an agent is already further on.
  static final double LEAD = 0.25;

  private static final double DEAD_ZONE = 0.03; // world units; best of a dozen combinations with LEAD
  private static final double GAIN = 10; // push per world unit, where actions are numbers

  private final boolean numbers;

  /// @param numbers actions are numbers in [0, 1] instead of choices
  Steering(boolean numbers) {
    this.numbers = numbers;
  }

  /// Where a part of an observation begins among the floats of its row.
  ///
  /// @param path name of the part
  /// @return -1 if there is no such part
  static int place(RowLayout layout, String path) {
    for (RowLayout.Leaf leaf : layout.leaves()) if (leaf.path().equals(path)) return leaf.offset();
    return -1;
  }

  /// Moves agent `i` of the rows to what it sees at feature `aim`, where its own velocity is feature `velocity` (-1: not
  /// observed).
  void seek(Rows rows, int i, int aim, int velocity) {
    double lead = velocity < 0 ? 0 : LEAD;
    int own = Math.max(velocity, 0);
    double dx = rows.observation(i, aim) - lead * rows.observation(i, own);
    double dy = rows.observation(i, aim + 1) - lead * rows.observation(i, own + 1);
    move(rows, i, dx, dy);
  }

  /// Moves agent `i` of the rows towards the aim (dx, dy), relative to it.
  void move(Rows rows, int i, double dx, double dy) {
    moveAndSay(rows, i, dx, dy, 0);
  }

  /// Moves an agent that also speaks.
  void moveAndSay(Rows rows, int i, double dx, double dy, int word) {
    if (!numbers) {
      rows.act(i, choose(dx, dy) + ParticleGame.MOVES * word, 0f);
      return;
    }
    var columns = rows.columns();
    int width = columns.action.layout.floats();
    int at = rows.row(i) * width;
    float right = (float) Math.clamp(GAIN * dx, -1, 1);
    float up = (float) Math.clamp(GAIN * dy, -1, 1);
    float[] applied = columns.applied;
    applied[at] = 0;
    applied[at + 1] = Math.max(-right, 0);
    applied[at + 2] = Math.max(right, 0);
    applied[at + 3] = Math.max(-up, 0);
    applied[at + 4] = Math.max(up, 0);
    for (int w = ParticleGame.MOVES; w < width; w++) applied[at + w] = w - ParticleGame.MOVES == word ? 1 : 0;
    System.arraycopy(applied, at, columns.action.floats, at, width);
    columns.logProb[rows.row(i)] = 0;
  }

  /// Says a word as an agent that does not move. In numbers, a negative word is silence.
  void say(Rows rows, int i, int word) {
    if (!numbers) {
      rows.act(i, word, 0f);
      return;
    }
    var columns = rows.columns();
    int words = columns.action.layout.floats();
    int at = rows.row(i) * words;
    for (int w = 0; w < words; w++) columns.applied[at + w] = w == word ? 1 : 0;
    System.arraycopy(columns.applied, at, columns.action.floats, at, words);
    columns.logProb[rows.row(i)] = 0;
  }

  private static int choose(double dx, double dy) {
    if (Math.abs(dx) < DEAD_ZONE && Math.abs(dy) < DEAD_ZONE) return 0;
    if (Math.abs(dx) > Math.abs(dy)) return dx < 0 ? 1 : 2;
    return dy < 0 ? 3 : 4;
  }
}
