package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.Arrays;
import java.util.List;

/// A parameter vector as features that are equal in every row.
final class ParameterRow extends Operation.Single {
  private final Graph.Builder owner;
  private final Tensor tensor;

  ParameterRow(Graph.Builder owner, Tensor tensor) {
    super(tensor.name(), tensor.columns(), List.of(), List.of(tensor));
    this.owner = owner;
    this.tensor = tensor;
  }

  @Override
  void forward(Workspace w, int rows) {
    float[] values = w.values[owner.group(tensor)];
    float[] y = w.value[out.index];
    if (out.stride() == 1) {
      Arrays.fill(y, 0, rows, values[tensor.offset]);
      return;
    }
    for (int row = 0; row < rows; row++) System.arraycopy(values, tensor.offset, y, row * out.stride(), out.stride());
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] gradients = w.gradientsOf(tensor);
    if (gradients != null) {
      Kernels.ACTIVE.columnSums(rows, tensor.stride, w.gradient(out), out.stride(), gradients, tensor.offset);
    }
  }
}
