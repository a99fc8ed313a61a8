package covey.cli;

import covey.config.Configs;
import covey.config.NearMisses;
import covey.env.EnvironmentConfig;
import covey.environments.Catalogue;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// `--jar`: environments of one's own. A run names its environment by the class, and no file of a run is ever followed to
/// code: whoever resumes it says again where the class is.
final class Jar {
  @Option(names = "--jar", paramLabel = "PATH", description = "Jar file with an environment of your own, named by its class.")
  private @Nullable Path path;

  /// Opens the jar. Without one, a class that is asked for may lie on the class path.
  ///
  /// @param asked name of an environment; null if that is not said here
  Opened open(@Nullable String asked) {
    if (path == null) return new Opened("the class path", null, onClassPath(asked));
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("--jar = %s, but there is no such file".formatted(path));
    }
    try (var file = new JarFile(path.toFile())) {
      List<String> classes = file.stream().map(each -> each.getName()).filter(each -> each.endsWith(".class"))
          .map(each -> each.substring(0, each.length() - 6).replace('/', '.')).toList();
      var loader = new URLClassLoader(new URL[] {path.toUri().toURL()}, Jar.class.getClassLoader());
      return new Opened(path.toString(), loader, found(classes, loader));
    } catch (IOException e) {
      throw new IllegalArgumentException("--jar = %s, which is no jar file: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static Map<String, Class<?>> onClassPath(@Nullable String asked) {
    if (asked == null || asked.indexOf('.') < 0) return Map.of();
    return found(List.of(asked, asked + "$Config"), Jar.class.getClassLoader());
  }

  private static Map<String, Class<?>> found(List<String> names, ClassLoader loader) {
    var found = new LinkedHashMap<String, Class<?>>();
    for (String name : names) {
      try {
        Class<?> type = loader.loadClass(name); // which runs nothing of it
        if (EnvironmentConfig.class.isAssignableFrom(type)) found.put(nameOf(type), type);
      } catch (ClassNotFoundException | LinkageError e) {
        // needs what is not there: no environment that could be played
      }
    }
    return found;
  }

  /// Options named `Config` go by the class around them.
  private static String nameOf(Class<?> options) {
    Class<?> around = options.getEnclosingClass();
    return (around != null && options.getSimpleName().equals("Config") ? around : options).getName().replace('$', '.');
  }

  /// @param file as it was given; empty for none
  /// @param loader of its classes, to be closed at the end
  /// @param environments options by name
  record Opened(String file, @Nullable URLClassLoader loader, Map<String, Class<?>> environments)
      implements AutoCloseable {

    /// The environments, as far as their options are records: those can be written down, and run.
    List<Catalogue.Entry<?>> entries() {
      var entries = new ArrayList<Catalogue.Entry<?>>();
      environments.forEach((name, type) -> {
        if (type.isRecord()) entries.add(entry(name, type));
      });
      return entries;
    }

    @SuppressWarnings("unchecked") // it is a record, and it is an environment's options
    private static <C extends Record & EnvironmentConfig> Catalogue.Entry<C> entry(String name, Class<?> type) {
      return Catalogue.Entry.of(name, (Class<C>) type, "an environment of your own");
    }

    /// What to add to a command about the same environment.
    String option() {
      return loader == null ? "" : " --jar " + file;
    }

    /// What somebody calls an environment by its name in full: of this jar, or of the built-in ones as it is.
    ///
    /// @throws IllegalArgumentException if it is of this jar, but not found there
    @Nullable String inFull(@Nullable String asked) {
      if (asked == null || (loader == null && environments.isEmpty()) || isBuiltIn(asked)) return asked;
      String name = asked.replace('$', '.').replaceFirst("\\.Config$", "");
      if (environments.containsKey(name)) return name;
      List<String> last = environments.keySet().stream().filter(each -> each.endsWith("." + name)).toList();
      if (last.size() == 1) return last.getFirst();
      if (environments.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has no environment: no class of it implements covey.env.EnvironmentConfig".formatted(file));
      }
      var candidates = new ArrayList<>(environments.keySet());
      for (String each : environments.keySet()) candidates.add(each.substring(each.lastIndexOf('.') + 1));
      throw new IllegalArgumentException("%s has %s environment %s; it has: %s%s".formatted(file,
          last.isEmpty() ? "no" : "more than one", asked, String.join(", ", environments.keySet()),
          NearMisses.hint(asked, candidates)));
    }

    private static boolean isBuiltIn(String name) {
      try {
        Catalogue.entry(name);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    /// An environment by its name, whatever its options are.
    ///
    /// @param changed its options
    EnvironmentConfig config(String name, Map<String, @Nullable Object> changed) {
      String known = inFull(name);
      Class<?> type = known == null ? null : environments.get(known);
      if (known == null || type == null) return builtIn(name).configure(changed, "environment");
      if (type.isRecord()) return entry(known, type).configure(changed, "environment");
      if (!changed.isEmpty()) {
        throw new IllegalArgumentException("%s has no options that could be set: it is no record".formatted(known));
      }
      return made(known, type);
    }

    private Catalogue.Entry<?> builtIn(String name) {
      if (loader != null || name.indexOf('.') < 0) return Catalogue.entry(name);
      throw new IllegalArgumentException(("no environment is named %s, and there is no such class on the class path that"
          + " implements covey.env.EnvironmentConfig, or has one inside that is named Config; --jar names the file that has"
          + " it").formatted(name));
    }

    private static EnvironmentConfig made(String name, Class<?> type) {
      try {
        return (EnvironmentConfig) MethodHandles.publicLookup().findConstructor(type, MethodType.methodType(void.class))
            .invoke();
      } catch (NoSuchMethodException | IllegalAccessException e) {
        throw new IllegalArgumentException(("%s cannot be made: options are a record whose parts have defaults (usual), or a"
            + " public class with a public constructor that takes nothing").formatted(name), e);
      } catch (Error | RuntimeException e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalArgumentException("%s cannot be made: %s".formatted(name, e), e);
      }
    }

    @Override
    public void close() {
      if (loader == null) return;
      try {
        loader.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close " + file, e);
      }
    }
  }
}
