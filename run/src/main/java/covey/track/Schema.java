package covey.track;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The columns of a run's metrics, in the order of their values; fixed when the run starts.
///
/// Every row begins with iteration, joint steps, episodes and wall seconds; these are no columns.
public record Schema(List<Column> columns) {
  /// The names of what every row begins with; the last one is a matter of time.
  static final List<String> FIXED = List.of("iteration", "jointSteps", "episodes", "wallSeconds");

  /// Refuses two columns of one name, and the names that every row begins with.
  public Schema {
    columns = List.copyOf(columns);
    Set<String> seen = new HashSet<>(FIXED);
    for (Column column : columns) {
      if (!seen.add(column.name())) {
        throw new IllegalArgumentException(FIXED.contains(column.name())
            ? "%s stands in every row already: no column can have that name".formatted(column.name())
            : "there are two columns named %s, but names must differ".formatted(column.name()));
      }
    }
  }

  /// How many columns there are.
  public int size() {
    return columns.size();
  }

  /// Where the column `name` lies in a row's values.
  ///
  /// @throws IllegalArgumentException if there is none
  public int index(String name) {
    for (int i = 0; i < columns.size(); i++) if (columns.get(i).name().equals(name)) return i;
    throw new IllegalArgumentException("there is no column %s; there are %s".formatted(name, names()));
  }

  /// The names of the columns, in order.
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /// What differs between these columns and those found in a file, as half a sentence; empty if nothing does.
  String difference(Schema found) {
    for (int i = 0; i < Math.max(size(), found.size()); i++) {
      if (i >= size()) return "it has a column %s that this run does not write".formatted(found.columns.get(i).name());
      if (i >= found.size()) return "it has no column %s".formatted(columns.get(i).name());
      if (!columns.get(i).equals(found.columns.get(i))) {
        return "its column %d is %s and not %s".formatted(i + 1, found.columns.get(i), columns.get(i));
      }
    }
    return "";
  }
}
