package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.List;

/// Adam: Kingma & Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1,
/// <https://arxiv.org/abs/1412.6980>.
///
/// Departure: moments below 1e-30 become 0, because parameters that no longer get gradients otherwise hold denormal
/// moments, which halve the speed of a step. As in the paper's algorithm (and PyTorch) epsilon is added after the
/// root of the corrected second moment.
public final class Adam implements Optimiser {
  private final Parameters parameters;
  private final float beta1;
  private final float beta2;
  private final float epsilon;
  private final float[] first;
  private final float[] second;
  private long steps;
  private float rate;
  private float root;
  private float scale;

  /// @param beta1   decay of the mean gradient, in [0, 1); 0.9 is usual
  /// @param beta2   decay of the mean square, in [0, 1); 0.999 is usual
  /// @param epsilon positive; 1e-8 is usual, 1e-5 for PPO
  public Adam(Parameters parameters, float beta1, float beta2, float epsilon) {
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0)) {
      throw new IllegalArgumentException("Adam with beta1 = " + beta1 + ", beta2 = " + beta2 + ", epsilon = " + epsilon
          + ", but betas must lie in [0, 1) and epsilon be positive; 0.9, 0.999 and 1e-8 are usual");
    }
    this.parameters = parameters;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.first = new float[parameters.values.length];
    this.second = new float[parameters.values.length];
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public State state() {
    return new State(steps, List.of(parameters.export(first), parameters.export(second)));
  }

  @Override
  public void load(State state) {
    steps = state.steps();
    parameters.load(state.moments().get(0), first);
    parameters.load(state.moments().get(1), second);
  }

  @Override
  public void begin(float learningRate, float scale) {
    steps++;
    rate = (float) (learningRate / (1 - StrictMath.pow(beta1, (double) steps)));
    root = (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, (double) steps)));
    this.scale = scale;
  }

  @Override
  public void step(int from, int length, float[] gradients) {
    Kernels.ACTIVE.adam(
        from, length, gradients, scale, first, second, parameters.values, beta1, beta2, epsilon, rate, root);
  }
}
