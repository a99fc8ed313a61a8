package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.config.ConfigurationException;
import covey.config.Fault;
import covey.nn.Workers;
import covey.policy.NetworkBuilder;
import covey.space.RowLayout;
import covey.wrap.ActionRepeat;
import covey.wrap.AgentId;
import covey.wrap.Flatten;
import covey.wrap.FrameStack;
import covey.wrap.TimeLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrappersTest {
  private static final String STACKED = "wrappers=[{kind: action-repeat, times: 2}, {kind: frame-stack, frames: 3}]";

  @TempDir Path folder;

  private static RunConfig ask(String... assignments) {
    return new RunRequest("simple_spread", null, null, List.of(assignments)).resolve(List.of());
  }

  private RunResult run(RunConfig config, String name, Monitor monitor) {
    try (Experiment experiment = Launcher.PLAIN.watchedBy(monitor).start(config, folder.resolve(name))) {
      return experiment.run();
    }
  }

  @Test
  void a_file_and_the_command_line_say_the_same() throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, """
        environment: {name: simple_spread, maxCycles: 12}
        wrappers:
          - {kind: time-limit, steps: 9}
          - agent-id
        """);
    RunConfig read = new RunRequest(null, null, file, List.of()).resolve(List.of());
    assertEquals(List.of(new TimeLimit(9), new AgentId()), read.task().wrappers());
    assertEquals(read, ask("maxCycles=12", "wrappers=[{kind: time-limit, steps: 9}, agent-id]"));
    assertEquals(List.of(new AgentId()), ask("wrappers=agent-id").task().wrappers());
    assertEquals(List.of(), read.with("wrappers=[]").task().wrappers());
    assertFalse(ask().tree().containsKey("wrappers"));
  }

  @Test
  void the_first_one_is_innermost_and_the_options_stay_those_of_the_environment() {
    RunConfig config = ask(STACKED, "agents=2");
    assertEquals(List.of(new ActionRepeat(2), new FrameStack(3)), config.task().wrappers());
    assertEquals("simple_spread-v3+action-repeat(2)+frame-stack(3)", config.environment().spec().name());
    // two agents: velocity 2, place 2, two landmarks 2 · 2, one other 2, what it says 2: 12 floats, of which three rows are seen
    RowLayout seen = RowLayout.of(config.environment().spec().slots().getFirst().observation());
    assertEquals(12, seen.floats());
    assertEquals(3, seen.frames());
    assertEquals("simple_spread", config.environmentName());
    assertEquals(2, config.task().options().spec().agents());
  }

  @Test
  void they_are_written_down_and_read_back_equal() {
    RunConfig config = ask(STACKED).wrappedBy(new TimeLimit(7));
    assertEquals(3, config.task().wrappers().size());
    assertEquals(config, RunConfig.read(Yaml.parse(Yaml.write(config.tree()), "test"), List.of()));
  }

  private static List<String> faults(String... assignments) {
    var e = assertThrows(ConfigurationException.class, () -> ask(assignments));
    return e.faults().stream().map(Fault::sentence).toList();
  }

  @Test
  void all_mistakes_are_told_at_once() {
    List<String> faults = faults("wrappers=[{kind: frame-stak}, {kind: time-limit, steps: 0}, {kind: select, parts: [velocity], part: x}]",
        "algorithm.gamma=2", "opponents.agent_9=random");
    assertEquals(5, faults.size(), faults.toString());
    assertTrue(faults.get(0).startsWith("wrappers[0].kind = frame-stak, but it must be one of "), faults.get(0));
    assertTrue(faults.get(0).endsWith("did you mean frame-stack?"), faults.get(0));
    assertEquals("wrappers[1].steps = 0, but it must be at least 1; 1000 is usual", faults.get(1));
    assertTrue(faults.get(2).startsWith("wrappers[2].part = x, but it is no option of Select"), faults.get(2));
    assertTrue(faults.get(3).startsWith("algorithm.gamma = 2"), faults.get(3));
    assertTrue(faults.get(4).startsWith("opponents.agent_9 = random, but it is about nobody"), faults.get(4));
  }

  @Test
  void what_does_not_fit_the_environment_is_told_with_its_place() {
    List<String> faults = faults("wrappers=[agent-id, {kind: select, parts: [velocty]}]", "budget.steps=0");
    assertEquals(2, faults.size(), faults.toString());
    assertTrue(faults.get(0).startsWith("wrappers[1] = Select[parts=[velocty]], but it cannot be used here: parts ="),
        faults.get(0));
    assertTrue(faults("wrappers=[{kind: time-limit").getFirst().contains("but it is no readable YAML"));
    assertThrows(IllegalArgumentException.class, () -> ask().wrappedBy(new covey.wrap.Select(List.of("x"))));
  }

  @Test
  void a_script_that_sees_something_else_is_noted_and_no_opponent() {
    RunConfig board = RunConfig.preset("tic_tac_toe").with("algorithm.games=8", "algorithm.steps=10",
        "algorithm.hidden=[8]", "budget.iterations=1", "evaluation.episodes=20");
    var recorder = new Recorder();
    RunResult flat = run(board.wrappedBy(new Flatten()), "flat", recorder);
    assertEquals(List.of("random"), flat.baselines().stream().map(RunResult.Baseline::name).toList());
    assertEquals(List.of("no comparison with perfect: perfect reads observations as tic_tac_toe writes them, but the"
        + " wrappers change them"), recorder.notes);
    var e = assertThrows(ConfigurationException.class,
        () -> board.wrappedBy(new Flatten()).with("opponents.player_2=perfect"));
    assertTrue(e.getMessage().contains("opponents.player_2 = perfect, but it cannot be used: perfect reads"),
        e.getMessage());
    // A time limit changes nothing that is seen.
    RunResult limited = run(board.wrappedBy(new TimeLimit(7)).with("opponents.player_2=perfect"), "limited", recorder);
    assertEquals(List.of("random", "perfect"), limited.baselines().stream().map(RunResult.Baseline::name).toList());
    assertNotNull(limited.evaluation());
    assertTrue(limited.evaluation().metrics().contains("cut"));
    assertTrue(limited.evaluation().meanLength() <= 7);
  }

  @Test
  void every_iteration_can_be_resumed_from_to_the_same_bytes() {
    // 3 decisions of 2 steps, the last of 1, in an episode of 5: episodes end in the middle of rollouts of 4
    RunConfig config = Small.spread(STACKED, "budget.iterations=6", "checkpoints.iterations=1", "checkpoints.keep=100",
        "algorithm.learningRate=linear(2e-3, 0)", "evaluation.every=3");
    RunResult whole = run(config, "whole", Monitor.SILENT);
    assertNotNull(whole.evaluation());
    assertEquals(3, whole.evaluation().meanLength());
    for (int from = 5; from >= 0; from--) {
      Path checkpoint = RunDirectory.existing(whole.directory()).checkpoints().all().get(from);
      try (var experiment = Experiment.resume(checkpoint)) {
        assertEquals(whole.weightsHash(), experiment.run().weightsHash(), "from iteration " + from);
      }
    }
    RunResult again = run(config, "again", Monitor.SILENT);
    Traces.assertSameMetrics(again.directory(), whole.directory());
  }

  @Test
  void a_checkpoint_is_judged_with_its_wrappers() {
    RunResult result = run(Small.spread(STACKED), "judged", Monitor.SILENT);
    assertNotNull(result.evaluation());
    Checkpoint checkpoint = Checkpoint.of(result.directory());
    RunConfig config = checkpoint.config(List.of());
    assertEquals(List.of(new ActionRepeat(2), new FrameStack(3)), config.task().wrappers());
    try (var workers = new Workers(1)) {
      Evaluation evaluation = Evaluator.evaluate(
          config, checkpoint.policy(config, NetworkBuilder.MLP).policy(true), 1, 20, 1, workers);
      assertEquals(result.evaluation().meanReturn(), evaluation.meanReturn());
    }
  }

  @Test
  void a_checkpoint_with_other_wrappers_is_of_another_run() throws Exception {
    RunResult result = run(Small.spread(STACKED), "mixed", Monitor.SILENT);
    Files.writeString(result.directory().resolve("config.yaml"), Yaml.write(Small.spread().tree()));
    var e = assertThrows(RunException.class, () -> Experiment.resume(result.directory()));
    assertTrue(e.getMessage().contains("is of another run: its wrappers is [{"), e.getMessage());
  }
}
