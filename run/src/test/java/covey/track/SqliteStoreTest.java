package covey.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class SqliteStoreTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("deep/metrics.db");
  }

  @Test
  void every_double_comes_back_in_every_bit_with_its_column() {
    try (SqliteStore store = SqliteStore.open(file, Rows.SCHEMA)) {
      for (Metrics row : Rows.rows(300)) store.append(row);
    }
    assertEquals(new MetricTable(Rows.SCHEMA, Rows.rows(300)), SqliteStore.read(file));
  }

  @Test
  void readers_see_whole_rows_while_the_run_writes() {
    try (SqliteStore store = SqliteStore.open(file, Rows.SCHEMA)) {
      for (int n = 1; n <= 20; n++) {
        store.append(Rows.row(n));
        assertEquals(Rows.rows(n), SqliteStore.read(file).rows());
        if (n % 7 == 0) store.sync();
      }
    }
  }

  @Test
  void a_reader_in_the_middle_of_a_query_does_not_stop_the_writer() throws SQLException {
    try (SqliteStore store = SqliteStore.open(file, Rows.SCHEMA)) {
      store.append(Rows.row(1));
      store.append(Rows.row(2));
      try (var reader = DriverManager.getConnection("jdbc:sqlite:" + file);
          var statement = reader.createStatement();
          var open = statement.executeQuery("SELECT iteration FROM metrics ORDER BY iteration")) {
        assertTrue(open.next());
        store.append(Rows.row(3));
        store.cutBackTo(1);
        store.sync();
      }
      assertEquals(Rows.rows(1), SqliteStore.read(file).rows());
    }
  }

  @Test
  void cutting_back_leaves_the_rows_of_a_shorter_run() {
    try (SqliteStore store = SqliteStore.open(file, Rows.SCHEMA)) {
      for (Metrics row : Rows.rows(9)) store.append(row);
      store.cutBackTo(12);
      assertEquals(9, store.lastIteration());
      store.cutBackTo(4);
      assertEquals(4, store.lastIteration());
      store.append(Rows.row(5));
    }
    assertEquals(Rows.rows(5), SqliteStore.read(file).rows());
  }

  @Test
  void a_full_disk_takes_the_row_back() {
    var config = new SQLiteConfig();
    config.setMaxPageCount(12); // 4 KiB each: a few hundred rows
    try (SqliteStore store = SqliteStore.open(file, Rows.SCHEMA, config)) {
      var e = assertThrows(TrackingException.class, () -> {
        for (int n = 1; n <= 10_000; n++) store.append(Rows.row(n));
      });
      assertEquals("%s could not be written: the disk is full; rows written before are safe, and the run can be resumed"
          .formatted(file), e.getMessage());
      int last = (int) store.lastIteration();
      assertTrue(last > 10 && last < 2000, "last " + last);
      assertEquals(Rows.rows(last), SqliteStore.read(file).rows());
      store.cutBackTo(last - 10);
      store.append(Rows.row(last - 9));
    }
  }

  @Test
  void other_columns_are_named() {
    SqliteStore.open(file, Rows.SCHEMA).close();
    var other = new Schema(List.of(Column.result("return/agent_0"), Column.result("x")));
    var e = assertThrows(TrackingException.class, () -> SqliteStore.open(file, other));
    assertEquals("%s has other columns than this run: its column 2 is %s and not %s".formatted(
        file, Column.result("return/agent, \"1\""), Column.result("x")), e.getMessage());
  }

  @Test
  void a_file_that_is_no_database_is_one_sentence() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "holiday photographs".repeat(100));
    var e = assertThrows(TrackingException.class, () -> SqliteStore.read(file));
    assertTrue(e.getMessage().startsWith(file + " could not be read: "), e.getMessage());
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertTrue(Tables.isDamage(assertThrows(TrackingException.class, () -> SqliteStore.open(file, Rows.SCHEMA))));
  }

  @Test
  void reading_makes_no_file() {
    var e = assertThrows(TrackingException.class, () -> SqliteStore.read(file));
    assertEquals("%s could not be read: there is no such file".formatted(file), e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void another_format_is_refused() throws SQLException {
    SqliteStore.open(file, Rows.SCHEMA).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      Tables.execute(connection, "PRAGMA user_version = 7");
    }
    var e = assertThrows(TrackingException.class, () -> SqliteStore.open(file, Rows.SCHEMA));
    assertTrue(e.getMessage().endsWith("its format is 7 and not 1"), e.getMessage());
  }

  @Test
  void a_database_with_a_gap_is_damaged() throws SQLException {
    for (String sql : List.of("DELETE FROM samples WHERE iteration = 2", "DELETE FROM iterations WHERE iteration = 1")) {
      Path run = folder.resolve(Integer.toString(sql.length())).resolve("metrics.db");
      try (SqliteStore store = SqliteStore.open(run, Rows.SCHEMA)) {
        for (Metrics row : Rows.rows(3)) store.append(row);
      }
      try (var connection = DriverManager.getConnection("jdbc:sqlite:" + run)) {
        Tables.execute(connection, sql);
      }
      assertTrue(Tables.isDamage(assertThrows(TrackingException.class, () -> SqliteStore.open(run, Rows.SCHEMA))));
    }
  }

  @Test
  void nothing_is_left_beside_the_database_when_it_is_closed() throws IOException {
    try (SqliteStore store = SqliteStore.open(file, Rows.SCHEMA)) {
      store.append(Rows.row(1));
    }
    try (var files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
