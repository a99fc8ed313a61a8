package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.List;

/// Stochastic gradient descent with momentum: `m = momentum m + gradient; value -= rate m`. Momentum 0 is plain
/// descent.
public final class Sgd implements Optimiser {
  private final Parameters parameters;
  private final float momentum;
  private final float[] mean;
  private long steps;
  private float rate;
  private float scale;

  /// @param momentum in [0, 1); 0 or 0.9 is usual
  public Sgd(Parameters parameters, float momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "SGD with momentum = " + momentum + ", but it must lie in [0, 1); 0 or 0.9 is usual");
    }
    this.parameters = parameters;
    this.momentum = momentum;
    this.mean = new float[parameters.values.length];
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public State state() {
    return new State(steps, List.of(parameters.export(mean)));
  }

  @Override
  public void load(State state) {
    steps = state.steps();
    parameters.load(state.moments().getFirst(), mean);
  }

  @Override
  public void begin(float learningRate, float scale) {
    steps++;
    this.rate = learningRate;
    this.scale = scale;
  }

  @Override
  public void step(int from, int length, float[] gradients) {
    Kernels.ACTIVE.sgd(from, length, gradients, scale, mean, parameters.values, momentum, rate);
  }
}
