package covey.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final String CORRUPT = "file is truncated or corrupt: its checksum does not match";
  private static final String NO_ARCHIVE = "file is not a Covey archive";
  private static final String OTHER_FORMAT = "file was written in a format that this version does not know";
  private static final String MALFORMED = "file is malformed: an entry does not fit into the file";

  @TempDir Path directory;

  private static ArchiveWriter sample() {
    var out = new ArchiveWriter();
    out.text("spec", "Größe: 3 αgents");
    out.bytes("state", new byte[] {1, -2, 127, -128});
    ArchiveWriter policy = out.within("policy");
    policy.floats("weights", 1.5f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
    policy.within("adam").doubles("m", Math.PI, -0.0, Double.MAX_VALUE);
    out.longs("stream", Long.MIN_VALUE, 0, Long.MAX_VALUE);
    out.ints("clock", Integer.MIN_VALUE, -1, Integer.MAX_VALUE);
    out.ints("nothing");
    return out;
  }

  @Test
  void what_was_written_is_read_in_every_bit() {
    var in = ArchiveReader.read(sample().toBytes(), "file");
    assertEquals("Größe: 3 αgents", in.text("spec"));
    assertArrayEquals(new byte[] {1, -2, 127, -128}, in.bytes("state"));
    float[] weights = in.within("policy").floats("weights");
    float[] written = {1.5f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
    for (int i = 0; i < written.length; i++) {
      assertEquals(Float.floatToRawIntBits(written[i]), Float.floatToRawIntBits(weights[i]));
    }
    double[] m = in.within("policy").within("adam").doubles("m");
    assertEquals(Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(m[1]));
    assertArrayEquals(new double[] {Math.PI, -0.0, Double.MAX_VALUE}, m);
    assertArrayEquals(new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}, in.longs("stream"));
    assertArrayEquals(new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE}, in.ints("clock"));
    assertArrayEquals(new int[0], in.ints("nothing"));
  }

  @Test
  void names_come_back_in_the_order_of_writing_whole_or_below_a_part() {
    var in = ArchiveReader.read(sample().toBytes(), "file");
    assertEquals(
        List.of("spec", "state", "policy/weights", "policy/adam/m", "stream", "clock", "nothing"),
        List.copyOf(in.names()));
    assertEquals(List.of("weights", "adam/m"), List.copyOf(in.within("policy").names()));
    assertTrue(in.within("policy").has("weights"));
    assertFalse(in.has("weights"));
  }

  @Test
  void values_are_read_into_memory_of_the_right_length_only() {
    var in = ArchiveReader.read(sample().toBytes(), "file");
    int[] clock = new int[3];
    in.into("clock", clock);
    assertArrayEquals(new int[] {Integer.MIN_VALUE, -1, Integer.MAX_VALUE}, clock);
    long[] stream = new long[3];
    in.into("stream", stream);
    assertEquals(Long.MAX_VALUE, stream[2]);
    byte[] state = new byte[4];
    in.into("state", state);
    assertEquals(-128, state[3]);
    double[] m = new double[3];
    in.within("policy").into("adam/m", m);
    assertEquals(Math.PI, m[0]);
    refused(
        "file does not fit: policy/weights has 5 values, but 4 are needed; was it written for another environment or"
            + " network?",
        () -> in.within("policy").into("weights", new float[4]));
  }

  @Test
  void a_missing_entry_and_an_entry_of_another_type_are_named() {
    var in = ArchiveReader.read(sample().toBytes(), "file");
    refused("file has no entry policy/bias", () -> in.within("policy").floats("bias"));
    refused("file: entry clock has another type", () -> in.longs("clock"));
  }

  @Test
  void each_entry_has_a_name_of_its_own_also_across_parts() {
    var out = new ArchiveWriter();
    out.within("a").ints("b", 1);
    assertEquals(
        "archive entry 'a/b' must have a name of its own",
        assertThrows(IllegalArgumentException.class, () -> out.text("a/b", "")).getMessage());
    assertEquals(
        "archive entry '' must have a name of its own",
        assertThrows(IllegalArgumentException.class, () -> out.text("", "")).getMessage());
  }

  @Test
  void a_name_longer_than_its_length_field_can_tell_is_refused_when_it_is_written() {
    var out = new ArchiveWriter();
    var refused = assertThrows(IllegalArgumentException.class, () -> out.ints("n".repeat(65_536), 1));
    assertTrue(refused.getMessage().contains("65536 bytes"), refused.getMessage());
    out.ints("n".repeat(65_535), 4);
    assertArrayEquals(new int[] {4}, ArchiveReader.read(out.toBytes(), "file").ints("n".repeat(65_535)));
  }

  @Test
  void an_archive_cut_at_any_byte_is_refused_with_one_sentence() {
    byte[] whole = sample().toBytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      refused(length < 8 ? NO_ARCHIVE : CORRUPT, () -> ArchiveReader.read(cut, "file"));
    }
  }

  @Test
  void an_archive_with_more_bytes_than_were_written_is_refused() {
    byte[] whole = sample().toBytes();
    refused(CORRUPT, () -> ArchiveReader.read(Arrays.copyOf(whole, whole.length + 1), "file"));
  }

  @Test
  void an_archive_with_any_flipped_bit_is_refused_with_one_sentence() {
    byte[] whole = sample().toBytes();
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      String expected = bit < 5 * 8 ? NO_ARCHIVE : bit < 8 * 8 ? OTHER_FORMAT : CORRUPT;
      refused(expected, () -> ArchiveReader.read(flipped, "file"));
    }
  }

  @Test
  void a_forged_size_under_a_valid_checksum_is_refused_without_allocating_it() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (long count : new long[] {-1, 2, 1 << 28, 1L << 31, 1L << 40, (1L << 61) + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
      byte[] forged = forge(body -> body.putShort((short) 1).put((byte) 'a').put((byte) 3).putLong(count).putLong(7));
      long before = threads.getCurrentThreadAllocatedBytes();
      refused(MALFORMED, () -> ArchiveReader.read(forged, "file"));
      assertTrue(threads.getCurrentThreadAllocatedBytes() - before < 1_000_000, "count " + count);
    }
  }

  @Test
  void forged_structure_under_a_valid_checksum_is_refused() {
    // half of the length of a second name
    refused(MALFORMED, () -> ArchiveReader.read(forge(body -> entry(body, 'a', 1).put((byte) 0)), "file"));
    refused(MALFORMED, () -> ArchiveReader.read(forge(body -> body.putShort((short) 3).put((byte) 'a')), "file"));
    refused(MALFORMED, () -> ArchiveReader.read(forge(body -> body.putShort((short) 0).put((byte) 1)), "file"));
    refused(MALFORMED, () -> ArchiveReader.read(forge(body -> entry(body, 'a', 7)), "file")); // no such type
    refused(MALFORMED, () -> ArchiveReader.read(forge(body -> entry(body, 'a', 1)), "file")); // no end
    refused(
        MALFORMED,
        () -> ArchiveReader.read(forge(body -> entry(entry(body, 'a', 1), 'a', 1).putShort((short) 0)), "file"));
    assertArrayEquals(
        new byte[] {5}, // the same forger, forging nothing
        ArchiveReader.read(forge(body -> entry(body, 'a', 1).putShort((short) 0)), "file").bytes("a"));
  }

  private static ByteBuffer entry(ByteBuffer body, char name, int type) {
    return body.putShort((short) 1).put((byte) name).put((byte) type).putLong(1).put((byte) 5);
  }

  /// An archive with any content and the right checksum.
  private static byte[] forge(Consumer<ByteBuffer> content) {
    try {
      ByteBuffer body = ByteBuffer.allocate(100).put(ArchiveWriter.MAGIC);
      content.accept(body);
      byte[] bytes = Arrays.copyOf(body.array(), body.position());
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
      return ByteBuffer.allocate(bytes.length + 32).put(bytes).put(sum).array();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_is_no_archive_at_all_is_refused() {
    refused(NO_ARCHIVE, () -> ArchiveReader.read(new byte[0], "file"));
    refused(NO_ARCHIVE, () -> ArchiveReader.read("PK\3\4 something zipped".getBytes(StandardCharsets.UTF_8), "file"));
  }

  @Test
  void a_missing_file_and_a_directory_are_refused_with_one_sentence() {
    Path missing = directory.resolve("missing");
    refused("cannot read " + missing + " (no such file or directory)", () -> ArchiveReader.read(missing));
    var folder = assertThrows(ArchiveException.class, () -> ArchiveReader.read(directory));
    assertTrue(folder.getMessage().startsWith("cannot read " + directory + " ("), folder.getMessage());
  }

  @Test
  void a_file_is_replaced_as_a_whole_and_nothing_else_is_left_beside_it() throws IOException {
    Path file = directory.resolve("checkpoint");
    for (int version = 1; version <= 2; version++) {
      var out = new ArchiveWriter();
      out.ints("version", version);
      out.write(file);
      assertArrayEquals(new int[] {version}, ArchiveReader.read(file).ints("version"));
    }
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void the_same_content_gives_the_same_bytes() {
    assertArrayEquals(sample().toBytes(), sample().toBytes());
    var out = sample();
    assertArrayEquals(out.toBytes(), out.toBytes());
    assertArrayEquals(out.toBytes(), out.within("part").toBytes());
  }

  @Test
  void a_missing_directory_is_refused_with_one_sentence() {
    Path file = directory.resolve("no/such/checkpoint");
    refused(
        "cannot write " + file + " (no such file or directory); the file that was there is unchanged",
        () -> sample().write(file));
  }

  @Test
  void when_the_temporary_file_cannot_be_written_the_old_file_stays() throws IOException {
    Path file = directory.resolve("checkpoint");
    sample().write(file);
    byte[] old = Files.readAllBytes(file);
    Path inTheWay = Files.createDirectories(directory.resolve("checkpoint.tmp").resolve("full"));
    var refused = assertThrows(ArchiveException.class, () -> new ArchiveWriter().write(file));
    assertTrue(refused.getMessage().startsWith("cannot write " + file + " ("), refused.getMessage());
    assertTrue(refused.getMessage().endsWith("; the file that was there is unchanged"), refused.getMessage());
    assertArrayEquals(old, Files.readAllBytes(file));
    assertTrue(Files.isDirectory(inTheWay));
  }

  @Test
  void when_the_new_file_cannot_take_its_place_nothing_is_left_behind() throws IOException {
    Path file = directory.resolve("checkpoint");
    Files.createDirectories(file.resolve("full")); // a directory that is not empty cannot be replaced
    var refused = assertThrows(ArchiveException.class, () -> sample().write(file));
    assertTrue(refused.getMessage().startsWith("cannot write " + file + " ("), refused.getMessage());
    assertTrue(Files.isDirectory(file.resolve("full")));
    assertFalse(Files.exists(directory.resolve("checkpoint.tmp")));
  }

  private static void refused(String message, org.junit.jupiter.api.function.Executable reading) {
    assertEquals(message, assertThrows(ArchiveException.class, reading).getMessage());
  }
}
