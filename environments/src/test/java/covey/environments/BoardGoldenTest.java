package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import covey.testkit.golden.GoldenReplay;
import covey.testkit.golden.GoldenReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays of board games recorded from PettingZoo, illegal moves and refused calls included.
class BoardGoldenTest {
  private static final Path OURS = Path.of("src/test/resources/golden");
  private static final Path ALL = Path.of("../../shared/golden");
  private static final String TURNS = "classic/tictactoe_v3.jsonl.gz";
  private static final String FOUR = "classic/connect_four_v3.jsonl.gz";
  private static final String BOTH = "api/tictactoe_turn_based_parallel.jsonl.gz";

  @TempDir Path folder;

  @Test
  void recorded_board_games_are_replayed_exactly() {
    // 493 turns of tic-tac-toe and 1,202 of connect four; 36 steps of the form in which both seem to act.
    assertReplayed(OURS.resolve("classic"), 2, 1695);
    assertReplayed(OURS.resolve("api"), 1, 36);
  }

  @Test
  void all_recorded_board_games_are_replayed_exactly() {
    assumeTrue(Files.isDirectory(ALL), "no recordings at " + ALL.toAbsolutePath().normalize());
    assertReplayed(ALL.resolve("classic"), 2, 1695);
  }

  private static void assertReplayed(Path recordings, int files, int steps) {
    GoldenReport report = GoldenReplay.verify(recordings, Catalogue::recorded);
    assertEquals("[]", report.problems().toString());
    assertEquals(0, report.mismatches());
    assertEquals(files, report.files());
    assertEquals(steps, report.steps());
    assertTrue(report.skipped().isEmpty(), report.skipped().toString());
    assertTrue(report.largestError().values().stream().allMatch(error -> error == 0), report.largestError().toString());
  }

  @Test
  void an_altered_number_is_found_wherever_it_stands() throws IOException {
    assertProblem(TURNS, "\"board\":[0,1,0,0,0,0,0,0,0]", "\"board\":[0,2,0,0,0,0,0,0,0]",
        "board[1] = 1.0, but 2.0 is recorded");
    assertProblem(FOUR, "\"player_1\":1.0", "\"player_1\":0.5", "reward of player_1");
    assertProblem(TURNS, "\"action_mask\":[1,0,1,1,1,1,1,1,1]", "\"action_mask\":[1,1,1,1,1,1,1,1,1]",
        "mask of player_2[1]");
    assertProblem(FOUR, "\"observation\":[[[0,0],[0,0]", "\"observation\":[[[0,0],[0,1]", "observation of player_");
    assertProblem(TURNS, "\"trunc\":{\"player_1\":true", "\"trunc\":{\"player_1\":false",
        "truncated of player_1 = true");
    assertProblem(TURNS, "\"error\":\"AssertionError\"", "\"error\":\"ValueError\"",
        "refusal of action 9 = AssertionError");
    assertProblem(TURNS, "\"error\":\"ValueError\"", "\"error\":\"AssertionError\"",
        "refusal of action 0 = ValueError");
    assertProblem(FOUR, "\"agent_selection\":\"player_1\",\"agents\":[\"player_0\",\"player_1\"]",
        "\"agent_selection\":\"player_0\",\"agents\":[\"player_0\",\"player_1\"]", "agent selected next = player_1");
    assertProblem(BOTH, "\"active_agent\":\"player_2\"", "\"active_agent\":\"player_1\"", "active agent in the infos");
    assertProblem(BOTH, "\"rewards\":{\"player_1\":1.0", "\"rewards\":{\"player_1\":0.0", "reward of player_1");
  }

  private void assertProblem(String recording, String recorded, String altered, String sentence) throws IOException {
    String text;
    try (var in = new GZIPInputStream(Files.newInputStream(OURS.resolve(recording)))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(", ", ",").replace(": ", ":");
    }
    int at = text.indexOf(recorded);
    assertNotEquals(-1, at, "not recorded: " + recorded);
    String changed = text.substring(0, at) + altered + text.substring(at + recorded.length());
    try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("file.jsonl.gz")))) {
      out.write(changed.getBytes(StandardCharsets.UTF_8));
    }
    GoldenReport report = GoldenReplay.verify(folder, Catalogue::recorded);
    assertTrue(report.problems().stream().anyMatch(problem -> problem.contains(sentence)),
        sentence + " was expected, but: " + report.problems());
  }
}
