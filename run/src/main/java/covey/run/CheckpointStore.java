package covey.run;

import covey.archive.ArchiveException;
import covey.archive.ArchiveWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The checkpoints of a run: the latest few as `iteration-N.covey`, and the one that was judged best as `best.covey`.
/// An older one is removed only when a newer one is whole and on the disk.
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("iteration-(\\d{1,18})\\.covey");
  private static final String BEST = "best.covey";

  private final Path folder;

  CheckpointStore(Path folder) {
    this.folder = folder;
  }

  /// The checkpoints by iteration, oldest first, without the best one.
  public List<Path> all() {
    if (!Files.isDirectory(folder)) return List.of();
    var found = new ArrayList<Path>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) if (iteration(file).isPresent()) found.add(file);
    } catch (IOException e) {
      throw RunException.reading(folder, e);
    }
    found.sort(Comparator.comparingLong(file -> iteration(file).orElseThrow()));
    return found;
  }

  /// The iteration after which a checkpoint was made, by its name.
  public static OptionalLong iteration(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
  }

  /// The newest one, whole or not.
  public Optional<Path> latest() {
    List<Path> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /// The one before `file`.
  Optional<Path> before(Path file) {
    List<Path> all = all();
    int at = all.indexOf(file);
    return at > 0 ? Optional.of(all.get(at - 1)) : Optional.empty();
  }

  /// The one that was judged best, if evaluations during training judged any.
  public Optional<Path> best() {
    Path file = folder.resolve(BEST);
    return Files.exists(file) ? Optional.of(file) : Optional.empty();
  }

  /// Writes a checkpoint, then removes all but the latest `keep`.
  ///
  /// @throws RunException with one sentence if it cannot be written; the ones before are still there
  Path write(ArchiveWriter archive, long iteration, int keep) {
    Path file = folder.resolve("iteration-%07d.covey".formatted(iteration));
    write(archive, file);
    List<Path> all = all();
    try {
      for (Path old : all.subList(0, Math.max(0, all.size() - keep))) Files.deleteIfExists(old);
    } catch (IOException e) {
      throw RunException.writing(folder, e);
    }
    return file;
  }

  void writeBest(ArchiveWriter archive) {
    write(archive, folder.resolve(BEST));
  }

  private void write(ArchiveWriter archive, Path file) {
    try {
      Files.createDirectories(folder);
      archive.write(file);
    } catch (IOException e) {
      throw failed(file, RunException.reason(e), e);
    } catch (ArchiveException e) {
      String reason = e.getCause() instanceof IOException io ? RunException.reason(io) : String.valueOf(e.getMessage());
      throw failed(file, reason, e);
    }
  }

  private RunException failed(Path file, String reason, Exception cause) {
    String safe = latest().map(path -> "; %s is safe, and `covey resume %s` goes on from it".formatted(path, run()))
        .orElse("");
    return new RunException("the checkpoint %s could not be saved: %s%s".formatted(file, reason, safe), cause);
  }

  private Path run() {
    Path run = folder.getParent();
    return run == null ? folder : run;
  }

  /// Puts checkpoints after `iteration` out of the way (`NAME.old`): the run goes on from there and will make its own.
  void setAsideAfter(long iteration) {
    for (Path file : all()) {
      if (iteration(file).orElseThrow() <= iteration) continue;
      try {
        Files.move(file, file.resolveSibling(file.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw RunException.writing(file, e);
      }
    }
  }
}
