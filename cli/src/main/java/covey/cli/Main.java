package covey.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `covey`. Subcommands do the work; this class only names them and turns their outcome into an exit code.
@Command(
    name = "covey",
    description = "Trains, judges and watches teams of learning agents.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CommandLine.HelpCommand.class, AutoComplete.GenerateCompletion.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed; the last line of standard error says why", "2:the command line is wrong"})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /// Runs one command line and ends the process with its exit code.
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  /// `covey` alone shows what there is to choose from.
  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    spec.commandLine().usage(out);
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
