package covey.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects named arrays and writes them as one file, atomically: either the whole new file is there or the old one.
///
/// Format, all numbers big-endian: the 8 bytes `COVEY\0\0\1`; then per entry a 2-byte name length, the name in UTF-8, a
/// type byte ([ArchiveReader] lists them), an 8-byte count and the values; then a 2-byte zero; then the SHA-256 of all
/// bytes before it.
public final class ArchiveWriter {
  static final byte[] MAGIC = {'C', 'O', 'V', 'E', 'Y', 0, 0, 1};
  static final byte BYTES = 1;
  static final byte INTS = 2;
  static final byte LONGS = 3;
  static final byte FLOATS = 4;
  static final byte DOUBLES = 5;
  static final byte TEXT = 6;

  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private final Set<String> names = new HashSet<>();
  private final String prefix;

  public ArchiveWriter() {
    this.prefix = "";
    memory.writeBytes(MAGIC);
  }

  private ArchiveWriter(ArchiveWriter parent, String prefix) {
    this.prefix = prefix;
    this.root = parent.root();
  }

  private @Nullable ArchiveWriter root;

  private ArchiveWriter root() {
    return root == null ? this : root;
  }

  /// @return a writer into the same archive whose names begin with `part` and a slash
  public ArchiveWriter within(String part) {
    return new ArchiveWriter(this, prefix + part + "/");
  }

  public void text(String name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    ByteBuffer values = header(name, TEXT, utf8.length, 1);
    values.put(utf8);
    append(values);
  }

  public void bytes(String name, byte[] value) {
    append(header(name, BYTES, value.length, 1).put(value));
  }

  public void ints(String name, int... value) {
    ByteBuffer values = header(name, INTS, value.length, Integer.BYTES);
    for (int each : value) values.putInt(each);
    append(values);
  }

  public void longs(String name, long... value) {
    ByteBuffer values = header(name, LONGS, value.length, Long.BYTES);
    for (long each : value) values.putLong(each);
    append(values);
  }

  public void floats(String name, float... value) {
    ByteBuffer values = header(name, FLOATS, value.length, Float.BYTES);
    for (float each : value) values.putInt(Float.floatToRawIntBits(each));
    append(values);
  }

  public void doubles(String name, double... value) {
    ByteBuffer values = header(name, DOUBLES, value.length, Double.BYTES);
    for (double each : value) values.putLong(Double.doubleToRawLongBits(each));
    append(values);
  }

  private ByteBuffer header(String name, byte type, int count, int size) {
    ArchiveWriter to = root();
    String full = prefix + name;
    if (full.isEmpty() || !to.names.add(full)) {
      throw new IllegalArgumentException("archive entry '" + full + "' must have a name of its own");
    }
    byte[] utf8 = full.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > 0xFFFF) {
      throw new IllegalArgumentException(
          "the name of an archive entry has " + utf8.length + " bytes, but at most 65535 are allowed");
    }
    ByteBuffer buffer = ByteBuffer.allocate(2 + utf8.length + 1 + 8 + Math.multiplyExact(count, size));
    return buffer.putShort((short) utf8.length).put(utf8).put(type).putLong(count);
  }

  private void append(ByteBuffer entry) {
    byte[] written = new byte[entry.flip().remaining()];
    entry.get(written);
    root().memory.writeBytes(written);
  }

  /// @return the whole archive
  public byte[] toBytes() {
    byte[] body = root().memory.toByteArray();
    ByteBuffer all = ByteBuffer.allocate(body.length + 2 + 32);
    all.put(body).putShort((short) 0);
    all.put(ArchiveReader.sha256(all.array(), 0, body.length + 2));
    return all.array();
  }

  /// Writes the archive to `file`: to a temporary file beside it, forced to the disk, then renamed. Whatever fails, the
  /// file that was there before is still there.
  ///
  /// @throws ArchiveException with one sentence if the file cannot be written
  public void write(Path file) {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer all = ByteBuffer.wrap(toBytes());
        while (all.hasRemaining()) channel.write(all);
        channel.force(true);
      }
      try {
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      }
      forceDirectory(file);
    } catch (IOException e) {
      throw new ArchiveException("cannot write " + file + " (" + reason(e) + "); the file that was there is unchanged", e);
    } finally {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException _) {
        // the disk is in trouble already, and the fault that matters is on its way
      }
    }
  }

  private static void forceDirectory(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) return;
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // some systems cannot open a directory; the rename itself is still atomic
    }
  }

  static String reason(IOException e) {
    String message = e.getMessage();
    if (e instanceof java.nio.file.NoSuchFileException) return "no such file or directory";
    if (e instanceof java.nio.file.AccessDeniedException) return "access denied";
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
