package covey.env;

/// A scalar environment said something that the contract does not allow. The message names environment and agent; the
/// rule tells programs what the message tells people.
public final class Refusal extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /// What was broken.
  public enum Rule {
    /// A value, choice, metric or agent has a number that its space does not have, or a row that is not open.
    PLACE,
    /// An agent's state is said twice at one timestep.
    STATE,
    /// A forced action lies outside its space.
    FORCED_ACTION,
    /// The action of an agent that was not asked is read.
    UNASKED_ACTION,
    /// Somebody left, or was replaced, without an end.
    VANISHED,
    /// Somebody went on after its end.
    AFTER_END,
    /// Somebody goes on at the last timestep.
    AFTER_LAST,
    /// Not everyone decides, although that was promised.
    EVERYONE_DECIDES,
    /// An ABSENT agent was paid.
    ABSENT_PAID,
    /// A reset paid.
    RESET_PAID,
    /// Elapsed time is no time.
    TIME
  }

  private final Rule rule;
  private final int agent;

  /// @param agent slot of whom it was said; -1 where it is nobody's in particular
  /// @param message what was said and what is allowed
  public Refusal(Rule rule, int agent, String message) {
    super(message);
    this.rule = rule;
    this.agent = agent;
  }

  /// @return what was broken
  public Rule rule() {
    return rule;
  }

  /// @return slot of whom it was said, or -1
  public int agent() {
    return agent;
  }
}
