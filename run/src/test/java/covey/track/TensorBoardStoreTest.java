package covey.track;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardStoreTest {
  private static final Schema ONE = new Schema(List.of(Column.result("loss")));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve(Tracker.EVENTS);
  }

  private TensorBoardStore open(Schema schema) {
    return TensorBoardStore.open(file, schema, Rows.START);
  }

  private byte[] write(int rows) throws IOException {
    try (TensorBoardStore store = open(Rows.SCHEMA)) {
      for (Metrics row : Rows.rows(rows)) store.append(row);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void the_checksum_is_the_published_one() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    // CRC-32C of "123456789" is 0xE3069283 (RFC 3720's polynomial); rotated right by 15: 0x2507C60D; plus 0xA282EAD8
    assertEquals(0xC78AB0E5, EventFile.masked(digits, 0, digits.length));
  }

  @Test
  void the_bytes_are_those_of_the_format() throws IOException {
    try (TensorBoardStore store = open(ONE)) {
      store.append(new Metrics(1, 300, 0, 0, 0.5));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    // version event: field 1 (double, tag 0x09) wall time, field 3 (text, tag 0x1a) "brain.Event:2": 9 + 2 + 13 bytes
    assertEquals(24, bytes.getLong(0));
    assertEquals(0x09, bytes.get(12));
    assertEquals(1767323045.0, bytes.getDouble(13)); // 2026-01-02T03:04:05Z
    assertEquals(0x1a, bytes.get(21));
    assertEquals("brain.Event:2", new String(bytes.array(), 23, 13, StandardCharsets.US_ASCII));
    // row: step is field 2 (varint, tag 0x10): 300 = 0b10_0101100 is 0xac 0x02
    int second = 12 + 24 + 4;
    assertArrayEquals(
        new byte[] {0x10, (byte) 0xac, 0x02},
        Arrays.copyOfRange(bytes.array(), second + 12 + 9, second + 12 + 12));
    assertEquals(bytes.capacity(), second + 12 + bytes.getLong(second) + 4);
  }

  @Test
  void events_come_back_as_written_without_what_is_no_number() {
    try (TensorBoardStore store = open(ONE)) {
      store.append(new Metrics(1, 512, 7, 0.5, 0.25));
      store.append(new Metrics(2, 1024, 9, 1.5, Double.NaN));
    }
    assertEquals(
        List.of(
            new Scalars(1767323045.5, 512, Map.of("iteration", 1f, "episodes", 7f, "wallSeconds", 0.5f, "loss", 0.25f)),
            new Scalars(1767323046.5, 1024, Map.of("iteration", 2f, "episodes", 9f, "wallSeconds", 1.5f))),
        TensorBoardStore.read(file));
  }

  @Test
  void cutting_back_leaves_the_bytes_of_a_shorter_run() throws IOException {
    byte[] four = write(4);
    Files.delete(file);
    write(9);
    try (TensorBoardStore store = open(Rows.SCHEMA)) {
      assertEquals(9, store.lastIteration());
      store.cutBackTo(4);
      assertEquals(4, store.lastIteration());
    }
    assertArrayEquals(four, Files.readAllBytes(file));
  }

  @Test
  void a_flipped_bit_anywhere_is_noticed() throws IOException {
    byte[] whole = write(3);
    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= 0x10;
      Files.write(file, bytes);
      var e = assertThrows(TrackingException.class, () -> TensorBoardStore.read(file));
      assertTrue(e.getMessage().contains("cannot be trusted: its record"), e.getMessage());
    }
  }

  @Test
  void the_end_may_be_torn_at_any_byte() throws IOException {
    byte[] two = write(2);
    byte[] three = write3rd();
    for (int length = two.length; length < three.length; length++) {
      Files.write(file, Arrays.copyOf(three, length));
      assertEquals(2, TensorBoardStore.read(file).size());
      try (TensorBoardStore store = open(Rows.SCHEMA)) {
        assertEquals(2, store.lastIteration());
      }
      assertArrayEquals(two, Files.readAllBytes(file));
    }
  }

  private byte[] write3rd() throws IOException {
    try (TensorBoardStore store = open(Rows.SCHEMA)) {
      store.append(Rows.row(3));
    }
    return Files.readAllBytes(file);
  }

  @Test
  void a_length_beyond_the_file_is_not_believed() throws IOException {
    for (long length : new long[] {Integer.MAX_VALUE - 4, Long.MAX_VALUE, -1, 1L << 40}) {
      ByteBuffer head = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      head.putInt(EventFile.masked(head.array(), 0, 8)); // with a right checksum
      Files.write(file, head.array());
      assertEquals(0, EventFile.scan(file, Long.MAX_VALUE, event -> {}).length());
    }
  }
}
