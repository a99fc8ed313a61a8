package covey.nn.kernels;

/// Functions of two numbers.
public enum Binary {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  /// z < x ? z : x; a tie gives its gradient to x
  MINIMUM,
  /// z > x ? z : x; a tie gives its gradient to x
  MAXIMUM,
  /// x > z ? 1 : 0; no gradient
  GREATER
}
