package covey.nn;

/// A number that every row of a graph sees and that may change from update to update without recording anew: a clip
/// range, an entropy weight. Set with [Trainer#set] or [Workspace#set].
public final class Coefficient {
  private final String name;
  final Graph.Builder owner;
  final int index;
  final float initial;

  Coefficient(Graph.Builder owner, String name, int index, float initial) {
    this.owner = owner;
    this.name = name;
    this.index = index;
    this.initial = initial;
  }

  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
