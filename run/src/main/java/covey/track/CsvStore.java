package covey.track;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;

/// Rows as lines of a CSV file, each written by one call as soon as it is known.
public final class CsvStore implements MetricStore {
  private final RowFile file;
  private final Schema schema;
  private final StringBuilder line = new StringBuilder();
  private long lastIteration;

  private CsvStore(RowFile file, Schema schema) {
    this.file = file;
    this.schema = schema;
  }

  /// Opens or makes the file; drops everything from its first torn or damaged line on.
  ///
  /// @throws TrackingException if the file has other columns, or cannot be read or written
  public static CsvStore open(Path path, Schema schema) {
    return over(RowFile.open(path), schema);
  }

  static CsvStore over(RowFile file, Schema schema) {
    try {
      var store = new CsvStore(file, schema);
      store.keep(Long.MAX_VALUE);
      return store;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// All whole rows of a file, also while another process writes it.
  ///
  /// @throws TrackingException if the file has other columns, is damaged before its last line, or cannot be read
  public static MetricTable read(Path path, Schema schema) {
    var rows = new ArrayList<Metrics>();
    Csv.Scan scan = Csv.scan(path, schema, Long.MAX_VALUE, rows::add);
    if (scan.fault() != null && scan.fault().endsWith("damaged")) {
      throw new TrackingException("%s cannot be trusted: %s".formatted(path, scan.fault()));
    }
    return new MetricTable(schema, rows);
  }

  @Override
  public long lastIteration() {
    return lastIteration;
  }

  @Override
  public void append(Metrics row) {
    MetricStore.checkNext(schema, lastIteration, row);
    line.setLength(0);
    Csv.row(schema, row, true, line);
    file.append(ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.US_ASCII)));
    lastIteration++;
  }

  @Override
  public void cutBackTo(long iteration) {
    if (iteration < lastIteration) keep(iteration);
  }

  /// Keeps whole rows of the first iterations, and begins a file that has not even a header.
  private void keep(long most) {
    Csv.Scan scan = Csv.scan(file.path(), schema, most, row -> {});
    file.truncate(scan.length());
    lastIteration = scan.rows();
    if (scan.length() == 0) {
      line.setLength(0);
      Csv.header(schema, true, line);
      file.append(ByteBuffer.wrap(line.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void sync() {
    file.sync();
  }

  @Override
  public void close() {
    file.close();
  }
}
