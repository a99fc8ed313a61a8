package covey.algorithms;

import covey.act.Policy;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.Configs;
import covey.config.Option;
import covey.config.Progress;
import covey.config.Schedule;
import covey.config.Validation;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.nn.Activation;
import covey.nn.Adam;
import covey.nn.Coefficient;
import covey.nn.Feed;
import covey.nn.Graph;
import covey.nn.Node;
import covey.nn.Parameters;
import covey.nn.Trainer;
import covey.nn.Workers;
import covey.nn.Workspace;
import covey.ops.LearnedReward;
import covey.ops.Transitions;
import covey.ops.ValueNormaliser;
import covey.policy.ActionHead;
import covey.policy.ActorNetwork;
import covey.policy.NetworkBuilder;
import covey.policy.NetworkPolicy;
import covey.policy.ParameterSharing;
import covey.policy.PolicyBlueprint;
import covey.policy.PolicySnapshot;
import covey.policy.StreamSource;
import covey.random.Keys;
import covey.random.Purpose;
import covey.random.Stream;
import covey.rollout.ConcatenatedState;
import covey.rollout.MatchMaker;
import covey.rollout.RolloutCollector;
import covey.rollout.Seats;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Proximal policy optimisation for several agents. With `criticScope = OBSERVATION` this is IPPO, with `STATE` it is
/// MAPPO; nothing else differs.
///
/// Sources: Schulman et al., "Proximal Policy Optimization Algorithms", 2017, eq. 7 and 9,
/// <https://arxiv.org/abs/1707.06347>; Yu et al., "The Surprising Effectiveness of PPO in Cooperative Multi-Agent Games",
/// 2022, <https://arxiv.org/abs/2103.01955>; de Witt et al., "Is Independent Learning All You Need in the StarCraft
/// Multi-Agent Challenge?", 2020, <https://arxiv.org/abs/2011.09533>.
///
/// Departures: actor and critic share no layers, and each has its own clipped gradient and Adam state, so that the value
/// loss needs no weight; the value normaliser is frozen during an update and starts from the first rollout's returns;
/// advantages are normalised over the whole rollout instead of each minibatch; several agents of one network are rows of
/// the same minibatches, and are normalised together. Agents of different networks share nothing: no reward of one can
/// move a bit of the other's.
public record Ppo(
    @Option(byDefault = "state", help = "what the critic sees: observation (IPPO) or state (MAPPO)")
        CriticScope criticScope,
    @Option(byDefault = "full", help = "which agents share networks: none, full, by-role") ParameterSharing sharing,
    @Option(byDefault = "128", help = "games played side by side, E", usual = "8 to 512") int games,
    @Option(byDefault = "25", help = "transitions per game and update, T", usual = "25 to 512") int steps,
    @Option(byDefault = "32", help = "games that one thread plays at a time; changes no result") int vectorSize,
    @Option(byDefault = "64, 64", help = "units of the hidden layers") List<Integer> hidden,
    @Option(byDefault = "tanh", help = "activation of the hidden layers") Activation activation,
    @Option(byDefault = "clipped", help = "how real-valued actions keep their bounds: clipped or squashed")
        ActionHead.Bounding bounding,
    @Option(byDefault = "linear(1e-3, 0)", help = "step size of Adam", usual = "3e-4 to 2e-3") Schedule learningRate,
    @Option(byDefault = "0.99", help = "discount per unit of time", usual = "0.9 to 0.999") double gamma,
    @Option(byDefault = "0.95", help = "trace decay per decision", usual = "0.9 to 1") double lambda,
    @Option(byDefault = "0.2", help = "clip range of the ratio", usual = "0.1 to 0.3") Schedule clip,
    @Option(byDefault = "0.01", help = "weight of the entropy bonus", usual = "0 to 0.03") Schedule entropyWeight,
    @Option(byDefault = "4", help = "passes over each rollout", usual = "1 to 10") int epochs,
    @Option(byDefault = "300", help = "rows of a minibatch; the last of an epoch may be smaller", usual = "128 to 4096")
        int minibatchRows,
    @Option(byDefault = "150", help = "rows that one thread takes at a time; part of what a seed means", usual = "100 to 200")
        int segmentRows,
    @Option(byDefault = "10", help = "largest gradient norm, of actor and critic apart", usual = "0.5 to 10")
        double maxGradientNorm,
    @Option(byDefault = "squared", help = "value loss: squared, huber or clipped") ValueLoss valueLoss,
    @Option(byDefault = "10", help = "where the Huber loss becomes linear, in normalised units") double huberDelta,
    @Option(byDefault = "0.2", help = "range of the clipped value loss, in normalised units") double valueClip,
    @Option(byDefault = "true", help = "learn values in units of their own spread") boolean normaliseValues,
    @Option(byDefault = "true", help = "advantages of a rollout with mean 0 and spread 1") boolean normaliseAdvantages,
    @Option(help = "stop an update when the mean KL divergence of a minibatch exceeds 1.5 times this",
            usual = "none, or 0.01 to 0.05")
        Optional<Double> targetKl,
    @Option(help = "what of the rewards is learned from: scale, clip, auxiliary rewards") LearnedReward reward)
    implements Algorithm {

  /// How the critic's error counts.
  public enum ValueLoss { SQUARED, HUBER, CLIPPED }

  public static final Ppo DEFAULTS = Configs.defaults(Ppo.class);

  public Ppo {
    hidden = List.copyOf(hidden);
    Validation.of(Ppo.class)
        .require(games > 0, "games", games, "must be at least 1")
        .require(steps > 0, "steps", steps, "must be at least 1")
        .require(vectorSize > 0, "vectorSize", vectorSize, "must be at least 1")
        .require(hidden.stream().allMatch(units -> units > 0), "hidden", hidden, "must all be at least 1")
        .require(learningRate.least() >= 0, "learningRate", learningRate, "must never be negative")
        .require(gamma >= 0 && gamma <= 1, "gamma", gamma, "must lie in [0, 1]")
        .require(lambda >= 0 && lambda <= 1, "lambda", lambda, "must lie in [0, 1]")
        .require(clip.least() > 0 && clip.greatest() < 1, "clip", clip, "must lie in (0, 1)")
        .require(entropyWeight.least() >= 0, "entropyWeight", entropyWeight, "must never be negative")
        .require(epochs > 0, "epochs", epochs, "must be at least 1")
        .require(minibatchRows > 0, "minibatchRows", minibatchRows, "must be at least 1")
        .require(segmentRows > 0, "segmentRows", segmentRows, "must be at least 1")
        .require(maxGradientNorm > 0, "maxGradientNorm", maxGradientNorm, "must be positive")
        .require(huberDelta > 0, "huberDelta", huberDelta, "must be positive")
        .require(valueClip > 0, "valueClip", valueClip, "must be positive")
        .require(targetKl.orElse(1.0) > 0, "targetKl", targetKl, "must be positive, or none")
        .throwIfInvalid();
  }

  @Override
  public RolloutCollector.Setup setup(EnvironmentConfig environment, long seed) {
    EnvironmentConfig seen = criticScope == CriticScope.STATE ? ConcatenatedState.orOffered(environment) : environment;
    return new RolloutCollector.Setup(seen, games, steps, vectorSize, Seats.alone(environment.spec().agents()),
        MatchMaker.SELF, 1, CriticNetwork.wanted(seen.spec(), criticScope), 0, seed);
  }

  @Override
  public Learner learner(RolloutCollector collector, Workers workers, NetworkBuilder networks) {
    return new PpoLearner(this, collector, workers, networks);
  }

  /// Actor and critic of the agents that share them, their units, and the loss.
  private static final class ActorCritic {
    final ActorNetwork actor;
    final CriticNetwork critic;
    final ValueNormaliser normaliser = new ValueNormaliser();
    private static final int ENTRIES_PER_TASK = 512;

    private final float maxNorm;
    private final Workers workers;
    private final int width; // floats of a packed entry
    private final Workers.Task pack = this::pack;

    // inputs of the loss
    private final Node observation;
    private final Node seen;
    private final ActionHead.Likelihood likelihood;
    private final Node oldLogProb;
    private final Node advantages;
    private final Node targets;
    private final Node oldValues;
    private final Coefficient clipLow;
    private final Coefficient clipHigh;
    private final Coefficient entropyCoefficient;

    // what is reported
    private final Node policyLoss;
    private final Node criticLoss;
    private final Node entropy;
    private final Node kl;
    private final Node clipped;

    private final Trainer trainer;
    private final Adam actorStep;
    private final Adam criticStep;
    private final Feed feed = this::fill;

    ActorCritic(Ppo config, ActorNetwork actor, CriticNetwork critic, Workers workers) {
      this.actor = actor;
      this.critic = critic;
      this.workers = workers;
      this.width = actor.inputs() + critic.inputs() + 4;
      this.maxNorm = (float) config.maxGradientNorm;
      Graph.Builder graph = Graph.builder(actor.parameters, critic.parameters);
      observation = graph.input("observation", actor.inputs());
      seen = graph.input("seen", critic.inputs());
      likelihood = actor.head.likelihood(graph, actor.outputs(observation));
      oldLogProb = graph.input("oldLogProb", 1);
      advantages = graph.input("advantage", 1);
      targets = graph.input("target", 1);
      oldValues = graph.input("oldValue", 1);
      clipLow = graph.coefficient("clipLow", 0.8f);
      clipHigh = graph.coefficient("clipHigh", 1.2f);
      entropyCoefficient = graph.coefficient("entropyWeight", 0.01f);

      // The clipped surrogate, Schulman et al. eq. 7, and the entropy bonus of eq. 9.
      Node logRatio = likelihood.logProb().subtract(oldLogProb);
      Node ratio = logRatio.exp();
      Node bounded = ratio.clamp(clipLow, clipHigh);
      policyLoss = ratio.multiply(advantages).minimum(bounded.multiply(advantages)).negate();
      entropy = likelihood.entropy();
      criticLoss = criticLoss(config);
      Node loss = policyLoss.subtract(entropy.multiply(entropyCoefficient)).add(criticLoss);

      kl = ratio.add(-1f).subtract(logRatio); // k3 of http://joschu.net/blog/kl-approx.html: never negative
      clipped = ratio.subtract(bounded).abs().greater(0f);
      Graph built = graph.build(loss, policyLoss, criticLoss, entropy, kl, clipped);
      trainer = new Trainer(built, config.segmentRows, workers);
      actorStep = new Adam(actor.parameters, 0.9f, 0.999f, 1e-5f);
      criticStep = new Adam(critic.parameters, 0.9f, 0.999f, 1e-5f);
    }

    /// The critic's error, in units of the normaliser.
    private Node criticLoss(Ppo config) {
      Node value = critic.value(seen);
      Node error = value.subtract(targets);
      return switch (config.valueLoss) {
        case SQUARED -> error.square().multiply(0.5f);
        case HUBER -> error.huber((float) config.huberDelta);
        case CLIPPED -> {
          float range = (float) config.valueClip;
          Node near = value.subtract(oldValues).clamp(-range, range).add(oldValues);
          yield error.square().maximum(near.subtract(targets).square()).multiply(0.5f);
        }
      };
    }

    // what is being learned from
    @SuppressWarnings("NullAway.Init")
    private Batch batch;

    private int start; // of the minibatch, in batch.order

    /// Prepares an update: packs everything that the loss reads of an entry into one record, so that shuffled
    /// minibatches touch memory once per row.
    void begin(Batch of, double clip, double entropyWeight) {
      batch = of;
      trainer.set(clipLow, (float) (1 - clip));
      trainer.set(clipHigh, (float) (1 + clip));
      trainer.set(entropyCoefficient, (float) entropyWeight);
      workers.run((of.rows + ENTRIES_PER_TASK - 1) / ENTRIES_PER_TASK, pack);
    }

    private void pack(int task, int worker) {
      float[] packed = batch.packed;
      int end = Math.min(batch.rows, (task + 1) * ENTRIES_PER_TASK);
      for (int k = task * ENTRIES_PER_TASK; k < end; k++) {
        int entry = batch.order[k];
        int layout = batch.transitions.layout(entry);
        int row = batch.transitions.row(entry);
        int slot = batch.transitions.slot(entry);
        LayoutColumns columns = batch.rollout.layout(layout);
        int at = entry * width;
        actor.encode(columns, row, slot, packed, at);
        critic.encode(batch.rollout, layout, row, slot, packed, at + actor.inputs());
        at += actor.inputs() + critic.inputs();
        packed[at] = columns.logProb[row];
        packed[at + 1] = (float) batch.advantage[entry];
        packed[at + 2] = (float) normaliser.normalise(batch.target[entry]);
        packed[at + 3] = (float) normaliser.normalise(batch.value[entry]);
      }
    }

    /// One gradient step of actor and critic on entries `order[from .. from + rows)`.
    ///
    /// @return mean KL divergence from the policy that acted
    double improve(int from, int rows, float rate, Tally tally) {
      start = from;
      trainer.gradient(feed, rows, 1f / rows);
      double actorNorm = trainer.norm(actor.parameters);
      double criticNorm = trainer.norm(critic.parameters);
      trainer.step(actorStep, rate, criticStep, rate, maxNorm);
      double meanKl = trainer.tally(kl) / rows;
      tally.add(rows, trainer.tally(policyLoss), trainer.tally(criticLoss), trainer.tally(entropy), trainer.tally(kl),
          trainer.tally(clipped), actorNorm, criticNorm);
      return meanKl;
    }

    private void fill(Workspace w, int first, int rows) {
      float[] packed = batch.packed;
      int actorInputs = actor.inputs();
      int criticInputs = critic.inputs();
      float[] toObservation = w.of(observation);
      float[] toSeen = w.of(seen);
      float[] toLogProb = w.of(oldLogProb);
      float[] toAdvantage = w.of(advantages);
      float[] toTarget = w.of(targets);
      float[] toValue = w.of(oldValues);
      for (int i = 0; i < rows; i++) {
        int entry = batch.order[start + first + i];
        int at = entry * width;
        System.arraycopy(packed, at, toObservation, i * w.stride(observation), actorInputs);
        System.arraycopy(packed, at + actorInputs, toSeen, i * w.stride(seen), criticInputs);
        at += actorInputs + criticInputs;
        toLogProb[i] = packed[at];
        toAdvantage[i] = packed[at + 1];
        toTarget[i] = packed[at + 2];
        toValue[i] = packed[at + 3];
        likelihood.fill(w, i, batch.rollout.layout(batch.transitions.layout(entry)), batch.transitions.row(entry));
      }
    }

    void save(ArchiveWriter out) {
      Training.save(out.within("actor"), actor.parameters, actorStep);
      Training.save(out.within("critic"), critic.parameters, criticStep);
      normaliser.save(out.within("normaliser"));
    }

    void load(ArchiveReader in) {
      Training.load(in.within("actor"), actor.parameters, actorStep);
      Training.load(in.within("critic"), critic.parameters, criticStep);
      normaliser.load(in.within("normaliser"));
    }
  }

  /// What an update of one network learns from: the entries `order[0 .. rows)` with their advantages and targets.
  @SuppressWarnings("ArrayRecordComponent") // a bundle of arguments; equality is not asked for
  private record Batch(Rollout rollout, Transitions transitions, int[] order, int rows, double[] advantage,
      double[] target, double[] value, float[] packed) {}

  /// Sums over the minibatches of an update.
  private static final class Tally {
    private final double[] sum = new double[5]; // policyLoss, valueLoss, entropy, kl, clipFraction
    private double rows;
    private double steps;
    private double actorNorm;
    private double criticNorm;
    double firstKl;
    double epochs;

    void add(int ofRows, double policyLoss, double valueLoss, double entropy, double kl, double clipped,
        double ofActor, double ofCritic) {
      rows += ofRows;
      sum[0] += policyLoss;
      sum[1] += valueLoss;
      sum[2] += entropy;
      sum[3] += kl;
      sum[4] += clipped;
      actorNorm += ofActor;
      criticNorm += ofCritic;
      steps++;
    }

    void write(double[] measures) {
      for (int i = 0; i < sum.length; i++) measures[i] = rows == 0 ? 0 : sum[i] / rows;
      measures[6] = steps == 0 ? 0 : actorNorm / steps;
      measures[7] = steps == 0 ? 0 : criticNorm / steps;
      measures[8] = firstKl;
      measures[12] = epochs;
    }
  }

  private static final class PpoLearner implements Learner {
    private static final List<String> MEASURES = List.of("policyLoss", "valueLoss", "entropy", "kl", "clipFraction",
        "explainedVariance", "actorGradientNorm", "criticGradientNorm", "firstKl", "learningRate", "clip",
        "entropyWeight", "epochs", "carriedShare", "carriedAge", "truncatedWaiting", "rewardsClipped");

    private final Ppo config;
    private final EnvironmentSpec spec;
    private final long shuffleKey;
    private final PolicyBlueprint blueprint;
    private final List<ActorCritic> networks = new ArrayList<>(); // one per group of slots that share
    private final int[] networkOf; // [A]
    private final NetworkPolicy policy;
    private final List<Parameters> published;
    private final Transitions transitions;
    private final RowValues values;
    private final double[] value; // [entries] critic's estimate at the decision, in reward units
    private final double[] next; // [entries] estimate where the entry closes
    private final double[] advantage; // [entries]
    private final double[] target; // [entries] what the critic learns, in reward units
    private final int[] order; // entries of one network, shuffled
    private final float[] packed; // [entries, width] by number of the entry; of the network that is being improved
    private final double[] measures = new double[MEASURES.size()];
    private int version;

    PpoLearner(Ppo config, RolloutCollector collector, Workers workers, NetworkBuilder builder) {
      this.config = config;
      var setup = collector.setup();
      this.spec = setup.environment().spec();
      this.shuffleKey = Keys.of(setup.seed(), Purpose.SHUFFLE);
      this.blueprint = new PolicyBlueprint(config.sharing, config.hidden, config.activation, config.bounding);
      Rollout rollout = collector.rollout();
      this.transitions = new Transitions(rollout, setup.seats(), 0, config.gamma, config.reward);
      var random = new StreamSource(new Stream(Keys.of(setup.seed(), Purpose.INITIALISATION)));
      this.networkOf = new int[spec.agents()];
      for (var actor : blueprint.actors(spec, builder, random)) {
        for (int slot : actor.slots) networkOf[slot] = networks.size();
        var critic = new CriticNetwork(config.criticScope, spec, actor.slots, blueprint, builder, random, workers);
        networks.add(new ActorCritic(config, actor, critic, workers));
      }
      var actors = networks.stream().map(network -> network.actor).toList();
      this.published = actors.stream().map(actor -> actor.parameters.copy()).toList();
      this.policy = new NetworkPolicy(actors, published, false);
      this.values = new RowValues(rollout);
      int capacity = transitions.capacity();
      this.value = new double[capacity];
      this.next = new double[capacity];
      this.advantage = new double[capacity];
      this.target = new double[capacity];
      this.order = new int[capacity];
      int widest = networks.stream().mapToInt(network -> network.width).max().orElseThrow();
      this.packed = new float[Math.multiplyExact(capacity, widest)];
    }

    @Override
    public double[] update(Rollout rollout, Progress progress) {
      transitions.take(rollout);
      java.util.Arrays.fill(measures, 0);
      double rate = config.learningRate.at(progress);
      double clip = config.clip.at(progress);
      double entropyWeight = config.entropyWeight.at(progress);
      measures[9] = rate;
      measures[10] = clip;
      measures[11] = entropyWeight;
      int entries = transitions.count();
      if (entries > 0) {
        judge(rollout);
        measures[5] = explainedVariance();
        if (config.normaliseAdvantages) normaliseAdvantages();
        improve(rollout, (float) rate, clip, entropyWeight);
        if (config.normaliseValues) for (ActorCritic network : networks) network.normaliser.merge();
        for (int n = 0; n < networks.size(); n++) published.get(n).copyFrom(networks.get(n).actor.parameters);
      }
      measureCarried();
      version++;
      return measures;
    }

    /// 1. Judge every timestep, then every decision.
    private void judge(Rollout rollout) {
      int entries = transitions.count();
      values.forget();
      for (int i = 0; i < entries; i++) {
        int slot = transitions.slot(i);
        values.want(networkOf[slot], transitions.layout(i), transitions.row(i), slot);
        if (transitions.kind(i) != Transitions.TERMINATED) {
          values.want(networkOf[slot], transitions.layout(i), transitions.nextRow(i), slot);
        }
      }
      if (config.normaliseValues) startNormalisers();
      for (int n = 0; n < networks.size(); n++) {
        networks.get(n).critic.evaluate(rollout, values, n, networks.get(n).normaliser);
      }
      for (int i = 0; i < entries; i++) {
        value[i] = values.at(transitions.layout(i), transitions.row(i));
        boolean follows = transitions.kind(i) != Transitions.TERMINATED;
        next[i] = follows ? values.at(transitions.layout(i), transitions.nextRow(i)) : 0;
      }
      transitions.gae(value, next, config.lambda, advantage);
      for (int i = 0; i < entries; i++) {
        target[i] = advantage[i] + value[i];
        if (config.normaliseValues) networkAt(i).normaliser.note(target[i]);
      }
    }

    private ActorCritic networkAt(int entry) {
      return networks.get(networkOf[transitions.slot(entry)]);
    }

    /// Units for a network's very first targets: the discounted rewards of its first rollout.
    private void startNormalisers() {
      boolean started = true;
      for (ActorCritic network : networks) started &= !network.normaliser.isUnset();
      if (started) return;
      java.util.Arrays.fill(value, 0);
      java.util.Arrays.fill(next, 0);
      transitions.gae(value, next, 1, advantage);
      for (int i = 0; i < transitions.count(); i++) {
        ValueNormaliser normaliser = networkAt(i).normaliser;
        if (normaliser.isUnset()) normaliser.note(advantage[i]);
      }
      for (ActorCritic network : networks) if (network.normaliser.isUnset()) network.normaliser.merge();
    }

    private double explainedVariance() {
      int n = transitions.count();
      double meanTarget = 0;
      double meanError = 0;
      for (int i = 0; i < n; i++) {
        meanTarget += (advantage[i] + value[i]) / n;
        meanError += advantage[i] / n;
      }
      double targetVariance = 0;
      double errorVariance = 0;
      for (int i = 0; i < n; i++) {
        double target = advantage[i] + value[i] - meanTarget;
        double error = advantage[i] - meanError;
        targetVariance += target * target;
        errorVariance += error * error;
      }
      return targetVariance == 0 ? 0 : 1 - errorVariance / targetVariance;
    }

    /// Per network: agents that share nothing must not meet in a mean.
    private void normaliseAdvantages() {
      for (int n = 0; n < networks.size(); n++) {
        int rows = select(n);
        double mean = 0;
        for (int k = 0; k < rows; k++) mean += advantage[order[k]] / rows;
        double square = 0;
        for (int k = 0; k < rows; k++) {
          double off = advantage[order[k]] - mean;
          square += off * off / rows;
        }
        double deviation = Math.sqrt(square) + 1e-8;
        for (int k = 0; k < rows; k++) advantage[order[k]] = (advantage[order[k]] - mean) / deviation;
      }
    }

    /// Lists the decisions of one network in `order`.
    private int select(int network) {
      int rows = 0;
      for (int i = 0; i < transitions.count(); i++) {
        if (networkOf[transitions.slot(i)] == network && transitions.decided(i)) order[rows++] = i;
      }
      return rows;
    }

    /// 2. Improve every network on shuffled minibatches of its own entries.
    private void improve(Rollout rollout, float rate, double clip, double entropyWeight) {
      var tally = new Tally();
      for (int n = 0; n < networks.size(); n++) {
        int rows = select(n);
        ActorCritic network = networks.get(n);
        network.begin(new Batch(rollout, transitions, order, rows, advantage, target, value, packed), clip,
            entropyWeight);
        improve(network, n, rows, rate, tally);
      }
      tally.write(measures);
    }

    private void improve(ActorCritic network, int n, int rows, float rate, Tally tally) {
      var shuffle = new Stream(Keys.child(Keys.child(shuffleKey, n), version));
      for (int epoch = 0; epoch < config.epochs; epoch++) {
        shuffle.shuffle(order, 0, rows);
        for (int start = 0; start < rows; start += config.minibatchRows) {
          int size = Math.min(config.minibatchRows, rows - start);
          double kl = network.improve(start, size, rate, tally);
          if (epoch == 0 && start == 0) tally.firstKl = Math.max(tally.firstKl, kl);
          if (config.targetKl.isPresent() && kl > 1.5 * config.targetKl.get()) return;
        }
        tally.epochs += 1.0 / networks.size();
      }
    }

    private void measureCarried() {
      int carried = 0;
      long age = 0;
      int n = transitions.count();
      for (int i = 0; i < n; i++) {
        if (transitions.version(i) < version) carried++;
        age += version - transitions.version(i);
      }
      measures[13] = n == 0 ? 0 : (double) carried / n;
      measures[14] = carried == 0 ? 0 : (double) age / carried;
      measures[15] = transitions.truncatedWaiting();
      measures[16] = transitions.clippedShare();
    }

    @Override
    public Policy policy() {
      return policy;
    }

    @Override
    public int version() {
      return version;
    }

    @Override
    public List<String> measures() {
      return MEASURES;
    }

    @Override
    public PolicySnapshot snapshot() {
      return PolicySnapshot.of(spec, blueprint, networks.stream().map(network -> network.actor).toList());
    }

    @Override
    public void save(ArchiveWriter out) {
      out.ints("version", version);
      transitions.save(out.within("transitions"));
      for (int n = 0; n < networks.size(); n++) networks.get(n).save(out.within("network" + n));
    }

    @Override
    public void load(ArchiveReader in) {
      version = in.ints("version", 1)[0];
      transitions.load(in.within("transitions"));
      for (int n = 0; n < networks.size(); n++) {
        networks.get(n).load(in.within("network" + n));
        published.get(n).copyFrom(networks.get(n).actor.parameters);
      }
    }
  }
}
