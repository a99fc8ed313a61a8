package covey.nn;

import covey.nn.kernels.Binary;
import covey.nn.kernels.Unary;
import java.util.Locale;

/// A value per row in a graph under construction: [rows, width] floats. Its methods record operations.
///
/// Operands must belong to one builder and have equal widths; a column (width 1) is widened by [#broadcast].
public final class Node {
  private final int width;
  private final String label;
  final Graph.Builder owner;
  final int index; // of its value and gradient buffers; an alias shares them
  final boolean differentiable; // depends on trained parameters

  Node(Graph.Builder owner, String label, int width, int index, boolean differentiable) {
    this.owner = owner;
    this.label = label;
    this.width = width;
    this.index = index;
    this.differentiable = differentiable;
  }

  /// @return features per row
  public int width() {
    return width;
  }

  /// @return floats from row to row in a workspace: 1 for a column, else the width rounded up to 16
  int stride() {
    return width == 1 ? 1 : Tensor.padded(width);
  }

  public Node add(Node other) {
    return binary(Binary.ADD, other);
  }

  public Node subtract(Node other) {
    return binary(Binary.SUBTRACT, other);
  }

  public Node multiply(Node other) {
    return binary(Binary.MULTIPLY, other);
  }

  public Node divide(Node other) {
    return binary(Binary.DIVIDE, other);
  }

  /// A tie gives its gradient to this node.
  public Node minimum(Node other) {
    return binary(Binary.MINIMUM, other);
  }

  /// A tie gives its gradient to this node.
  public Node maximum(Node other) {
    return binary(Binary.MAXIMUM, other);
  }

  /// 1 where this is greater, else 0; without gradient, for tallies and choices.
  public Node greater(Node other) {
    return binary(Binary.GREATER, other);
  }

  /// 1 where this is greater than `value`, else 0; without gradient.
  public Node greater(float value) {
    return greater(owner.record(new Constant(width, value)));
  }

  public Node add(float value) {
    return affine(owner.constant(1f), owner.constant(value));
  }

  public Node multiply(float factor) {
    return affine(owner.constant(factor), owner.constant(0f));
  }

  public Node multiply(Coefficient factor) {
    return affine(factor, owner.constant(0f));
  }

  public Node negate() {
    return multiply(-1f);
  }

  /// `factor x + shift`, rounded once.
  public Node affine(Coefficient factor, Coefficient shift) {
    return owner.unary(Unary.AFFINE, this, factor, shift);
  }

  public Node clamp(float low, float high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "clamp to [" + low + ", " + high + "]: low must not exceed high");
    }
    return clamp(owner.constant(low), owner.constant(high));
  }

  /// Gradient passes where `low <= x <= high`.
  public Node clamp(Coefficient low, Coefficient high) {
    return owner.unary(Unary.CLAMP, this, low, high);
  }

  public Node exp() {
    return unary(Unary.EXP);
  }

  public Node log() {
    return unary(Unary.LOG);
  }

  public Node tanh() {
    return unary(Unary.TANH);
  }

  public Node relu() {
    return unary(Unary.RELU);
  }

  public Node sigmoid() {
    return unary(Unary.SIGMOID);
  }

  /// log(1 + exp(x))
  public Node softplus() {
    return unary(Unary.SOFTPLUS);
  }

  public Node elu() {
    return unary(Unary.ELU);
  }

  public Node silu() {
    return multiply(sigmoid());
  }

  /// `x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`
  public Node gelu() {
    Node inner = square().affine(owner.constant(0.044715f * 0.7978846f), owner.constant(0.7978846f)).multiply(this);
    return multiply(inner.tanh().affine(owner.constant(0.5f), owner.constant(0.5f)));
  }

  public Node square() {
    return unary(Unary.SQUARE);
  }

  public Node sqrt() {
    return unary(Unary.SQRT);
  }

  public Node abs() {
    return unary(Unary.ABS);
  }

  /// `x^2 / 2` within `delta` of 0, linear beyond: Huber 1964.
  public Node huber(float delta) {
    if (!(delta > 0)) {
      throw new IllegalArgumentException(
          "huber with delta " + delta + ", but it must be positive; 1 to 10 is usual");
    }
    return huber(owner.constant(delta));
  }

  public Node huber(Coefficient delta) {
    return owner.unary(Unary.HUBER, this, delta, delta);
  }

  /// The sum over features, a column; 16 partial sums and a fixed tree.
  public Node sum() {
    return width == 1 ? this : owner.record(new RowSum(this));
  }

  /// The mean over features, a column.
  public Node mean() {
    return sum().multiply(1f / width);
  }

  /// Repeats a column as `features` equal features.
  public Node broadcast(int features) {
    if (width != 1) throw new IllegalArgumentException(this + " cannot be broadcast: only a column can, width 1");
    return features == 1 ? this : owner.record(new Broadcast(this, features));
  }

  /// Features [from, to).
  public Node slice(int from, int to) {
    if (from < 0 || to > width || from >= to) {
      throw new IllegalArgumentException(
          "slice [" + from + ", " + to + ") of " + this + ": must lie within [0, " + width + ")");
    }
    return owner.record(new Slice(this, from, to));
  }

  /// This node's features followed by the others'.
  public Node concat(Node... others) {
    Node[] all = new Node[others.length + 1];
    all[0] = this;
    System.arraycopy(others, 0, all, 1, others.length);
    return owner.record(new Concat(all));
  }

  /// For each number of `indices` the feature it names: [rows, indices.width()].
  public Node gather(IndexInput indices) {
    return gather(indices, new int[indices.width()]);
  }

  /// @param offsets added to each column of indices: where its branch begins
  Node gather(IndexInput indices, int[] offsets) {
    return owner.record(new Gather(this, indices, offsets.clone()));
  }

  /// The same value, as a constant for gradients.
  public Node stopGradient() {
    return new Node(owner, label, width, index, false);
  }

  private Node unary(Unary f) {
    return owner.unary(f, this, owner.constant(0f), owner.constant(0f));
  }

  private Node binary(Binary f, Node other) {
    if (other.width != width) {
      throw new IllegalArgumentException(f.name().toLowerCase(Locale.ROOT) + ": " + this + " and " + other
          + " differ in width; broadcast a column first");
    }
    return owner.record(new BinaryOperation(f, this, other));
  }

  @Override
  public String toString() {
    return label + " [rows, " + width + "]";
  }
}
