package covey.nn;

/// `(x - mean) / sqrt(variance + 1e-5) gain + bias` over the features of a row: Ba et al., "Layer Normalization",
/// 2016, eq. 4, <https://arxiv.org/abs/1607.06450>. The variance is the mean of squared deviations. Gain starts at 1.
public final class LayerNorm implements Layer {
  private static final float EPSILON = 1e-5f;

  private final Parameters parameters;
  private final String name;
  private final Tensor gain;
  private final Tensor bias;

  public LayerNorm(Parameters parameters, String name, int width) {
    this.parameters = parameters;
    this.name = parameters.name() + "." + name;
    if (width < 2) {
      throw new IllegalArgumentException(this.name + ": width " + width + ", but a norm needs at least 2 features");
    }
    this.gain = parameters.add(name + ".gain", 1, width, Initialiser.constant(1f));
    this.bias = parameters.add(name + ".bias", 1, width, Initialiser.zeros());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return gain.columns();
  }

  @Override
  public int outputs() {
    return gain.columns();
  }

  @Override
  public Node apply(Node x) {
    if (x.width() != inputs()) {
      throw new IllegalArgumentException(
          name + ": expects " + inputs() + " inputs, gets " + x.width() + " (" + x + ")");
    }
    x.owner.use(parameters);
    int memory = x.owner.memories;
    x.owner.memories += 3;
    return x.owner.record(new LayerNormOperation(name, x, gain, bias, EPSILON, memory));
  }
}
