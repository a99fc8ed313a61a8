package covey.track;

import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Metrics could not be written or read; the message is one sentence for the user.
public final class TrackingException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// With a whole sentence.
  public TrackingException(String sentence) {
    super(sentence);
  }

  private TrackingException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /// `file` could not be written. What was in it before is still there.
  static TrackingException writing(Path file, Exception cause) {
    return new TrackingException("%s could not be written: %s; rows written before are safe, and the run can be resumed"
        .formatted(file, reason(cause)), cause);
  }

  /// `file` could not be read.
  static TrackingException reading(Path file, Exception cause) {
    return new TrackingException("%s could not be read: %s".formatted(file, reason(cause)), cause);
  }

  /// What the system says, without the file's name, which file system exceptions put there instead of a reason.
  private static String reason(Exception cause) {
    return switch (cause) {
      case NoSuchFileException e -> "there is no such file or directory";
      case AccessDeniedException e -> "permission denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      case SQLiteException e -> reason(e);
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  private static String reason(SQLiteException cause) {
    SQLiteErrorCode code = Tables.primary(cause);
    if (code == SQLiteErrorCode.SQLITE_FULL) return "the disk is full";
    if (code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED) return "another process holds it";
    if (code == SQLiteErrorCode.SQLITE_NOTADB) return "it is no database";
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("SQLite gives no reason");
  }
}
