package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.Arrays;
import java.util.List;

/// A column repeated as several equal features.
final class Broadcast extends Operation.Single {
  private final Node x;

  Broadcast(Node x, int features) {
    super("broadcast", features, List.of(x), List.of());
    this.x = x;
  }

  @Override
  void forward(Workspace w, int rows) {
    float[] from = w.value[x.index];
    float[] to = w.value[out.index];
    for (int row = 0; row < rows; row++) Arrays.fill(to, row * out.stride(), (row + 1) * out.stride(), from[row]);
  }

  @Override
  void backward(Workspace w, int rows) {
    Kernels.ACTIVE.rowSums(rows, out.width(), w.gradient(out), out.stride(), w.column, w.scratch);
    float[] dx = w.gradient(x);
    for (int row = 0; row < rows; row++) dx[row] += w.column[row];
  }
}
