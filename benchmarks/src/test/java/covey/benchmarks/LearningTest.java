package covey.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.run.RunException;
import covey.run.bench.Yardstick;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// With tiny budgets: that everything works, not what is reached.
class LearningTest {
  private static final String LAST_LINE = """
      {"jointSteps":2400000,"wallSeconds":20.5,"cpuSeconds":38.5,"jointStepsPerCpuSecond":70000.0,\
      "weightsHash":"0123456789abcdef",\
      "evaluation":{"episodes":1000,"meanReturn":-8.25,"ci95":[-8.5,-8.0]},\
      "baselines":{"random":{"meanReturn":-26.5},"assignment":{"meanReturn":-7.5}}}""";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void two_seeds_of_a_benchmark_leave_a_page_and_two_runs() throws IOException {
    var said = new ArrayList<String>();
    Path page = learning(folder.resolve("covey")).run("cartpole", List.of(1L, 2L), said::add);
    List<String> lines = Files.readAllLines(page);
    assertEquals("# cartpole", lines.getFirst());
    assertEquals(1, lines.stream().filter(line -> line.startsWith("| 1 | ")).count(), page.toString());
    assertEquals(1, lines.stream().filter(line -> line.startsWith("| 2 | ")).count());
    assertTrue(lines.stream().anyMatch(line -> line.contains("≥ 475.000") && line.contains("**not met** by")),
        "two iterations cannot balance a pole");
    assertTrue(lines.contains("- smoke: tiny budgets: these numbers mean nothing"));
    assertEquals(4, said.size(), "begin, two seeds, end: " + said);
    Path runs;
    try (Stream<Path> folders = Files.list(folder.resolve("runs"))) {
      runs = folders.findFirst().orElseThrow();
    }
    assertEquals(List.of(runs.resolve("seed-1"), runs.resolve("seed-2")), Curves.runsIn(runs));
  }

  @Test
  void the_official_configuration_learns_from_whole_episodes_of_128_games() throws IOException {
    Path page = learning(folder.resolve("covey")).run("official-mappo", List.of(1L), line -> {});
    // two iterations of 128 games and 25 steps each: the reset costs one of 26 transitions
    String text = Files.readString(page);
    assertTrue(text.lines().anyMatch(line -> line.startsWith("| 1 | ") && line.contains("| 6400 |")), text);
    assertTrue(text.contains("(30906 at P = 139)"), text); // 17 x 1,818
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void the_first_command_is_timed_from_outside_and_read_from_its_last_line() throws IOException {
    Path covey = program("echo some progress\nsleep 0.2\ncat <<'END'\n" + LAST_LINE + "\nEND\n");
    Path page = learning(covey).run("first-command", List.of(1L), line -> {});
    String text = Files.readString(page);
    String row = text.lines().filter(line -> line.startsWith("| 1 | ")).findFirst().orElseThrow();
    assertTrue(row.startsWith("| 1 | -8.250 | -8.500 to -8.000 | -7.500 | -26.500 | 2400000 | 20.5 | 38.5 | 70000 |"), row);
    double seconds = Double.parseDouble(row.split("\\|", -1)[10].strip());
    assertTrue(seconds >= 0.2 && seconds < 20, "the process slept 0.2 s, and took " + seconds);
    assertTrue(Files.readString(page).contains("| met by 0.100 |"), "-8.25 is 0.1 above -8.35");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void a_seed_that_fails_is_named_with_what_it_said() throws IOException {
    Path covey = program("echo 'covey: the disk is full' >&2\nexit 1\n");
    var e = assertThrows(RunException.class, () -> learning(covey).run("first-command", List.of(3L), line -> {}));
    assertTrue(e.getMessage().startsWith("first-command, seed 3: its process ended with code 1"), e.getMessage());
    assertTrue(e.getMessage().endsWith("covey: the disk is full"), e.getMessage());
  }

  @Test
  void an_unknown_benchmark_is_told_with_near_misses() {
    var e = assertThrows(IllegalArgumentException.class, () -> learning(folder).run("mapo-5m", List.of(), line -> {}));
    assertTrue(e.getMessage().contains("mapo-5m") && e.getMessage().contains("did you mean mappo-5m"), e.getMessage());
    assertEquals(2, Benchmarks.run(folder, "learning", "mapo-5m"));
  }

  @Test
  void a_result_without_evaluation_is_refused() {
    var e = assertThrows(RunException.class, () -> SeedResult.of(1, Map.of("jointSteps", 5), 1));
    assertEquals("the result of a run has no evaluation: was it interrupted?", e.getMessage());
  }

  @Test
  void returns_are_averaged_and_of_times_the_longest_counts() {
    List<SeedResult> seeds = List.of(seed(1, -8, 20), seed(2, -7, 31));
    assertEquals(-7.5, SeedResult.together(seeds, Goal.Quantity.RETURN));
    assertEquals(31, SeedResult.together(seeds, Goal.Quantity.WALL));
    var task = LearningTask.named("first-command");
    var table = new LearningTable(task, seeds, Double.NaN, "c", 1, Map.of());
    assertFalse(table.isMet(), "31 s are more than 30");
    assertTrue(table.markdown().contains("**not met** by 1.0"), table.markdown());
    assertTrue(new LearningTable(task, List.of(seeds.getFirst()), Double.NaN, "c", 1, Map.of()).isMet());
  }

  @Test
  void a_goal_of_speed_grows_with_the_core() {
    var goal = new Goal(Goal.Quantity.SPEED, 1000, true);
    assertEquals(2000, goal.bound(2 * Yardstick.REFERENCE));
    assertEquals(-500, goal.margin(1500, 2 * Yardstick.REFERENCE));
    assertEquals(1000, Goal.of(Goal.Quantity.SPEED, 1000).bound(2 * Yardstick.REFERENCE));
  }

  private static SeedResult seed(long seed, double meanReturn, double seconds) {
    return new SeedResult(seed, meanReturn, meanReturn - 1, meanReturn + 1, 1000, Map.of(), 100, seconds, seconds, 5,
        "ab", seconds);
  }

  private Learning learning(Path covey) {
    return new Learning(covey, folder.resolve("results"), folder.resolve("runs"), 2, true, "test");
  }

  /// A stand-in for the launcher: the real one needs a built clone.
  private Path program(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("covey"), "#!/bin/sh\n" + script);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }
}
