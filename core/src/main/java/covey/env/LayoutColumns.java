package covey.env;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import org.jspecify.annotations.Nullable;

/// The wide columns of the slots that share one layout: found by row number, see [Rollout#row].
///
/// | column | per row | written by | meaning |
/// |---|---|---|---|
/// | `observation` | a value of the observation space | environment | raw, never normalised |
/// | `mask` | one boolean per choice | environment | true = legal; empty for layouts without masks |
/// | `privateState` | a value of the private state space | environment | for critics only; null if not offered or unwanted |
/// | `action` | a value of the action space | policy (environment where FORCED) | as sampled, before squashing or clipping |
/// | `applied` | the action's floats | policy | what the environment receives: within the bounds |
/// | `logProb` | 1 | policy | log-probability of the sampled action, in nats; DECIDES rows only |
/// | `memory` | `memoryWidth` floats | collector | the policy's memory before this row; DECIDES and FORCED rows |
public final class LayoutColumns {
  /// Number of this layout.
  public final int index;

  /// Slot numbers of the members, ascending; member m of game e is slot `slots[m]`.
  public final int[] slots;

  public final EnvironmentSpec.Slot example;
  public final SpaceColumn observation;
  public final SpaceColumn action;
  public final @Nullable SpaceColumn privateState;

  /// Choices per branch of the action, in the order of the mask; empty for real-valued actions.
  public final int[] branches;

  /// Booleans per row of `mask`; 0 for layouts without masks.
  public final int maskWidth;

  public final boolean[] mask;
  public final float[] applied;
  public final float[] logProb;
  public final int memoryWidth;
  public final float[] memory;

  /// Places are (game, member); null unless the observation is a history.
  final @Nullable Histories histories;

  LayoutColumns(int index, int[] slots, EnvironmentSpec.Slot example, int rows, int games, boolean carries,
      boolean wantsPrivate, int memoryWidth) {
    this.index = index;
    this.slots = slots;
    this.example = example;
    RowLayout seen = RowLayout.of(example.observation());
    int places = games * slots.length;
    int carried = carries ? places : 0;
    this.observation = new SpaceColumn(seen, rows + Histories.rows(seen, places, carried));
    this.histories = seen.frames() > 1 ? new Histories(observation, rows, places, carried) : null;
    this.action = new SpaceColumn(RowLayout.of(example.action()), rows);
    Space offered = example.privateState();
    this.privateState = wantsPrivate && offered != null ? new SpaceColumn(RowLayout.of(offered), rows) : null;
    this.branches = RowLayout.branches(example.action());
    this.maskWidth = example.masked() ? RowLayout.maskWidth(example.action()) : 0;
    this.mask = new boolean[Math.multiplyExact(rows, maskWidth)];
    this.applied = new float[action.floats.length];
    this.logProb = new float[rows];
    this.memoryWidth = memoryWidth;
    this.memory = new float[Math.multiplyExact(rows, memoryWidth)];
  }

  /// Copies `count` rows, all columns; the ranges may overlap.
  void copy(int from, int to, int count) {
    observation.copy(from, to, count);
    action.copy(from, to, count);
    if (privateState != null) privateState.copy(from, to, count);
    System.arraycopy(mask, from * maskWidth, mask, to * maskWidth, count * maskWidth);
    int floats = action.layout.floats();
    System.arraycopy(applied, from * floats, applied, to * floats, count * floats);
    System.arraycopy(logProb, from, logProb, to, count);
    System.arraycopy(memory, from * memoryWidth, memory, to * memoryWidth, count * memoryWidth);
  }

  /// Blanks what an environment may leave unwritten in a row: observation, private state, mask.
  void clear(int row) {
    observation.clear(row);
    if (privateState != null) privateState.clear(row);
    java.util.Arrays.fill(mask, row * maskWidth, (row + 1) * maskWidth, false);
  }

  /// Blanks what an earlier use of a row has left in the columns that policies write.
  ///
  /// @param forced whether the environment has written an action, which stays
  /// @param remembered whether the memory before this row has been written, which stays
  void forgetUnacted(int row, boolean forced, boolean remembered) {
    logProb[row] = 0;
    if (!remembered) java.util.Arrays.fill(memory, row * memoryWidth, (row + 1) * memoryWidth, 0f);
    if (forced) return;
    action.clear(row);
    int floats = action.layout.floats();
    java.util.Arrays.fill(applied, row * floats, (row + 1) * floats, 0f);
  }

  /// Saves the given rows, all columns.
  void save(ArchiveWriter out, int[] rows) {
    observation.save(out.within("observation"), rows);
    action.save(out.within("action"), rows);
    if (privateState != null) privateState.save(out.within("privateState"), rows);
    int floats = action.layout.floats();
    byte[] masks = new byte[rows.length * maskWidth];
    float[] applies = new float[rows.length * floats];
    float[] logProbs = new float[rows.length];
    float[] memories = new float[rows.length * memoryWidth];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < maskWidth; k++) masks[i * maskWidth + k] = (byte) (mask[rows[i] * maskWidth + k] ? 1 : 0);
      System.arraycopy(applied, rows[i] * floats, applies, i * floats, floats);
      logProbs[i] = logProb[rows[i]];
      System.arraycopy(memory, rows[i] * memoryWidth, memories, i * memoryWidth, memoryWidth);
    }
    out.bytes("mask", masks);
    out.floats("applied", applies);
    out.floats("logProb", logProbs);
    out.floats("memory", memories);
  }

  /// Takes over what [#save] gave for the same rows.
  void load(ArchiveReader in, int[] rows) {
    observation.load(in.within("observation"), rows);
    action.load(in.within("action"), rows);
    if (privateState != null) privateState.load(in.within("privateState"), rows);
    int floats = action.layout.floats();
    byte[] masks = in.bytes("mask", rows.length * maskWidth);
    float[] applies = in.floats("applied", rows.length * floats);
    float[] logProbs = in.floats("logProb", rows.length);
    float[] memories = in.floats("memory", rows.length * memoryWidth);
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < maskWidth; k++) mask[rows[i] * maskWidth + k] = masks[i * maskWidth + k] != 0;
      System.arraycopy(applies, i * floats, applied, rows[i] * floats, floats);
      logProb[rows[i]] = logProbs[i];
      System.arraycopy(memories, i * memoryWidth, memory, rows[i] * memoryWidth, memoryWidth);
    }
  }
}
