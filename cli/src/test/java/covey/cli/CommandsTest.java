package covey.cli;

import static covey.cli.Console.covey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.environments.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  private static final Set<String> EVALUATION = Set.of("environment", "episodes", "perAgentReturn", "meanReturn", "ci95",
      "teamReturn", "meanLength", "metrics");

  @TempDir Path folder;

  private Console train(Path run, String... more) {
    List<Object> line = new ArrayList<>(List.of("train", "simple_spread", "--run", run, "--threads", 1, "--json",
        "--set", "games=8", "--set", "algorithm.steps=5", "--set", "hidden=8", "--set", "maxCycles=5", "--set",
        "learningRate=1e-3", "--set", "evaluation.episodes=30"));
    line.addAll(Arrays.asList(more));
    return covey(line.toArray());
  }

  @Test
  void train_evaluate_and_resume_agree() {
    Path run = folder.resolve("run");
    Console trained = train(run, "--iterations", "6", "--seed", "4");
    assertEquals(0, trained.code(), trained.err().toString());
    Map<?, ?> result = trained.json();
    assertEquals(run.toString(), result.get("run"));
    assertEquals(6 * 8 * 5 - 8 - 8 * 4, result.get("jointSteps")); // the first transition of each game and every sixth resets
    for (String key : List.of("wallSeconds", "cpuSeconds", "jointStepsPerCpuSecond")) {
      assertInstanceOf(Double.class, result.get(key), key);
    }
    assertEquals(64, ((String) result.get("weightsHash")).length());
    Map<?, ?> evaluation = (Map<?, ?>) result.get("evaluation");
    assertEquals(EVALUATION, evaluation.keySet());
    assertEquals(30, evaluation.get("episodes"));
    assertEquals(Set.of("agent_0", "agent_1", "agent_2"), ((Map<?, ?>) evaluation.get("perAgentReturn")).keySet());
    assertEquals(Set.of("collisions", "covered"), ((Map<?, ?>) evaluation.get("metrics")).keySet());

    Console evaluated = covey("evaluate", run, "--episodes", 30, "--json");
    assertEquals(0, evaluated.code(), evaluated.err().toString());
    assertEquals(evaluation, evaluated.json());
    Console elsewhere = covey("evaluate", run, "--episodes", 30, "--seed", 9, "--json");
    assertNotEquals(evaluation.get("meanReturn"), elsewhere.json().get("meanReturn"));
    Console drawn = covey("evaluate", run, "--episodes", 30, "--stochastic", "--json");
    assertNotEquals(evaluation.get("meanReturn"), drawn.json().get("meanReturn"));

    Console resumed = covey("resume", run, "--iterations", 9, "--json");
    assertEquals(0, resumed.code(), resumed.err().toString());
    Console whole = train(folder.resolve("whole"), "--iterations", "9", "--seed", "4");
    assertEquals(whole.json().get("weightsHash"), resumed.json().get("weightsHash"));
    assertNotEquals(result.get("weightsHash"), resumed.json().get("weightsHash"));
  }

  @Test
  void a_plan_comes_first_then_a_table_then_the_verdict() {
    List<String> out = train(folder.resolve("run"), "--episodes", "40").out();
    assertEquals("mappo learns simple_spread (seed 1)", out.getFirst());
    for (String item : List.of("run", "agents", "until", "steps", "threads", "memory", "time", "determinism")) {
      assertTrue(out.stream().anyMatch(line -> line.startsWith("  " + item + " ")), item + " is not planned");
    }
    String heading = out.stream().filter(line -> line.contains("steps/s")).findFirst().orElseThrow();
    for (String column : List.of("done", "steps", "agent_0", "agent_1", "agent_2", "policy", "value", "kl", "entropy",
        "expl.var")) {
      assertTrue(heading.contains(column), heading);
    }
    // On a busy machine there may be a line before the last one.
    assertTrue(out.subList(out.indexOf(heading), out.size()).stream().anyMatch(line -> line.startsWith(" 100 %")),
        out.toString());
    assertTrue(out.stream().anyMatch(line -> line.matches("\\s+random .*\\[.*]")), out.toString());
    assertTrue(out.stream().anyMatch(line -> line.matches("\\s+assignment .*\\[.*]")), out.toString());
    assertTrue(out.stream().anyMatch(line -> line.matches("(Better|NOT better) than random.*")), out.toString());
    assertFalse(out.toString().contains("\033"), "escape codes belong to terminals");
  }

  @Test
  void a_policy_that_learned_nothing_is_said_to_be_not_better_than_random() {
    Console console = train(folder.resolve("run"), "--iterations", "1", "--set", "algorithm.learningRate=0",
        "--set", "evaluation.stochastic=true");
    // 'learningRate' is set twice here, once by its short name
    assertEquals(2, console.code());
    console = covey("train", "simple_spread", "--run", folder.resolve("again"), "--iterations", 1, "--set",
        "learningRate=0", "--set", "evaluation.stochastic=true", "--set", "games=4", "--set", "evaluation.episodes=50");
    assertEquals(0, console.code(), console.err().toString());
    assertTrue(console.out().stream().anyMatch(line -> line.startsWith("NOT better than random")),
        console.out().toString());
  }

  @Test
  void a_target_is_named_with_its_reduction() {
    Console console = train(folder.resolve("run"), "--target", "-1000", "--iterations", "100");
    assertTrue(console.out().stream().anyMatch(line -> line.contains("above mean(-1000.0) with 95 % confidence")),
        console.out().toString());
    assertEquals("target", console.json().get("ending"));
  }

  @Test
  void wrong_words_get_near_misses_and_code_2() {
    check(covey("trian"), 2, "did you mean train?");
    check(covey("env", "lst"), 2, "did you mean list?");
    check(covey("train", "simple_sprad"), 2, "did you mean simple_spread?");
    check(covey("train", "simple_spread", "-a", "mapo"), 2, "did you mean mappo?");
    check(covey("train", "simple_spread", "--set", "gama=1"), 2, "did you mean gamma?");
    check(covey("train", "simple_spread", "--set", "algorithm.gama=1"), 2, "did you mean gamma?");
    check(covey("env", "inspect", "cartpol"), 2, "did you mean cartpole?");
    check(covey("train", "simple_spread", "--step", "5"), 2, "--steps");
    check(covey("bench"), 2, "step, inference, update or train");
    check(covey("train"), 2, "known environments: " + String.join(", ", Catalogue.names()));
  }

  @Test
  void a_wrong_option_says_what_is_allowed_and_usual() {
    Console console = covey("train", "simple_spread", "--set", "gamma=2", "--steps", "abc", "--threads", "-3");
    check(console, 2, "algorithm.gamma = 2.0, but it must lie in [0, 1]; 0.9 to 0.999 is usual");
    check(console, 2, "budget.steps = abc, but it must be a whole number");
    check(console, 2, "threads = -3, but it must lie in [0, 1024]; 0 is usual");
    check(covey("evaluate", folder, "--episodes", "0"), 2, "episodes = 0, but it must be at least 1; 1000 is usual");
    check(covey("evaluate", folder), 1, "is no run");
  }

  @Test
  void what_is_missing_is_one_sentence_and_code_1() {
    check(covey("resume", folder.resolve("nothing")), 1, "there is no run " + folder.resolve("nothing"));
    check(covey("evaluate", folder.resolve("nothing")), 1, "there is no run and no checkpoint");
    check(covey("train", "simple_spread", "--config", folder.resolve("none.yaml")), 1, "no such file or directory");
    check(covey("env", "verify", folder.resolve("nothing")), 2, "is no directory");
  }

  @Test
  void a_damaged_checkpoint_is_one_sentence_and_the_stack_trace_is_for_those_who_ask() throws IOException {
    Path run = folder.resolve("run");
    train(run, "--iterations", "2");
    Path checkpoint = run.resolve("checkpoints/iteration-0000002.covey");
    Files.write(checkpoint, Arrays.copyOf(Files.readAllBytes(checkpoint), 500));
    for (String command : List.of("resume", "evaluate")) {
      Console console = covey(command, run);
      check(console, 1, checkpoint + " is truncated or corrupt: its checksum does not match");
      assertEquals(1, console.err().size());
      assertTrue(covey(command, run, "--debug").err().size() > 5);
    }
  }

  private static void check(Console console, int code, String part) {
    assertEquals(code, console.code(), console.err().toString());
    assertTrue(String.join("\n", console.err()).contains(part), console.err().toString());
    assertTrue(console.err().getFirst().startsWith("covey: "), console.err().toString());
    assertFalse(console.err().toString().contains("Exception"), console.err().toString());
  }

  @Test
  void environments_are_listed_and_inspected() {
    Console list = covey("env", "list", "--json");
    assertTrue(((Map<?, ?>) list.json().get("environments")).containsKey("simple_spread"));
    String text = String.join("\n", covey("env", "inspect", "simple_spread", "--set", "agents=2").out());
    assertTrue(text.contains("agent_0, agent_1 (role agent, team team)"), text);
    assertTrue(text.contains("landmarks: a set of 2 things with 2 numbers each"), text);
    assertTrue(text.contains("localRatio"), text);
    assertTrue(text.contains("learningRate"), text);
  }

  @Test
  void runs_are_listed() {
    assertEquals(List.of("There is no folder " + folder.resolve("none") + "; start a run:  covey train simple_spread"),
        covey("runs", folder.resolve("none")).out());
    train(folder.resolve("first"), "--iterations", "1");
    Console runs = covey("runs", folder, "--json");
    Map<?, ?> first = (Map<?, ?>) ((List<?>) runs.json().get("runs")).getFirst();
    assertEquals("finished", first.get("status"));
    assertEquals("simple_spread", first.get("environment"));
  }

  @Test
  void the_doctor_finds_this_machine_healthy() {
    Console console = covey("doctor");
    assertEquals(0, console.code(), console.out().toString());
    assertEquals("Covey runs here.", console.out().getLast());
  }

  @Test
  void help_documents_exit_codes_and_every_command_has_help() {
    String help = String.join("\n", covey("--help").out());
    assertTrue(help.contains("Exit codes:"), help);
    assertTrue(help.contains("130"), help);
    for (String command : List.of("train", "resume", "evaluate", "env", "runs", "bench", "doctor")) {
      assertTrue(help.contains("  " + command), help);
      assertEquals(0, covey(command, "--help").code());
    }
    assertTrue(covey("--version").out().getFirst().startsWith("covey "));
    assertTrue(covey("generate-completion").out().size() > 100);
  }
}
