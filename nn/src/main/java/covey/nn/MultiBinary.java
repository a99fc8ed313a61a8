package covey.nn;

/// Independent yes-or-no choices from logits, one per feature.
public final class MultiBinary {
  private final Node logits;

  private MultiBinary(Node logits) {
    this.logits = logits;
  }

  public static MultiBinary of(Node logits) {
    return new MultiBinary(logits);
  }

  /// @return probability of yes, per feature; a choice is yes where a uniform number lies below
  public Node probabilities() {
    return logits.sigmoid();
  }

  /// Sum over features of `bit logit - softplus(logit)`, in nats, a column.
  ///
  /// @param bits 0 or 1 per feature
  public Node logProb(Node bits) {
    return bits.multiply(logits).subtract(logits.softplus()).sum();
  }

  /// Sum over features of `softplus(logit) - logit sigmoid(logit)`, in nats, a column.
  public Node entropy() {
    return logits.softplus().subtract(logits.multiply(logits.sigmoid())).sum();
  }
}
