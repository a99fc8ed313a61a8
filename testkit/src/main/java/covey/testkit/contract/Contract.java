package covey.testkit.contract;

import covey.env.EnvironmentConfig;
import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Restore;
import covey.env.Rollout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says of an environment, clause by clause, whether it keeps the contract. [EnvironmentContract] is its form for
/// JUnit.
public final class Contract {
  private static final int WINDOW = 500; // transitions over which allocation is counted, and at least an episode
  private static final int MOST_TRANSITIONS = 100_000; // until which the JIT has compiled what it will
  private static final long MOST_NANOSECONDS = 8_000_000_000L; // likewise, for slow environments

  private final EnvironmentConfig config;
  private final Terms terms;

  private Contract(EnvironmentConfig config, Terms terms) {
    this.config = config;
    this.terms = terms;
  }

  /// @return how the environment breaks the clause, in a sentence that names game, episode and timestep; empty if it
  ///     keeps it
  public static Optional<String> breach(Clause clause, EnvironmentConfig config, Terms terms) {
    String how;
    try {
      how = new Contract(config, terms).breach(clause);
    } catch (RuntimeException e) {
      how = "it threw " + told(e);
    }
    String name = config.spec().name();
    return Optional.ofNullable(how).map(told -> name + " breaks the contract (" + clause.promise + "): " + told);
  }

  private @Nullable String breach(Clause clause) {
    Plan plan = new Plan(terms);
    return switch (clause) {
      case SPEC_IS_STABLE -> spec(plan);
      case EPISODES_END, STATES_ARE_KNOWN, EVERYONE_DECIDES, ENDS_ARE_FINAL, NOBODY_VANISHES, LAST_ENDS_EVERYBODY,
          DECISIONS_HAVE_A_LEGAL_ACTION, TRUNCATIONS_HAVE_A_LEGAL_ACTION, FORCED_ACTIONS_ARE_ACTIONS,
          VALUES_ARE_WITHIN_BOUNDS, REWARDS_ARE_FINITE, ABSENT_AGENTS_ARE_NOT_PAID, RESETS_PAY_NOTHING,
          TIME_RUNS_FORWARD, METRICS_COME_AT_THE_END -> rule(clause, plan);
      case SKIPS_ARE_BLANK -> rule(clause, plan.withSkips(2));
      case SAME_KEY_SAME_BYTES -> difference(plan, plan);
      case KEYS_MATTER -> keysMatter(plan);
      case GAMES_ARE_INDEPENDENT -> independence(plan);
      case VECTORS_CHANGE_NOTHING -> vectors(plan);
      case ROLLOUTS_CHANGE_NOTHING -> first(
          difference(plan, plan.withRolloutSteps(1)), difference(plan, plan.withRolloutSteps(64)));
      case UNWANTED_COLUMNS_CHANGE_NOTHING -> unwanted(plan);
      case ROWS_ARE_FULLY_WRITTEN -> difference(plan, plan.withPoison(true, false));
      case UNASKED_ACTIONS_ARE_NOT_READ -> difference(plan, plan.withPoison(false, true));
      case SKIPS_CHANGE_NOTHING -> first(difference(plan, plan.withSkips(1)), difference(plan, plan.withSkips(3)));
      case EPISODES_STAND_ALONE -> standAlone(plan);
      case SAVED_GAMES_GO_ON -> savedGames(plan.withRolloutSteps(1));
      case NOTHING_IS_ALLOCATED -> terms.allocates() ? null : allocation();
      case CLOSING_IS_SAFE -> closing(plan);
    };
  }

  // ---- single runs -------------------------------------------------------------------------------------------------

  private @Nullable String rule(Clause clause, Plan plan) {
    try (var played = new Playback(config, plan).play()) {
      return first(played.rules().breach(clause), thrown(played));
    }
  }

  private @Nullable String spec(Plan plan) {
    EnvironmentSpec promised = config.spec();
    if (!promised.equals(config.spec())) return "two calls of spec() give different specs: " + promised;
    try (var played = new Playback(config, plan)) {
      if (!promised.equals(played.specOf(0))) {
        return "the options promise " + promised + ", but the environment says " + played.specOf(0);
      }
    }
    for (int games : new int[] {1, 3}) {
      try (var made = config.create(games)) {
        if (made.games() != games) return "create(" + games + ") made " + made.games() + " games";
      }
    }
    return null;
  }

  /// Plays on until nothing is allocated during a window in which every game ends and begins an episode: compiled code
  /// may allocate less than interpreted code, so that only what goes on to the end is a breach.
  private @Nullable String allocation() {
    Plan endless = new Plan(terms).withEpisodes(0, Integer.MAX_VALUE).untraced();
    long deadline = Allocation.timeOfThisThread() + MOST_NANOSECONDS;
    try (var played = new Playback(config, endless)) {
      double least = Double.MAX_VALUE;
      long transitions = 0;
      while (least > 0 && transitions < MOST_TRANSITIONS && Allocation.timeOfThisThread() < deadline) {
        long before = played.allocated();
        int window = played.playWindow(WINDOW);
        if (thrown(played) != null) return thrown(played);
        if (played.rules().endless()) return played.rules().breach(Clause.EPISODES_END);
        least = Math.min(least, (double) (played.allocated() - before) / window);
        transitions += window;
      }
      return least == 0 ? null : "%.1f bytes per transition of %d games, still after %d transitions"
          .formatted(least, terms.games(), transitions);
    }
  }

  private @Nullable String closing(Plan plan) {
    try {
      new Playback(config, plan).close();
      var running = new Playback(config, plan).play(1);
      try (var other = new Playback(config, plan).play(1)) {
        running.close();
        other.play();
        try (var alone = new Playback(config, plan).play()) {
          return first(thrown(other), difference(alone, other, "closing another environment changed this one: "));
        }
      }
    } catch (RuntimeException e) {
      return "closing it threw " + told(e);
    }
  }

  // ---- pairs of runs -----------------------------------------------------------------------------------------------

  private @Nullable String difference(Plan one, Plan other) {
    try (var a = new Playback(config, one).play();
        var b = new Playback(config, other).play()) {
      return difference(a, b, "");
    }
  }

  /// The first difference of equal games; what was thrown if there is none.
  private @Nullable String difference(Playback a, Playback b, String before) {
    for (int e = 0; e < terms.games(); e++) {
      String difference = difference(e, a.trace(e), b.trace(e));
      if (difference != null) return before + difference;
    }
    return first(thrown(a), thrown(b));
  }

  private static @Nullable String difference(int e, Trace a, Trace b) {
    String difference = a.difference(b);
    return difference == null ? null : "game " + e + ", " + difference;
  }

  private @Nullable String keysMatter(Plan plan) {
    try (var a = new Playback(config, plan).play();
        var b = new Playback(config, plan.withKeys(terms.seed() + 1, terms.seed() + 1)).play()) {
      boolean differs = false;
      for (int e = 0; e < terms.games(); e++) {
        String difference = difference(e, a.trace(e), b.trace(e));
        if (difference != null && !terms.drawn()) {
          return "it is declared to know no chance, but another key changes " + difference;
        }
        differs |= difference != null;
      }
      if (!differs && terms.drawn()) return "no bit of " + terms.games() + " games depends on their keys";
      return first(thrown(a), thrown(b));
    }
  }

  /// Games of even number do the same while those of odd number do something else, and the other way round.
  private @Nullable String independence(Plan plan) {
    long seed = terms.seed();
    try (var a = new Playback(config, plan).play();
        var even = new Playback(config, plan.withKeys(seed, seed + 1).withNoise(seed, seed + 1)).play();
        var odd = new Playback(config, plan.withKeys(seed + 1, seed).withNoise(seed + 1, seed)).play()) {
      for (int e = 0; e < terms.games(); e++) {
        String difference = difference(e, a.trace(e), (e % 2 == 0 ? even : odd).trace(e));
        if (difference != null) return "the other games took other actions under other keys, and in " + difference;
      }
      return first(thrown(a), first(thrown(even), thrown(odd)));
    }
  }

  private @Nullable String vectors(Plan plan) {
    int games = terms.games();
    String split = first(
        difference(plan, plan.withVectors(1, games - 1)), difference(plan, plan.withVectors(games - 1, 1)));
    if (split != null) return "the games were allotted to two vectors, and in " + split;
    try (var all = new Playback(config, plan).play()) {
      for (int e = 0; e < games; e++) {
        try (var alone = new Playback(config, plan.withGame(e)).play()) {
          String difference = difference(e, all.trace(e), alone.trace(0));
          if (difference != null) return "a game was played alone, and in " + difference;
          if (thrown(alone) != null) return thrown(alone);
        }
      }
    }
    return null;
  }

  private @Nullable String unwanted(Plan plan) {
    try (var all = new Playback(config, plan).play();
        var nothing = new Playback(config, plan.withWanted(Rollout.Wanted.NOTHING)).play()) {
      for (int e = 0; e < terms.games(); e++) {
        String difference = difference(e, all.trace(e).withoutCriticColumns(), nothing.trace(e));
        if (difference != null) return difference;
      }
      return first(thrown(all), thrown(nothing));
    }
  }

  private @Nullable String standAlone(Plan plan) {
    if (config.spec().restore() == Restore.NONE) return null;
    try (var all = new Playback(config, plan).play()) {
      for (int episode = 1; episode < terms.episodes(); episode++) {
        try (var fresh = new Playback(config, plan.withEpisodes(episode, 1)).play()) {
          for (int e = 0; e < terms.games(); e++) {
            int beginning = all.trace(e).beginning(episode);
            String difference = beginning < 0 ? null : all.trace(e).difference(beginning, fresh.trace(e));
            if (difference != null) {
              return "a fresh environment repeated the episode's actions from its reset, and in game " + e + ", "
                  + difference;
            }
          }
          if (thrown(fresh) != null) return thrown(fresh);
        }
      }
      return thrown(all);
    }
  }

  private @Nullable String savedGames(Plan plan) {
    if (config.spec().restore() != Restore.STATE) return null;
    try (var all = new Playback(config, plan).play()) {
      for (int moment = 1; moment <= 16; moment += 3) {
        try (var before = new Playback(config, plan).play(moment);
            var after = new Playback(config, plan).resume(before).play()) {
          for (int e = 0; e < terms.games(); e++) {
            String difference = all.trace(e).difference(before.trace(e).timesteps(), after.trace(e));
            if (difference != null) {
              return "a fresh environment took over after transition " + moment + ", and in game " + e + ", "
                  + difference;
            }
          }
          if (thrown(after) != null) return thrown(after);
        }
      }
      return thrown(all);
    }
  }

  // ---- reports -----------------------------------------------------------------------------------------------------

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }

  private static @Nullable String thrown(Playback played) {
    RuntimeException failure = played.failure();
    return failure == null ? null : "it threw " + told(failure);
  }

  /// An exception with the line that threw it.
  private static String told(RuntimeException e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? e.toString() : e + " (at " + trace[0] + ")";
  }
}
