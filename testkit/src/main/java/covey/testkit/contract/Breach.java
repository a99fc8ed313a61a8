package covey.testkit.contract;

import covey.env.Refusal;
import org.jspecify.annotations.Nullable;

/// A broken promise, and where it shows.
///
/// @param before words that come before the place; empty for none
/// @param how what is wrong
/// @param game counted over all vectors of the plan; -1 where no single game is to blame
/// @param episode number of the game's episode
/// @param clock timesteps after its reset
/// @param agent slot; -1 where no single agent is to blame
record Breach(String before, String how, int game, int episode, int clock, int agent) {
  static final int NOBODY = -1;

  /// A breach without a place.
  static Breach of(String how) {
    return new Breach("", how, -1, -1, -1, NOBODY);
  }

  /// What an environment threw, with the line that threw it.
  static Breach thrown(RuntimeException e) {
    if (e instanceof Refusal refusal) {
      return new Breach("", "it was refused: " + refusal.getMessage(), -1, -1, -1, refusal.agent());
    }
    StackTraceElement[] trace = e.getStackTrace();
    return of("it threw " + (trace.length == 0 ? e.toString() : e + " (at " + trace[0] + ")"));
  }

  /// The same breach, introduced.
  Breach after(String words) {
    return new Breach(words + before, how, game, episode, clock, agent);
  }

  /// The same breach with its place.
  Breach at(int itsGame, int itsEpisode, int itsClock) {
    return new Breach(before, how, itsGame, itsEpisode, itsClock, agent);
  }

  /// The same breach in a game counted otherwise.
  Breach in(int otherGame) {
    return new Breach(before, how, otherGame, episode, clock, agent);
  }

  /// What is wrong and where, without a full stop.
  String sentence() {
    String place = game < 0 ? "" : "game %d, episode %d, timestep %d after its reset: ".formatted(game, episode, clock);
    return before + place + how;
  }

  /// The clause that forbids what was thrown.
  static Clause clauseOf(@Nullable RuntimeException thrown) {
    if (!(thrown instanceof Refusal refusal)) return Clause.NOTHING_IS_THROWN;
    return switch (refusal.rule()) {
      case PLACE -> Clause.VALUES_HAVE_A_PLACE;
      case STATE -> Clause.STATES_ARE_KNOWN;
      case FORCED_ACTION -> Clause.FORCED_ACTIONS_ARE_ACTIONS;
      case UNASKED_ACTION -> Clause.UNASKED_ACTIONS_ARE_NOT_READ;
      case VANISHED -> Clause.NOBODY_VANISHES;
      case AFTER_END -> Clause.ENDS_ARE_FINAL;
      case AFTER_LAST -> Clause.LAST_ENDS_EVERYBODY;
      case EVERYONE_DECIDES -> Clause.EVERYONE_DECIDES;
      case ABSENT_PAID -> Clause.ABSENT_AGENTS_ARE_NOT_PAID;
      case RESET_PAID -> Clause.RESETS_PAY_NOTHING;
      case TIME -> Clause.TIME_RUNS_FORWARD;
    };
  }
}
