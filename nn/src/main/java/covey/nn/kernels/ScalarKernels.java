package covey.nn.kernels;

import org.jspecify.annotations.Nullable;

/// The reference: plain loops that say what is computed.
final class ScalarKernels implements Kernels {

  @Override
  public String description() {
    return "scalar";
  }

  @Override
  public void multiply(
      int m, int n, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm) {
    for (int i = 0; i < m; i++) {
      int row = c0 + i * cm;
      for (int j = 0; j < n; j++) c[row + j] = d[d0 + i * dm + j];
      for (int p = 0; p < k; p++) {
        float x = a[a0 + i * am + p * ak];
        int from = b0 + p * bk;
        for (int j = 0; j < n; j++) c[row + j] = Math.fma(x, b[from + j], c[row + j]);
      }
    }
  }

  @Override
  public void dots(
      int m, int k, float[] a, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c, float[] scratch) {
    ScalarRows.dots(m, k, a, as, w, w0, d, d0, ds, c, scratch);
  }

  @Override
  public void unary(Unary f, int n, float[] x, float a, float b, float[] y) {
    for (int i = 0; i < n; i++) y[i] = apply(f, x[i], a, b);
  }

  private static float apply(Unary f, float x, float a, float b) {
    return switch (f) {
      case TANH -> ScalarMath.tanh(x);
      case RELU -> x > 0f ? x : 0f;
      case SIGMOID -> ScalarMath.sigmoid(x);
      case ELU -> ScalarMath.elu(x);
      case SOFTPLUS -> ScalarMath.softplus(x);
      case EXP -> ScalarMath.exp(x);
      case LOG -> ScalarMath.log(x);
      case SQUARE -> x * x;
      case SQRT -> (float) Math.sqrt(x);
      case ABS -> Math.abs(x);
      case AFFINE -> Math.fma(x, a, b);
      case CLAMP -> within(x, a, b);
      case HUBER -> Math.abs(x) <= a ? x * x * 0.5f : (Math.abs(x) - 0.5f * a) * a;
    };
  }

  @Override
  public void unaryBackward(Unary f, int n, float[] x, float[] y, float a, float b, float[] dy, float[] dx) {
    for (int i = 0; i < n; i++) {
      dx[i] = f == Unary.LOG ? dx[i] + dy[i] / x[i] : Math.fma(dy[i], slope(f, x[i], y[i], a, b), dx[i]);
    }
  }

  private static float slope(Unary f, float x, float y, float a, float b) {
    return switch (f) {
      case TANH, RELU, SIGMOID, ELU -> slope(f, y);
      case SOFTPLUS -> ScalarMath.sigmoid(x);
      case EXP -> y;
      case LOG -> 1f / x;
      case SQUARE -> x + x;
      case SQRT -> 0.5f / y;
      case ABS -> x > 0f ? 1f : x < 0f ? -1f : 0f;
      case AFFINE -> a;
      case CLAMP -> x >= a && x <= b ? 1f : 0f;
      case HUBER -> within(x, -a, a);
    };
  }

  private static float slope(Unary f, float y) {
    return switch (f) {
      case TANH -> Math.fma(-y, y, 1f);
      case RELU -> y > 0f ? 1f : 0f;
      case SIGMOID -> Math.fma(-y, y, y);
      case ELU -> y > 0f ? 1f : y + 1f;
      default -> throw new IllegalArgumentException(f + ": its derivative is not a function of its output");
    };
  }

  private static float within(float x, float a, float b) {
    float low = x < a ? a : x;
    return low > b ? b : low;
  }

  @Override
  public void activationBackward(Unary f, int n, float[] y, float[] dy) {
    for (int i = 0; i < n; i++) dy[i] *= slope(f, y[i]);
  }

  @Override
  public void binary(Binary f, int n, float[] x, float[] z, float[] y) {
    for (int i = 0; i < n; i++) {
      y[i] = switch (f) {
        case ADD -> x[i] + z[i];
        case SUBTRACT -> x[i] - z[i];
        case MULTIPLY -> x[i] * z[i];
        case DIVIDE -> x[i] / z[i];
        case MINIMUM -> z[i] < x[i] ? z[i] : x[i];
        case MAXIMUM -> z[i] > x[i] ? z[i] : x[i];
        case GREATER -> x[i] > z[i] ? 1f : 0f;
      };
    }
  }

  @Override
  public void binaryBackward(
      Binary f, int n, float[] x, float[] z, float[] y, float[] dy, float @Nullable [] dx, float @Nullable [] dz) {
    for (int i = 0; dx != null && i < n; i++) {
      dx[i] = switch (f) {
        case ADD, SUBTRACT -> dx[i] + dy[i];
        case MULTIPLY -> Math.fma(dy[i], z[i], dx[i]);
        case DIVIDE -> dx[i] + dy[i] / z[i];
        case MINIMUM -> dx[i] + (z[i] < x[i] ? 0f : dy[i]);
        case MAXIMUM -> dx[i] + (z[i] > x[i] ? 0f : dy[i]);
        case GREATER -> dx[i];
      };
    }
    for (int i = 0; dz != null && i < n; i++) {
      dz[i] = switch (f) {
        case ADD -> dz[i] + dy[i];
        case SUBTRACT -> dz[i] - dy[i];
        case MULTIPLY -> Math.fma(dy[i], x[i], dz[i]);
        case DIVIDE -> dz[i] - dy[i] * y[i] / z[i];
        case MINIMUM -> dz[i] + (z[i] < x[i] ? dy[i] : 0f);
        case MAXIMUM -> dz[i] + (z[i] > x[i] ? dy[i] : 0f);
        case GREATER -> dz[i];
      };
    }
  }

  @Override
  public void columnSums(int rows, int n, float[] x, int xs, float[] sums, int s0) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < n; j++) sums[s0 + j] += x[i * xs + j];
    }
  }

  @Override
  public void rowSums(int rows, int n, float[] x, int xs, float[] y, float[] scratch) {
    ScalarRows.rowSums(rows, n, x, xs, y, scratch);
  }

  @Override
  public void accumulate(int from, int n, float[] x, float[] y) {
    for (int i = from; i < from + n; i++) y[i] += x[i];
  }

  @Override
  public double squares(int from, int n, float[] x, float[] scratch) {
    return ScalarRows.squares(from, n, x, scratch);
  }

  @Override
  public void softmax(Softmax s, int groups) {
    ScalarSoftmax.forward(s, groups);
  }

  @Override
  public void softmaxBackward(Softmax s, int groups) {
    ScalarSoftmax.backward(s, groups);
  }

  @Override
  public void layerNorm(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch) {
    ScalarRows.layerNorm(rows, n, x, xs, values, gain, bias, epsilon, normal, inverse, y, scratch);
  }

  @Override
  public void layerNormBackward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float[] from, int fs, float @Nullable [] dx, float[] scratch) {
    ScalarRows.layerNormBackward(
        rows, n, dy, xs, values, gradients, gain, bias, normal, inverse, from, fs, dx, scratch);
  }

  @Override
  public void adam(
      int from, int n, float[] gradient, float scale, float[] m, float[] v, float[] value,
      float beta1, float beta2, float epsilon, float rate, float root) {
    ScalarOptimisers.adam(from, n, gradient, scale, m, v, value, beta1, beta2, epsilon, rate, root);
  }

  @Override
  public void rmsProp(
      int from, int n, float[] gradient, float scale, float[] v, float[] value,
      float decay, float epsilon, float rate) {
    ScalarOptimisers.rmsProp(from, n, gradient, scale, v, value, decay, epsilon, rate);
  }

  @Override
  public void sgd(
      int from, int n, float[] gradient, float scale, float[] m, float[] value, float momentum, float rate) {
    ScalarOptimisers.sgd(from, n, gradient, scale, m, value, momentum, rate);
  }
}
