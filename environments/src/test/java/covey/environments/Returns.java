package covey.environments;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.env.VectorEnvironment;
import covey.random.Keys;
import java.util.Arrays;

/// Plays whole episodes of any environment with any policy, one with memory included, for tests of what they return.
///
/// @param mean over episodes and agents, per episode
/// @param error standard error of the mean over episodes
/// @param steps mean joint steps of an episode
record Returns(double mean, double error, double steps) {

  /// @param episodes played by 64 games side by side, at least so many
  static Returns of(EnvironmentConfig config, Policy policy, int episodes) {
    int games = 64;
    int width = policy.memory();
    var rollout = new Rollout(config.spec(), 1, new int[] {games}, Rollout.Wanted.NOTHING, width);
    var commands = new Commands(rollout, 0);
    var timestep = new Timestep(rollout, 0);
    var rows = new Rows(games * rollout.agents);
    var actor = policy.actor();
    float[] memory = new float[games * rollout.agents * Math.max(width, 1)];
    int[] episode = new int[games];
    int[] clock = new int[games];
    double[] earned = new double[games];
    int quota = (episodes + games - 1) / games;
    double sum = 0;
    double square = 0;
    long steps = 0;
    int done = 0;
    try (VectorEnvironment environment = config.create(games)) {
      while (done < quota * games) {
        for (int l = 0; l < rollout.layouts(); l++) {
          LayoutColumns layout = rollout.layout(l);
          rows.begin(layout, memory);
          for (int e = 0; e < games; e++) {
            for (int slot : layout.slots) {
              byte state = rollout.state[rollout.cell(0, e, slot)];
              if (state != AgentState.DECIDES && (state != AgentState.FORCED || width == 0)) continue;
              int row = rollout.row(0, e, slot);
              int at = (e * rollout.agents + slot) * width;
              System.arraycopy(memory, at, layout.memory, row * width, width);
              long noise = Keys.child(Keys.child(7, e), episode[e]);
              rows.add(row, slot, state == AgentState.FORCED, noise, clock[e], at);
            }
          }
          actor.act(rows);
        }
        for (int e = 0; e < games; e++) {
          boolean last = rollout.last[e];
          commands.command[e] = !last ? Command.STEP : episode[e] < quota ? Command.RESET : Command.SKIP;
          clock[e]++;
          if (commands.command[e] != Command.RESET) continue;
          clock[e] = 0;
          commands.key[e] = Keys.child(Keys.child(11, e), episode[e]++);
          int slots = rollout.agents * width;
          Arrays.fill(memory, e * slots, (e + 1) * slots, 0f);
        }
        commands.moveTo(0);
        timestep.moveTo(1);
        rollout.clear(1, 0);
        environment.advance(commands, timestep);
        for (int e = 0; e < games; e++) {
          if (commands.command[e] != Command.STEP) continue;
          steps++;
          for (int a = 0; a < rollout.agents; a++) {
            earned[e] += rollout.reward[rollout.cell(0, e, a)] / rollout.agents;
          }
          if (!rollout.last[rollout.moment(1, e)]) continue;
          sum += earned[e];
          square += earned[e] * earned[e];
          earned[e] = 0;
          done++;
        }
        rollout.rollOver();
      }
    }
    double mean = sum / done;
    double variance = Math.max(0, square / done - mean * mean);
    return new Returns(mean, Math.sqrt(variance / done), (double) steps / done);
  }
}
