package covey.rollout;

import covey.env.Rollout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The part of the ledger that belongs to one vector of games; written by one thread at a time.
public final class Book {
  final Rollout rollout;
  final int from;
  final int games;
  final ExactSums agent; // [A]
  final ExactSums policy; // [policies]
  final ExactSums game; // [games]
  final ExactSums finished; // [A]
  final ExactSums running; // [games, A]
  final int[] length; // [games] joint steps of the running episodes
  long jointSteps;
  long episodes;
  long abandoned;
  long moment; // transitions of the vector since the beginning

  // finished episodes since forgetFinished, oldest first: parallel arrays that grow by doubling
  private int recent;
  private ExactSums recentReturn = new ExactSums(0); // [recent, A]
  private long[] recentMoment = new long[0];
  private int[] recentGame = new int[0];
  private int[] recentEpisode = new int[0];
  private int[] recentLength = new int[0];
  private double[] recentMetric = new double[0]; // [recent, M]
  private int[] recentPolicy = new int[0]; // [recent, A]

  Book(Rollout rollout, int policies, int from, int to) {
    this.rollout = rollout;
    this.from = from;
    this.games = to - from;
    this.agent = new ExactSums(rollout.agents);
    this.policy = new ExactSums(policies);
    this.game = new ExactSums(games);
    this.finished = new ExactSums(rollout.agents);
    this.running = new ExactSums(games * rollout.agents);
    this.length = new int[games];
  }

  /// Books transition `t` of every game of the vector that made a joint step, once.
  ///
  /// @throws IllegalStateException if a reward is no number, or too large to be added exactly
  public void book(int t) {
    for (int e = 0; e < games; e++) {
      if (rollout.last[rollout.moment(t, from + e)]) continue; // a reset or a skip
      jointSteps++;
      length[e]++;
      int cell = rollout.cell(t, from + e, 0);
      for (int a = 0; a < rollout.agents; a++) {
        double reward = rollout.reward[cell + a];
        if (reward != 0) book(t, e, a, reward, rollout.policy[cell + a]);
      }
      if (rollout.last[rollout.moment(t + 1, from + e)]) close(t, e);
    }
    moment++;
  }

  private void book(int t, int e, int a, double reward, int ofPolicy) {
    try {
      running.add(e * rollout.agents + a, reward);
      agent.add(a, reward);
      policy.add(ofPolicy, reward);
      game.add(e, reward);
    } catch (ArithmeticException problem) {
      throw new IllegalStateException("%s: the reward of agent %s in game %d, episode %d, step %d cannot be booked: %s"
          .formatted(rollout.spec.name(), rollout.spec.slots().get(a).id(), from + e,
              rollout.episode[rollout.moment(t, from + e)], length[e], problem.getMessage()), problem);
    }
  }

  private void close(int t, int e) {
    int agents = rollout.agents;
    if (recent == recentGame.length) grow();
    int metrics = rollout.spec.metrics().size();
    for (int a = 0; a < agents; a++) {
      recentReturn.add(recent * agents + a, running, e * agents + a);
      recentPolicy[recent * agents + a] = rollout.policy[rollout.cell(t, from + e, a)];
      finished.add(a, running, e * agents + a);
      running.clear(e * agents + a);
    }
    System.arraycopy(rollout.metric, (from + e) * metrics, recentMetric, recent * metrics, metrics);
    recentMoment[recent] = moment;
    recentGame[recent] = from + e;
    recentEpisode[recent] = rollout.episode[rollout.moment(t, from + e)];
    recentLength[recent] = length[e];
    recent++;
    length[e] = 0;
    episodes++;
  }

  private void grow() {
    int capacity = Math.max(2 * games, 2 * recent);
    var larger = new ExactSums(capacity * rollout.agents);
    for (int i = 0; i < recent * rollout.agents; i++) larger.add(i, recentReturn, i);
    recentReturn = larger;
    recentMoment = Arrays.copyOf(recentMoment, capacity);
    recentGame = Arrays.copyOf(recentGame, capacity);
    recentEpisode = Arrays.copyOf(recentEpisode, capacity);
    recentLength = Arrays.copyOf(recentLength, capacity);
    recentMetric = Arrays.copyOf(recentMetric, capacity * rollout.spec.metrics().size());
    recentPolicy = Arrays.copyOf(recentPolicy, capacity * rollout.agents);
  }

  void forgetFinished() {
    recentReturn.clear();
    recent = 0;
  }

  int recent() {
    return recent;
  }

  long recentSteps() {
    long sum = 0;
    for (int i = 0; i < recent; i++) sum += recentLength[i];
    return sum;
  }

  void addRecentReturns(int ofAgent, ExactSums sum) {
    for (int i = 0; i < recent; i++) sum.add(0, recentReturn, i * rollout.agents + ofAgent);
  }

  /// Gives up the present episode of game number `e` of this vector: what it earned stays in every view, with the finished
  /// episodes, but it is none of them.
  void abandon(int e) {
    for (int a = 0; a < rollout.agents; a++) {
      finished.add(a, running, e * rollout.agents + a);
      running.clear(e * rollout.agents + a);
    }
    length[e] = 0;
    abandoned++;
  }

  List<FinishedEpisode> finishedEpisodes() {
    int agents = rollout.agents;
    int metrics = rollout.spec.metrics().size();
    var list = new ArrayList<FinishedEpisode>(recent);
    for (int i = 0; i < recent; i++) {
      double[] returns = new double[agents];
      for (int a = 0; a < agents; a++) returns[a] = recentReturn.value(i * agents + a);
      list.add(new FinishedEpisode(recentMoment[i], recentGame[i], recentEpisode[i], recentLength[i], returns,
          Arrays.copyOfRange(recentMetric, i * metrics, (i + 1) * metrics),
          Arrays.copyOfRange(recentPolicy, i * agents, (i + 1) * agents)));
    }
    return list;
  }

  /// Forgets everything, to take over an account.
  void clear() {
    agent.clear();
    policy.clear();
    game.clear();
    finished.clear();
    running.clear();
    Arrays.fill(length, 0);
    jointSteps = 0;
    episodes = 0;
    abandoned = 0;
    forgetFinished();
  }
}
