package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.List;

/// RMSprop: Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012, in PyTorch's form: the root of the mean
/// square, plus epsilon, divides the gradient. Mean squares below 1e-30 become 0.
public final class RmsProp implements Optimiser {
  private final Parameters parameters;
  private final float decay;
  private final float epsilon;
  private final float[] square;
  private long steps;
  private float rate;
  private float scale;

  /// @param decay   of the mean square, in [0, 1); 0.99 is usual
  /// @param epsilon positive; 1e-8 is usual, 1e-5 in EPyMARL
  public RmsProp(Parameters parameters, float decay, float epsilon) {
    if (!(decay >= 0 && decay < 1 && epsilon > 0)) {
      throw new IllegalArgumentException("RMSprop with decay = " + decay + ", epsilon = " + epsilon
          + ", but decay must lie in [0, 1) and epsilon be positive; 0.99 and 1e-8 are usual");
    }
    this.parameters = parameters;
    this.decay = decay;
    this.epsilon = epsilon;
    this.square = new float[parameters.values.length];
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public State state() {
    return new State(steps, List.of(parameters.export(square)));
  }

  @Override
  public void load(State state) {
    steps = state.steps();
    parameters.load(state.moments().getFirst(), square);
  }

  @Override
  public void begin(float learningRate, float scale) {
    steps++;
    this.rate = learningRate;
    this.scale = scale;
  }

  @Override
  public void step(int from, int length, float[] gradients) {
    Kernels.ACTIVE.rmsProp(from, length, gradients, scale, square, parameters.values, decay, epsilon, rate);
  }
}
