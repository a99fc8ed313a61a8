package covey.track;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.Event;

/// The framing of TensorBoard's event files, TFRecord: length (8 bytes, little endian), masked CRC-32C of the length
/// (4), the event as protocol buffer, masked CRC-32C of the event (4).
///
/// Source: `tensorflow/core/lib/io/record_writer.h`, `tensorflow/core/lib/hash/crc32c.h`.
final class EventFile {
  private static final int HEAD = 12;
  private static final int TAIL = 4;
  private static final int MASK = 0xa282ead8;

  private EventFile() {}

  /// What a file holds from its start to its first fault.
  ///
  /// @param records whole events
  /// @param length  their bytes
  /// @param fault   what ends them, as half a sentence; null if the file does
  record Scan(long records, long length, @Nullable String fault) {}

  static ByteBuffer frame(byte[] event) {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD + event.length + TAIL).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(event.length);
    bytes.putInt(masked(bytes.array(), 0, Long.BYTES));
    bytes.put(event);
    bytes.putInt(masked(event, 0, event.length));
    return bytes.flip();
  }

  /// CRC-32C, rotated right by 15 bits plus a constant, so that the checksum of data with checksums in it is no special
  /// case.
  static int masked(byte[] bytes, int from, int length) {
    var crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  /// Reads whole events, at most `most`. Lengths are believed only with a right checksum, and never beyond the file.
  static Scan scan(Path file, long most, Consumer<Event> events) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long at = 0;
      long records = 0;
      ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
      while (records < most && at < size) {
        if (size - at < HEAD || !fill(channel, head.clear(), at)) return torn(records, at);
        long length = head.getLong(0);
        if (head.getInt(Long.BYTES) != masked(head.array(), 0, Long.BYTES)) return damaged(records, at);
        if (length < 0 || length > Integer.MAX_VALUE - TAIL) return damaged(records, at);
        if (length > size - at - HEAD - TAIL) return torn(records, at);
        ByteBuffer body = ByteBuffer.allocate((int) length + TAIL).order(ByteOrder.LITTLE_ENDIAN);
        if (!fill(channel, body, at + HEAD)) return torn(records, at);
        if (body.getInt((int) length) != masked(body.array(), 0, (int) length)) return damaged(records, at);
        events.accept(Event.parseFrom(body.limit((int) length)));
        records++;
        at += HEAD + length + TAIL;
      }
      return new Scan(records, at, null);
    } catch (InvalidProtocolBufferException e) {
      throw new TrackingException("%s is no event file: a record with a right checksum holds no event".formatted(file));
    } catch (IOException e) {
      throw TrackingException.reading(file, e);
    }
  }

  private static Scan torn(long records, long at) {
    return new Scan(records, at, "its record %d is torn".formatted(records + 1));
  }

  private static Scan damaged(long records, long at) {
    return new Scan(records, at, "its record %d is damaged".formatted(records + 1));
  }

  /// Reads until `bytes` is full and ready to be read; false if the file ends before.
  private static boolean fill(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at + bytes.position());
      if (read < 0) return false;
    }
    bytes.flip();
    return true;
  }
}
