package covey.nn;

import covey.nn.kernels.Binary;
import covey.nn.kernels.Kernels;
import java.util.List;
import java.util.Locale;

/// A function of two numbers, place by place.
final class BinaryOperation extends Operation.Single {
  private final Binary f;
  private final Node x;
  private final Node z;

  BinaryOperation(Binary f, Node x, Node z) {
    super(f.name().toLowerCase(Locale.ROOT), x.width(), List.of(x, z), List.of());
    this.f = f;
    this.x = x;
    this.z = z;
  }

  @Override
  void forward(Workspace w, int rows) {
    Kernels.ACTIVE.binary(f, w.length(x, rows), w.value[x.index], w.value[z.index], w.value[out.index]);
  }

  @Override
  void backward(Workspace w, int rows) {
    Kernels.ACTIVE.binaryBackward(f, w.length(x, rows), w.value[x.index], w.value[z.index], w.value[out.index],
        w.gradient(out), x.differentiable ? w.gradient(x) : null, z.differentiable ? w.gradient(z) : null);
  }
}
