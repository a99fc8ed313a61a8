package covey.nn.kernels;

/// [Softmax], one row at a time: the reference.
final class ScalarSoftmax {
  private static final int GROUP = Softmax.GROUP;

  private ScalarSoftmax() {}

  static void forward(Softmax s, int groups) {
    int branches = s.branches();
    for (int group = 0; group < groups; group++) {
      for (int b = 0; b < branches; b++) {
        int first = s.first(group, b);
        int count = s.count(b);
        int of = s.of(group, b);
        for (int lane = 0; lane < GROUP; lane++) forward(s, first + lane, count, of + lane);
      }
    }
  }

  private static void forward(Softmax s, int at, int count, int of) {
    float m = s.y[at];
    for (int j = 1; j < count; j++) m = s.y[at + j * GROUP] > m ? s.y[at + j * GROUP] : m;
    s.largest[of] = m;
    clear(s.partial);
    for (int j = 0; j < count; j++) {
      float e = ScalarMath.exp(s.y[at + j * GROUP] - m);
      s.p[at + j * GROUP] = e;
      s.partial[j % Order.PARTIALS] += e;
    }
    float sum = Order.tree(s.partial);
    float logSum = ScalarMath.log(sum);
    float inverse = 1f / sum;
    clear(s.partial);
    for (int j = 0; j < count; j++) {
      float logProb = (s.y[at + j * GROUP] - m) - logSum;
      float prob = s.p[at + j * GROUP] * inverse;
      s.y[at + j * GROUP] = logProb;
      s.p[at + j * GROUP] = prob;
      s.partial[j % Order.PARTIALS] += prob > 0f ? prob * logProb : 0f;
    }
    s.entropy[of] = -Order.tree(s.partial);
  }

  static void backward(Softmax s, int groups) {
    int branches = s.branches();
    for (int group = 0; group < groups; group++) {
      for (int b = 0; b < branches; b++) {
        int first = s.first(group, b);
        int count = s.count(b);
        int of = s.of(group, b);
        for (int lane = 0; lane < GROUP; lane++) {
          backward(s, first + lane, count, s.entropy[of + lane], s.dEntropy[group * GROUP + lane]);
        }
      }
    }
  }

  private static void backward(Softmax s, int at, int count, float entropy, float dEntropy) {
    clear(s.partial);
    for (int j = 0; j < count; j++) {
      boolean legal = s.y[at + j * GROUP] != Float.NEGATIVE_INFINITY;
      s.partial[j % Order.PARTIALS] += legal ? s.dy[at + j * GROUP] : 0f;
    }
    float sum = Order.tree(s.partial);
    for (int j = 0; j < count; j++) {
      float y = s.y[at + j * GROUP];
      float p = s.p[at + j * GROUP];
      float d = Math.fma(-p, sum, s.dy[at + j * GROUP]);
      d = p > 0f ? Math.fma((y + entropy) * -p, dEntropy, d) : d;
      s.dy[at + j * GROUP] = y == Float.NEGATIVE_INFINITY ? 0f : d;
    }
  }

  private static void clear(float[] partial) {
    for (int j = 0; j < Order.PARTIALS; j++) partial[j] = 0f;
  }
}
