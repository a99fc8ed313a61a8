package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [Softmax] with lanes along rows.
final class VectorSoftmax {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();
  private static final int GROUP = Softmax.GROUP;

  private VectorSoftmax() {}

  static void forward(Softmax s, int groups) {
    int branches = s.branches();
    for (int group = 0; group < groups; group++) {
      for (int b = 0; b < branches; b++) {
        int first = (group * s.width + s.offset[b]) * GROUP;
        int count = s.offset[b + 1] - s.offset[b];
        int of = (group * branches + b) * GROUP;
        for (int lane = 0; lane < GROUP; lane += L) forward(s, first + lane, count, of + lane, lane);
      }
    }
  }

  private static void forward(Softmax s, int at, int count, int of, int lane) {
    FloatVector m = largest(s.y, at, count);
    m.intoArray(s.largest, of);
    exponentials(s.y, at, count, m, s.p, s.partial, lane);
    FloatVector sum = tree(s.partial, lane, count);
    entropyTerms(s.y, at, count, m, sum, s.p, s.partial, lane);
    tree(s.partial, lane, count).neg().intoArray(s.entropy, of);
  }

  private static FloatVector largest(float[] y, int at, int count) {
    FloatVector m = FloatVector.fromArray(S, y, at);
    for (int j = 1; j < count; j++) {
      FloatVector x = FloatVector.fromArray(S, y, at + j * GROUP);
      m = m.blend(x, x.compare(VectorOperators.GT, m));
    }
    return m;
  }

  private static void exponentials(
      float[] y, int at, int count, FloatVector m, float[] p, float[] partial, int lane) {
    for (int j = 0; j < count; j++) {
      FloatVector e = VectorMath.exp(FloatVector.fromArray(S, y, at + j * GROUP).sub(m));
      e.intoArray(p, at + j * GROUP);
      add(partial, j, lane, e);
    }
  }

  private static void entropyTerms(
      float[] y, int at, int count, FloatVector m, FloatVector sum, float[] p, float[] partial, int lane) {
    FloatVector logSum = VectorMath.log(sum);
    FloatVector inverse = VectorMath.all(1f).div(sum);
    for (int j = 0; j < count; j++) {
      FloatVector logProb = FloatVector.fromArray(S, y, at + j * GROUP).sub(m).sub(logSum);
      FloatVector prob = FloatVector.fromArray(S, p, at + j * GROUP).mul(inverse);
      logProb.intoArray(y, at + j * GROUP);
      prob.intoArray(p, at + j * GROUP);
      add(partial, j, lane, FloatVector.zero(S).blend(prob.mul(logProb), prob.compare(VectorOperators.GT, 0f)));
    }
  }

  static void backward(Softmax s, int groups) {
    int branches = s.branches();
    for (int group = 0; group < groups; group++) {
      for (int b = 0; b < branches; b++) {
        int first = (group * s.width + s.offset[b]) * GROUP;
        int count = s.offset[b + 1] - s.offset[b];
        int of = (group * branches + b) * GROUP;
        for (int lane = 0; lane < GROUP; lane += L) {
          backward(s, first + lane, count, of + lane, group * GROUP + lane, lane);
        }
      }
    }
  }

  private static void backward(Softmax s, int at, int count, int of, int row, int lane) {
    for (int j = 0; j < count; j++) {
      FloatVector y = FloatVector.fromArray(S, s.y, at + j * GROUP);
      FloatVector dy = FloatVector.fromArray(S, s.dy, at + j * GROUP);
      add(s.partial, j, lane, dy.blend(0f, y.eq(Float.NEGATIVE_INFINITY)));
    }
    FloatVector sum = tree(s.partial, lane, count);
    FloatVector entropy = FloatVector.fromArray(S, s.entropy, of);
    FloatVector dEntropy = FloatVector.fromArray(S, s.dEntropy, row);
    for (int j = 0; j < count; j++) {
      FloatVector y = FloatVector.fromArray(S, s.y, at + j * GROUP);
      FloatVector p = FloatVector.fromArray(S, s.p, at + j * GROUP);
      FloatVector minus = p.neg();
      FloatVector d = minus.fma(sum, FloatVector.fromArray(S, s.dy, at + j * GROUP));
      VectorMask<Float> positive = p.compare(VectorOperators.GT, 0f);
      d = d.blend(y.add(entropy).mul(minus).fma(dEntropy, d), positive);
      d.blend(0f, y.eq(Float.NEGATIVE_INFINITY)).intoArray(s.dy, at + j * GROUP);
    }
  }

  private static void add(float[] partial, int j, int lane, FloatVector term) {
    int at = j % Order.PARTIALS * GROUP + lane;
    FloatVector before = j < Order.PARTIALS ? FloatVector.zero(S) : FloatVector.fromArray(S, partial, at);
    before.add(term).intoArray(partial, at);
  }

  /// The tree of [Order] down the first `count` partial sums of each lane.
  private static FloatVector tree(float[] partial, int lane, int count) {
    int left = Math.min(count, Order.PARTIALS);
    for (int half = Order.PARTIALS / 2; half > 0; half /= 2) {
      for (int j = 0; j + half < left; j++) {
        int at = j * GROUP + lane;
        FloatVector.fromArray(S, partial, at).add(FloatVector.fromArray(S, partial, at + half * GROUP))
            .intoArray(partial, at);
      }
      left = Math.min(left, half);
    }
    return FloatVector.fromArray(S, partial, lane);
  }
}
