package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.config.ConfigurationException;
import covey.config.Fault;
import covey.env.EnvironmentConfig;
import covey.environments.SimpleSpread;
import covey.track.MetricTable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelsTest {
  private static final String TWO = "curriculum.levels=[{maxCycles: 3}, {maxCycles: 4, localRatio: 0.25}]";

  @TempDir Path folder;

  private RunResult run(RunConfig config, String name) {
    try (Experiment experiment = Launcher.PLAIN.start(config, folder.resolve(name))) {
      return experiment.run();
    }
  }

  private static List<Double> column(Path run, String name) {
    MetricTable table = Traces.table(run);
    int column = table.schema().index(name);
    return table.rows().stream().map(row -> row.value(column)).toList();
  }

  @Test
  void levels_are_the_environments_own_options_with_some_changed() {
    RunConfig config = Small.spread("environment.localRatio=0.75", TWO, "curriculum.at=[30%, 60%]");
    List<EnvironmentConfig> easier = config.task().levels().easier();
    assertEquals(2, easier.size());
    assertEquals(3, ((SimpleSpread.Config) easier.get(0)).maxCycles());
    assertEquals(0.75, ((SimpleSpread.Config) easier.get(0)).localRatio());
    assertEquals(0.25, ((SimpleSpread.Config) easier.get(1)).localRatio());
    assertEquals(5, ((SimpleSpread.Config) config.task().options()).maxCycles());
    assertEquals(config, RunConfig.read(Yaml.parse(Yaml.write(config.tree()), "test"), List.of()));
    assertEquals("{levels=[{maxCycles=3}, {localRatio=0.25, maxCycles=4}], at=[0.3, 0.6]}",
        config.tree().get("curriculum").toString());
    assertEquals(Levels.NONE, config.with("curriculum=none").task().levels());
    RunConfig gated = Small.spread(TWO, "curriculum.gate.above=covered(1.5)");
    assertEquals(gated, RunConfig.read(Yaml.parse(Yaml.write(gated.tree()), "test"), List.of()));
  }

  private static List<String> faults(String... assignments) {
    var e = assertThrows(ConfigurationException.class, () -> Small.spread(assignments));
    return e.faults().stream().map(Fault::sentence).toList();
  }

  @Test
  void all_mistakes_are_told_at_once() {
    List<String> faults = faults("curriculum.levels=[{maxCycle: 3}, {agents: 2}, 7]", "curriculum.at=[60%, 30%]",
        "wrappers=agnt-id", "algorithm.gamma=2");
    assertEquals(6, faults.size(), faults.toString());
    assertTrue(faults.get(0).startsWith("wrappers[0] = agnt-id, but it must be one of"), faults.get(0));
    assertTrue(faults.get(1).startsWith("curriculum.levels[0].maxCycle = 3, but it is no option of"), faults.get(1));
    assertTrue(faults.get(1).endsWith("did you mean maxCycles?"), faults.get(1));
    assertEquals("curriculum.levels[1] = {agents=2}, but it is another game: agents, spaces and metrics must be the same"
        + " on all levels", faults.get(2));
    assertTrue(faults.get(3).startsWith("curriculum.levels[2] = 7, but it must be options"), faults.get(3));
    assertTrue(faults.get(4).startsWith("curriculum.at = [0.6, 0.3], but it must be 3 ascending shares"), faults.get(4));
    assertTrue(faults.get(5).startsWith("algorithm.gamma = 2"), faults.get(5));
  }

  @Test
  void a_curriculum_says_when_it_climbs() {
    assertTrue(faults(TWO).getFirst().startsWith("curriculum = levels alone, but it must say when it climbs"));
    assertTrue(faults(TWO, "curriculum.at=[30%, 60%]", "curriculum.gate.above=-3").getFirst()
        .startsWith("curriculum = at and gate, but it must say"));
    assertTrue(faults(TWO, "curriculum.at=[30%]").getFirst().contains("must be 2 ascending shares"));
    assertTrue(faults(TWO, "curriculum.at=[0, 50%]").getFirst().contains("must be 2 ascending shares"));
    assertTrue(faults("curriculum.at=[50%]").getFirst().startsWith("curriculum.levels = nothing, but it must be a list"));
    assertEquals("curriculum.lvels = [], but it is no option of Curriculum; known options: levels, at, gate; did you mean"
        + " levels?", faults("curriculum.lvels=[]").getFirst());
    assertTrue(faults(TWO, "curriculum.gate.above=coverd(1)").getFirst().endsWith("did you mean covered?"));
    RunConfig endless = Small.spread().with(Budget.UNLIMITED);
    var e = assertThrows(ConfigurationException.class, () -> endless.with(TWO, "curriculum.at=[30%, 60%]"));
    assertTrue(e.getMessage().contains("needs a limit that counts"), e.getMessage());
    e = assertThrows(ConfigurationException.class, () -> Small.spread(TWO,
        "wrappers=[{kind: time-limit, steps: 2}]", "curriculum.gate.above=cut(1)"));
    assertTrue(e.getMessage().contains("can never be exceeded, for the mean of cut is at most 1"), e.getMessage());
  }

  @Test
  void a_schedule_climbs_at_its_shares_and_the_last_level_is_judged() {
    RunResult result = run(Small.spread(TWO, "curriculum.at=[30%, 60%]", "evaluation.every=10"), "schedule");
    // 10 iterations begin at the shares 0, 10%, …, 90%
    assertEquals(List.of(0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0),
        column(result.directory(), "curriculum/level"));
    // 4 transitions a rollout, resets included; episodes that began on level 0 last 3 joint steps, then 4, then 5
    List<Double> length = column(result.directory(), "episode/length");
    assertEquals(3, length.get(1));
    assertEquals(4, length.get(5));
    assertEquals(5, length.get(9));
    assertNotNull(result.evaluation());
    assertEquals(5, result.evaluation().meanLength());
    assertEquals(5, result.baselines().getFirst().evaluation().meanLength());
  }

  @Test
  void a_gate_that_nobody_passes_stays_shut_and_one_that_everybody_passes_opens_after_each_measurement() {
    RunResult shut = run(Small.spread(TWO, "curriculum.gate.above=mean(0)", "curriculum.gate.every=2"), "shut");
    List<Double> returns = column(shut.directory(), "curriculum/measured");
    for (int i = 0; i < 10; i++) {
      assertEquals(0, column(shut.directory(), "curriculum/level").get(i));
      assertEquals(i % 2 == 0, Double.isNaN(returns.get(i)), "row " + i); // after iterations 2, 4, …
      if (i % 2 == 1) assertTrue(returns.get(i) < 0);
    }
    RunResult open = run(Small.spread(TWO, "curriculum.gate.above=sum(-1e9)", "curriculum.gate.every=3"), "open");
    assertEquals(List.of(0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0),
        column(open.directory(), "curriculum/level"));
    // nothing is measured on the last level, which has no gate
    assertTrue(Double.isNaN(column(open.directory(), "curriculum/measured").get(8)));
  }

  private static RunConfig pole() {
    return RunConfig.preset("cartpole").with("algorithm.games=16", "algorithm.steps=32", "algorithm.hidden=[16]",
        "algorithm.learningRate=1e-3", "evaluation.episodes=20", "threads=1", "budget.iterations=40",
        "curriculum.levels=[{maxSteps: 100}]", "curriculum.gate.above=mean(90)", "curriculum.gate.every=2",
        "curriculum.gate.episodes=50");
  }

  @Test
  void a_gate_opens_when_the_level_is_mastered_and_not_before() {
    var recorder = new Recorder();
    Path folder = this.folder.resolve("pole");
    try (Experiment experiment = Launcher.PLAIN.watchedBy(recorder).start(pole(), folder)) {
      experiment.run();
    }
    List<Double> level = column(folder, "curriculum/level");
    List<Double> measured = column(folder, "curriculum/measured");
    int opened = level.indexOf(1.0);
    assertTrue(opened > 2, "it takes learning: " + measured);
    assertTrue(measured.get(1) < 90, "who has learned nothing fails: " + measured);
    assertTrue(measured.get(opened - 1) > 90, measured.toString());
    for (int i = 0; i < level.size(); i++) assertEquals(i < opened ? 0 : 1, level.get(i), level.toString());
    assertEquals(1, recorder.notes.size());
    assertTrue(recorder.notes.getFirst().startsWith(
        "iteration %d: level 0 of the curriculum is mastered".formatted(opened)), recorder.notes.getFirst());
    assertTrue(column(folder, "episode/length").stream().anyMatch(each -> each > 100), "the last level is longer");
  }

  private void resumesEverywhere(RunConfig config) {
    RunConfig often = config.with("checkpoints.iterations=1", "checkpoints.keep=100");
    RunResult whole = run(often, "whole");
    List<Path> checkpoints = RunDirectory.existing(whole.directory()).checkpoints().all();
    for (int from = checkpoints.size() - 2; from >= 0; from--) {
      try (var experiment = Experiment.resume(checkpoints.get(from))) {
        assertEquals(whole.weightsHash(), experiment.run().weightsHash(), "from iteration " + from);
      }
    }
    RunResult again = run(often, "again");
    Traces.assertSameMetrics(again.directory(), whole.directory());
    assertEquals(2, column(whole.directory(), "curriculum/level").getLast());
  }

  @Test
  void a_run_on_a_schedule_resumes_to_the_same_bytes() {
    resumesEverywhere(Small.spread(TWO, "curriculum.at=[30%, 60%]", "algorithm.learningRate=linear(2e-3, 0)",
        "wrappers=[{kind: time-limit, steps: 4}, {kind: frame-stack, frames: 2}]"));
  }

  @Test
  void a_run_behind_a_gate_resumes_to_the_same_bytes() {
    resumesEverywhere(Small.spread(TWO, "curriculum.gate.above=mean(-1e9)", "curriculum.gate.every=3",
        "algorithm.learningRate=1e-3", "opponents.agent_1=assignment"));
  }
}
