package covey.nn;

/// Moves rows between the caller's memory and a workspace: into its inputs before a block runs, or out of its outputs
/// after.
@FunctionalInterface
public interface Feed {

  /// Rows [first, first + rows) of the caller are rows [0, rows) of the workspace. A trainer calls this from several
  /// threads at once, each with its own workspace; it must not write anything else that they share.
  void block(Workspace workspace, int first, int rows);
}
