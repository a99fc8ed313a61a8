package covey.nn.kernels;

import org.jspecify.annotations.Nullable;

/// The Vector API form: hands each kernel to the class that has its loops.
final class VectorKernels implements Kernels {

  @Override
  public String description() {
    return "vector, " + Lanes.FLOAT.vectorBitSize() + " bits";
  }

  @Override
  public void multiply(
      int m, int n, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm) {
    VectorProduct.multiply(m, n, k, a, a0, am, ak, b, b0, bk, d, d0, dm, c, c0, cm);
  }

  @Override
  public void dots(
      int m, int k, float[] a, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c, float[] scratch) {
    VectorDots.multiply(m, k, a, as, w, w0, d, d0, ds, c, scratch);
  }

  @Override
  public void unary(Unary f, int n, float[] x, float a, float b, float[] y) {
    VectorUnary.forward(f, n, x, a, b, y);
  }

  @Override
  public void unaryBackward(Unary f, int n, float[] x, float[] y, float a, float b, float[] dy, float[] dx) {
    VectorUnary.backward(f, n, x, y, a, b, dy, dx);
  }

  @Override
  public void activationBackward(Unary f, int n, float[] y, float[] dy) {
    VectorUnary.activationBackward(f, n, y, dy);
  }

  @Override
  public void binary(Binary f, int n, float[] x, float[] z, float[] y) {
    switch (f) {
      case ADD -> VectorElementwise.add(n, x, z, y);
      case SUBTRACT -> VectorElementwise.subtract(n, x, z, y);
      case MULTIPLY -> VectorElementwise.multiply(n, x, z, y);
      case DIVIDE -> VectorElementwise.divide(n, x, z, y);
      case MINIMUM -> VectorElementwise.minimum(n, x, z, y);
      case MAXIMUM -> VectorElementwise.maximum(n, x, z, y);
      case GREATER -> VectorElementwise.greater(n, x, z, y);
    }
  }

  @Override
  public void binaryBackward(
      Binary f, int n, float[] x, float[] z, float[] y, float[] dy, float @Nullable [] dx, float @Nullable [] dz) {
    switch (f) {
      case ADD -> {
        if (dx != null) VectorElementwise.addTo(n, dy, dx);
        if (dz != null) VectorElementwise.addTo(n, dy, dz);
      }
      case SUBTRACT -> {
        if (dx != null) VectorElementwise.addTo(n, dy, dx);
        if (dz != null) VectorElementwise.subtractFrom(n, dy, dz);
      }
      case MULTIPLY -> {
        if (dx != null) VectorElementwise.addProduct(n, dy, z, dx);
        if (dz != null) VectorElementwise.addProduct(n, dy, x, dz);
      }
      case DIVIDE -> {
        if (dx != null) VectorElementwise.addQuotient(n, dy, z, dx);
        if (dz != null) VectorElementwise.subtractQuotient(n, dy, y, z, dz);
      }
      case MINIMUM -> VectorElementwise.choose(true, n, x, z, dy, dx, dz);
      case MAXIMUM -> VectorElementwise.choose(false, n, x, z, dy, dx, dz);
      case GREATER -> {}
    }
  }

  @Override
  public void columnSums(int rows, int n, float[] x, int xs, float[] sums, int s0) {
    VectorRows.columnSums(rows, n, x, xs, sums, s0);
  }

  @Override
  public void rowSums(int rows, int n, float[] x, int xs, float[] y, float[] scratch) {
    VectorRows.rowSums(rows, n, x, xs, y, scratch);
  }

  @Override
  public void accumulate(int from, int n, float[] x, float[] y) {
    VectorElementwise.accumulate(from, n, x, y);
  }

  @Override
  public double squares(int from, int n, float[] x, float[] scratch) {
    return VectorRows.squares(from, n, x, scratch);
  }

  @Override
  public void softmax(Softmax s, int groups) {
    VectorSoftmax.forward(s, groups);
  }

  @Override
  public void softmaxBackward(Softmax s, int groups) {
    VectorSoftmax.backward(s, groups);
  }

  @Override
  public void layerNorm(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch) {
    VectorLayerNorm.forward(rows, n, x, xs, values, gain, bias, epsilon, normal, inverse, y, scratch);
  }

  @Override
  public void layerNormBackward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float[] from, int fs, float @Nullable [] dx, float[] scratch) {
    VectorLayerNorm.backward(
        rows, n, dy, xs, values, gradients, gain, bias, normal, inverse, from, fs, dx, scratch);
  }

  @Override
  public void adam(
      int from, int n, float[] gradient, float scale, float[] m, float[] v, float[] value,
      float beta1, float beta2, float epsilon, float rate, float root) {
    VectorOptimisers.adam(from, n, gradient, scale, m, v, value, beta1, beta2, epsilon, rate, root);
  }

  @Override
  public void rmsProp(
      int from, int n, float[] gradient, float scale, float[] v, float[] value,
      float decay, float epsilon, float rate) {
    VectorOptimisers.rmsProp(from, n, gradient, scale, v, value, decay, epsilon, rate);
  }

  @Override
  public void sgd(
      int from, int n, float[] gradient, float scale, float[] m, float[] value, float momentum, float rate) {
    VectorOptimisers.sgd(from, n, gradient, scale, m, value, momentum, rate);
  }
}
