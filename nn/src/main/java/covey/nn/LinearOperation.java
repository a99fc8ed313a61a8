package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `y = f(x W + b)`, the activation computed in place.
///
/// - Forward: each output starts from its bias and adds inputs in ascending order, in `fma`; a single output is a sum
///   over a contiguous axis, 16 partial sums and a tree, and the bias is added last.
/// - Gradient of x: starts from what other readers of x gave (or 0) and adds outputs in ascending order.
/// - Gradient of W: goes on from what earlier rows gave, rows ascending. So blocks never show.
final class LinearOperation extends Operation.Single {
  private final Node x;
  private final Tensor weight;
  private final @Nullable Tensor bias;
  private final Activation activation;
  private final int fanIn;
  private final int fanOut;
  private boolean overwrites;
  private boolean startsSegments;

  LinearOperation(String name, Node x, Tensor weight, @Nullable Tensor bias, Activation activation) {
    super(name, weight.columns(), List.of(x), bias == null ? List.of(weight) : List.of(weight, bias));
    this.x = x;
    this.weight = weight;
    this.bias = bias;
    this.activation = activation;
    this.fanIn = weight.rows();
    this.fanOut = weight.columns();
    if (readsMirrorForward() || (x.differentiable && readsMirrorBackward())) weight.readMirror();
  }

  private boolean readsMirrorForward() {
    return weight.byOutput && fanOut > 1;
  }

  private boolean readsMirrorBackward() {
    return !weight.byOutput && fanIn > 1;
  }

  @Override
  void forward(Workspace w, int rows) {
    int group = x.owner.group(weight);
    float[] values = w.values[group];
    float[] from = bias == null ? w.zeros : values;
    int at = bias == null ? 0 : bias.offset;
    float[] y = w.value[out.index];
    if (fanOut == 1) {
      Kernels.ACTIVE.dots(
          rows, fanIn, w.value[x.index], x.stride(), values, weight.offset, from, at, 0, y, w.scratch);
    } else {
      boolean mirror = weight.byOutput;
      Kernels.ACTIVE.multiply(rows, out.stride(), fanIn, w.value[x.index], 0, x.stride(), 1,
          mirror ? w.mirrors[group] : values, mirror ? weight.mirrorOffset : weight.offset,
          mirror ? weight.mirrorStride : weight.stride, from, at, 0, y, 0, out.stride());
    }
    if (activation.fused != null) Kernels.ACTIVE.unary(activation.fused, w.length(out, rows), y, 0f, 0f, y);
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] dy = w.gradient(out);
    if (activation.fused != null) {
      Kernels.ACTIVE.activationBackward(activation.fused, w.length(out, rows), w.value[out.index], dy);
    }
    float[] gradients = w.gradientsOf(weight);
    if (gradients != null) parameterGradients(w, rows, dy, gradients);
    if (x.differentiable) inputGradient(w, rows, dy);
  }

  private void parameterGradients(Workspace w, int rows, float[] dy, float[] gradients) {
    float[] a = weight.byOutput ? dy : w.value[x.index];
    float[] b = weight.byOutput ? w.value[x.index] : dy;
    int as = weight.byOutput ? out.stride() : x.stride();
    int bs = weight.byOutput ? x.stride() : out.stride();
    boolean fromZero = startsSegments && w.startsSegment;
    Kernels.ACTIVE.multiply(weight.storageRows, weight.stride, rows, a, 0, 1, as, b, 0, bs,
        fromZero ? w.zeros : gradients, fromZero ? 0 : weight.offset, fromZero ? 0 : weight.stride,
        gradients, weight.offset, weight.stride);
    if (bias != null) Kernels.ACTIVE.columnSums(rows, bias.stride, dy, out.stride(), gradients, bias.offset);
  }

  private void inputGradient(Workspace w, int rows, float[] dy) {
    int group = x.owner.group(weight);
    float[] dx = w.gradient(x);
    float[] from = overwrites ? w.zeros : dx;
    if (fanIn == 1) {
      Kernels.ACTIVE.dots(rows, fanOut, dy, out.stride(), w.values[group], weight.offset,
          from, 0, overwrites ? 0 : 1, dx, w.scratch);
    } else {
      boolean mirror = !weight.byOutput;
      Kernels.ACTIVE.multiply(rows, x.stride(), fanOut, dy, 0, out.stride(), 1,
          mirror ? w.mirrors[group] : w.values[group], mirror ? weight.mirrorOffset : weight.offset,
          mirror ? weight.mirrorStride : weight.stride, from, 0, overwrites ? 0 : x.stride(), dx, 0, x.stride());
    }
  }

  @Override
  boolean startsSegments(Tensor tensor) {
    if (tensor == weight) startsSegments = true;
    return tensor == weight;
  }

  @Override
  boolean overwrites(int i) {
    overwrites = true;
    return true;
  }
}
