package covey.nn;

import covey.nn.kernels.Order;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A distribution over one choice, or over one choice per branch, from logits.
///
/// Recorded in a graph, for training and for acting alike: both run the same operations on the same rows, so a stored
/// log-probability has the bits that training finds, and the ratio at the first epoch is exactly 1.
///
/// Whether there is a mask is said by name: a space with masks must use [#masked]. An illegal choice has probability
/// 0 exactly, log-probability -infinity and no gradient; a row without a legal choice is an error.
public final class Categorical {
  private final Node logits;
  private final int[] branches;
  private final SoftmaxOperation softmax;
  private @Nullable Node probabilities;

  private Categorical(Node logits, @Nullable MaskInput mask, int[] branches) {
    this.logits = logits;
    this.branches = branches.length == 0 ? new int[] {logits.width()} : branches.clone();
    int total = 0;
    for (int width : this.branches) total += width;
    if (total != logits.width()) {
      throw new IllegalArgumentException(
          "branches add up to " + total + ", but there are " + logits.width() + " logits");
    }
    if (mask != null && mask.width() != logits.width()) {
      throw new IllegalArgumentException("mask " + mask + " does not fit logits " + logits);
    }
    Graph.Builder owner = logits.owner;
    if (mask != null) owner.requireOwn(mask.owner, mask);
    this.softmax = new SoftmaxOperation(logits, mask, this.branches, owner.softmaxes++);
    owner.append(softmax);
  }

  /// @param mask     legal choices, as wide as the logits
  /// @param branches widths of the branches, in order; none: a single branch
  public static Categorical masked(Node logits, MaskInput mask, int... branches) {
    return new Categorical(logits, mask, branches);
  }

  /// For spaces without masks.
  public static Categorical unmasked(Node logits, int... branches) {
    return new Categorical(logits, null, branches);
  }

  /// @return log-probability of every choice in nats, as wide as the logits; -infinity where illegal
  public Node logProbs() {
    return softmax.logProbs;
  }

  /// @return probability of every choice; exactly 0 where illegal
  public Node probabilities() {
    if (probabilities == null) probabilities = softmax.logProbs.exp();
    return probabilities;
  }

  /// @param actions one index per branch, counted within the branch
  /// @return log-probability of the joint choice, a column; branches added by the tree of 16 partial sums
  public Node logProb(IndexInput actions) {
    if (actions.width() != branches.length) {
      throw new IllegalArgumentException(actions + " must have one index per branch: " + branches.length);
    }
    int[] offsets = new int[branches.length];
    for (int b = 1; b < branches.length; b++) offsets[b] = offsets[b - 1] + branches[b - 1];
    return softmax.logProbs.gather(actions, offsets).sum();
  }

  /// @return entropy in nats, a column, summed over branches
  public Node entropy() {
    return softmax.entropy;
  }

  /// @return the divergence of `other` from this, sum of `p (log p - log q)` in nats, a column; both with one mask
  public Node kl(Categorical other) {
    if (other.logits.width() != logits.width()) {
      throw new IllegalArgumentException(logits + " and " + other.logits + " differ in width");
    }
    Node difference = finite(softmax.logProbs).subtract(finite(other.softmax.logProbs));
    return probabilities().multiply(difference).sum();
  }

  /// Illegal choices become a large number on both sides, and drop out of differences.
  private static Node finite(Node logProbs) {
    return logProbs.clamp(-1e30f, 0f);
  }

  /// Draws a choice by inversion. The probabilities are added in double, in ascending order; the first choice whose
  /// cumulated probability exceeds `uniform` times the total is taken, so one of probability 0 never is.
  ///
  /// @param probabilities of a branch: `count` floats from `at` on
  /// @param uniform       in [0, 1)
  /// @return the index within the branch
  public static int sample(float[] probabilities, int at, int count, double uniform) {
    double total = 0;
    for (int j = 0; j < count; j++) total += probabilities[at + j];
    double threshold = uniform * total;
    double sum = 0;
    int choice = 0; // counted, not searched: which choice it will be is not to be predicted
    for (int j = 0; j < count; j++) {
      sum += probabilities[at + j];
      choice += sum <= threshold ? 1 : 0;
    }
    if (!(total > 0)) throw new IllegalArgumentException("no choice has a positive probability; are they NaN?");
    return choice < count ? choice : lastPossible(probabilities, at, count);
  }

  /// Where rounding took the threshold to the total.
  private static int lastPossible(float[] probabilities, int at, int count) {
    int j = count - 1;
    while (!(probabilities[at + j] > 0f)) j--;
    return j;
  }

  /// Sums over branches in the order of [#logProb], hence with its bits.
  ///
  /// @param taken log-probability of the choice of each branch
  /// @param partial scratch of 16
  /// @return log-probability of the joint choice
  public static float jointLogProb(float[] taken, float[] partial) {
    Arrays.fill(partial, 0f);
    for (int b = 0; b < taken.length; b++) partial[b % Order.PARTIALS] += taken[b];
    return Order.tree(partial);
  }

  /// @return the most probable choice, the lowest index if several are equally so
  public static int greedy(float[] probabilities, int at, int count) {
    int best = 0;
    for (int j = 1; j < count; j++) if (probabilities[at + j] > probabilities[at + best]) best = j;
    return best;
  }
}
