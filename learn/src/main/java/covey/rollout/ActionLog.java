package covey.rollout;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import java.util.Arrays;

/// The joint actions of a game's running episode, from which a checkpoint rebuilds it. Reused from episode to episode;
/// grows by doubling, so that after the longest episode nothing is allocated.
final class ActionLog {
  private final Rollout rollout;
  private final int intsPerStep;
  private final int floatsPerStep;
  private final int bytesPerStep;
  private int steps;
  private int[] ints = new int[0];
  private float[] floats = new float[0];
  private byte[] bytes = new byte[0];

  ActionLog(Rollout rollout) {
    this.rollout = rollout;
    int i = 0;
    int f = 0;
    int b = 0;
    for (int a = 0; a < rollout.agents; a++) {
      var layout = rollout.layout(rollout.layoutOf(a)).action.layout;
      i += layout.ints();
      f += layout.floats();
      b += layout.bytes();
    }
    intsPerStep = i;
    floatsPerStep = f;
    bytesPerStep = b;
  }

  void clear() {
    steps = 0;
  }

  int steps() {
    return steps;
  }

  /// Notes the joint action of game `e` at timestep `t`; who neither decides nor is forced acts zero.
  void note(int t, int e) {
    if (steps * intsPerStep == ints.length && steps * floatsPerStep == floats.length
        && steps * bytesPerStep == bytes.length) {
      int capacity = Math.max(32, 2 * steps);
      ints = Arrays.copyOf(ints, capacity * intsPerStep);
      floats = Arrays.copyOf(floats, capacity * floatsPerStep);
      bytes = Arrays.copyOf(bytes, capacity * bytesPerStep);
    }
    int i = steps * intsPerStep;
    int f = steps * floatsPerStep;
    int b = steps * bytesPerStep;
    for (int a = 0; a < rollout.agents; a++) {
      LayoutColumns columns = rollout.layout(rollout.layoutOf(a));
      byte state = rollout.state[rollout.cell(t, e, a)];
      boolean acts = state == AgentState.DECIDES || state == AgentState.FORCED;
      int row = acts ? rollout.row(t, e, a) : -1;
      var layout = columns.action.layout;
      for (int k = 0; k < layout.ints(); k++) ints[i++] = row < 0 ? 0 : columns.action.ints[row * layout.ints() + k];
      for (int k = 0; k < layout.floats(); k++) floats[f++] = row < 0 ? 0 : columns.applied[row * layout.floats() + k];
      for (int k = 0; k < layout.bytes(); k++) bytes[b++] = row < 0 ? 0 : columns.action.bytes[row * layout.bytes() + k];
    }
    steps++;
  }

  /// Puts the joint action of step `step` back into the rows of game `e` at timestep `t` of `into`.
  void replay(int step, Rollout into, int t, int e) {
    int i = step * intsPerStep;
    int f = step * floatsPerStep;
    int b = step * bytesPerStep;
    for (int a = 0; a < into.agents; a++) {
      LayoutColumns columns = into.layout(into.layoutOf(a));
      int row = into.row(t, e, a);
      var layout = columns.action.layout;
      if (row >= 0) {
        System.arraycopy(ints, i, columns.action.ints, row * layout.ints(), layout.ints());
        System.arraycopy(floats, f, columns.applied, row * layout.floats(), layout.floats());
        System.arraycopy(bytes, b, columns.action.bytes, row * layout.bytes(), layout.bytes());
      }
      i += layout.ints();
      f += layout.floats();
      b += layout.bytes();
    }
  }

  void save(ArchiveWriter out) {
    out.ints("steps", steps);
    out.ints("ints", Arrays.copyOf(ints, steps * intsPerStep));
    out.floats("floats", Arrays.copyOf(floats, steps * floatsPerStep));
    out.bytes("bytes", Arrays.copyOf(bytes, steps * bytesPerStep));
  }

  void load(ArchiveReader in) {
    int[] count = new int[1];
    in.into("steps", count);
    steps = count[0];
    ints = in.ints("ints");
    floats = in.floats("floats");
    bytes = in.bytes("bytes");
    if (steps < 0 || ints.length != (long) steps * intsPerStep || floats.length != (long) steps * floatsPerStep
        || bytes.length != (long) steps * bytesPerStep) {
      throw new covey.archive.ArchiveException("the action log of a game does not fit the environment");
    }
  }
}
