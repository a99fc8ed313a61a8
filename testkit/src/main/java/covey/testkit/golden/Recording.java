package covey.testkit.golden;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One recorded file, read episode by episode: a header, then for each episode a reset and its steps, a line each.
final class Recording implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String FORMAT = "golden-marl/1";

  private final BufferedReader lines;
  private int line;
  private JsonNode header;
  private @Nullable JsonNode ahead;

  /// What one episode left: the reset, then its steps.
  record Episode(int number, JsonNode reset, List<JsonNode> steps) {}

  private Recording(BufferedReader lines) {
    this.lines = lines;
    this.header = JSON.nullNode();
  }

  @SuppressWarnings("StreamResourceLeak") // the recording that is returned closes the reader
  static Recording open(Path file) throws BrokenRecordingException {
    try {
      var bytes = new GZIPInputStream(Files.newInputStream(file));
      var recording = new Recording(new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8)));
      JsonNode first = recording.next();
      if (first == null || !recording.text(first, "rec").equals("header")) {
        throw recording.broken("a header was expected");
      }
      recording.header = first;
      String format = recording.text(first, "format");
      if (!format.equals(FORMAT)) throw recording.broken("the format is " + format + ", but only " + FORMAT + " is known");
      recording.ahead = recording.next();
      return recording;
    } catch (IOException e) {
      throw new BrokenRecordingException("it cannot be read: " + e.getMessage());
    }
  }

  String environment() throws BrokenRecordingException {
    return text(header, "env");
  }

  /// The family of environments, which decides what a record looks like; empty if the header does not say.
  String family() throws BrokenRecordingException {
    return header.get("family") == null ? "" : text(header, "family");
  }

  String api() throws BrokenRecordingException {
    return text(header, "api");
  }

  /// Constants of the environment that was recorded.
  JsonNode constants() throws BrokenRecordingException {
    return field(header, "static");
  }

  /// Ids of the agents, in their order.
  List<String> agents() throws BrokenRecordingException {
    return texts(field(header, "agents"));
  }

  /// Constructor arguments that differ from the original's defaults.
  Map<String, @Nullable Object> options() {
    var options = new LinkedHashMap<String, @Nullable Object>();
    JsonNode arguments = header.get("kwargs");
    if (arguments != null) {
      for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
        options.put(argument.getKey(), JSON.treeToValue(argument.getValue(), Object.class));
      }
    }
    return options;
  }

  /// The next episode; null after the last.
  @Nullable Episode nextEpisode() throws BrokenRecordingException {
    JsonNode reset = ahead;
    if (reset == null) return null;
    if (!text(reset, "rec").equals("reset")) throw broken("a reset was expected");
    var steps = new ArrayList<JsonNode>();
    while ((ahead = next()) != null && !text(ahead, "rec").equals("reset")) steps.add(ahead);
    return new Episode((int) number(reset, "ep"), reset, steps);
  }

  private @Nullable JsonNode next() throws BrokenRecordingException {
    try {
      String text = lines.readLine();
      line++;
      return text == null ? null : JSON.readTree(text);
    } catch (IOException e) {
      throw broken("line %d cannot be read: %s".formatted(line, e.getMessage()));
    } catch (JacksonException e) {
      throw broken("line %d is no JSON: %s".formatted(line, e.getOriginalMessage()));
    }
  }

  JsonNode field(JsonNode of, String name) throws BrokenRecordingException {
    JsonNode value = of.get(name);
    if (value == null) throw broken("there is no \"" + name + "\"");
    return value;
  }

  String text(JsonNode of, String name) throws BrokenRecordingException {
    JsonNode value = field(of, name);
    if (!value.isString()) throw broken("\"" + name + "\" is no text");
    return value.stringValue();
  }

  List<String> texts(JsonNode list) throws BrokenRecordingException {
    var texts = new ArrayList<String>();
    for (JsonNode each : list) {
      if (!each.isString()) throw broken(each + " is no text");
      texts.add(each.stringValue());
    }
    return texts;
  }

  /// All numbers of a number, of nested lists and of the values of nested objects, in order; an object's texts and nulls
  /// are names of something and are passed over.
  double[] numbers(JsonNode node) throws BrokenRecordingException {
    var found = new ArrayList<Double>();
    collect(node, found);
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void collect(JsonNode node, List<Double> found) throws BrokenRecordingException {
    if (node.isNumber()) {
      found.add(node.doubleValue());
    } else if (node.isArray()) {
      for (JsonNode each : node) collect(each, found);
    } else if (node.isObject()) {
      for (JsonNode each : node) if (!each.isString() && !each.isNull()) collect(each, found);
    } else {
      throw broken(node + " is no number");
    }
  }

  double number(JsonNode of, String name) throws BrokenRecordingException {
    JsonNode value = field(of, name);
    if (!value.isNumber()) throw broken("\"" + name + "\" is no number");
    return value.doubleValue();
  }

  boolean flag(JsonNode of, String name) throws BrokenRecordingException {
    JsonNode value = field(of, name);
    if (!value.isBoolean()) throw broken("\"" + name + "\" is neither true nor false");
    return value.booleanValue();
  }

  BrokenRecordingException broken(String how) {
    return new BrokenRecordingException(how);
  }

  @Override
  public void close() throws BrokenRecordingException {
    try {
      lines.close();
    } catch (IOException e) {
      throw broken("it cannot be closed: " + e.getMessage());
    }
  }
}
