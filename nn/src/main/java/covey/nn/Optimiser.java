package covey.nn;

import java.util.List;

/// Changes the parameters of one group along their gradient; keeps what it remembers from step to step.
public sealed interface Optimiser permits Adam, RmsProp, Sgd {

  /// What a checkpoint holds: steps taken, and one array per kind of moment, canonical and without padding.
  record State(long steps, List<float[]> moments) {
    public State {
      moments = List.copyOf(moments);
    }
  }

  Parameters parameters();

  State state();

  /// Goes on from what [#state] gave.
  void load(State state);

  /// Begins a step: counts it, computes what all pieces share.
  ///
  /// @param scale multiplies gradients first: the clipping of their norm
  void begin(float learningRate, float scale);

  /// Steps the parameters stored in [from, from + length); pieces may run in any order and at once.
  void step(int from, int length, float[] gradients);
}
