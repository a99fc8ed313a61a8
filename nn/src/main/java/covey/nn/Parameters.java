package covey.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named group of tensors in one flat array: what is clipped, stepped, copied and saved together.
///
/// Tensors are added while networks are built; the first workspace of a graph seals the group. A [#copy] has the same
/// layout and its own numbers (a snapshot, a target network); graphs recorded on the one run on the other.
///
/// Not thread-safe: nobody may read while somebody writes.
public final class Parameters {
  private final Layout layout;
  private final @Nullable RandomSource random;
  float[] values; // [layout.size] padded storage
  float[] mirror; // [layout.mirrorSize] transposed copies of weights
  private int mirrorVersion;

  /// What all copies share.
  static final class Layout {
    final String name;
    final List<Tensor> tensors = new ArrayList<>();
    final List<Piece> pieces = new ArrayList<>();
    int size;
    int mirrorSize;
    int count;
    int mirrorVersion; // grows when a graph begins to read one more mirror
    boolean sealed;

    Layout(String name) {
      this.name = name;
    }

    /// Cuts the tensors into the pieces that optimiser steps and reductions are shared out by.
    void seal() {
      if (sealed) return;
      sealed = true;
      for (Tensor tensor : tensors) {
        int rowsPerPiece = Math.max(16, PIECE / tensor.stride);
        for (int row = 0; row < tensor.storageRows; row += rowsPerPiece) {
          pieces.add(new Piece(tensor, row, Math.min(tensor.storageRows, row + rowsPerPiece)));
        }
      }
    }
  }

  /// Storage rows [from, to) of a tensor.
  record Piece(Tensor tensor, int from, int to) {
    int offset() {
      return tensor.offset + from * tensor.stride;
    }

    int length() {
      return (to - from) * tensor.stride;
    }
  }

  /// Floats of a piece, at least; also at least 16 rows, which are whole cache lines of a mirror. Part of the definition
  /// of the gradient norm, which adds pieces in order.
  private static final int PIECE = 1024;

  /// @param name   the first part of every tensor's name, for example `actor`
  /// @param random where initial numbers come from
  public Parameters(String name, RandomSource random) {
    this.layout = new Layout(name);
    this.random = random;
    this.values = new float[0];
    this.mirror = new float[0];
  }

  private Parameters(Parameters source) {
    this.layout = source.layout;
    this.random = null;
    this.values = source.values.clone();
    this.mirror = source.mirror.clone();
    this.mirrorVersion = source.mirrorVersion;
  }

  public String name() {
    return layout.name;
  }

  /// Adds a table or a vector, which operations read row by row.
  public Tensor add(String name, int rows, int columns, Initialiser initialiser) {
    return add(name, rows, columns, initialiser, false);
  }

  /// Adds the matrix of a linear map.
  public Tensor addWeight(String name, int inputs, int outputs, Initialiser initialiser) {
    return add(name, inputs, outputs, initialiser, true);
  }

  private Tensor add(String name, int rows, int columns, Initialiser initialiser, boolean weight) {
    String full = layout.name + "." + name;
    if (random == null || layout.sealed) {
      throw new IllegalStateException(full + ": the group is sealed, because a graph or a copy uses it; "
          + "add tensors before the first graph is built");
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(full + ": shape [" + rows + ", " + columns + "], but both must be positive");
    }
    for (Tensor other : layout.tensors) {
      if (other.name().equals(full)) throw new IllegalArgumentException(full + " exists already; names must differ");
    }
    var tensor = new Tensor(layout, full, rows, columns, weight);
    layout.tensors.add(tensor);
    layout.size += tensor.size();
    layout.mirrorSize += tensor.mirrorSize();
    layout.count += tensor.count();
    values = Arrays.copyOf(values, layout.size);
    mirror = Arrays.copyOf(mirror, layout.mirrorSize);
    float[] canonical = new float[tensor.count()];
    initialiser.fill(canonical, rows, columns, random);
    tensor.fromCanonical(canonical, 0, values);
    return tensor;
  }

  public List<Tensor> tensors() {
    return Collections.unmodifiableList(layout.tensors);
  }

  /// @return numbers in all tensors, without padding
  public int count() {
    return layout.count;
  }

  /// @return all tensors in order, canonical and without padding: what is saved and hashed
  public float[] export() {
    return export(values);
  }

  /// Replaces all numbers by what [#export] gave.
  public void load(float[] canonical) {
    load(canonical, values);
    refresh();
  }

  public float[] export(Tensor tensor) {
    requireOwn(tensor);
    float[] canonical = new float[tensor.count()];
    tensor.toCanonical(values, canonical, 0);
    return canonical;
  }

  public void load(Tensor tensor, float[] canonical) {
    requireOwn(tensor);
    requireLength(tensor.name(), canonical, tensor.count());
    tensor.fromCanonical(canonical, 0, values);
    refresh();
  }

  /// Like [#export()], of any array in storage form: gradients, moments.
  float[] export(float[] storage) {
    float[] canonical = new float[layout.count];
    int at = 0;
    for (Tensor tensor : layout.tensors) {
      tensor.toCanonical(storage, canonical, at);
      at += tensor.count();
    }
    return canonical;
  }

  void load(float[] canonical, float[] storage) {
    requireLength(layout.name, canonical, layout.count);
    int at = 0;
    for (Tensor tensor : layout.tensors) {
      tensor.fromCanonical(canonical, at, storage);
      at += tensor.count();
    }
  }

  /// @return parameters of the same layout with their own numbers, equal now
  public Parameters copy() {
    layout.seal();
    return new Parameters(this);
  }

  /// Takes over the numbers of a copy. Allocates nothing.
  public void copyFrom(Parameters other) {
    requireCopy(other);
    System.arraycopy(other.values, 0, values, 0, values.length);
    System.arraycopy(other.mirror, 0, mirror, 0, mirror.length);
    mirrorVersion = other.mirrorVersion;
  }

  /// Moves towards a copy: `value += rate (other - value)`, the soft update of target networks.
  public void moveTowards(Parameters other, float rate) {
    requireCopy(other);
    for (int i = 0; i < values.length; i++) values[i] = Math.fma(rate, other.values[i] - values[i], values[i]);
    refresh();
  }

  Layout layout() {
    return layout;
  }

  /// Brings the mirrors that are read up to date.
  void refresh() {
    for (Tensor tensor : layout.tensors) {
      if (tensor.mirrored) tensor.reflect(values, mirror, 0, tensor.storageRows);
    }
    mirrorVersion = layout.mirrorVersion;
  }

  /// Fills mirrors that a graph recorded since the last refresh reads.
  void prepare() {
    layout.seal();
    if (mirrorVersion != layout.mirrorVersion) refresh();
  }

  private void requireOwn(Tensor tensor) {
    if (tensor.layout != layout) throw new IllegalArgumentException(tensor + " is not of the group " + layout.name);
  }

  private void requireCopy(Parameters other) {
    if (other.layout != layout) {
      throw new IllegalArgumentException(layout.name + " cannot take the numbers of " + other.layout.name
          + ": only copies of one group have one layout");
    }
  }

  private static void requireLength(String name, float[] canonical, int count) {
    if (canonical.length != count) {
      throw new IllegalArgumentException(name + " has " + count + " numbers, but is given " + canonical.length);
    }
  }
}
