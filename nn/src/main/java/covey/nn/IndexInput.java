package covey.nn;

/// Whole numbers given with each row: chosen actions, ids. In a workspace they lie dense, [row, width].
public final class IndexInput {
  private final String name;
  private final int width;
  final Graph.Builder owner;
  final int index;

  IndexInput(Graph.Builder owner, String name, int width, int index) {
    this.owner = owner;
    this.name = name;
    this.width = width;
    this.index = index;
  }

  public String name() {
    return name;
  }

  public int width() {
    return width;
  }

  @Override
  public String toString() {
    return name + " [rows, " + width + "]";
  }
}
