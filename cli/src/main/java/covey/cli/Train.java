package covey.cli;

import covey.run.RunConfig;
import covey.run.RunRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey train`: one run from the beginning to its evaluation.
@Command(
    name = "train",
    description = "Train a team of agents, and judge it.",
    footer = {
      "",
      "Preset, --config file, options: the later one wins. What a run was made of stands in RUN/config.yaml, in the"
          + " form that --config reads.",
      "",
      "Examples:",
      "  covey train simple_spread",
      "  covey train simple_spread --algorithm ippo --steps 5M --seed 7",
      "  covey train simple_spread --set agents=2 --set algorithm.gamma=0.95 --run runs/two",
      "  covey train com.example.MyGame --jar target/my-game.jar"
    })
final class Train implements Callable<Integer> {
  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", arity = "0..1", paramLabel = "ENV",
      description = "Environment; `covey env list` shows them. With --jar, a class of yours. May stand in the --config file"
          + " instead.")
  private @Nullable String environment;

  @Option(names = {"-a", "--algorithm"}, paramLabel = "NAME",
      description = "ippo (critics see what the agent sees) or mappo (critics see the whole game); the environment's"
          + " preset names the usual one.")
  private @Nullable String algorithm;

  @ArgGroup(exclusive = false, heading = "When to end (the preset's steps, unless --steps, --episodes, --iterations or"
      + " --updates replace them):%n")
  private Trainings.Limits limits = new Trainings.Limits();

  @Option(names = {"-s", "--seed"}, paramLabel = "S",
      description = "Root of every stream of chance; default 1. The same seed gives the same bytes.")
  private @Nullable String seed;

  @Option(names = {"-r", "--run"}, paramLabel = "DIR",
      description = "Folder for the run's files; default: the next free runs/ENV-ALGORITHM-SEED-N.")
  private @Nullable Path run;

  @Option(names = {"-c", "--config"}, paramLabel = "FILE", description = "YAML file with options.")
  private @Nullable Path config;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "One option, as in algorithm.gamma=0.95; gamma=0.95 will do where only one thing has a gamma."
          + " `covey env inspect ENV` lists them.")
  private List<String> assignments = new ArrayList<>();

  @Mixin private final Jar jar = new Jar();

  @Option(names = {"-t", "--threads"}, paramLabel = "N",
      description = "Threads; default one per core. No result depends on it.")
  private @Nullable String threads;

  @Option(names = "--json", description = "Print the result as one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    try (var own = jar.open(environment)) {
      RunConfig resolved =
          new RunRequest(own.inFull(environment), algorithm, config, all()).resolve(own.entries());
      return Trainings.show(talk, json, own, launcher -> launcher.start(resolved, run));
    }
  }

  private List<String> all() {
    var all = new ArrayList<>(limits.assignments());
    if (seed != null) all.add("seed=" + seed);
    if (threads != null) all.add("threads=" + threads);
    all.addAll(assignments);
    return all;
  }
}
