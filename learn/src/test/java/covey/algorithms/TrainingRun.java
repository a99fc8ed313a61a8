package covey.algorithms;

import covey.act.Policy;
import covey.act.RandomPolicy;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.Configs;
import covey.config.Progress;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.nn.Graph;
import covey.nn.Workers;
import covey.policy.NetworkBuilder;
import covey.policy.PolicyBlueprint;
import covey.policy.StreamSource;
import covey.random.Stream;
import covey.rollout.FinishedEpisode;
import covey.rollout.RolloutCollector;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A learner and its collector, taken through updates by hand: what a run is without files, clocks and threads of its own.
final class TrainingRun implements AutoCloseable {
  static final long BUDGET = 1_000_000; // joint steps, for schedules that follow the budget

  final Ppo ppo;
  final RolloutCollector collector;
  final Learner learner;
  private final Workers workers;
  private double[] measures = new double[0];

  TrainingRun(Ppo ppo, EnvironmentConfig environment, long seed, int threads, NetworkBuilder networks) {
    this.ppo = ppo;
    this.workers = new Workers(threads);
    this.collector = new RolloutCollector(ppo.setup(environment, seed));
    this.learner = ppo.learner(collector, workers, networks);
  }

  static TrainingRun of(Ppo ppo, EnvironmentConfig environment, long seed) {
    return new TrainingRun(ppo, environment, seed, 1, NetworkBuilder.MLP);
  }

  /// @param options names and values by turns; whatever is not named is small and constant, see the code
  static Ppo ppo(Object... options) {
    var changes = new LinkedHashMap<String, Object>(Map.of(
        "criticScope", "observation", "games", 16, "steps", 16, "hidden", "16", "learningRate", "3e-3",
        "minibatchRows", 128, "entropyWeight", "0"));
    for (int i = 0; i < options.length; i += 2) changes.put((String) options[i], options[i + 1]);
    return Configs.bind(Ppo.DEFAULTS, changes, "");
  }

  Rollout collect() {
    return collector.collect(workers, List.of(learner.policy()), new int[] {learner.version()});
  }

  void update() {
    var progress = Progress.of(collector.ledger().jointSteps(), learner.version(), collector.ledger().episodes(), BUDGET);
    measures = learner.update(collect(), progress).clone();
    collector.ledger().assertBalanced();
  }

  TrainingRun train(int updates) {
    for (int i = 0; i < updates; i++) update();
    return this;
  }

  /// @return a measure of the latest update
  double measure(String name) {
    int index = learner.measures().indexOf(name);
    if (index < 0) throw new IllegalArgumentException(name + " is none of " + learner.measures());
    return measures[index];
  }

  /// Takes over measures of an update that was made by hand.
  void use(double[] found) {
    measures = found.clone();
  }

  /// @return log-probability of a stored action under the present parameters, through networks built anew
  float logProb(Rollout rollout, int row, int slot) {
    var blueprint = new PolicyBlueprint(ppo.sharing(), ppo.hidden(), ppo.activation(), ppo.bounding());
    var actor = blueprint.actors(rollout.spec, NetworkBuilder.MLP, new StreamSource(new Stream(0))).getFirst();
    actor.parameters.load(archive().floats("network0/actor/parameters"));
    var columns = rollout.layout(rollout.layoutOf(slot));
    var graph = Graph.builder();
    var input = graph.input("observation", actor.inputs());
    var likelihood = actor.head.likelihood(graph, actor.outputs(input));
    var workspace = graph.buildForward(likelihood.logProb()).workspace();
    actor.encode(columns, row, slot, workspace.of(input), 0);
    likelihood.fill(workspace, 0, columns, row);
    workspace.forward(1);
    return workspace.of(likelihood.logProb())[0];
  }

  /// @return everything that the rest of the run depends on
  byte[] save() {
    var out = new ArchiveWriter();
    collector.save(out.within("collector"));
    learner.save(out.within("learner"));
    return out.toBytes();
  }

  TrainingRun load(byte[] saved) {
    var in = ArchiveReader.read(saved, "saved");
    collector.load(in.within("collector"));
    learner.load(in.within("learner"));
    return this;
  }

  /// @return hash of parameters, moments, normalisers and whatever else the learner keeps
  String hash() {
    var out = new ArchiveWriter();
    learner.save(out);
    return sha256(out.toBytes());
  }

  ArchiveReader archive() {
    var out = new ArchiveWriter();
    learner.save(out);
    return ArchiveReader.read(out.toBytes(), "learner");
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @return mean return over agents and episodes of the present policy, at seeds that training never sees
  double evaluate(boolean greedy, int episodes) {
    return meanReturn(play(collector.setup().environment(), learner.snapshot().policy(greedy), episodes));
  }

  static double random(EnvironmentConfig environment, int episodes) {
    return meanReturn(play(environment, RandomPolicy.create(), episodes));
  }

  static double meanReturn(List<FinishedEpisode> episodes) {
    return episodes.stream().flatMapToDouble(each -> Arrays.stream(each.returns())).average().orElseThrow();
  }

  static double meanReturn(List<FinishedEpisode> episodes, int agent) {
    return episodes.stream().mapToDouble(each -> each.returns()[agent]).average().orElseThrow();
  }

  static List<FinishedEpisode> play(EnvironmentConfig environment, Policy policy, int episodes) {
    var setup = RolloutCollector.Setup.of(environment, Math.min(episodes, 50), 32, 987_654_321);
    try (var workers = new Workers(1); var games = new RolloutCollector(setup)) {
      games.limitEpisodes(episodes);
      while (!games.finished()) games.collect(workers, List.of(policy), new int[] {0});
      return games.ledger().finished();
    }
  }

  @Override
  public void close() {
    learner.close();
    collector.close();
    workers.close();
  }
}
