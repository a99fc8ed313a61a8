package covey.nn;

import java.util.Arrays;
import java.util.List;

/// The features of several nodes, one after another.
final class Concat extends Operation.Single {
  private final Node[] parts;

  Concat(Node[] parts) {
    super("concat", Arrays.stream(parts).mapToInt(Node::width).sum(), List.of(parts), List.of());
    this.parts = parts;
  }

  @Override
  void forward(Workspace w, int rows) {
    float[] y = w.value[out.index];
    int first = 0;
    for (Node part : parts) {
      float[] x = w.value[part.index];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(x, row * part.stride(), y, row * out.stride() + first, part.width());
      }
      first += part.width();
    }
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] dy = w.gradient(out);
    int first = 0;
    for (Node part : parts) {
      if (part.differentiable) {
        float[] dx = w.gradient(part);
        for (int row = 0; row < rows; row++) {
          int to = row * part.stride();
          int at = row * out.stride() + first;
          for (int j = 0; j < part.width(); j++) dx[to + j] += dy[at + j];
        }
      }
      first += part.width();
    }
  }
}
