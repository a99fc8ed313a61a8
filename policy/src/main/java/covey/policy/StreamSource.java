package covey.policy;

import covey.nn.RandomSource;
import covey.random.Stream;

/// Lets networks draw their initial parameters from a named stream of the run.
public record StreamSource(Stream stream) implements RandomSource {
  @Override
  public double uniform() {
    return stream.nextDouble();
  }

  @Override
  public double gaussian() {
    return stream.nextGaussian();
  }
}
