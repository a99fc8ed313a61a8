package covey.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvStoreTest {
  private static final Schema TWO = new Schema(List.of(Column.result("a"), Column.time("b")));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("deep/metrics.csv");
  }

  private void write(Schema schema, int rows) {
    try (CsvStore store = CsvStore.open(file, schema)) {
      for (Metrics row : Rows.rows(rows)) store.append(row);
    }
  }

  @Test
  void every_row_is_a_line_of_shortest_numbers() throws IOException {
    try (CsvStore store = CsvStore.open(file, TWO)) {
      store.append(new Metrics(1, 512, 20, 0.25, 0.1, 1e-8));
      store.append(new Metrics(2, 1024, 40, 0.5, -0.0, Double.NaN));
    }
    assertEquals(
        """
        iteration,jointSteps,episodes,wallSeconds,a,b
        1,512,20,0.25,0.1,1.0E-8
        2,1024,40,0.5,0.0,NaN
        """,
        Files.readString(file));
    assertEquals(
        "iteration,jointSteps,episodes,a\n1,512,20,0.1\n2,1024,40,0.0\n",
        CsvStore.read(file, TWO).resultsAsCsv());
  }

  @Test
  void every_double_comes_back_in_every_bit() {
    write(Rows.SCHEMA, 300);
    assertEquals(Rows.rows(300), CsvStore.read(file, Rows.SCHEMA).rows());
  }

  @Test
  void names_with_commas_and_quotes_are_quoted() throws IOException {
    write(Rows.SCHEMA, 0);
    assertEquals(
        "iteration,jointSteps,episodes,wallSeconds,return/agent_0,\"return/agent, \"\"1\"\"\",loss"
            + ",stepsPerSecond,noValue\n",
        Files.readString(file));
  }

  @Test
  void rows_have_no_gaps_and_one_value_per_column() {
    try (CsvStore store = CsvStore.open(file, TWO)) {
      var gap = assertThrows(IllegalArgumentException.class, () -> store.append(new Metrics(2, 0, 0, 0, 1, 2)));
      assertEquals("the row is of iteration 2, but the next one is 1: rows have no gaps", gap.getMessage());
      var width = assertThrows(IllegalArgumentException.class, () -> store.append(new Metrics(1, 0, 0, 0, 1)));
      assertEquals("the row has 1 values, but there are 2 columns", width.getMessage());
    }
  }

  @Test
  void a_torn_line_is_invisible_to_readers_and_gone_after_opening() throws IOException {
    write(Rows.SCHEMA, 3);
    String whole = Files.readString(file);
    write4thWithoutItsEnd();
    assertEquals(3, CsvStore.read(file, Rows.SCHEMA).rows().size());
    write(Rows.SCHEMA, 0);
    assertEquals(whole, Files.readString(file));
  }

  private void write4thWithoutItsEnd() throws IOException {
    var line = new StringBuilder();
    Csv.row(Rows.SCHEMA, Rows.row(4), true, line);
    Files.writeString(file, line.substring(0, line.length() - 1), StandardOpenOption.APPEND); // all but the end of line
  }

  @Test
  void a_damaged_line_is_refused_by_readers_and_ends_the_file_for_a_writer() throws IOException {
    write(Rows.SCHEMA, 5);
    Files.writeString(file, Files.readString(file).replace("\n3,", "\n03,"));
    var e = assertThrows(TrackingException.class, () -> CsvStore.read(file, Rows.SCHEMA));
    assertEquals("%s cannot be trusted: its line 4 is damaged".formatted(file), e.getMessage());
    try (CsvStore store = CsvStore.open(file, Rows.SCHEMA)) {
      assertEquals(2, store.lastIteration());
    }
  }

  @Test
  void a_file_with_other_columns_is_not_touched() throws IOException {
    for (String foreign :
        List.of(
            "iteration,x\n1,2\n",
            "holiday photographs",
            "iteration,jointSteps,episodes,wallSeconds,a,b,c\n")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, foreign);
      var e = assertThrows(TrackingException.class, () -> CsvStore.open(file, TWO));
      assertTrue(e.getMessage().contains("has other columns than this run"), e.getMessage());
      assertEquals(foreign, Files.readString(file));
    }
  }

  @Test
  void cutting_back_leaves_the_bytes_of_a_shorter_run() throws IOException {
    write(Rows.SCHEMA, 4);
    String four = Files.readString(file);
    Files.delete(file);
    write(Rows.SCHEMA, 9);
    try (CsvStore store = CsvStore.open(file, Rows.SCHEMA)) {
      store.cutBackTo(12);
      assertEquals(9, store.lastIteration());
      store.cutBackTo(4);
      assertEquals(4, store.lastIteration());
    }
    assertEquals(four, Files.readString(file));
  }

  @Test
  void a_full_disk_takes_back_the_torn_row_and_the_next_try_succeeds() throws IOException {
    write(TWO, 0);
    String header = Files.readString(file);
    var disk = new FullDisk(FileChannel.open(file, StandardOpenOption.WRITE), header.length() + 12);
    try (CsvStore store = CsvStore.over(RowFile.over(file, disk), TWO)) {
      var row = new Metrics(1, 512, 20, 0.25, 0.1, 1e-8); // 25 bytes, of which 12 fit
      var e = assertThrows(TrackingException.class, () -> store.append(row));
      assertEquals(
          "%s could not be written: No space left on device; rows written before are safe, and the run can be resumed"
              .formatted(file),
          e.getMessage());
      assertEquals(0, store.lastIteration());
      assertEquals(header, Files.readString(file));
      disk.room = 1000;
      store.append(row);
      assertEquals(header + "1,512,20,0.25,0.1,1.0E-8\n", Files.readString(file));
    }
  }

  @Test
  void a_missing_file_is_one_sentence() {
    var e = assertThrows(TrackingException.class, () -> CsvStore.read(file, TWO));
    assertEquals("%s could not be read: there is no such file or directory".formatted(file), e.getMessage());
  }
}
