package covey.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Builds records from trees and notes every fault on the way instead of stopping at the first.
///
/// A method that returns null has noted at least one fault.
final class Binder {
  /// The key that says which case of a sealed interface is meant.
  static final String KIND = "kind";

  /// The text of an empty `Optional`.
  static final String NONE = "none";

  private final List<Fault> faults;

  Binder(List<Fault> faults) {
    this.faults = faults;
  }

  /// @param base where options that `tree` does not name come from; null for their defaults
  @Nullable Record record(Class<? extends Record> type, @Nullable Record base, Map<?, ?> tree, String path) {
    RecordComponent[] components = type.getRecordComponents();
    Map<String, @Nullable Object> given = keys(type, components, tree, path);
    @Nullable Object[] values = new Object[components.length];
    var failed = new ArrayList<String>();
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      String name = component.getName();
      Object old = base == null ? null : Types.value(component, base);
      values[i] = given.containsKey(name)
          ? option(component, old, given.get(name), Fault.join(path, name))
          : old != null ? old : byDefault(component, Fault.join(path, name));
      if (values[i] == null) failed.add(name);
    }
    return failed.isEmpty() ? construct(type, values, path, failed) : constructAnyway(type, base, values, path, failed);
  }

  /// The tree by option name; notes keys that are no options, or that stand there twice (`1` and `"1"`).
  private Map<String, @Nullable Object> keys(
      Class<? extends Record> type, RecordComponent[] components, Map<?, ?> tree, String path) {
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    var given = new LinkedHashMap<String, @Nullable Object>();
    for (Map.Entry<?, ?> entry : tree.entrySet()) {
      String key = String.valueOf(entry.getKey());
      String at = Fault.join(path, key);
      if (!known.contains(key)) {
        faults.add(new Fault(at, shown(entry.getValue()), "is no option of %s; known options: %s%s".formatted(
            Names.of(type), known.isEmpty() ? "none" : String.join(", ", known), NearMisses.hint(key, known))));
      } else if (given.containsKey(key)) {
        faults.add(new Fault(at, shown(entry.getValue()), "is given twice"));
      } else {
        given.put(key, entry.getValue());
      }
    }
    return given;
  }

  private @Nullable Record construct(
      Class<? extends Record> type, @Nullable Object[] values, String path, List<String> failed) {
    try {
      return Types.construct(type, values);
    } catch (ConfigurationException e) {
      for (Fault fault : e.faults()) {
        if (!blamesAnother(fault, failed)) faults.add(fault.under(path));
      }
    } catch (IllegalArgumentException e) {
      if (failed.isEmpty()) faults.add(new Fault(path, Names.of(type), "is refused: " + e.getMessage()));
    }
    return null;
  }

  /// Finds what the record's own checks say about the options that could be read: the others take their defaults, and
  /// faults that are about them, or whose rule names one of them, are left out, for they may not be true.
  private @Nullable Record constructAnyway(
      Class<? extends Record> type,
      @Nullable Record base,
      @Nullable Object[] values,
      String path,
      List<String> failed) {
    RecordComponent[] components = type.getRecordComponents();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) continue;
      values[i] =
          base != null
              ? Types.value(components[i], base)
              : new Binder(new ArrayList<>()).byDefault(components[i], "");
      if (values[i] == null) return null;
    }
    construct(type, values, path, failed);
    return null;
  }

  private static boolean blamesAnother(Fault fault, List<String> failed) {
    String[] first = fault.path().split("\\.", 2);
    if (failed.contains(first[0])) return true;
    Set<String> words = new LinkedHashSet<>(Arrays.asList(fault.rule().split("[^A-Za-z0-9_]+")));
    return failed.stream().anyMatch(words::contains);
  }

  private @Nullable Object byDefault(RecordComponent component, String path) {
    Option option = Types.option(component);
    if (option.byDefault().equals(Option.REQUIRED)) {
      Class<?> type = component.getType();
      if (type == Optional.class) return Optional.empty();
      if (type == List.class) return List.of();
      if (type == Map.class) return Map.of();
      if (type.isRecord() && Types.parser(type) == null) {
        return record(type.asSubclass(Record.class), null, Map.of(), path);
      }
      faults.add(new Fault(path, "nothing", "has to be given: " + option.help() + Validation.usual(option)));
      return null;
    }
    var own = new ArrayList<Fault>();
    Object value = new Binder(own).option(component, null, option.byDefault(), path);
    if (value == null) {
      throw new IllegalStateException("the default of %s.%s is wrong: %s".formatted(
          component.getDeclaringRecord().getName(), component.getName(), own.getFirst().sentence()));
    }
    return value;
  }

  private @Nullable Object option(
      RecordComponent component, @Nullable Object old, @Nullable Object value, String path) {
    return value(component.getGenericType(), Types.option(component), old, value, path);
  }

  private @Nullable Object value(Type type, Option option, @Nullable Object old, @Nullable Object value, String path) {
    Class<?> raw = Types.raw(type);
    if (raw == Optional.class) return optional(type, option, old, value, path);
    if (raw == List.class) return list(type, option, value, path);
    if (raw == Map.class) return map(type, option, value, path);
    if (Types.isChoiceOfRecords(raw)) return choice(raw, option, old, value, path);
    if (raw.isRecord() && Types.parser(raw) == null) {
      Class<? extends Record> record = raw.asSubclass(Record.class);
      if (value == null) value = Map.of(); // YAML's "algorithm:" with nothing below it
      if (value instanceof Map<?, ?> tree) return record(record, (Record) old, tree, path);
      List<String> known = Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList();
      return refuse(path, value, "is a group of options: " + String.join(", ", known));
    }
    return leaf(raw, option, value, path);
  }

  private @Nullable Object leaf(Class<?> type, Option option, @Nullable Object value, String path) {
    if (value == null) return refuse(path, null, "has to be given: " + option.help() + Validation.usual(option));
    if (value instanceof Map || value instanceof List) {
      return refuse(path, value, "takes one value, not a %s%s"
          .formatted(value instanceof Map ? "group" : "list", Validation.usual(option)));
    }
    try {
      return Scalars.parse(type, value.toString());
    } catch (Refusal e) {
      String hint = type.isEnum() ? NearMisses.hint(value.toString(), Names.constants(type)) : "";
      return refuse(path, value, e.rule() + Validation.usual(option) + hint);
    }
  }

  private @Nullable Object optional(
      Type type, Option option, @Nullable Object old, @Nullable Object value, String path) {
    if (value == null || value.equals(NONE)) return Optional.empty();
    Object inner = old instanceof Optional<?> o && o.isPresent() ? o.get() : null;
    Object content = value(Types.argument(type), option, inner, value, path);
    return content == null ? null : Optional.of(content);
  }

  private @Nullable Object list(Type type, Option option, @Nullable Object value, String path) {
    List<?> given = switch (value) {
      case null -> List.of();
      case List<?> list -> list;
      case String text -> Scalars.split(text);
      default -> List.of(value);
    };
    var elements = new ArrayList<Object>();
    for (int i = 0; i < given.size(); i++) {
      Object element = value(Types.argument(type), option, null, given.get(i), "%s[%d]".formatted(path, i));
      if (element != null) elements.add(element);
    }
    return elements.size() == given.size() ? List.copyOf(elements) : null;
  }

  private @Nullable Object map(Type type, Option option, @Nullable Object value, String path) {
    if (value != null && !(value instanceof Map)) return refuse(path, value, "takes names with values below it");
    Map<?, ?> given = value instanceof Map<?, ?> map ? map : Map.of();
    var entries = new LinkedHashMap<String, Object>();
    boolean whole = true;
    for (Map.Entry<?, ?> entry : given.entrySet()) {
      String key = String.valueOf(entry.getKey());
      Object element = value(Types.argument(type), option, null, entry.getValue(), Fault.join(path, key));
      whole &= element != null;
      if (element != null && entries.put(key, element) != null) {
        whole = false;
        refuse(Fault.join(path, key), entry.getValue(), "is given twice");
      }
    }
    return whole ? Collections.unmodifiableMap(entries) : null;
  }

  /// One case of a sealed interface: its name alone, or a group with the name under [#KIND].
  private @Nullable Object choice(
      Class<?> sealed, Option option, @Nullable Object old, @Nullable Object value, String path) {
    List<Class<? extends Record>> variants = Types.variants(sealed);
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> tree) rest.putAll(tree);
    Object kind = value instanceof Map ? rest.remove(KIND) : value;
    if (kind == null && old instanceof Record record) kind = Names.kind(record.getClass());
    List<String> known = variants.stream().map(Names::kind).toList();
    for (Class<? extends Record> variant : variants) {
      if (kind != null && Names.same(Names.kind(variant), kind.toString())) {
        return record(variant, variant.isInstance(old) ? (Record) old : null, rest, path);
      }
    }
    String at = value instanceof Map ? Fault.join(path, KIND) : path;
    return refuse(at, kind, "must be one of %s%s%s".formatted(String.join(", ", known), Validation.usual(option),
        kind == null ? "" : NearMisses.hint(kind.toString(), known)));
  }

  private @Nullable Object refuse(String path, @Nullable Object value, String rule) {
    faults.add(new Fault(path, shown(value), rule));
    return null;
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "nothing" : value.toString();
  }
}
