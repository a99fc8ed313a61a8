package covey.testkit.probes;

import covey.act.Policy;
import covey.act.Rows;
import covey.env.AgentState;
import covey.env.Command;
import covey.env.Commands;
import covey.env.EnvironmentConfig;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.env.Timestep;
import covey.random.Keys;
import covey.random.Purpose;

/// One whole episode of one game in one rollout: timestep 0 is the reset's, timestep `length` the last one.
final class Episode {
  private static final int LONGEST = 200;

  final Rollout all;
  final int length;

  private Episode(Rollout all, int length) {
    this.all = all;
    this.length = length;
  }

  static Episode play(EnvironmentConfig config, long seed, Policy policy) {
    var rollout = new Rollout(config.spec(), LONGEST, new int[] {1}, Rollout.Wanted.EVERYTHING, 0);
    var commands = new Commands(rollout, 0);
    var timestep = new Timestep(rollout, 0);
    var rows = new Rows(rollout.agents);
    commands.command[0] = Command.RESET;
    commands.key[0] = Keys.of(seed, Purpose.TEST);
    try (var environment = config.create(1)) {
      for (int t = 0; t < LONGEST; t++) {
        if (t > 0 && rollout.last[rollout.moment(t, 0)]) return new Episode(rollout, t - 1);
        for (int l = 0; l < rollout.layouts(); l++) act(policy, rollout, rollout.layout(l), rows, t, seed);
        commands.moveTo(t);
        timestep.moveTo(t + 1);
        rollout.clear(t + 1, 0);
        environment.advance(commands, timestep);
        commands.command[0] = Command.STEP;
      }
    }
    throw new AssertionError("the episode did not end");
  }

  private static void act(Policy policy, Rollout rollout, LayoutColumns layout, Rows rows, int t, long seed) {
    rows.begin(layout, null);
    for (int slot : layout.slots) {
      if (rollout.state[rollout.cell(t, 0, slot)] == AgentState.DECIDES) {
        rows.add(rollout.row(t, 0, slot), slot, false, Keys.of(seed, Purpose.ACTION), t, 0);
      }
    }
    policy.actor().act(rows);
  }

  byte state(int timestep, int agent) {
    return all.state[all.cell(timestep + 1, 0, agent)];
  }

  byte ended(int timestep, int agent) {
    return all.ended[all.cell(timestep + 1, 0, agent)];
  }

  int generation(int timestep, int agent) {
    return all.generation[all.cell(timestep + 1, 0, agent)];
  }

  /// @return what was paid for step `step`, which leads from timestep `step` to the next
  double reward(int step, int agent) {
    return all.reward[all.cell(step + 1, 0, agent)];
  }

  double elapsed(int step) {
    return all.elapsed[all.moment(step + 1, 0)];
  }

  float observed(int timestep, int agent, int feature) {
    var layout = all.layout(all.layoutOf(agent));
    return layout.observation.floats[all.row(timestep + 1, 0, agent) * layout.observation.layout.floats() + feature];
  }

  boolean hasRow(int timestep, int agent) {
    return all.row(timestep + 1, 0, agent) >= 0;
  }

  /// @return the action of a `Discrete` space that was taken at a timestep
  int action(int timestep, int agent) {
    var layout = all.layout(all.layoutOf(agent));
    return layout.action.ints[all.row(timestep + 1, 0, agent) * layout.action.layout.ints()];
  }

  double returnOf(int agent) {
    double sum = 0;
    for (int step = 0; step < length; step++) sum += reward(step, agent);
    return sum;
  }
}
