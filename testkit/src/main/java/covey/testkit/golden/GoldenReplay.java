package covey.testkit.golden;

import covey.config.ConfigurationException;
import covey.env.EnvironmentConfig;
import covey.env.StateAccess;
import covey.env.VectorEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Replays recorded trajectories (`*.jsonl.gz`, format `golden-marl/1`) in environments of ours: every step alone, from
/// its recorded state, and every episode as a whole.
///
/// | quantity | tolerance |
/// |---|---|
/// | state, of one step from the recorded state | 1e-12 |
/// | state, of a whole episode | 1e-9 |
/// | reward | 1e-9 |
/// | observation | 1 ulp of the float |
/// | ends of agents and episode, who is selected | equal |
///
/// A file of an environment that is not known, or that cannot be put into a recorded state, is listed as skipped; one
/// that cannot be read counts as a mismatch.
public final class GoldenReplay {
  private static final String ENDING = ".jsonl.gz";

  private GoldenReplay() {}

  /// Finds the environments of recordings.
  @FunctionalInterface
  public interface Environments {
    /// Finds the environment of one recording.
    ///
    /// @param name as the recording has it, for example `simple_spread_v3`
    /// @param options those that differ from the original's defaults, as the recording has them
    /// @return empty if there is no such environment
    /// @throws ConfigurationException if it has no such options
    Optional<EnvironmentConfig> recorded(String name, Map<String, @Nullable Object> options);
  }

  /// Replays every recording in a folder and its subfolders, in the order of their names.
  ///
  /// @throws IllegalArgumentException if the folder is missing or holds no recording
  public static GoldenReport verify(Path folder, Environments environments) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is no directory; a directory with *" + ENDING + " files is needed");
    }
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(file -> file.getFileName().toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(folder + " cannot be read: " + e.getMessage(), e);
    }
    if (files.isEmpty()) throw new IllegalArgumentException(folder + " holds no *" + ENDING + " files");
    var findings = new Findings();
    for (Path file : files) replay(file, folder.relativize(file).toString(), environments, findings);
    return findings.report();
  }

  private static void replay(Path file, String name, Environments environments, Findings findings) {
    findings.enter(name);
    try (var recording = Recording.open(file)) {
      Optional<EnvironmentConfig> config;
      try {
        config = environments.recorded(recording.environment(), recording.options());
      } catch (ConfigurationException e) {
        findings.skip(name, "its options are not supported: " + e.faults().getFirst().sentence());
        return;
      }
      if (config.isEmpty()) {
        findings.skip(name, "no environment is known as " + recording.environment());
      } else {
        replay(recording, config.get(), name, findings);
      }
    } catch (BrokenRecordingException e) {
      findings.mismatch(e.sentence());
    }
  }

  private static void replay(Recording recording, EnvironmentConfig config, String name, Findings findings)
      throws BrokenRecordingException {
    try (VectorEnvironment environment = config.create(1)) {
      if (!(environment instanceof StateAccess)) {
        findings.skip(name, config.spec().name() + " cannot be put into a recorded state");
        return;
      }
      switch (recording.family()) {
        case "overcooked" -> new KitchenReplay(recording, environment, findings).run();
        case "lbf" -> new ForagingReplay(recording, environment, findings).run();
        case "classic" -> new BoardReplay(recording, environment, findings).run();
        case "rware" -> new WarehouseReplay(recording, environment, findings).run();
        default -> {
          if (!replayed(recording, environment, findings)) {
            findings.skip(name, "recordings of the interface " + recording.api() + " are not supported");
            return;
          }
        }
      }
      findings.replayed();
    }
  }

  /// Replays by the interface of the recording.
  ///
  /// @return whether it is one that can be replayed
  private static boolean replayed(Recording recording, VectorEnvironment environment, Findings findings)
      throws BrokenRecordingException {
    switch (recording.api()) {
      case "parallel" -> new ParallelReplay(recording, environment, findings).run();
      case "aec" -> new TurnReplay(recording, environment, findings).run();
      case "turn_based_aec_to_parallel" -> new BoardReplay(recording, environment, findings).run();
      default -> {
        return false;
      }
    }
    return true;
  }
}
