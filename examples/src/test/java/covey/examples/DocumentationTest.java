package covey.examples;

import static org.assertj.core.api.Assertions.assertThat;

import covey.run.RunConfig;
import covey.run.RunRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Code in the guides is code that is compiled and tested: each piece names its source and is found there, line by line.
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().endsWith("examples")
      ? Path.of("").toAbsolutePath().getParent() : Path.of("").toAbsolutePath();
  private static final Pattern PIECE = Pattern.compile("(?:<!-- from: (\\S+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CONFIGURATION = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /// Lines without indentation, empty ones and marks of examples left out.
  private static String plain(String code) {
    return code.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.equals("// end")
        && !line.startsWith("// example:")).collect(Collectors.joining("\n"));
  }

  private static List<String> misplaced(String document) throws IOException {
    var found = new java.util.ArrayList<String>();
    var pieces = PIECE.matcher(document);
    while (pieces.find()) {
      String source = pieces.group(1);
      String code = plain(pieces.group(2));
      if (source == null || !plain(Files.readString(ROOT.resolve(source))).contains(code)) found.add(code);
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "write-your-own-environment", "write-your-own-network", "write-your-own-algorithm", "wrappers"})
  void code_in_the_guides_is_cut_from_the_sources(String guide) throws IOException {
    String document = Files.readString(ROOT.resolve("docs/" + guide + ".md"));
    assertThat(document).contains("```java");
    assertThat(misplaced(document)).isEmpty();
  }

  @Test
  void configurations_in_the_guide_to_running_can_be_run(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("config.yaml");
    int found = 0;
    var pieces = CONFIGURATION.matcher(Files.readString(ROOT.resolve("docs/running.md")));
    while (pieces.find()) {
      Files.writeString(file, pieces.group(1));
      RunConfig config = new RunRequest(null, null, file, List.of()).resolve(List.of());
      assertThat(RunConfig.read(config.tree(), List.of())).isEqualTo(config);
      found++;
    }
    assertThat(found).isEqualTo(3);
  }

  @Test
  void a_piece_that_was_changed_or_names_no_source_is_found() throws IOException {
    String source = "examples/src/main/java/covey/examples/OwnNetwork.java";
    assertThat(misplaced("<!-- from: " + source + " -->\n```java\nprivate final Linear first;\n```\n")).isEmpty();
    assertThat(misplaced("<!-- from: " + source + " -->\n```java\nprivate final Linear fifth;\n```\n")).hasSize(1);
    assertThat(misplaced("```java\nprivate final Linear first;\n```\n")).hasSize(1);
  }

  @Test
  void every_example_is_on_the_page_of_examples() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/examples.md"));
    try (var sources = Files.list(ROOT.resolve("examples/src/main/java/covey/examples"))) {
      List<String> names = sources.map(source -> source.toFile().getName().replace(".java", ""))
          .filter(name -> !name.equals("package-info")).toList();
      assertThat(names).hasSizeGreaterThan(8).allMatch(name -> page.contains("`" + name), "is on the page");
    }
    for (var link : Pattern.compile("\\]\\(([^)]+)\\)").matcher(page).results().toList()) {
      assertThat(ROOT.resolve("docs").resolve(link.group(1))).exists();
    }
  }
}
