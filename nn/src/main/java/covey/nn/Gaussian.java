package covey.nn;

/// Independent normal distributions, one per feature, plain or squashed by tanh.
///
/// The action of all methods is the one **before** squashing, as sampled: storing it keeps the log-probability exact.
/// [#executed] is what the environment gets. Log-probabilities are densities of the executed action, in nats.
public final class Gaussian {
  private static final float HALF_LOG_TWO_PI = 0.9189385f;
  private static final float LOG_TWO = 0.6931472f;

  private final Node mean;
  private final Node logDeviation;
  private final boolean squashed;

  private Gaussian(Node mean, Node logDeviation, boolean squashed) {
    if (mean.width() != logDeviation.width()) {
      throw new IllegalArgumentException(
          "mean " + mean + " and log standard deviation " + logDeviation + " differ in width");
    }
    this.mean = mean;
    this.logDeviation = logDeviation;
    this.squashed = squashed;
  }

  /// @param logDeviation log of the standard deviation: a head, or [Graph.Builder#parameter]
  public static Gaussian plain(Node mean, Node logDeviation) {
    return new Gaussian(mean, logDeviation, false);
  }

  public static Gaussian squashed(Node mean, Node logDeviation) {
    return new Gaussian(mean, logDeviation, true);
  }

  /// `mean + deviation noise`; gradients flow (reparameterisation).
  ///
  /// @param noise standard normal numbers, as wide as the mean
  public Node action(Node noise) {
    return mean.add(logDeviation.exp().multiply(noise));
  }

  /// @return the mode before squashing, for greedy acting
  public Node mode() {
    return mean;
  }

  /// @return what the environment gets: tanh of `action`, or `action` itself
  public Node executed(Node action) {
    return squashed ? action.tanh() : action;
  }

  /// Sum over features of `-z^2 / 2 - log deviation - log(2 pi) / 2` with `z = (action - mean) / deviation`; squashed:
  /// minus `log(1 - tanh(action)^2)`, computed as `2 (log 2 - action - softplus(-2 action))`, which does not cancel
  /// (Haarnoja et al., "Soft Actor-Critic Algorithms and Applications", 2018, appendix C,
  /// <https://arxiv.org/abs/1812.05905>, eq. 26; the stable form is ours to derive).
  public Node logProb(Node action) {
    Graph.Builder owner = mean.owner;
    Node z = action.subtract(mean).multiply(logDeviation.negate().exp());
    Node density = z.square().affine(owner.constant(-0.5f), owner.constant(-HALF_LOG_TWO_PI)).subtract(logDeviation);
    return (squashed ? density.subtract(logSlope(action)) : density).sum();
  }

  /// Plain: `sum of log deviation + (1 + log(2 pi)) / 2`, exact. Squashed: that plus `log(1 - tanh(mean)^2)`, an
  /// estimate, since no closed form exists: the slope of tanh is taken at the mean instead of averaged.
  public Node entropy() {
    Node plain = logDeviation.add(0.5f + HALF_LOG_TWO_PI);
    return (squashed ? plain.add(logSlope(mean)) : plain).sum();
  }

  /// `log(1 - tanh(x)^2)`
  private static Node logSlope(Node x) {
    return x.add(x.multiply(-2f).softplus()).add(-LOG_TWO).multiply(-2f);
  }
}
