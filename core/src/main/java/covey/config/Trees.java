package covey.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From records to trees.
final class Trees {
  private Trees() {}

  static Map<String, Object> of(Record record) {
    var tree = new LinkedHashMap<String, Object>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Types.option(component);
      tree.put(component.getName(), plain(Types.value(component, record), component));
    }
    return tree;
  }

  private static Object plain(Object value, RecordComponent component) {
    Object leaf = Scalars.plain(value);
    if (leaf != null) return leaf;
    return switch (value) {
      case Optional<?> optional -> optional.isEmpty() ? Binder.NONE : present(optional.get(), component);
      case List<?> list -> {
        var elements = new ArrayList<Object>();
        for (Object element : list) elements.add(plain(element, component));
        yield elements;
      }
      case Map<?, ?> map -> {
        var entries = new LinkedHashMap<String, Object>();
        map.forEach((key, element) -> entries.put(key.toString(), plain(element, component)));
        yield entries;
      }
      case Record record -> isCase(record) ? kindAnd(record) : of(record);
      default -> throw new IllegalArgumentException("%s = %s has no text form".formatted(component.getName(), value));
    };
  }

  private static Object present(Object content, RecordComponent component) {
    Object plain = plain(content, component);
    if (plain.equals(Binder.NONE)) {
      throw new IllegalArgumentException("%s holds the text '%s', which means that it is empty"
          .formatted(component.getName(), Binder.NONE));
    }
    return plain;
  }

  /// Whether a record is read as a case of a sealed interface, so that its kind has to be written.
  private static boolean isCase(Record record) {
    for (Class<?> parent : record.getClass().getInterfaces()) if (Types.isChoiceOfRecords(parent)) return true;
    return false;
  }

  private static Map<String, Object> kindAnd(Record record) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put(Binder.KIND, Names.kind(record.getClass()));
    tree.putAll(of(record));
    return tree;
  }

  static void schedules(Object value, String path, Map<String, Schedule> found) {
    switch (value) {
      case Schedule schedule -> found.put(path, schedule);
      case Optional<?> optional -> optional.ifPresent(content -> schedules(content, path, found));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) schedules(list.get(i), "%s[%d]".formatted(path, i), found);
      }
      case Map<?, ?> map -> map.forEach((key, element) -> schedules(element, Fault.join(path, key.toString()), found));
      case Record record -> {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
          schedules(Types.value(component, record), Fault.join(path, component.getName()), found);
        }
      }
      default -> {
        // leaves other than schedules
      }
    }
  }
}
