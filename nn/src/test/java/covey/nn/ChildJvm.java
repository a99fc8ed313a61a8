package covey.nn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a program of the tests in a JVM of its own, with flags of its own and without agents.
final class ChildJvm {
  private ChildJvm() {}

  /// @return the lines it prints
  /// @throws AssertionError if it fails; the message has its errors
  static List<String> run(Path folder, Class<?> program, List<String> flags, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    var process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (process.waitFor() != 0) throw new AssertionError(String.join(" ", flags) + "\n" + Files.readString(err));
    return Files.readAllLines(out);
  }
}
