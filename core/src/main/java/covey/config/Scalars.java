package covey.config;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values that are one text: numbers, truth values, names, schedules.
final class Scalars {
  private Scalars() {}

  /// Reads `text` as `type`.
  ///
  /// @throws Refusal               if the text does not fit; says what would
  /// @throws IllegalStateException if options cannot have the type
  static Object parse(Class<?> type, String text) {
    if (type == String.class) return text;
    if (type == boolean.class || type == Boolean.class) return bool(text);
    if (type == int.class || type == Integer.class) return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (type == long.class || type == Long.class) return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    if (type == float.class || type == Float.class) return (float) real(text, true);
    if (type == double.class || type == Double.class) return real(text, false);
    if (type.isEnum()) return constant(type, text);
    Method parser = Types.parser(type);
    if (parser == null) {
      throw new IllegalStateException("%s cannot be the type of an option; %s"
          .formatted(type.getName(), "numbers, boolean, String, enums, records, sealed interfaces of records, types "
              + "with a static parse(String), and Optional, List and Map of these can"));
    }
    try {
      return Types.parse(parser, text);
    } catch (IllegalArgumentException e) {
      throw new Refusal("could not be read: " + e.getMessage());
    }
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Refusal("must be true or false");
    };
  }

  private static long whole(String text, long least, long greatest) {
    try {
      long value = Numbers.wholeNumber(text);
      if (value >= least && value <= greatest) return value;
    } catch (NumberFormatException e) {
      // the message below says what is allowed
    }
    throw new Refusal("must be a whole number in [%d, %d], as in 64, 200_000, 5M or 1e6".formatted(least, greatest));
  }

  private static double real(String text, boolean single) {
    try {
      return single ? Numbers.real32(text) : Numbers.real(text);
    } catch (NumberFormatException e) {
      throw new Refusal("must be a finite number of %d bits, as in 0.5, 3e-4 or 5M".formatted(single ? 32 : 64));
    }
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (Names.same(((Enum<?>) constant).name(), text)) return constant;
    }
    throw new Refusal("must be one of " + String.join(", ", Names.constants(type)));
  }

  /// The plain value of a leaf: `Long`, `Double`, `Boolean` or `String`; null if `value` is no leaf.
  static @Nullable Object plain(Object value) {
    return switch (value) {
      case Integer i -> i.longValue();
      case Long l -> l;
      case Float f -> Double.valueOf(f.toString()); // 0.2f is written 0.2, and read back as 0.2f
      case Double d -> d;
      case Boolean b -> b;
      case String s -> s;
      case Enum<?> e -> Names.of(e);
      case Schedule.Constant c -> c.value();
      default -> Types.parser(declared(value.getClass())) == null ? null : value.toString();
    };
  }

  /// The type that declares `parse` for a value: its class, or the sealed interface it is a case of.
  private static Class<?> declared(Class<?> type) {
    if (Types.parser(type) != null) return type;
    for (Class<?> parent : type.getInterfaces()) if (Types.parser(parent) != null) return parent;
    return type;
  }

  /// The texts between the commas of `64, 64` or `[64, 64]`; commas within brackets do not count.
  static List<String> split(String text) {
    String inner = text.strip();
    if (inner.startsWith("[") && inner.endsWith("]")) inner = inner.substring(1, inner.length() - 1).strip();
    var parts = new ArrayList<String>();
    if (inner.isEmpty()) return parts;
    int depth = 0;
    int start = 0;
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '(' || c == '[') depth++;
      if (c == ')' || c == ']') depth--;
      if (c == ',' && depth == 0) {
        parts.add(inner.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(inner.substring(start).strip());
    return parts;
  }
}
