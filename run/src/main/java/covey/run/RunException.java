package covey.run;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// Something stands in the way of a run: a file, a disk, a name. The message is one sentence for the user, and says
/// what to do where that is known.
public final class RunException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// With a whole sentence.
  public RunException(String sentence) {
    super(sentence);
  }

  /// With a whole sentence and what caused it.
  public RunException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /// `file` could not be written.
  static RunException writing(Path file, IOException cause) {
    return new RunException("%s cannot be written: %s".formatted(file, reason(cause)), cause);
  }

  /// `file` could not be read.
  static RunException reading(Path file, IOException cause) {
    return new RunException("%s cannot be read: %s".formatted(file, reason(cause)), cause);
  }

  /// What the system says, without the file's name, which file system exceptions put in the place of a reason.
  static String reason(IOException cause) {
    return switch (cause) {
      case java.nio.file.NoSuchFileException _ -> "there is no such file or directory";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.file.FileAlreadyExistsException _ -> "there is a file of that name already";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }
}
