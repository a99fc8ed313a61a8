package covey.testkit.contract;

import covey.env.Rollout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How a [Playback] plays: what is varied between two runs that must agree. Each change gives a new plan.
final class Plan {
  /// Games of each vector.
  int[] vectors;

  /// Number of the first game, and of each game's first episode: keys and action noise follow from these numbers.
  int firstGame;

  int firstEpisode;

  /// Episodes that each game plays.
  int episodes;

  /// Timesteps after which an episode is taken for endless and the playback stops.
  int longestEpisode;

  /// Transitions per rollout.
  int rolloutSteps = 7;

  Rollout.Wanted wanted = Rollout.Wanted.EVERYTHING;

  /// Which of two poisons lies in the rows that the environment is to write.
  boolean rowPoison;

  /// Which of two poisons lies in the actions that nobody takes.
  boolean actionPoison;

  /// Skips before each episode.
  int skips;

  /// Roots of keys and of action noise, for games of even and of odd number.
  long evenKeys;

  long oddKeys;
  long evenNoise;
  long oddNoise;

  /// Whether a trace is taken.
  boolean traced = true;

  /// Who acts; null for the random policy.
  @Nullable Hand hand;

  /// Timesteps of the last episode after which a game counts as over, ended or not.
  int stopAt = Integer.MAX_VALUE;

  /// Transitions after which a playback is over.
  int mostTransitions = Integer.MAX_VALUE;

  /// All games in one vector, with all columns.
  Plan(Terms terms) {
    vectors = new int[] {terms.games()};
    episodes = terms.episodes();
    longestEpisode = terms.longestEpisode();
    evenKeys = terms.seed();
    oddKeys = terms.seed();
    evenNoise = terms.seed();
    oddNoise = terms.seed();
  }

  private Plan(Plan other) {
    vectors = other.vectors;
    firstGame = other.firstGame;
    firstEpisode = other.firstEpisode;
    episodes = other.episodes;
    longestEpisode = other.longestEpisode;
    rolloutSteps = other.rolloutSteps;
    wanted = other.wanted;
    rowPoison = other.rowPoison;
    actionPoison = other.actionPoison;
    skips = other.skips;
    evenKeys = other.evenKeys;
    oddKeys = other.oddKeys;
    evenNoise = other.evenNoise;
    oddNoise = other.oddNoise;
    traced = other.traced;
    hand = other.hand;
    stopAt = other.stopAt;
    mostTransitions = other.mostTransitions;
  }

  /// @return games of all vectors
  int games() {
    return Arrays.stream(vectors).sum();
  }

  /// @return root of all keys, as far as they agree
  long seed() {
    return evenKeys;
  }

  Plan withHand(@Nullable Hand whose) {
    var plan = new Plan(this);
    plan.hand = whose;
    return plan;
  }

  Plan withSeed(long seed) {
    return withKeys(seed, seed).withNoise(seed, seed);
  }

  Plan withStopAt(int timesteps) {
    var plan = new Plan(this);
    plan.stopAt = timesteps;
    return plan;
  }

  Plan withMostTransitions(int transitions) {
    var plan = new Plan(this);
    plan.mostTransitions = transitions;
    return plan;
  }

  Plan withVectors(int... sizes) {
    var plan = new Plan(this);
    plan.vectors = sizes;
    return plan;
  }

  Plan withGame(int first) {
    var plan = withVectors(1);
    plan.firstGame = firstGame + first;
    return plan;
  }

  Plan withEpisodes(int first, int count) {
    var plan = new Plan(this);
    plan.firstEpisode = firstEpisode + first;
    plan.episodes = count;
    return plan;
  }

  Plan withRolloutSteps(int steps) {
    var plan = new Plan(this);
    plan.rolloutSteps = steps;
    return plan;
  }

  Plan withWanted(Rollout.Wanted columns) {
    var plan = new Plan(this);
    plan.wanted = columns;
    return plan;
  }

  Plan withPoison(boolean rows, boolean actions) {
    var plan = new Plan(this);
    plan.rowPoison = rows;
    plan.actionPoison = actions;
    return plan;
  }

  Plan withSkips(int number) {
    var plan = new Plan(this);
    plan.skips = number;
    return plan;
  }

  Plan withKeys(long even, long odd) {
    var plan = new Plan(this);
    plan.evenKeys = even;
    plan.oddKeys = odd;
    return plan;
  }

  Plan withNoise(long even, long odd) {
    var plan = new Plan(this);
    plan.evenNoise = even;
    plan.oddNoise = odd;
    return plan;
  }

  Plan untraced() {
    var plan = new Plan(this);
    plan.traced = false;
    return plan;
  }
}
