package covey.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class TrackerTest {
  private static final int LAST = 40;

  @TempDir Path folder;

  private static void append(Tracker tracker, int from, int to) {
    for (int n = from; n <= to; n++) tracker.append(Rows.row(n));
  }

  /// A run that was never interrupted.
  private Path reference(int last) {
    Path run = folder.resolve("reference" + last);
    if (Files.exists(run)) return run;
    try (Tracker tracker = Tracker.start(run, Rows.SCHEMA, Rows.START)) {
      append(tracker, 1, last);
    }
    return run;
  }

  private void assertSame(Path run, int last, String message) throws IOException {
    Path reference = reference(last);
    for (String name : List.of(Tracker.TABLE, Tracker.EVENTS)) {
      assertArrayEquals(
          Files.readAllBytes(reference.resolve(name)),
          Files.readAllBytes(run.resolve(name)),
          message + ": " + name);
    }
    assertEquals(Rows.rows(last), SqliteStore.read(run.resolve(Tracker.DATABASE)).rows(), message);
  }

  /// What a process that dies in a run leaves behind: files with their write-ahead log, copied while it runs.
  private Path crashed(int synced, int written, int trial) throws IOException {
    Path alive = folder.resolve("alive" + trial);
    Path dead = Files.createDirectories(folder.resolve("dead" + trial));
    try (Tracker tracker = Tracker.start(alive, Rows.SCHEMA, Rows.START)) {
      append(tracker, 1, synced);
      tracker.sync();
      append(tracker, synced + 1, written);
      for (String name : List.of(Tracker.DATABASE, Tracker.DATABASE + "-wal", Tracker.TABLE, Tracker.EVENTS)) {
        Files.copy(alive.resolve(name), dead.resolve(name));
      }
    }
    return dead;
  }

  private static void cut(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private void resumeAndFinish(Path run, int checkpoint, String message) throws IOException {
    try (Tracker tracker = Tracker.resume(run, Rows.SCHEMA, Rows.START, checkpoint)) {
      assertEquals(checkpoint, tracker.lastIteration(), message);
    }
    assertSame(run, checkpoint, message + ", cut back");
    try (Tracker tracker = Tracker.resume(run, Rows.SCHEMA, Rows.START, checkpoint)) {
      assertEquals(List.of(), tracker.repairs(), message);
      append(tracker, checkpoint + 1, LAST);
    }
    assertSame(run, LAST, message + ", finished");
  }

  @Test
  void what_was_written_after_the_checkpoint_may_be_torn_at_any_byte() throws IOException {
    var random = new SplittableRandom(7);
    for (int trial = 0; trial < 40; trial++) {
      int checkpoint = random.nextInt(0, 25);
      Path run = crashed(checkpoint, random.nextInt(checkpoint, 35), trial);
      Path alive = reference(checkpoint);
      var message = new StringBuilder("trial " + trial);
      for (String name : List.of(Tracker.TABLE, Tracker.EVENTS)) {
        long length = random.nextLong(Files.size(alive.resolve(name)), Files.size(run.resolve(name)) + 1);
        cut(run.resolve(name), length);
        message.append(", ").append(name).append(" cut to ").append(length);
      }
      Path wal = run.resolve(Tracker.DATABASE + "-wal");
      long length = random.nextLong(0, Files.size(wal) + 1); // sync has copied everything from it into the database
      cut(wal, length);
      resumeAndFinish(run, checkpoint, message.append(", write-ahead log cut to ").append(length).toString());
    }
  }

  @Test
  void one_store_may_be_cut_anywhere_or_lost() throws IOException {
    var random = new SplittableRandom(8);
    List<String> names = List.of(Tracker.DATABASE, Tracker.TABLE, Tracker.EVENTS);
    for (int trial = 0; trial < 60; trial++) {
      int checkpoint = random.nextInt(0, 25);
      Path run = crashed(checkpoint, random.nextInt(checkpoint, 35), trial);
      String name = names.get(trial % names.size());
      Path file = run.resolve(name);
      if (name.equals(Tracker.DATABASE)) Files.delete(run.resolve(Tracker.DATABASE + "-wal"));
      long length = random.nextLong(-1, Files.size(file) + 1);
      if (length < 0) Files.delete(file);
      else cut(file, length);
      resumeAndFinish(run, checkpoint, "trial %d, %s cut to %d".formatted(trial, name, length));
    }
  }

  @Test
  void a_store_that_is_filled_again_says_so() throws IOException {
    Path run = crashed(10, 12, 0);
    Files.delete(run.resolve(Tracker.TABLE));
    Files.writeString(run.resolve(Tracker.DATABASE), "no database".repeat(1000));
    var lost = assertThrows(TrackingException.class, () -> Tracker.resume(run, Rows.SCHEMA, Rows.START, 10));
    assertEquals(
        "the metrics in " + run + " are incomplete: the run goes on after iteration 10, "
            + "but metrics.csv ends at 0 and metrics.db at 0",
        lost.getMessage());

    Files.copy(reference(12).resolve(Tracker.TABLE), run.resolve(Tracker.TABLE), StandardCopyOption.REPLACE_EXISTING);
    try (Tracker tracker = Tracker.resume(run, Rows.SCHEMA, Rows.START, 10)) {
      assertEquals(
          List.of("%s had lost its rows after iteration 0; they were written again, up to iteration 10"
              .formatted(run.resolve(Tracker.DATABASE))),
          tracker.repairs());
    }
    assertTrue(Files.exists(run.resolve("metrics.db.damaged")));
    assertSame(run, 10, "filled");
  }

  @Test
  void a_new_run_does_not_begin_in_the_folder_of_another() {
    Path run = reference(3);
    var e = assertThrows(TrackingException.class, () -> Tracker.start(run, Rows.SCHEMA, Rows.START));
    assertEquals(
        "%s has metrics already (metrics.db): resume that run, or choose another folder"
            .formatted(run),
        e.getMessage());
  }

  @Test
  void a_row_that_one_store_cannot_write_is_in_none() throws IOException {
    Path run = Files.createDirectories(folder.resolve("full"));
    Path events = run.resolve(Tracker.EVENTS);
    var disk = new FullDisk(
        FileChannel.open(events, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 1000);
    var stores = List.<MetricStore>of(
        CsvStore.open(run.resolve(Tracker.TABLE), Rows.SCHEMA),
        TensorBoardStore.over(RowFile.over(events, disk), Rows.SCHEMA, Rows.START),
        SqliteStore.open(run.resolve(Tracker.DATABASE), Rows.SCHEMA));
    try (Tracker tracker = new Tracker(Rows.SCHEMA, stores, List.of())) {
      var e = assertThrows(TrackingException.class, () -> append(tracker, 1, LAST));
      assertTrue(e.getMessage().startsWith(events + " could not be written: No space left on device"), e.getMessage());
      int last = (int) tracker.lastIteration();
      assertTrue(last > 1 && last < 10, "last " + last); // about 150 bytes per event
      assertEquals(Rows.rows(last), CsvStore.read(run.resolve(Tracker.TABLE), Rows.SCHEMA).rows());
      assertEquals(last, TensorBoardStore.read(events).size());
      disk.room = Long.MAX_VALUE;
      append(tracker, last + 1, LAST);
    }
    assertSame(run, LAST, "after room was made");
  }

  @Test
  void a_row_for_which_the_database_has_no_room_is_in_none() throws IOException {
    Path run = Files.createDirectories(folder.resolve("full"));
    var small = new SQLiteConfig();
    small.setMaxPageCount(6);
    int last = fill(run, small);
    assertSame(run, last, "full");
    try (Tracker tracker = new Tracker(Rows.SCHEMA, stores(run, new SQLiteConfig()), List.of())) {
      append(tracker, last + 1, last + 5);
    }
    assertSame(run, last + 5, "after room was made");
  }

  /// Appends until nothing fits any more; returns the last iteration.
  private static int fill(Path run, SQLiteConfig small) {
    try (Tracker tracker = new Tracker(Rows.SCHEMA, stores(run, small), List.of())) {
      assertThrows(TrackingException.class, () -> append(tracker, 1, 10_000));
      int last = (int) tracker.lastIteration();
      assertTrue(last > 10, "last " + last);
      var again = assertThrows(TrackingException.class, () -> tracker.append(Rows.row(last + 1)));
      assertTrue(again.getMessage().contains("the disk is full"), again.getMessage());
      return last;
    }
  }

  private static List<MetricStore> stores(Path run, SQLiteConfig config) {
    return List.of(
        CsvStore.open(run.resolve(Tracker.TABLE), Rows.SCHEMA),
        TensorBoardStore.open(run.resolve(Tracker.EVENTS), Rows.SCHEMA, Rows.START),
        SqliteStore.open(run.resolve(Tracker.DATABASE), Rows.SCHEMA, config));
  }

  @Test
  void columns_have_different_names_that_files_can_hold() {
    var twice = assertThrows(IllegalArgumentException.class,
        () -> new Schema(List.of(Column.result("a"), Column.time("a"))));
    assertEquals("there are two columns named a, but names must differ", twice.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Schema(List.of(Column.result("iteration"))));
    for (String name : List.of("", " ", "a\nb", "a "))
      assertThrows(IllegalArgumentException.class, () -> Column.result(name));
    assertEquals(2, Rows.SCHEMA.index("loss"));
    assertThrows(IllegalArgumentException.class, () -> Rows.SCHEMA.index("lost"));
  }
}
