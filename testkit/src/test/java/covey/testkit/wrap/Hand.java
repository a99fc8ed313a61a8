package covey.testkit.wrap;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import java.util.Arrays;

/// Games that are played by hand.
final class Hand implements AutoCloseable {
  final Rollout columns;
  final VectorEnvironment environment;
  private final Commands commands;
  private final Timestep timestep;
  int t;

  Hand(EnvironmentConfig config, int games, int steps) {
    columns = new Rollout(config.spec(), steps, new int[] {games}, Rollout.Wanted.EVERYTHING, 0);
    environment = config.create(games);
    commands = new Commands(columns, 0);
    timestep = new Timestep(columns, 0);
  }

  /// One game that has been reset.
  static Hand of(EnvironmentConfig config) {
    var hand = new Hand(config, 1, 64);
    hand.reset(1);
    return hand;
  }

  Hand reset(long key) {
    Arrays.fill(commands.command, Command.RESET);
    for (int e = 0; e < columns.games; e++) commands.key[e] = Keys.child(key, e);
    return obey();
  }

  /// Everybody who decides in any game takes the choice of its slot.
  Hand step(int... choices) {
    for (int e = 0; e < columns.games; e++) {
      for (int a = 0; a < columns.agents; a++) {
        if (columns.state[columns.cell(t, e, a)] != AgentState.DECIDES) continue;
        columns.layout(columns.layoutOf(a)).action.ints[columns.row(t, e, a)] = choices[Math.min(a, choices.length - 1)];
      }
    }
    Arrays.fill(commands.command, Command.STEP);
    return obey();
  }

  Hand obey() {
    commands.moveTo(t);
    timestep.moveTo(t + 1);
    columns.clear(t + 1, 0);
    environment.advance(commands, timestep);
    t++;
    for (int e = 0; e < columns.games; e++) columns.link(t, e, commands.command[e] == Command.RESET);
    return this;
  }

  /// Floats of the observation; of a history all frames, the present one first.
  float[] seen(int agent) {
    var column = columns.layout(columns.layoutOf(agent)).observation;
    int f = column.layout.floats();
    float[] all = new float[column.layout.frames() * f];
    int row = columns.row(t, 0, agent);
    for (int frame = 0; frame < column.layout.frames(); frame++) {
      if (frame > 0) row = column.previous[row];
      System.arraycopy(column.floats, row * f, all, frame * f, f);
    }
    return all;
  }

  int[] seenInts(int agent) {
    var column = columns.layout(columns.layoutOf(agent)).observation;
    int i = column.layout.ints();
    int[] all = new int[column.layout.frames() * i];
    int row = columns.row(t, 0, agent);
    for (int frame = 0; frame < column.layout.frames(); frame++) {
      if (frame > 0) row = column.previous[row];
      System.arraycopy(column.ints, row * i, all, frame * i, i);
    }
    return all;
  }

  double reward(int agent) {
    return columns.reward[columns.cell(t - 1, 0, agent)];
  }

  double auxiliary(int index, int agent) {
    return columns.auxiliary[index][columns.cell(t - 1, 0, agent)];
  }

  double elapsed() {
    return columns.elapsed[columns.moment(t - 1, 0)];
  }

  boolean last() {
    return columns.last[columns.moment(t, 0)];
  }

  byte state(int agent) {
    return columns.state[columns.cell(t, 0, agent)];
  }

  byte ended(int agent) {
    return columns.ended[columns.cell(t, 0, agent)];
  }

  @Override
  public void close() {
    environment.close();
  }
}
