package covey.run;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.EnvironmentConfig;
import covey.wrap.Curriculum;
import java.util.List;
import java.util.function.Function;

/// How far a run has come on its [Levels]. The level changes between two iterations only, and is saved with the run.
final class Climb {
  private final Task task;
  private final Levels levels;
  private final Curriculum.Dial dial;

  Climb(Task task) {
    this.task = task;
    this.levels = task.levels();
    this.dial = new Curriculum.Dial(levels.easier().size() + 1);
  }

  /// What is learned in: new episodes are on the present level.
  EnvironmentConfig environment() {
    return task.environment(dial);
  }

  /// The level of episodes that begin now, counted from 0.
  int level() {
    return dial.level();
  }

  /// Climbs as far as a schedule has come at a share of the run.
  void moveTo(double share) {
    if (levels.gate().isEmpty()) dial.turn(levels.at(share));
  }

  /// Whether the gate is to be tried after an iteration.
  boolean isTriedAfter(long iteration) {
    return dial.level() < levels.easier().size()
        && levels.gate().map(gate -> iteration % gate.every() == 0).orElse(false);
  }

  /// Climbs if an evaluation on the present level opens the gate.
  ///
  /// @return the mean of what was measured
  double attempt(Function<Levels.Gate, Evaluation> evaluation) {
    Levels.Gate gate = levels.gate().orElseThrow();
    Evaluation found = evaluation.apply(gate);
    if (gate.isPassedBy(found)) dial.turn(dial.level() + 1);
    return gate.mean(found);
  }

  /// Names of the metrics of an iteration: the level of episodes that begin in it, and what the gate measures after it.
  List<String> columns() {
    if (levels.isEmpty()) return List.of();
    return levels.gate().isEmpty() ? List.of("curriculum/level") : List.of("curriculum/level", "curriculum/measured");
  }

  /// The values of [#columns] while an iteration begins: nothing is measured yet.
  double[] standing() {
    return columns().stream().mapToDouble(name -> name.endsWith("/level") ? dial.level() : Double.NaN).toArray();
  }

  void save(ArchiveWriter out) {
    if (!levels.isEmpty()) out.ints("level", dial.level());
  }

  void load(ArchiveReader in) {
    if (!levels.isEmpty()) dial.turn(in.ints("level", 1)[0]);
  }
}
