package covey.benchmarks;

import covey.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The numbers of a run's `metrics.csv`: no names with commas, no texts.
///
/// @param names of the columns
/// @param rows one per iteration
record MetricsFile(List<String> names, List<double[]> rows) {
  MetricsFile {
    names = List.copyOf(names);
    rows = List.copyOf(rows);
  }

  /// @throws RunException if it is not there, holds nothing, or is torn
  static MetricsFile read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 2) throw new RunException("%s has no rows yet".formatted(file));
      List<String> names = List.of(lines.getFirst().split(",", -1));
      return new MetricsFile(names, lines.stream().skip(1).map(line -> row(line, names.size(), file)).toList());
    } catch (IOException e) {
      throw new RunException("cannot read %s: there is no metrics.csv".formatted(file), e);
    }
  }

  private static double[] row(String line, int size, Path file) {
    String[] fields = line.split(",", -1);
    if (fields.length != size) {
      throw new RunException("%s has a row with %d fields, but %d columns".formatted(file, fields.length, size));
    }
    double[] row = new double[size];
    for (int i = 0; i < size; i++) row[i] = Double.parseDouble(fields[i]);
    return row;
  }

  boolean has(String name) {
    return names.contains(name);
  }

  double[] column(String name) {
    int at = names.indexOf(name);
    if (at < 0) throw new IllegalArgumentException("there is no column %s; there are %s".formatted(name, names));
    return rows.stream().mapToDouble(row -> row[at]).toArray();
  }

  double lastStep() {
    double[] steps = column("jointSteps");
    return steps[steps.length - 1];
  }
}
