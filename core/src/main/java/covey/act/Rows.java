package covey.act;

import covey.env.LayoutColumns;
import covey.random.Keys;
import org.jspecify.annotations.Nullable;

/// The rows that one policy is asked about at one timestep: agents of one layout, of any games and seats.
///
/// Rows are numbered from 0 to [#count] here; [#row] gives the place in the columns. Valid during one call.
public final class Rows {
  private final int[] row;
  private final int[] slot;
  private final boolean[] forced;
  private final long[] key;
  private final int[] clock;
  private final int[] memoryAt;
  private float[] memoryNow = new float[0];
  private int count;

  @SuppressWarnings("NullAway.Init")
  private LayoutColumns columns;

  /// @param capacity most rows that can be asked about at once
  public Rows(int capacity) {
    row = new int[capacity];
    slot = new int[capacity];
    forced = new boolean[capacity];
    key = new long[capacity];
    clock = new int[capacity];
    memoryAt = new int[capacity];
  }

  // ---- what a policy reads -----------------------------------------------------------------------------------------

  public int count() {
    return count;
  }

  /// The columns of the rows' layout: observation, mask, memory before this row.
  public LayoutColumns columns() {
    return columns;
  }

  /// @return place of row `i` in the columns
  public int row(int i) {
    return row[i];
  }

  /// @return number of the agent's slot in the environment
  public int slot(int i) {
    return slot[i];
  }

  /// @return whether the environment has chosen the action already
  public boolean forced(int i) {
    return forced[i];
  }

  /// @return float number `feature` of the observation
  public float observation(int i, int feature) {
    var observation = columns.observation;
    return observation.floats[row[i] * observation.layout.floats() + feature];
  }

  /// @return whether a choice is legal; always true for agents without masks
  public boolean legal(int i, int choice) {
    return columns.maskWidth == 0 || columns.mask[row[i] * columns.maskWidth + choice];
  }

  /// @return float number `h` of the policy's memory before this row
  public float memory(int i, int h) {
    return columns.memory[row[i] * columns.memoryWidth + h];
  }

  /// @return uniform in [0, 1): a pure function of (run, game, episode, clock, slot, draw), whoever else is in the batch
  public double uniform(int i, int draw) {
    return Keys.uniform(key[i], clock[i], slot[i], draw);
  }

  // ---- what a policy writes ------------------------------------------------------------------------------------------

  /// Takes a choice of a `Discrete` action.
  ///
  /// @param logProb log-probability of the choice, in nats
  public void act(int i, int choice, float logProb) {
    var action = columns.action;
    action.ints[row[i] * action.layout.ints()] = choice;
    columns.logProb[row[i]] = logProb;
  }

  /// Keeps float number `h` of the memory after this row.
  public void remember(int i, int h, float value) {
    memoryNow[memoryAt[i] + h] = value;
  }

  // ---- what the collector prepares -----------------------------------------------------------------------------------

  /// Begins a new question about rows of `ofLayout`.
  ///
  /// @param memories the present memory of every slot, or null where no policy has any
  public void begin(LayoutColumns ofLayout, float @Nullable [] memories) {
    columns = ofLayout;
    count = 0;
    if (memories != null) memoryNow = memories;
  }

  /// Adds a row.
  ///
  /// @param episodeKey key of the action noise of the row's game and episode
  /// @param atMemory place of the slot's memory in the array given to [#begin]
  public void add(int atRow, int ofSlot, boolean isForced, long episodeKey, int atClock, int atMemory) {
    row[count] = atRow;
    slot[count] = ofSlot;
    forced[count] = isForced;
    key[count] = episodeKey;
    clock[count] = atClock;
    memoryAt[count] = atMemory;
    count++;
  }
}
