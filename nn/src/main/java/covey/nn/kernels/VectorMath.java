package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static covey.nn.kernels.ScalarMath.*;

/// [ScalarMath] on vectors, operation by operation. Kept small: each method must be inlined into its loop.
final class VectorMath {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;

  private VectorMath() {}

  static FloatVector tanh(FloatVector x) {
    FloatVector c = x.blend(-TANH_LIMIT, x.lt(-TANH_LIMIT));
    c = c.blend(TANH_LIMIT, c.compare(VectorOperators.GT, TANH_LIMIT));
    FloatVector z = c.mul(c);
    FloatVector p = all(TP3).fma(z, all(TP2)).fma(z, all(TP1)).fma(z, all(TP0));
    FloatVector q = all(TQ4).fma(z, all(TQ3)).fma(z, all(TQ2)).fma(z, all(TQ1)).fma(z, all(1f));
    return c.mul(p).div(q);
  }

  static FloatVector exp(FloatVector x) {
    FloatVector t = x.fma(all(LOG2E), all(ROUND));
    FloatVector n = t.sub(ROUND);
    FloatVector r = n.fma(all(-LN2_LOW), n.fma(all(-LN2_HIGH), x));
    FloatVector q = all(E4).fma(r, all(E3)).fma(r, all(E2)).fma(r, all(E1)).fma(r, all(E0));
    FloatVector e = r.fma(q.fma(r, all(1f)), all(1f));
    FloatVector scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(HALF_SCALE).reinterpretAsFloats();
    FloatVector y = e.add(e).mul(scale);
    y = y.blend(0f, x.lt(EXP_LOWEST));
    return y.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, EXP_HIGHEST));
  }

  static FloatVector log(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector e = bits.sub(ROOT_HALF).lanewise(VectorOperators.ASHR, 23);
    FloatVector f = bits.sub(e.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1f);
    FloatVector s = f.div(f.add(2f));
    FloatVector z = s.mul(s);
    FloatVector g = all(L2).fma(z, all(L1)).fma(z, all(L0));
    FloatVector exponent = e.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
    FloatVector y = exponent.fma(all(LN2), s.mul(z).fma(g, s.add(s)));
    y = y.blend(Float.NEGATIVE_INFINITY, x.lt(Float.MIN_NORMAL));
    y = y.blend(Float.NaN, x.lt(0f));
    return x.blend(y, x.compare(VectorOperators.LE, Float.MAX_VALUE));
  }

  static FloatVector sigmoid(FloatVector x) {
    return all(1f).div(exp(x.neg()).add(1f));
  }

  static FloatVector softplus(FloatVector x) {
    FloatVector t = exp(x.abs().neg());
    FloatVector s = t.div(t.add(2f));
    FloatVector z = s.mul(s);
    FloatVector g = all(LP4).fma(z, all(LP3)).fma(z, all(LP2)).fma(z, all(LP1)).fma(z, all(LP0));
    return all(0f).blend(x, x.compare(VectorOperators.GT, 0f)).add(s.mul(z).fma(g, s.add(s)));
  }

  static FloatVector elu(FloatVector x) {
    return exp(x).sub(1f).blend(x, x.compare(VectorOperators.GT, 0f));
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(S, value);
  }
}
