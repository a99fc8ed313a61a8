package covey.testkit.golden;

import covey.env.StateAccess;
import covey.env.StateAccess.Quantity;
import covey.env.VectorEnvironment;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// Replays recordings of level-based foraging: food that is eaten leaves the recorded list, legal actions are recorded
/// beside what illegal ones became.
final class ForagingReplay extends JointReplay {
  ForagingReplay(Recording recording, VectorEnvironment environment, Findings findings) {
    super(recording, environment, findings, ((StateAccess) environment).quantities());
  }

  @Override
  double[] recorded(Quantity quantity, JsonNode state) throws BrokenRecordingException {
    double[] numbers = recording.numbers(recording.field(state, quantity.name()));
    if (!quantity.name().equals("foods") || numbers.length > quantity.size()) return numbers;
    int found = numbers.length;
    double[] padded = Arrays.copyOf(numbers, quantity.size());
    for (int k = found; k < padded.length; k += 3) {
      padded[k] = -1;
      padded[k + 1] = -1;
    }
    return padded;
  }

  @Override
  void prepare(RecordedGame game, JsonNode step) throws BrokenRecordingException {
    JsonNode actions = recording.field(step, "actions");
    JsonNode effective = recording.field(step, "effective_actions");
    for (int a = 0; a < actions.size(); a++) {
      int action = actions.get(a).intValue();
      findings.equal("effective action of agent_" + a, effective.get(a).intValue(), game.legal(a, action) ? action : 0);
    }
  }

  @Override
  void compareMore(RecordedGame game, JsonNode record) throws BrokenRecordingException {
    JsonNode valid = recording.field(record, "valid_actions");
    for (int a = 0; a < valid.size(); a++) {
      double[] recorded = recording.numbers(valid.get(a));
      var legal = new double[recorded.length];
      for (int action = 0; action < legal.length; action++) legal[action] = game.legal(a, action) ? 1 : 0;
      findings.numbers("mask", "mask of agent_" + a, recorded, legal, Findings.absolute(0));
    }
    findings.equal("game_over", recording.flag(recording.field(record, "state"), "game_over"), game.last());
  }
}
