package covey.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// Rows in a SQLite database, one transaction each, in write-ahead mode: other processes can read while the run writes.
///
/// | table | columns | |
/// |---|---|---|
/// | `columns` | position, name, kind | the [Schema] |
/// | `iterations` | iteration, jointSteps, episodes, wallSeconds | what every row begins with |
/// | `samples` | iteration, position, value | the rest; NaN is NULL |
/// | `metrics` (view) | iteration, jointSteps, episodes, wallSeconds, name, value | all of it, for queries by hand |
public final class SqliteStore implements MetricStore {
  /// Samples by one statement; SQLite allows 32,766 parameters.
  private static final int CHUNK = 1000;

  private final Path path;
  private final Schema schema;
  private final Connection connection;
  private long lastIteration;

  private SqliteStore(Path path, Schema schema, Connection connection) throws SQLException {
    this.path = path;
    this.schema = schema;
    this.connection = connection;
    this.lastIteration = Tables.lastIteration(connection, path);
  }

  /// Opens or makes the database.
  ///
  /// @throws TrackingException if the database has other columns, is damaged, or cannot be read or written
  public static SqliteStore open(Path path, Schema schema) {
    return open(path, schema, new SQLiteConfig());
  }

  static SqliteStore open(Path path, Schema schema, SQLiteConfig config) {
    Connection connection = null;
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) Files.createDirectories(folder);
      connection = Tables.connect(path, config);
      Tables.prepare(connection, path, schema);
      return new SqliteStore(path, schema, connection);
    } catch (SQLException | IOException e) {
      TrackingException failure = TrackingException.writing(path, e);
      close(connection, failure);
      throw failure;
    } catch (TrackingException e) {
      close(connection, e);
      throw e;
    }
  }

  private static void close(@Nullable Connection connection, TrackingException failure) {
    if (connection == null) return;
    try {
      connection.close();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  /// Moves a database that cannot be used out of the way, beside where it was, with `.damaged` after its name.
  static Path setAside(Path path) {
    Path aside = path.resolveSibling(path.getFileName() + ".damaged");
    try {
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
      Files.deleteIfExists(path.resolveSibling(path.getFileName() + "-wal"));
      Files.deleteIfExists(path.resolveSibling(path.getFileName() + "-shm"));
      return aside;
    } catch (IOException e) {
      throw TrackingException.writing(path, e);
    }
  }

  /// All rows of a database with their columns, also while another process writes it.
  ///
  /// @throws TrackingException if it is no database of metrics, is damaged, or cannot be read
  public static MetricTable read(Path path) {
    return Tables.read(path);
  }

  @Override
  public long lastIteration() {
    return lastIteration;
  }

  @Override
  public void append(Metrics row) {
    MetricStore.checkNext(schema, lastIteration, row);
    Tables.inTransaction(connection, path, () -> insert(row));
    lastIteration++;
  }

  private void insert(Metrics row) throws SQLException {
    try (PreparedStatement head = connection.prepareStatement("INSERT INTO iterations VALUES (?, ?, ?, ?)")) {
      head.setLong(1, row.iteration);
      head.setLong(2, row.jointSteps);
      head.setLong(3, row.episodes);
      head.setDouble(4, row.wallSeconds); // SQLite itself makes NULL of NaN
      head.executeUpdate();
    }
    for (int first = 0; first < row.size(); first += CHUNK)
      insertSamples(row, first, Math.min(CHUNK, row.size() - first));
  }

  /// Many samples by one statement: a row of 60 columns takes half the time it takes with a statement for each.
  private void insertSamples(Metrics row, int first, int count) throws SQLException {
    String sql = "INSERT INTO samples VALUES (?, ?, ?)" + ", (?, ?, ?)".repeat(count - 1);
    try (PreparedStatement samples = connection.prepareStatement(sql)) {
      for (int i = 0; i < count; i++) {
        samples.setLong(3 * i + 1, row.iteration);
        samples.setInt(3 * i + 2, first + i);
        samples.setDouble(3 * i + 3, row.value(first + i));
      }
      samples.executeUpdate();
    }
  }

  @Override
  public void cutBackTo(long iteration) {
    if (iteration >= lastIteration) return;
    Tables.inTransaction(connection, path, () -> {
      for (String table : new String[] {"iterations", "samples"}) {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE iteration > ?")) {
          delete.setLong(1, iteration);
          delete.executeUpdate();
        }
      }
    });
    lastIteration = Math.max(0, iteration);
  }

  /// Copies the write-ahead log into the database, which makes both durable.
  @Override
  public void sync() {
    try {
      Tables.execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
    } catch (SQLException e) {
      throw TrackingException.writing(path, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw TrackingException.writing(path, e);
    }
  }
}
