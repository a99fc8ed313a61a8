package covey.nn;

/// A named array of parameters with its canonical shape [rows, columns]; for a linear map [inputs, outputs].
///
/// Describes only: the numbers lie in [Parameters], where all copies of one layout have them in the same place.
///
/// **Storage.** Rows are padded to multiples of 16 floats, so that kernels have no tails. A matrix with few outputs is
/// stored by output (64 inputs to 5 outputs as [5, 64], not as [64, 16]). Where a kernel wants the other orientation it
/// reads the *mirror*, a transposed copy that is brought up to date after each change. None of this shows in results
/// or in exported numbers. Padding is always zero.
public final class Tensor {
  private final String name;
  private final int rows;
  private final int columns;
  final Parameters.Layout layout;
  final boolean weight;
  final boolean byOutput;
  final int offset;
  final int storageRows;
  final int storageColumns;
  final int stride;
  final int mirrorOffset;
  final int mirrorStride;
  boolean mirrored;

  Tensor(Parameters.Layout layout, String name, int rows, int columns, boolean weight) {
    this.layout = layout;
    this.name = name;
    this.rows = rows;
    this.columns = columns;
    this.weight = weight;
    this.byOutput = weight && (columns == 1 || columns * padded(rows) < rows * padded(columns));
    this.offset = layout.size;
    this.storageRows = byOutput ? columns : rows;
    this.storageColumns = byOutput ? rows : columns;
    this.stride = padded(storageColumns);
    this.mirrorOffset = layout.mirrorSize;
    this.mirrorStride = padded(storageRows);
  }

  /// @return its full name, for example `actor.hidden1.weight`
  public String name() {
    return name;
  }

  /// @return inputs, for a linear map
  public int rows() {
    return rows;
  }

  /// @return outputs, for a linear map
  public int columns() {
    return columns;
  }

  /// @return numbers, without padding
  public int count() {
    return rows * columns;
  }

  int size() {
    return storageRows * stride;
  }

  int mirrorSize() {
    return weight ? storageColumns * mirrorStride : 0;
  }

  /// @return where element (row, column) of the canonical shape is stored
  int at(int row, int column) {
    return byOutput ? offset + column * stride + row : offset + row * stride + column;
  }

  void toCanonical(float[] values, float[] canonical, int at) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) canonical[at + row * columns + column] = values[at(row, column)];
    }
  }

  void fromCanonical(float[] canonical, int at, float[] values) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) values[at(row, column)] = canonical[at + row * columns + column];
    }
  }

  /// Called by an operation that reads the mirror.
  void readMirror() {
    if (!mirrored) {
      mirrored = true;
      layout.mirrorVersion++;
    }
  }

  /// Copies storage rows [from, to) into the mirror: 16 rows at a time, which are whole cache lines there.
  void reflect(float[] values, float[] mirror, int from, int to) {
    for (int first = from; first < to; first += 16) {
      int count = Math.min(16, to - first);
      for (int column = 0; column < storageColumns; column++) {
        int source = offset + first * stride + column;
        int target = mirrorOffset + column * mirrorStride + first;
        for (int r = 0; r < count; r++, source += stride) mirror[target + r] = values[source];
      }
    }
  }

  void clearPadding(float[] values, int from, int to) {
    if (storageColumns == stride) return;
    for (int row = from; row < to; row++) {
      int at = offset + row * stride;
      for (int column = storageColumns; column < stride; column++) values[at + column] = 0f;
    }
  }

  /// @return `width` rounded up to a multiple of 16
  static int padded(int width) {
    return (width + 15) & ~15;
  }

  @Override
  public String toString() {
    return name + " [" + rows + ", " + columns + "]";
  }
}
