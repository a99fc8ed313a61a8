package covey.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Help for every option of a record.
final class Descriptions {
  private Descriptions() {}

  static List<OptionDescription> of(Class<? extends Record> type) {
    var descriptions = new ArrayList<OptionDescription>();
    collect(type, "", descriptions);
    return descriptions;
  }

  private static void collect(Class<? extends Record> type, String path, List<OptionDescription> into) {
    for (RecordComponent component : type.getRecordComponents()) {
      Option option = Types.option(component);
      String at = Fault.join(path, component.getName());
      Class<?> raw = component.getType();
      if (isGroup(raw)) {
        collect(raw.asSubclass(Record.class), at, into);
      } else if (Types.isChoiceOfRecords(raw)) {
        into.add(describe(Fault.join(at, Binder.KIND), component.getGenericType(), raw, option));
        for (Class<? extends Record> variant : Types.variants(raw)) {
          collect(variant, "%s(%s)".formatted(at, Names.kind(variant)), into);
        }
      } else {
        into.add(describe(at, component.getGenericType(), raw, option));
      }
    }
  }

  private static boolean isGroup(Class<?> type) {
    return type.isRecord() && Types.parser(type) == null;
  }

  private static OptionDescription describe(String path, Type type, Class<?> raw, Option option) {
    boolean without = option.byDefault().equals(Option.REQUIRED);
    boolean required = without && raw != Optional.class && raw != List.class && raw != Map.class;
    String byDefault = !without ? option.byDefault() : raw == Optional.class ? Binder.NONE : "";
    return new OptionDescription(path, name(type), byDefault, required, option.help(), option.usual());
  }

  private static String name(Type type) {
    Class<?> raw = Types.raw(type);
    if (raw == Optional.class) return name(Types.argument(type)) + " or none";
    if (raw == List.class) return "list of " + name(Types.argument(type));
    if (raw == Map.class) return "names with " + name(Types.argument(type));
    if (raw == String.class) return "text";
    if (raw == boolean.class || raw == Boolean.class) return "true | false";
    if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) return "whole number";
    if (raw == float.class || raw == Float.class || raw == double.class || raw == Double.class) return "number";
    if (raw.isEnum()) return String.join(" | ", Names.constants(raw));
    if (Types.isChoiceOfRecords(raw)) return String.join(" | ", Types.variants(raw).stream().map(Names::kind).toList());
    return Names.kind(raw);
  }
}
