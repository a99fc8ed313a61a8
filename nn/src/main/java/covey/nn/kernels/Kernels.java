package covey.nn.kernels;

import org.jspecify.annotations.Nullable;

/// The façade of all arithmetic on arrays: what each kernel computes, to the bit.
///
/// Two forms exist, a plain scalar one (the reference) and one with the Vector API; [#ACTIVE] is chosen once, at
/// start. They agree in bits because each result is defined by an order of IEEE operations:
///
/// - matrix products ascend k in `fma`, starting from a given value;
/// - sums over a contiguous axis, products with a single output among them, use 16 partial sums and a fixed tree
///   ([Order]);
/// - transcendental functions are the polynomials of [ScalarMath], term by term.
///
/// **Lengths.** `n` is a multiple of 16 for elementwise kernels: rows are padded, there are no tails. Padding lanes
/// may hold anything, also NaN; nothing reads them.
public interface Kernels {

  /// The form in use: vectors where the JVM offers `jdk.incubator.vector` (start it with `--add-modules
  /// jdk.incubator.vector`), else scalar. The system property `covey.kernels` (`scalar`, `vector`) overrides.
  Kernels ACTIVE = KernelChoice.choose();

  /// @return what is in use, in words, for reports: `scalar`, or `vector, 512 bits`
  String description();

  /// `c[i, j] = d[i, j] + sum over p of a[i, p] b[p, j]` for i < m, j < n, p < k ascending, in `fma`.
  ///
  /// Element (i, p) of `a` is at `a0 + i*am + p*ak`; rows of `b`, `c`, `d` are contiguous, `bk`, `cm`, `dm` apart.
  /// `dm = 0` repeats one row (a bias, zeros); `c` may be `d`. `n` is a multiple of 16.
  void multiply(
      int m, int n, int k,
      float[] a, int a0, int am, int ak,
      float[] b, int b0, int bk,
      float[] d, int d0, int dm,
      float[] c, int c0, int cm);

  /// `c[i] = d[i*ds] + sum over p < k of a[i*as + p] w[w0 + p]`: a single output, the sum in the order of [Order].
  ///
  /// @param scratch 16 floats of the calling thread's own, here and below
  void dots(int m, int k, float[] a, int as, float[] w, int w0, float[] d, int d0, int ds, float[] c, float[] scratch);

  /// `y = f(x)`; `x` may be `y`. `a` and `b` are the function's two parameters, where it has any.
  void unary(Unary f, int n, float[] x, float a, float b, float[] y);

  /// `dx += dy f'(x)`.
  void unaryBackward(Unary f, int n, float[] x, float[] y, float a, float b, float[] dy, float[] dx);

  /// `dy = dy f'`, with the derivative found from the output `y` alone: TANH, RELU, SIGMOID, ELU.
  void activationBackward(Unary f, int n, float[] y, float[] dy);

  /// `y = f(x, z)`.
  void binary(Binary f, int n, float[] x, float[] z, float[] y);

  /// Adds to `dx` and `dz`, each where it is wanted.
  void binaryBackward(
      Binary f, int n, float[] x, float[] z, float[] y, float[] dy, float @Nullable [] dx, float @Nullable [] dz);

  /// `sums[s0 + j] += x[i, j]` for j < n (a multiple of 16), rows i ascending.
  void columnSums(int rows, int n, float[] x, int xs, float[] sums, int s0);

  /// `y[i] = ` sum over j < n of `x[i, j]`, in the order of [Order].
  void rowSums(int rows, int n, float[] x, int xs, float[] y, float[] scratch);

  /// `y += x` on [from, from + n); `n` a multiple of 16.
  void accumulate(int from, int n, float[] x, float[] y);

  /// @return the sum of squares of `x` on [from, from + n): in pieces of 1,024 by [Order], pieces added in double
  double squares(int from, int n, float[] x, float[] scratch);

  /// The arithmetic of [Softmax#forward] on its first `groups` groups of columns.
  void softmax(Softmax s, int groups);

  /// The arithmetic of [Softmax#backward].
  void softmaxBackward(Softmax s, int groups);

  /// Layer norm of each row: `normal = (x - mean) / sqrt(variance + epsilon)`, `y = normal gain + bias`.
  ///
  /// Means by [Order], divided by n; the variance is the mean of squared deviations. `normal` (rows `xs` apart) and
  /// `inverse` (1 / sqrt(variance + epsilon), one per row) are kept for the way back. `scratch` as on that way.
  void layerNorm(
      int rows, int n, float[] x, int xs, float[] values, int gain, int bias, float epsilon,
      float[] normal, float[] inverse, float[] y, float[] scratch);

  /// `dx = from + inverse (g - mean(g) - normal mean(g normal))` with `g = dy gain`; adds `dy normal` and `dy`, rows
  /// ascending, to the gradients of gain and bias. `dx` may be absent; rows of `from` are `fs` apart, 0 for one row
  /// that is added to all; `scratch` has 16 + n floats, n rounded up to 16, and [Order#NORM_SCRATCH] at least.
  void layerNormBackward(
      int rows, int n, float[] dy, int xs, float[] values, float[] gradients, int gain, int bias,
      float[] normal, float[] inverse, float[] from, int fs, float @Nullable [] dx, float[] scratch);

  /// Adam: Kingma & Ba 2015, algorithm 1, with `rate` = lr / (1 - beta1^t) and `root` = 1 / sqrt(1 - beta2^t), so that
  /// `value -= rate m / (sqrt(v) root + epsilon)`. Gradients are multiplied by `scale` first. Moments below 1e-30
  /// become 0.
  void adam(
      int from, int n, float[] gradient, float scale, float[] m, float[] v, float[] value,
      float beta1, float beta2, float epsilon, float rate, float root);

  /// RMSprop: `v = decay v + (1 - decay) g^2; value -= rate g / (sqrt(v) + epsilon)`.
  void rmsProp(
      int from, int n, float[] gradient, float scale, float[] v, float[] value,
      float decay, float epsilon, float rate);

  /// SGD with momentum: `m = momentum m + g; value -= rate m`.
  void sgd(int from, int n, float[] gradient, float scale, float[] m, float[] value, float momentum, float rate);
}
