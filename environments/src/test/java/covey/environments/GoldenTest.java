package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import covey.testkit.golden.GoldenReplay;
import covey.testkit.golden.GoldenReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Replays of trajectories recorded from MPE2 1.1.0: a few lie beside this test, all of them beside the project.
class GoldenTest {
  private static final Path OURS = Path.of("src/test/resources/golden");
  private static final Path ALL = Path.of("../../shared/golden");
  private static final String SMALL = "mpe/simple_spread__extra_terminate_on_success.jsonl.gz";
  private static final String TURNS = "mpe_aec/simple_spread__aec_discrete.jsonl.gz";

  @TempDir Path folder;

  @Test
  void the_recordings_beside_this_test_are_replayed_exactly() throws IOException {
    GoldenReport report = GoldenReplay.verify(OURS, Catalogue::recorded);
    assertEquals("[]", report.problems().toString());
    try (var files = Files.walk(OURS)) {
      assertEquals(files.filter(Files::isRegularFile).count(), report.files());
    }
    assertTrue(report.steps() > 300, report.steps() + " steps");
    assertTrue(report.skipped().isEmpty());
    assertEquals(0, report.largestError().get("observation"));
    assertTrue(report.largestError().get("reward") < 1e-14); // exp of the border penalty differs by an ulp
    assertTrue(report.largestError().get("state") < 1e-40);
    assertTrue(report.largestError().get("stateOfEpisode") < 1e-40);
  }

  @Test
  void every_recording_of_a_built_in_environment_is_replayed_within_tolerance() {
    assumeTrue(Files.isDirectory(ALL), "no recordings at " + ALL.toAbsolutePath().normalize() + ": nothing is replayed");
    GoldenReport report = GoldenReplay.verify(ALL, Catalogue::recorded);
    assertEquals("[]", report.problems().toString());
    assertTrue(report.files() >= 34, report.files() + " files");
    assertTrue(report.skipped().stream().noneMatch(skipped -> skipped.file().contains("mpe")), "every particle game");
  }

  @Test
  void an_altered_number_is_found_wherever_it_stands() throws IOException {
    // Step 2 of the first episode: each change must be noticed, and be named.
    assertProblem(SMALL, text -> text.replaceFirst("\"rewards\":\\{\"agent_0\":-0", "\"rewards\":{\"agent_0\":-1"),
        "step 1 of the whole episode: reward of agent_0");
    assertProblem(SMALL, text -> change(text, "agent_pos", 4), "agent_pos[0]");
    assertProblem(SMALL, text -> change(text, "agent_vel", 4), "agent_vel[0]");
    assertProblem(SMALL, text -> change(text, "landmark_pos", 4), "landmark_pos[0]");
    assertProblem(SMALL, text -> change(text, "\"obs\":{\"agent_0\"", 4), "observation of agent_0[0]");
    assertProblem(SMALL, text -> text.replaceFirst("\"term\":\\{\"agent_0\":false", "\"term\":{\"agent_0\":true"),
        "terminated of agent_0 = false, but true is recorded");
    assertProblem(SMALL, text -> text.replaceFirst("\"agents_after\":\\[[^]]*]", "\"agents_after\":[]"),
        "last = false, but true is recorded");
    assertProblem(TURNS, text -> text.replaceFirst("\"cumulative_rewards\":\\{\"agent_0\":-0",
        "\"cumulative_rewards\":{\"agent_0\":-1"), "turn 3: cumulative reward of agent_0");
    assertProblem(TURNS, text -> text.replaceFirst("\"agent_selection\":\"agent_2\"", "\"agent_selection\":\"agent_1\""),
        "agent selected next = agent_2, but agent_1 is recorded");
  }

  @Test
  void an_altered_word_goal_or_key_is_found() throws IOException {
    String crypto = "mpe/simple_crypto__continuous.jsonl.gz";
    assertProblem(crypto, text -> change(text, "agent_c\"", 4), "agent_c[0]");
    assertProblem(crypto, text -> text.replaceFirst("\"index\":1", "\"index\":0"), "reset: observation of alice_0[0]");
    assertProblem(crypto, text -> change(text, "\"keys\":{\"alice_0\"", 1), "reset: observation of bob_0[0]");
    String pair = "mpe/simple_speaker_listener__discrete.jsonl.gz";
    assertProblem(pair, text -> text.replaceFirst("\"speaker_0\":2,", "\"speaker_0\":1,"),
        "step 1 of the whole episode: observation of listener_0[9] = 1.0, but 0.0 is recorded");
    assertProblem(pair, text -> text.replaceFirst("\"landmark\",\"index\":2", "\"landmark\",\"index\":0"),
        "reset: observation of speaker_0[0]");
  }

  @Test
  void another_goal_word_or_speed_is_found_in_games_with_adversaries() throws IOException {
    String hidden = "mpe/simple_adversary__discrete_N3__first_episode.jsonl.gz";
    assertProblem(hidden, text -> text.replaceFirst("\"index\":2", "\"index\":1"), "reset: observation of agent_0[0]");
    String world = "mpe/simple_world_comm__discrete__first_episode.jsonl.gz";
    assertProblem(world, text -> text.replaceFirst("\"leadadversary_0\":0,", "\"leadadversary_0\":5,"),
        "step 1 of the whole episode: observation of leadadversary_0[30] = 0.0, but 1.0 is recorded");
    GoldenReport slow = GoldenReplay.verify(OURS.resolve("mpe_aec"), (name, options) -> {
      var wrong = new java.util.HashMap<String, Object>(options);
      wrong.put("prey_speed", 0.99);
      return name.equals("simple_tag_v3") ? Catalogue.recorded(name, wrong) : java.util.Optional.empty();
    });
    assertEquals(1, slow.files());
    assertTrue(slow.mismatches() > 10, slow.toString());
  }

  /// Adds a millionth to the first number that follows the `occurrence`-th `name`.
  private static String change(String text, String name, int occurrence) {
    int at = -1;
    for (int k = 0; k < occurrence; k++) at = text.indexOf(name, at + 1);
    int from = at + name.length();
    while ("-0123456789".indexOf(text.charAt(from)) < 0) from++;
    int to = from;
    while ("-0123456789.e".indexOf(text.charAt(to)) >= 0) to++;
    return text.substring(0, from) + (Double.parseDouble(text.substring(from, to)) + 1e-6) + text.substring(to);
  }

  @Test
  void another_rule_is_found() {
    // The same recordings, with the wrong share of fines.
    GoldenReport report = GoldenReplay.verify(OURS.resolve("mpe_aec"), (name, options) -> {
      var wrong = new java.util.HashMap<String, Object>(options);
      wrong.put("local_ratio", 0.25);
      return Catalogue.recorded(name, wrong);
    });
    assertTrue(report.mismatches() > 10);
    assertTrue(report.largestError().get("reward") > 0.1);
  }

  @Test
  void unknown_environments_and_options_are_skipped_by_name() throws IOException {
    copy(SMALL, text -> text.replace("simple_spread_v3", "simple_sprint_v9"));
    GoldenReport unknown = GoldenReplay.verify(folder, Catalogue::recorded);
    assertEquals("[Skipped[file=file.jsonl.gz, reason=no environment is known as simple_sprint_v9]]",
        unknown.skipped().toString());
    assertEquals(0, unknown.files());
    copy(SMALL, text -> text.replace("\"terminate_on_success\"", "\"new_rule\""));
    GoldenReport option = GoldenReplay.verify(folder, Catalogue::recorded);
    assertTrue(option.skipped().getFirst().reason().contains("newRule"), option.skipped().toString());
    assertTrue(option.passed());
  }

  @Test
  void a_broken_file_is_one_clear_sentence() throws IOException {
    Path file = copy(SMALL, text -> text.substring(0, text.length() / 2));
    assertProblem(file, "line 18 is no JSON: ");
    copy(SMALL, text -> text.replaceFirst("\"agent_vel\"", "\"agent_wheel\""));
    assertProblem(file, "episode 0, reset: there is no \"agent_vel\"");
    copy(SMALL, text -> text.replaceFirst("\"format\":\"golden-marl/1\"", "\"format\":\"golden-marl/2\""));
    assertProblem(file, "only golden-marl/1 is known");
    Files.write(file, new byte[] {1, 2, 3});
    assertProblem(file, "cannot be read: ");
    byte[] whole = Files.readAllBytes(OURS.resolve(SMALL));
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertProblem(file, "cannot be read: ");
    Files.delete(file);
    var empty = assertThrows(IllegalArgumentException.class, () -> GoldenReplay.verify(folder, Catalogue::recorded));
    assertTrue(empty.getMessage().contains("holds no *.jsonl.gz files"));
    assertThrows(IllegalArgumentException.class,
        () -> GoldenReplay.verify(folder.resolve("nowhere"), Catalogue::recorded));
  }

  private void assertProblem(Path file, String sentence) {
    GoldenReport report = GoldenReplay.verify(file.getParent(), Catalogue::recorded);
    assertEquals(1, report.mismatches(), report.problems().toString());
    assertTrue(report.problems().getFirst().contains(sentence), report.problems().toString());
  }

  private void assertProblem(String recording, UnaryOperator<String> change, String sentence) throws IOException {
    Path file = copy(recording, change);
    GoldenReport report = GoldenReplay.verify(file.getParent(), Catalogue::recorded);
    assertTrue(report.mismatches() >= 1, "nothing was noticed instead of: " + sentence);
    assertTrue(report.problems().stream().anyMatch(problem -> problem.contains(sentence)), report.problems().toString());
  }

  private Path copy(String recording, UnaryOperator<String> change) throws IOException {
    String text;
    try (var in = new GZIPInputStream(Files.newInputStream(OURS.resolve(recording)))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String changed = change.apply(text);
    assertTrue(!changed.equals(text), "the change changes nothing");
    Path file = folder.resolve("file.jsonl.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(changed.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
