package covey.nn.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Masked log-softmax of one or several branches with its entropy, and the memory that a block of rows needs.
///
/// Per row and branch, over the legal elements, with m the largest and s the sum of `exp(x - m)` (in the order of
/// [Order]):
///
/// ```
/// y = (x - m) - log s        p = exp(x - m) (1 / s)        H = -sum of p y
/// dx += dy - p sum(dy) - p (y + H) dH
/// ```
///
/// An illegal element has y = -infinity and p = 0, exactly, and no gradient. A row without a legal element in some
/// branch is an error.
///
/// Rows are narrow and many, so the arithmetic runs with lanes along rows: 16 rows at a time are turned into columns
/// `[group, feature, 16 rows]`, here; the kernels see only columns.
public final class Softmax {
  static final int GROUP = 16;
  private static final float[] PENALTY = {Float.NEGATIVE_INFINITY, 0f};

  final int width;
  final int[] offset; // [branches + 1]: features of branch b are offset[b] .. offset[b + 1]
  final float[] y; // [groups, width, 16]: in: logits, illegal ones -infinity; out: log-probabilities
  final float[] p; // [groups, width, 16]: probabilities
  final float[] largest; // [groups, branches, 16]
  final float[] entropy; // [groups, branches, 16]
  final float[] dy; // [groups, width, 16]: in: gradient of y; out: gradient of x
  final float[] dEntropy; // [groups, 16]
  final float[] partial; // [groups, 16, 16]: sums and the terms of sums

  /// @param branches widths of the branches, which add up to `width`
  public Softmax(int width, int[] branches, int capacity) {
    this.width = width;
    this.offset = new int[branches.length + 1];
    for (int b = 0; b < branches.length; b++) offset[b + 1] = offset[b] + branches[b];
    int groups = groups(capacity);
    y = new float[groups * width * GROUP];
    p = new float[groups * width * GROUP];
    dy = new float[groups * width * GROUP];
    largest = new float[groups * branches.length * GROUP];
    entropy = new float[groups * branches.length * GROUP];
    dEntropy = new float[groups * GROUP];
    partial = new float[groups * Order.PARTIALS * GROUP];
  }

  static int groups(int rows) {
    return (rows + GROUP - 1) / GROUP;
  }

  int branches() {
    return offset.length - 1;
  }

  /// @return elements of a branch
  int count(int branch) {
    return offset[branch + 1] - offset[branch];
  }

  /// @return where the first element of a branch lies in the columns of a group
  int first(int group, int branch) {
    return (group * width + offset[branch]) * GROUP;
  }

  /// @return where a branch's own column lies in a group
  int of(int group, int branch) {
    return (group * branches() + branch) * GROUP;
  }

  /// @param mask legal elements, dense [rows, width]; null: all
  /// @param logProbs result, rows `ys` apart
  /// @param entropies result, one per row: summed over branches
  /// @throws IllegalArgumentException if a row has no legal element
  public void forward(
      Kernels kernels, int rows, float[] x, int xs, boolean @Nullable [] mask,
      float[] logProbs, int ys, float[] entropies) {
    for (int first = 0; first < rows; first += GROUP) {
      int count = Math.min(GROUP, rows - first);
      if (mask == null) {
        toColumns(x, xs, first, count, y);
      } else {
        toColumns(x, xs, mask, first, count);
      }
    }
    kernels.softmax(this, groups(rows));
    for (int first = 0; first < rows; first += GROUP) {
      int count = Math.min(GROUP, rows - first);
      for (int j = 0; j < width; j++) {
        int from = first * width + j * GROUP;
        int to = first * ys + j;
        for (int r = 0; r < count; r++, to += ys) logProbs[to] = y[from + r];
      }
      sumEntropies(first, count, mask, entropies);
    }
  }

  private void toColumns(float[] x, int xs, int first, int count, float[] columns) {
    for (int j = 0; j < width; j++) {
      int to = first * width + j * GROUP;
      int from = first * xs + j;
      for (int r = 0; r < count; r++, from += xs) columns[to + r] = x[from];
      for (int r = count; r < GROUP; r++) columns[to + r] = 0f;
    }
  }

  /// The penalty is added, not chosen: masks are random, and a mispredicted branch costs more than all else here.
  private void toColumns(float[] x, int xs, boolean[] mask, int first, int count) {
    for (int j = 0; j < width; j++) {
      int to = first * width + j * GROUP;
      int from = first * xs + j;
      int legal = first * width + j;
      for (int r = 0; r < count; r++, from += xs, legal += width) y[to + r] = x[from] + PENALTY[mask[legal] ? 1 : 0];
      for (int r = count; r < GROUP; r++) y[to + r] = 0f;
    }
  }

  private void sumEntropies(int first, int count, boolean @Nullable [] mask, float[] entropies) {
    int branches = branches();
    for (int r = 0; r < count; r++) {
      float sum = 0f;
      for (int b = 0; b < branches; b++) {
        int of = first * branches + b * GROUP + r;
        if (!(largest[of] > Float.NEGATIVE_INFINITY)) throw refuse(first + r, b, mask);
        sum += entropy[of];
      }
      entropies[first + r] = sum;
    }
  }

  /// Adds to `dx`. Follows a forward of the same rows.
  public void backward(
      Kernels kernels, int rows, float @Nullable [] dLogProbs, int ys, float @Nullable [] dEntropies,
      float[] dx, int xs) {
    if (dLogProbs == null) {
      Arrays.fill(dy, 0, groups(rows) * width * GROUP, 0f);
    } else {
      for (int first = 0; first < rows; first += GROUP) {
        toColumns(dLogProbs, ys, first, Math.min(GROUP, rows - first), dy);
      }
    }
    Arrays.fill(dEntropy, 0, groups(rows) * GROUP, 0f);
    if (dEntropies != null) System.arraycopy(dEntropies, 0, dEntropy, 0, rows);
    kernels.softmaxBackward(this, groups(rows));
    for (int first = 0; first < rows; first += GROUP) {
      int count = Math.min(GROUP, rows - first);
      for (int j = 0; j < width; j++) {
        int from = first * width + j * GROUP;
        int to = first * xs + j;
        for (int r = 0; r < count; r++, to += xs) dx[to] += dy[from + r];
      }
    }
  }

  private IllegalArgumentException refuse(int row, int branch, boolean @Nullable [] mask) {
    boolean legal = mask == null;
    if (mask != null) {
      for (int j = offset[branch]; j < offset[branch + 1]; j++) legal |= mask[row * width + j];
    }
    String where = "row " + row + " of the block" + (branches() > 1 ? ", branch " + branch : "");
    return new IllegalArgumentException(legal
        ? where + ": the logits are NaN or all -infinity; has the network diverged?"
        : where + ": no element is legal; a decision needs at least one legal action");
  }
}
