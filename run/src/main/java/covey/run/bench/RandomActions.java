package covey.run.bench;

import covey.env.AgentState;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.random.Philox;
import covey.space.Space;

/// Draws uniformly random legal actions for whole timesteps, so cheaply that the drawing does not hide what a step
/// costs: several choices come from one word of 32 bits, as the digits of a fraction, and masks are read as bits.
final class RandomActions {
  private static final long FRACTION = 0xFFFFFFFFL;
  private static final int PRECISION = 1024; // most digits' product per word: the last digit's bias is below 2^-20

  private final Rollout rollout;
  private final int[] deciding; // rows; one more than there can be
  private final long[] bits = new long[2];
  private long draws;
  private int used = 4; // words of the block

  /// @param rollout that holds one vector of games
  RandomActions(Rollout rollout) {
    this.rollout = rollout;
    this.deciding = new int[rollout.games * rollout.agents + 1];
    for (int l = 0; l < rollout.layouts(); l++) {
      Space action = rollout.layout(l).example.action();
      boolean possible = !(action instanceof Space.Entities) && !(action instanceof Space.Composite)
          && !(action instanceof Space.Box box && box.element() != Space.Element.FLOAT);
      if (!possible) throw new IllegalArgumentException("nobody can act at random in " + action);
    }
  }

  /// Chooses an action for everybody who decides at timestep `t`.
  void draw(int t) {
    for (int l = 0; l < rollout.layouts(); l++) {
      LayoutColumns layout = rollout.layout(l);
      boolean single = layout.example.action() instanceof Space.Discrete;
      if (rollout.spec.everyoneDecides() && layout.maskWidth == 0 && single) {
        drawAll(t, layout);
      } else if (layout.maskWidth > 0 && layout.maskWidth <= Long.SIZE && single) {
        drawMasked(t, layout);
      } else {
        drawEach(t, layout);
      }
    }
  }

  private long word() {
    if (used == 4) {
      Philox.block(1, draws++, 0, bits, 0);
      used = 0;
    }
    long word = bits[used >> 1] >>> (32 * (used & 1));
    used++;
    return word & FRACTION;
  }

  /// One choice of each row, rows of games and members without gaps.
  private void drawAll(int t, LayoutColumns layout) {
    int[] action = layout.action.ints;
    int choices = layout.branches[0];
    int perWord = perWord(choices);
    int at = rollout.firstRow(t, 0, layout.index);
    int end = at + rollout.games * layout.slots.length;
    while (at < end) {
      long fraction = word();
      for (int k = 0; k < perWord && at < end; k++) {
        fraction *= choices;
        action[at++] = (int) (fraction >>> 32);
        fraction &= FRACTION;
      }
    }
  }

  /// One legal choice of each row that decides; at most 64 choices.
  private void drawMasked(int t, LayoutColumns layout) {
    int[] action = layout.action.ints;
    boolean[] mask = layout.mask;
    int width = layout.maskWidth;
    int count = gather(t, layout);
    int perWord = perWord(width);
    for (int at = 0; at < count;) {
      long fraction = word();
      for (int k = 0; k < perWord && at < count; k++) {
        int row = deciding[at++];
        int from = row * width;
        long legal = 0;
        for (int i = 0; i < width; i++) legal |= (mask[from + i] ? 1L : 0L) << i;
        fraction *= Long.bitCount(legal);
        action[row] = Long.numberOfTrailingZeros(Long.expand(1L << (fraction >>> 32), legal));
        fraction &= FRACTION;
      }
    }
  }

  /// Lists the rows that decide. Who does is as good as random where games are at different turns, so nothing branches
  /// on it where rows are dense.
  private int gather(int t, LayoutColumns layout) {
    if (rollout.spec.storage() == EnvironmentSpec.Storage.PACKED) return gatherPacked(t, layout);
    byte[] state = rollout.state;
    int[] slots = layout.slots;
    int row = rollout.firstRow(t, 0, layout.index);
    int count = 0;
    for (int e = 0; e < rollout.games; e++) {
      int cell = rollout.cell(t, e, 0);
      for (int slot : slots) {
        deciding[count] = row++;
        count += state[cell + slot] == AgentState.DECIDES ? 1 : 0;
      }
    }
    return count;
  }

  private int gatherPacked(int t, LayoutColumns layout) {
    int count = 0;
    for (int e = 0; e < rollout.games; e++) {
      for (int slot : layout.slots) {
        if (rollout.state[rollout.cell(t, e, slot)] == AgentState.DECIDES) {
          deciding[count++] = rollout.row(t, e, slot);
        }
      }
    }
    return count;
  }

  /// Choices of `choices` that one word holds.
  private static int perWord(int choices) {
    int perWord = 1;
    for (long product = choices; product * choices <= PRECISION && choices > 1; product *= choices) perWord++;
    return perWord;
  }

  private void drawEach(int t, LayoutColumns layout) {
    for (int e = 0; e < rollout.games; e++) {
      for (int slot : layout.slots) {
        if (rollout.state[rollout.cell(t, e, slot)] == AgentState.DECIDES) draw(layout, rollout.row(t, e, slot));
      }
    }
  }

  private void draw(LayoutColumns layout, int row) {
    Space action = layout.example.action();
    if (action instanceof Space.Box box) {
      for (int d = 0; d < box.size(); d++) drawNumber(layout, box, row * box.size() + d, d);
      return;
    }
    int first = row * layout.maskWidth;
    for (int branch = 0; branch < layout.branches.length; branch++) {
      int choice = choice(layout, first, layout.branches[branch]);
      if (action instanceof Space.MultiBinary) {
        layout.action.bytes[row * layout.action.layout.bytes() + branch] = (byte) choice;
      } else {
        layout.action.ints[row * layout.action.layout.ints() + branch] = choice;
      }
      if (layout.maskWidth > 0) first += layout.branches[branch];
    }
  }

  private int choice(LayoutColumns layout, int first, int count) {
    if (layout.maskWidth == 0) return (int) ((word() * count) >>> 32);
    int legal = 0;
    for (int i = 0; i < count; i++) if (layout.mask[first + i]) legal++;
    int rank = (int) ((word() * legal) >>> 32);
    int choice = 0;
    while (!layout.mask[first + choice] || rank-- > 0) choice++;
    return choice;
  }

  /// A missing bound is -1 or 1.
  private void drawNumber(LayoutColumns layout, Space.Box box, int place, int d) {
    float low = Math.max(box.low(d), -Float.MAX_VALUE) == -Float.MAX_VALUE ? -1 : box.low(d);
    float high = Math.min(box.high(d), Float.MAX_VALUE) == Float.MAX_VALUE ? Math.max(1, low) : box.high(d);
    float value = Math.clamp(low + (high - low) * (word() >>> 8) * 0x1p-24f, box.low(d), box.high(d));
    layout.action.floats[place] = value;
    layout.applied[place] = value;
  }
}
