package covey.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How types and constants are called in configurations and messages.
final class Names {
  private Names() {}

  /// `Ppo`, and for a nested record with a general name the class around it too: `Rendezvous.Config`.
  static String of(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return outer != null && type.getSimpleName().startsWith("Config")
        ? outer.getSimpleName() + "." + type.getSimpleName()
        : type.getSimpleName();
  }

  /// A constant `TEAM_SUM` is written `team-sum`.
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> constants(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants()).map(c -> of((Enum<?>) c)).toList();
  }

  /// The name of one case of a sealed interface: `TeamSum` is written `team-sum`.
  static String kind(Class<?> variant) {
    return variant.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /// Whether two spellings mean the same constant or kind: case, `-` and `_` do not count.
  static boolean same(String a, String b) {
    return a.replaceAll("[-_]", "").equalsIgnoreCase(b.replaceAll("[-_]", ""));
  }
}
