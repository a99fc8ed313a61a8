package covey.testkit.contract;

import covey.env.EnvironmentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Looks for the smallest sequence of joint actions that still breaks a clause, under the same keys: fewer episodes,
/// fewer steps, plainer actions (delta debugging, Zeller and Hildebrandt 2002).
final class Shrinking {
  private static final int TRIALS = 400; // of other actions under the same key
  private static final long MOST_NANOSECONDS = 6_000_000_000L;

  private final EnvironmentConfig config;
  private final Terms terms;
  private final Clause clause;
  private final long deadline = Allocation.timeOfThisThread() + MOST_NANOSECONDS;

  /// What breaks the clause.
  ///
  /// @param moves null where a breach shows without any
  record Smallest(Breach breach, Plan plan, @Nullable Moves moves) {}

  Shrinking(EnvironmentConfig config, Terms terms, Clause clause) {
    this.config = config;
    this.terms = terms;
    this.clause = clause;
  }

  /// @param plan under which `breach` was seen
  Smallest of(Plan plan, Breach breach) {
    if (clause.compareTo(Clause.NOTHING_IS_ALLOCATED) >= 0 || clause == Clause.SPEC_IS_STABLE) {
      return new Smallest(breach, plan, null);
    }
    for (int game = 0; game < plan.games(); game++) {
      if (breach.game() >= 0 && breach.game() != game) continue;
      Smallest alone = within(plan.withGame(game), 0);
      if (alone != null) return alone;
    }
    Smallest together = breach.game() < 0 ? null : within(plan, breach.game());
    return together == null ? new Smallest(breach, plan, null) : together;
  }

  /// @param game of the plan whose moves are shortened
  /// @return null if the clause is kept under this plan
  private @Nullable Smallest within(Plan plan, int game) {
    Hand acting = plan.hand == null ? Fuzz.UNIFORM : plan.hand;
    var recorder = new Moves.Recorder(plan.firstGame + game, plan.firstEpisode, config.spec().agents(), acting);
    Breach breach = breach(plan.withHand(acting));
    if (breach == null || breach.game() != game) return null;
    try (var playback = new Playback(config, plan.withHand(recorder).untraced())) {
      playback.play();
    }
    if (clause == Clause.EPISODES_END) return new Smallest(breach, plan, null);
    var smallest = new Smallest(breach, plan, recorder.moves(breach.episode() - plan.firstEpisode, breach.clock()));
    for (int skip = breach.episode() - plan.firstEpisode; skip > 0; skip--) {
      Smallest fewer = tried(new Smallest(breach, plan, recorder.moves(
          breach.episode() - plan.firstEpisode, breach.clock()).without(skip)));
      if (fewer != null) {
        smallest = fewer;
        break;
      }
    }
    Smallest again = tried(smallest);
    if (again == null) return smallest; // chance that is not the key's own: it cannot be repeated at will
    int steps;
    do {
      steps = size(again);
      again = luckier(shorter(again));
    } while (size(again) < steps && hasTime());
    for (int episode = moves(again).episodes() - 1; episode >= 0; episode--) again = plainer(again, episode);
    return again;
  }

  private static Moves moves(Smallest one) {
    return Objects.requireNonNull(one.moves);
  }

  private static int size(Smallest one) {
    return one.moves == null ? 0 : one.moves.last().size();
  }

  private boolean hasTime() {
    return Allocation.timeOfThisThread() < deadline;
  }

  /// Whether the moves break the clause in their last episode; if so, those up to the breach.
  private @Nullable Smallest tried(Smallest one) {
    Moves moves = one.moves;
    if (moves == null) return null;
    Plan plan = one.plan.withEpisodes(moves.firstEpisode() - one.plan.firstEpisode, moves.episodes())
        .withHand(moves).withStopAt(moves.last().size());
    Breach breach = breach(plan);
    int lastEpisode = moves.firstEpisode() + moves.episodes() - 1;
    boolean same = breach != null && breach.game() == one.breach.game() && breach.episode() == lastEpisode
        && breach.clock() <= moves.last().size();
    if (breach == null || !same) return null;
    return new Smallest(breach, plan, moves.withLast(moves.last().subList(0, Math.max(0, breach.clock()))));
  }

  private @Nullable Breach breach(Plan plan) {
    if (clause.compareTo(Clause.SAME_KEY_SAME_BYTES) >= 0) {
      Breach compared = new Contract(config, terms, plan).breach(clause);
      if (compared == null || compared.game() >= 0) return compared;
    }
    try (var playback = new Playback(config, clause == Clause.SKIPS_ARE_BLANK ? plan.withSkips(2) : plan)) {
      return playback.play().breach(clause);
    }
  }

  /// Leaves out runs of steps, long ones first.
  private Smallest shorter(Smallest from) {
    Smallest best = from;
    for (int chunk = Math.max(1, size(best) / 2); chunk >= 1; chunk /= 2) {
      for (int start = size(best) - chunk; start >= 0 && hasTime(); start -= chunk) {
        if (best.moves == null || start + chunk > size(best)) continue;
        var steps = new ArrayList<>(best.moves.last());
        steps.subList(start, start + chunk).clear();
        Smallest fewer = tried(new Smallest(best.breach, best.plan, best.moves.withLast(steps)));
        if (fewer != null) best = fewer;
      }
    }
    return best;
  }

  /// Plays other actions at random under the same key, in the hope of a shorter way.
  private Smallest luckier(Smallest from) {
    Smallest best = from;
    Moves moves = moves(from);
    if (moves.episodes() > 1 || clause.compareTo(Clause.SAME_KEY_SAME_BYTES) >= 0) return from;
    for (int trial = 0; trial < TRIALS && size(best) > 1 && hasTime(); trial++) {
      var recorder = new Moves.Recorder(moves.game(), moves.firstEpisode(), config.spec().agents(),
          Fuzz.values()[trial % Fuzz.values().length]);
      Plan other = best.plan.withHand(recorder).withStopAt(size(best) - 1);
      Breach breach = breach(other.withNoise(trial, trial));
      boolean sooner = breach != null && breach.game() == best.breach.game() && breach.clock() < size(best)
          && breach.episode() == moves.firstEpisode();
      if (breach == null || !sooner) continue;
      Smallest found = tried(new Smallest(breach, best.plan, recorder.moves(breach.episode(), breach.clock())));
      if (found != null) best = found;
    }
    return best;
  }

  /// Puts the plainest action in the place of others: in runs of steps, then agent by agent.
  private Smallest plainer(Smallest from, int episode) {
    Smallest best = from;
    int agents = config.spec().agents();
    for (int chunk = Math.max(1, moves(best).steps(episode).size()); chunk >= 1; chunk /= 2) {
      for (int start = 0; start < moves(best).steps(episode).size() && hasTime(); start += chunk) {
        best = plain(best, episode, start, start + chunk, -1);
        for (int slot = 0; slot < agents && chunk == 1; slot++) best = plain(best, episode, start, start + 1, slot);
      }
    }
    return best;
  }

  /// @param slot whose actions become plain; -1 for everybody's
  private Smallest plain(Smallest from, int episode, int start, int end, int slot) {
    List<Moves.@Nullable Move[]> steps = new ArrayList<>(moves(from).steps(episode));
    boolean changed = false;
    for (int step = start; step < Math.min(end, steps.size()); step++) {
      Moves.@Nullable Move[] plainer = steps.get(step).clone();
      for (int each = 0; each < plainer.length; each++) {
        if (slot >= 0 && slot != each) continue;
        changed |= plainer[each] != null;
        plainer[each] = null;
      }
      steps.set(step, plainer);
    }
    if (!changed) return from;
    Smallest simpler = tried(new Smallest(from.breach, from.plan, moves(from).with(episode, steps)));
    return simpler == null ? from : simpler;
  }
}
