package covey.nn;

import java.util.SplittableRandom;

/// A PPO update and a policy in the shapes of `simple_spread`: what tests and measurements run.
final class PpoFixture {
  static final int ACTIONS = 5;

  final int observations;
  final int states;
  final int rows;
  final Parameters actor;
  final Parameters critic;
  final Mlp actorNet;
  final Mlp criticNet;
  final Graph training;
  final Node policyLoss;
  final Node valueLoss;
  final Node entropy;
  final Coefficient entropyWeight;
  final Feed feed;
  final float[] observation; // [rows, observations]
  final float[] state; // [rows, states]
  final boolean[] legal; // [rows, ACTIONS]
  final int[] action; // [rows]
  final float[] logProb; // [rows]
  final float[] advantage; // [rows]
  final float[] target; // [rows]
  int start;

  PpoFixture(int rows, int hidden, boolean masked, int blockRows) {
    this(rows, new int[] {hidden, hidden}, 18, 21, masked, blockRows);
  }

  PpoFixture(int rows, int[] hidden, int observations, int states, boolean masked, int blockRows) {
    this.rows = rows;
    this.observations = observations;
    this.states = states;
    var numbers = new Numbers(7);
    actor = new Parameters("actor", numbers);
    critic = new Parameters("critic", numbers);
    actorNet = new Mlp(actor, "", observations, hidden, ACTIONS, Activation.TANH, Math.sqrt(2), 0.5);
    criticNet = new Mlp(critic, "", states, hidden, 1, Activation.TANH, Math.sqrt(2), 1);
    observation = numbers.gaussians(rows * observations);
    state = numbers.gaussians(rows * states);
    advantage = numbers.gaussians(rows);
    target = numbers.gaussians(rows);
    legal = new boolean[rows * ACTIONS];
    action = new int[rows];
    logProb = new float[rows];
    for (int row = 0; row < rows; row++) {
      action[row] = (int) (numbers.uniform() * ACTIONS);
      logProb[row] = (float) (-1.6 + 0.2 * numbers.gaussian());
      for (int j = 0; j < ACTIONS; j++) {
        legal[row * ACTIONS + j] = !masked || j == action[row] || numbers.uniform() < 0.7;
      }
    }

    Graph.Builder g = Graph.builder(actor, critic);
    if (blockRows > 0) g.blockRows(blockRows);
    Node x = g.input("observation", observations);
    Node s = g.input("state", states);
    MaskInput mask = g.mask("legal", ACTIONS);
    IndexInput chosen = g.index("action", 1);
    Node oldLogProb = g.input("oldLogProb", 1);
    Node gain = g.input("advantage", 1);
    Node wanted = g.input("target", 1);
    Coefficient low = g.coefficient("clipLow", 0.8f);
    Coefficient high = g.coefficient("clipHigh", 1.2f);
    entropyWeight = g.coefficient("entropyWeight", 0.01f);
    Node logits = actorNet.apply(x);
    Categorical pi = masked ? Categorical.masked(logits, mask) : Categorical.unmasked(logits);
    Node logRatio = pi.logProb(chosen).subtract(oldLogProb);
    Node ratio = logRatio.exp();
    Node clamped = ratio.clamp(low, high);
    policyLoss = ratio.multiply(gain).minimum(clamped.multiply(gain)).negate();
    entropy = pi.entropy();
    valueLoss = criticNet.apply(s).subtract(wanted).huber(10f);
    Node kl = ratio.add(-1f).subtract(logRatio);
    Node clipped = ratio.subtract(clamped).abs().greater(0f);
    training = g.build(policyLoss.subtract(entropy.multiply(entropyWeight)).add(valueLoss.multiply(0.5f)),
        policyLoss, valueLoss, entropy, kl, clipped);
    feed = (w, first, n) -> {
      copy(observation, observations, start + first, n, w.of(x), w.stride(x));
      copy(state, states, start + first, n, w.of(s), w.stride(s));
      if (masked) System.arraycopy(legal, (start + first) * ACTIONS, w.of(mask), 0, n * ACTIONS);
      System.arraycopy(action, start + first, w.of(chosen), 0, n);
      System.arraycopy(logProb, start + first, w.of(oldLogProb), 0, n);
      System.arraycopy(advantage, start + first, w.of(gain), 0, n);
      System.arraycopy(target, start + first, w.of(wanted), 0, n);
    };
  }

  static void copy(float[] from, int width, int first, int rows, float[] to, int stride) {
    for (int i = 0; i < rows; i++) System.arraycopy(from, (first + i) * width, to, i * stride, width);
  }

  /// Floating-point operations that the update of one row needs, without padding: products only, three per layer
  /// (outputs, gradient of weights, gradient of inputs), the last not for first layers.
  static double flops(int inputs, int[] hidden, int outputs) {
    double flops = 0;
    int width = inputs;
    for (int i = 0; i <= hidden.length; i++) {
      int next = i < hidden.length ? hidden[i] : outputs;
      flops += 2.0 * width * next * (i == 0 ? 2 : 3);
      width = next;
    }
    return flops;
  }

  /// Random numbers for tests.
  static final class Numbers implements RandomSource {
    private final SplittableRandom random;

    Numbers(long seed) {
      random = new SplittableRandom(seed);
    }

    @Override
    public double uniform() {
      return random.nextDouble();
    }

    @Override
    public double gaussian() {
      double square = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      return square * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    float[] gaussians(int count) {
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) numbers[i] = (float) gaussian();
      return numbers;
    }
  }
}
