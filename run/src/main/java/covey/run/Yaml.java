package covey.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// Trees of plain values as YAML text. JSON is YAML too, so that this reads both.
final class Yaml {
  private static final YAMLMapper MAPPER = YAMLMapper.builder()
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
      .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
      .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
      .build();

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
    try {
      Map<?, ?> read = MAPPER.readValue(text, Map.class);
      var tree = new LinkedHashMap<String, @Nullable Object>();
      if (read != null) read.forEach((key, value) -> tree.put(String.valueOf(key), value));
      return tree;
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw new RunException("%s is no readable YAML%s: %s".formatted(source,
          at == null || at.getLineNr() < 1 ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()),
          firstLine(e.getOriginalMessage())), e);
    }
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "unknown reason" : message.lines().findFirst().orElse("");
  }

  static String write(Map<String, ?> tree) {
    return MAPPER.writeValueAsString(tree);
  }
}
