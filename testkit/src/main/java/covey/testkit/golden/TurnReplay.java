package covey.testkit.golden;

import covey.env.VectorEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Replays recordings of a simultaneous game seen turn by turn (PettingZoo's agent-environment cycle): agents act one
/// after another, the last one's turn advances the game, and a finished agent takes one more turn without an action.
///
/// The bookkeeping of the cycle is done here: `rewards` are what the latest turn produced, and an agent's cumulative
/// reward is the sum since its own latest action.
final class TurnReplay {
  private static final double STATE = 1e-9;
  private static final double REWARD = 1e-9;

  private final Recording recording;
  private final VectorEnvironment environment;
  private final Findings findings;
  private final List<String> ids;
  private final List<String> present = new ArrayList<>();
  private final double[] rewards; // [A] of the latest turn
  private final double[] cumulative; // [A]
  private int selected; // index into present

  TurnReplay(Recording recording, VectorEnvironment environment, Findings findings) throws BrokenRecordingException {
    this.recording = recording;
    this.environment = environment;
    this.findings = findings;
    this.ids = recording.agents();
    this.rewards = new double[ids.size()];
    this.cumulative = new double[ids.size()];
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
      findings.at("episode %d, reset".formatted(episode.number()));
      reset(game, episode.reset());
      for (JsonNode turn : episode.steps()) {
        findings.step();
        findings.at("episode %d, turn %d".formatted(episode.number(), (int) recording.number(turn, "k")));
        if (!turn(game, turn)) break;
      }
    }
  }

  private void reset(RecordedGame game, JsonNode reset) throws BrokenRecordingException {
    game.load(recording.field(reset, "state"));
    present.clear();
    present.addAll(ids);
    selected = 0;
    Arrays.fill(rewards, 0);
    Arrays.fill(cumulative, 0);
    JsonNode observations = recording.field(reset, "obs");
    for (String id : ids) compareObservation(game, id, recording.field(observations, id));
    findings.equal("selected agent", recording.text(reset, "agent_selection"), present.getFirst());
  }

  /// @return whether the replay can go on: somebody was selected
  private boolean turn(RecordedGame game, JsonNode turn) throws BrokenRecordingException {
    if (present.isEmpty()) throw recording.broken("a turn is taken, but no agent is left");
    String id = present.get(selected);
    int agent = ids.indexOf(id);
    String recordedAgent = recording.text(turn, "agent");
    findings.equal("selected agent", recordedAgent, id);
    if (!recordedAgent.equals(id)) return false;
    compareLast(game, id, agent, recording.field(turn, "last"));
    JsonNode action = recording.field(turn, "action");
    if (action.isNull()) {
      leave();
    } else {
      act(game, agent, action);
    }
    compareAfter(game, recording.field(turn, "after"));
    game.compareState(recording.field(turn, "state"), "stateOfEpisode", STATE, findings);
    return true;
  }

  private void act(RecordedGame game, int agent, JsonNode action) throws BrokenRecordingException {
    game.act(agent, action);
    cumulative[agent] = 0;
    Arrays.fill(rewards, 0);
    if (selected == present.size() - 1) {
      game.step();
      for (int a = 0; a < ids.size(); a++) rewards[a] = game.reward(a);
    }
    for (int a = 0; a < ids.size(); a++) cumulative[a] += rewards[a];
    selected = (selected + 1) % present.size();
  }

  /// A finished agent's turn: it leaves, nobody is paid, and the next finished agent is selected.
  private void leave() {
    present.remove(selected);
    Arrays.fill(rewards, 0);
    selected = 0;
  }

  private void compareLast(RecordedGame game, String id, int agent, JsonNode last) throws BrokenRecordingException {
    compareObservation(game, id, recording.field(last, "obs"));
    compareReward("reward of " + id, recording.number(last, "reward"), cumulative[agent]);
    findings.equal("terminated of " + id, recording.flag(last, "term"), game.terminated(agent));
    findings.equal("truncated of " + id, recording.flag(last, "trunc"), game.truncated(agent));
  }

  private void compareAfter(RecordedGame game, JsonNode after) throws BrokenRecordingException {
    findings.equal("present agents", recording.texts(recording.field(after, "agents")), present);
    if (!present.isEmpty()) {
      findings.equal("agent selected next", recording.text(after, "agent_selection"),
          present.get(selected));
    }
    for (String id : present) {
      int agent = ids.indexOf(id);
      compareReward("reward of " + id, recording.number(recording.field(after, "rewards"), id), rewards[agent]);
      compareReward("cumulative reward of " + id,
          recording.number(recording.field(after, "cumulative_rewards"), id), cumulative[agent]);
      findings.equal("terminated of " + id, recording.flag(recording.field(after, "term"), id),
          game.terminated(agent));
      findings.equal("truncated of " + id, recording.flag(recording.field(after, "trunc"), id), game.truncated(agent));
    }
  }

  private void compareReward(String what, double recorded, double replayed) {
    findings.numbers("reward", what, new double[] {recorded}, new double[] {replayed}, Findings.absolute(REWARD));
  }

  private void compareObservation(RecordedGame game, String id, JsonNode recorded) throws BrokenRecordingException {
    findings.numbers("observation", "observation of " + id, recording.numbers(recorded),
        game.observation(ids.indexOf(id)), Findings::withinOneUlp);
  }
}
