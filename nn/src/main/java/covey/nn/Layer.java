package covey.nn;

/// A differentiable function of rows with parameters of its own. Users may write more: a class that adds its tensors
/// to [Parameters] when it is built and records operations when it is applied.
///
/// A layer may be applied in several graphs (training, acting, values) and several times in one: the parameters are
/// the same, gradients add.
public interface Layer {

  /// @return where it is found in error messages, for example `actor.hidden2`
  String name();

  int inputs();

  int outputs();

  /// Records this layer in the graph `x` belongs to.
  ///
  /// @throws IllegalArgumentException if `x` does not have [#inputs] features
  Node apply(Node x);
}
