package covey.cli;

import covey.run.Json;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every command has: help, debugging, and where it prints.
final class Talk {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
  private boolean help;

  @Option(names = "--debug", description = "Show the stack trace of a failure (also: COVEY_DEBUG=1).")
  @SuppressWarnings("UnusedVariable") // Main looks at the option itself
  private boolean debug;

  /// Standard output.
  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Standard error.
  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  void line(String text) {
    out().println(text);
    out().flush();
  }

  /// The one JSON object, as the last line of standard output.
  void json(Map<String, ?> tree) {
    line(Json.line(tree));
  }
}
