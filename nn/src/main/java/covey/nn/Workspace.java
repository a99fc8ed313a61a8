package covey.nn;

import covey.nn.kernels.Order;
import covey.nn.kernels.Softmax;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The memory in which one thread runs one graph: inputs, values and gradients of one block of rows.
///
/// Rows lie one after another, [#stride] floats apart; what lies between is padding and may hold anything.
public final class Workspace {
  final Graph graph;
  private final int capacity;
  final float[][] value; // by node: [capacity, stride]
  private final float[] @Nullable [] gradient; // by node, where there is one
  final int[][] indices;
  final boolean[][] masks;
  final float[] coefficients;
  final Softmax[] softmax;
  final float[][] memory; // what operations keep from forward to backward
  private final Parameters[] groups;
  final float[][] values; // by group
  final float[][] mirrors; // by group
  private final float[] @Nullable [] parameterGradients; // by trained group
  boolean startsSegment; // this block is the first of a segment
  final float[] zeros;
  final float[] scratch; // 16 partial sums and one row; enough for a layer norm
  final float[] column; // one float per row

  Workspace(Graph graph, Parameters[] groups) {
    this.graph = graph;
    Graph.Builder builder = graph.builder;
    this.capacity = graph.blockRows();
    int nodes = builder.nodes.size();
    this.value = new float[nodes][];
    this.gradient = new float[nodes][];
    int widest = 16;
    for (Parameters group : groups) for (Tensor tensor : group.tensors()) widest = Math.max(widest, tensor.stride);
    for (Node node : builder.nodes) {
      int length = Tensor.padded(capacity) * node.stride() + 16; // 16 more: kernels may read a column as rows of 16
      value[node.index] = new float[length];
      if (graph.withGradient[node.index]) gradient[node.index] = new float[length];
      widest = Math.max(widest, node.stride());
    }
    this.indices = builder.indices.stream().map(i -> new int[capacity * i.width()]).toArray(int[][]::new);
    this.masks = builder.masks.stream().map(m -> new boolean[capacity * m.width()]).toArray(boolean[][]::new);
    this.coefficients = new float[builder.coefficients.size()];
    for (Coefficient coefficient : builder.coefficients) coefficients[coefficient.index] = coefficient.initial;
    this.softmax = new Softmax[builder.softmaxes];
    this.memory = new float[builder.memories][];
    this.groups = groups;
    this.values = new float[groups.length][];
    this.mirrors = new float[groups.length][];
    this.parameterGradients = new float[graph.trained][];
    this.zeros = new float[widest];
    this.scratch = new float[Math.max(16 + widest, Order.NORM_SCRATCH)];
    this.column = new float[Tensor.padded(capacity) + 16];
    for (int group = 0; group < groups.length; group++) bind(group, groups[group]);
    for (Operation operation : graph.forward) operation.prepare(this);
  }

  private void bind(int group, Parameters parameters) {
    parameters.prepare();
    groups[group] = parameters;
    values[group] = parameters.values;
    mirrors[group] = parameters.mirror;
  }

  /// Runs on other copies of the parameters from now on. Allocates nothing.
  public void use(Parameters... others) {
    for (Parameters other : others) use(other);
  }

  /// Runs on another copy of one group from now on.
  public void use(Parameters other) {
    for (int group = 0; group < groups.length; group++) {
      if (groups[group].layout() == other.layout()) {
        bind(group, other);
        return;
      }
    }
    throw new IllegalArgumentException(other.name() + ": this graph was not recorded with it or a copy of it");
  }

  /// @return the most rows of a block
  public int capacity() {
    return capacity;
  }

  /// @return the values of `node`, element (row, feature) at `row * stride(node) + feature`
  public float[] of(Node node) {
    graph.builder.requireOwn(node.owner, node);
    return value[node.index];
  }

  /// @return floats from row to row: 1 for a column, else the width rounded up to 16
  public int stride(Node node) {
    return node.stride();
  }

  /// @return indices, dense: (row, j) at `row * width + j`
  public int[] of(IndexInput input) {
    graph.builder.requireOwn(input.owner, input);
    return indices[input.index];
  }

  /// @return truth values, dense: (row, j) at `row * width + j`
  public boolean[] of(MaskInput input) {
    graph.builder.requireOwn(input.owner, input);
    return masks[input.index];
  }

  public void set(Coefficient coefficient, float number) {
    graph.builder.requireOwn(coefficient.owner, coefficient);
    coefficients[coefficient.index] = number;
  }

  /// Computes all outputs of rows [0, rows), whose inputs the caller has filled in.
  public void forward(int rows) {
    if (rows < 0 || rows > capacity) {
      throw new IllegalArgumentException("rows = " + rows + ", but a block has at most " + capacity);
    }
    for (Operation operation : graph.forward) operation.forward(this, rows);
  }

  /// Computes any number of rows, block after block: fills inputs with `feed`, hands outputs to `sink`.
  public void forward(Feed feed, int rows, Feed sink) {
    for (int first = 0; first < rows; first += capacity) {
      int count = Math.min(capacity, rows - first);
      feed.block(this, first, count);
      forward(count);
      sink.block(this, first, count);
    }
  }

  /// Adds the gradient of `weight` times the loss of rows [0, rows) to the parameters' gradients.
  void backward(int rows, float weight) {
    Node loss = graph.loss;
    if (loss == null) throw new IllegalStateException("a graph without a loss has no gradients");
    for (Node node : graph.cleared) Arrays.fill(gradient(node), 0, length(node, rows), 0f);
    Arrays.fill(gradient(loss), 0, rows, weight);
    for (Operation operation : graph.backward) operation.backward(this, rows);
    startsSegment = false;
  }

  /// Begins a segment: gradients of parameters go to `byGroup`, whose old contents do not count.
  void beginSegment(float[][] byGroup) {
    System.arraycopy(byGroup, 0, parameterGradients, 0, byGroup.length);
    for (Tensor tensor : graph.clearedTensors) {
      float[] gradients = byGroup[graph.builder.group(tensor)];
      Arrays.fill(gradients, tensor.offset, tensor.offset + tensor.size(), 0f);
    }
    startsSegment = true;
  }

  /// @return where the gradient of `tensor` is summed, or null if it is frozen
  float @Nullable [] gradientsOf(Tensor tensor) {
    int group = graph.builder.group(tensor);
    return group < parameterGradients.length ? parameterGradients[group] : null;
  }

  float[] gradient(Node node) {
    float[] buffer = gradient[node.index];
    if (buffer == null) throw new IllegalStateException(node + " has no gradient");
    return buffer;
  }

  float @Nullable [] gradientOrNull(Node node) {
    return gradient[node.index];
  }

  /// @return floats to process for `rows` rows: whole vectors
  int length(Node node, int rows) {
    return node.stride() == 1 ? Tensor.padded(rows) : rows * node.stride();
  }
}
