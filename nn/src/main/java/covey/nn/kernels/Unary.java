package covey.nn.kernels;

/// Functions of one number; the derivative beside each is the one that is used.
public enum Unary {
  /// 1 - y^2
  TANH,
  /// 1 where y > 0, else 0
  RELU,
  /// y (1 - y)
  SIGMOID,
  /// x where x > 0, else exp(x) - 1; derivative 1 where y > 0, else y + 1
  ELU,
  /// log(1 + exp(x)); derivative sigmoid(x)
  SOFTPLUS,
  /// y; results below 2^-125 are 0
  EXP,
  /// 1 / x; numbers below the smallest normal one count as 0, whose logarithm is -infinity
  LOG,
  /// 2 x
  SQUARE,
  /// 0.5 / y
  SQRT,
  /// the sign of x, 0 at 0
  ABS,
  /// a x + b; derivative a
  AFFINE,
  /// x within [a, b], NaN stays NaN; derivative 1 where a <= x <= b, else 0
  CLAMP,
  /// x^2 / 2 where |x| <= a, else a (|x| - a / 2); derivative x within [-a, a]
  HUBER
}
