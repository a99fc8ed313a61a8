package covey.nn;

import java.util.List;

/// Rows of a table, named by indices that come with each row; several indices give their rows one after another.
final class EmbeddingOperation extends Operation.Single {
  private final IndexInput ids;
  private final Tensor table;

  EmbeddingOperation(String name, IndexInput ids, Tensor table) {
    super(name, ids.width() * table.columns(), List.of(), List.of(table));
    this.ids = ids;
    this.table = table;
  }

  @Override
  void forward(Workspace w, int rows) {
    float[] values = w.values[ids.owner.group(table)];
    int[] index = w.indices[ids.index];
    float[] y = w.value[out.index];
    int width = table.columns();
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < ids.width(); j++) {
        int id = index[row * ids.width() + j];
        if (id < 0 || id >= table.rows()) throw refuse(row, id);
        System.arraycopy(values, table.offset + id * table.stride, y, row * out.stride() + j * width, width);
      }
    }
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] gradients = w.gradientsOf(table);
    if (gradients == null) return;
    int[] index = w.indices[ids.index];
    float[] dy = w.gradient(out);
    int width = table.columns();
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < ids.width(); j++) {
        int to = table.offset + index[row * ids.width() + j] * table.stride;
        int at = row * out.stride() + j * width;
        for (int k = 0; k < width; k++) gradients[to + k] += dy[at + k];
      }
    }
  }

  private IllegalArgumentException refuse(int row, int id) {
    return new IllegalArgumentException("row " + row + " of the block: " + ids.name() + " = " + id
        + ", but " + table.name() + " has rows 0 to " + (table.rows() - 1));
  }
}
