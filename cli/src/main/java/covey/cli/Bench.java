package covey.cli;

import covey.run.Machine;
import covey.run.bench.InferenceBench;
import covey.run.bench.Measurement;
import covey.run.bench.StepBench;
import covey.run.bench.TrainBench;
import covey.run.bench.UpdateBench;
import covey.run.bench.Yardstick;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `covey bench`: how fast this machine is at what Covey does.
@Command(
    name = "bench",
    description = "Measure stepping, inference, updates and training.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "P is the matrix product of one core in GFLOP/s; targets that are no ratios hold at P = 139 and scale with it.",
      "Parts are measured in processor time of one thread, but a busy machine still shows: caches and clocks are shared."
    })
final class Bench implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "covey bench needs a command: step, inference, update or train");
  }

  @Command(name = "step", description = {
    "Raw environment steps, without collector and ledger; 4 seconds per environment.",
    "Without names: all environments that have a target, and what a step costs per agent in teams of 2 to 100."})
  int step(
      @Mixin Talk talk, @Mixin Format format,
      @Parameters(paramLabel = "ENV", arity = "0..*", completionCandidates = Chosen.Known.class,
          description = "Environments, as in simple_tag or rware-tiny-2ag-v2.") @Nullable List<String> names,
      @Option(names = "--set", paramLabel = "KEY=VALUE",
          description = "An option of the environments, as in agents=5.") @Nullable List<String> assignments,
      @Mixin Jar jar) {
    List<String> wanted = names == null ? List.of() : names;
    List<String> set = assignments == null ? List.of() : assignments;
    if (wanted.isEmpty()) {
      if (!set.isEmpty()) throw new IllegalArgumentException("--set needs the name of an environment");
      return show(talk, format, p -> {
        var results = new ArrayList<>(StepBench.run(StepBench.usual(), p));
        results.addAll(StepBench.flatness(p));
        return results;
      });
    }
    try (var own = jar.open(wanted.size() == 1 ? wanted.getFirst() : null)) {
      List<StepBench.Case> cases = wanted.stream()
          .map(name -> new StepBench.Case(name, own.config(name, Chosen.options(set)), set.isEmpty())).toList();
      return show(talk, format, p -> StepBench.run(cases, p));
    }
  }

  @Command(name = "inference", description = "Acting with a trained policy's network; 10 seconds.")
  int inference(@Mixin Talk talk, @Mixin Format format) {
    return show(talk, format, InferenceBench::run);
  }

  @Command(name = "update", description = "PPO's updates against the machine's matrix product; 25 seconds.")
  int update(@Mixin Talk talk, @Mixin Format format) {
    return show(talk, format, UpdateBench::run);
  }

  @Command(name = "train", description = "Training from end to end, on one thread and on two; a minute.")
  int train(@Mixin Talk talk, @Mixin Format format) {
    return show(talk, format, TrainBench::run);
  }

  /// How results are printed.
  static final class Format {
    @Option(names = "--json", description = "Print the results as one JSON object in the last line.")
    private boolean json;
  }

  private static int show(Talk talk, Format format, DoubleFunction<List<Measurement>> work) {
    Yardstick yardstick = Yardstick.measure();
    talk.line("%s, %d cores".formatted(Machine.cpu(), Runtime.getRuntime().availableProcessors()));
    talk.line("P = %s GFLOP/s (own 64 x 64 product %s, OpenBLAS %s)".formatted(Figures.plain(yardstick.p()),
        Figures.plain(yardstick.own()),
        yardstick.openBlas().isPresent() ? Figures.plain(yardstick.openBlas().getAsDouble()) : "not installed"));
    talk.line("");
    List<Measurement> results = work.apply(yardstick.p());
    boolean python = results.stream().anyMatch(each -> each.beside().containsKey("python"));
    talk.line("%-56s %12s %12s%s".formatted("", "measured", "target", python ? "  %8s".formatted("Python") : ""));
    for (Measurement each : results) talk.line(told(each, python));
    if (format.json) talk.json(tree(yardstick, results));
    return ExitCode.DONE;
  }

  private static String told(Measurement each, boolean python) {
    boolean large = Math.abs(each.value()) >= 1000;
    String target = each.target().isEmpty() ? ""
        : (each.smallerIsBetter() ? "< " : "> ") + figure(each.target().getAsDouble(), large);
    Double other = each.beside().get("python");
    Double bytes = each.beside().get("bytesPerStep");
    return "%-56s %12s %12s%s  %s%s%s".formatted(each.name(), figure(each.value(), large), target,
        python ? "  %8s".formatted(other == null ? "" : figure(other, true)) : "", each.unit(),
        bytes == null || bytes == 0 ? "" : ", %s bytes allocated per step".formatted(Figures.plain(bytes)),
        verdict(each));
  }

  private static String verdict(Measurement each) {
    if (each.target().isEmpty() || each.met()) return "";
    return each.metAtReference() ? ", target met only as it is for P = 139" : ", target missed";
  }

  private static String figure(double value, boolean large) {
    return large ? Figures.count(value) : Figures.plain(value);
  }

  private static Map<String, Object> tree(Yardstick yardstick, List<Measurement> results) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("machine", Machine.describe());
    tree.put("P", yardstick.p());
    tree.put("PownProduct", yardstick.own());
    tree.put("PopenBlas", yardstick.openBlas().orElse(Double.NaN));
    var list = new ArrayList<Object>();
    for (Measurement each : results) list.add(each.asTree());
    tree.put("results", list);
    return tree;
  }
}
