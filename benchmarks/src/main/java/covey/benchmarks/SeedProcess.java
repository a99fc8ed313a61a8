package covey.benchmarks;

import covey.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Runs one seed in a process of its own and reads what it reached.
///
/// @param covey the launcher at the root of the clone
/// @param folder for the runs of this benchmark: `seed-N`, `seed-N.log`, `seed-N.json`
/// @param changes options on top of the benchmark's own
record SeedProcess(Path covey, Path folder, List<String> changes) {
  /// What `./covey` gives its JVM.
  private static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow", "--add-modules", "jdk.incubator.vector");

  private static final int SHOWN = 5; // lines of the log of a process that failed

  SeedProcess {
    changes = List.copyOf(changes);
  }

  /// @throws RunException if the process fails, with the end of what it said
  SeedResult run(LearningTask task, long seed) {
    Path log = folder.resolve("seed-%d.log".formatted(seed));
    Path result = folder.resolve("seed-%d.json".formatted(seed));
    try {
      Files.createDirectories(folder);
      List<String> command = switch (task.start()) {
        case LearningTask.Start.Command(String environment) -> commandLine(environment, seed);
        case LearningTask.Start.OneThread _, LearningTask.Start.Official _ -> ownJvm(task, seed, result);
      };
      long begun = System.nanoTime();
      var builder = new ProcessBuilder(command);
      if (task.start() instanceof LearningTask.Start.Command) { // its result is the last line of its standard output
        builder.redirectError(log.toFile()).redirectOutput(result.toFile());
      } else {
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
      }
      int code = builder.start().waitFor();
      double seconds = (System.nanoTime() - begun) * 1e-9;
      if (code != 0) throw failed(task, seed, code, log);
      return SeedResult.of(seed, parse(lastLine(result), result), seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunException("%s, seed %d: interrupted".formatted(task.name(), seed), e);
    }
  }

  private List<String> commandLine(String environment, long seed) {
    var line = new ArrayList<>(List.of(covey.toAbsolutePath().toString(), "train", environment));
    if (seed != 1) line.addAll(List.of("--seed", String.valueOf(seed)));
    line.addAll(List.of("--json", "--run", run(seed).toString()));
    for (String change : changes) line.addAll(List.of("--set", change));
    return line;
  }

  private List<String> ownJvm(LearningTask task, long seed, Path result) {
    var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    line.addAll(JVM_FLAGS);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainOnce.class.getName(),
        task.name(), String.valueOf(seed), run(seed).toString(), result.toString()));
    line.addAll(changes);
    return line;
  }

  private Path run(long seed) {
    return folder.resolve("seed-%d".formatted(seed));
  }

  private static RunException failed(LearningTask task, long seed, int code, Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
    return new RunException("%s, seed %d: its process ended with code %d; all it said is in %s, and last:%n%s"
        .formatted(task.name(), seed, code, log, end));
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.isEmpty() ? "" : lines.getLast();
  }

  /// JSON is YAML too.
  private static Map<String, @Nullable Object> parse(String line, Path file) {
    try {
      Object read = new Load(LoadSettings.builder().build()).loadFromString(line);
      if (read instanceof Map<?, ?> map) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> tree.put(String.valueOf(key), value));
        return tree;
      }
    } catch (YamlEngineException e) {
      throw new RunException("the last line of %s is no JSON object: %s".formatted(file, line), e);
    }
    throw new RunException("the last line of %s is no JSON object: %s".formatted(file, line));
  }
}
