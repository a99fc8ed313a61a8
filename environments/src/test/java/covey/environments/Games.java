package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import covey.random.Purpose;

/// Games of one environment and the columns they write, for tests: every game is reset where its episode has ended.
final class Games implements AutoCloseable {
  private static final long CHANCE = Keys.of(11, Purpose.ENVIRONMENT);
  private static final long NOISE = Keys.of(11, Purpose.ACTION);

  final Rollout columns;
  final VectorEnvironment environment;
  final Commands commands;
  private final Timestep timestep;
  private final Rows rows;
  private final int[] episode;
  private final int firstName;
  int t;

  Games(EnvironmentConfig config, int games, int steps) {
    this(config, games, steps, 0);
  }

  /// @param firstName number of the first game in the names of its keys
  Games(EnvironmentConfig config, int games, int steps, int firstName) {
    this.columns = new Rollout(config.spec(), steps, new int[] {games}, Rollout.Wanted.EVERYTHING, 0);
    this.environment = config.create(games);
    this.commands = new Commands(columns, 0);
    this.timestep = new Timestep(columns, 0);
    this.rows = new Rows(games * columns.agents);
    this.episode = new int[games];
    this.firstName = firstName;
  }

  /// Key of the chance of the episode that a game is in.
  long key(int game) {
    return Keys.child(Keys.child(CHANCE, firstName + game), episode[game]);
  }

  /// Key of the noise of actions in it. With the game's own key, who draws would draw what was dealt.
  long noise(int game) {
    return Keys.child(Keys.child(NOISE, firstName + game), episode[game]);
  }

  /// Asks the policy and takes every game one timestep further.
  void advance(Policy.Actor actor) {
    for (int layout = 0; layout < columns.layouts(); layout++) {
      rows.begin(columns.layout(layout), null);
      for (int e = 0; e < columns.games; e++) {
        if (columns.last[columns.moment(t, e)]) continue;
        for (int slot : columns.layout(layout).slots) {
          byte state = columns.state[columns.cell(t, e, slot)];
          if (state != AgentState.DECIDES) continue;
          rows.add(columns.row(t, e, slot), slot, false, noise(e), columns.clock[columns.moment(t, e)], 0);
        }
      }
      actor.act(rows);
    }
    advance();
  }

  /// Takes every game one timestep further by the actions that stand in the columns.
  void advance() {
    for (int e = 0; e < columns.games; e++) {
      boolean last = columns.last[columns.moment(t, e)];
      if (last) {
        episode[e]++;
        columns.clock[columns.moment(t + 1, e)] = 0;
      } else {
        columns.clock[columns.moment(t + 1, e)] = columns.clock[columns.moment(t, e)] + 1;
      }
      commands.command[e] = last ? Command.RESET : Command.STEP;
      commands.key[e] = key(e);
    }
    obey();
  }

  /// Takes every game one timestep further by the commands that have been given.
  void obey() {
    commands.moveTo(t);
    timestep.moveTo(t + 1);
    columns.clear(t + 1, 0);
    environment.advance(commands, timestep);
    t++;
  }

  void play(Policy.Actor actor) {
    while (t < columns.steps) advance(actor);
  }

  void rollOver() {
    columns.rollOver();
    t = 0;
  }

  Timestep timestep() {
    return timestep;
  }

  float observation(int game, int agent, int feature) {
    var observation = columns.layout(columns.layoutOf(agent)).observation;
    return observation.floats[columns.row(t, game, agent) * observation.layout.floats() + feature];
  }

  void choose(int game, int agent, int choice) {
    columns.layout(columns.layoutOf(agent)).action.ints[columns.row(t, game, agent)] = choice;
  }

  double reward(int game, int agent) {
    return columns.reward[columns.cell(t - 1, game, agent)];
  }

  @Override
  public void close() {
    environment.close();
  }
}
