package covey.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// [Softmax] with lanes along rows.
///
/// Each stage runs over all groups before the next begins: within a group a stage waits for the one before it (the
/// largest, the exponentials, their sum, its logarithm), between groups nothing waits, and a core overlaps them.
///
/// Stages are called through an interface, in a loop, so that each is compiled by itself: inlined into one method they
/// exceed the compiler's budget, and what it then leaves as calls passes vectors as objects (measured: 12 KB per call
/// of 96 rows, and four times the time).
final class VectorSoftmax {
  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = S.length();
  private static final int GROUP = Softmax.GROUP;
  private static final int PARTIALS = Order.PARTIALS;
  private static final int TERMS = PARTIALS * GROUP; // from group to group of partial sums

  private static final Stage[] FORWARD = {
    VectorSoftmax::largest, VectorSoftmax::exponentials, VectorSoftmax::sum, VectorSoftmax::normalise,
    VectorSoftmax::sum, VectorSoftmax::entropy
  };
  private static final Stage[] BACKWARD = {VectorSoftmax::terms, VectorSoftmax::sum, VectorSoftmax::gradients};

  private VectorSoftmax() {}

  private interface Stage {
    void run(Softmax s, int branch, int groups);
  }

  static void forward(Softmax s, int groups) {
    run(FORWARD, s, groups);
  }

  static void backward(Softmax s, int groups) {
    run(BACKWARD, s, groups);
  }

  private static void run(Stage[] stages, Softmax s, int groups) {
    for (int branch = 0; branch < s.branches(); branch++) {
      for (Stage stage : stages) stage.run(s, branch, groups);
    }
  }

  private static void largest(Softmax s, int branch, int groups) {
    int count = s.count(branch);
    for (int g = 0; g < groups; g++) {
      int first = s.first(g, branch);
      for (int lane = 0; lane < GROUP; lane += L) {
        FloatVector m = at(s.y, first + lane);
        for (int j = 1; j < count; j++) {
          FloatVector x = at(s.y, first + lane + j * GROUP);
          m = m.blend(x, x.compare(VectorOperators.GT, m));
        }
        m.intoArray(s.largest, s.of(g, branch) + lane);
      }
    }
  }

  private static void exponentials(Softmax s, int branch, int groups) {
    int count = s.count(branch);
    for (int g = 0; g < groups; g++) {
      int first = s.first(g, branch);
      for (int lane = 0; lane < GROUP; lane += L) {
        FloatVector m = at(s.largest, s.of(g, branch) + lane);
        for (int j = 0; j < count; j++) {
          int at = first + lane + j * GROUP;
          FloatVector e = VectorMath.exp(at(s.y, at).sub(m));
          e.intoArray(s.p, at);
          add(s.partial, g, j, lane, e);
        }
      }
    }
  }

  /// The tree of [Order] down the partial sums, in each group; the sums are left in the first.
  private static void sum(Softmax s, int branch, int groups) {
    int left = Math.min(s.count(branch), PARTIALS);
    for (int half = PARTIALS / 2; half > 0; half /= 2) {
      int end = (Math.min(2 * half, left) - half) * GROUP;
      for (int g = 0; g < groups; g++) {
        int to = g * TERMS;
        for (int i = 0; i < end; i += L) {
          at(s.partial, to + i).add(at(s.partial, to + i + half * GROUP)).intoArray(s.partial, to + i);
        }
      }
      left = Math.min(left, half);
    }
  }

  /// Leaves the terms of the entropy where the sums of the exponentials were.
  private static void normalise(Softmax s, int branch, int groups) {
    int count = s.count(branch);
    for (int g = 0; g < groups; g++) {
      int first = s.first(g, branch);
      for (int lane = 0; lane < GROUP; lane += L) {
        FloatVector m = at(s.largest, s.of(g, branch) + lane);
        FloatVector sum = at(s.partial, g * TERMS + lane);
        FloatVector logSum = VectorMath.log(sum);
        FloatVector inverse = VectorMath.all(1f).div(sum);
        for (int j = 0; j < count; j++) {
          int at = first + lane + j * GROUP;
          FloatVector logProb = at(s.y, at).sub(m).sub(logSum);
          FloatVector prob = at(s.p, at).mul(inverse);
          logProb.intoArray(s.y, at);
          prob.intoArray(s.p, at);
          add(s.partial, g, j, lane,
              FloatVector.zero(S).blend(prob.mul(logProb), prob.compare(VectorOperators.GT, 0f)));
        }
      }
    }
  }

  private static void entropy(Softmax s, int branch, int groups) {
    for (int g = 0; g < groups; g++) {
      for (int lane = 0; lane < GROUP; lane += L) {
        at(s.partial, g * TERMS + lane).neg().intoArray(s.entropy, s.of(g, branch) + lane);
      }
    }
  }

  private static void terms(Softmax s, int branch, int groups) {
    int count = s.count(branch);
    for (int g = 0; g < groups; g++) {
      int first = s.first(g, branch);
      for (int lane = 0; lane < GROUP; lane += L) {
        for (int j = 0; j < count; j++) {
          int at = first + lane + j * GROUP;
          add(s.partial, g, j, lane, at(s.dy, at).blend(0f, at(s.y, at).eq(Float.NEGATIVE_INFINITY)));
        }
      }
    }
  }

  private static void gradients(Softmax s, int branch, int groups) {
    int count = s.count(branch);
    for (int g = 0; g < groups; g++) {
      int first = s.first(g, branch);
      for (int lane = 0; lane < GROUP; lane += L) {
        FloatVector sum = at(s.partial, g * TERMS + lane);
        FloatVector entropy = at(s.entropy, s.of(g, branch) + lane);
        FloatVector dEntropy = at(s.dEntropy, g * GROUP + lane);
        for (int j = 0; j < count; j++) {
          int at = first + lane + j * GROUP;
          FloatVector y = at(s.y, at);
          FloatVector p = at(s.p, at);
          FloatVector minus = p.neg();
          FloatVector d = minus.fma(sum, at(s.dy, at));
          d = d.blend(y.add(entropy).mul(minus).fma(dEntropy, d), p.compare(VectorOperators.GT, 0f));
          d.blend(0f, y.eq(Float.NEGATIVE_INFINITY)).intoArray(s.dy, at);
        }
      }
    }
  }

  private static void add(float[] partial, int group, int j, int lane, FloatVector term) {
    int at = group * TERMS + j % PARTIALS * GROUP + lane;
    FloatVector before = j < PARTIALS ? FloatVector.zero(S) : at(partial, at);
    before.add(term).intoArray(partial, at);
  }

  private static FloatVector at(float[] x, int i) {
    return FloatVector.fromArray(S, x, i);
  }
}
