package covey.nn;

import java.util.List;

/// A primitive of the graph: what it reads, what it writes, how it runs on a block of rows, both ways.
///
/// Operations hold no numbers: everything is in the [Workspace], so that one graph runs in many threads and on
/// copies of its parameters.
abstract class Operation {
  final List<Node> inputs;
  final List<Tensor> tensors;

  Operation(List<Node> inputs, List<Tensor> tensors) {
    this.inputs = inputs;
    this.tensors = tensors;
  }

  /// For messages.
  abstract String label();

  /// Widths of the results; the builder makes the nodes.
  abstract int[] widths();

  /// Receives the nodes of its results, once.
  abstract void outputs(Node[] nodes);

  abstract List<Node> results();

  /// Gets memory of its own, once per workspace.
  void prepare(Workspace w) {}

  abstract void forward(Workspace w, int rows);

  /// Adds to the gradients of its inputs and tensors, where there are such.
  abstract void backward(Workspace w, int rows);

  /// Tells that this is the first to write the gradient of input `i`, so that it may overwrite.
  ///
  /// @return whether it does; otherwise the gradient is cleared before
  boolean overwrites(int i) {
    return false;
  }

  /// Tells that this is the first to add to the gradient of `tensor` in a block, so that it may start a segment from
  /// zero by itself ([Workspace#startsSegment]).
  ///
  /// @return whether it does; otherwise the trainer clears that gradient
  boolean startsSegments(Tensor tensor) {
    return false;
  }

  /// An operation with one result.
  abstract static class Single extends Operation {
    private final String label;
    private final int width;
    Node out;

    @SuppressWarnings("NullAway.Init") // `out` arrives through outputs(), before anything else is called
    Single(String label, int width, List<Node> inputs, List<Tensor> tensors) {
      super(inputs, tensors);
      this.label = label;
      this.width = width;
    }

    @Override
    final String label() {
      return label;
    }

    @Override
    final int[] widths() {
      return new int[] {width};
    }

    @Override
    final void outputs(Node[] nodes) {
      out = nodes[0];
    }

    @Override
    final List<Node> results() {
      return List.of(out);
    }
  }
}
