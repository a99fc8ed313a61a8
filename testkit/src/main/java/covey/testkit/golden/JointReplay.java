package covey.testkit.golden;

import covey.env.StateAccess.Quantity;
import covey.env.VectorEnvironment;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Replays recordings in which all agents act at once and lists take the place of names: observations, rewards and
/// actions by the number of the agent, one end for all. The rest differs from family to family.
abstract class JointReplay {
  private static final double REWARD = 1e-9;

  final Recording recording;
  final Findings findings;
  final List<Quantity> quantities;

  private final VectorEnvironment environment;
  private final int agents;

  /// @param quantities of the environment's situation
  JointReplay(Recording recording, VectorEnvironment environment, Findings findings, List<Quantity> quantities) {
    this.recording = recording;
    this.environment = environment;
    this.findings = findings;
    this.quantities = quantities;
    this.agents = environment.spec().agents();
  }

  /// The numbers of one quantity in a recorded state.
  abstract double[] recorded(Quantity quantity, JsonNode state) throws BrokenRecordingException;

  /// Prepares the step that a record describes: what the environment would draw, for example.
  abstract void prepare(RecordedGame game, JsonNode step) throws BrokenRecordingException;

  /// Compares what only this family records, at a reset or after a step.
  abstract void compareMore(RecordedGame game, JsonNode record) throws BrokenRecordingException;

  final void run() throws BrokenRecordingException {
    for (var episode = next(); episode != null; episode = next()) {
      findings.at("episode %d".formatted(episode.number()));
      List<String> ids = IntStream.range(0, recording.field(episode.reset(), "obs").size()).mapToObj(i -> "agent_" + i)
          .toList();
      var game = new RecordedGame(
          recording, environment, recording.field(episode.reset(), "state"), episode.steps().size() + 1, ids);
      inOneGo(game, episode);
      stepByStep(game, episode);
    }
  }

  private Recording.@Nullable Episode next() throws BrokenRecordingException {
    findings.at("");
    return recording.nextEpisode();
  }

  private void inOneGo(RecordedGame game, Recording.Episode episode) throws BrokenRecordingException {
    load(game, episode.reset(), "episode %d, reset".formatted(episode.number()));
    for (JsonNode step : episode.steps()) {
      findings.step();
      findings.at("episode %d, step %d of the whole episode".formatted(episode.number(), t(step)));
      play(game, step, "stateOfEpisode");
      if (game.last()) break;
    }
    JsonNode end = episode.steps().isEmpty() ? null : episode.steps().getLast();
    findings.equal("steps until the episode ends, if it does", end != null && ended(end), game.last());
  }

  private void stepByStep(RecordedGame game, Recording.Episode episode) throws BrokenRecordingException {
    JsonNode before = episode.reset();
    for (JsonNode step : episode.steps()) {
      load(game, before, "episode %d, loaded before step %d".formatted(episode.number(), t(step)));
      findings.at("episode %d, step %d alone".formatted(episode.number(), t(step)));
      play(game, step, "state");
      before = step;
    }
  }

  private int t(JsonNode step) throws BrokenRecordingException {
    return (int) recording.number(step, "t");
  }

  private boolean ended(JsonNode step) throws BrokenRecordingException {
    return recording.flag(step, "terminated") || recording.flag(step, "truncated");
  }

  private void load(RecordedGame game, JsonNode record, String place) throws BrokenRecordingException {
    findings.at(place);
    var situation = new double[quantities.stream().mapToInt(Quantity::size).sum()];
    int at = 0;
    for (Quantity quantity : quantities) {
      double[] numbers = recorded(quantity, recording.field(record, "state"));
      if (numbers.length != quantity.size()) {
        throw recording.broken("%s has %d numbers, but the environment has %d".formatted(
            quantity.name(), numbers.length, quantity.size()));
      }
      System.arraycopy(numbers, 0, situation, at, numbers.length);
      at += numbers.length;
    }
    game.load(situation);
    compareObservations(game, record);
    compareMore(game, record);
  }

  private void play(RecordedGame game, JsonNode step, String name) throws BrokenRecordingException {
    JsonNode actions = recording.field(step, "actions");
    if (actions.size() != agents) throw recording.broken("there are %d actions".formatted(actions.size()));
    for (int a = 0; a < agents; a++) game.act(a, actions.get(a));
    prepare(game, step);
    game.step();
    compareObservations(game, step);
    double[] rewards = recording.numbers(recording.field(step, "rewards"));
    if (rewards.length != agents) throw recording.broken("there are %d rewards".formatted(rewards.length));
    for (int a = 0; a < agents; a++) {
      findings.numbers("reward", "reward of agent_" + a, new double[] {rewards[a]}, new double[] {game.reward(a)},
          Findings.absolute(REWARD));
      findings.equal("terminated of agent_" + a, recording.flag(step, "terminated"), game.terminated(a));
      findings.equal("truncated of agent_" + a, recording.flag(step, "truncated"), game.truncated(a));
    }
    findings.equal("last", ended(step), game.last());
    compareState(game, recording.field(step, "state"), name);
    compareMore(game, step);
  }

  /// All quantities of these games are whole numbers or sums of rewards.
  private void compareState(RecordedGame game, JsonNode state, String name) throws BrokenRecordingException {
    double[] situation = game.state();
    int at = 0;
    for (Quantity quantity : quantities) {
      var replayed = new double[quantity.size()];
      System.arraycopy(situation, at, replayed, 0, quantity.size());
      at += quantity.size();
      findings.numbers(name, quantity.name(), recorded(quantity, state), replayed, Findings.absolute(REWARD));
    }
  }

  private void compareObservations(RecordedGame game, JsonNode record) throws BrokenRecordingException {
    JsonNode observations = recording.field(record, "obs");
    for (int a = 0; a < agents; a++) {
      findings.numbers("observation", "observation of agent_" + a, recording.numbers(observations.get(a)),
          game.observation(a), Findings.absolute(0));
    }
  }
}
