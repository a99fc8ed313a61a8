package covey.run;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Trees of plain values as JSON text (RFC 8259).
///
/// Numbers have their shortest form that reads back the same; what JSON has no number for (NaN, infinity) is null.
public final class Json {
  private Json() {}

  /// On one line.
  ///
  /// @param tree maps with text keys, lists, texts, numbers, booleans and nulls
  public static String line(@Nullable Object tree) {
    var text = new StringBuilder();
    write(tree, text, -1);
    return text.toString();
  }

  /// Over several lines, indented, for people.
  public static String pretty(@Nullable Object tree) {
    var text = new StringBuilder();
    write(tree, text, 0);
    return text.append('\n').toString();
  }

  /// @param depth of indentation; negative: all on one line
  private static void write(@Nullable Object value, StringBuilder text, int depth) {
    switch (value) {
      case null -> text.append("null");
      case Map<?, ?> map -> {
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        text.append('{');
        while (entries.hasNext()) {
          Map.Entry<?, ?> entry = entries.next();
          newLine(text, depth + 1, depth);
          quote(String.valueOf(entry.getKey()), text);
          text.append(depth < 0 ? ":" : ": ");
          write(entry.getValue(), text, depth < 0 ? depth : depth + 1);
          if (entries.hasNext()) text.append(',');
        }
        if (!map.isEmpty()) newLine(text, depth, depth);
        text.append('}');
      }
      case List<?> list -> {
        text.append('[');
        for (int i = 0; i < list.size(); i++) {
          if (i > 0) text.append(depth < 0 ? "," : ", ");
          write(list.get(i), text, -1);
        }
        text.append(']');
      }
      case Double number -> text.append(Double.isFinite(number) ? number.toString() : "null");
      case Float number -> text.append(Float.isFinite(number) ? number.toString() : "null");
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      default -> quote(value.toString(), text);
    }
  }

  private static void newLine(StringBuilder text, int indent, int depth) {
    if (depth >= 0) text.append('\n').repeat("  ", indent);
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
