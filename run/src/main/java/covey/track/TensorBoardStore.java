package covey.track;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/// Rows as events of a TensorBoard file, one event per row; the horizontal axis is joint steps.
///
/// Numbers are 32-bit floats there, and what is no finite float is left out. The wall time of an event is the start of
/// the run plus the row's wall seconds, so that the file is a function of the rows. A TensorBoard that is looking on
/// while a run is cut back has to be reloaded.
public final class TensorBoardStore implements MetricStore {
  /// What TensorBoard expects in the first event.
  private static final String VERSION = "brain.Event:2";

  private static final double NANOS = 1e9;

  private final RowFile file;
  private final Schema schema;
  private final Instant start;
  private long lastIteration;

  private TensorBoardStore(RowFile file, Schema schema, Instant start) {
    this.file = file;
    this.schema = schema;
    this.start = start;
  }

  /// Opens or makes the file; drops everything from its first torn or damaged event on. TensorBoard takes a file only
  /// if its name contains `tfevents`.
  ///
  /// @param start when the run started, for the wall time of its events
  /// @throws TrackingException if the file is no event file, or cannot be read or written
  public static TensorBoardStore open(Path path, Schema schema, Instant start) {
    return over(RowFile.open(path), schema, start);
  }

  static TensorBoardStore over(RowFile file, Schema schema, Instant start) {
    try {
      var store = new TensorBoardStore(file, schema, start);
      store.keep(Long.MAX_VALUE);
      return store;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /// All whole events of a file, with their checksums verified, also while another process writes it.
  ///
  /// @throws TrackingException if the file is damaged before its last event, or cannot be read
  public static List<Scalars> read(Path path) {
    var events = new ArrayList<Scalars>();
    EventFile.Scan scan = EventFile.scan(path, Long.MAX_VALUE, event -> {
      if (event.hasSummary()) events.add(scalars(event));
    });
    if (scan.fault() != null && scan.fault().endsWith("damaged")) {
      throw new TrackingException("%s cannot be trusted: %s".formatted(path, scan.fault()));
    }
    return events;
  }

  private static Scalars scalars(Event event) {
    var values = new LinkedHashMap<String, Float>();
    for (Summary.Value value : event.getSummary().getValueList()) values.put(value.getTag(), value.getSimpleValue());
    return new Scalars(event.getWallTime(), event.getStep(), values);
  }

  @Override
  public long lastIteration() {
    return lastIteration;
  }

  @Override
  public void append(Metrics row) {
    MetricStore.checkNext(schema, lastIteration, row);
    Summary.Builder summary = Summary.newBuilder();
    add(summary, "iteration", (double) row.iteration);
    add(summary, "episodes", (double) row.episodes);
    add(summary, "wallSeconds", row.wallSeconds);
    for (int i = 0; i < schema.size(); i++) add(summary, schema.columns().get(i).name(), row.value(i));
    write(Event.newBuilder()
        .setWallTime(seconds(start) + row.wallSeconds)
        .setStep(row.jointSteps)
        .setSummary(summary)
        .build());
    lastIteration++;
  }

  private static void add(Summary.Builder summary, String tag, double value) {
    float single = (float) value;
    if (Float.isFinite(single)) summary.addValue(Summary.Value.newBuilder().setTag(tag).setSimpleValue(single));
  }

  private void write(Event event) {
    file.append(EventFile.frame(event.toByteArray()));
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / NANOS;
  }

  @Override
  public void cutBackTo(long iteration) {
    if (iteration < lastIteration) keep(iteration);
  }

  /// Keeps the events of the first iterations, and begins a file that has not even the event that says what it is.
  private void keep(long most) {
    long records = most == Long.MAX_VALUE ? most : most + 1;
    EventFile.Scan scan = EventFile.scan(file.path(), records, event -> {});
    file.truncate(scan.length());
    lastIteration = Math.max(0, scan.records() - 1);
    if (scan.records() == 0) {
      write(Event.newBuilder().setWallTime(seconds(start)).setFileVersion(VERSION).build());
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
