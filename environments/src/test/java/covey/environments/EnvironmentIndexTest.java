package covey.environments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Slot;
import covey.env.EnvironmentSpec.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `docs/environments/README.md` says of each environment is what the catalogue says.
class EnvironmentIndexTest {
  private static final Path DOCS = (Path.of("").toAbsolutePath().endsWith("environments")
      ? Path.of("").toAbsolutePath().getParent() : Path.of("").toAbsolutePath()).resolve("docs/environments");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

  /// Rows of the index by the environment's name: agents, decides, observation, masks, teams, scripted, page.
  private static Map<String, List<String>> rows() throws IOException {
    var rows = new LinkedHashMap<String, List<String>>();
    for (String line : Files.readAllLines(DOCS.resolve("README.md"))) {
      String[] cells = line.split("(?<!\\\\)\\|", -1);
      if (cells.length != 10 || !cells[1].strip().startsWith("`")) continue;
      String name = cells[1].strip().replace("`", "");
      assertFalse(rows.containsKey(name), name + " has two lines");
      rows.put(name, Stream.of(cells).skip(2).map(String::strip).toList());
    }
    return rows;
  }

  @Test
  void every_environment_has_a_line_in_the_order_of_the_catalogue() throws IOException {
    assertEquals(Catalogue.names(), List.copyOf(rows().keySet()));
  }

  @Test
  void agents_deciders_masks_and_scripts_are_those_of_the_catalogue() throws IOException {
    for (Map.Entry<String, List<String>> line : rows().entrySet()) {
      String name = line.getKey();
      List<String> row = line.getValue();
      Catalogue.Entry<?> entry = Catalogue.entry(name);
      EnvironmentSpec spec = entry.defaults().spec();
      assertEquals(spec.agents(), Integer.parseInt(row.get(0).split(" ", 2)[0]), name);
      var least = Pattern.compile("\\((\\d+)").matcher(row.get(0));
      int smallest = entry.configure(entry.smallest(), "").spec().agents();
      assertEquals(smallest, least.find() ? Integer.parseInt(least.group(1)) : spec.agents(), name);
      assertEquals(spec.storage() == Storage.EVERYONE_DECIDES, row.get(1).equals("all"), name + " " + row.get(1));
      assertEquals(spec.slots().stream().anyMatch(Slot::masked) ? "yes" : "no", row.get(3), name);
      var scripted = new TreeSet<>(entry.policies());
      scripted.remove("random");
      assertEquals(scripted, new TreeSet<>(QUOTED.matcher(row.get(5)).results().map(found -> found.group(1)).toList()));
    }
  }

  @Test
  void teams_are_as_many_as_is_said() throws IOException {
    for (Map.Entry<String, List<String>> line : rows().entrySet()) {
      EnvironmentSpec spec = Catalogue.entry(line.getKey()).defaults().spec();
      long teams = spec.slots().stream().map(Slot::team).distinct().count();
      String said = line.getValue().get(4);
      String first = said.split("[,;]", 2)[0];
      long expected = switch (first) {
        case "one" -> 1;
        case "two" -> 2;
        case "each its own" -> spec.agents();
        default -> throw new AssertionError("teams of " + line.getKey() + ": " + said);
      };
      assertEquals(expected, teams, line.getKey());
      long roles = spec.slots().stream().map(Slot::role).distinct().count();
      assertEquals(said.contains("three roles") ? 3 : roles == 1 ? 1 : 2, roles, line.getKey());
    }
  }

  @Test
  void names_of_families_are_told() throws IOException {
    String index = Files.readString(DOCS.resolve("README.md")).replace("\\|", "|");
    for (Catalogue.Entry<?> entry : Catalogue.entries()) {
      Catalogue.Family family = entry.family();
      if (family == null) continue;
      assertTrue(index.contains(family.form()) || index.contains(family.form().split(",", 2)[0]), family.form());
      assertTrue(family.examples().stream().anyMatch(example -> index.contains("`" + example + "`")), entry.name());
    }
  }

  @Test
  void every_file_that_a_page_links_exists_and_every_page_is_linked_and_names_its_environments() throws IOException {
    var missing = new ArrayList<String>();
    int links = 0;
    try (Stream<Path> pages = Files.list(DOCS)) {
      for (Path page : pages.toList()) {
        for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
          if (link.group(1).startsWith("http")) continue;
          links++;
          if (!Files.exists(DOCS.resolve(link.group(1)))) missing.add(DOCS.relativize(page) + ": " + link.group(1));
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(links > 60, "only " + links + " links were found");
    var linked = new TreeSet<String>();
    for (Map.Entry<String, List<String>> line : rows().entrySet()) {
      var link = LINK.matcher(line.getValue().get(6));
      assertTrue(link.find(), line.getKey());
      linked.add(link.group(1));
      String page = Files.readString(DOCS.resolve(link.group(1)));
      assertTrue(page.contains("`" + line.getKey() + "`"), link.group(1) + " does not name " + line.getKey());
    }
    linked.add("README.md");
    try (Stream<Path> pages = Files.list(DOCS)) {
      assertEquals(linked, new TreeSet<>(pages.map(page -> DOCS.relativize(page).toString()).toList()));
    }
  }
}
