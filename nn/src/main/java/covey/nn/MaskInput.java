package covey.nn;

/// Truth values given with each row: legal actions. In a workspace they lie dense, [row, width]; true is legal.
public final class MaskInput {
  private final String name;
  private final int width;
  final Graph.Builder owner;
  final int index;

  MaskInput(Graph.Builder owner, String name, int width, int index) {
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
