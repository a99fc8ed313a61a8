package covey.config;

import java.io.Serial;

/// A value that does not fit its option. Carries the rule of the [Fault] to be; never leaves this package.
final class Refusal extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String rule;

  Refusal(String rule) {
    super(rule, null, false, false);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }
}
