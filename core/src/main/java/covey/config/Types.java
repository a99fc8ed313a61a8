package covey.config;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that is asked of classes by reflection.
final class Types {
  private Types() {}

  static Class<?> raw(Type type) {
    return switch (type) {
      case Class<?> c -> c;
      case ParameterizedType p -> (Class<?>) p.getRawType();
      default ->
          throw new IllegalStateException(
              "an option cannot have the type %s; write a plain class".formatted(type));
    };
  }

  /// The type argument of `List<T>` or `Optional<T>`, the second one of `Map<K, T>`.
  static Type argument(Type type) {
    if (!(type instanceof ParameterizedType p)) {
      throw new IllegalStateException("an option needs the type of its elements: %s<...>".formatted(type));
    }
    return p.getActualTypeArguments()[p.getActualTypeArguments().length - 1];
  }

  static Option option(RecordComponent component) {
    Option option = component.getAnnotation(Option.class);
    if (option == null) {
      throw new IllegalStateException("%s.%s is no option: annotate it with @Option(help = ...)"
          .formatted(component.getDeclaringRecord().getName(), component.getName()));
    }
    return option;
  }

  /// `public static T parse(String)` of `type`, if it has one.
  static @Nullable Method parser(Class<?> type) {
    try {
      Method method = type.getMethod("parse", String.class);
      return Modifier.isStatic(method.getModifiers()) && type.isAssignableFrom(method.getReturnType()) ? method : null;
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /// The records that a sealed interface permits, through any number of sealed interfaces, in declared order.
  static List<Class<? extends Record>> variants(Class<?> sealed) {
    var variants = new ArrayList<Class<? extends Record>>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      if (permitted.isRecord()) {
        variants.add(permitted.asSubclass(Record.class));
      } else if (permitted.isSealed()) {
        variants.addAll(variants(permitted));
      } else {
        throw new IllegalStateException("an option's sealed interface permits only records, but %s permits %s"
            .formatted(sealed.getName(), permitted.getName()));
      }
    }
    return variants;
  }

  static boolean isChoiceOfRecords(Class<?> type) {
    return type.isInterface() && type.isSealed() && parser(type) == null;
  }

  /// Calls the canonical constructor.
  ///
  /// @throws IllegalArgumentException as the constructor throws it
  static Record construct(Class<? extends Record> type, @Nullable Object[] values) {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(parameters);
      open(constructor, type);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    } catch (ReflectiveOperationException e) {
      throw unreadable(type, e);
    }
  }

  static Object value(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      open(accessor, record.getClass());
      return accessor.invoke(record);
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    } catch (ReflectiveOperationException e) {
      throw unreadable(record.getClass(), e);
    }
  }

  /// @throws IllegalArgumentException as the parser throws it
  static Object parse(Method parser, String text) {
    try {
      return parser.invoke(null, text);
    } catch (InvocationTargetException e) {
      throw unwrapped(e);
    } catch (ReflectiveOperationException e) {
      throw unreadable(parser.getDeclaringClass(), e);
    }
  }

  /// Classes inside others may be closed although they say public; where opening fails too, calling them says so.
  private static void open(AccessibleObject member, Class<?> type) {
    if (!Modifier.isPublic(type.getModifiers()) || type.getEnclosingClass() != null) member.trySetAccessible();
  }

  private static RuntimeException unwrapped(InvocationTargetException e) {
    return switch (e.getCause()) {
      case RuntimeException cause -> cause;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(e);
    };
  }

  private static IllegalStateException unreadable(Class<?> type, ReflectiveOperationException cause) {
    return new IllegalStateException(
        "%s cannot be reached: a configuration record must be public, in a package that its module exports"
            .formatted(type.getName()), cause);
  }
}
