package covey.track;

import java.util.List;

/// Rows of metrics with their columns, as a store gives them back.
///
/// @param rows of iterations 1, 2, … without gaps
public record MetricTable(Schema schema, List<Metrics> rows) {
  /// Copies the rows.
  public MetricTable {
    rows = List.copyOf(rows);
  }

  /// Everything the seed decides, as CSV text: two runs that must be the same give the same text. Wall seconds and the
  /// columns of kind [Column.Kind#TIME] are left out.
  public String resultsAsCsv() {
    var text = new StringBuilder();
    Csv.header(schema, false, text);
    for (Metrics row : rows) Csv.row(schema, row, false, text);
    return text.toString();
  }
}
