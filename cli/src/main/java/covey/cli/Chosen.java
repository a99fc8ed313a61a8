package covey.cli;

import covey.config.Configs;
import covey.config.NearMisses;
import covey.config.Overrides;
import covey.env.Environment;
import covey.env.EnvironmentConfig;
import covey.env.VectorEnvironment;
import covey.environments.Catalogue;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/// An environment that the command line names: a built-in one, or somebody's own class.
///
/// @param name as it was asked for
/// @param loader of the classes of `--jar`, to be closed at the end; null without one
record Chosen(String name, EnvironmentConfig config, @Nullable URLClassLoader loader) implements AutoCloseable {
  private static final String OPTIONS = "a record that implements covey.env.EnvironmentConfig and whose options all have"
      + " defaults, or a class with such a record inside that is named Config";

  /// Names to complete: built-in ones, and examples of their families.
  static final class Known implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      var names = new ArrayList<>(Catalogue.names());
      for (Catalogue.Entry<?> entry : Catalogue.entries()) {
        if (entry.family() != null) names.addAll(entry.family().examples());
      }
      return names.iterator();
    }
  }

  /// A built-in environment.
  ///
  /// @param assignments its options, as in `agents=5`
  static Chosen of(String name, List<String> assignments) {
    return new Chosen(name, Catalogue.entry(name).configure(options(assignments), "environment"), null);
  }

  /// A built-in environment, or one of a class.
  ///
  /// @param jar where the class is; null if it is on the class path
  static Chosen of(String name, List<String> assignments, @Nullable Path jar) {
    if (jar == null && name.indexOf('.') < 0) return of(name, assignments);
    URLClassLoader loader = jar == null ? null : open(jar);
    ClassLoader from = loader == null ? Chosen.class.getClassLoader() : loader;
    try {
      String found = jar == null ? name : named(name, classes(jar), jar);
      return new Chosen(name, configured(found, from, options(assignments)), loader);
    } catch (ClassNotFoundException e) {
      String where = jar == null ? "the class path; --jar names the file that has it" : jar.toString();
      throw new IllegalArgumentException("there is no class %s in %s".formatted(name, where), e);
    }
  }

  private static Map<String, @Nullable Object> options(List<String> assignments) {
    return Overrides.of(assignments.stream().map(each -> each.replaceFirst("^environment\\.", "")).toList())
        .applyTo(Map.of());
  }

  private static EnvironmentConfig configured(String name, ClassLoader from, Map<String, @Nullable Object> options)
      throws ClassNotFoundException {
    Class<?> type = from.loadClass(name);
    if (isOptions(type)) return bound(type, options);
    Class<?> inner;
    try {
      inner = from.loadClass(name + "$Config");
    } catch (ClassNotFoundException e) {
      boolean game = Environment.class.isAssignableFrom(type) || VectorEnvironment.class.isAssignableFrom(type);
      throw new IllegalArgumentException("%s %s, but what is checked is %s".formatted(
          name, game ? "is an environment without its options" : "is no environment", OPTIONS), e);
    }
    if (!isOptions(inner)) throw new IllegalArgumentException("%s is not %s".formatted(inner.getName(), OPTIONS));
    return bound(inner, options);
  }

  private static boolean isOptions(Class<?> type) {
    return type.isRecord() && EnvironmentConfig.class.isAssignableFrom(type);
  }

  private static EnvironmentConfig bound(Class<?> type, Map<String, @Nullable Object> options) {
    return (EnvironmentConfig) Configs.bind(type.asSubclass(Record.class), options, "environment");
  }

  // ---- jars --------------------------------------------------------------------------------------------------------

  private static URLClassLoader open(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException("--jar = %s, but there is no such file".formatted(jar));
    }
    try {
      return new URLClassLoader(new URL[] {jar.toUri().toURL()}, Chosen.class.getClassLoader());
    } catch (IOException e) {
      throw new IllegalArgumentException("--jar = %s, which cannot be opened: %s".formatted(jar, e.getMessage()), e);
    }
  }

  private static List<String> classes(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      return file.stream().map(each -> each.getName()).filter(each -> each.endsWith(".class"))
          .map(each -> each.substring(0, each.length() - 6).replace('/', '.')).toList();
    } catch (IOException e) {
      throw new IllegalArgumentException("--jar = %s, which is no jar file: %s".formatted(jar, e.getMessage()), e);
    }
  }

  /// The class with this name, or the only one whose last name it is.
  private static String named(String name, List<String> classes, Path jar) {
    String nested = name.replace('$', '.');
    List<String> exact = classes.stream().filter(each -> each.replace('$', '.').equals(nested)).toList();
    if (exact.size() == 1) return exact.getFirst();
    List<String> last = classes.stream().filter(each -> ("." + each.replace('$', '.')).endsWith("." + nested)).toList();
    if (last.size() == 1) return last.getFirst();
    List<String> shown = classes.stream().map(each -> each.replace('$', '.')).toList();
    var candidates = new ArrayList<>(shown);
    for (String each : shown) candidates.add(each.substring(each.lastIndexOf('.') + 1));
    throw new IllegalArgumentException("%s has %s class %s%s".formatted(
        jar, last.isEmpty() ? "no" : "more than one", name, NearMisses.hint(name, candidates)));
  }

  @Override
  public void close() {
    if (loader == null) return;
    try {
      loader.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close the jar of " + name, e);
    }
  }
}
