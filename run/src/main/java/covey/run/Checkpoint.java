package covey.run;

import covey.archive.ArchiveException;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.environments.Catalogue;
import covey.policy.NetworkBuilder;
import covey.policy.PolicySnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One file with everything that a run needs to go on, or that a policy needs to be judged; see [CheckpointStore].
///
/// | entries | content |
/// |---|---|
/// | `run/…` | configuration, counters, times |
/// | `collector/…` | running episodes, ledger, environments |
/// | `learner/…` | weights, optimisers, normalisers |
/// | `policy/…` | the policy alone, as [PolicySnapshot] reads it |
public final class Checkpoint {
  private static final String FORMAT = "covey-checkpoint-1";

  private final Path file;
  private final ArchiveReader in;
  private final Map<String, @Nullable Object> configuration;

  private Checkpoint(Path file, ArchiveReader in, Map<String, @Nullable Object> configuration) {
    this.file = file;
    this.in = in;
    this.configuration = configuration;
  }

  /// Reads a checkpoint file, or the newest one of a run, of a built-in environment.
  ///
  /// @throws RunException with one sentence if there is none, if it is damaged (it then names the one before), or if it
  ///     is of another run than the one in whose folder it lies
  public static Checkpoint of(Path runOrFile) {
    return of(runOrFile, List.of());
  }

  /// Reads a checkpoint file, or the newest one of a run.
  ///
  /// @param own environments that are not built in
  /// @throws RunException as [#of(Path)]
  public static Checkpoint of(Path runOrFile, List<Catalogue.Entry<?>> own) {
    if (!Files.exists(runOrFile)) {
      throw new RunException("there is no run and no checkpoint %s".formatted(runOrFile));
    }
    if (!Files.isDirectory(runOrFile)) return read(runOrFile, null);
    RunDirectory run = RunDirectory.existing(runOrFile);
    CheckpointStore store = run.checkpoints();
    Checkpoint newest = newest(runOrFile, store);
    newest.requireFits(RunConfig.read(run.config(), own), newest.config(own));
    return newest;
  }

  /// A run that is going on removes old checkpoints when it has written new ones: if one vanishes, there is a newer one.
  private static Checkpoint newest(Path run, CheckpointStore store) {
    while (true) {
      Path file = store.latest().orElseThrow(() -> new RunException(
          "%s has no checkpoint: none was saved, or they were removed".formatted(run)));
      try {
        return read(file, store);
      } catch (RunException e) {
        if (Files.exists(file)) throw e;
      }
    }
  }

  private static Checkpoint read(Path file, @Nullable CheckpointStore store) {
    try {
      ArchiveReader in = ArchiveReader.read(file);
      if (!in.has("run/format")) throw new RunException("%s is a Covey archive, but no checkpoint".formatted(file));
      if (!in.text("run/format").equals(FORMAT)) {
        throw new RunException("%s was written by another version of Covey: its format is %s, but this one reads %s"
            .formatted(file, in.text("run/format"), FORMAT));
      }
      return new Checkpoint(file, in, Yaml.parse(in.text("run/config"), file + " (its configuration)"));
    } catch (ArchiveException e) {
      String before = store == null ? "" : store.before(file).filter(Checkpoint::isWhole)
          .map("; the one before it is whole: give %s to go on from there"::formatted).orElse("");
      throw new RunException(e.getMessage() + before, e);
    }
  }

  private static boolean isWhole(Path file) {
    try {
      ArchiveReader.read(file);
      return true;
    } catch (ArchiveException _) {
      return false;
    }
  }

  /// Where it lies.
  public Path file() {
    return file;
  }

  /// The iteration after which it was made.
  public long iteration() {
    return entry(() -> in.longs("run/counters", 4)[0]);
  }

  /// The configuration of its run.
  ///
  /// @param own environments that are not built in
  public RunConfig config(List<Catalogue.Entry<?>> own) {
    return RunConfig.read(configuration, own);
  }

  /// The policy.
  ///
  /// @param networks the builder with which it was trained
  public PolicySnapshot policy(RunConfig config, NetworkBuilder networks) {
    return entry(() -> PolicySnapshot.read(in.within("policy"), config.environment().spec(), networks));
  }

  /// Refuses to go on with a run that is another one.
  void requireFits(RunConfig run, RunConfig own) {
    for (String part : List.of("environment", Task.WRAPPERS, Levels.KEY, "algorithm")) {
      requireSame(part, run.tree().getOrDefault(part, "none"), own.tree().getOrDefault(part, "none"));
    }
    requireSame("seed", run.settings().seed(), own.settings().seed());
  }

  private void requireSame(String what, Object run, Object own) {
    if (run.equals(own)) return;
    throw new RunException("%s is of another run: its %s is %s, but that of the run is %s".formatted(
        file, what, different(own, run), different(run, own)));
  }

  /// What of `one` is not in `other`: the whole, or only some options of it.
  private static String different(Object one, Object other) {
    if (!(one instanceof Map<?, ?> a) || !(other instanceof Map<?, ?> b)) return String.valueOf(one);
    if (!String.valueOf(a.get("name")).equals(String.valueOf(b.get("name")))) return String.valueOf(a.get("name"));
    var text = new java.util.StringJoiner(", ", a.containsKey("name") ? a.get("name") + " with " : "", "");
    a.forEach((option, value) -> {
      if (!String.valueOf(value).equals(String.valueOf(b.get(option)))) text.add(option + " = " + value);
    });
    return text.toString();
  }

  /// Reads one of the parts; what does not fit becomes one sentence.
  <T> T entry(Supplier<T> read) {
    try {
      return read.get();
    } catch (ArchiveException e) {
      throw new RunException("%s cannot be used: %s".formatted(file, e.getMessage()), e);
    }
  }

  ArchiveReader reader() {
    return in;
  }

  /// Begins a new one.
  static ArchiveWriter begin(RunConfig config) {
    var out = new ArchiveWriter();
    out.text("run/format", FORMAT);
    out.text("run/config", Yaml.write(config.tree()));
    return out;
  }
}
