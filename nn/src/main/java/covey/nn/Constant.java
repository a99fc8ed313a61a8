package covey.nn;

import java.util.Arrays;
import java.util.List;

/// The same number in every row and feature.
final class Constant extends Operation.Single {
  private final float number;

  Constant(int width, float number) {
    super(Float.toString(number), width, List.of(), List.of());
    this.number = number;
  }

  @Override
  void prepare(Workspace w) {
    Arrays.fill(w.value[out.index], number);
  }

  @Override
  void forward(Workspace w, int rows) {}

  @Override
  void backward(Workspace w, int rows) {}
}
