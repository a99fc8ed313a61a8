package covey.run;

import covey.environments.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings to start from, per environment and algorithm: resources `presets/ENVIRONMENT.yaml`, of settings that were
/// tried, or `presets/default.yaml` for environments that have none of their own. Names of a family have its preset.
///
/// A file has the name of the environment's usual algorithm under `usual`, what all its algorithms share under `all`,
/// and what one of them wants besides under that one's name; all in the form of a run's configuration.
final class Presets {
  private static final String USUAL = "usual";
  private static final String ALL = "all";
  private static final String SPEED = "stepsPerSecond";
  private static final String DEFAULT = "default";
  private static final String FALLBACK = "ippo"; // learns wherever the others do

  private Presets() {}

  /// The algorithm to take where none is asked for.
  static String usualAlgorithm(String environment) {
    return file(environment).get(USUAL) instanceof String name ? name : FALLBACK;
  }

  /// What to start from.
  static Map<String, @Nullable Object> of(String environment, String algorithm) {
    Map<String, @Nullable Object> file = file(environment);
    return Layers.over(section(file, ALL), section(file, algorithm));
  }

  /// Joint steps per second that were measured with the preset; 0 if nobody has.
  static double referenceSpeed(String environment, String algorithm) {
    return file(environment).get(SPEED) instanceof Map<?, ?> speeds && speeds.get(algorithm) instanceof Number speed
        ? speed.doubleValue() : 0;
  }

  private static Map<String, @Nullable Object> section(Map<String, @Nullable Object> file, String name) {
    return file.get(name) instanceof Map<?, ?> map ? Layers.over(Map.of(), named(map)) : Map.of();
  }

  @SuppressWarnings("unchecked") // keys of a YAML map are texts
  private static Map<String, @Nullable Object> named(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  private static Map<String, @Nullable Object> file(String environment) {
    for (String name : List.of(environment, Catalogue.baseOf(environment), DEFAULT)) {
      Map<String, @Nullable Object> found = resource("presets/" + name + ".yaml");
      if (found != null) return found;
    }
    throw new IllegalStateException("the resource presets/" + DEFAULT + ".yaml is missing");
  }

  private static @Nullable Map<String, @Nullable Object> resource(String resource) {
    try (InputStream in = Presets.class.getResourceAsStream(resource)) {
      if (in == null) return null;
      return Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
