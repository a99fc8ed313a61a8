package covey.cli;

/// What the process tells its caller.
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_COMMAND_LINE = 2;
  static final int MISMATCH = 3;
  static final int INTERRUPTED = 130; // as shells have it: 128 + SIGINT

  private ExitCode() {}
}
