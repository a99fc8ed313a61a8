package covey.run;

import covey.track.Metrics;
import covey.track.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes down what it is told.
class Recorder implements Monitor {
  final List<Metrics> rows = new ArrayList<>();
  final List<Path> saved = new ArrayList<>();
  final List<Evaluation> evaluations = new ArrayList<>();
  final List<String> notes = new ArrayList<>();

  @Override
  public void iterated(Schema schema, Metrics row, double share) {
    rows.add(row);
  }

  @Override
  public void evaluated(long iteration, Evaluation evaluation) {
    evaluations.add(evaluation);
  }

  @Override
  public void saved(Path checkpoint) {
    saved.add(checkpoint);
  }

  @Override
  public void noted(String sentence) {
    notes.add(sentence);
  }
}
