package covey.policy;

import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.nn.Graph;
import covey.nn.Node;
import covey.nn.Parameters;
import covey.nn.Workspace;
import covey.space.Space;
import java.util.List;

/// Between the outputs of an actor's network and the actions of one action space: acting, and the likelihood of what was
/// done. Both sides use the same operations on the same numbers, so that the log-probability of an action has the same
/// bits when it is taken and when it is first learned from.
public sealed interface ActionHead permits ChoiceHead, RealHead {

  /// How real-valued actions are kept within their bounds.
  enum Bounding {
    /// A normal distribution whose samples are clipped; the likelihood is that of the unclipped sample.
    CLIPPED,
    /// A normal distribution squashed by tanh; the likelihood is corrected for it.
    SQUASHED
  }

  /// @param actor where the head registers parameters of its own, if it has any
  /// @throws IllegalArgumentException for spaces in which nobody can act
  static ActionHead of(EnvironmentSpec.Slot slot, Bounding bounding, Parameters actor) {
    return switch (slot.action()) {
      case Space.Discrete _, Space.MultiDiscrete _, Space.MultiBinary _ -> new ChoiceHead(slot);
      case Space.Box box when box.element() == Space.Element.FLOAT -> new RealHead(box, bounding, actor);
      case Space.Box _, Space.Entities _, Space.Composite _, Space.History _ -> throw new IllegalArgumentException(
          "agent " + slot.id() + " acts in " + slot.action()
              + ", but only Discrete, MultiDiscrete, MultiBinary and real Box actions can be learned");
    };
  }

  /// @return outputs that the network must have
  int outputs();

  /// Adds the likelihood of stored actions to a training graph.
  Likelihood likelihood(Graph.Builder graph, Node outputs);

  /// Adds the choice of actions to an acting graph.
  Choice choice(Graph.Builder graph, Node outputs);

  /// The likelihood of stored actions, as part of a graph.
  interface Likelihood {
    /// Log-probability of the stored action, in nats; width 1.
    Node logProb();

    /// Entropy of the distribution, in nats; width 1.
    Node entropy();

    /// Copies the stored action (and mask) of row `row` into row `i` of the graph's inputs.
    void fill(Workspace w, int i, LayoutColumns columns, int row);
  }

  /// The choice of actions, as part of a graph.
  interface Choice {
    /// What the graph must compute.
    List<Node> results();

    /// Prepares row `i` of the graph's inputs for row `k` of the question.
    void fill(Workspace w, int i, Rows rows, int k, boolean greedy);

    /// Chooses from row `i` of the graph's results and writes action and log-probability of row `k`.
    void take(Workspace w, int i, Rows rows, int k, boolean greedy);
  }
}
