package covey.policy;

import covey.act.Rows;
import covey.env.LayoutColumns;
import covey.nn.Gaussian;
import covey.nn.Graph;
import covey.nn.Initialiser;
import covey.nn.Node;
import covey.nn.Parameters;
import covey.nn.Tensor;
import covey.nn.Workspace;
import covey.random.BoxMuller;
import covey.space.Space;
import java.util.List;

/// Real-valued actions from a normal distribution whose log standard deviation does not depend on the observation.
///
/// The stored action is the sample itself. What the environment receives is its image within the bounds: [-1, 1] is
/// mapped onto [low, high] where both bounds are finite, after tanh (squashed) or with clipping (clipped); without bounds
/// the sample is what the environment receives.
final class RealHead implements ActionHead {
  private final Space.Box box;
  private final Bounding bounding;
  private final Parameters actor;
  private final Tensor logSd;

  RealHead(Space.Box box, Bounding bounding, Parameters actor) {
    this.box = box;
    this.bounding = bounding;
    this.actor = actor;
    for (int d = 0; d < box.size(); d++) {
      boolean bounded = !Float.isInfinite(box.low(d)) && !Float.isInfinite(box.high(d));
      if (!bounded && bounding == Bounding.SQUASHED) {
        throw new IllegalArgumentException(
            "squashed actions need finite bounds, but dimension %d lies in [%s, %s]; clipped is usual there"
                .formatted(d, box.low(d), box.high(d)));
      }
    }
    this.logSd = actor.add("logSd", 1, box.size(), Initialiser.constant(-0.5f));
  }

  @Override
  public int outputs() {
    return box.size();
  }

  private Gaussian distribution(Graph.Builder graph, Node outputs) {
    Node deviation = graph.parameter(actor, logSd);
    return bounding == Bounding.SQUASHED ? Gaussian.squashed(outputs, deviation) : Gaussian.plain(outputs, deviation);
  }

  /// Maps a number of the distribution's own range onto the bounds of dimension `d`.
  private float apply(float executed, int d) {
    float low = box.low(d);
    float high = box.high(d);
    if (Float.isInfinite(low) || Float.isInfinite(high)) return Math.clamp(executed, low, high);
    return Math.clamp((float) (low + ((double) high - low) * 0.5 * (executed + 1.0)), low, high);
  }

  @Override
  public Likelihood likelihood(Graph.Builder graph, Node outputs) {
    int size = box.size();
    Node action = graph.input("action", size);
    Gaussian distribution = distribution(graph, outputs);
    Node logProb = distribution.logProb(action);
    Node entropy = distribution.entropy();
    return new Likelihood() {
      @Override
      public Node logProb() {
        return logProb;
      }

      @Override
      public Node entropy() {
        return entropy;
      }

      @Override
      public void fill(Workspace w, int i, LayoutColumns columns, int row) {
        System.arraycopy(columns.action.floats, row * size, w.of(action), i * w.stride(action), size);
      }
    };
  }

  @Override
  public Choice choice(Graph.Builder graph, Node outputs) {
    int size = box.size();
    Node noise = graph.input("noise", size);
    Gaussian distribution = distribution(graph, outputs);
    Node action = distribution.action(noise);
    Node logProb = distribution.logProb(action);
    Node executed = distribution.executed(action);
    return new Choice() {
      @Override
      public List<Node> results() {
        return List.of(action, logProb, executed);
      }

      @Override
      public void fill(Workspace w, int i, Rows rows, int k, boolean greedy) {
        int at = i * w.stride(noise);
        for (int d = 0; d < size; d++) {
          w.of(noise)[at + d] = greedy ? 0f : (float) BoxMuller.of(rows.uniform(k, 2 * d), rows.uniform(k, 2 * d + 1));
        }
      }

      @Override
      public void take(Workspace w, int i, Rows rows, int k, boolean greedy) {
        LayoutColumns columns = rows.columns();
        int to = rows.row(k) * size;
        System.arraycopy(w.of(action), i * w.stride(action), columns.action.floats, to, size);
        int at = i * w.stride(executed);
        for (int d = 0; d < size; d++) columns.applied[to + d] = apply(w.of(executed)[at + d], d);
        columns.logProb[rows.row(k)] = w.of(logProb)[i * w.stride(logProb)];
      }
    };
  }
}
