package covey.run;

import covey.track.Tracker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the files of one run lie.
///
/// | file | content |
/// |---|---|
/// | `config.yaml` | the resolved configuration |
/// | `manifest.json` | what the run was made of and on: seed, versions, machine |
/// | `metrics.db`, `metrics.csv`, `events.out.tfevents.covey` | one row per iteration, see [covey.track.Tracker] |
/// | `checkpoints/` | see [CheckpointStore] |
/// | `lock` | held by the process that writes the run |
public final class RunDirectory {
  private static final String CONFIG = "config.yaml";
  private static final String MANIFEST = "manifest.json";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String LOCK = "lock";
  private static final String TEMPORARY = ".tmp";

  private final Path path;

  private RunDirectory(Path path) {
    this.path = path;
  }

  /// A folder for a new run: `wanted`, or the first free `runs/ENVIRONMENT-ALGORITHM-SEED-N`. It is made here.
  ///
  /// @throws RunException if the folder holds something already, or cannot be made
  static RunDirectory create(@Nullable Path wanted, RunConfig config) {
    try {
      if (wanted != null) {
        requireEmpty(wanted);
        Files.createDirectories(wanted);
        return new RunDirectory(wanted);
      }
      Path parent = Files.createDirectories(Path.of("runs"));
      String stem = "%s-%s-%d".formatted(config.environmentName(), config.algorithmName(), config.settings().seed());
      for (int n = 1; ; n++) {
        Path free = parent.resolve(stem + "-" + n);
        try {
          return new RunDirectory(Files.createDirectory(free));
        } catch (FileAlreadyExistsException _) {
          // the next one, then
        }
      }
    } catch (IOException e) {
      throw new RunException("no run can be started in %s: %s".formatted(
          wanted == null ? "the folder runs" : wanted, RunException.reason(e)), e);
    }
  }

  private static void requireEmpty(Path wanted) throws IOException {
    if (Files.exists(wanted.resolve(CONFIG))) {
      throw new RunException("%s holds a run already: go on with it by `covey resume %s`, or choose another --run"
          .formatted(wanted, wanted));
    }
    if (!Files.exists(wanted)) return;
    if (!Files.isDirectory(wanted)) throw new RunException("%s is a file, but --run needs a folder".formatted(wanted));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(wanted)) {
      if (files.iterator().hasNext()) {
        throw new RunException("%s holds other files, but a run needs a folder of its own: choose another --run"
            .formatted(wanted));
      }
    }
  }

  /// The folder of a run that is there.
  ///
  /// @throws RunException if it is none
  public static RunDirectory existing(Path path) {
    if (!Files.exists(path)) throw new RunException("there is no run %s%s".formatted(path, hint(path)));
    if (!Files.isRegularFile(path.resolve(CONFIG))) {
      throw new RunException("%s is no run: it has no %s".formatted(path, CONFIG));
    }
    return new RunDirectory(path);
  }

  private static String hint(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) return "";
    List<String> known = within(parent).stream().map(run -> String.valueOf(run.path.getFileName())).toList();
    return covey.config.NearMisses.hint(name.toString(), known);
  }

  /// The runs in a folder, by name; none if there is no such folder.
  public static List<RunDirectory> within(Path parent) {
    var runs = new ArrayList<RunDirectory>();
    if (!Files.isDirectory(parent)) return runs;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve(CONFIG))) runs.add(new RunDirectory(folder));
      }
    } catch (IOException e) {
      throw RunException.reading(parent, e);
    }
    runs.sort(Comparator.comparing(run -> run.path));
    return runs;
  }

  /// The folder itself.
  public Path path() {
    return path;
  }

  /// The checkpoints.
  public CheckpointStore checkpoints() {
    return new CheckpointStore(path.resolve(CHECKPOINTS));
  }

  /// The resolved configuration as a tree.
  public Map<String, @Nullable Object> config() {
    return Yaml.read(path.resolve(CONFIG));
  }

  void writeConfig(RunConfig config) {
    replace(CONFIG, Yaml.write(config.tree()));
  }

  /// The manifest; empty if there is none.
  public Map<String, @Nullable Object> manifest() {
    Path file = path.resolve(MANIFEST);
    return Files.exists(file) ? Yaml.read(file) : Map.of();
  }

  void writeManifest(Map<String, ?> manifest) {
    replace(MANIFEST, Json.pretty(manifest));
  }

  /// Whether an iteration has left its row here.
  boolean hasMetrics() {
    Path table = path.resolve(Tracker.TABLE);
    if (!Files.exists(table)) return false;
    try (Stream<String> lines = Files.lines(table)) {
      return lines.limit(2).count() == 2; // the first one names the columns
    } catch (IOException e) {
      throw RunException.reading(table, e);
    }
  }

  /// Removes a run that could not even start, so that the same command can be given again. Touches nothing that a run
  /// does not write, and nothing at all once there is a checkpoint.
  ///
  /// @param reason why; takes note of what cannot be removed
  void discard(Throwable reason) {
    if (checkpoints().latest().isPresent()) return;
    try {
      for (String name : List.of(CHECKPOINTS, CONFIG, CONFIG + TEMPORARY, MANIFEST, MANIFEST + TEMPORARY, Tracker.TABLE,
          Tracker.DATABASE, Tracker.DATABASE + "-wal", Tracker.DATABASE + "-shm", Tracker.EVENTS, LOCK, "")) {
        Files.deleteIfExists(path.resolve(name));
      }
    } catch (IOException e) {
      reason.addSuppressed(e); // what is left is only in the way of the same name
    }
  }

  /// Writes a small file so that either the old or the new one is there.
  private void replace(String name, String text) {
    Path file = path.resolve(name);
    Path temporary = path.resolve(name + TEMPORARY);
    try {
      Files.writeString(temporary, text);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RunException.writing(file, e);
    }
  }

  /// Keeps other processes from writing the run until it is closed. The system frees it when a process dies.
  ///
  /// @throws RunException if another process has it
  @SuppressWarnings("resource") // handed on to the caller, who closes it
  AutoCloseable lock() {
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) != null) return channel;
      channel.close();
    } catch (IOException e) {
      throw RunException.writing(path.resolve(LOCK), e);
    }
    throw new RunException("%s is being written by another process: wait for it, or stop it".formatted(path));
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // this very process has it
    }
  }

  /// Whether a process is writing the run now.
  public boolean inUse() {
    Path file = path.resolve(LOCK);
    if (!Files.exists(file)) return false;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return tryLock(channel) == null;
    } catch (IOException _) {
      return false; // not to be written by us: nothing is known
    }
  }
}
