package covey.testkit.contract;

import covey.env.AgentState;
import covey.env.Command;
import covey.env.Ending;
import covey.env.EnvironmentSpec;
import covey.env.LayoutColumns;
import covey.env.Rollout;
import covey.space.SpaceColumn;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks each timestep against the clauses that show in a single run, and keeps the first breach of each.
final class Rules {
  private static final int NEVER = -1;

  private final EnvironmentSpec spec;
  private final int longestEpisode;
  private final long metricPoison;
  private final boolean[] here; // [E, A] present at the timestep before and not ended there
  private final int[] generation; // [E, A] of the latest occupant in this episode, or NEVER
  private final Map<Clause, Breach> breaches = new EnumMap<>(Clause.class);
  private @Nullable Clause firstBroken;

  @SuppressWarnings("NullAway.Init")
  private Rollout rollout;

  private int t;
  private int e;
  private int episode;
  private int clock;

  /// @param metricPoison what lies in the metrics before each transition
  Rules(EnvironmentSpec spec, int games, int longestEpisode, double metricPoison) {
    this.spec = spec;
    this.longestEpisode = longestEpisode;
    this.metricPoison = Double.doubleToRawLongBits(metricPoison);
    this.here = new boolean[games * spec.agents()];
    this.generation = new int[games * spec.agents()];
    Arrays.fill(generation, NEVER);
  }

  /// @return the first breach of a clause, or null
  @Nullable Breach breach(Clause clause) {
    return breaches.get(clause);
  }

  /// @return the clause that was broken first, or null
  @Nullable Clause firstBroken() {
    return firstBroken;
  }

  /// @return whether an episode did not end in time
  boolean endless() {
    return breaches.containsKey(Clause.EPISODES_END);
  }

  /// Checks what game `ofGame` wrote for timestep `at`, after `command`.
  void check(Rollout columns, int at, int ofGame, Command command, int ofEpisode, int ofClock) {
    rollout = columns;
    t = at;
    e = ofGame;
    episode = ofEpisode;
    clock = ofClock;
    if (command == Command.SKIP) {
      checkBlank();
      return;
    }
    if (command == Command.RESET) {
      Arrays.fill(here, e * spec.agents(), (e + 1) * spec.agents(), false);
      Arrays.fill(generation, e * spec.agents(), (e + 1) * spec.agents(), NEVER);
    }
    boolean last = rollout.last[rollout.moment(t, e)];
    for (int agent = 0; agent < spec.agents(); agent++) {
      checkState(agent, last);
      checkLife(agent);
      checkPay(agent, command);
      int row = rollout.row(t, e, agent);
      if (row >= 0) checkRow(agent, row);
    }
    SpaceColumn team = rollout.teamState;
    String fault = team == null ? null : Values.fault(team, rollout.stateAt(t, e));
    if (fault != null) breach(Clause.VALUES_ARE_WITHIN_BOUNDS, Breach.NOBODY, "the team state's " + fault);
    double elapsed = rollout.elapsed[rollout.moment(t - 1, e)];
    if (!(elapsed >= 0) || elapsed == Double.POSITIVE_INFINITY) {
      breach(Clause.TIME_RUNS_FORWARD, Breach.NOBODY, "elapsed = " + elapsed);
    }
    checkMetrics(last);
    if (!last && clock >= longestEpisode) {
      breach(Clause.EPISODES_END, Breach.NOBODY, "the episode goes on after " + clock + " timesteps");
    }
  }

  private void checkBlank() {
    if (!rollout.last[rollout.moment(t, e)]) {
      breach(Clause.SKIPS_ARE_BLANK, Breach.NOBODY, "a skip ended the last timestep");
    }
    for (int agent = 0; agent < spec.agents(); agent++) {
      byte state = rollout.state[rollout.cell(t, e, agent)];
      byte ended = rollout.ended[rollout.cell(t, e, agent)];
      if (state != AgentState.ABSENT) {
        breach(Clause.SKIPS_ARE_BLANK, agent, "is " + AgentState.name(state) + " in a skip");
      }
      if (ended != Ending.NO) breach(Clause.SKIPS_ARE_BLANK, agent, "ends in a skip");
      int paid = rollout.cell(t - 1, e, agent);
      if (rollout.reward[paid] != 0) {
        breach(Clause.SKIPS_ARE_BLANK, agent, "was paid " + rollout.reward[paid] + " in a skip");
      }
      for (double[] auxiliary : rollout.auxiliary) {
        if (auxiliary[paid] != 0) breach(Clause.SKIPS_ARE_BLANK, agent, "was paid an auxiliary reward in a skip");
      }
    }
    int metrics = spec.metrics().size();
    for (int i = 0; i < metrics; i++) {
      if (!untouched(e * metrics + i)) breach(Clause.SKIPS_ARE_BLANK, Breach.NOBODY, "a metric was reported in a skip");
    }
  }

  private void checkState(int agent, boolean last) {
    byte state = rollout.state[rollout.cell(t, e, agent)];
    byte ended = rollout.ended[rollout.cell(t, e, agent)];
    if (state < AgentState.ABSENT || state > AgentState.WAITS) {
      breach(Clause.STATES_ARE_KNOWN, agent, "is in " + AgentState.name(state));
    }
    if (ended < Ending.NO || ended > Ending.TRUNCATED) {
      breach(Clause.STATES_ARE_KNOWN, agent, "has unknown ending " + ended);
    }
    if (ended != Ending.NO && state != AgentState.WAITS) {
      breach(Clause.STATES_ARE_KNOWN, agent, "ends and is " + AgentState.name(state) + ", but who ends WAITS");
    }
    if (last && state != AgentState.ABSENT && ended == Ending.NO) {
      breach(Clause.LAST_ENDS_EVERYBODY, agent,
          "is " + AgentState.name(state) + " at the last timestep and has not ended");
    }
    boolean kept = last ? ended != Ending.NO : state == AgentState.DECIDES;
    if (spec.everyoneDecides() && !kept) {
      breach(Clause.EVERYONE_DECIDES, agent,
          "is " + AgentState.name(state) + (last ? " and has not ended with the others" : ""));
    }
  }

  /// Follows the occupants of a slot from their arrival to their end.
  private void checkLife(int agent) {
    int cell = rollout.cell(t, e, agent);
    int at = e * spec.agents() + agent;
    int now = rollout.generation[cell];
    if (rollout.state[cell] == AgentState.ABSENT) {
      if (here[at]) {
        breach(Clause.NOBODY_VANISHES, agent, "is ABSENT, but was there one timestep before and did not end");
      }
      here[at] = false;
      return;
    }
    if (here[at] && now != generation[at]) {
      breach(Clause.NOBODY_VANISHES, agent,
          "is of generation " + now + ", but generation " + generation[at]
              + " was there one timestep before and did not end");
    } else if (!here[at] && generation[at] != NEVER && now <= generation[at]) {
      breach(Clause.ENDS_ARE_FINAL, agent, "is " + AgentState.name(rollout.state[cell]) + " as generation " + now
          + ", but generation " + generation[at] + " has ended");
    }
    generation[at] = now;
    here[at] = rollout.ended[cell] == Ending.NO;
  }

  private void checkPay(int agent, Command command) {
    int paid = rollout.cell(t - 1, e, agent);
    checkPay(agent, command, "a reward", rollout.reward[paid]);
    for (int i = 0; i < rollout.auxiliary.length; i++) {
      checkPay(agent, command, "auxiliary reward " + spec.auxiliaryRewards().get(i), rollout.auxiliary[i][paid]);
    }
  }

  private void checkPay(int agent, Command command, String what, double amount) {
    if (!Double.isFinite(amount)) breach(Clause.REWARDS_ARE_FINITE, agent, "is paid " + what + " of " + amount);
    if (amount == 0) return;
    if (command == Command.RESET) {
      breach(Clause.RESETS_PAY_NOTHING, agent, "is paid " + what + " of " + amount + " in a reset");
    }
    if (rollout.state[rollout.cell(t, e, agent)] == AgentState.ABSENT) {
      breach(Clause.ABSENT_AGENTS_ARE_NOT_PAID, agent,
          "is ABSENT and is paid " + what + " of " + amount
              + (generation[e * spec.agents() + agent] == NEVER ? "" : ", after its end"));
    }
  }

  private void checkRow(int agent, int row) {
    LayoutColumns layout = rollout.layout(rollout.layoutOf(agent));
    int cell = rollout.cell(t, e, agent);
    String fault = Values.fault(layout.observation, row);
    if (fault != null) breach(Clause.VALUES_ARE_WITHIN_BOUNDS, agent, "observes: " + fault);
    fault = layout.privateState == null ? null : Values.fault(layout.privateState, row);
    if (fault != null) breach(Clause.VALUES_ARE_WITHIN_BOUNDS, agent, "has a private state whose " + fault);
    if (rollout.state[cell] == AgentState.FORCED) {
      fault = Values.fault(layout.action, row);
      if (fault != null) breach(Clause.FORCED_ACTIONS_ARE_ACTIONS, agent, "is forced to an action whose " + fault);
    }
    if (layout.maskWidth == 0) return;
    int branch = Values.branchWithoutChoice(layout.example.action(), layout.mask, row * layout.maskWidth);
    if (branch < 0) return;
    if (rollout.state[cell] == AgentState.DECIDES) {
      breach(Clause.DECISIONS_HAVE_A_LEGAL_ACTION, agent, "DECIDES, but branch " + branch + " has no legal choice");
    } else if (rollout.ended[cell] == Ending.TRUNCATED) {
      breach(Clause.TRUNCATIONS_HAVE_A_LEGAL_ACTION, agent,
          "is truncated, but branch " + branch + " of its mask has no legal choice");
    }
  }

  private void checkMetrics(boolean last) {
    int metrics = spec.metrics().size();
    for (int i = 0; i < metrics; i++) {
      String name = spec.metrics().get(i).name();
      if (!last && !untouched(e * metrics + i)) {
        breach(Clause.METRICS_COME_AT_THE_END, Breach.NOBODY,
            "metric " + name + " was reported, but the episode goes on");
      } else if (last && untouched(e * metrics + i)) {
        breach(Clause.METRICS_COME_AT_THE_END, Breach.NOBODY,
            "metric " + name + " was not reported at the end of the episode");
      } else if (last && !Double.isFinite(rollout.metric[e * metrics + i])) {
        breach(Clause.METRICS_COME_AT_THE_END, Breach.NOBODY,
            "metric " + name + " is " + rollout.metric[e * metrics + i]);
      }
    }
  }

  private boolean untouched(int metric) {
    return Double.doubleToRawLongBits(rollout.metric[metric]) == metricPoison;
  }

  private void breach(Clause clause, int agent, String how) {
    if (firstBroken == null) firstBroken = clause;
    String whose = agent == Breach.NOBODY ? "" : "agent " + spec.slots().get(agent).id() + " ";
    breaches.putIfAbsent(clause, new Breach("", whose + how, e, episode, clock, agent));
  }
}
