package covey.ops;

import covey.archive.ArchiveWriter;
import covey.env.AgentState;
import covey.env.Ending;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Storage;
import covey.env.Rollout;
import covey.space.Space;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// One game, told timestep by timestep in letters: D decides, F forced, W waits, . absent, T terminates, X is truncated,
/// N a newcomer who decides, M a newcomer who waits. The rollout begins at a blank last timestep.
final class Script {
  private record Moment(String states, boolean last, boolean reset, double elapsed, List<Double> paid) {}

  private final int agents;
  private final List<Moment> moments = new ArrayList<>();
  private final Rollout before;
  private double elapsed = 1;

  Script(int agents) {
    this(agents, null);
  }

  private Script(int agents, Rollout before) {
    this.agents = agents;
    this.before = before;
  }

  Script reset(String states) {
    moments.add(new Moment(states, false, true, 1, Collections.nCopies(agents, 0.0)));
    return this;
  }

  /// Time that passes in the transition told next.
  Script elapsed(double time) {
    elapsed = time;
    return this;
  }

  /// A transition that paid `paid` and led to `states`.
  Script step(String states, double... paid) {
    return add(states, false, paid);
  }

  /// A transition that ended the episode.
  Script last(String states, double... paid) {
    return add(states, true, paid);
  }

  private Script add(String states, boolean last, double[] paid) {
    moments.add(new Moment(states, last, false, elapsed, DoubleStream.of(paid).boxed().toList()));
    elapsed = 1;
    return this;
  }

  /// Continues in the next rollout, which begins where this one ends.
  Script over() {
    return new Script(agents, rollout());
  }

  /// Continues in a rollout that begins with a blank last timestep.
  Script givenUp() {
    return new Script(agents);
  }

  private Rollout made;

  Rollout rollout() {
    if (made == null) made = make();
    return made;
  }

  private Rollout make() {
    var slots = IntStream.range(0, agents)
        .mapToObj(a -> EnvironmentSpec.Slot.of("a" + a, "r", "t", Space.Box.unbounded(1), new Space.Discrete(2)))
        .toList();
    var rollout = new Rollout(
        EnvironmentSpec.of("script-v0", slots, Storage.DENSE), moments.size(), new int[] {1}, Rollout.Wanted.NOTHING, 0);
    if (before != null) begin(rollout);
    for (int t = 1; t <= moments.size(); t++) write(rollout, t, moments.get(t - 1));
    return rollout;
  }

  /// As a collector does between rollouts, across two objects because scripts differ in length.
  private void begin(Rollout rollout) {
    int[] opening = new int[agents];
    for (int a = 0; a < agents; a++) {
      opening[a] = before.steps;
      while (opening[a] > 0 && before.state[before.cell(opening[a], 0, a)] != AgentState.DECIDES) opening[a]--;
      boolean here = before.state[before.cell(opening[a], 0, a)] == AgentState.DECIDES;
      if (here) before.carry(opening[a], 0, a);
    }
    before.rollOver();
    var out = new ArchiveWriter();
    before.save(out);
    rollout.load(covey.archive.ArchiveReader.read(out.toBytes(), "script"));
  }

  private void write(Rollout rollout, int t, Moment moment) {
    rollout.clear(t, 0);
    int before0 = rollout.moment(t - 1, 0);
    int now = rollout.moment(t, 0);
    rollout.last[now] = moment.last;
    rollout.elapsed[before0] = moment.elapsed;
    rollout.episode[now] = rollout.episode[before0] + (moment.reset ? 1 : 0);
    rollout.clock[now] = moment.reset ? 0 : rollout.clock[before0] + 1;
    for (int a = 0; a < agents; a++) {
      int cell = rollout.cell(t, 0, a);
      int from = rollout.cell(t - 1, 0, a);
      char letter = moment.states.charAt(a);
      rollout.state[cell] = switch (letter) {
        case 'D', 'N' -> AgentState.DECIDES;
        case 'F' -> AgentState.FORCED;
        case 'W', 'M', 'T', 'X' -> AgentState.WAITS;
        default -> AgentState.ABSENT;
      };
      rollout.ended[cell] = letter == 'T' ? Ending.TERMINATED : letter == 'X' ? Ending.TRUNCATED : Ending.NO;
      boolean newcomer = letter == 'N' || letter == 'M';
      rollout.generation[cell] = moment.reset ? 0 : rollout.generation[from] + (newcomer ? 1 : 0);
      rollout.reward[from] = moment.paid.get(a);
      rollout.policy[from] = moment.reset ? -1 : 0;
      int row = rollout.row(t, 0, a);
      if (row >= 0) rollout.layout(0).observation.floats[row] = 10 * t + a;
    }
  }
}
