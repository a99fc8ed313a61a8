package covey.nn;

import covey.nn.kernels.Kernels;
import covey.nn.kernels.Unary;
import java.util.List;
import java.util.Locale;

/// A function of each number.
final class UnaryOperation extends Operation.Single {
  private final Unary f;
  private final Node x;
  private final int a;
  private final int b;

  UnaryOperation(Unary f, Node x, Coefficient a, Coefficient b) {
    super(f.name().toLowerCase(Locale.ROOT), x.width(), List.of(x), List.of());
    this.f = f;
    this.x = x;
    this.a = a.index;
    this.b = b.index;
  }

  @Override
  void forward(Workspace w, int rows) {
    Kernels.ACTIVE.unary(
        f, w.length(x, rows), w.value[x.index], w.coefficients[a], w.coefficients[b], w.value[out.index]);
  }

  @Override
  void backward(Workspace w, int rows) {
    Kernels.ACTIVE.unaryBackward(f, w.length(x, rows), w.value[x.index], w.value[out.index],
        w.coefficients[a], w.coefficients[b], w.gradient(out), w.gradient(x));
  }
}
