package covey.track;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The text form of rows: RFC 4180 with a header, lines that end in `\n`, and each double as the shortest text that
/// reads back as the same double ([Double#toString]).
final class Csv {
  /// The longest text of a long or a double is 24 characters; with its comma and some air.
  private static final int LONGEST_FIELD = 32;

  /// Characters of a wrong header that a message shows.
  private static final int SHOWN = 120;

  private Csv() {}

  /// What a file holds from its start to its first fault.
  ///
  /// @param rows   whole rows
  /// @param length bytes of header and whole rows; 0 if even the header is torn
  /// @param fault  what ends them, as half a sentence; null if the file does
  record Scan(long rows, long length, @Nullable String fault) {}

  /// Writes the names; without `time` only what the seed decides.
  static void header(Schema schema, boolean time, StringBuilder line) {
    line.append(String.join(",", time ? Schema.FIXED : Schema.FIXED.subList(0, 3)));
    for (Column column : schema.columns()) {
      if (time || column.kind() == Column.Kind.RESULT) line.append(',').append(quoted(column.name()));
    }
    line.append('\n');
  }

  private static String quoted(String name) {
    return name.indexOf(',') < 0 && name.indexOf('"') < 0 ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /// Writes a row; without `time` only what the seed decides.
  static void row(Schema schema, Metrics row, boolean time, StringBuilder line) {
    line.append(row.iteration).append(',').append(row.jointSteps).append(',').append(row.episodes);
    if (time) line.append(',').append(row.wallSeconds);
    for (int i = 0; i < schema.size(); i++) {
      if (time || schema.columns().get(i).kind() == Column.Kind.RESULT) line.append(',').append(row.value(i));
    }
    line.append('\n');
  }

  /// Reads the whole rows of the first `most` iterations. A line counts as whole if it ends, and is to the letter what
  /// [#row] writes for the next iteration.
  ///
  /// @throws TrackingException if the file's columns are others than `schema`
  static Scan scan(Path file, Schema schema, long most, Consumer<Metrics> rows) {
    var header = new StringBuilder();
    header(schema, true, header);
    byte[] expected = header.toString().getBytes(StandardCharsets.UTF_8);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      byte[] first = in.readNBytes(expected.length);
      if (!Arrays.equals(first, expected)) {
        // A torn header is the beginning of ours; anything else is a file that is not to be touched.
        if (Arrays.equals(first, Arrays.copyOf(expected, first.length))) return new Scan(0, 0, "its header is torn");
        throw new TrackingException("%s has other columns than this run: its first line begins with %s and not with %s"
            .formatted(file, shortened(new String(first, StandardCharsets.UTF_8)), shortened(header.toString())));
      }
      return rows(in, schema, first.length, most, rows);
    } catch (IOException e) {
      throw TrackingException.reading(file, e);
    }
  }

  private static Scan rows(InputStream in, Schema schema, long start, long most, Consumer<Metrics> rows)
      throws IOException {
    byte[] line = new byte[LONGEST_FIELD * (schema.size() + Schema.FIXED.size())];
    long count = 0;
    long length = start;
    while (count < most) {
      int size = line(in, line);
      if (size == 0) break;
      if (size < 0) return new Scan(count, length, "its line %d is torn".formatted(count + 2));
      Metrics row = parse(new String(line, 0, size, StandardCharsets.US_ASCII), schema, count + 1);
      if (row == null) return new Scan(count, length, "its line %d is damaged".formatted(count + 2));
      rows.accept(row);
      count++;
      length += size;
    }
    return new Scan(count, length, null);
  }

  /// Reads a line with its end. Returns its size, 0 at the end of the file, or -1 if the line has no end or does not
  /// fit.
  private static int line(InputStream in, byte[] line) throws IOException {
    for (int size = 0; size < line.length; ) {
      int b = in.read();
      if (b < 0) return size == 0 ? 0 : -1;
      line[size++] = (byte) b;
      if (b == '\n') return size;
    }
    return -1;
  }

  private static @Nullable Metrics parse(String line, Schema schema, long iteration) {
    String[] fields = line.substring(0, line.length() - 1).split(",", -1);
    if (fields.length != schema.size() + Schema.FIXED.size()) return null;
    try {
      double[] values = new double[schema.size()];
      for (int i = 0; i < values.length; i++) values[i] = Double.parseDouble(fields[i + Schema.FIXED.size()]);
      var row = new Metrics(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]),
          Double.parseDouble(fields[3]), values);
      var again = new StringBuilder(line.length());
      row(schema, row, true, again);
      return row.iteration == iteration && line.contentEquals(again) ? row : null;
    } catch (IllegalArgumentException e) { // of which NumberFormatException is one
      return null;
    }
  }

  private static String shortened(String line) {
    String text = line.strip();
    int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
    return end <= SHOWN ? text.substring(0, end) : text.substring(0, SHOWN) + "…";
  }
}
