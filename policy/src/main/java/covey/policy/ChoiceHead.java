package covey.policy;

import covey.act.Rows;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.nn.Categorical;
import covey.nn.Graph;
import covey.nn.IndexInput;
import covey.nn.MaskInput;
import covey.nn.Node;
import covey.nn.Workspace;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Choices: one, several branches at once, or switches (branches of two). Over a masked space the distribution is built
/// with the mask, which is used wherever the distribution is: illegal choices have probability exactly 0.
final class ChoiceHead implements ActionHead {
  private final int[] branches;
  private final int width;
  private final boolean masked;
  private final boolean switches;

  ChoiceHead(EnvironmentSpec.Slot slot) {
    this.branches = RowLayout.branches(slot.action());
    this.width = Arrays.stream(branches).sum();
    this.masked = slot.masked();
    this.switches = slot.action() instanceof Space.MultiBinary;
  }

  @Override
  public int outputs() {
    return width;
  }

  private Categorical distribution(Node outputs, @Nullable MaskInput mask) {
    return mask == null ? Categorical.unmasked(outputs, branches) : Categorical.masked(outputs, mask, branches);
  }

  private @Nullable MaskInput mask(Graph.Builder graph) {
    return masked ? graph.mask("legal", width) : null;
  }

  private int chosen(LayoutColumns columns, int row, int branch) {
    var action = columns.action;
    return switches
        ? action.bytes[row * action.layout.bytes() + branch]
        : action.ints[row * action.layout.ints() + branch];
  }

  private void fillMask(Workspace w, int i, @Nullable MaskInput mask, LayoutColumns columns, int row) {
    if (mask != null) System.arraycopy(columns.mask, row * width, w.of(mask), i * width, width);
  }

  @Override
  public Likelihood likelihood(Graph.Builder graph, Node outputs) {
    MaskInput mask = mask(graph);
    IndexInput action = graph.index("action", branches.length);
    Categorical distribution = distribution(outputs, mask);
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
        fillMask(w, i, mask, columns, row);
        int[] to = w.of(action);
        for (int b = 0; b < branches.length; b++) to[i * branches.length + b] = chosen(columns, row, b);
      }
    };
  }

  @Override
  public Choice choice(Graph.Builder graph, Node outputs) {
    MaskInput mask = mask(graph);
    Categorical distribution = distribution(outputs, mask);
    Node logProbs = distribution.logProbs();
    Node probabilities = distribution.probabilities();
    return new Choice() {
      private final float[] taken = new float[branches.length];
      private final float[] partial = new float[16];

      @Override
      public List<Node> results() {
        return List.of(logProbs, probabilities);
      }

      @Override
      public void fill(Workspace w, int i, Rows rows, int k, boolean greedy) {
        fillMask(w, i, mask, rows.columns(), rows.row(k));
      }

      @Override
      public void take(Workspace w, int i, Rows rows, int k, boolean greedy) {
        float[] p = w.of(probabilities);
        int first = i * w.stride(probabilities);
        LayoutColumns columns = rows.columns();
        var action = columns.action;
        int row = rows.row(k);
        int at = first;
        for (int b = 0; b < branches.length; b++) {
          int choice = greedy
              ? Categorical.greedy(p, at, branches[b])
              : Categorical.sample(p, at, branches[b], rows.uniform(k, b));
          if (switches) {
            action.bytes[row * action.layout.bytes() + b] = (byte) choice;
          } else {
            action.ints[row * action.layout.ints() + b] = choice;
          }
          at += branches[b];
        }
        columns.logProb[row] = jointLogProb(w, i, columns, row);
      }

      private float jointLogProb(Workspace w, int i, LayoutColumns columns, int row) {
        float[] l = w.of(logProbs);
        int at = i * w.stride(logProbs);
        if (branches.length == 1) return l[at + chosen(columns, row, 0)];
        for (int b = 0; b < branches.length; b++) {
          taken[b] = l[at + chosen(columns, row, b)];
          at += branches[b];
        }
        return Categorical.jointLogProb(taken, partial);
      }
    };
  }
}
