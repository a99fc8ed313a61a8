package covey.cli;

import static covey.cli.Console.covey;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
  @TempDir Path folder;

  private void record(String name, String... lines) throws IOException {
    try (var writer = new BufferedWriter(new OutputStreamWriter(
        new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))), StandardCharsets.UTF_8))) {
      for (String line : lines) writer.write(line + "\n");
    }
  }

  @Test
  void an_unknown_environment_is_listed_as_skipped() throws IOException {
    record("chess.jsonl.gz", """
        {"rec":"header","format":"golden-marl/1","family":"chess","env":"chess_v1","kwargs":{},"api":"parallel"}""");
    Console console = covey("env", "verify", folder, "--json");
    Map<?, ?> json = console.json();
    assertEquals(0, console.code());
    assertTrue(json.keySet().containsAll(List.of("files", "steps", "mismatches", "skipped", "largestError")), json + "");
    assertEquals(0, json.get("files"));
    assertEquals(List.of("chess.jsonl.gz"), json.get("skipped"));
    assertEquals("skipped  chess.jsonl.gz: no environment is known as chess_v1", console.out().getFirst());
  }

  @Test
  void a_broken_recording_is_a_mismatch() throws IOException {
    Files.writeString(folder.resolve("broken.jsonl.gz"), "this is no gzip");
    Console console = covey("env", "verify", folder, "--json");
    assertEquals(3, console.code());
    assertEquals(1, console.json().get("mismatches"));
  }
}
