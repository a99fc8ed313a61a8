package covey.testkit.golden;

import covey.env.ChanceAccess;
import covey.env.Command;
import covey.env.Commands;
import covey.env.Ending;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.StateAccess;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.space.RowLayout;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// One game of ours that is put into recorded states and given recorded actions.
final class RecordedGame {
  private static final int START = 1; // a timestep is written after a transition, so the first one is number 1

  final List<StateAccess.Quantity> quantities;

  private final Recording recording;
  private final VectorEnvironment environment;
  private final StateAccess access;
  private final Rollout columns;
  private final Commands commands;
  private final Timestep timestep;
  private final JsonNode begun;
  private int t;

  /// @param begun the recorded state at the reset, which alone holds what stays the same during the episode
  /// @param length most steps after one load
  RecordedGame(Recording recording, VectorEnvironment environment, JsonNode begun, int length)
      throws BrokenRecordingException {
    this(recording, environment, begun, length, recording.agents());
  }

  /// @param agents ids of the recorded agents, where the recording does not name them
  RecordedGame(Recording recording, VectorEnvironment environment, JsonNode begun, int length, List<String> agents)
      throws BrokenRecordingException {
    this.recording = recording;
    this.begun = begun;
    this.environment = environment;
    this.access = (StateAccess) environment;
    this.quantities = access.quantities();
    this.columns = new Rollout(environment.spec(), length + START, new int[] {1}, Rollout.Wanted.NOTHING, 0);
    this.commands = new Commands(columns, 0);
    this.timestep = new Timestep(columns, 0);
    List<String> ids = environment.spec().slots().stream().map(slot -> slot.id()).toList();
    if (!agents.equals(ids)) {
      throw recording.broken("the agents are %s, but the environment has %s".formatted(agents, ids));
    }
  }

  /// Puts the game into a recorded state.
  void load(JsonNode state) throws BrokenRecordingException {
    var situation = new double[size()];
    int at = 0;
    for (StateAccess.Quantity quantity : quantities) {
      double[] numbers = recorded(state, quantity);
      if (numbers.length != quantity.size()) {
        throw recording.broken("%s has %d numbers, but the environment has %d".formatted(
            quantity.name(), numbers.length, quantity.size()));
      }
      System.arraycopy(numbers, 0, situation, at, numbers.length);
      at += numbers.length;
    }
    load(situation);
  }

  /// Puts the game into a situation.
  void load(double[] situation) {
    t = START;
    columns.clear(t, 0);
    timestep.moveTo(t);
    access.load(0, situation, timestep);
  }

  /// The numbers of a quantity; those of the reset where a later state does not repeat them.
  private double[] recorded(JsonNode state, StateAccess.Quantity quantity) throws BrokenRecordingException {
    JsonNode of = state.has(quantity.name()) ? state : begun;
    return recording.numbers(recording.field(of, quantity.name()));
  }

  private int size() {
    return quantities.stream().mapToInt(StateAccess.Quantity::size).sum();
  }

  /// The present state, quantity after quantity.
  double[] state() {
    var situation = new double[size()];
    access.read(0, situation);
    return situation;
  }

  /// Writes an agent's recorded action for the next step.
  void act(int agent, JsonNode action) throws BrokenRecordingException {
    LayoutColumns layout = columns.layout(columns.layoutOf(agent));
    int row = columns.row(t, 0, agent);
    switch (layout.example.action()) {
      case Space.Discrete(int count, _) -> {
        if (!action.isInt() || action.intValue() < 0 || action.intValue() >= count) {
          throw recording.broken("the action " + action + " is none of the choices 0 to " + (count - 1));
        }
        layout.action.ints[row] = action.intValue();
      }
      case Space.Box box -> {
        double[] numbers = recording.numbers(action);
        if (numbers.length != box.size()) {
          throw recording.broken("an action has %d numbers, but the environment takes %d".formatted(
              numbers.length, box.size()));
        }
        for (int d = 0; d < numbers.length; d++) {
          layout.action.floats[row * numbers.length + d] = (float) numbers[d];
          layout.applied[row * numbers.length + d] = (float) numbers[d];
        }
      }
      case Space.MultiDiscrete _, Space.MultiBinary _, Space.Entities _, Space.Composite _, Space.History _ ->
          throw recording.broken("actions of the kind " + layout.example.action() + " are not supported");
    }
  }

  /// Writes a choice for the next step, whether it exists or not.
  void choose(int agent, int choice) {
    columns.layout(columns.layoutOf(agent)).action.ints[columns.row(t, 0, agent)] = choice;
  }

  /// Decides what the next step would draw.
  void decide(String draw, int[] outcomes) throws BrokenRecordingException {
    if (!(environment instanceof ChanceAccess chance)) {
      throw recording.broken("draws are recorded, but %s lets nobody decide them".formatted(environment.spec().name()));
    }
    chance.decide(0, draw, outcomes);
  }

  /// Takes the step that the written actions make. If the environment refuses it, the game stays where it is.
  void step() {
    commands.moveTo(t);
    commands.command[0] = Command.STEP;
    columns.clear(t + 1, 0);
    timestep.moveTo(t + 1);
    environment.advance(commands, timestep);
    t++;
  }

  /// The flat observation of an agent, part after part.
  double[] observation(int agent) {
    SpaceColumn observation = columns.layout(columns.layoutOf(agent)).observation;
    int row = columns.row(t, 0, agent);
    if (row < 0) return new double[0];
    var numbers = DoubleStream.builder();
    for (RowLayout.Leaf leaf : observation.layout.leaves()) {
      for (int k = leaf.offset(); k < leaf.offset() + leaf.width(); k++) {
        numbers.add(switch (leaf.element()) {
          case FLOAT -> observation.floats[row * observation.layout.floats() + k];
          case INT -> observation.ints[row * observation.layout.ints() + k];
          case UINT8 -> observation.bytes[row * observation.layout.bytes() + k] & 0xFF;
        });
      }
    }
    return numbers.build().toArray();
  }

  /// The mask of an agent, 1 = legal; empty where it has no row.
  double[] mask(int agent) {
    int width = columns.row(t, 0, agent) < 0 ? 0 : columns.layout(columns.layoutOf(agent)).maskWidth;
    return IntStream.range(0, width).mapToDouble(action -> legal(agent, action) ? 1 : 0).toArray();
  }

  /// Whether an action is legal at the present timestep.
  boolean legal(int agent, int action) {
    LayoutColumns layout = columns.layout(columns.layoutOf(agent));
    return layout.maskWidth == 0 || layout.mask[columns.row(t, 0, agent) * layout.maskWidth + action];
  }

  double reward(int agent) {
    return columns.reward[columns.cell(t - 1, 0, agent)];
  }

  boolean terminated(int agent) {
    return columns.ended[columns.cell(t, 0, agent)] == Ending.TERMINATED;
  }

  boolean truncated(int agent) {
    return columns.ended[columns.cell(t, 0, agent)] == Ending.TRUNCATED;
  }

  boolean last() {
    return columns.last[columns.moment(t, 0)];
  }

  /// Compares the present state with a recorded one.
  void compareState(JsonNode recorded, String name, double tolerance, Findings findings)
      throws BrokenRecordingException {
    double[] state = state();
    int at = 0;
    for (StateAccess.Quantity quantity : quantities) {
      var replayed = new double[quantity.size()];
      System.arraycopy(state, at, replayed, 0, quantity.size());
      at += quantity.size();
      findings.numbers(name, quantity.name(), recorded(recorded, quantity), replayed, Findings.absolute(tolerance));
    }
    List<String> known = quantities.stream().map(StateAccess.Quantity::name).toList();
    for (String part : recorded.propertyNames()) {
      if (!known.contains(part)) {
        throw recording.broken("the recorded state has %s, but the environment knows only %s".formatted(part, known));
      }
    }
  }
}
