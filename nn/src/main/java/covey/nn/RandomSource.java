package covey.nn;

/// Where initial weights come from. This module sees no other, so the caller adapts its own stream.
public interface RandomSource {

  /// @return the next number, uniform in [0, 1)
  double uniform();

  /// @return the next number of a normal distribution with mean 0 and standard deviation 1
  double gaussian();
}
