package covey.nn;

import covey.nn.kernels.Kernels;
import covey.nn.kernels.Softmax;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Masked log-probabilities of one or several branches, and their entropy (summed over branches): two results.
final class SoftmaxOperation extends Operation {
  private final Node logits;
  private final @Nullable MaskInput mask;
  private final int[] branches;
  private final int memory;
  Node logProbs;
  Node entropy;

  @SuppressWarnings("NullAway.Init") // results arrive through outputs(), before anything else is called
  SoftmaxOperation(Node logits, @Nullable MaskInput mask, int[] branches, int memory) {
    super(List.of(logits), List.of());
    this.logits = logits;
    this.mask = mask;
    this.branches = branches;
    this.memory = memory;
  }

  @Override
  String label() {
    return "log-probabilities";
  }

  @Override
  int[] widths() {
    return new int[] {logits.width(), 1};
  }

  @Override
  void outputs(Node[] nodes) {
    logProbs = nodes[0];
    entropy = nodes[1];
  }

  @Override
  List<Node> results() {
    return List.of(logProbs, entropy);
  }

  @Override
  void prepare(Workspace w) {
    w.softmax[memory] = new Softmax(logits.width(), branches, w.capacity());
  }

  @Override
  void forward(Workspace w, int rows) {
    w.softmax[memory].forward(Kernels.ACTIVE, rows, w.value[logits.index], logits.stride(),
        mask == null ? null : w.masks[mask.index], w.value[logProbs.index], logProbs.stride(), w.value[entropy.index]);
  }

  @Override
  void backward(Workspace w, int rows) {
    w.softmax[memory].backward(Kernels.ACTIVE, rows, w.gradientOrNull(logProbs), logProbs.stride(),
        w.gradientOrNull(entropy), w.gradient(logits), logits.stride());
  }
}
