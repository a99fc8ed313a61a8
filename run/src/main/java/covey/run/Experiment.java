package covey.run;

import covey.act.Policy;
import covey.algorithms.Learner;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.Rollout;
import covey.nn.Workers;
import covey.rollout.RolloutCollector;
import covey.run.RunResult.Ending;
import covey.track.Metrics;
import covey.track.Schema;
import covey.track.SqliteStore;
import covey.track.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One run: an algorithm learns in an environment, is judged, and leaves a folder behind that says everything about it.
///
/// ```java
/// try (var experiment = Experiment.start(RunConfig.preset("simple_spread"), Path.of("runs/first"))) {
///   RunResult result = experiment.run();
/// }
/// ```
///
/// Equal configurations give equal bytes, on any number of threads, interrupted and resumed or not. [#stop] may be
/// called by any thread; everything else belongs to one.
public final class Experiment implements AutoCloseable {
  private final Launcher launcher;
  private final RunConfig config;
  private final RunDirectory directory;
  private final Manifest manifest;
  private final Instant started;
  private final Counters counters;
  private final Stopwatch stopwatch = new Stopwatch();
  private final Belongings belongings;
  private final Workers workers;
  private final RolloutCollector collector;
  private final Learner learner;
  private final Rows rows;
  private final Divergence divergence;
  private final Tracker tracker;
  private final List<Policy> policies;
  private final int[] versions;
  private final Lineup lineup;
  private final Climb climb;
  private final long evaluateEvery;
  private boolean targetExceeded;
  private double best = Double.NEGATIVE_INFINITY; // mean return of the best evaluation during training
  private long savedIteration = -1;
  private double savedAt; // wall seconds
  private volatile boolean stopRequested;

  /// @param from what to go on from; null for the beginning
  private Experiment(
      Launcher launcher, RunConfig config, RunDirectory directory, @Nullable Checkpoint from, Belongings belongings) {
    this.launcher = launcher;
    this.config = config;
    this.directory = directory;
    this.belongings = belongings;
    RunSettings settings = config.settings();
    this.counters = new Counters(settings.budget());
    this.evaluateEvery = settings.evaluateEvery();
    this.workers = belongings.add(new Workers(settings.threadCount()));
    this.lineup = new Lineup(config.task(), config.opponents(), 0);
    this.climb = new Climb(config.task());
    this.versions = new int[lineup.count()];
    this.collector = belongings.add(collector(played(
        config.algorithm().setup(climb.environment(), settings.seed()))));
    this.learner = belongings.add(config.algorithm().learner(collector, workers, launcher.networks()));
    this.policies = lineup.policies(learner.policy());
    this.rows = new Rows(config.environment().spec(), learner.measures(),
        Stream.concat(lineup.columns().stream(), climb.columns().stream()).toList(), evaluateEvery > 0);
    this.divergence = new Divergence(
        config.environment().spec(), rows.schema(), slot -> config.opponents().of(slot) == null);
    if (from != null) load(from);
    settings.budget().episodes().ifPresent(collector::limitEpisodes);
    Instant now = Instant.now();
    this.started = from == null
        ? now : Instant.ofEpochMilli(from.entry(() -> from.reader().longs("run/started", 1)[0]));
    long iteration = counters.iterations;
    this.tracker = belongings.add(from == null && !Files.exists(directory.path().resolve(Tracker.TABLE))
        ? Tracker.start(directory.path(), rows.schema(), started)
        : Tracker.resume(directory.path(), rows.schema(), started, iteration));
    for (String repair : tracker.repairs()) launcher.monitor().noted(repair);
    if (iteration > 0) {
      SqliteStore.read(directory.path().resolve(Tracker.DATABASE)).rows().forEach(divergence::watch);
    }
    this.manifest = from == null
        ? Manifest.start(directory, config, now)
        : Manifest.resume(directory, config, iteration, now);
    savedAt = stopwatch.wallSeconds();
    if (from == null) {
      save();
    } else {
      savedIteration = iteration;
    }
  }

  private RolloutCollector.Setup played(RolloutCollector.Setup setup) {
    return config.opponents().isEmpty() ? setup
        : setup.playedBy(lineup.matchMaker(), lineup.count(), Math.max(setup.memoryWidth(), lineup.memory()));
  }

  private static RolloutCollector collector(RolloutCollector.Setup setup) {
    try {
      return new RolloutCollector(setup);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "%d games of %d steps each make columns that are too long for Java: fewer of either are usual"
              .formatted(setup.games(), setup.steps()), e);
    }
  }

  /// Starts a run with nothing of one's own; see [Launcher#start].
  public static Experiment start(RunConfig config, @Nullable Path folder) {
    return Launcher.PLAIN.start(config, folder);
  }

  /// Takes up a run with nothing of one's own; see [Launcher#resume].
  public static Experiment resume(Path runOrCheckpoint) {
    return Launcher.PLAIN.resume(runOrCheckpoint);
  }

  static Experiment start(Launcher launcher, RunConfig config, @Nullable Path folder) {
    config.algorithm().setup(config.environment(), config.settings().seed()); // refuses before anything is written
    RunDirectory directory = RunDirectory.create(folder, config);
    try {
      return open(launcher, config, directory, null, true);
    } catch (RuntimeException | Error e) {
      directory.discard(e);
      throw e;
    }
  }

  static Experiment resume(Launcher launcher, Path runOrCheckpoint, UnaryOperator<RunConfig> change) {
    RunDirectory directory = RunDirectory.existing(runOf(runOrCheckpoint));
    RunConfig written = RunConfig.read(directory.config(), launcher.environments());
    RunConfig config = change.apply(written);
    if (runOrCheckpoint.equals(directory.path()) && neverSaved(directory)) {
      launcher.monitor().noted("%s has no checkpoint yet: it starts from the beginning".formatted(directory.path()));
      return open(launcher, config, directory, null, !config.equals(written));
    }
    Checkpoint checkpoint = Checkpoint.of(runOrCheckpoint, launcher.environments());
    checkpoint.requireFits(written, checkpoint.config(launcher.environments()));
    return open(launcher, config, directory, checkpoint, !config.equals(written));
  }

  /// The run that a checkpoint file lies in: `RUN/checkpoints/FILE`.
  private static Path runOf(Path runOrCheckpoint) {
    if (!Files.isRegularFile(runOrCheckpoint)) return runOrCheckpoint;
    Path folder = runOrCheckpoint.toAbsolutePath().getParent();
    Path run = folder == null ? null : folder.getParent();
    if (run == null || !Files.exists(run.resolve("config.yaml"))) {
      throw new RunException("%s does not lie in a run: to go on, its folder must be RUN/checkpoints"
          .formatted(runOrCheckpoint));
    }
    return run;
  }

  /// Whether the run died before its first checkpoint, which is made before its first iteration.
  private static boolean neverSaved(RunDirectory directory) {
    return directory.checkpoints().latest().isEmpty() && !directory.hasMetrics();
  }

  private static Experiment open(Launcher launcher, RunConfig config, RunDirectory directory,
      @Nullable Checkpoint from, boolean writeConfig) {
    var belongings = new Belongings();
    try {
      belongings.add(directory.lock());
      if (writeConfig) directory.writeConfig(config);
      if (from != null) directory.checkpoints().setAsideAfter(from.iteration());
      return new Experiment(launcher, config, directory, from, belongings);
    } catch (RuntimeException | Error e) {
      belongings.closeAfter(e);
      throw e;
    }
  }

  /// Where the run writes.
  public Path directory() {
    return directory.path();
  }

  /// What it is.
  public RunConfig config() {
    return config;
  }

  /// The columns of its metrics.
  public Schema schema() {
    return rows.schema();
  }

  /// Asks the run to end after the present iteration, with a checkpoint. May be called by any thread, any number of
  /// times.
  public void stop() {
    stopRequested = true;
  }

  /// Trains until a limit is reached or [#stop] is called, saves, and judges the policy.
  public RunResult run() {
    try {
      launcher.monitor().planned(Planner.plan(config, directory, collector, counters));
      Ending ending = ending();
      while (ending == null) {
        iterate();
        ending = ending();
      }
      stopwatch.pause(counters.jointSteps);
      stopwatch.end();
      if (savedIteration != counters.iterations) save();
      RunResult result = result(ending);
      manifest.end(result);
      return result;
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    }
  }

  private void failed(Throwable reason) {
    try {
      manifest.status("failed");
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private @Nullable Ending ending() {
    Budget budget = config.settings().budget();
    if (targetExceeded) return Ending.TARGET;
    if (counters.exhausted()) return Ending.BUDGET;
    if (stopRequested) return Ending.INTERRUPTED;
    boolean late = budget.minutes().isPresent() && stopwatch.wallSeconds() >= 60 * budget.minutes().get();
    return late ? Ending.BUDGET : null;
  }

  private void iterate() {
    double begun = stopwatch.wallSeconds();
    long before = counters.jointSteps;
    stopwatch.train(counters.jointSteps);
    versions[0] = learner.version();
    double share = counters.share();
    lineup.moveTo(share);
    climb.moveTo(share);
    double[] standing = standing(share);
    Rollout rollout = collector.collect(workers, policies, versions);
    collector.ledger().assertBalanced();
    double[] measures = learner.update(rollout, counters);
    counters.iterations++;
    counters.jointSteps = collector.ledger().jointSteps();
    counters.episodes = collector.ledger().episodes();
    counters.updates = learner.version();
    double now = stopwatch.wallSeconds();
    double speed = (counters.jointSteps - before) / (now - begun);

    Evaluation evaluation = evaluateEvery > 0 && counters.iterations % evaluateEvery == 0 ? evaluate() : null;
    if (climb.isTriedAfter(counters.iterations)) standing[standing.length - 1] = attempt();
    Metrics row = rows.row(counters, collector.ledger(), measures, standing, evaluation, now, speed);
    tracker.append(row);
    collector.ledger().forgetFinished();
    launcher.monitor().iterated(rows.schema(), row, counters.share());
    for (String sentence : divergence.watch(row)) {
      manifest.note(sentence);
      launcher.monitor().noted(sentence);
    }
    if (evaluation != null) judge(evaluation);
    if (isSaveDue()) save();
  }

  /// Where opponents and curriculum are in an iteration that begins at a share of the run.
  private double[] standing(double share) {
    return DoubleStream.concat(Arrays.stream(lineup.rungs(share)), Arrays.stream(climb.standing())).toArray();
  }

  /// Tries the gate of the curriculum.
  ///
  /// @return what was measured
  private double attempt() {
    stopwatch.pause(counters.jointSteps);
    int level = climb.level();
    RunConfig there = config.onLevel(level);
    double measured = climb.attempt(gate -> Evaluator.evaluate(
        there, policy(), counters.share(), gate.episodes(), config.settings().evaluation().seed(), workers));
    if (climb.level() > level) {
      launcher.monitor().noted("iteration %d: level %d of the curriculum is mastered (%s measured), on to level %d".formatted(
          counters.iterations, level, measured, climb.level()));
    }
    return measured;
  }

  private Evaluation evaluate() {
    stopwatch.pause(counters.jointSteps);
    return evaluate(policy(), config.settings().evaluation().duringEpisodes());
  }

  private Policy policy() {
    return learner.snapshot().policy(!config.settings().evaluation().stochastic());
  }

  private Evaluation evaluate(Policy policy, long episodes) {
    return Evaluator.evaluate(
        config, policy, counters.share(), episodes, config.settings().evaluation().seed(), workers);
  }

  private void judge(Evaluation evaluation) {
    launcher.monitor().evaluated(counters.iterations, evaluation);
    targetExceeded = config.settings().budget().target().map(target -> target.exceededBy(evaluation)).orElse(false);
    if (evaluation.meanReturn() > best) {
      best = evaluation.meanReturn();
      directory.checkpoints().writeBest(archive());
    }
  }

  private boolean isSaveDue() {
    RunSettings.Checkpoints when = config.settings().checkpoints();
    return counters.iterations - savedIteration >= when.iterations().orElse(Long.MAX_VALUE)
        || stopwatch.wallSeconds() - savedAt >= when.seconds();
  }

  private void save() {
    stopwatch.pause(counters.jointSteps);
    tracker.sync();
    Path file = directory.checkpoints().write(
        archive(), counters.iterations, config.settings().checkpoints().keep());
    savedIteration = counters.iterations;
    savedAt = stopwatch.wallSeconds();
    launcher.monitor().saved(file);
  }

  private ArchiveWriter archive() {
    ArchiveWriter out = Checkpoint.begin(config);
    out.longs("run/counters", counters.iterations, counters.jointSteps, counters.episodes, counters.updates);
    out.longs("run/started", started.toEpochMilli());
    out.longs("run/warmSteps", stopwatch.warmSteps());
    out.doubles("run/times", stopwatch.state());
    out.doubles("run/best", best);
    out.ints("run/targetExceeded", targetExceeded ? 1 : 0);
    climb.save(out.within("curriculum"));
    collector.save(out.within("collector"));
    learner.save(out.within("learner"));
    learner.snapshot().write(out.within("policy"));
    return out;
  }

  private void load(Checkpoint from) {
    ArchiveReader in = from.reader();
    from.entry(() -> {
      long[] counts = in.longs("run/counters", 4);
      counters.iterations = counts[0];
      counters.jointSteps = counts[1];
      counters.episodes = counts[2];
      counters.updates = counts[3];
      double[] times = new double[3];
      in.into("run/times", times);
      stopwatch.resume(times, in.longs("run/warmSteps", 1)[0]);
      double[] score = new double[1];
      in.into("run/best", score);
      best = score[0];
      targetExceeded = in.ints("run/targetExceeded", 1)[0] != 0;
      climb.load(in.within("curriculum"));
      collector.load(in.within("collector"));
      learner.load(in.within("learner"));
      return from;
    });
  }

  private RunResult result(Ending ending) {
    Evaluation evaluation = null;
    var comparison = Comparison.NONE;
    if (ending != Ending.INTERRUPTED) {
      evaluation = evaluate(policy(), config.settings().evaluation().episodes());
      comparison = Comparison.of(config, policy(), counters.share(), workers, launcher.monitor());
    }
    return new RunResult(directory.path(), ending, counters.iterations, counters.jointSteps, counters.episodes,
        counters.updates, stopwatch.wallSeconds(), stopwatch.cpuSeconds(),
        stopwatch.stepsPerCpuSecond(counters.jointSteps), learner.snapshot().hash(), evaluation,
        comparison.baselines(), comparison.matches());
  }

  /// Frees threads, environments and files, once.
  @Override
  public void close() {
    belongings.close();
  }
}
