package covey.act;

/// Chooses actions. Immutable while it acts; it keeps nothing between calls, because whatever lasts within an episode
/// (memory, exploration noise) lives in columns that the collector owns and checkpoints save.
///
/// Scripted, random and trained policies are the same thing.
public interface Policy {
  /// @return what one thread acts with: scratch memory and nothing else, so that all actors of a policy act alike
  Actor actor();

  /// @return floats of memory per slot, kept by the collector; 0 for none
  default int memory() {
    return 0;
  }

  /// Acts for one policy on one thread.
  interface Actor {
    /// Chooses an action for each row and writes it with [Rows#act] or into the action columns. Rows that are forced
    /// are only shown to policies with memory, which advance it and write no action.
    void act(Rows rows);
  }

  /// A policy that needs neither scratch nor memory.
  static Policy of(Actor actor) {
    return () -> actor;
  }
}
