package covey.benchmarks;

import covey.config.NearMisses;
import covey.policy.NetworkBuilder;
import covey.run.Launcher;
import covey.run.RunConfig;
import covey.run.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/// A benchmark: what is learned by several seeds, and what they must reach.
///
/// @param name what users type
/// @param title for people
/// @param start how a seed is run
/// @param goals all of which must be met
/// @param seeds usually 1 to 5
record LearningTask(String name, String title, Start start, List<Goal> goals, List<Long> seeds) {

  /// How a seed is run.
  sealed interface Start {
    /// In a JVM of its own with one thread, so that several seeds use several cores and have their own processor time.
    ///
    /// @param environment name
    /// @param algorithm name; empty for the usual one of the environment
    /// @param changes options on top of the preset
    record OneThread(String environment, String algorithm, List<String> changes) implements Start {}

    /// By the command that a newcomer types, with one thread per core and nothing beside it.
    record Command(String environment) implements Start {}

    /// As [OfficialMappo] has it, in a JVM of its own with one thread and nothing beside it.
    record Official(long steps) implements Start {}
  }

  private static final List<Long> FIVE = LongStream.rangeClosed(1, 5).boxed().toList();

  /// All benchmarks, in the order in which they run.
  static final List<LearningTask> ALL = List.of(
      new LearningTask("first-command", "The README's first command: three agents share three landmarks",
          new Start.Command("simple_spread"),
          List.of(Goal.of(Goal.Quantity.RETURN, -8.35), Goal.of(Goal.Quantity.WALL, 30)), FIVE),
      spread("mappo", 5, -7.85),
      spread("ippo", 5, -8.05),
      spread("mappo", 20, -7.4),
      new LearningTask("cartpole", "CartPole with its preset: a team of one",
          new Start.OneThread("cartpole", "", List.of()), List.of(Goal.of(Goal.Quantity.RETURN, 475)), FIVE),
      new LearningTask("official-mappo", "The official MAPPO's own networks, epochs and minibatches",
          new Start.Official(1_500_000),
          List.of(new Goal(Goal.Quantity.SPEED, 17 * OfficialMappo.PEER_STEPS_PER_CPU_SECOND, true)), List.of(1L, 2L)));

  LearningTask {
    goals = List.copyOf(goals);
    seeds = List.copyOf(seeds);
  }

  /// Judged besides every quarter of a million joint steps, for the curve; that changes no byte of the policy.
  private static LearningTask spread(String algorithm, int millions, double target) {
    return new LearningTask("%s-%dm".formatted(algorithm, millions),
        "%s on `simple_spread`, N = 3, %d M joint steps".formatted(algorithm.toUpperCase(Locale.ROOT), millions),
        new Start.OneThread(
            "simple_spread", algorithm, List.of("budget.steps=%dM".formatted(millions), "evaluation.every=78")),
        List.of(Goal.of(Goal.Quantity.RETURN, target)), FIVE);
  }

  /// The benchmark of a name.
  ///
  /// @throws IllegalArgumentException if there is none; the message names near misses
  static LearningTask named(String name) {
    for (LearningTask task : ALL) if (task.name.equals(name)) return task;
    List<String> names = ALL.stream().map(LearningTask::name).toList();
    throw new IllegalArgumentException("no learning benchmark is named %s; there are %s%s"
        .formatted(name, String.join(", ", names), NearMisses.hint(name, names)));
  }

  LearningTask withSeeds(List<Long> others) {
    return new LearningTask(name, title, start, goals, others);
  }

  /// Whether nothing else may run beside a seed, because the clock or the speed of a core is what is measured.
  boolean runsAlone() {
    return !(start instanceof Start.OneThread);
  }

  /// Options of one seed, beside those of the task. Each seed is judged on episodes of its own, so that the mean over
  /// seeds averages over episodes too.
  static List<String> ofSeed(long seed) {
    return List.of("seed=" + seed, "threads=1", "evaluation.seed=" + (1000 + seed));
  }

  /// What a seed runs in its own JVM.
  ///
  /// @throws IllegalStateException if it runs by a command
  RunConfig config(long seed) {
    return switch (start) {
      case Start.OneThread(String environment, String algorithm, List<String> changes) -> {
        var all = new ArrayList<>(changes);
        all.addAll(ofSeed(seed));
        yield new RunRequest(environment, algorithm.isEmpty() ? null : algorithm, null, all).resolve(List.of());
      }
      case Start.Official(long steps) ->
          OfficialMappo.config().with(ofSeed(seed)).with("budget.steps=" + steps);
      case Start.Command _ -> throw new IllegalStateException(name + " is run by a command, in a process of its own");
    };
  }

  /// What [#config] is started with.
  Launcher launcher() {
    NetworkBuilder networks = start instanceof Start.Official ? OfficialMappo.NETWORKS : NetworkBuilder.MLP;
    return Launcher.PLAIN.building(networks);
  }

  /// A command that repeats one seed, or half a sentence that says why there is none.
  String command(long seed) {
    return switch (start) {
      case Start.Command(String environment) ->
          "`./covey train %s%s`".formatted(environment, seed == 1 ? "" : " --seed " + seed);
      case Start.OneThread(String environment, String algorithm, List<String> changes) -> {
        var line = new StringBuilder("`./covey train ").append(environment);
        if (!algorithm.isEmpty()) line.append(" --algorithm ").append(algorithm);
        for (String change : changes) line.append(" --set ").append(change);
        for (String change : ofSeed(seed)) line.append(" --set ").append(change);
        yield line.append('`').toString();
      }
      case Start.Official _ -> "only through the benchmark, because its networks are not the built-in ones";
    };
  }
}
