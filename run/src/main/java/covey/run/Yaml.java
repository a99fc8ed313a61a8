package covey.run;

import covey.config.ConfigurationException;
import covey.config.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Trees of plain values as YAML 1.2 text. JSON is YAML too, so that this reads both. No text makes it do anything but
/// build a tree; names that stand twice are refused.
final class Yaml {
  private Yaml() {}

  /// @throws RunException with one sentence if there is no such file, or if it is no YAML with names on top
  static Map<String, @Nullable Object> read(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw RunException.reading(file, e);
    }
  }

  /// @param source what the text is called in messages
  static Map<String, @Nullable Object> parse(String text, String source) {
    Object read;
    try {
      read = new Load(LoadSettings.builder().setLabel(source).build()).loadFromString(text);
    } catch (MarkedYamlEngineException e) {
      String place = e.getProblemMark()
          .map(mark -> " at line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1)).orElse("");
      throw new RunException("%s is no readable YAML%s: %s".formatted(source, place, e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new RunException("%s is no readable YAML: %s".formatted(source, e.getMessage()), e);
    }
    return switch (read) {
      case null -> new LinkedHashMap<>();
      case Map<?, ?> map -> {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> tree.put(String.valueOf(key), value));
        yield tree;
      }
      default -> throw new RunException(
          "%s is no configuration: it must have names on top, as in seed: 1".formatted(source));
    };
  }

  /// A part of a configuration that may come as text, as in `[{kind: time-limit, steps: 50}, agent-id]` from the command
  /// line.
  ///
  /// @param path of the part
  /// @throws ConfigurationException if it is text, but no YAML
  static @Nullable Object value(@Nullable Object given, String path) {
    if (!(given instanceof String text)) return given;
    try {
      return new Load(LoadSettings.builder().setLabel(path).build()).loadFromString(text);
    } catch (YamlEngineException e) {
      String problem = e instanceof MarkedYamlEngineException marked ? marked.getProblem() : e.getMessage();
      throw new ConfigurationException("The run",
          List.of(new Fault(path, text, "is no readable YAML: %s".formatted(problem))));
    }
  }

  static String write(Map<String, ?> tree) {
    return new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setDereferenceAliases(true).build())
        .dumpToString(tree);
  }
}
