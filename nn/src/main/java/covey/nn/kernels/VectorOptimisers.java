package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// One optimiser step over a range of parameters.
final class VectorOptimisers {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();

  private VectorOptimisers() {}

  static void adam(
      int from, int n, float[] gradient, float scale, float[] m, float[] v, float[] value,
      float beta1, float beta2, float epsilon, float rate, float root) {
    float rest1 = 1f - beta1;
    float rest2 = 1f - beta2;
    for (int i = from; i < from + n; i += L) {
      FloatVector g = at(gradient, i).mul(scale);
      FloatVector mean = flush(at(m, i).fma(all(beta1), g.mul(rest1)));
      FloatVector square = flush(at(v, i).fma(all(beta2), g.mul(rest2).mul(g)));
      mean.intoArray(m, i);
      square.intoArray(v, i);
      FloatVector step = mean.div(square.sqrt().fma(all(root), all(epsilon)));
      step.fma(all(-rate), at(value, i)).intoArray(value, i);
    }
  }

  static void rmsProp(
      int from, int n, float[] gradient, float scale, float[] v, float[] value,
      float decay, float epsilon, float rate) {
    float rest = 1f - decay;
    for (int i = from; i < from + n; i += L) {
      FloatVector g = at(gradient, i).mul(scale);
      FloatVector square = flush(at(v, i).fma(all(decay), g.mul(rest).mul(g)));
      square.intoArray(v, i);
      g.div(square.sqrt().add(epsilon)).fma(all(-rate), at(value, i)).intoArray(value, i);
    }
  }

  static void sgd(
      int from, int n, float[] gradient, float scale, float[] m, float[] value, float momentum, float rate) {
    for (int i = from; i < from + n; i += L) {
      FloatVector mean = flush(at(m, i).fma(all(momentum), at(gradient, i).mul(scale)));
      mean.intoArray(m, i);
      mean.fma(all(-rate), at(value, i)).intoArray(value, i);
    }
  }

  private static FloatVector flush(FloatVector moment) {
    return moment.blend(0f, moment.abs().lt(ScalarOptimisers.SMALLEST));
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
