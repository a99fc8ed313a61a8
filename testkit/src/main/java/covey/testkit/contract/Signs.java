package covey.testkit.contract;

import covey.env.EnvironmentSpec;
import covey.env.EnvironmentSpec.Metric;
import covey.space.RowLayout;
import covey.space.Space;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What many episodes together say about an environment that keeps every clause of the contract. A *fault* is something
/// that no environment means; a *remark* may well be meant, but somebody should know.
enum Signs {
  /// Two slots of different teams and equal spaces whose observations are always the same, and vary.
  OPPONENTS_SEE_THEIR_OWN_SIDE("opponents do not always see identical observations", true),
  /// An agent that decides again and again, sees the same all the time, and is paid differently for the same.
  OBSERVATIONS_TELL_SOMETHING("what an agent observes is not constant while its rewards change", true),
  /// Only a remark of switches, and of somebody alone, who may miss the others that a choice is about.
  EVERY_CHOICE_IS_LEGAL_SOMETIMES("every choice is legal at some time", true),
  EVERY_TEAM_IS_PAID("every team is paid at some time, if others are", true),
  /// Only a remark where time limits end the episodes.
  SOMEBODY_IS_PAID("somebody is paid at some time", true),
  /// Nearly every step is paid, but never the one that ends at the time limit; each takes the same time.
  LAST_STEPS_ARE_PAID("the step that ends an episode is paid like the others", true),
  /// Every episode is terminated after the same number of steps, and nobody can see it coming.
  TIME_LIMITS_TRUNCATE("a time limit truncates and does not terminate", true),

  EPISODES_ARE_CUT_AT_A_LIMIT("what ends at different times is terminated, not truncated", false),
  EVERYBODY_IS_ASKED("every agent decides at some time", false),
  EVERY_NUMBER_VARIES("every number that is observed varies", false),
  MASKS_FORBID("masks forbid something at some time", false),
  METRICS_VARY("every metric varies", false),
  CHANCE_MATTERS("another key gives another episode", false),
  NOTHING_IS_ALLOCATED("nothing is allocated per transition", false);

  static final int EPISODES = 20; // fewer say nothing
  private static final int ROWS = 300; // likewise
  private static final double SHORTEST_LIMIT = 5; // less time is no time limit

  final String promise;
  final boolean fault;

  Signs(String promise, boolean fault) {
    this.promise = promise;
    this.fault = fault;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// A sign that was seen.
  ///
  /// @param agent slot, or -1
  record Seen(Signs sign, String how, int agent, boolean fault) {
    Seen(Signs sign, String how, int agent) {
      this(sign, how, agent, sign.fault);
    }
  }

  /// @param sided of the pairs that have always seen the same, those whose view changes when they swap what they do
  /// @param countdown whether agents can see the end of an episode coming; null if nobody looked
  static List<Seen> in(Survey survey, List<Survey.Pair> sided, @Nullable Boolean countdown) {
    var seen = new ArrayList<Seen>();
    if (survey.episodes < EPISODES) return seen;
    opponents(survey, sided, seen);
    observations(survey, seen);
    masks(survey, seen);
    pay(survey, seen);
    ends(survey, countdown, seen);
    presence(survey, seen);
    parts(survey, seen);
    metrics(survey, seen);
    return seen;
  }

  /// @return whether every episode so far was terminated after the same number of steps, at least two
  static boolean fixedLength(Survey survey) {
    return survey.episodes >= EPISODES && survey.terminated == survey.episodes && survey.shortest == survey.longest
        && survey.longest >= 2 && survey.longestTime >= SHORTEST_LIMIT;
  }

  private static String id(Survey survey, int slot) {
    return survey.spec.slots().get(slot).id();
  }

  private static void opponents(Survey survey, List<Survey.Pair> sided, List<Seen> seen) {
    for (Survey.Pair pair : sided) {
      seen.add(new Seen(OPPONENTS_SEE_THEIR_OWN_SIDE,
          "%s and %s of different teams saw the same at all %d timesteps at which they could be compared: "
              .formatted(id(survey, pair.one), id(survey, pair.other), pair.occasions)
              + "show each its own side first", pair.one));
      return;
    }
  }

  private static void observations(Survey survey, List<Seen> seen) {
    for (int slot = 0; slot < survey.lives.length; slot++) {
      Survey.Life life = survey.lives[slot];
      boolean blind = life.constant() && life.low.length > 0 && life.mostDecisions >= 2 && life.decisions >= ROWS;
      if (!blind || !life.arbitrary) continue;
      seen.add(new Seen(OBSERVATIONS_TELL_SOMETHING,
          "%s saw the same in all %d rows, though the same joint action was paid differently from time to time"
              .formatted(id(survey, slot), life.rows), slot));
      return;
    }
  }

  private static void masks(Survey survey, List<Seen> seen) {
    List<List<Integer>> layouts = survey.spec.layouts();
    for (int l = 0; l < survey.legal.length; l++) {
      int slot = layouts.get(l).getFirst();
      if (survey.masked[l] < ROWS) continue;
      for (int choice = 0; choice < survey.legal[l].length; choice++) {
        if (survey.legal[l][choice] > 0) continue;
        seen.add(new Seen(EVERY_CHOICE_IS_LEGAL_SOMETIMES,
            "choice %d of %s was legal in none of %d masks in %d episodes".formatted(
                choice, id(survey, slot), survey.masked[l], survey.episodes), slot,
            survey.spec.agents() > 1 && !(survey.spec.slots().get(slot).action() instanceof Space.MultiBinary)));
        break;
      }
      if (survey.forbidding[l] == 0) {
        seen.add(new Seen(MASKS_FORBID,
            "the masks of %s forbade nothing in %d decisions: without them it would be faster".formatted(id(survey, slot), survey.masked[l]), slot));
      }
    }
  }

  private static void pay(Survey survey, List<Seen> seen) {
    Set<String> paid = new HashSet<>();
    for (int slot = 0; slot < survey.lives.length; slot++) {
      if (survey.lives[slot].paidSteps > 0) paid.add(survey.spec.slots().get(slot).team());
    }
    if (paid.isEmpty()) {
      seen.add(new Seen(SOMEBODY_IS_PAID,
          "nobody was paid in %d episodes of random play: is the pay that rare, or is the final reward missing?"
              .formatted(survey.episodes), -1, 2 * survey.terminated >= survey.episodes));
      return;
    }
    for (int slot = 0; slot < survey.lives.length; slot++) {
      EnvironmentSpec.Slot each = survey.spec.slots().get(slot);
      if (paid.contains(each.team()) || survey.lives[slot].present == 0) continue;
      seen.add(new Seen(EVERY_TEAM_IS_PAID,
          "team %s (%s) was never paid in %d episodes, although others were: is its final reward missing?"
              .formatted(each.team(), each.id(), survey.episodes), slot));
      return;
    }
    boolean dense = survey.usualSteps >= ROWS && survey.usualPaid >= 0.99 * survey.usualSteps;
    if (dense && survey.unitTime && survey.truncated >= EPISODES && survey.cutPaid == 0) {
      seen.add(new Seen(LAST_STEPS_ARE_PAID,
          "%d of %d steps were paid, but none of the %d that a time limit ended: the final reward is missing"
              .formatted(survey.usualPaid, survey.usualSteps, survey.truncated), -1));
    }
  }

  private static void ends(Survey survey, @Nullable Boolean countdown, List<Seen> seen) {
    if (fixedLength(survey) && Boolean.FALSE.equals(countdown)) {
      seen.add(new Seen(TIME_LIMITS_TRUNCATE, ("all %d episodes were terminated after exactly %d steps, which nobody "
          + "could see coming: if that is a time limit, truncate; if the game ends there by its rules, let agents see "
          + "the time").formatted(survey.episodes, survey.longest), -1));
    }
    boolean early = survey.cut == survey.episodes && survey.unitTime && survey.shortest < survey.longest;
    if (early) {
      seen.add(new Seen(EPISODES_ARE_CUT_AT_A_LIMIT, ("all %d episodes were truncated, after %d to %d steps: if "
          + "the game was over, terminate").formatted(survey.episodes, survey.shortest, survey.longest), -1));
    }
  }

  private static void presence(Survey survey, List<Seen> seen) {
    for (int slot = 0; slot < survey.lives.length; slot++) {
      Survey.Life life = survey.lives[slot];
      if (life.decisions > 0) continue;
      seen.add(new Seen(EVERYBODY_IS_ASKED, "%s %s in %d episodes".formatted(id(survey, slot),
          life.present == 0 ? "was never there" : "was never asked", survey.episodes), slot));
      return;
    }
  }

  private static void parts(Survey survey, List<Seen> seen) {
    for (List<Integer> alike : survey.spec.layouts()) {
      RowLayout layout = RowLayout.of(survey.spec.slots().get(alike.getFirst()).observation());
      var constant = new ArrayList<String>();
      for (RowLayout.Leaf leaf : layout.leaves()) {
        int first = Features.first(layout, leaf);
        String numbers = constant(survey, alike, first, first + leaf.width());
        if (!numbers.isEmpty()) constant.add(leaf.path().isEmpty() ? numbers : leaf.path() + " " + numbers);
      }
      if (!constant.isEmpty()) {
        seen.add(new Seen(EVERY_NUMBER_VARIES, "of what %s observes, these numbers never changed: %s".formatted(
            id(survey, alike.getFirst()), String.join(", ", constant)), alike.getFirst()));
      }
    }
  }

  /// @return `all`, or the numbers of a leaf that have one value for all agents and times, or nothing
  private static String constant(Survey survey, List<Integer> alike, int from, int to) {
    var numbers = new ArrayList<Integer>();
    for (int i = from; i < to; i++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int slot : alike) {
        if (survey.lives[slot].rows == 0) continue;
        low = Math.min(low, survey.lives[slot].low[i]);
        high = Math.max(high, survey.lives[slot].high[i]);
      }
      if (low == high) numbers.add(i - from);
    }
    if (numbers.size() == to - from && to > from) {
      return to - from == 1 ? "(its only one)" : "(all " + (to - from) + ")";
    }
    return numbers.size() > 6 ? "(" + numbers.size() + " of " + (to - from) + ")"
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private static void metrics(Survey survey, List<Seen> seen) {
    for (int i = 0; i < survey.leastMetric.length; i++) {
      if (survey.leastMetric[i] != survey.mostMetric[i]) continue;
      Metric metric = survey.spec.metrics().get(i);
      seen.add(new Seen(METRICS_VARY, "metric %s was %s in all %d episodes".formatted(
          metric.name(), survey.leastMetric[i], survey.episodes), -1));
    }
  }
}
