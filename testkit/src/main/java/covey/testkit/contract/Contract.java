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
  private final Plan plan;

  /// @param plan what is played; other plans are derived from it
  Contract(EnvironmentConfig config, Terms terms, Plan plan) {
    this.config = config;
    this.terms = terms;
    this.plan = plan;
  }

  /// @return how the environment breaks the clause, in a sentence that names game, episode and timestep; empty if it
  ///     keeps it
  public static Optional<String> breach(Clause clause, EnvironmentConfig config, Terms terms) {
    Breach breach = new Contract(config, terms, new Plan(terms)).breach(clause);
    return Optional.ofNullable(breach).map(each -> told(clause, config.spec().name(), each));
  }

  /// @return the breach as a sentence that names the environment and the promise
  static String told(Clause clause, String name, Breach breach) {
    return name + " breaks the contract (" + clause.promise + "): " + breach.sentence();
  }

  @Nullable Breach breach(Clause clause) {
    try {
      return shown(clause);
    } catch (RuntimeException e) {
      return Breach.thrown(e);
    }
  }

  private @Nullable Breach shown(Clause clause) {
    return switch (clause) {
      case SPEC_IS_STABLE -> spec();
      case NOTHING_IS_THROWN, VALUES_HAVE_A_PLACE, EPISODES_END, STATES_ARE_KNOWN, EVERYONE_DECIDES, ENDS_ARE_FINAL,
          NOBODY_VANISHES, LAST_ENDS_EVERYBODY, DECISIONS_HAVE_A_LEGAL_ACTION,
          TRUNCATIONS_HAVE_A_LEGAL_ACTION, FORCED_ACTIONS_ARE_ACTIONS,
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

  private @Nullable Breach rule(Clause clause, Plan plan) {
    try (var played = new Playback(config, plan).play()) {
      return first(played.breach(clause), thrown(played));
    }
  }

  private @Nullable Breach spec() {
    EnvironmentSpec promised = config.spec();
    if (!promised.equals(config.spec())) {
      return Breach.of("two calls of spec() give different specs: " + promised);
    }
    try (var played = new Playback(config, plan)) {
      if (!promised.equals(played.specOf(0))) {
        return Breach.of("the options promise " + promised + ", but the environment says " + played.specOf(0));
      }
    }
    for (int games : new int[] {1, 3}) {
      try (var made = config.create(games)) {
        if (made.games() != games) return Breach.of("create(" + games + ") made " + made.games() + " games");
      }
    }
    return null;
  }

  /// Plays on until nothing is allocated during a window in which every game ends and begins an episode: compiled code
  /// may allocate less than interpreted code, so that only what goes on to the end is a breach.
  private @Nullable Breach allocation() {
    Plan endless = plan.withEpisodes(0, Integer.MAX_VALUE).untraced();
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
      return least == 0 ? null : Breach.of("%.1f bytes per transition of %d games, still after %d transitions"
          .formatted(least, plan.games(), transitions));
    }
  }

  private @Nullable Breach closing(Plan plan) {
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
      return Breach.thrown(e).after("closing ");
    }
  }

  // ---- pairs of runs -----------------------------------------------------------------------------------------------

  private @Nullable Breach difference(Plan one, Plan other) {
    try (var a = new Playback(config, one).play();
        var b = new Playback(config, other).play()) {
      return difference(a, b, "");
    }
  }

  /// The first difference of equal games; what was thrown if there is none.
  private @Nullable Breach difference(Playback a, Playback b, String before) {
    for (int e = 0; e < plan.games(); e++) {
      Breach difference = difference(e, a.trace(e), b.trace(e));
      if (difference != null) return difference.after(before);
    }
    return first(thrown(a), thrown(b));
  }

  private static @Nullable Breach difference(int e, Trace a, Trace b) {
    Breach difference = a.difference(b);
    return difference == null ? null : difference.in(e);
  }

  private @Nullable Breach keysMatter(Plan plan) {
    try (var a = new Playback(config, plan).play();
        var b = new Playback(config, plan.withKeys(plan.seed() + 1, plan.seed() + 1)).play()) {
      boolean differs = false;
      for (int e = 0; e < plan.games(); e++) {
        Breach difference = difference(e, a.trace(e), b.trace(e));
        if (difference != null && !terms.drawn()) {
          return difference.after("it is declared to know no chance, but another key changes ");
        }
        differs |= difference != null;
      }
      if (!differs && terms.drawn()) {
        return Breach.of("no bit of " + plan.games() + " games depends on their keys");
      }
      return first(thrown(a), thrown(b));
    }
  }

  /// Games of even number do the same while those of odd number do something else, and the other way round.
  private @Nullable Breach independence(Plan plan) {
    long seed = plan.seed();
    try (var a = new Playback(config, plan).play();
        var even = new Playback(config, plan.withKeys(seed, seed + 1).withNoise(seed, seed + 1)).play();
        var odd = new Playback(config, plan.withKeys(seed + 1, seed).withNoise(seed + 1, seed)).play()) {
      for (int e = 0; e < plan.games(); e++) {
        Breach difference = difference(e, a.trace(e), (e % 2 == 0 ? even : odd).trace(e));
        if (difference != null) {
          return difference.after("the other games took other actions under other keys, and in ");
        }
      }
      return first(thrown(a), first(thrown(even), thrown(odd)));
    }
  }

  private @Nullable Breach vectors(Plan plan) {
    int games = plan.games();
    if (games == 1) return null;
    Breach split = first(
        difference(plan, plan.withVectors(1, games - 1)), difference(plan, plan.withVectors(games - 1, 1)));
    if (split != null) return split.after("the games were allotted to two vectors, and in ");
    try (var all = new Playback(config, plan).play()) {
      for (int e = 0; e < games; e++) {
        try (var alone = new Playback(config, plan.withGame(e)).play()) {
          Breach difference = difference(e, all.trace(e), alone.trace(0));
          if (difference != null) return difference.after("a game was played alone, and in ");
          if (thrown(alone) != null) return thrown(alone);
        }
      }
    }
    return null;
  }

  private @Nullable Breach unwanted(Plan plan) {
    try (var all = new Playback(config, plan).play();
        var nothing = new Playback(config, plan.withWanted(Rollout.Wanted.NOTHING)).play()) {
      for (int e = 0; e < plan.games(); e++) {
        Breach difference = difference(e, all.trace(e).withoutCriticColumns(), nothing.trace(e));
        if (difference != null) return difference;
      }
      return first(thrown(all), thrown(nothing));
    }
  }

  private @Nullable Breach standAlone(Plan plan) {
    if (config.spec().restore() == Restore.NONE) return null;
    try (var all = new Playback(config, plan).play()) {
      for (int episode = 1; episode < plan.episodes; episode++) {
        try (var fresh = new Playback(config, plan.withEpisodes(episode, 1)).play()) {
          for (int e = 0; e < plan.games(); e++) {
            int beginning = all.trace(e).beginning(plan.firstEpisode + episode);
            Breach difference = beginning < 0 ? null : all.trace(e).difference(beginning, fresh.trace(e));
            if (difference != null) {
              return difference.in(e).after(
                  "a fresh environment repeated the episode's actions from its reset, and in ");
            }
          }
          if (thrown(fresh) != null) return thrown(fresh);
        }
      }
      return thrown(all);
    }
  }

  private @Nullable Breach savedGames(Plan plan) {
    if (config.spec().restore() != Restore.STATE) return null;
    try (var all = new Playback(config, plan).play()) {
      for (int moment = 1; moment <= 16; moment += 3) {
        try (var before = new Playback(config, plan).play(moment);
            var after = new Playback(config, plan).resume(before).play()) {
          for (int e = 0; e < plan.games(); e++) {
            Breach difference = all.trace(e).difference(before.trace(e).timesteps(), after.trace(e));
            if (difference != null) {
              return difference.in(e).after(
                  "a fresh environment took over after transition " + moment + ", and in ");
            }
          }
          if (thrown(after) != null) return thrown(after);
        }
      }
      return thrown(all);
    }
  }

  // ---- reports -----------------------------------------------------------------------------------------------------

  private static @Nullable Breach first(@Nullable Breach one, @Nullable Breach other) {
    return one != null ? one : other;
  }

  private static @Nullable Breach thrown(Playback played) {
    RuntimeException failure = played.failure();
    return failure == null ? null : Breach.thrown(failure);
  }
}
