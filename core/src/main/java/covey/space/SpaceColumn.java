package covey.space;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;

/// Rows of values of one space. Plain memory: three arrays, row after row, each in its own type.
public final class SpaceColumn {
  public final RowLayout layout;

  /// [rows, layout.floats()]
  public final float[] floats;

  /// [rows, layout.ints()]
  public final int[] ints;

  /// [rows, layout.bytes()]; unsigned
  public final byte[] bytes;

  /// [rows] of a history: the row of the value before, or the row itself where there is none. Empty for other spaces.
  /// Copying rows does not copy it.
  public final int[] previous;

  public SpaceColumn(RowLayout layout, int rows) {
    this.layout = layout;
    this.previous = new int[layout.frames() > 1 ? rows : 0];
    this.floats = new float[Math.multiplyExact(rows, layout.floats())];
    this.ints = new int[Math.multiplyExact(rows, layout.ints())];
    this.bytes = new byte[Math.multiplyExact(rows, layout.bytes())];
  }

  /// Copies `count` rows within this column; the ranges may overlap.
  public void copy(int from, int to, int count) {
    copyFrom(this, from, to, count);
  }

  /// Copies `count` rows of a column with the same layout.
  public void copyFrom(SpaceColumn source, int from, int to, int count) {
    int f = layout.floats();
    int i = layout.ints();
    int b = layout.bytes();
    if (f > 0) System.arraycopy(source.floats, from * f, floats, to * f, count * f);
    if (i > 0) System.arraycopy(source.ints, from * i, ints, to * i, count * i);
    if (b > 0) System.arraycopy(source.bytes, from * b, bytes, to * b, count * b);
  }

  /// Sets one row to zero.
  public void clear(int row) {
    int f = layout.floats();
    int i = layout.ints();
    int b = layout.bytes();
    if (f > 0) java.util.Arrays.fill(floats, row * f, (row + 1) * f, 0f);
    if (i > 0) java.util.Arrays.fill(ints, row * i, (row + 1) * i, 0);
    if (b > 0) java.util.Arrays.fill(bytes, row * b, (row + 1) * b, (byte) 0);
  }

  /// Saves the given rows.
  public void save(ArchiveWriter out, int[] rows) {
    int f = layout.floats();
    int i = layout.ints();
    int b = layout.bytes();
    float[] someFloats = new float[rows.length * f];
    int[] someInts = new int[rows.length * i];
    byte[] someBytes = new byte[rows.length * b];
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(floats, rows[k] * f, someFloats, k * f, f);
      System.arraycopy(ints, rows[k] * i, someInts, k * i, i);
      System.arraycopy(bytes, rows[k] * b, someBytes, k * b, b);
    }
    out.floats("floats", someFloats);
    out.ints("ints", someInts);
    out.bytes("bytes", someBytes);
  }

  /// Takes over what [#save] gave for the same rows.
  public void load(ArchiveReader in, int[] rows) {
    int f = layout.floats();
    int i = layout.ints();
    int b = layout.bytes();
    float[] someFloats = in.floats("floats", rows.length * f);
    int[] someInts = in.ints("ints", rows.length * i);
    byte[] someBytes = in.bytes("bytes", rows.length * b);
    for (int k = 0; k < rows.length; k++) {
      System.arraycopy(someFloats, k * f, floats, rows[k] * f, f);
      System.arraycopy(someInts, k * i, ints, rows[k] * i, i);
      System.arraycopy(someBytes, k * b, bytes, rows[k] * b, b);
    }
  }
}
