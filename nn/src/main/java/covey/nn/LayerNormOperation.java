package covey.nn;

import covey.nn.kernels.Kernels;
import java.util.List;

/// Layer norm with gain and bias.
final class LayerNormOperation extends Operation.Single {
  private final Node x;
  private final Tensor gain;
  private final Tensor bias;
  private final float epsilon;
  private final int memory;
  private boolean overwrites;

  LayerNormOperation(String name, Node x, Tensor gain, Tensor bias, float epsilon, int memory) {
    super(name, x.width(), List.of(x), List.of(gain, bias));
    this.x = x;
    this.gain = gain;
    this.bias = bias;
    this.epsilon = epsilon;
    this.memory = memory;
  }

  @Override
  void prepare(Workspace w) {
    w.memory[memory] = new float[w.capacity() * x.stride()]; // normalised rows
    w.memory[memory + 1] = new float[w.capacity()]; // 1 / standard deviation of each row
    w.memory[memory + 2] = new float[bias.offset + bias.stride]; // where gradients of frozen parameters go unread
  }

  @Override
  void forward(Workspace w, int rows) {
    Kernels.ACTIVE.layerNorm(rows, x.width(), w.value[x.index], x.stride(), w.values[x.owner.group(gain)],
        gain.offset, bias.offset, epsilon, w.memory[memory], w.memory[memory + 1], w.value[out.index], w.scratch);
  }

  @Override
  void backward(Workspace w, int rows) {
    float[] gradients = w.gradientsOf(gain);
    float[] dx = x.differentiable ? w.gradient(x) : null;
    Kernels.ACTIVE.layerNormBackward(rows, x.width(), w.gradient(out), x.stride(), w.values[x.owner.group(gain)],
        gradients == null ? w.memory[memory + 2] : gradients, gain.offset, bias.offset,
        w.memory[memory], w.memory[memory + 1], overwrites || dx == null ? w.zeros : dx,
        overwrites ? 0 : x.stride(), dx, w.scratch);
  }

  @Override
  boolean overwrites(int i) {
    overwrites = true;
    return true;
  }
}
