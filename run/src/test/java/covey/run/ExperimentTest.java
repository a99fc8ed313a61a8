package covey.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import covey.algorithms.Ppo;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.environments.SimpleSpread;
import covey.run.RunResult.Ending;
import covey.track.CsvStore;
import covey.track.MetricTable;
import covey.track.Metrics;
import covey.track.Scalars;
import covey.track.Schema;
import covey.track.TensorBoardStore;
import covey.track.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
  @TempDir Path folder;
  private int runs;

  @BeforeEach
  void closeCounters() {
    Counted.OPENED.set(0);
    Counted.CLOSED.set(0);
  }

  private Path next() {
    return folder.resolve("run" + runs++);
  }

  private RunResult run(RunConfig config, Monitor monitor) {
    try (Experiment experiment = Launcher.PLAIN.watchedBy(monitor).start(config, next())) {
      return experiment.run();
    }
  }

  private RunResult run(RunConfig config) {
    return run(config, Monitor.SILENT);
  }

  @Test
  void ten_iterations_are_ten_rows_in_every_store() {
    RunResult result = run(Small.spread("budget.iterations=10"));
    assertEquals(10, result.iterations());
    assertEquals(10, result.updates());
    assertEquals(Ending.BUDGET, result.ending());
    MetricTable table = Traces.table(result.directory());
    assertEquals(10, table.rows().size());
    assertEquals(table.rows(), CsvStore.read(result.directory().resolve(Tracker.TABLE), table.schema()).rows());
    assertEquals(10, TensorBoardStore.read(result.directory().resolve(Tracker.EVENTS)).size());
  }

  @Test
  void tensorboard_shows_the_values_of_the_ledger() {
    RunResult result = run(Small.spread());
    MetricTable table = Traces.table(result.directory());
    List<Scalars> events = TensorBoardStore.read(result.directory().resolve(Tracker.EVENTS));
    int column = table.schema().index("return/agent_1");
    int compared = 0;
    for (int i = 0; i < 10; i++) {
      double booked = table.rows().get(i).value(column);
      if (Double.isNaN(booked)) continue;
      assertEquals((float) booked, events.get(i).values().get("return/agent_1"));
      compared++;
    }
    assertTrue(compared >= 5, compared + " rows had ended episodes");
  }

  @Test
  void a_limit_of_episodes_is_met_exactly_in_equal_shares() {
    for (long episodes : new long[] {50, 51, 8, 3}) {
      var recorder = new Recorder();
      RunResult result = run(Small.spread("budget.episodes=" + episodes), recorder);
      assertEquals(episodes, result.episodes());
      assertEquals(5 * episodes, result.jointSteps()); // every episode has 5 steps, and none is left half played
    }
  }

  @Test
  void a_limit_of_steps_is_exceeded_by_less_than_one_iteration() {
    RunResult result = run(Small.spread("budget.steps=100"));
    assertTrue(result.jointSteps() >= 100 && result.jointSteps() < 100 + 8 * 4, result.jointSteps() + " steps");
  }

  @Test
  void limits_join_and_the_first_one_ends_the_run() {
    assertEquals(4, run(Small.spread("budget.updates=4", "budget.episodes=1000000")).iterations());
    assertEquals(3, run(Small.spread("budget.updates=4", "budget.iterations=3")).iterations());
  }

  @Test
  void minutes_end_a_run() {
    RunResult result = run(Small.spread("budget.iterations=1e9", "budget.minutes=0.005"));
    assertEquals(Ending.BUDGET, result.ending());
    assertTrue(result.wallSeconds() >= 0.3 && result.wallSeconds() < 30, result.wallSeconds() + " s");
  }

  @Test
  void a_target_ends_the_run_at_an_evaluation_that_shows_it() {
    var recorder = new Recorder();
    RunResult reached =
        run(Small.spread("budget.target=-1000", "evaluation.every=3", "budget.iterations=20"), recorder);
    assertEquals(Ending.TARGET, reached.ending());
    assertEquals(3, reached.iterations());
    assertEquals(1, recorder.evaluations.size());
    assertEquals(200, recorder.evaluations.getFirst().episodes());
    RunResult missed = run(Small.spread("budget.target=sum(0)", "evaluation.every=3", "budget.iterations=7"));
    assertEquals(Ending.BUDGET, missed.ending());
    assertEquals(7, missed.iterations());
  }

  @Test
  void evaluations_during_training_change_no_byte_of_it() {
    RunResult without = run(Small.spread());
    RunResult with = run(Small.spread("evaluation.every=2", "evaluation.stochastic=true"));
    assertEquals(without.weightsHash(), with.weightsHash());
    MetricTable a = Traces.table(without.directory());
    MetricTable b = Traces.table(with.directory());
    for (String column : a.schema().names()) {
      if (column.startsWith("speed/")) continue;
      for (int i = 0; i < 10; i++) {
        assertEquals(a.rows().get(i).value(a.schema().index(column)), b.rows().get(i).value(b.schema().index(column)));
      }
    }
    assertEquals(5, b.rows().stream()
        .filter(row -> !Double.isNaN(row.value(b.schema().index("evaluation/mean")))).count());
  }

  @Test
  void the_best_of_the_evaluations_is_kept() {
    var recorder = new Recorder();
    RunResult result = run(Small.spread("evaluation.every=2"), recorder);
    double best = recorder.evaluations.stream().mapToDouble(Evaluation::meanReturn).max().orElseThrow();
    Path file = RunDirectory.existing(result.directory()).checkpoints().best().orElseThrow();
    RunConfig config = Checkpoint.of(file).config(List.of());
    try (var workers = new covey.nn.Workers(1)) {
      var policy = Checkpoint.of(file).policy(config, covey.policy.NetworkBuilder.MLP).policy(true);
      Evaluation again = Evaluator.evaluate("simple_spread", config.environment(), policy, 200, 1, workers);
      assertEquals(best, again.meanReturn()); // the recorded score, on its seeds
    }
  }

  @Test
  void threads_change_no_byte() {
    RunResult one = run(Small.spread("threads=1"));
    for (int threads : new int[] {2, 4}) {
      RunResult more = run(Small.spread("threads=" + threads));
      assertEquals(one.weightsHash(), more.weightsHash());
      Traces.assertSameMetrics(one.directory(), more.directory());
      assertEquals(one.evaluation(), more.evaluation() == null ? null : equalised(more.evaluation(), one.evaluation()));
    }
  }

  /// Episodes hold arrays, which are compared here one by one.
  private static Evaluation equalised(Evaluation is, Evaluation expected) {
    assertNotNull(expected);
    assertEquals(Json.line(expected.asTree()), Json.line(is.asTree()));
    return expected;
  }

  @Test
  void seeds_differ() {
    assertNotEquals(run(Small.spread()).weightsHash(), run(Small.spread("seed=2")).weightsHash());
  }

  @Test
  void the_result_is_compared_with_random_and_the_script_on_the_same_episodes() {
    RunResult result = run(Small.spread());
    assertEquals(List.of("random", "assignment"), result.baselines().stream().map(RunResult.Baseline::name).toList());
    Evaluation own = result.evaluation();
    assertNotNull(own);
    for (RunResult.Baseline baseline : result.baselines()) {
      assertEquals(own.episodes(), baseline.evaluation().episodes());
    }
    Interval advantage = result.advantageOver(result.baselines().getFirst());
    double difference = own.meanReturn() - result.baselines().getFirst().evaluation().meanReturn();
    assertEquals(difference, 0.5 * (advantage.low() + advantage.high()), 1e-9);
  }

  @Test
  void a_baseline_that_cannot_play_is_noted() {
    var recorder = new Recorder();
    RunResult result = run(Small.spread("environment.agentNeighbors=1", "budget.iterations=1"), recorder);
    assertEquals(1, result.baselines().size());
    assertTrue(recorder.notes.getFirst().startsWith("no comparison with assignment: "), recorder.notes.toString());
  }

  @Test
  void stopping_saves_after_the_present_iteration_and_resuming_gives_the_same_bytes() {
    RunResult whole = run(Small.spread("budget.iterations=9"));
    Path part = next();
    RunResult stopped;
    try (var experiment = stopping(part, 4)) {
      stopped = experiment.run();
    }
    assertEquals(Ending.INTERRUPTED, stopped.ending());
    assertEquals(4, stopped.iterations());
    assertNull(stopped.evaluation());
    assertEquals(4, CheckpointStore.iteration(
        RunDirectory.existing(part).checkpoints().latest().orElseThrow()).orElseThrow());
    try (var experiment = Experiment.resume(part)) {
      assertEquals(whole.weightsHash(), experiment.run().weightsHash());
    }
    Traces.assertSameMetrics(whole.directory(), part);
    assertEquals("finished", RunDirectory.existing(part).manifest().get("status"));
  }

  private static Experiment stopping(Path folder, int after) {
    Experiment[] running = new Experiment[1];
    var monitor = new Recorder() {
      @Override
      public void iterated(Schema schema, Metrics row, double share) {
        if (row.iteration == after) running[0].stop();
      }
    };
    running[0] = Launcher.PLAIN.watchedBy(monitor).start(Small.spread("budget.iterations=9"), folder);
    return running[0];
  }

  @Test
  void every_iteration_can_be_resumed_from() {
    RunConfig config = Small.spread("budget.iterations=9", "checkpoints.iterations=1", "checkpoints.keep=100",
        "algorithm.learningRate=linear(2e-3, 0)", "evaluation.every=4");
    RunResult whole = run(config);
    List<Path> checkpoints = RunDirectory.existing(whole.directory()).checkpoints().all();
    assertEquals(10, checkpoints.size()); // before the first iteration, and after each
    for (int from = 8; from >= 0; from--) {
      try (var experiment = Experiment.resume(checkpoints.get(from))) {
        assertEquals(whole.weightsHash(), experiment.run().weightsHash(), "from iteration " + from);
      }
      assertEquals(10, RunDirectory.existing(whole.directory()).checkpoints().all().size());
    }
    RunResult again = run(config);
    Traces.assertSameMetrics(again.directory(), whole.directory());
  }

  @Test
  void a_raised_limit_lets_a_finished_run_go_on() {
    RunConfig config = Small.spread("budget.iterations=4", "algorithm.learningRate=1e-3");
    RunResult four = run(config);
    RunResult seven = run(config.with(Budget.ofIterations(7)));
    try (var experiment = Launcher.PLAIN.resume(four.directory(), c -> c.with(Budget.ofIterations(7)))) {
      assertEquals(seven.weightsHash(), experiment.run().weightsHash());
    }
    assertEquals(7, RunConfig.read(RunDirectory.existing(four.directory()).config(), List.of())
        .settings().budget().iterations().orElseThrow());
  }

  @Test
  void a_finished_run_resumed_says_the_same_again() {
    RunResult first = run(Small.spread());
    try (var experiment = Experiment.resume(first.directory())) {
      RunResult again = experiment.run();
      assertEquals(first.weightsHash(), again.weightsHash());
      assertEquals(Ending.BUDGET, again.ending());
    }
    assertEquals(10, Traces.table(first.directory()).rows().size());
  }

  @Test
  void a_run_that_died_before_its_first_checkpoint_starts_again() throws Exception {
    RunResult whole = run(Small.spread());
    Path young = next();
    Files.createDirectories(young);
    Files.copy(whole.directory().resolve("config.yaml"), young.resolve("config.yaml"));
    var recorder = new Recorder();
    try (var experiment = Launcher.PLAIN.watchedBy(recorder).resume(young)) {
      assertEquals(whole.weightsHash(), experiment.run().weightsHash());
    }
    assertEquals(List.of(young + " has no checkpoint yet: it starts from the beginning"), recorder.notes);
  }

  @Test
  void the_folder_says_what_the_run_was_made_of() {
    RunResult result = run(Small.spread("seed=7"));
    RunDirectory directory = RunDirectory.existing(result.directory());
    var manifest = directory.manifest();
    assertEquals(7, manifest.get("seed"));
    assertEquals("philox4x32-10", manifest.get("generator"));
    assertEquals("exact", manifest.get("determinism"));
    assertEquals(16, manifest.get("segmentRows"));
    assertEquals("finished", manifest.get("status"));
    assertEquals(result.weightsHash(), manifest.get("weightsHash"));
    for (String key : List.of("commit", "version", "jvm", "os", "cpu", "configHash", "started")) {
      assertTrue(manifest.containsKey(key), key);
    }
    assertEquals(Small.spread("seed=7"), RunConfig.read(directory.config(), List.of()));
  }

  @Test
  void a_folder_with_something_in_it_is_refused() throws Exception {
    RunResult result = run(Small.spread("budget.iterations=1"));
    var e = assertThrows(RunException.class, () -> Experiment.start(Small.spread(), result.directory()));
    assertTrue(e.getMessage().contains("holds a run already"), e.getMessage());
    Path other = Files.createDirectory(next());
    Files.writeString(other.resolve("thesis.txt"), "do not touch");
    e = assertThrows(RunException.class, () -> Experiment.start(Small.spread(), other));
    assertTrue(e.getMessage().contains("holds other files"), e.getMessage());
    assertThrows(RunException.class, () -> Experiment.start(Small.spread(), other.resolve("thesis.txt")));
  }

  @Test
  void two_processes_cannot_write_one_run() {
    Path one = next();
    try (var first = Experiment.start(Small.spread(), one)) {
      assertTrue(RunDirectory.existing(one).inUse());
      var e = assertThrows(RunException.class, () -> Experiment.resume(one));
      assertEquals(one + " is being written by another process: wait for it, or stop it", e.getMessage());
      assertEquals(10, first.run().iterations());
    }
    assertFalse(RunDirectory.existing(one).inUse());
  }

  // ---- an environment that counts and fails ------------------------------------------------------------------------

  /// A game that counts how often it is opened and closed, and fails where it is told to.
  public record Counted(
      @covey.config.Option(byDefault = "0", help = "the advance that fails; 0 for none") int failsAt)
      implements EnvironmentConfig {
    static final AtomicInteger OPENED = new AtomicInteger();
    static final AtomicInteger CLOSED = new AtomicInteger();

    @Override
    public EnvironmentSpec spec() {
      return SimpleSpread.Config.of(1).spec();
    }

    @Override
    public VectorEnvironment create(int games) {
      OPENED.incrementAndGet();
      VectorEnvironment inner = SimpleSpread.Config.of(1).create(games);
      int[] advances = new int[1];
      return new VectorEnvironment() {
        private final HashSet<Object> closed = new HashSet<>();

        @Override
        public EnvironmentSpec spec() {
          return inner.spec();
        }

        @Override
        public int games() {
          return games;
        }

        @Override
        public void advance(Commands in, Timestep out) {
          if (++advances[0] == failsAt) throw new IllegalStateException("the game broke down");
          inner.advance(in, out);
        }

        @Override
        public void close() {
          assertTrue(closed.add("once"), "closed twice");
          CLOSED.incrementAndGet();
          inner.close();
        }
      };
    }
  }

  private static RunConfig counted(int failsAt) {
    Ppo ppo = (Ppo) RunConfig.of(SimpleSpread.Config.of(1), Ppo.DEFAULTS).with("algorithm.games=4", "algorithm.steps=3",
        "algorithm.hidden=4", "algorithm.vectorSize=2", "algorithm.learningRate=0").algorithm();
    return RunConfig.of(new Counted(failsAt), ppo).with(Budget.ofIterations(5)).withThreads(1);
  }

  @Test
  void environments_are_closed_once_also_after_a_failure() {
    run(counted(0));
    assertEquals(Counted.OPENED.get(), Counted.CLOSED.get());
    assertTrue(Counted.OPENED.get() >= 4, Counted.OPENED + " opened"); // two vectors to train, more to evaluate

    var e = assertThrows(IllegalStateException.class, () -> run(counted(8)));
    assertTrue(String.valueOf(e.getMessage()).contains("the game broke down"), e.toString());
    assertEquals(Counted.OPENED.get(), Counted.CLOSED.get());
    RunDirectory failed = RunDirectory.existing(folder.resolve("run1"));
    assertEquals("failed", failed.manifest().get("status"));
    assertFalse(failed.inUse());
  }

  @Test
  void what_was_opened_is_closed_when_the_rest_cannot_be() {
    Path blocked = next();
    RunConfig config = counted(0);
    assertThrows(RuntimeException.class, () -> Launcher.PLAIN.building(request -> {
      throw new IllegalArgumentException("no network today");
    }).start(config, blocked));
    assertEquals(2, Counted.OPENED.get());
    assertEquals(2, Counted.CLOSED.get());
    assertFalse(Files.exists(blocked), "a run that could not start is in the way of the next one");
  }

  @Test
  void a_run_that_cannot_start_touches_no_other_file() throws Exception {
    Path folder = Files.createDirectory(next());
    assertThrows(RuntimeException.class, () -> Launcher.PLAIN.building(request -> {
      try {
        Files.writeString(folder.resolve("notes.txt"), "mine");
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      throw new IllegalArgumentException("no network today");
    }).start(counted(0), folder));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("notes.txt")), files.toList());
    }
  }

  @Test
  void too_many_games_are_refused_in_words() {
    var e = assertThrows(IllegalArgumentException.class,
        () -> Experiment.start(Small.spread("algorithm.games=2000000", "algorithm.steps=1000"), next()));
    assertEquals("2000000 games of 1000 steps each make columns that are too long for Java: fewer of either are usual",
        e.getMessage());
  }

  @Test
  void closing_twice_is_closing_once() {
    Experiment experiment = Experiment.start(counted(0), next());
    experiment.close();
    experiment.close();
    assertEquals(2, Counted.CLOSED.get());
  }
}
