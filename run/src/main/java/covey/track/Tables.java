package covey.track;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The tables of [SqliteStore]: making, checking and reading them.
final class Tables {
  /// `PRAGMA user_version` of this form of the tables.
  private static final int FORMAT = 1;

  /// How long a writer waits for another connection, in milliseconds.
  private static final int PATIENCE = 10_000;

  private static final String[] MAKE = {
    "CREATE TABLE columns (position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL)",
    "CREATE TABLE iterations (iteration INTEGER PRIMARY KEY, jointSteps INTEGER NOT NULL, episodes INTEGER NOT NULL, "
        + "wallSeconds REAL)",
    "CREATE TABLE samples (iteration INTEGER NOT NULL, position INTEGER NOT NULL, value REAL, "
        + "PRIMARY KEY (iteration, position)) WITHOUT ROWID",
    "CREATE VIEW metrics AS SELECT iteration, jointSteps, episodes, wallSeconds, name, value "
        + "FROM samples JOIN iterations USING (iteration) JOIN columns USING (position)",
    "PRAGMA user_version = " + FORMAT
  };

  private Tables() {}

  /// Statements that belong together.
  interface Work {
    void run() throws SQLException;
  }

  static Connection connect(Path path, SQLiteConfig config) throws SQLException {
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setBusyTimeout(PATIENCE);
    return DriverManager.getConnection("jdbc:sqlite:" + path, config.toProperties());
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Runs all of `work` or nothing of it.
  static void inTransaction(Connection connection, Path path, Work work) {
    try {
      execute(connection, "BEGIN IMMEDIATE");
      try {
        work.run();
        execute(connection, "COMMIT");
      } catch (SQLException e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw TrackingException.writing(path, e);
    }
  }

  /// On a full disk SQLite has rolled back already, and says so.
  private static void rollBack(Connection connection, SQLException reason) {
    try {
      execute(connection, "ROLLBACK");
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  /// Makes the tables in an empty database, or checks that those there are of this run and whole.
  static void prepare(Connection connection, Path path, Schema schema) throws SQLException {
    long format = number(connection, "PRAGMA user_version");
    if (format == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
      inTransaction(connection, path, () -> make(connection, schema));
      return;
    }
    checkFormat(format, path);
    String difference = schema.difference(schema(connection, path));
    if (!difference.isEmpty()) {
      throw new TrackingException("%s has other columns than this run: %s".formatted(path, difference));
    }
  }

  private static void checkFormat(long format, Path path) {
    if (format != FORMAT) {
      throw new TrackingException("%s is no database of metrics that this version can read: its format is %d and not %d"
          .formatted(path, format, FORMAT));
    }
  }

  private static void make(Connection connection, Schema schema) throws SQLException {
    for (String sql : MAKE) execute(connection, sql);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO columns VALUES (?, ?, ?)")) {
      for (int i = 0; i < schema.size(); i++) {
        insert.setInt(1, i);
        insert.setString(2, schema.columns().get(i).name());
        insert.setString(3, schema.columns().get(i).kind().name());
        insert.executeUpdate();
      }
    }
  }

  private static Schema schema(Connection connection, Path path) throws SQLException {
    var columns = new ArrayList<Column>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT name, kind FROM columns ORDER BY position")) {
      while (found.next()) columns.add(new Column(found.getString(1), Column.Kind.valueOf(found.getString(2))));
      return new Schema(columns);
    } catch (IllegalArgumentException e) {
      throw corrupt(path, e.getMessage());
    }
  }

  /// The last iteration, after a look at whether the database is whole.
  ///
  /// @throws SQLException with the code SQLITE_CORRUPT if it is not
  static long lastIteration(Connection connection, Path path) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet check = statement.executeQuery("PRAGMA quick_check(1)")) {
      String found = check.next() ? check.getString(1) : "nothing";
      if (!"ok".equals(found)) throw corrupt(path, found);
    }
    long last = number(connection, "SELECT coalesce(max(iteration), 0) FROM iterations");
    long rows = number(connection, "SELECT count(*) FROM iterations WHERE iteration > 0");
    long samples = number(connection, "SELECT count(*) FROM samples");
    long columns = number(connection, "SELECT count(*) FROM columns");
    if (rows != last || samples != rows * columns) throw corrupt(path, "there are gaps");
    return last;
  }

  private static SQLException corrupt(Path path, @Nullable String what) {
    return new SQLiteException("%s is damaged: %s".formatted(path.getFileName(), what), SQLiteErrorCode.SQLITE_CORRUPT);
  }

  /// Whether an exception says that a file is damaged or no database at all.
  static boolean isDamage(TrackingException e) {
    return e.getCause() instanceof SQLiteException s
        && (primary(s) == SQLiteErrorCode.SQLITE_CORRUPT || primary(s) == SQLiteErrorCode.SQLITE_NOTADB);
  }

  /// The general code of an error; its special ones have it in their lowest byte.
  static SQLiteErrorCode primary(SQLiteException e) {
    return SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xff);
  }

  static MetricTable read(Path path) {
    if (!Files.isRegularFile(path))
      throw new TrackingException("%s could not be read: there is no such file".formatted(path));
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(PATIENCE);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + path)) {
      connection.setAutoCommit(false); // one transaction, so that all tables are of one moment
      checkFormat(number(connection, "PRAGMA user_version"), path);
      Schema schema = schema(connection, path);
      return new MetricTable(schema, rows(connection, schema));
    } catch (SQLException e) {
      throw TrackingException.reading(path, e);
    } catch (IllegalArgumentException e) {
      throw new TrackingException("%s could not be read: %s".formatted(path, e.getMessage()));
    }
  }

  private static List<Metrics> rows(Connection connection, Schema schema) throws SQLException {
    var rows = new ArrayList<Metrics>();
    try (Statement outer = connection.createStatement();
        Statement inner = connection.createStatement();
        ResultSet heads = outer.executeQuery("SELECT * FROM iterations ORDER BY iteration");
        ResultSet samples = inner.executeQuery("SELECT value FROM samples ORDER BY iteration, position")) {
      double[] values = new double[schema.size()];
      while (heads.next()) {
        for (int i = 0; i < values.length; i++) {
          if (!samples.next()) throw new SQLException("iteration %d is not whole".formatted(heads.getLong(1)));
          values[i] = real(samples, 1);
        }
        rows.add(new Metrics(heads.getLong(1), heads.getLong(2), heads.getLong(3), real(heads, 4), values));
      }
    }
    return rows;
  }

  private static double real(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? Double.NaN : value;
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
