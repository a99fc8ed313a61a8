package covey.cli;

import covey.act.Policy;
import covey.config.Configs;
import covey.environments.Catalogue;
import covey.nn.Workers;
import covey.policy.NetworkBuilder;
import covey.policy.PolicySnapshot;
import covey.run.Checkpoint;
import covey.run.Evaluation;
import covey.run.Evaluator;
import covey.run.RunConfig;
import covey.run.RunSettings.Judging;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `covey evaluate`: judges the policy of a run or of a single checkpoint.
@Command(
    name = "evaluate",
    description = "Judge the policy of a run on episodes it has never seen.",
    footer = {"", "The interval is Student's t over episodes. Equal seeds begin equal episodes, whoever plays."})
final class Evaluate implements Callable<Integer> {
  @Mixin private final Talk talk = new Talk();

  @Parameters(index = "0", paramLabel = "RUN|CHECKPOINT",
      description = "Folder of a run (its newest checkpoint), or a checkpoint file.")
  @SuppressWarnings("NullAway.Init")
  private Path where;

  @Option(names = {"-n", "--episodes"}, paramLabel = "N", defaultValue = "1000",
      description = "Episodes to play; default ${DEFAULT-VALUE}.")
  @SuppressWarnings("NullAway.Init")
  private String episodes;

  @Option(names = {"-s", "--seed"}, paramLabel = "S", defaultValue = "1",
      description = "Seed of the episodes; default ${DEFAULT-VALUE}, which is that of the evaluation after training.")
  @SuppressWarnings("NullAway.Init")
  private String seed;

  @Option(names = "--stochastic", description = "Draw actions from the policy instead of taking the most probable one.")
  private boolean stochastic;

  @Option(names = "--opponent", paramLabel = "AGENT=POLICY",
      description = "Let a policy that needs no training play an agent, a role or a team instead; as often as wanted.")
  private List<String> opponents = new ArrayList<>();

  @Mixin private final Jar jar = new Jar();

  @Option(names = {"-t", "--threads"}, paramLabel = "N", defaultValue = "0",
      description = "Threads; default one per core. No result depends on it.")
  private int threads;

  @Option(names = "--json", description = "Print the result as one JSON object in the last line.")
  private boolean json;

  @Override
  public Integer call() {
    Judging asked = Configs.bind(Judging.class, Map.of("episodes", episodes, "seed", seed), "");
    if (threads < 0) throw new IllegalArgumentException("--threads = %d, but it must be at least 0".formatted(threads));
    try (var own = jar.open(null)) {
      return judge(asked, own.entries());
    }
  }

  private int judge(Judging asked, List<Catalogue.Entry<?>> own) {
    Checkpoint checkpoint = Checkpoint.of(Places.of(where), own);
    RunConfig config = checkpoint.config(own).withOpponents(opponents);
    PolicySnapshot snapshot = checkpoint.policy(config, NetworkBuilder.MLP);
    Policy policy = snapshot.policy(!stochastic);
    try (var workers = new Workers(threads == 0 ? Runtime.getRuntime().availableProcessors() : threads)) {
      Evaluation evaluation =
          Evaluator.evaluate(config, policy, 1, asked.episodes(), asked.seed(), workers);
      print(checkpoint, snapshot, evaluation);
      if (json) talk.json(evaluation.asTree());
    }
    return ExitCode.DONE;
  }

  private void print(Checkpoint checkpoint, PolicySnapshot snapshot, Evaluation evaluation) {
    talk.line("%s after iteration %d, weights %s".formatted(
        evaluation.environment(), checkpoint.iteration(), snapshot.hash().substring(0, 12)));
    talk.line("%d episodes, %s actions, seed %s; mean length %s joint steps".formatted(evaluation.episodes(),
        stochastic ? "sampled" : "greedy", seed, Figures.plain(evaluation.meanLength())));
    talk.line("");
    talk.line("  mean return per agent, with 95 %% interval".formatted());
    boolean everybody = evaluation.judged().size() == evaluation.agents().size();
    Returns.print(talk, everybody ? "all agents" : "its agents", evaluation);
    for (int slot = 0; slot < evaluation.agents().size(); slot++) {
      talk.line("  %-26s %9s".formatted(evaluation.agents().get(slot), Figures.plain(evaluation.perAgentReturn(slot))));
    }
    talk.line("  %-26s %9s".formatted("team (sum)", Figures.plain(evaluation.teamReturn())));
    for (int i = 0; i < evaluation.metrics().size(); i++) {
      talk.line("  %-26s %9s".formatted(evaluation.metrics().get(i), Figures.plain(evaluation.metric(i))));
    }
  }
}
