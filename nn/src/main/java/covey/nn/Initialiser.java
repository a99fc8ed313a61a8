package covey.nn;

import java.util.Arrays;

/// Fills a new tensor, given in canonical form: [rows, columns] without padding, rows being a layer's inputs and
/// columns its outputs.
@FunctionalInterface
public interface Initialiser {

  void fill(float[] canonical, int rows, int columns, RandomSource random);

  static Initialiser zeros() {
    return constant(0f);
  }

  static Initialiser constant(float value) {
    return (canonical, rows, columns, random) -> Arrays.fill(canonical, value);
  }

  /// Normal numbers with mean 0.
  static Initialiser normal(double deviation) {
    return (canonical, rows, columns, random) -> {
      for (int i = 0; i < canonical.length; i++) canonical[i] = (float) (deviation * random.gaussian());
    };
  }

  /// Uniform in [-bound, bound).
  static Initialiser uniform(double bound) {
    return (canonical, rows, columns, random) -> {
      for (int i = 0; i < canonical.length; i++) canonical[i] = (float) (bound * (2 * random.uniform() - 1));
    };
  }

  /// Uniform with bound `gain sqrt(6 / (inputs + outputs))`: Glorot & Bengio, "Understanding the difficulty of
  /// training deep feedforward neural networks", 2010, eq. 16.
  static Initialiser xavierUniform(double gain) {
    return (canonical, rows, columns, random) ->
        uniform(gain * Math.sqrt(6.0 / (rows + columns))).fill(canonical, rows, columns, random);
  }

  /// Uniform with bound `sqrt(6 / inputs)`, for layers followed by relu: He et al., "Delving Deep into Rectifiers",
  /// 2015, eq. 10, <https://arxiv.org/abs/1502.01852>.
  static Initialiser kaimingUniform() {
    return (canonical, rows, columns, random) ->
        uniform(Math.sqrt(6.0 / rows)).fill(canonical, rows, columns, random);
  }

  /// `gain` times a random matrix with orthonormal rows or columns, whichever are fewer: Saxe et al., "Exact solutions
  /// to the nonlinear dynamics of learning in deep linear neural networks", 2014, <https://arxiv.org/abs/1312.6120>.
  /// The gain usual before tanh or relu is sqrt(2); 0.01 for a policy's last layer, 1 for a value's.
  static Initialiser orthogonal(double gain) {
    return (canonical, rows, columns, random) -> Orthogonal.fill(canonical, rows, columns, gain, random);
  }
}
