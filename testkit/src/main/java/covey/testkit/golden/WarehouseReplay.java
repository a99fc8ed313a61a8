package covey.testkit.golden;

import covey.env.StateAccess;
import covey.env.StateAccess.Quantity;
import covey.env.VectorEnvironment;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Replays recordings of warehouses: the shelves that were drawn as next requests and the winners of ties are taken
/// from the recording.
final class WarehouseReplay extends JointReplay {
  private static final int FORWARD = 1;

  WarehouseReplay(Recording recording, VectorEnvironment environment, Findings findings) {
    super(recording, environment, findings, ((StateAccess) environment).quantities());
  }

  @Override
  double[] recorded(Quantity quantity, JsonNode state) throws BrokenRecordingException {
    return recording.numbers(recording.field(state, quantity.name()));
  }

  @Override
  void prepare(RecordedGame game, JsonNode step) throws BrokenRecordingException {
    int[] requests = whole(recording.numbers(recording.field(step, "new_requests")));
    if (requests.length > 0) game.decide("request", requests);
    if (recording.flag(step, "tie")) {
      double[] executed = recording.numbers(recording.field(step, "executed_actions"));
      game.decide("tie", IntStream.range(0, executed.length).filter(i -> executed[i] == FORWARD).toArray());
    }
  }

  private static int[] whole(double[] numbers) {
    int[] values = new int[numbers.length];
    for (int k = 0; k < values.length; k++) values[k] = (int) numbers[k];
    return values;
  }

  @Override
  void compareMore(RecordedGame game, JsonNode record) {}
}
