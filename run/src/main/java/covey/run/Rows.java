package covey.run;

import covey.env.EnvironmentSpec;
import covey.rollout.EpisodeLedger;
import covey.track.Column;
import covey.track.Metrics;
import covey.track.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The metrics of each iteration: what the ledger says of the episodes that ended in it, what the learner measured, and
/// how fast it went.
///
/// | column | content |
/// |---|---|
/// | `return/AGENT` | mean return of the agent over the episodes that ended in this iteration |
/// | `return/mean`, `return/team` | mean and sum over agents |
/// | `episode/length` | joint steps |
/// | `episode/METRIC` | what the environment reports |
/// | `learn/MEASURE` | what the learner reports |
/// | `opponent/NAME` | rung of the ladder that the opponent has reached, counted from 0; only if a run has such |
/// | `curriculum/level` | level of the episodes that began in this iteration, counted from 0; only if a run has such |
/// | `curriculum/measured` | what the gate measured after this iteration; only if a run has such |
/// | `evaluation/mean`, `low`, `high` | of the evaluation after this iteration; only if a run has such |
/// | `speed/stepsPerSecond` | joint steps per second of this iteration, by the wall; a matter of time |
final class Rows {
  private final List<String> agents;
  private final boolean evaluated;
  private final Schema schema;
  private final double[] values;

  /// @param standing names of what the run itself tells: where opponents and curriculum are
  Rows(EnvironmentSpec spec, List<String> measures, List<String> standing, boolean evaluated) {
    this.agents = spec.slots().stream().map(EnvironmentSpec.Slot::id).toList();
    this.evaluated = evaluated;
    var columns = new ArrayList<Column>();
    for (String agent : agents) columns.add(Column.result("return/" + agent));
    columns.add(Column.result("return/mean"));
    columns.add(Column.result("return/team"));
    columns.add(Column.result("episode/length"));
    for (EnvironmentSpec.Metric metric : spec.metrics()) columns.add(Column.result("episode/" + metric.name()));
    for (String measure : measures) columns.add(Column.result("learn/" + measure));
    for (String name : standing) columns.add(Column.result(name));
    if (evaluated) {
      for (String bound : List.of("mean", "low", "high")) columns.add(Column.result("evaluation/" + bound));
    }
    columns.add(Column.time("speed/stepsPerSecond"));
    this.schema = new Schema(columns);
    this.values = new double[columns.size()];
  }

  Schema schema() {
    return schema;
  }

  Metrics row(Counters counters, EpisodeLedger ledger, double[] measures, double[] standing,
      @Nullable Evaluation evaluation, double wallSeconds, double stepsPerSecond) {
    int at = 0;
    double sum = 0;
    for (int agent = 0; agent < agents.size(); agent++) {
      double mean = ledger.meanReturn(agent);
      sum += mean;
      values[at++] = mean;
    }
    values[at++] = sum / agents.size();
    values[at++] = sum;
    values[at++] = ledger.meanLength();
    for (double metric : ledger.meanMetrics()) values[at++] = metric;
    for (double measure : measures) values[at++] = measure;
    for (double each : standing) values[at++] = each;
    if (evaluated) {
      values[at++] = evaluation == null ? Double.NaN : evaluation.meanReturn();
      values[at++] = evaluation == null ? Double.NaN : evaluation.ci95().low();
      values[at++] = evaluation == null ? Double.NaN : evaluation.ci95().high();
    }
    values[at] = stepsPerSecond;
    return new Metrics(counters.iterations, counters.jointSteps, counters.episodes, wallSeconds, values);
  }
}
