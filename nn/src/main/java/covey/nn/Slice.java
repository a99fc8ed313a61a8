package covey.nn;

import java.util.List;

/// Some neighbouring features.
final class Slice extends Operation.Single {
  private final Node x;
  private final int from;

  Slice(Node x, int from, int to) {
    super("slice", to - from, List.of(x), List.of());
    this.x = x;
    this.from = from;
  }

  @Override
  void forward(Workspace w, int rows) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(
          w.value[x.index], row * x.stride() + from, w.value[out.index], row * out.stride(), out.width());
    }
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] dy = w.gradient(out);
    float[] dx = w.gradient(x);
    for (int row = 0; row < rows; row++) {
      int to = row * x.stride() + from;
      int at = row * out.stride();
      for (int j = 0; j < out.width(); j++) dx[to + j] += dy[at + j];
    }
  }
}
