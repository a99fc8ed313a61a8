package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.List;

/// The sum over features.
final class RowSum extends Operation.Single {
  private final Node x;

  RowSum(Node x) {
    super("sum", 1, List.of(x), List.of());
    this.x = x;
  }

  @Override
  void forward(Workspace w, int rows) {
    Kernels.ACTIVE.rowSums(rows, x.width(), w.value[x.index], x.stride(), w.value[out.index], w.scratch);
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] dy = w.gradient(out);
    float[] dx = w.gradient(x);
    for (int row = 0; row < rows; row++) {
      float d = dy[row];
      int at = row * x.stride();
      for (int j = 0; j < x.stride(); j++) dx[at + j] += d;
    }
  }
}
