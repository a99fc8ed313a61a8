package covey.run;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run was made with and on, as far as this can be known without asking other programs.
public final class Machine {
  private static final String UNKNOWN = "unknown";

  private Machine() {}

  /// All of it by name, for manifests and tables of measurements.
  public static Map<String, Object> describe() {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("version", version());
    tree.put("commit", commit());
    tree.put("jvm", "%s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.vm.version")));
    tree.put("os", "%s %s %s".formatted(
        System.getProperty("os.name"), System.getProperty("os.version"), System.getProperty("os.arch")));
    tree.put("cpu", cpu());
    tree.put("cores", (long) Runtime.getRuntime().availableProcessors());
    return tree;
  }

  /// The version of this build.
  public static String version() {
    String version = Machine.class.getPackage().getImplementationVersion();
    return version == null ? "not packaged" : version;
  }

  /// The processor's name, where the system tells it.
  public static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst().orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException _) {
      return System.getProperty("os.arch");
    }
  }

  /// The commit of the clone that this code was built in, if it lies in one.
  public static String commit() {
    CodeSource source = Machine.class.getProtectionDomain().getCodeSource();
    if (source == null) return UNKNOWN;
    try {
      for (Path at = Path.of(source.getLocation().toURI()); at != null; at = at.getParent()) {
        if (Files.exists(at.resolve(".git"))) return commit(at.resolve(".git"));
      }
    } catch (IOException | URISyntaxException | RuntimeException _) {
      // not from a file, or from a clone of another form: unknown
    }
    return UNKNOWN;
  }

  private static String commit(Path git) throws IOException {
    Path folder = git;
    if (Files.isRegularFile(git)) { // a work tree beside its clone
      folder = git.resolveSibling(Files.readString(git).replace("gitdir:", "").strip());
    }
    String head = Files.readString(folder.resolve("HEAD")).strip();
    if (!head.startsWith("ref:")) return head;
    String name = head.substring(4).strip();
    Path common = Files.exists(folder.resolve("commondir"))
        ? folder.resolve(Files.readString(folder.resolve("commondir")).strip())
        : folder;
    if (Files.exists(common.resolve(name))) return Files.readString(common.resolve(name)).strip();
    String packed = packed(common.resolve("packed-refs"), name);
    return packed == null ? UNKNOWN : packed;
  }

  private static @Nullable String packed(Path refs, String name) throws IOException {
    if (!Files.exists(refs)) return null;
    try (Stream<String> lines = Files.lines(refs)) {
      return lines.filter(line -> line.endsWith(" " + name)).map(line -> line.split(" ", 2)[0])
          .findFirst().orElse(null);
    }
  }
}
