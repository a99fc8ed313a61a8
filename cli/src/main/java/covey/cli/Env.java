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
    description = "List, inspect, check and verify environments.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {Env.Names.class, Inspect.class, Check.class, Verify.class})
final class Env implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "covey env needs a command: list, inspect, check or verify");
  }

  /// `covey env list`.
  @Command(name = "list", description = "Name the environments.")
  static final class Names implements Callable<Integer> {
    private static final int SHOWN = 3; // of a family's names

    @Mixin private final Talk talk = new Talk();

    @Option(names = "--json", description = "Print one JSON object in the last line.")
    private boolean json;

    @Override
    public Integer call() {
      var tree = new LinkedHashMap<String, Object>();
      for (Catalogue.Entry<?> entry : Catalogue.entries()) {
        int agents = entry.defaults().spec().agents();
        talk.line("%-20s %s".formatted(entry.name(), entry.summary()));
        Catalogue.Family family = entry.family();
        if (family != null) {
          talk.line("%-20s also %s, as in %s".formatted("", family.form(), String.join(", ", family.examples().subList(
              0, Math.min(SHOWN, family.examples().size())))));
        }
        talk.line("%-20s %d agent%s; played without training by %s".formatted("", agents, agents == 1 ? "" : "s",
            String.join(", ", entry.policies())));
        var about = new LinkedHashMap<String, Object>();
        about.put("summary", entry.summary());
        about.put("agents", (long) agents);
        about.put("policies", entry.policies());
        if (family != null) about.put("family", Map.of("form", family.form(), "examples", family.examples()));
        tree.put(entry.name(), about);
      }
      if (json) talk.json(Map.of("environments", tree));
      return ExitCode.DONE;
    }
  }
}
