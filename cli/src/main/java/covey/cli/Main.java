package covey.cli;

import covey.archive.ArchiveException;
import covey.config.ConfigurationException;
import covey.config.NearMisses;
import covey.run.RunException;
import covey.track.TrackingException;
import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command `covey`. Subcommands do the work; this class only names them and turns their outcome into an exit code.
@Command(
    name = "covey",
    description = "Trains, judges and watches teams of learning agents.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      Train.class,
      Resume.class,
      Evaluate.class,
      Env.class,
      Runs.class,
      Bench.class,
      Doctor.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; the last line of standard error says why",
      "2:the command line or a configuration is wrong",
      "3:a check found something (env verify, env check)",
      "130:interrupted by Ctrl-C; the run is saved"
    },
    footer = {"", "Start here:  covey train simple_spread", "Completion:  source <(covey generate-completion)"})
public final class Main implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /// Runs one command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    int code;
    try {
      code = commandLine().execute(arguments);
    } catch (OutOfMemoryError e) {
      System.err.println("covey: Java may take %s, and that is not enough: fewer games, agents or units need less, and"
          .formatted(Figures.bytes(Runtime.getRuntime().maxMemory())) + " JAVA_TOOL_OPTIONS=-Xmx8g allows more");
      code = ExitCode.FAILED;
    }
    System.out.flush();
    Interrupts.settle();
    System.exit(code);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(Main::failed)
        .setParameterExceptionHandler(Main::misspelt);
  }

  /// `covey` alone shows what there is to choose from.
  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().usage(out);
  }

  /// One sentence on standard error; the stack trace is for those who ask for it.
  private static int failed(Exception failure, CommandLine command, ParseResult line) {
    PrintWriter err = command.getErr();
    boolean debug = command.getParseResult().hasMatchedOption("--debug") || System.getenv("COVEY_DEBUG") != null;
    if (debug) failure.printStackTrace(err);
    err.println("covey: " + sentence(failure));
    err.flush();
    return failure instanceof IllegalArgumentException ? ExitCode.WRONG_COMMAND_LINE : ExitCode.FAILED;
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    boolean meant = failure instanceof RunException || failure instanceof ArchiveException
        || failure instanceof TrackingException || failure instanceof ConfigurationException;
    if (meant && message != null) return message;
    // Not made for users: say at least what it is, and how to see more.
    String what = message == null ? failure.getClass().getSimpleName() : message;
    return failure instanceof IllegalArgumentException || failure instanceof IllegalStateException
        ? what : what + " (" + failure.getClass().getSimpleName() + "; --debug shows where)";
  }

  private static int misspelt(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    if (List.of(arguments).contains("--debug")) failure.printStackTrace(err);
    err.println("covey: " + message(failure));
    boolean option = failure instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption();
    if (!option || !UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("See: %s --help".formatted(command.getCommandSpec().qualifiedName()));
    }
    err.flush();
    return ExitCode.WRONG_COMMAND_LINE;
  }

  /// What is wrong, and what there is to choose from.
  private static String message(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    boolean noSuchCommand = failure instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
        && !command.getSubcommands().isEmpty();
    if (!noSuchCommand) return String.valueOf(failure.getMessage());
    String wrong = ((UnmatchedArgumentException) failure).getUnmatched().getFirst();
    List<String> known = List.copyOf(command.getSubcommands().keySet());
    return "%s has no command %s, but: %s%s".formatted(
        command.getCommandSpec().qualifiedName(), wrong, String.join(", ", known), NearMisses.hint(wrong, known));
  }

  /// The version of the jar, as Maven wrote it into the manifest.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"covey " + (version == null ? "(not packaged)" : version)};
    }
  }
}
