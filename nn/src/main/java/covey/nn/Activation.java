package covey.nn;

import covey.nn.kernels.Unary;
import org.jspecify.annotations.Nullable;

/// What follows a linear map.
public enum Activation {
  IDENTITY(null),
  TANH(Unary.TANH),
  RELU(Unary.RELU),
  SIGMOID(Unary.SIGMOID),
  ELU(Unary.ELU),
  /// x sigmoid(x)
  SILU(null),
  /// x Phi(x) in the tanh form: Hendrycks & Gimpel, "Gaussian Error Linear Units", 2016
  GELU(null);

  /// Computed in place by the linear operation; null: an operation of its own, or none.
  final @Nullable Unary fused;

  Activation(@Nullable Unary fused) {
    this.fused = fused;
  }

  Node after(Node x) {
    return switch (this) {
      case IDENTITY, TANH, RELU, SIGMOID, ELU -> x;
      case SILU -> x.silu();
      case GELU -> x.gelu();
    };
  }
}
