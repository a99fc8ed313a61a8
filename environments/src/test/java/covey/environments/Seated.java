package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.EnvironmentConfig;
import covey.env.Rollout;
import java.util.ArrayList;
import java.util.List;

/// Episodes of games in which every seat has a policy of its own, none of them with memory.
final class Seated {
  private static final int GAMES = 50;
  private static final int STEPS = 64;

  private Seated() {}

  /// Plays `episodes` episodes, a multiple of 50, as many in each of 50 games.
  ///
  /// @param seats a policy for each slot
  /// @return the return of each slot, episode by episode
  static List<double[]> returns(EnvironmentConfig config, List<Policy> seats, int episodes) {
    List<Policy.Actor> actors = seats.stream().map(Policy::actor).toList();
    var found = new ArrayList<double[]>();
    int[] played = new int[GAMES];
    try (var games = new Games(config, GAMES, STEPS)) {
      Rollout columns = games.columns;
      var rows = new Rows(GAMES);
      var running = new double[GAMES][columns.agents];
      while (found.size() < episodes) {
        if (games.t == STEPS) games.rollOver();
        for (int slot = 0; slot < columns.agents; slot++) ask(games, rows, slot, actors.get(slot));
        games.advance();
        for (int e = 0; e < GAMES; e++) {
          for (int slot = 0; slot < columns.agents; slot++) running[e][slot] += games.reward(e, slot);
          if (!columns.last[columns.moment(games.t, e)]) continue;
          if (played[e]++ < episodes / GAMES) found.add(running[e]);
          running[e] = new double[columns.agents];
        }
      }
    }
    return found;
  }

  private static void ask(Games games, Rows rows, int slot, Policy.Actor actor) {
    Rollout columns = games.columns;
    rows.begin(columns.layout(columns.layoutOf(slot)), null);
    for (int e = 0; e < GAMES; e++) {
      if (columns.state[columns.cell(games.t, e, slot)] != AgentState.DECIDES) continue;
      int clock = columns.clock[columns.moment(games.t, e)];
      rows.add(columns.row(games.t, e, slot), slot, false, games.noise(e), clock, 0);
    }
    actor.act(rows);
  }
}
