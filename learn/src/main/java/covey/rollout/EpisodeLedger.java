package covey.rollout;

import covey.archive.ArchiveReader;
import covey.archive.ArchiveWriter;
import covey.env.Rollout;
import java.util.List;

/// The one place where rewards are added up.
///
/// A *return* is the undiscounted sum of raw rewards of one whole episode, per agent. Whatever learners do to rewards can
/// reach no number reported here. Each reward is booked once and appears in four views, which must agree exactly, running
/// episodes included:
///
/// 1. by agent, 2. by policy, 3. by game, 4. by episode (finished ones and running ones).
///
/// Games of one vector are booked by one thread, in a [Book] of their own; views add the books, and because sums are
/// exact ([ExactSums]) neither threads nor order can show in them.
public final class EpisodeLedger {
  private final Rollout rollout;
  private final int policies;
  private final Book[] books;

  public EpisodeLedger(Rollout rollout, int policies) {
    this.rollout = rollout;
    this.policies = policies;
    this.books = new Book[rollout.vectors()];
    for (int v = 0; v < books.length; v++) {
      books[v] = new Book(rollout, policies, rollout.firstGame(v), rollout.firstGame(v + 1));
    }
  }

  /// @return the book of one vector of games
  public Book book(int vector) {
    return books[vector];
  }

  /// @return joint steps booked since the beginning: transitions of all games that were no resets
  public long jointSteps() {
    long sum = 0;
    for (Book book : books) sum += book.jointSteps;
    return sum;
  }

  /// @return episodes finished since the beginning
  public long episodes() {
    long sum = 0;
    for (Book book : books) sum += book.episodes;
    return sum;
  }

  /// @return episodes given up since the beginning, because their environment could not be restored
  public long abandoned() {
    long sum = 0;
    for (Book book : books) sum += book.abandoned;
    return sum;
  }

  /// @return finished episodes since [#forgetFinished], ordered by (rollout, timestep, game)
  public List<FinishedEpisode> finished() {
    return java.util.Arrays.stream(books)
        .flatMap(book -> book.finishedEpisodes().stream())
        .sorted(java.util.Comparator.comparingLong(FinishedEpisode::moment).thenComparingInt(FinishedEpisode::game))
        .toList();
  }

  /// Drops the list of finished episodes; the account itself is kept.
  public void forgetFinished() {
    for (Book book : books) book.forgetFinished();
  }

  /// @return number of episodes in [#finished]
  public int recent() {
    int sum = 0;
    for (Book book : books) sum += book.recent();
    return sum;
  }

  /// @return mean return of `agent` over [#finished], or NaN if there is none
  public double meanReturn(int agent) {
    var sum = new ExactSums(1);
    for (Book book : books) book.addRecentReturns(agent, sum);
    int count = recent();
    return count == 0 ? Double.NaN : sum.mean(0, count);
  }

  /// @return [metrics] mean of each over [#finished], or NaN if there is none
  public double[] meanMetrics() {
    double[] mean = new double[rollout.spec.metrics().size()];
    if (mean.length == 0) return mean;
    List<FinishedEpisode> episodes = finished();
    for (FinishedEpisode episode : episodes) {
      for (int metric = 0; metric < mean.length; metric++) mean[metric] += episode.metrics()[metric];
    }
    for (int metric = 0; metric < mean.length; metric++) {
      mean[metric] = episodes.isEmpty() ? Double.NaN : mean[metric] / episodes.size();
    }
    return mean;
  }

  /// @return mean length in joint steps over [#finished], or NaN if there is none
  public double meanLength() {
    long sum = 0;
    for (Book book : books) sum += book.recentSteps();
    int count = recent();
    return count == 0 ? Double.NaN : (double) sum / count;
  }

  /// @return all that was ever paid, per agent, running episodes included
  public ExactSums byAgent() {
    var sums = new ExactSums(rollout.agents);
    for (Book book : books) for (int i = 0; i < sums.size(); i++) sums.add(i, book.agent, i);
    return sums;
  }

  /// @return all that was ever paid, per policy
  public ExactSums byPolicy() {
    var sums = new ExactSums(policies);
    for (Book book : books) for (int i = 0; i < sums.size(); i++) sums.add(i, book.policy, i);
    return sums;
  }

  /// @return all that was ever paid, per game
  public ExactSums byGame() {
    var sums = new ExactSums(rollout.games);
    for (Book book : books) for (int i = 0; i < book.game.size(); i++) sums.add(book.from + i, book.game, i);
    return sums;
  }

  /// @return all that was ever paid, per agent, added by episode: finished episodes, then running ones
  public ExactSums byEpisode() {
    var sums = new ExactSums(rollout.agents);
    for (Book book : books) {
      for (int agent = 0; agent < rollout.agents; agent++) {
        sums.add(agent, book.finished, agent);
        for (int e = 0; e < book.games; e++) sums.add(agent, book.running, e * rollout.agents + agent);
      }
    }
    return sums;
  }

  /// Checks that the four views agree exactly.
  ///
  /// @throws IllegalStateException naming the first entry that does not
  public void assertBalanced() {
    ExactSums byAgent = byAgent();
    ExactSums byEpisode = byEpisode();
    for (int agent = 0; agent < rollout.agents; agent++) {
      if (!byAgent.same(agent, byEpisode, agent)) {
        throw unbalanced("agent " + rollout.spec.slots().get(agent).id(), byAgent, agent, "its episodes", byEpisode, agent);
      }
    }
    ExactSums total = byAgent.total();
    ExactSums policyTotal = byPolicy().total();
    if (!total.same(0, policyTotal, 0)) throw unbalanced("all agents", total, 0, "all policies", policyTotal, 0);
    ExactSums gameTotal = byGame().total();
    if (!total.same(0, gameTotal, 0)) throw unbalanced("all agents", total, 0, "all games", gameTotal, 0);
  }

  private IllegalStateException unbalanced(String one, ExactSums a, int i, String other, ExactSums b, int j) {
    return new IllegalStateException("the ledger of %s does not balance: %s earned %s, but %s %s"
        .formatted(rollout.spec.name(), one, a.exact(i).toPlainString(), other, b.exact(j).toPlainString()));
  }

  /// Saves the account, by game, so that it does not depend on vectors. Finished episodes that were not forgotten are not
  /// part of it: checkpoints fall between iterations, after they have been reported.
  public void save(ArchiveWriter out) {
    int agents = rollout.agents;
    var running = new ExactSums(rollout.games * agents);
    int[] length = new int[rollout.games];
    var finished = new ExactSums(agents);
    for (Book book : books) {
      for (int i = 0; i < book.running.size(); i++) running.add(book.from * agents + i, book.running, i);
      System.arraycopy(book.length, 0, length, book.from, book.games);
      for (int agent = 0; agent < agents; agent++) finished.add(agent, book.finished, agent);
    }
    out.longs("agent", byAgent().words());
    out.longs("policy", byPolicy().words());
    out.longs("game", byGame().words());
    out.longs("finished", finished.words());
    out.longs("running", running.words());
    out.ints("length", length);
    out.longs("counts", jointSteps(), episodes(), abandoned(), books[0].moment);
  }

  /// Takes over what [#save] gave. Sums of the whole run go into the first book.
  public void load(ArchiveReader in) {
    ExactSums game = sums(in, "game", rollout.games);
    ExactSums running = sums(in, "running", rollout.games * rollout.agents);
    int[] length = in.ints("length", rollout.games);
    long[] counts = in.longs("counts", 4);
    for (Book book : books) {
      book.clear();
      for (int i = 0; i < book.games; i++) book.game.add(i, game, book.from + i);
      for (int i = 0; i < book.running.size(); i++) book.running.add(i, running, book.from * rollout.agents + i);
      System.arraycopy(length, book.from, book.length, 0, book.games);
      book.moment = counts[3];
    }
    Book first = books[0];
    first.agent.load(in.longs("agent", 2 * rollout.agents));
    first.policy.load(in.longs("policy", 2 * policies));
    first.finished.load(in.longs("finished", 2 * rollout.agents));
    first.jointSteps = counts[0];
    first.episodes = counts[1];
    first.abandoned = counts[2];
  }

  private static ExactSums sums(ArchiveReader in, String name, int size) {
    var sums = new ExactSums(size);
    sums.load(in.longs(name, 2 * size));
    return sums;
  }
}
