package covey.track;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that grows by whole pieces: a piece that cannot be written to its end is taken back.
final class RowFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private long length;

  private RowFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// The file at `path`, made if need be, with its folder.
  static RowFile open(Path path) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) Files.createDirectories(folder);
      return over(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw TrackingException.writing(path, e);
    }
  }

  /// Over any channel; tests give one that fails.
  static RowFile over(Path path, FileChannel channel) throws IOException {
    var file = new RowFile(path, channel);
    file.length = channel.size();
    return file;
  }

  Path path() {
    return path;
  }

  /// Bytes of whole pieces.
  long length() {
    return length;
  }

  /// Adds all of `bytes` or nothing.
  void append(ByteBuffer bytes) {
    long at = length;
    try {
      while (bytes.hasRemaining()) at += channel.write(bytes, at);
      length = at;
    } catch (IOException e) {
      TrackingException failure = TrackingException.writing(path, e);
      try {
        channel.truncate(length);
      } catch (IOException second) {
        failure.addSuppressed(second); // the torn end will be dropped when the file is opened again
      }
      throw failure;
    }
  }

  /// Drops everything after the first `bytes` bytes.
  void truncate(long bytes) {
    try {
      channel.truncate(bytes);
      length = Math.min(length, bytes);
    } catch (IOException e) {
      throw TrackingException.writing(path, e);
    }
  }

  void sync() {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw TrackingException.writing(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw TrackingException.writing(path, e);
    }
  }
}
