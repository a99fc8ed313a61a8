package covey.nn;

import java.util.ArrayList;
import java.util.List;

/// Hidden layers with one activation, then a linear one: `hidden1`, `hidden2`, …, `output`.
///
/// Weights start orthogonal, biases at 0. Gains usual for PPO: sqrt(2) for hidden layers, 0.01 for a policy's output,
/// 1 for a value's (Andrychowicz et al., "What Matters In On-Policy Reinforcement Learning?", 2021, section 3.2).
public final class Mlp implements Layer {
  private final String name;
  private final List<Linear> layers = new ArrayList<>();

  /// @param prefix put before the layers' names, for example `head.`; usually empty
  /// @param hidden widths of the hidden layers, in order; may be empty
  public Mlp(
      Parameters parameters, String prefix, int inputs, int[] hidden, int outputs, Activation activation,
      double hiddenGain, double outputGain) {
    this.name = prefix.isEmpty() ? parameters.name() : parameters.name() + "." + prefix;
    int width = inputs;
    for (int i = 0; i < hidden.length; i++) {
      layers.add(new Linear(parameters, prefix + "hidden" + (i + 1), width, hidden[i], activation,
          Initialiser.orthogonal(hiddenGain)));
      width = hidden[i];
    }
    layers.add(new Linear(
        parameters, prefix + "output", width, outputs, Activation.IDENTITY, Initialiser.orthogonal(outputGain)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int inputs() {
    return layers.getFirst().inputs();
  }

  @Override
  public int outputs() {
    return layers.getLast().outputs();
  }

  public List<Linear> layers() {
    return List.copyOf(layers);
  }

  @Override
  public Node apply(Node x) {
    Node y = x;
    for (Linear layer : layers) y = layer.apply(y);
    return y;
  }
}
