package covey.nn.kernels;

/// One optimiser step over a range of parameters: the reference.
final class ScalarOptimisers {
  /// Moments smaller than this become 0: parameters that no longer get gradients otherwise sit at denormal moments,
  /// which halve the speed of the step.
  static final float SMALLEST = 1e-30f;

  private ScalarOptimisers() {}

  static void adam(
      int from, int n, float[] gradient, float scale, float[] m, float[] v, float[] value,
      float beta1, float beta2, float epsilon, float rate, float root) {
    float rest1 = 1f - beta1;
    float rest2 = 1f - beta2;
    for (int i = from; i < from + n; i++) {
      float g = gradient[i] * scale;
      m[i] = flush(Math.fma(m[i], beta1, g * rest1));
      v[i] = flush(Math.fma(v[i], beta2, g * rest2 * g));
      float step = m[i] / Math.fma((float) Math.sqrt(v[i]), root, epsilon);
      value[i] = Math.fma(step, -rate, value[i]);
    }
  }

  static void rmsProp(
      int from, int n, float[] gradient, float scale, float[] v, float[] value,
      float decay, float epsilon, float rate) {
    float rest = 1f - decay;
    for (int i = from; i < from + n; i++) {
      float g = gradient[i] * scale;
      v[i] = flush(Math.fma(v[i], decay, g * rest * g));
      value[i] = Math.fma(g / ((float) Math.sqrt(v[i]) + epsilon), -rate, value[i]);
    }
  }

  static void sgd(
      int from, int n, float[] gradient, float scale, float[] m, float[] value, float momentum, float rate) {
    for (int i = from; i < from + n; i++) {
      m[i] = flush(Math.fma(m[i], momentum, gradient[i] * scale));
      value[i] = Math.fma(m[i], -rate, value[i]);
    }
  }

  private static float flush(float moment) {
    return Math.abs(moment) < SMALLEST ? 0f : moment;
  }
}
