package covey.track;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Writes the metrics of a run to all its stores: [#DATABASE], [#TABLE] and [#EVENTS] in the run's folder.
///
/// A row is in all of them or in none, as far as the medium allows; where a process died between two of them,
/// [#resume] makes them equal again.
public final class Tracker implements AutoCloseable {
  /// The SQLite database in the run's folder.
  public static final String DATABASE = "metrics.db";

  /// The CSV file in the run's folder.
  public static final String TABLE = "metrics.csv";

  /// The TensorBoard file in the run's folder; `tensorboard --logdir RUN` finds it.
  public static final String EVENTS = "events.out.tfevents.covey";

  private final Schema schema;

  /// The database comes last: what the others have written can be taken back on a full disk, a database needs room even
  /// to forget.
  private final List<MetricStore> stores;

  private final List<String> repairs;

  /// Over any stores; all of them hold the same rows.
  Tracker(Schema schema, List<MetricStore> stores, List<String> repairs) {
    this.schema = schema;
    this.stores = List.copyOf(stores);
    this.repairs = List.copyOf(repairs);
  }

  /// Starts the metrics of a new run.
  ///
  /// @param run   the folder of the run
  /// @param start when the run started
  /// @throws TrackingException if the folder has metrics already, or cannot be written
  public static Tracker start(Path run, Schema schema, Instant start) {
    for (String name : List.of(DATABASE, TABLE, EVENTS)) {
      if (Files.exists(run.resolve(name))) {
        throw new TrackingException("%s has metrics already (%s): resume that run, or choose another folder"
            .formatted(run, name));
      }
    }
    return resume(run, schema, start, 0);
  }

  /// Goes on after `iteration`: later rows are removed, torn and damaged ends dropped, and a store that lacks rows is
  /// filled again from another one.
  ///
  /// @param start when the run started first, as given to [#start]
  /// @throws TrackingException if no store has the rows of all iterations up to `iteration`, if a file has other
  ///                           columns, or if the medium fails
  public static Tracker resume(Path run, Schema schema, Instant start, long iteration) {
    var stores = new ArrayList<MetricStore>();
    var repairs = new ArrayList<String>();
    try {
      stores.add(CsvStore.open(run.resolve(TABLE), schema));
      stores.add(TensorBoardStore.open(run.resolve(EVENTS), schema, start));
      stores.add(database(run.resolve(DATABASE), schema, repairs));
      for (MetricStore store : stores) store.cutBackTo(iteration);
      refill(run, schema, iteration, stores, repairs);
      return new Tracker(schema, stores, repairs);
    } catch (RuntimeException e) {
      for (MetricStore store : stores) closeQuietly(store, e);
      throw e;
    }
  }

  private static SqliteStore database(Path path, Schema schema, List<String> repairs) {
    try {
      return SqliteStore.open(path, schema);
    } catch (TrackingException e) {
      if (!Tables.isDamage(e)) throw e;
      Path aside = SqliteStore.setAside(path);
      repairs.add("%s was damaged; it is now %s, and a new one takes its place".formatted(path, aside.getFileName()));
      return SqliteStore.open(path, schema);
    }
  }

  /// Brings every store to `iteration`, from the database or the table, whichever has the rows: both keep every bit.
  private static void refill(
      Path run, Schema schema, long iteration, List<MetricStore> stores, List<String> repairs) {
    if (stores.stream().allMatch(store -> store.lastIteration() == iteration)) return;
    long inTable = stores.get(0).lastIteration();
    long inDatabase = stores.get(2).lastIteration();
    if (inDatabase != iteration && inTable != iteration) {
      throw new TrackingException(
          "the metrics in %s are incomplete: the run goes on after iteration %d, but %s ends at %d and %s at %d"
              .formatted(run, iteration, TABLE, inTable, DATABASE, inDatabase));
    }
    List<Metrics> rows = inDatabase == iteration
        ? SqliteStore.read(run.resolve(DATABASE)).rows()
        : CsvStore.read(run.resolve(TABLE), schema).rows();
    List<String> names = List.of(TABLE, EVENTS, DATABASE);
    for (int i = 0; i < stores.size(); i++) {
      long from = stores.get(i).lastIteration();
      if (from == iteration) continue;
      for (Metrics row : rows.subList((int) from, (int) iteration)) stores.get(i).append(row);
      repairs.add("%s had lost its rows after iteration %d; they were written again, up to iteration %d"
          .formatted(run.resolve(names.get(i)), from, iteration));
    }
  }

  /// The columns of the rows.
  public Schema schema() {
    return schema;
  }

  /// What [#resume] had to repair, as sentences without full stops; usually nothing.
  public List<String> repairs() {
    return repairs;
  }

  /// The iteration of the last row; 0 if there is none.
  public long lastIteration() {
    return stores.getLast().lastIteration();
  }

  /// Adds the row of the next iteration to all stores. If one fails, the others take it back, so that the same row can
  /// be tried again.
  ///
  /// @throws TrackingException        if a store could not write it
  /// @throws IllegalArgumentException if it is not the next row, or has not one value per column
  public void append(Metrics row) {
    long before = lastIteration();
    for (MetricStore store : stores) {
      try {
        store.append(row);
      } catch (TrackingException e) {
        for (MetricStore other : stores) {
          try {
            other.cutBackTo(before);
          } catch (TrackingException second) {
            e.addSuppressed(second); // resume will cut it back
          }
        }
        throw e;
      }
    }
  }

  /// Removes all rows after `iteration`.
  public void cutBackTo(long iteration) {
    for (MetricStore store : stores) store.cutBackTo(iteration);
  }

  /// Returns when all rows outlive a power failure: call it before a checkpoint is written.
  public void sync() {
    for (MetricStore store : stores) store.sync();
  }

  /// Closes all stores, even if one of them fails.
  @Override
  public void close() {
    TrackingException failure = null;
    for (MetricStore store : stores) {
      try {
        store.close();
      } catch (TrackingException e) {
        if (failure == null) failure = e;
        else failure.addSuppressed(e);
      }
    }
    if (failure != null) throw failure;
  }

  private static void closeQuietly(MetricStore store, RuntimeException reason) {
    try {
      store.close();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }
}
