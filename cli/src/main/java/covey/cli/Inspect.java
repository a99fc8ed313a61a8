package covey.cli;

import covey.act.Policy;
import covey.config.Configs;
import covey.config.OptionDescription;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.environments.Catalogue;
import covey.nn.Workers;
import covey.run.Algorithms;
import covey.run.Evaluation;
import covey.run.Evaluator;
import covey.run.Inspection;
import covey.run.RunConfig;
import covey.run.RunRequest;
import covey.run.bench.StepBench;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey env inspect`: who plays an environment, what they see, do and earn, and everything that can be set.
@Command(name = "inspect",
    description = "Show agents, spaces, rewards and options of an environment, and the settings of its preset.")
final class Inspect implements Callable<Integer> {
  private static final int NAMED = 6; // agents of one kind that are listed one by one
  private static final long MOST_EPISODES = 1_000;
  private static final double SECONDS = 1; // of each policy's episodes
  private static final double ALL_SECONDS = 2.5; // of all policies' episodes

  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", paramLabel = "ENV", completionCandidates = Chosen.Known.class,
      description = "Name of an environment.")
  @SuppressWarnings("NullAway.Init")
  private String name;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One of its options, as in agents=5.")
  private List<String> assignments = new ArrayList<>();

  @Mixin private final Jar jar = new Jar();

  @Option(names = {"-s", "--seed"}, paramLabel = "S", defaultValue = "1",
      description = "Seed of the episodes that are played; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", description = "Print everything but the options as one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    try (var own = jar.open(name)) {
      String known = own.inFull(name);
      List<Catalogue.Entry<?>> entries = own.entries();
      Catalogue.Entry<?> entry = entries.stream().filter(each -> each.name().equals(known)).findFirst()
          .orElseGet(() -> Catalogue.entry(name));
      show(entry, entry.configure(Chosen.options(assignments), "environment"),
          new RunRequest(entry.name(), null, null, List.of()).resolve(entries));
    }
    return ExitCode.DONE;
  }

  private void show(Catalogue.Entry<?> entry, EnvironmentConfig config, RunConfig preset) {
    EnvironmentSpec spec = config.spec();
    talk.line("%s (%s): %s".formatted(entry.name(), spec.name(), entry.summary()));
    talk.line("");
    agents(spec);
    talk.line("");
    Figured figured = figure(entry, config);
    played(figured);
    talk.line("");
    talk.line("Options (--set environment.NAME=VALUE)");
    options((Record) config);
    talk.line("");
    talk.line("Algorithms: %s; usual here: %s, with (--set algorithm.NAME=VALUE)".formatted(
        String.join(", ", Algorithms.names()), preset.algorithmName()));
    options((Record) preset.algorithm());
    talk.line("");
    talk.line("The run (--set NAME=VALUE)");
    options(preset.settings());
    if (json) talk.json(tree(entry, spec, figured));
  }

  private void agents(EnvironmentSpec spec) {
    talk.line("Agents");
    for (List<Integer> layout : spec.layouts()) {
      EnvironmentSpec.Slot slot = spec.slots().get(layout.getFirst());
      List<String> ids = layout.stream().map(i -> spec.slots().get(i).id()).toList();
      talk.line("  %s (role %s, team %s)".formatted(
          ids.size() > NAMED ? "%s to %s".formatted(ids.getFirst(), ids.getLast()) : String.join(", ", ids),
          slot.role(), slot.team()));
      talk.line("    sees  %s (%d numbers)".formatted(told(slot.observation()), size(slot.observation())));
      talk.line("    does  %s%s".formatted(told(slot.action()), slot.masked() ? ", of which some may be illegal" : ""));
      if (slot.privateState() != null) talk.line("    its critic may see  %s".formatted(told(slot.privateState())));
    }
    if (spec.state() != null) {
      talk.line("  every critic may see  %s (%d numbers)".formatted(told(spec.state()), size(spec.state())));
    }
    talk.line("  reported per episode  return%s".formatted(
        spec.metrics().stream().map(metric -> ", " + metric.name()).collect(Collectors.joining())));
  }

  private static long size(Space space) {
    RowLayout layout = RowLayout.of(space);
    return (long) layout.floats() + layout.ints() + layout.bytes();
  }

  // ---- what is played ----------------------------------------------------------------------------------------------

  /// @param inspection of random play
  /// @param scripted by name, without `random`
  private record Figured(Inspection inspection, Map<String, Evaluation> scripted, double stepsPerSecond) {}

  private Figured figure(Catalogue.Entry<?> entry, EnvironmentConfig config) {
    try (var workers = new Workers(1)) {
      var scripted = new LinkedHashMap<String, Evaluation>();
      double seconds = Math.min(SECONDS, ALL_SECONDS / entry.policies().size());
      for (String each : entry.policies()) {
        if (each.equals("random")) continue;
        Policy policy = entry.policy(each, config);
        long episodes = Inspection.affordable(name, config, policy, MOST_EPISODES, seconds, workers);
        scripted.put(each, Evaluator.evaluate(name, config, policy, episodes, seed, workers));
      }
      Policy random = entry.policy("random", config);
      long episodes = Inspection.affordable(name, config, random, MOST_EPISODES, seconds, workers);
      Inspection inspection = Inspection.of(name, config, random, episodes, seed, workers);
      return new Figured(inspection, scripted, StepBench.quick(config));
    }
  }

  private void played(Figured figured) {
    Inspection random = figured.inspection();
    talk.line("Played (mean return per agent with 95 % interval, mean length)");
    returns("random", random.evaluation());
    figured.scripted().forEach(this::returns);
    talk.line("  reward of an agent-step, at random: mean %s, deviation %s, from %s to %s; %s of them pay".formatted(
        Figures.plain(random.mean()), Figures.plain(random.deviation()), Figures.plain(random.least()),
        Figures.plain(random.most()), percent(random.paid())));
    talk.line("  masks leave %s".formatted(
        Double.isNaN(random.legal()) ? "everything: there are none" : percent(random.legal()) + " of all choices"));
    talk.line("  raw stepping %s joint steps/s on one core, roughly; `covey bench step %s` measures".formatted(
        Figures.count(figured.stepsPerSecond()), name));
  }

  private void returns(String policy, Evaluation evaluation) {
    talk.line("  %-14s %9s   [%s, %s]   %s steps, %d episodes".formatted(policy, Figures.plain(evaluation.meanReturn()),
        Figures.plain(evaluation.ci95().low()), Figures.plain(evaluation.ci95().high()),
        Figures.plain(evaluation.meanLength()), evaluation.episodes()));
  }

  private static String percent(double share) {
    return Figures.plain(100 * share) + " %";
  }

  private Map<String, Object> tree(Catalogue.Entry<?> entry, EnvironmentSpec spec, Figured figured) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("environment", name);
    tree.put("spec", spec.name());
    tree.put("summary", entry.summary());
    var agents = new ArrayList<Object>();
    for (EnvironmentSpec.Slot slot : spec.slots()) {
      var agent = new LinkedHashMap<String, Object>();
      agent.put("id", slot.id());
      agent.put("role", slot.role());
      agent.put("team", slot.team());
      agent.put("observation", told(slot.observation()));
      agent.put("observationSize", size(slot.observation()));
      agent.put("parts", parts(slot.observation()));
      agent.put("action", told(slot.action()));
      agent.put("masked", slot.masked());
      agents.add(agent);
    }
    tree.put("agents", agents);
    tree.put("stateSize", spec.state() == null ? 0L : size(spec.state()));
    tree.put("metrics", spec.metrics().stream().map(EnvironmentSpec.Metric::name).toList());
    Inspection random = figured.inspection();
    tree.put("maskRate", Double.isNaN(random.legal()) ? 0.0 : 1 - random.legal());
    tree.put("reward", Map.of("mean", random.mean(), "deviation", random.deviation(), "least", random.least(), "most",
        random.most(), "paid", random.paid(), "agentSteps", random.agentSteps()));
    var policies = new LinkedHashMap<String, Object>();
    policies.put("random", random.evaluation().asTree());
    figured.scripted().forEach((policy, evaluation) -> policies.put(policy, evaluation.asTree()));
    tree.put("policies", policies);
    tree.put("stepsPerSecond", figured.stepsPerSecond());
    return tree;
  }

  /// Names and sizes of an observation's parts, in order.
  private static Map<String, Object> parts(Space space) {
    var parts = new LinkedHashMap<String, Object>();
    for (RowLayout.Leaf leaf : RowLayout.of(space).leaves()) {
      parts.put(leaf.path().isEmpty() ? "all" : leaf.path(), (long) leaf.width());
    }
    return parts;
  }

  /// A space in words.
  static String told(Space space) {
    return switch (space) {
      case Space.Discrete(int count, Space.Pointer pointer) -> "one of %d choices%s".formatted(count,
          pointer == null ? "" : ", which point %s".formatted(pointer));
      case Space.MultiDiscrete several -> "choices of %s".formatted(
          several.counts().stream().map(String::valueOf).collect(Collectors.joining(", ")));
      case Space.MultiBinary switches -> "%d switches".formatted(switches.count());
      case Space.Box box -> "%s %s".formatted(
          box.shape().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
          switch (box.element()) {
            case FLOAT -> "numbers";
            case INT -> "whole numbers";
            case UINT8 -> "bytes";
          });
      case Space.Entities set -> "a set of %s%d things with %d numbers each".formatted(
          set.full() ? "" : "up to ", set.capacity(), set.features());
      case Space.History(Space of, int frames) -> "the latest %d of (%s)".formatted(frames, told(of));
      case Space.Composite alike when alike.parts().size() > 2
          && alike.parts().stream().map(Space.Part::space).distinct().count() == 1 -> "%s to %s, each (%s)".formatted(
              alike.parts().getFirst().name(), alike.parts().getLast().name(), told(alike.parts().getFirst().space()));
      case Space.Composite parts -> parts.parts().stream()
          .map(part -> part.space() instanceof Space.Composite inner
              ? "%s (%s)".formatted(part.name(), told(inner))
              : "%s: %s".formatted(part.name(), told(part.space())))
          .collect(Collectors.joining("; "));
    };
  }

  private void options(Record record) {
    Map<String, Object> now = Configs.tree(record);
    for (OptionDescription option : Configs.describe(record.getClass())) {
      talk.line("  %-28s %-22s %s%s".formatted(option.path(), shown(now, option.path()), option.help(),
          option.usual().isEmpty() ? "" : "; usual: " + option.usual()));
    }
  }

  private static String shown(Map<String, Object> tree, String path) {
    Object at = tree;
    for (String step : path.split("\\.", -1)) at = at instanceof Map<?, ?> map ? map.get(step) : null;
    return at instanceof List<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : String.valueOf(at);
  }
}
