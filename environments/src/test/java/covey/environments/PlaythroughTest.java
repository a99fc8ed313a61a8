package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.testkit.contract.Playthrough;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every built-in environment is played as the file of its name in `src/test/resources/playthroughs` says. Files that are
/// missing are written with `-Dcovey.playthroughs=write`.
class PlaythroughTest {
  private static final Path FOLDER = Path.of("src/test/resources/playthroughs");
  private static final long SEED = 1;

  static List<String> names() {
    return Catalogue.names();
  }

  private static Optional<String> difference(Path folder, String name, boolean write) {
    var config = Catalogue.entry(name).defaults();
    int transitions = config.spec().agents() <= 4 ? 21 : 9; // a reset and 20 steps, or 8 where many are told
    return Playthrough.difference(folder.resolve(name + ".txt"), name, config, transitions, SEED, write);
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_game_is_played_as_it_was(String name) {
    boolean write = "write".equals(System.getProperty("covey.playthroughs"));
    assertEquals(Optional.empty(), difference(FOLDER, name, write));
  }

  @Test
  void a_changed_number_and_a_missing_file_are_differences(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("cartpole.txt");
    assertTrue(difference(folder, "cartpole", false).orElseThrow().contains("cartpole.txt is missing"));
    assertEquals(Optional.empty(), difference(folder, "cartpole", true));
    assertEquals(Optional.empty(), difference(folder, "cartpole", false));
    List<String> lines = Files.readAllLines(file);
    int line = 4; // heading, blank, timestep 0, state, what is seen
    assertTrue(lines.get(line).strip().startsWith("sees "), lines.toString());
    Files.writeString(file, Files.readString(file).replace(lines.get(line), lines.get(line) + "1"));
    String difference = difference(folder, "cartpole", true).orElseThrow();
    assertTrue(difference.startsWith("line 5 of "), difference);
    assertTrue(difference.contains(lines.get(line) + "1"), difference);
  }
}
