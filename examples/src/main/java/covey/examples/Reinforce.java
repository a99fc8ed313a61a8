package covey.examples;

import covey.act.Policy;
import covey.algorithms.Algorithm;
import covey.algorithms.Learner;
import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.config.Option;
import covey.config.Progress;
import covey.config.Schedule;
import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.Rollout;
import covey.nn.Activation;
import covey.nn.Adam;
import covey.nn.Feed;
import covey.nn.Graph;
import covey.nn.Node;
import covey.nn.Optimiser;
import covey.nn.Parameters;
import covey.nn.Trainer;
import covey.nn.Workers;
import covey.nn.Workspace;
import covey.ops.Transitions;
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
import covey.rollout.RolloutCollector;
import java.util.Arrays;
import java.util.List;

/// An algorithm of one's own: REINFORCE with the mean as baseline, one gradient step per rollout, one network for all.
///
/// Source: Williams, "Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning", 1992.
/// Departures: discounted rewards are counted to the end of the rollout, not of the episode; Adam takes the step.
public record Reinforce(
    @Option(byDefault = "64", help = "games played side by side, E") int games,
    @Option(byDefault = "50", help = "transitions per game and update, T") int steps,
    @Option(byDefault = "0.9", help = "discount per unit of time") double gamma,
    @Option(byDefault = "1e-2", help = "step size of Adam") Schedule learningRate) implements Algorithm {

  @Override
  public RolloutCollector.Setup setup(EnvironmentConfig environment, long seed) {
    return RolloutCollector.Setup.of(environment, games, steps, seed);
  }

  @Override
  public Learner learner(RolloutCollector collector, Workers workers, NetworkBuilder networks) {
    return new ReinforceLearner(this, collector, workers, networks);
  }

  private static final class ReinforceLearner implements Learner {
    private final Reinforce config;
    private final EnvironmentSpec spec;
    private final PolicyBlueprint blueprint =
        new PolicyBlueprint(ParameterSharing.FULL, List.of(32), Activation.TANH, ActionHead.Bounding.CLIPPED);
    private final List<ActorNetwork> actors;
    private final ActorNetwork actor;
    private final Parameters published; // what acts: never the parameters that learn
    private final NetworkPolicy policy;
    private final Transitions transitions;
    private final double[] zeros; // values of a critic that is not there
    private final double[] advantage;
    private final double[] measures = new double[2];
    private int version;

    // example: loss
    private final Node observation;
    private final ActionHead.Likelihood likelihood;
    private final Node weight;
    private final Node loss;
    private final Trainer trainer;
    private final Adam adam;
    private final Feed feed = this::fill;

    ReinforceLearner(Reinforce config, RolloutCollector collector, Workers workers, NetworkBuilder networks) {
      this.config = config;
      var setup = collector.setup();
      spec = setup.environment().spec();
      var random = new StreamSource(new Stream(Keys.of(setup.seed(), Purpose.INITIALISATION)));
      actors = blueprint.actors(spec, networks, random);
      actor = actors.getFirst();

      Graph.Builder graph = Graph.builder(actor.parameters);
      observation = graph.input("observation", actor.inputs());
      likelihood = actor.head.likelihood(graph, actor.outputs(observation));
      weight = graph.input("weight", 1);
      loss = likelihood.logProb().multiply(weight).negate(); // its gradient is the policy gradient
      trainer = new Trainer(graph.build(loss, likelihood.entropy()), 160, workers);
      adam = new Adam(actor.parameters, 0.9f, 0.999f, 1e-5f);
      // end
      published = actor.parameters.copy();
      policy = new NetworkPolicy(actors, List.of(published), false);
      transitions = new Transitions(collector.rollout(), setup.seats(), 0, config.gamma);
      zeros = new double[transitions.capacity()];
      advantage = new double[transitions.capacity()];
    }

    @SuppressWarnings("NullAway.Init")
    private Rollout rollout;

    // example: update
    @Override
    public double[] update(Rollout next, Progress progress) {
      rollout = next;
      transitions.take(rollout); // every rollout once, in order
      int rows = transitions.count();
      if (rows > 0) {
        transitions.gae(zeros, zeros, 1, advantage); // without values this is the discounted sum of rewards
        double mean = Arrays.stream(advantage, 0, rows).sum() / rows;
        for (int i = 0; i < rows; i++) advantage[i] -= mean;
        trainer.gradient(feed, rows, 1f / rows);
        trainer.step(adam, (float) config.learningRate.at(progress), 10f);
        published.copyFrom(actor.parameters);
        measures[0] = trainer.lossSum() / rows;
        measures[1] = trainer.tally(likelihood.entropy()) / rows;
      }
      version++;
      return measures;
    }

    private void fill(Workspace w, int first, int rows) {
      for (int i = 0; i < rows; i++) {
        int entry = first + i;
        var columns = rollout.layout(transitions.layout(entry));
        int row = transitions.row(entry);
        actor.encode(columns, row, transitions.slot(entry), w.of(observation), i * w.stride(observation));
        likelihood.fill(w, i, columns, row);
        w.of(weight)[i * w.stride(weight)] = (float) advantage[entry];
      }
    }
    // end

    @Override
    public List<String> measures() {
      return List.of("loss", "entropy");
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
    public PolicySnapshot snapshot() {
      return PolicySnapshot.of(spec, blueprint, actors);
    }

    // example: save
    @Override
    public void save(ArchiveWriter out) {
      out.ints("version", version);
      transitions.save(out.within("transitions"));
      out.floats("parameters", actor.parameters.export());
      Optimiser.State state = adam.state();
      out.longs("steps", state.steps());
      for (int i = 0; i < 2; i++) out.floats("moment" + i, state.moments().get(i));
    }

    @Override
    public void load(ArchiveReader in) {
      version = in.ints("version", 1)[0];
      transitions.load(in.within("transitions"));
      int count = actor.parameters.count();
      actor.parameters.load(in.floats("parameters", count));
      published.copyFrom(actor.parameters);
      adam.load(new Optimiser.State(
          in.longs("steps", 1)[0], List.of(in.floats("moment0", count), in.floats("moment1", count))));
    }
    // end
  }
}
