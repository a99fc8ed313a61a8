package covey.nn;

import covey.nn.kernels.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A static graph of primitive operations on rows, recorded once and replayed without allocation.
///
/// The whole graph, forward and backward, is taken through blocks of rows small enough for the core's own cache
/// ([#blockRows]). Each result is defined per row, or row by row in ascending order, so blocks never change bits, and
/// a row's outputs do not depend on its neighbours.
///
/// A graph is immutable and shared by threads; each thread runs it in a [Workspace] of its own.
public final class Graph {
  /// Bytes of values and gradients that a block should stay below. An operation touches a few of its buffers at a time,
  /// so this is a multiple of what a cache holds; measured best for hidden layers of 64 and of 256: 130 to 190 rows.
  private static final int BLOCK_BYTES = 2 << 20;

  final Builder builder;
  final Operation[] forward; // in the order recorded, without those that nothing needs
  final Operation[] backward; // reversed, only those on a path from a trained parameter to the loss
  final Node[] cleared; // gradients that operations add to; others are overwritten or absent
  final Tensor[] clearedTensors; // gradients of parameters that a segment must clear before it begins
  final boolean[] withGradient; // by node index
  final @Nullable Node loss;
  final List<Node> tallies;
  final int trained; // groups 0 .. trained are trained, the rest frozen
  private final int blockRows;

  private Graph(Builder builder, @Nullable Node loss, List<Node> results) {
    this.builder = builder;
    this.loss = loss;
    this.tallies = results;
    this.trained = builder.trained;
    boolean[] needed = new boolean[builder.nodes.size()];
    for (Node node : results) needed[node.index] = true;
    if (loss != null) needed[loss.index] = true;
    this.forward = builder.live(needed);
    this.withGradient = new boolean[builder.nodes.size()];
    this.backward = loss == null ? new Operation[0] : builder.paths(loss, withGradient);
    this.cleared = cleared();
    this.clearedTensors = clearedTensors();
    this.blockRows = blockRows(builder.blockRows, builder.unitRows);
  }

  /// @param trained groups whose gradients are wanted; parameters of others are constants
  public static Builder builder(Parameters... trained) {
    return new Builder(trained);
  }

  /// @return the most rows that are taken at once
  public int blockRows() {
    return blockRows;
  }

  /// @return rows that must stay together, see [Builder#unitRows]
  public int unitRows() {
    return builder.unitRows;
  }

  /// @return memory to run this graph in one thread, on the parameters it was recorded with
  public Workspace workspace() {
    return new Workspace(this, builder.groups.toArray(Parameters[]::new));
  }

  /// @param others copies of parameters the graph was recorded with, to be used instead
  public Workspace workspace(Parameters... others) {
    Workspace workspace = workspace();
    workspace.use(others);
    return workspace;
  }

  private Node[] cleared() {
    boolean[] first = new boolean[withGradient.length];
    if (loss != null) first[loss.index] = true; // filled with the row weight
    boolean[] clear = new boolean[withGradient.length];
    for (Operation operation : backward) {
      for (int i = 0; i < operation.inputs.size(); i++) {
        Node input = operation.inputs.get(i);
        if (!input.differentiable || first[input.index]) continue;
        first[input.index] = true;
        clear[input.index] = !operation.overwrites(i);
      }
    }
    return builder.nodes.stream().filter(node -> clear[node.index]).toArray(Node[]::new);
  }

  private Tensor[] clearedTensors() {
    Set<Tensor> seen = new HashSet<>();
    List<Tensor> clear = new ArrayList<>();
    for (Operation operation : backward) {
      for (Tensor tensor : operation.tensors) {
        if (builder.group(tensor) < trained && seen.add(tensor) && !operation.startsSegments(tensor)) clear.add(tensor);
      }
    }
    return clear.toArray(Tensor[]::new);
  }

  private int blockRows(int wanted, int unit) {
    int rows = wanted;
    if (rows == 0) {
      long perRow = 1;
      for (Node node : builder.nodes) perRow += node.stride() * (withGradient[node.index] ? 8L : 4L);
      rows = Math.clamp(BLOCK_BYTES / perRow / 48 * 48, 96, 192);
    }
    return Math.max(unit, rows / unit * unit);
  }

  /// Records a graph. Inputs are declared here; operations are methods of [Node] and layers.
  public static final class Builder {
    final List<Parameters> groups = new ArrayList<>(); // trained ones first
    final List<Node> nodes = new ArrayList<>(); // by index
    final List<Coefficient> coefficients = new ArrayList<>();
    final List<IndexInput> indices = new ArrayList<>();
    final List<MaskInput> masks = new ArrayList<>();
    private final List<Node> inputs = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    final int trained;
    int softmaxes;
    int memories;
    private int unitRows = 1;
    private int blockRows;
    private boolean built;

    private Builder(Parameters... trained) {
      for (Parameters group : trained) groups.add(group);
      this.trained = trained.length;
    }

    /// Declares features that the caller fills in for each block.
    public Node input(String name, int width) {
      if (width < 1) throw new IllegalArgumentException(name + ": width " + width + ", but it must be positive");
      Node input = node(name, width, false);
      inputs.add(input);
      return input;
    }

    /// @return the float inputs declared so far, in order
    List<Node> inputs() {
      return inputs;
    }

    /// Declares whole numbers that the caller fills in for each block.
    public IndexInput index(String name, int width) {
      var input = new IndexInput(this, name, width, indices.size());
      indices.add(input);
      return input;
    }

    /// Declares truth values that the caller fills in for each block.
    public MaskInput mask(String name, int width) {
      var input = new MaskInput(this, name, width, masks.size());
      masks.add(input);
      return input;
    }

    /// Declares a number that may change between runs.
    public Coefficient coefficient(String name, float initial) {
      var coefficient = new Coefficient(this, name, coefficients.size(), initial);
      coefficients.add(coefficient);
      return coefficient;
    }

    Coefficient constant(float value) {
      for (Coefficient known : coefficients) {
        if (known.name().isEmpty() && Float.floatToIntBits(known.initial) == Float.floatToIntBits(value)) return known;
      }
      return coefficient("", value);
    }

    /// A [1, n] tensor as n features of every row, for example log standard deviations.
    public Node parameter(Parameters parameters, Tensor tensor) {
      if (tensor.rows() != 1) throw new IllegalArgumentException(tensor + ": only a single row can be repeated");
      use(parameters);
      return record(new ParameterRow(this, tensor));
    }

    /// `f(x W + b)` as one operation; layers use it.
    ///
    /// @param name what error messages call it, for example `actor.hidden2`
    public Node linear(
        String name, Parameters parameters, Node x, Tensor weight, @Nullable Tensor bias, Activation activation) {
      if (!weight.weight) throw new IllegalArgumentException(weight + " was not added with addWeight");
      if (x.width() != weight.rows()) {
        throw new IllegalArgumentException(
            name + ": expects " + weight.rows() + " inputs, gets " + x.width() + " (" + x + ")");
      }
      use(parameters);
      return activation.after(record(new LinearOperation(name, x, weight, bias, activation)));
    }

    /// Rows that belong together, such as the agents of one game at one time: no block or segment parts them.
    public Builder unitRows(int rows) {
      if (rows < 1) throw new IllegalArgumentException("unitRows = " + rows + ", but it must be positive");
      unitRows = rows;
      return this;
    }

    /// Sets the rows of a block, for tuning and tests. It never changes results.
    public Builder blockRows(int rows) {
      if (rows < 1) {
        throw new IllegalArgumentException(
            "blockRows = " + rows + ", but it must be positive; 48 to 192 is usual");
      }
      blockRows = rows;
      return this;
    }

    /// Builds a graph for training.
    ///
    /// @param loss    per row, a column; what [Trainer#gradient] differentiates
    /// @param tallies columns whose sums the trainer reports
    /// @throws IllegalArgumentException if a trained parameter has no path to the loss; the message names all such
    public Graph build(Node loss, Node... tallies) {
      requireColumn("loss", loss);
      for (Node tally : tallies) requireColumn("tally", tally);
      close();
      var graph = new Graph(this, loss, List.of(tallies));
      Set<Tensor> reached = new HashSet<>();
      for (Operation operation : graph.backward) reached.addAll(operation.tensors);
      String lost = groups.subList(0, trained).stream()
          .flatMap(group -> group.tensors().stream())
          .filter(tensor -> !reached.contains(tensor))
          .map(Tensor::name)
          .collect(Collectors.joining(", "));
      if (!lost.isEmpty()) {
        throw new IllegalArgumentException("no path to the loss from: " + lost
            + "; use the parameters, leave their group out of Graph.builder(...), or do not add them");
      }
      return graph;
    }

    /// Builds a graph that only computes `outputs`: for acting, for values.
    public Graph buildForward(Node... outputs) {
      if (outputs.length == 0) throw new IllegalArgumentException("a graph needs at least one output");
      for (Node output : outputs) requireOwn(output.owner, output);
      close();
      return new Graph(this, null, List.of(outputs));
    }

    private void close() {
      requireOpen();
      built = true;
    }

    private void requireOpen() {
      if (built) throw new IllegalStateException("this graph is built already; use a new builder");
    }

    private void requireColumn(String what, Node node) {
      requireOwn(node.owner, node);
      if (node.width() != 1) {
        throw new IllegalArgumentException(what + " " + node + " must be a column, width 1; use sum() or mean()");
      }
    }

    void requireOwn(Builder owner, Object what) {
      if (owner != this) throw new IllegalArgumentException(what + " belongs to another graph");
    }

    /// Makes a group known; those that are not trained come after those that are.
    void use(Parameters parameters) {
      for (Parameters group : groups) if (group.layout() == parameters.layout()) return;
      groups.add(parameters);
    }

    int group(Tensor tensor) {
      for (int i = 0; i < groups.size(); i++) if (groups.get(i).layout() == tensor.layout) return i;
      throw new IllegalArgumentException(tensor + " belongs to a group this graph does not know");
    }

    Node unary(Unary f, Node x, Coefficient a, Coefficient b) {
      requireOwn(a.owner, a);
      requireOwn(b.owner, b);
      return record(new UnaryOperation(f, x, a, b));
    }

    /// Adds an operation with one result.
    Node record(Operation.Single operation) {
      return append(operation)[0];
    }

    Node[] append(Operation operation) {
      requireOpen();
      for (Node input : operation.inputs) requireOwn(input.owner, input);
      boolean differentiable = operation.inputs.stream().anyMatch(node -> node.differentiable)
          || operation.tensors.stream().anyMatch(tensor -> group(tensor) < trained);
      Node[] results = Arrays.stream(operation.widths())
          .mapToObj(width -> node(operation.label(), width, differentiable))
          .toArray(Node[]::new);
      operation.outputs(results);
      operations.add(operation);
      return results;
    }

    private Node node(String label, int width, boolean differentiable) {
      requireOpen();
      var node = new Node(this, label, width, nodes.size(), differentiable);
      nodes.add(node);
      return node;
    }

    /// The operations that the `needed` nodes depend on; marks what they need in turn.
    private Operation[] live(boolean[] needed) {
      List<Operation> live = new ArrayList<>();
      for (Operation operation : operations.reversed()) {
        if (operation.results().stream().anyMatch(node -> needed[node.index])) {
          live.add(operation);
          for (Node input : operation.inputs) needed[input.index] = true;
        }
      }
      return live.reversed().toArray(Operation[]::new);
    }

    /// The operations that gradients flow through, from the loss back; marks the nodes that get one.
    private Operation[] paths(Node loss, boolean[] withGradient) {
      List<Operation> paths = new ArrayList<>();
      withGradient[loss.index] = loss.differentiable;
      for (Operation operation : operations.reversed()) {
        if (operation.results().stream().noneMatch(node -> withGradient[node.index])) continue;
        paths.add(operation);
        for (Node input : operation.inputs) withGradient[input.index] |= input.differentiable;
      }
      return paths.toArray(Operation[]::new);
    }
  }
}
