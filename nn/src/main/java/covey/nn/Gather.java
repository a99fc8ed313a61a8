package covey.nn;

import java.util.List;

/// Features named by indices that come with each row.
final class Gather extends Operation.Single {
  private final Node x;
  private final IndexInput indices;
  private final int[] offsets;

  Gather(Node x, IndexInput indices, int[] offsets) {
    super("gather", indices.width(), List.of(x), List.of());
    x.owner.requireOwn(indices.owner, indices);
    this.x = x;
    this.indices = indices;
    this.offsets = offsets;
  }

  @Override
  void forward(Workspace w, int rows) {
    int[] index = w.indices[indices.index];
    float[] from = w.value[x.index];
    float[] to = w.value[out.index];
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < offsets.length; j++) {
        int feature = index[row * offsets.length + j] + offsets[j];
        if (feature < 0 || feature >= x.width()) throw refuse(row, feature - offsets[j]);
        to[row * out.stride() + j] = from[row * x.stride() + feature];
      }
    }
  }

  @Override
  void backward(Workspace w, int rows) {
    int[] index = w.indices[indices.index];
    float[] dy = w.gradient(out);
    float[] dx = w.gradient(x);
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < offsets.length; j++) {
        dx[row * x.stride() + index[row * offsets.length + j] + offsets[j]] += dy[row * out.stride() + j];
      }
    }
  }

  private IllegalArgumentException refuse(int row, int index) {
    return new IllegalArgumentException(
        "row " + row + " of the block: " + indices.name() + " = " + index + ", but it must name a feature of " + x);
  }
}
