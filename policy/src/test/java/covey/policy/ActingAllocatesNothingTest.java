package covey.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;

/// In JVMs of its own, because what a compiler inlines depends on all that ran before: only acting shows what acting costs
/// (`docs/decisions/0012-loops-compiled-by-themselves.md`).
class ActingAllocatesNothingTest {
  @RepeatedTest(2)
  void a_program_that_only_acts_allocates_nothing_per_call() throws IOException, InterruptedException {
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-Xmx256m", "--add-modules", "jdk.incubator.vector",
        "-cp", System.getProperty("java.class.path"), ActingProgram.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(Long.parseLong(printed.strip())).isZero();
  }
}
