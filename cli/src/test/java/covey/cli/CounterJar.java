package covey.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// A jar with a user's environment.
final class CounterJar {
  private CounterJar() {}

  /// A user's environment: a counter that three steps up lead to, and a NaN at `faultAt`.
  private static final String SOURCE = """
      package com.example;
      import covey.config.Option;
      import covey.env.*;
      import covey.random.Stream;
      import covey.space.Space;
      import java.util.List;
      public final class Counter implements Environment {
        public record Config(@Option(byDefault = "2", help = "where it breaks") int faultAt) implements EnvironmentConfig {
          @Override public EnvironmentSpec spec() {
            return EnvironmentSpec.of("counter-v1", List.of(EnvironmentSpec.Slot.of("me", "counter", "team",
                Space.Box.of(2, 0, 1), new Space.Discrete(2))), EnvironmentSpec.Storage.EVERYONE_DECIDES);
          }
          @Override public VectorEnvironment create(int games) {
            return ScalarGames.of(spec(), games, () -> new Counter(this));
          }
        }
        public static final class Plain implements EnvironmentConfig {
          @Override public EnvironmentSpec spec() { return new Config(-1).spec(); }
          @Override public VectorEnvironment create(int games) { return new Config(-1).create(games); }
        }
        private final Config config;
        private int count;
        private int step;
        Counter(Config config) { this.config = config; }
        @Override public void reset(Stream chance, Writer out) { count = 0; step = 0; write(out); }
        @Override public void step(JointAction action, Writer out) {
          count += action.of(0);
          step++;
          out.reward(0, action.of(0));
          write(out);
        }
        private void write(Writer out) {
          boolean over = count == 3 || step == 10;
          if (count == 3) out.terminate(0); else if (over) out.truncate(0); else out.decides(0);
          out.observe(0, 0, count == config.faultAt() ? Float.NaN : count / 3f);
          out.observe(0, 1, step / 10f);
          if (over) out.last();
        }
      }
      """;

  static Path in(Path folder) throws IOException {
    Path source = Files.writeString(folder.resolve("Counter.java"), SOURCE);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    var compiler = ToolProvider.getSystemJavaCompiler();
    int code = compiler.run(null, OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), "-proc:none", "-cp",
        System.getProperty("java.class.path"), "-d", classes.toString(), source.toString());
    assertEquals(0, code);
    Path jar = folder.resolve("counter.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        out.write(Files.readAllBytes(file));
        out.closeEntry();
      }
    }
    return jar;
  }
}
