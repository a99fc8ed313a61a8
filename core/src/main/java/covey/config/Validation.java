package covey.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// Collects every fault of a configuration before it fails, so that a user repairs a file once.
///
/// For the compact constructor of a record:
/// ```java
/// Validation.of(Ppo.class)
///     .require(gamma >= 0 && gamma <= 1, "gamma", gamma, "must lie in [0, 1]; 0.99 is usual")
///     .throwIfInvalid();
/// ```
/// A rule that depends on another option names it, as in `must lie in [1, rolloutSteps * envs = 512]`: [Configs] then
/// knows not to blame an option for another one that could not be read.
public final class Validation {
  private final Class<?> subject;
  private final List<Fault> faults = new ArrayList<>();

  private Validation(Class<?> subject) {
    this.subject = subject;
  }

  /// Starts the checks of `subject`.
  public static Validation of(Class<?> subject) {
    return new Validation(subject);
  }

  /// Notes a fault unless `holds`; `rule` says what is allowed and, where known, what is usual. If it does not speak of
  /// the usual value, what the option's [Option] says about it is added.
  public Validation require(boolean holds, String option, Object value, String rule) {
    if (!holds) {
      faults.add(new Fault(option, String.valueOf(value), rule + (rule.contains("usual") ? "" : usual(option))));
    }
    return this;
  }

  /// Ends the checks.
  ///
  /// @throws ConfigurationException if any requirement failed; the message lists all of them
  public void throwIfInvalid() {
    if (!faults.isEmpty()) throw new ConfigurationException(subject.getSimpleName(), faults);
  }

  private String usual(String name) {
    if (!subject.isRecord()) return "";
    for (RecordComponent component : subject.getRecordComponents()) {
      Option option = component.getAnnotation(Option.class);
      if (option != null && component.getName().equals(name)) return usual(option);
    }
    return "";
  }

  /// What to say about the usual value, beginning with a semicolon; nothing where nothing is known.
  static String usual(Option option) {
    if (!option.usual().isEmpty()) return "; %s is usual".formatted(option.usual());
    if (option.byDefault().equals(Option.REQUIRED) || option.byDefault().isEmpty()) return "";
    return "; %s is usual".formatted(option.byDefault());
  }
}
