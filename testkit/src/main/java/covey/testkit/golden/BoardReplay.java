package covey.testkit.golden;

import covey.env.VectorEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Replays recordings of board games of two players who act in turn, in either of the forms in which PettingZoo shows
/// them: turn by turn, or as if both acted at once.
///
/// The bookkeeping of the cycle is done here: who is selected, what an agent has been paid since its own latest turn,
/// and that finished agents leave one after another. Two things are told differently by the recordings and by our
/// environments, and are translated: only the selected agent has a mask, even after the end; and an illegal move both
/// terminates and truncates, where ours terminates.
///
/// The situation of such an environment is its `board` (0 free, 1 and 2 the players) and the `mover` (0 or 1).
final class BoardReplay {
  private static final Findings.Tolerance EXACT = Findings.absolute(0);

  private final Recording recording;
  private final VectorEnvironment environment;
  private final Findings findings;
  private final List<String> ids;
  private final List<String> present = new ArrayList<>();
  private final double[] rewards; // [A] of the latest turn
  private final double[] cumulative; // [A]
  private int selected; // agent
  private boolean forfeited;

  BoardReplay(Recording recording, VectorEnvironment environment, Findings findings) {
    this.recording = recording;
    this.environment = environment;
    this.findings = findings;
    this.ids = environment.spec().slots().stream().map(slot -> slot.id()).toList();
    this.rewards = new double[ids.size()];
    this.cumulative = new double[ids.size()];
  }

  private Recording.@Nullable Episode next() throws BrokenRecordingException {
    findings.at("");
    return recording.nextEpisode();
  }

  void run() throws BrokenRecordingException {
    boolean turns = recording.api().equals("aec");
    for (var episode = next(); episode != null; episode = next()) {
      findings.at("episode %d, reset".formatted(episode.number()));
      List<String> agents = recording.texts(recording.field(episode.reset(), "agents"));
      var game = new RecordedGame(recording, environment, episode.reset(), episode.steps().size() + 1, agents);
      reset(game, episode.reset());
      for (JsonNode step : episode.steps()) {
        findings.step();
        String place = "episode %d, %s %d".formatted(
            episode.number(), turns ? "turn" : "step", (int) recording.number(step, turns ? "k" : "t"));
        findings.at(place);
        if (turns) {
          if (!turn(game, step)) break;
        } else {
          stepOfBoth(game, step);
        }
      }
      if (turns) everyTurnAlone(game, episode);
    }
  }

  /// Begins with the board that the agents observe, and the agent that has a mask.
  private void reset(RecordedGame game, JsonNode reset) throws BrokenRecordingException {
    JsonNode observations = recording.field(reset, "obs");
    JsonNode first = recording.field(observations, ids.getFirst());
    double[] planes = recording.numbers(recording.field(first, "observation"));
    var board = new double[planes.length / 2];
    for (int cell = 0; cell < board.length; cell++) board[cell] = planes[2 * cell] + 2 * planes[2 * cell + 1];
    double[] mask = recording.numbers(recording.field(first, "action_mask"));
    load(game, board, Arrays.stream(mask).sum() > 0 ? 0 : 1);
    present.clear();
    present.addAll(ids);
    Arrays.fill(rewards, 0);
    Arrays.fill(cumulative, 0);
    forfeited = false;
    for (String id : ids) compareSeen(game, id, recording.field(observations, id));
    JsonNode after = reset.get("after");
    if (after != null) compareAfter(game, after);
  }

  private void load(RecordedGame game, double[] board, int mover) {
    double[] situation = Arrays.copyOf(board, board.length + 1);
    situation[board.length] = mover;
    game.load(situation);
    selected = mover;
  }

  // ---- turn by turn --------------------------------------------------------------------------------------------------

  /// @return whether the replay can go on: the right agent was selected
  private boolean turn(RecordedGame game, JsonNode turn) throws BrokenRecordingException {
    if (present.isEmpty()) throw recording.broken("a turn is taken, but no agent is left");
    String id = ids.get(selected);
    String recordedAgent = recording.text(turn, "agent");
    findings.equal("selected agent", recordedAgent, id);
    if (!recordedAgent.equals(id)) return false;
    JsonNode last = recording.field(turn, "last");
    compareSeen(game, id, recording.field(last, "obs"));
    compareNumber("reward", "reward of " + id, recording.number(last, "reward"), cumulative[selected]);
    compareEnd(game, id, recording.flag(last, "term"), recording.flag(last, "trunc"));
    for (var other : recording.field(turn, "observe_others").properties()) {
      compareSeen(game, other.getKey(), other.getValue());
    }
    JsonNode action = recording.field(turn, "action");
    JsonNode error = recording.field(turn, "error");
    if (!error.isNull()) {
      refuse(game, action, recording.text(turn, "error"));
    } else if (action.isNull()) {
      leave();
    } else {
      act(game, action);
    }
    compareAfter(game, recording.field(turn, "after"));
    return true;
  }

  /// A call that the original refuses must be refused by ours; a missing action cannot even be expressed.
  private void refuse(RecordedGame game, JsonNode action, String error) throws BrokenRecordingException {
    if (action.isNull()) {
      findings.equal("a missing action of a finished agent is refused", false, game.last());
      return;
    }
    if (!game.last()) game.choose(selected, whole(action));
    String refusal = "none";
    try {
      game.step();
    } catch (IllegalArgumentException e) {
      refusal = "AssertionError"; // the action does not exist
    } catch (IllegalStateException e) {
      refusal = "ValueError"; // the game is over
    }
    findings.equal("refusal of action " + action, error, refusal);
  }

  private void act(RecordedGame game, JsonNode action) throws BrokenRecordingException {
    game.act(selected, action);
    boolean legal = game.legal(selected, action.intValue());
    game.step();
    cumulative[selected] = 0;
    for (int agent = 0; agent < rewards.length; agent++) {
      rewards[agent] = game.reward(agent);
      cumulative[agent] += rewards[agent];
    }
    forfeited = game.last() && !legal;
    selected = forfeited ? 0 : 1 - selected;
  }

  /// A finished agent's turn: it leaves, nobody is paid, and whoever is left is selected.
  private void leave() {
    present.remove(ids.get(selected));
    Arrays.fill(rewards, 0);
    if (!present.isEmpty()) selected = ids.indexOf(present.getFirst());
  }

  private void compareAfter(RecordedGame game, JsonNode after) throws BrokenRecordingException {
    findings.equal("present agents", recording.texts(recording.field(after, "agents")), present);
    if (!present.isEmpty()) {
      findings.equal("agent selected next", recording.text(after, "agent_selection"), ids.get(selected));
    }
    for (String id : present) {
      int agent = ids.indexOf(id);
      compareNumber("reward", "reward of " + id,
          recording.number(recording.field(after, "rewards"), id), rewards[agent]);
      compareNumber("reward", "cumulative reward of " + id,
          recording.number(recording.field(after, "cumulative_rewards"), id), cumulative[agent]);
      compareEnd(game, id, recording.flag(recording.field(after, "term"), id),
          recording.flag(recording.field(after, "trunc"), id));
    }
    compareBoard(game, after);
  }

  private void compareBoard(RecordedGame game, JsonNode after) throws BrokenRecordingException {
    double[] situation = game.state();
    findings.numbers("board", "board", recording.numbers(recording.field(after, "board")),
        Arrays.copyOf(situation, situation.length - 1), EXACT);
  }

  /// Loads the position before each move and plays the move from there.
  private void everyTurnAlone(RecordedGame game, Recording.Episode episode) throws BrokenRecordingException {
    JsonNode before = recording.field(episode.reset(), "after");
    for (JsonNode turn : episode.steps()) {
      JsonNode after = recording.field(turn, "after");
      JsonNode action = recording.field(turn, "action");
      if (!action.isNull() && recording.field(turn, "error").isNull()) {
        findings.at("episode %d, turn %d alone".formatted(episode.number(), (int) recording.number(turn, "k")));
        load(game, recording.numbers(recording.field(before, "board")), ids.indexOf(recording.text(turn, "agent")));
        JsonNode seen = recording.field(recording.field(turn, "last"), "obs");
        compareSeen(game, recording.text(turn, "agent"), seen);
        act(game, action);
        for (String id : ids) {
          compareNumber("reward", "reward of " + id, recording.number(recording.field(after, "rewards"), id),
              game.reward(ids.indexOf(id)));
          compareEnd(game, id, recording.flag(recording.field(after, "term"), id),
              recording.flag(recording.field(after, "trunc"), id));
        }
        compareBoard(game, after);
      }
      before = after;
    }
  }

  // ---- both at once --------------------------------------------------------------------------------------------------

  private void stepOfBoth(RecordedGame game, JsonNode step) throws BrokenRecordingException {
    findings.equal("active agent", recording.text(step, "active_agent_before"), ids.get(selected));
    act(game, recording.field(recording.field(step, "actions"), ids.get(selected)));
    for (String id : ids) {
      compareSeen(game, id, recording.field(recording.field(step, "obs"), id));
      compareNumber("reward", "reward of " + id, recording.number(recording.field(step, "rewards"), id),
          game.reward(ids.indexOf(id)));
      compareEnd(game, id, recording.flag(recording.field(step, "term"), id),
          recording.flag(recording.field(step, "trunc"), id));
      if (game.last()) continue; // the active agent is stale
      JsonNode info = recording.field(recording.field(step, "infos"), id);
      findings.equal("active agent in the infos of " + id, recording.text(info, "active_agent"), ids.get(selected));
    }
    findings.equal("last", recording.field(step, "agents_after").isEmpty(), game.last());
  }

  // ---- both forms ----------------------------------------------------------------------------------------------------

  private void compareSeen(RecordedGame game, String id, JsonNode seen) throws BrokenRecordingException {
    int agent = ids.indexOf(id);
    findings.numbers("observation", "observation of " + id,
        recording.numbers(recording.field(seen, "observation")), game.observation(agent), EXACT);
    double[] mask = game.mask(agent);
    if (agent != selected && game.last()) Arrays.fill(mask, 0);
    findings.numbers("mask", "mask of " + id, recording.numbers(recording.field(seen, "action_mask")), mask, EXACT);
  }

  private void compareEnd(RecordedGame game, String id, boolean terminated, boolean truncated) {
    int agent = ids.indexOf(id);
    findings.equal("terminated of " + id, terminated, game.terminated(agent));
    findings.equal("truncated of " + id, truncated, forfeited || game.truncated(agent));
  }

  private void compareNumber(String quantity, String what, double recorded, double replayed) {
    findings.numbers(quantity, what, new double[] {recorded}, new double[] {replayed}, EXACT);
  }

  private int whole(JsonNode action) throws BrokenRecordingException {
    if (!action.isInt()) throw recording.broken("the action " + action + " is no whole number");
    return action.intValue();
  }
}
