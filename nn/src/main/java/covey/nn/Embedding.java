package covey.nn;

/// A table of learned rows, looked up by whole numbers: [count, width].
public final class Embedding {
  private final Parameters parameters;
  private final String name;
  private final Tensor table;

  public Embedding(Parameters parameters, String name, int count, int width, Initialiser initialiser) {
    this.parameters = parameters;
    this.name = parameters.name() + "." + name;
    this.table = parameters.add(name + ".table", count, width, initialiser);
  }

  public String name() {
    return name;
  }

  /// @return [rows, ids.width() * width]: the rows of all ids, one after another
  public Node apply(IndexInput ids) {
    ids.owner.use(parameters);
    return ids.owner.record(new EmbeddingOperation(name, ids, table));
  }
}
