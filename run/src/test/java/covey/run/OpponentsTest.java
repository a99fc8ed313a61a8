package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.config.ConfigurationException;
import covey.config.Fault;
import covey.run.Opponents.Ladder;
import covey.track.MetricTable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpponentsTest {
  private static final RunConfig BOARD = RunConfig.preset("tic_tac_toe").with("algorithm.games=16",
      "algorithm.steps=20", "algorithm.hidden=[16]", "budget.iterations=8", "evaluation.episodes=60");

  @TempDir Path folder;

  @Test
  void a_ladder_is_read_and_climbed_by_shares_of_the_run() {
    Ladder ladder = Ladder.parse("random, perfect at 50%");
    assertEquals(List.of(new Opponents.Rung("random", 0), new Opponents.Rung("perfect", 0.5)), ladder.rungs());
    assertEquals(0, ladder.at(Double.NaN));
    assertEquals(0, ladder.at(0.49));
    assertEquals(1, ladder.at(0.5));
    assertEquals(1, ladder.at(1));
    assertEquals(ladder, Ladder.parse(ladder.toString()));
    for (String wrong : List.of(
        "", "random at 10%", "random, perfect", "a, b at 60%, c at 60%", "a, b at 100%", "a, b at x", "a,")) {
      assertThrows(IllegalArgumentException.class, () -> Ladder.parse(wrong), wrong);
    }
  }

  private static List<String> faults(String... assignments) {
    var e = assertThrows(ConfigurationException.class, () -> BOARD.with(assignments));
    return e.faults().stream().map(Fault::sentence).toList();
  }

  @Test
  void all_mistakes_are_told_at_once() {
    List<String> faults = faults("opponents.player_3=random", "opponents.player_2=perfct");
    assertEquals(2, faults.size());
    assertTrue(faults.stream().anyMatch(each -> each.startsWith("opponents.player_3 = random, but it is about nobody")
        && each.contains("did you mean player")), faults.toString());
    assertTrue(faults.stream().anyMatch(each -> each.contains("did you mean perfect?")), faults.toString());
    assertEquals(List.of("opponents = {player_1=random, player_2=random}, but it leaves nobody who learns; at least one"
        + " agent must"), faults("opponents.player_1=random", "opponents.player_2=random"));
  }

  @Test
  void opponents_are_written_down_and_read_back_equal() {
    RunConfig config = BOARD.with("opponents.player_2=random, perfect at 50%");
    assertEquals(config, RunConfig.read(Yaml.parse(Yaml.write(config.tree()), "test"), List.of()));
    assertTrue(!BOARD.tree().containsKey("opponents"));
  }

  private RunResult run(RunConfig config, String name) {
    try (Experiment experiment = Launcher.PLAIN.start(config, folder.resolve(name))) {
      return experiment.run();
    }
  }

  @Test
  void the_steps_of_the_ladder_are_recorded_and_only_the_others_are_judged() {
    RunResult result = run(BOARD.with("opponents.player_2=random, perfect at 50%"), "ladder");
    MetricTable table = Traces.table(result.directory());
    int column = table.schema().index("opponent/player_2");
    // 8 iterations: shares 0, 1/8, 2/8, 3/8 are played by the first rung, 4/8 to 7/8 by the second.
    assertEquals(List.of(0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0),
        table.rows().stream().map(row -> row.value(column)).toList());
    Evaluation evaluation = result.evaluation();
    assertNotNull(evaluation);
    assertEquals(List.of(0), evaluation.judged());
    assertEquals(evaluation.perAgentReturn(0), evaluation.meanReturn());
    // The perfect player never loses.
    assertTrue(evaluation.meanReturn() <= 0);
    assertTrue(evaluation.perAgentReturn(1) >= 0);
    assertTrue(result.matches().isEmpty());
  }

  @Test
  void a_run_with_opponents_resumes_to_the_same_bytes() {
    RunConfig config = BOARD.with(
        "opponents.player_2=random, perfect at 50%", "algorithm.learningRate=1e-3", "checkpoints.iterations=1");
    RunResult whole = run(config, "whole");
    Path part = folder.resolve("part");
    try (Experiment experiment = Launcher.PLAIN.start(config, part)) {
      experiment.stop();
      experiment.run();
    }
    RunResult resumed;
    try (Experiment experiment = Launcher.PLAIN.resume(part)) {
      resumed = experiment.run();
    }
    assertEquals(whole.weightsHash(), resumed.weightsHash());
    assertEquals(Traces.table(whole.directory()).rows().getLast().value(0),
        Traces.table(resumed.directory()).rows().getLast().value(0));
  }

  @Test
  void a_team_that_learns_is_matched_with_every_baseline_as_the_other_team() {
    RunResult result = run(BOARD, "self");
    assertEquals(List.of("player_1 random", "player_2 random", "player_1 perfect", "player_2 perfect"),
        result.matches().stream().map(match -> match.team() + " " + match.opponent()).toList());
    for (RunResult.Match match : result.matches()) {
      assertEquals(1, match.evaluation().judged().size());
      assertEquals(match.evaluation().judged(), match.inItsPlace().judged());
      if (match.opponent().equals("perfect")) assertTrue(match.evaluation().meanReturn() <= 0);
    }
    assertTrue(run(RunConfig.preset("simple_spread").with("budget.iterations=1", "evaluation.episodes=10"), "team")
        .matches().isEmpty());
  }
}
