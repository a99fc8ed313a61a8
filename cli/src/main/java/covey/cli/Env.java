package covey.cli;

import covey.environments.Catalogue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `covey env`: what can be learned, and whether it is what it says.
@Command(
    name = "env",
    description = "List, inspect and verify environments.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {Env.Names.class, Inspect.class, Verify.class})
final class Env implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "covey env needs a command: list, inspect or verify");
  }

  /// `covey env list`.
  @Command(name = "list", description = "Name the environments.")
  static final class Names implements Callable<Integer> {
    @Mixin private final Talk talk = new Talk();

    @Option(names = "--json", description = "Print one JSON object in the last line.")
    private boolean json;

    @Override
    public Integer call() {
      var tree = new LinkedHashMap<String, Object>();
      for (Catalogue.Entry<?> entry : Catalogue.entries()) {
        int agents = entry.defaults().spec().agents();
        talk.line("%-20s %s".formatted(entry.name(), entry.summary()));
        talk.line("%-20s %d agent%s; played without training by %s".formatted("", agents, agents == 1 ? "" : "s",
            String.join(", ", entry.policies())));
        var about = new LinkedHashMap<String, Object>();
        about.put("summary", entry.summary());
        about.put("agents", (long) agents);
        about.put("policies", entry.policies());
        tree.put(entry.name(), about);
      }
      if (json) talk.json(Map.of("environments", tree));
      return ExitCode.DONE;
    }
  }
}
