package covey.config;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/// A configuration is wrong. The message lists every fault, so that a user repairs a file once.
public final class ConfigurationException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final String subject;
  private final transient List<Fault> faults;

  /// @param subject what is wrong: the name of a record, a file or a command
  /// @param faults  at least one
  public ConfigurationException(String subject, List<Fault> faults) {
    super(message(subject, faults));
    this.subject = subject;
    this.faults = List.copyOf(faults);
  }

  /// All faults of several configurations in one report, for callers that bind an experiment's parts one by one.
  public static ConfigurationException merged(String subject, List<ConfigurationException> parts) {
    var all = new ArrayList<Fault>();
    for (ConfigurationException part : parts) all.addAll(part.faults);
    return new ConfigurationException(subject, all);
  }

  private static String message(String subject, List<Fault> faults) {
    if (faults.isEmpty()) throw new IllegalArgumentException("a configuration exception needs at least one fault");
    var text = new StringBuilder("%s has %d invalid option(s):".formatted(subject, faults.size()));
    for (Fault fault : faults) text.append("\n  - ").append(fault.sentence());
    return text.toString();
  }

  /// What is wrong: the name of a record, a file or a command.
  public String subject() {
    return subject;
  }

  /// Every fault, in the order of the record's options.
  public List<Fault> faults() {
    return faults;
  }
}
