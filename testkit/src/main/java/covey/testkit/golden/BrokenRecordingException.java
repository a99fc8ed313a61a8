package covey.testkit.golden;

import java.io.Serial;

/// A recorded file cannot be read or understood. The message is one sentence with file and line.
final class BrokenRecordingException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String sentence;

  BrokenRecordingException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
