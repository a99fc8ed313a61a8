package covey.testkit.golden;

import covey.env.VectorEnvironment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Replays recordings in which all agents act at once.
final class ParallelReplay {
  private static final double STATE_OF_STEP = 1e-12;
  private static final double STATE_OF_EPISODE = 1e-9;
  private static final double REWARD = 1e-9;

  private final Recording recording;
  private final VectorEnvironment environment;
  private final Findings findings;
  private final List<String> agents;

  ParallelReplay(Recording recording, VectorEnvironment environment, Findings findings)
      throws BrokenRecordingException {
    this.recording = recording;
    this.environment = environment;
    this.findings = findings;
    this.agents = recording.agents();
  }

  private Recording.@Nullable Episode next() throws BrokenRecordingException {
    findings.at("");
    return recording.nextEpisode();
  }

  void run() throws BrokenRecordingException {
    for (var episode = next(); episode != null; episode = next()) {
      findings.at("episode %d".formatted(episode.number()));
      var game = new RecordedGame(
          recording, environment, recording.field(episode.reset(), "state"), episode.steps().size() + 1);
      inOneGo(game, episode);
      stepByStep(game, episode);
    }
  }

  private void inOneGo(RecordedGame game, Recording.Episode episode) throws BrokenRecordingException {
    load(game, episode.reset(), "episode %d, reset".formatted(episode.number()));
    for (JsonNode step : episode.steps()) {
      findings.step();
      findings.at("episode %d, step %d of the whole episode".formatted(episode.number(), t(step)));
      play(game, step, "stateOfEpisode", STATE_OF_EPISODE);
      if (game.last()) break;
    }
    findings.equal("steps until the episode ends, if it does", recordedEnd(episode), game.last());
  }

  private boolean recordedEnd(Recording.Episode episode) throws BrokenRecordingException {
    return !episode.steps().isEmpty() && recording.field(episode.steps().getLast(), "agents_after").isEmpty();
  }

  private void stepByStep(RecordedGame game, Recording.Episode episode) throws BrokenRecordingException {
    JsonNode before = episode.reset();
    for (JsonNode step : episode.steps()) {
      load(game, before, "episode %d, loaded before step %d".formatted(episode.number(), t(step)));
      findings.at("episode %d, step %d alone".formatted(episode.number(), t(step)));
      play(game, step, "state", STATE_OF_STEP);
      before = step;
    }
  }

  private int t(JsonNode step) throws BrokenRecordingException {
    return (int) recording.number(step, "t");
  }

  private void load(RecordedGame game, JsonNode record, String place) throws BrokenRecordingException {
    findings.at(place);
    game.load(recording.field(record, "state"));
    compareObservations(game, record);
  }

  private void play(RecordedGame game, JsonNode step, String state, double tolerance) throws BrokenRecordingException {
    JsonNode actions = recording.field(step, "actions");
    for (int a = 0; a < agents.size(); a++) game.act(a, recording.field(actions, agents.get(a)));
    game.step();
    compareObservations(game, step);
    JsonNode rewards = recording.field(step, "rewards");
    JsonNode terminations = recording.field(step, "term");
    JsonNode truncations = recording.field(step, "trunc");
    for (int a = 0; a < agents.size(); a++) {
      String id = agents.get(a);
      findings.numbers("reward", "reward of " + id, new double[] {recording.number(rewards, id)},
          new double[] {game.reward(a)}, Findings.absolute(REWARD));
      findings.equal("terminated of " + id, recording.flag(terminations, id), game.terminated(a));
      findings.equal("truncated of " + id, recording.flag(truncations, id), game.truncated(a));
    }
    findings.equal("last", recording.field(step, "agents_after").isEmpty(), game.last());
    game.compareState(recording.field(step, "state"), state, tolerance, findings);
  }

  private void compareObservations(RecordedGame game, JsonNode record) throws BrokenRecordingException {
    JsonNode observations = recording.field(record, "obs");
    for (int a = 0; a < agents.size(); a++) {
      double[] recorded = recording.numbers(recording.field(observations, agents.get(a)));
      findings.numbers("observation", "observation of " + agents.get(a), recorded, game.observation(a),
          Findings::withinOneUlp);
    }
  }
}
