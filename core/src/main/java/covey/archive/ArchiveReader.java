package covey.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Reads what [ArchiveWriter] wrote. The checksum is verified before anything is believed, no size in the file is trusted
/// beyond the bytes that are there, and nothing in it is ever executed.
///
/// | type byte | values |
/// |---|---|
/// | 1 | bytes |
/// | 2 | ints |
/// | 3 | longs |
/// | 4 | floats (IEEE bits) |
/// | 5 | doubles (IEEE bits) |
/// | 6 | text in UTF-8; the count is in bytes |
public final class ArchiveReader {
  private record Entry(byte type, int count, int offset) {}

  private final ByteBuffer data;
  private final Map<String, Entry> entries;
  private final String prefix;
  private final String source;

  private ArchiveReader(ByteBuffer data, Map<String, Entry> entries, String prefix, String source) {
    this.data = data;
    this.entries = entries;
    this.prefix = prefix;
    this.source = source;
  }

  /// @throws ArchiveException with one sentence if the file is missing, truncated, corrupt or no archive
  public static ArchiveReader read(Path file) {
    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new ArchiveException("cannot read " + file + " (" + ArchiveWriter.reason(e) + ")", e);
    } catch (OutOfMemoryError e) {
      throw new ArchiveException("cannot read " + file + " (it does not fit into memory)", e);
    }
  }

  /// @param source what the bytes are called in messages
  public static ArchiveReader read(byte[] bytes, String source) {
    int magic = ArchiveWriter.MAGIC.length;
    if (bytes.length < magic || !Arrays.equals(bytes, 0, 5, ArchiveWriter.MAGIC, 0, 5)) {
      throw new ArchiveException(source + " is not a Covey archive");
    }
    if (!Arrays.equals(bytes, 0, magic, ArchiveWriter.MAGIC, 0, magic)) {
      throw new ArchiveException(source + " was written in a format that this version does not know");
    }
    int end = bytes.length - 32;
    if (end < magic + 2 || !Arrays.equals(sha256(bytes, 0, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
      throw new ArchiveException(source + " is truncated or corrupt: its checksum does not match");
    }
    ByteBuffer data = ByteBuffer.wrap(bytes, 0, end);
    data.position(magic);
    var entries = new LinkedHashMap<String, Entry>();
    while (true) {
      int length = data.remaining() < 2 ? -1 : data.getShort() & 0xFFFF;
      if (length == 0 && data.remaining() == 0) break;
      if (length <= 0 || data.remaining() < length + 9) throw malformed(source);
      byte[] name = new byte[length];
      data.get(name);
      byte type = data.get();
      long count = data.getLong();
      int size = size(type, source);
      if (count < 0 || count > data.remaining() / size) throw malformed(source);
      var entry = new Entry(type, (int) count, data.position());
      if (entries.put(new String(name, StandardCharsets.UTF_8), entry) != null) throw malformed(source);
      data.position(data.position() + (int) count * size);
    }
    return new ArchiveReader(data, entries, "", source);
  }

  private static int size(byte type, String source) {
    return switch (type) {
      case ArchiveWriter.BYTES, ArchiveWriter.TEXT -> 1;
      case ArchiveWriter.INTS, ArchiveWriter.FLOATS -> 4;
      case ArchiveWriter.LONGS, ArchiveWriter.DOUBLES -> 8;
      default -> throw malformed(source);
    };
  }

  private static ArchiveException malformed(String source) {
    return new ArchiveException(source + " is malformed: an entry does not fit into the file");
  }

  /// @return a reader of the entries whose names begin with `part` and a slash
  public ArchiveReader within(String part) {
    return new ArchiveReader(data, entries, prefix + part + "/", source);
  }

  public boolean has(String name) {
    return entries.containsKey(prefix + name);
  }

  /// @return names of the entries here and below, in the order of writing
  public Set<String> names() {
    var found = new LinkedHashSet<String>();
    for (String name : entries.keySet()) if (name.startsWith(prefix)) found.add(name.substring(prefix.length()));
    return found;
  }

  public String text(String name) {
    Entry entry = entry(name, ArchiveWriter.TEXT);
    return new String(slice(entry), StandardCharsets.UTF_8);
  }

  public byte[] bytes(String name) {
    return slice(entry(name, ArchiveWriter.BYTES));
  }

  private byte[] slice(Entry entry) {
    byte[] values = new byte[entry.count];
    data.get(entry.offset, values);
    return values;
  }

  public int[] ints(String name) {
    Entry entry = entry(name, ArchiveWriter.INTS);
    int[] values = new int[entry.count];
    for (int i = 0; i < values.length; i++) values[i] = data.getInt(entry.offset + 4 * i);
    return values;
  }

  public long[] longs(String name) {
    Entry entry = entry(name, ArchiveWriter.LONGS);
    long[] values = new long[entry.count];
    for (int i = 0; i < values.length; i++) values[i] = data.getLong(entry.offset + 8 * i);
    return values;
  }

  public float[] floats(String name) {
    Entry entry = entry(name, ArchiveWriter.FLOATS);
    float[] values = new float[entry.count];
    for (int i = 0; i < values.length; i++) values[i] = Float.intBitsToFloat(data.getInt(entry.offset + 4 * i));
    return values;
  }

  public double[] doubles(String name) {
    Entry entry = entry(name, ArchiveWriter.DOUBLES);
    double[] values = new double[entry.count];
    for (int i = 0; i < values.length; i++) values[i] = Double.longBitsToDouble(data.getLong(entry.offset + 8 * i));
    return values;
  }

  /// Reads an array into memory that exists; its length must match.
  public void into(String name, float[] values) {
    float[] read = floats(name);
    requireLength(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, values.length);
  }

  /// Reads an array into memory that exists; its length must match.
  public void into(String name, int[] values) {
    int[] read = ints(name);
    requireLength(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, values.length);
  }

  /// Reads an array into memory that exists; its length must match.
  public void into(String name, long[] values) {
    long[] read = longs(name);
    requireLength(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, values.length);
  }

  /// Reads an array into memory that exists; its length must match.
  public void into(String name, double[] values) {
    double[] read = doubles(name);
    requireLength(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, values.length);
  }

  /// Reads an array into memory that exists; its length must match.
  public void into(String name, byte[] values) {
    byte[] read = bytes(name);
    requireLength(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, values.length);
  }

  /// @return an array that must have `length` values
  public byte[] bytes(String name, int length) {
    byte[] read = bytes(name);
    requireLength(name, read.length, length);
    return read;
  }

  /// @return an array that must have `length` values
  public int[] ints(String name, int length) {
    int[] read = ints(name);
    requireLength(name, read.length, length);
    return read;
  }

  /// @return an array that must have `length` values
  public float[] floats(String name, int length) {
    float[] read = floats(name);
    requireLength(name, read.length, length);
    return read;
  }

  /// @return an array that must have `length` values
  public long[] longs(String name, int length) {
    long[] read = longs(name);
    requireLength(name, read.length, length);
    return read;
  }

  /// Reads an array into the head of memory that is at least as long.
  public void head(String name, float[] values) {
    float[] read = floats(name);
    requireAtMost(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, read.length);
  }

  /// Reads an array into the head of memory that is at least as long.
  public void head(String name, int[] values) {
    int[] read = ints(name);
    requireAtMost(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, read.length);
  }

  /// Reads an array into the head of memory that is at least as long.
  public void head(String name, byte[] values) {
    byte[] read = bytes(name);
    requireAtMost(name, read.length, values.length);
    System.arraycopy(read, 0, values, 0, read.length);
  }

  private void requireAtMost(String name, int is, int most) {
    if (is > most) requireLength(name, is, most);
  }

  private void requireLength(String name, int is, int wanted) {
    if (is != wanted) {
      throw new ArchiveException(source + " does not fit: " + prefix + name + " has " + is + " values, but " + wanted
          + " are needed; was it written for another environment or network?");
    }
  }

  private Entry entry(String name, byte type) {
    Entry entry = entries.get(prefix + name);
    if (entry == null) throw new ArchiveException(source + " has no entry " + prefix + name);
    if (entry.type != type) throw new ArchiveException(source + ": entry " + prefix + name + " has another type");
    return entry;
  }

  static byte[] sha256(byte[] bytes, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, to - from);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
