package covey.nn;

/// `f(x W + b)`: W of shape [inputs, outputs], b starts at 0.
public final class Linear implements Layer {
  private final Parameters parameters;
  private final String name;
  private final Tensor weight;
  private final Tensor bias;
  private final Activation activation;

  /// @param name follows the group's name, for example `hidden1` for `actor.hidden1`
  public Linear(
      Parameters parameters, String name, int inputs, int outputs, Activation activation, Initialiser initialiser) {
    this.parameters = parameters;
    this.name = parameters.name() + "." + name;
    this.weight = parameters.addWeight(name + ".weight", inputs, outputs, initialiser);
    this.bias = parameters.add(name + ".bias", 1, outputs, Initialiser.zeros());
    this.activation = activation;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return weight.rows();
  }

  @Override
  public int outputs() {
    return weight.columns();
  }

  public Tensor weight() {
    return weight;
  }

  public Tensor bias() {
    return bias;
  }

  @Override
  public Node apply(Node x) {
    return x.owner.linear(name, parameters, x, weight, bias, activation);
  }
}
