package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.random.Keys;
import covey.random.Purpose;
import covey.random.Stream;
import covey.track.Metrics;
import covey.track.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path folder;
  private Path run;
  private RunResult result;

  @BeforeEach
  void train() {
    run = folder.resolve("run");
    try (var experiment = Experiment.start(Small.spread("checkpoints.iterations=3"), run)) {
      result = experiment.run();
    }
  }

  private CheckpointStore store() {
    return RunDirectory.existing(run).checkpoints();
  }

  private Path latest() {
    return store().latest().orElseThrow();
  }

  private static String message(Runnable work) {
    String message = assertThrows(RunException.class, work::run).getMessage();
    assertTrue(!message.contains("\n") && !message.contains("Exception"), message);
    return message;
  }

  @Test
  void the_latest_few_are_kept() {
    assertEquals(List.of("iteration-0000006.covey", "iteration-0000009.covey", "iteration-0000010.covey"),
        store().all().stream().map(path -> path.getFileName().toString()).toList());
  }

  @Test
  void a_policy_has_the_hash_that_the_run_reported() {
    Checkpoint checkpoint = Checkpoint.of(run);
    RunConfig config = checkpoint.config(List.of());
    assertEquals(10, checkpoint.iteration());
    assertEquals(result.weightsHash(), checkpoint.policy(config, covey.policy.NetworkBuilder.MLP).hash());
  }

  @Test
  void a_damaged_one_is_told_in_one_sentence_that_names_the_one_before() throws IOException {
    byte[] whole = Files.readAllBytes(latest());
    var stream = new Stream(Keys.of(5, Purpose.TEST));
    for (int trial = 0; trial < 40; trial++) {
      byte[] damaged = trial % 2 == 0
          ? Arrays.copyOf(whole, stream.nextInt(whole.length))
          : flipped(whole, stream.nextInt(whole.length));
      Files.write(latest(), damaged);
      String message = message(() -> Experiment.resume(run));
      assertTrue(message.startsWith(latest() + " "), message);
      assertTrue(message.endsWith(
          "; the one before it is whole: give " + store().all().get(1) + " to go on from there"), message);
    }
    try (var experiment = Experiment.resume(store().all().get(1))) {
      assertEquals(result.weightsHash(), experiment.run().weightsHash());
    }
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= 4;
    return copy;
  }

  @Test
  void one_that_cannot_be_saved_leaves_those_before_and_says_how_to_go_on() throws IOException {
    Path other = folder.resolve("full");
    var blocking = new Recorder() {
      @Override
      public void iterated(Schema schema, Metrics row, double share) {
        if (row.iteration != 5) return;
        try { // a folder where the temporary file would be: it cannot be written, as on a full disk
          Files.createDirectories(other.resolve("checkpoints/iteration-0000006.covey.tmp/in-the-way"));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
    String message = message(() -> {
      try (var experiment =
          Launcher.PLAIN.watchedBy(blocking).start(Small.spread("checkpoints.iterations=3"), other)) {
        experiment.run();
      }
    });
    assertTrue(message.contains("iteration-0000006.covey could not be saved: "), message);
    assertTrue(message.endsWith("iteration-0000003.covey is safe, and `covey resume " + other + "` goes on from it"),
        message);
    Files.delete(other.resolve("checkpoints/iteration-0000006.covey.tmp/in-the-way"));
    Files.delete(other.resolve("checkpoints/iteration-0000006.covey.tmp"));
    try (var experiment = Experiment.resume(other)) {
      assertEquals(result.weightsHash(), experiment.run().weightsHash());
    }
    Traces.assertSameMetrics(run, other);
  }

  @Test
  void one_of_another_run_is_refused() throws IOException {
    for (String difference : List.of("environment.agents=2", "algorithm.gamma=0.5", "seed=2")) {
      Path other = folder.resolve("other" + difference);
      try (var experiment = Experiment.start(Small.spread("budget.iterations=1", difference), other)) {
        experiment.run();
      }
      Path foreign = run.resolve("checkpoints/iteration-0000099.covey");
      Files.copy(other.resolve("checkpoints/iteration-0000001.covey"), foreign, StandardCopyOption.REPLACE_EXISTING);
      String message = message(() -> Experiment.resume(run));
      assertTrue(message.startsWith(foreign + " is of another run: its "), message);
      assertEquals(message, message(() -> Checkpoint.of(run))); // nor is it evaluated as the run's
    }
    Files.delete(run.resolve("checkpoints/iteration-0000099.covey"));
    try (var experiment = Experiment.resume(run)) {
      assertEquals(result.weightsHash(), experiment.run().weightsHash());
    }
  }

  @Test
  void what_is_missing_is_named() throws IOException {
    assertEquals("there is no run " + folder.resolve("rum") + "; did you mean run?",
        message(() -> Experiment.resume(folder.resolve("rum"))));
    assertEquals(folder + " is no run: it has no config.yaml", message(() -> Experiment.resume(folder)));
    assertEquals("there is no run and no checkpoint " + folder.resolve("rum"),
        message(() -> Checkpoint.of(folder.resolve("rum"))));
    for (Path file : store().all()) Files.delete(file);
    assertEquals(run + " has no checkpoint: none was saved, or they were removed",
        message(() -> Experiment.resume(run)));
  }

  @Test
  void a_file_that_is_no_checkpoint_is_refused() throws IOException {
    Path file = folder.resolve("holiday.jpg");
    Files.writeString(file, "not an archive");
    assertEquals(file + " is not a Covey archive", message(() -> Checkpoint.of(file)));
    var archive = new covey.archive.ArchiveWriter();
    archive.text("something", "else");
    archive.write(file);
    assertEquals(file + " is a Covey archive, but no checkpoint", message(() -> Checkpoint.of(file)));
  }

  @Test
  void resuming_from_an_older_one_puts_the_newer_ones_aside() {
    Path older = store().all().getFirst();
    try (var experiment = Experiment.resume(older)) {
      assertEquals(List.of(older), store().all());
      assertTrue(Files.exists(run.resolve("checkpoints/iteration-0000010.covey.old")));
      assertEquals(result.weightsHash(), experiment.run().weightsHash());
    }
  }
}
