package covey.env;

import covey.env.Refusal.Rule;
import covey.space.Space;
import covey.space.SpaceColumn;
import java.util.Arrays;

/// Writes one timestep of one scalar game into the columns, and refuses what the contract does not allow.
final class TimestepWriter implements Environment.Writer {
  private final EnvironmentSpec spec;
  private final int[] rows; // [A] row opened at this timestep, or -1

  @SuppressWarnings("NullAway.Init")
  private Occupants occupants;

  @SuppressWarnings("NullAway.Init")
  private Timestep out;

  @SuppressWarnings("NullAway.Init")
  private Rollout columns;

  private int game;

  TimestepWriter(EnvironmentSpec spec) {
    this.spec = spec;
    this.rows = new int[spec.agents()];
  }

  /// @param ofGame who is in the game's slots; kept up to date here
  void moveTo(Timestep timestep, int toGame, Occupants ofGame) {
    out = timestep;
    columns = timestep.columns();
    game = toGame;
    occupants = ofGame;
    Arrays.fill(rows, -1);
    SpaceColumn team = columns.teamState;
    if (team != null) team.clear(out.stateRow(game));
  }

  @Override
  public void decides(int agent) {
    enter(agent, AgentState.DECIDES);
    open(agent);
  }

  @Override
  public void forced(int agent, int action) {
    Space actions = spec.slots().get(known(agent)).action();
    if (!(actions instanceof Space.Discrete(int count, _)) || action < 0 || action >= count) {
      throw broken(Rule.FORCED_ACTION, agent,
          "is forced to take action " + action + ", but its actions are " + actions);
    }
    enter(agent, AgentState.FORCED);
    open(agent);
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).action;
    column.ints[rows[agent] * column.layout.ints()] = action;
  }

  @Override
  public void forced(int agent) {
    enter(agent, AgentState.FORCED);
    open(agent);
    LayoutColumns layout = columns.layout(columns.layoutOf(agent));
    layout.action.clear(rows[agent]);
    int floats = layout.action.layout.floats();
    Arrays.fill(layout.applied, rows[agent] * floats, (rows[agent] + 1) * floats, 0f);
  }

  @Override
  public void force(int agent, int branch, int choice) {
    LayoutColumns layout = columns.layout(columns.layoutOf(known(agent)));
    int width = branch >= 0 && branch < layout.branches.length ? layout.branches[branch] : 0;
    if (choice < 0 || choice >= width) {
      throw broken(Rule.FORCED_ACTION, agent,
          "is forced to take choice " + choice + " in branch " + branch + ", but its actions are "
          + layout.example.action());
    }
    SpaceColumn action = layout.action;
    if (layout.example.action() instanceof Space.MultiBinary) {
      action.bytes[forcedPlace(agent, branch, action.layout.bytes())] = (byte) choice;
    } else {
      action.ints[forcedPlace(agent, branch, action.layout.ints())] = choice;
    }
  }

  @Override
  public void forceReal(int agent, int dimension, float value) {
    LayoutColumns layout = columns.layout(columns.layoutOf(known(agent)));
    boolean within = layout.example.action() instanceof Space.Box box
        && dimension >= 0 && dimension < box.size() && value >= box.low(dimension) && value <= box.high(dimension);
    if (!within) {
      throw broken(Rule.FORCED_ACTION, agent,
          "is forced to take " + value + " in dimension " + dimension + ", but its actions are "
          + layout.example.action());
    }
    int place = forcedPlace(agent, dimension, layout.action.layout.floats());
    layout.action.floats[place] = value;
    layout.applied[place] = value;
  }

  private int forcedPlace(int agent, int index, int width) {
    if (columns.state[out.cell(game, agent)] != AgentState.FORCED) {
      throw broken(Rule.PLACE, agent, "is not forced at this timestep: say forced first");
    }
    return place(agent, index, width, "action");
  }

  @Override
  public void waits(int agent) {
    enter(agent, AgentState.WAITS);
    if (spec.observesAlways()) open(agent);
  }

  @Override
  public void newcomer(int agent) {
    if (columns.state[out.cell(game, agent)] != AgentState.ABSENT) {
      throw broken(Rule.STATE, agent, "is a newcomer, but its state is already written: say newcomer first");
    }
    if (occupants.here[agent] && !occupants.gone[agent]) {
      throw broken(Rule.VANISHED, agent,
          "is a newcomer, but its predecessor is still there: terminate or truncate it first");
    }
    occupants.here[agent] = false;
    occupants.gone[agent] = false;
    occupants.generation[agent]++;
  }

  @Override
  public void terminate(int agent) {
    end(agent, Ending.TERMINATED);
  }

  @Override
  public void truncate(int agent) {
    end(agent, Ending.TRUNCATED);
  }

  private void end(int agent, byte how) {
    enter(agent, AgentState.WAITS);
    columns.ended[out.cell(game, agent)] = how;
    open(agent);
    occupants.gone[agent] = true;
  }

  private void enter(int agent, byte state) {
    int cell = out.cell(game, known(agent));
    if (columns.state[cell] != AgentState.ABSENT) {
      throw broken(Rule.STATE, agent,
          "is " + AgentState.name(columns.state[cell]) + " and again " + AgentState.name(state)
          + " at one timestep: say each agent's state once");
    }
    if (occupants.gone[agent]) {
      throw broken(Rule.AFTER_END, agent, "has ended and is " + AgentState.name(state)
          + " again: after its end a slot is ABSENT or holds a newcomer");
    }
    columns.state[cell] = state;
    columns.generation[cell] = occupants.generation[agent];
  }

  private void open(int agent) {
    rows[agent] = out.open(game, agent);
    columns.layout(columns.layoutOf(agent)).clear(rows[agent]);
  }

  @Override
  public void observe(int agent, int feature, float value) {
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).observation;
    column.floats[place(agent, feature, column.layout.floats(), "float")] = value;
  }

  @Override
  public void observeInt(int agent, int index, int value) {
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).observation;
    column.ints[place(agent, index, column.layout.ints(), "int")] = value;
  }

  @Override
  public void observeByte(int agent, int index, int value) {
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).observation;
    column.bytes[place(agent, index, column.layout.bytes(), "byte")] = (byte) value;
  }

  @Override
  public void legal(int agent, int action) {
    LayoutColumns layout = columns.layout(columns.layoutOf(agent));
    layout.mask[place(agent, action, layout.maskWidth, "choice")] = true;
  }

  @Override
  public void state(int feature, float value) {
    SpaceColumn team = columns.teamState;
    if (team != null) team.floats[teamPlace(feature, team.layout.floats(), "float")] = value;
  }

  @Override
  public void stateInt(int index, int value) {
    SpaceColumn team = columns.teamState;
    if (team != null) team.ints[teamPlace(index, team.layout.ints(), "int")] = value;
  }

  @Override
  public void stateByte(int index, int value) {
    SpaceColumn team = columns.teamState;
    if (team != null) team.bytes[teamPlace(index, team.layout.bytes(), "byte")] = (byte) value;
  }

  private int teamPlace(int index, int width, String what) {
    if (index < 0 || index >= width) {
      throw broken(Rule.PLACE,
          "the team state has " + width + " " + what + " value(s), but number " + index + " was written");
    }
    return out.stateRow(game) * width + index;
  }

  @Override
  public void privateState(int agent, int feature, float value) {
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).privateState;
    if (column != null) column.floats[place(agent, feature, column.layout.floats(), "private float")] = value;
  }

  @Override
  public void privateStateInt(int agent, int index, int value) {
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).privateState;
    if (column != null) column.ints[place(agent, index, column.layout.ints(), "private int")] = value;
  }

  @Override
  public void privateStateByte(int agent, int index, int value) {
    SpaceColumn column = columns.layout(columns.layoutOf(agent)).privateState;
    if (column != null) column.bytes[place(agent, index, column.layout.bytes(), "private byte")] = (byte) value;
  }

  private int place(int agent, int index, int width, String what) {
    if (rows[agent] < 0) {
      throw broken(Rule.PLACE, agent,
          "has no row at this timestep: say that it decides, is forced or ends before its features");
    }
    if (index < 0 || index >= width) {
      throw broken(Rule.PLACE, agent, "has " + width + " " + what + " value(s), but number " + index + " was written");
    }
    return rows[agent] * width + index;
  }

  @Override
  public void reward(int agent, double value) {
    columns.reward[out.paid(game, known(agent))] += value;
  }

  @Override
  public void auxiliary(int agent, int index, double value) {
    columns.auxiliary[index][out.paid(game, known(agent))] += value;
  }

  /// Refuses a number beyond the slots: it would be a place of the next game.
  private int known(int agent) {
    if (agent < 0 || agent >= rows.length) {
      throw broken(Rule.PLACE, "there is no agent number " + agent + ", but only 0 to " + (rows.length - 1));
    }
    return agent;
  }

  @Override
  public void elapsed(double time) {
    if (!(time >= 0) || time == Double.POSITIVE_INFINITY) {
      throw broken(Rule.TIME, "elapsed = " + time + ", but it must be a finite time of at least 0; 1 is usual");
    }
    columns.elapsed[out.transition(game)] = time;
  }

  @Override
  public void metric(int index, double value) {
    if (index < 0 || index >= spec.metrics().size()) {
      throw broken(Rule.PLACE,
          "metric number " + index + " was reported, but " + spec.metrics().size() + " are declared");
    }
    columns.metric[out.metrics(game) + index] = value;
  }

  @Override
  public void last() {
    columns.last[out.moment(game)] = true;
  }

  /// Checks what only shows at the end of a timestep.
  void finish() {
    boolean last = columns.last[out.moment(game)];
    for (int agent = 0; agent < rows.length; agent++) {
      int cell = out.cell(game, agent);
      byte state = columns.state[cell];
      if (last && state != AgentState.ABSENT && columns.ended[cell] == Ending.NO) {
        throw broken(Rule.AFTER_LAST, agent,
            "goes on, but the episode is at its last timestep: terminate or truncate it");
      }
      if (state == AgentState.ABSENT && columns.reward[out.paid(game, agent)] != 0) {
        throw broken(Rule.ABSENT_PAID, agent, "is ABSENT and was paid " + columns.reward[out.paid(game, agent)]);
      }
      if (spec.everyoneDecides() && (last ? state == AgentState.ABSENT : state != AgentState.DECIDES)) {
        throw broken(Rule.EVERYONE_DECIDES, agent,
            "is " + AgentState.name(state) + ", but the environment promises that everyone decides");
      }
      if (state == AgentState.ABSENT && occupants.here[agent] && !occupants.gone[agent]) {
        throw broken(Rule.VANISHED, agent,
            "is ABSENT, but has not ended: terminate or truncate it at its last timestep");
      }
      occupants.here[agent] = state != AgentState.ABSENT;
    }
  }

  /// What to throw where a game reads the action of an agent that has none to read.
  Refusal unasked(int agent) {
    return broken(Rule.UNASKED_ACTION, known(agent), "was not asked, but its action is read");
  }

  void refusePaymentAtReset() {
    for (int agent = 0; agent < rows.length; agent++) {
      if (columns.reward[out.paid(game, agent)] != 0) {
        throw broken(Rule.RESET_PAID, agent, "was paid " + columns.reward[out.paid(game, agent)] + " by a reset");
      }
    }
  }

  private Refusal broken(Rule rule, int agent, String how) {
    return new Refusal(rule, agent, spec.name() + ": agent " + spec.slots().get(agent).id() + " " + how);
  }

  private Refusal broken(Rule rule, String how) {
    return new Refusal(rule, -1, spec.name() + ": " + how);
  }
}
